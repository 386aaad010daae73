"""Kinds of work in lines of text, each with the coefficient that a piece of it counts and no full points."""

from pathlib import Path

import pytest

from presales_xl.design.imported.form_draft import FormDraft, import_form

WORK = """技术支持岗考核办法
对每项工作确定一个系数，个人累加：
1、现场交流，包括售前和售后({word}为2);
2、方案编写（{word}：1.5）；
3、各类功能测试、性能测试及兼容性测试的报告编写({word}为 0.5 分)。
4、模板制作（{word}为10%，基数为3）；
5、其他事项视情况确定{word}。
"""


def imported(folder: Path, written: str) -> tuple[FormDraft, Path]:
    source, target = folder / "a.txt", folder / "b.xlsx"
    source.write_text(written, encoding="utf-8")
    return import_form(source, target, "zh"), target


@pytest.mark.parametrize("word", ["量化指标", "工作量系数", "积分系数"])
def test_lines_of_work_with_a_coefficient_are_counted_and_what_is_open_is_to_be_decided(
    tmp_path: Path, word: str
) -> None:
    made, target = imported(tmp_path, WORK.format(word=word))
    told = [
        (each.name, each.mark, [*each.content.get("rule", {}).get("additions", {}).values()])
        for each in made.adjustments
    ]
    assert told == [
        ("现场交流", "assumed", [2]),
        ("方案编写", "assumed", [1.5]),
        ("各类功能测试、性能测试及兼容性测试的报告编写", "assumed", [0.5]),
        ("模板制作", "not_understood", []),
        ("其他事项", "not_understood", []),
    ]
    assert "cap" not in made.adjustments[0].content["rule"]
    lines = {line.words[0]: line for line in made.sourced.lines if line.words[0].isdigit()}
    assert [line.mark for line in lines.values()] == ["assumed"] * 3 + ["not_understood"] * 2
    assert target.exists()


def test_work_that_is_only_counted_starts_from_0_which_is_to_be_decided(tmp_path: Path) -> None:
    for number, written in enumerate(
        [WORK.format(word="量化指标"), "计分办法\n1、交流，每次计3分\n2、方案，每份计2分\n"]
    ):
        (folder := tmp_path / str(number)).mkdir()
        made, target = imported(folder, written)
        assert made.content["indicators"]["base"]["rule"] == {"kind": "formula", "formula": "0"}
        assert made.sourced.marks["indicators.base"] == "not_understood"
        assert target.exists()
        assert made.plan is not None
        assert made.plan.scheme.adjustments


def test_what_adds_to_points_or_takes_from_them_still_starts_from_100(tmp_path: Path) -> None:
    made, _ = imported(tmp_path, "加减分办法\n1、客户表扬，每次加3分\n2、客户投诉，每次扣2分\n")
    assert made.content["indicators"]["base"]["rule"]["formula"] == "points"
    assert made.sourced.marks["indicators.base"] == "assumed"


def test_a_coefficient_in_one_line_alone_is_no_list_of_work(tmp_path: Path) -> None:
    made, _ = imported(
        tmp_path, "考核表\n1、质量（60分）：差错一次扣5分\n2、数量（40分）：缺一份扣2分\n说明（工作量系数为1.2）\n"
    )
    assert made.adjustments == []
    assert [each.points for each in made.indicators] == [60, 40]
