"""Vetoes and pay in the words of a form become parts of the scheme that compute what the words say."""

from pathlib import Path

import pytest

from presales_xl.design.imported.form_draft import FormDraft, import_form
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.model import Scheme
from presales_xl.workbook import reader
from tests.backends.cohort import computed

FORM = """售前顾问月度考核表
考核指标\t满分\t评分标准
方案质量\t60\t由部门经理评分
协作\t40\t由部门经理评分
等级：A：90分以上，B：75-90分，C：75分以下
"""


def made(tmp_path: Path, *lines: str) -> tuple[FormDraft, dict[str, tuple[str, str]]]:
    """Return the draft of a form with these sentences below its table, and mark and fate of each."""
    source, target = tmp_path / "考核.txt", tmp_path / "草稿.xlsx"
    source.write_text(FORM + "\n".join(lines), encoding="utf-8")
    found = import_form(source, target, "zh")
    return found, {str(row[2]): (str(row[3]), str(row[4])) for row in reader.parse(target)["原文对照"][3:]}


@pytest.mark.parametrize(
    ("sentence", "when", "effect"),
    [
        ("发生泄密事件的，一票否决", "veto_1_1 == 'yes'", "total_zero"),
        ("重大客户投诉超过2次，一票否决", "veto_1_1 > veto_1_figure_1", "total_zero"),
        ("弄虚作假的，绩效评定为C级", "veto_1_1 == 'yes'", "lowest_grade"),
    ],
)
def test_a_veto_is_read_with_its_condition_and_effect(tmp_path: Path, sentence: str, when: str, effect: str) -> None:
    found, fates = made(tmp_path, sentence)
    (veto,) = found.content["vetoes"].values()
    number = next(iter(found.content["vetoes"])).removeprefix("veto_")
    assert veto["when"] == when.replace("veto_1", f"veto_{number}")
    assert veto["effect"] == effect
    assert fates[sentence][1].startswith("一票否决")
    assert found.plan is not None


def test_a_grade_that_is_not_the_lowest_is_left_to_decide(tmp_path: Path) -> None:
    found, fates = made(tmp_path, "弄虚作假的，绩效评定为B级")
    assert "vetoes" not in found.content
    assert fates["弄虚作假的，绩效评定为B级"][0] == "✗"


def test_pay_is_calculated_from_its_sentence_with_what_others_define_and_sums_are_no_pay_of_their_own(
    tmp_path: Path,
) -> None:
    lines = [
        "计提奖金=项目奖金+绩效奖金",
        "项目奖金=实际回款×1.5%",
        "绩效奖金=绩效基数×得分/100×完成率",
        "完成率=实际收入/目标收入",
    ]
    found, fates = made(tmp_path, *lines)
    pay = found.content["pay"]
    assert [item["name"] for item in pay.values()] == ["项目奖金", "绩效奖金"]
    assert fates[lines[0]] == ("✓", "各项奖金之和，工资单会加起来")
    assert all(fates[line][0] == "▲" for line in lines[1:])
    assert paid(found, {"实际回款": 200_000, "绩效基数": 3000, "实际收入": 90, "目标收入": 100}, 80) == [3000, 2160]


def test_a_score_without_a_hundred_below_it_is_taken_as_a_share_and_said(tmp_path: Path) -> None:
    found, fates = made(tmp_path, "绩效工资=基本工资×40%×KPI得分")
    assert paid(found, {"基本工资": 5000}, 80) == [1600]
    assert "总分 ÷ 100" in fates["绩效工资=基本工资×40%×KPI得分"][1]


@pytest.mark.parametrize(
    "lines",
    [
        ["奖金=基数×系数", "基数=奖金×2"],  # a circle
        ["项目奖金=回款×1%", "项目奖金=回款×2%"],  # twice
        ["绩效奖金=回款×1%", "个人奖金=绩效奖金×得分/100"],  # the first may be paid, or not
        ["奖金基数为3000元，按季度发放"],
    ],
)
def test_pay_that_may_mean_two_things_is_left_to_decide(tmp_path: Path, lines: list[str]) -> None:
    found, fates = made(tmp_path, *lines)
    assert "pay" not in found.content
    assert all(fates[line][0] == "✗" for line in lines)


def test_a_figure_that_indicator_and_pay_take_is_one(tmp_path: Path) -> None:
    found, _ = made(tmp_path, "项目奖金=回款额×1%", "推广奖金=回款额×2%+推广场次×100")
    names = [said["name"] for said in found.content["inputs"].values()]
    assert names == ["回款额", "推广场次"]
    assert paid(found, {"回款额": 10_000, "推广场次": 3}, 80) == [100, 500]


def paid(found: FormDraft, given: dict[str, float], total: float) -> list[float]:
    """Return what one person is paid with a total, which both indicators give in proportion."""
    plan = compile_scheme(Scheme.model_validate(found.content))
    people = {key: given[said["name"]] for key, said in found.content["inputs"].items()}
    rated = dict(zip((key for key in plan.inputs() if key not in people), (0.6 * total, 0.4 * total), strict=True))
    columns = computed(plan, [people | rated])
    return [columns[f"pay.{key}"][0] for key in found.content["pay"]]


def test_the_most_that_is_taken_holds_for_the_sum_of_an_adjustment(tmp_path: Path) -> None:
    found, _ = made(tmp_path, "客户重大投诉每发生一次扣5分，最高扣20分")
    assert found.plan is not None
    [count] = found.content["inputs"]
    rated = dict(zip((each for each in found.plan.inputs() if each != count), (60.0, 40.0), strict=True))
    people = [{count: times, **rated} for times in (0, 1, 4, 5, 9)]
    assert [total - 100 for total in computed(found.plan, people)["total"]] == [0, -5, -20, -20, -20]


def test_the_word_before_the_grades_is_no_part_of_their_names(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(
        FORM.rsplit("等级", 1)[0] + "4. 等级划分：A级90分及以上；B级80-89分；C级80分以下。", encoding="utf-8"
    )
    assert list(import_form(source, tmp_path / "b.xlsx", "zh").content["grades"]["scale"]) == ["A级", "B级", "C级"]
