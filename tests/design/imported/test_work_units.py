"""Kinds of work with what a unit of each gives, whose sum a sentence makes one score of."""

from pathlib import Path
from typing import Any

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, draft
from presales_xl.design.imported.item_reading import ItemReading
from tests.design.imported.drafts import of_rows
from tests.design.imported.forms import Cell, document
from tests.design.imported.layouts import Rows

OTHERS: Rows = [["指标", "分值", "评分标准"], ["投诉", 30, "投诉一次扣10分"], ["考勤", 30, "迟到一次扣2分"]]
UNITS: Rows = [
    ["序号", "工作类型", "计量单位", "单位分值", "数量", "得分"],
    [1, "现场支持", "次", 3],
    [2, "方案编写", "份", 5],
    [3, "驻场", "人天", 0.5],
]


def found(made: FormDraft, name: str = "工作量") -> ItemReading:
    return next(each for each in made.indicators if each.item.name.startswith(name))


def rule(each: ItemReading) -> dict[str, Any]:
    """Return what each kind of work adds by its name, and the cap."""
    assert each.made is not None
    said = each.made.indicator["rule"]
    names = {key: entry["name"] for key, entry in each.made.inputs.items()}
    return {names[key]: worth for key, worth in said["additions"].items()} | {"cap": said.get("cap")}


@pytest.mark.parametrize(
    ("sentence", "cap"),
    [
        ("工作量得分=Σ（数量×单位分值）÷目标工作量（80分）×40，最高40分", 80),
        ("月度目标积分为60分，工作量得分=实际积分÷目标积分×40，超过的按40分计", 60),
        ("工作量得分＝各项得分之和／120×100%×40，40分封顶", 120),
        ("工作量得分=Σ（数量×单位分值），满分40分，最高40分", 40),
    ],
)
def test_units_below_a_title_with_points_are_counted_up_to_what_they_are_compared_with(
    tmp_path: Path, sentence: str, cap: float
) -> None:
    rows = [["售前月度考核表"], ["一、工作量（40分）"], *UNITS, [sentence], ["二、其他（60分）"], *OTHERS]
    made = of_rows(tmp_path, rows)
    each = found(made)
    assert each.points == 40
    assert each.out_of == (None if cap == 40 else cap)
    assert rule(each) == {"现场支持": 3, "方案编写": 5, "驻场": 0.5, "cap": cap}
    assert each.mark == "understood"
    assert [each.points for each in made.indicators] == [40, 30, 30]
    assert not [line for line in made.sourced.lines if line.mark == "not_understood"]


def test_units_in_the_rows_of_an_item_are_those_of_its_formula_and_others_count_as_before(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "权重", "考核内容", "单位", "单位得分", "完成数量", "评分办法"],
        ["工作量", "60%", "技术交流", "次", 3, None, "工作量得分=各项数量×单位得分之和/100×60"],
        [None, None, "产品演示", "次", 2],
        ["态度", "40%", "服从安排", "", "", None, "不服从安排一次扣5分"],
    ]
    made = of_rows(tmp_path, rows, "A2:A3", "B2:B3", "G2:G3")
    each = found(made)
    assert (each.points, each.out_of, each.rule_mark) == (60, 100, "assumed")  # nothing is said of a cap
    assert rule(each) == {"技术交流": 3, "产品演示": 2, "cap": 100}
    assert found(made, "态度").out_of is None


def test_units_of_another_table_are_those_of_the_item_whose_rule_sums_them(tmp_path: Path) -> None:
    items: list[list[Cell]] = [
        ["指标", "满分", "计分方式"],
        ["工作量", "40", "Σ（数量×单位分值）/目标分值×40，目标分值120分，超出不加分"],
        ["投诉", "30", "投诉一次扣10分"],
        ["考勤", "30", "迟到一次扣2分"],
    ]
    units: list[list[Cell]] = [["工作类别", "计分标准"], ["交流", "3分/次"], ["讲标", "每场8分"]]
    blocks = ["售前考核", items, "附：单位分值表", units]
    made = draft(form_reader.parse(document(tmp_path / "a.docx", blocks)), "zh")
    assert rule(found(made)) == {"交流": 3, "讲标": 8, "cap": 120}
    assert len(made.indicators) == 3


def test_units_that_are_not_all_read_or_compared_with_nothing_known_are_to_be_decided(tmp_path: Path) -> None:
    sentence = "工作量得分=实际积分÷目标积分×100，满分100分"
    made = of_rows(tmp_path, [*UNITS, [sentence]])
    assert found(made).rule_mark == "not_understood"
    open_one = [*UNITS, [4, "模板", "个", "基数×10%"], [sentence.replace("目标积分", "60")]]
    each = found(of_rows(tmp_path, open_one))
    assert (each.made, each.of_rule) == (None, ("open.figure:基数×10%",))
    lacking: Rows = [["指标", "权重", "标准"], ["工作量", "100%", "工作量得分=Σ（数量×单位分值）÷目标值×100"]]
    assert found(of_rows(tmp_path, lacking)).rule_mark == "not_understood"


def test_a_share_of_a_target_is_no_sum_of_units(tmp_path: Path) -> None:
    rows: Rows = [["指标", "权重", "标准"], ["签约额", "100%", "得分=实际签约额/目标签约额×100，最高100分"]]
    [each] = of_rows(tmp_path, rows).indicators
    assert each.made is not None
    assert each.made.indicator["rule"]["kind"] == "target_ratio"
