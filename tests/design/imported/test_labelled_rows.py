"""Rows below one name that begin with what they tell of it: what is required, what costs points, what it is worth."""

from pathlib import Path
from typing import Any

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, draft
from tests.design.imported.forms import Cell, document, workbook
from tests.design.imported.layouts import Rows

MERGED = ("A2:A3", "A4:A5")


def read(path: Path) -> FormDraft:
    return draft(form_reader.parse(path), "zh")


def taken(made: FormDraft) -> dict[str, Any]:
    return {
        each.item.name: (each.points, [*each.made.indicator["rule"]["deductions"].values()])
        for each in made.indicators
        if each.made
    }


ROWS: dict[str, Rows] = {
    "colons": [
        ["考核项目", "评分标准", "得分"],
        ["服务态度（40分）", "要求：热情接待客户，30分钟内回复"],
        [None, "扣分：态度不好一次扣5分"],
        ["资料归档（60分）", "要求：3日内归档"],
        [None, "扣分：迟交一天扣2分，缺一份扣3分"],
        ["合计（100分）"],
    ],
    "brackets": [
        ["项目", "标准与扣分", "得分"],
        ["服务态度\n（40分）", "【工作要求】热情接待客户"],
        [None, "【扣分标准】态度不好一次扣5分"],
        ["资料归档\n（60分）", "【工作要求】按时归档"],
        [None, "【扣分标准】迟交一天扣2分，缺一份扣3分"],
    ],
    "a column of its own": [
        ["考核项目", "类别", "内容", "得分"],
        ["服务态度（40分）", "要求", "热情接待客户"],
        [None, "扣分", "态度不好一次扣5分"],
        ["资料归档（60分）", "要求", "按时归档"],
        [None, "扣分", "迟交一天扣2分，缺一份扣3分"],
    ],
}


@pytest.mark.parametrize("kind", ROWS)
def test_what_is_required_and_what_costs_points_are_of_the_name_above_both(tmp_path: Path, kind: str) -> None:
    for merged in (MERGED, ()):
        made = read(workbook(tmp_path / "a.xlsx", ROWS[kind], merged))
        assert taken(made) == {"服务态度": (40, [5]), "资料归档": (60, [2, 3])}
        assert not [line for line in made.sourced.lines if line.mark == "not_understood"]


def test_rows_in_a_word_document_are_read_as_those_of_a_workbook(tmp_path: Path) -> None:
    table: list[list[Cell]] = [
        ["考核内容", "标准", "得分"],
        [("服务态度（40分）", 1, "restart"), "要求：热情接待客户", ""],
        [("", 1, "continue"), "扣分标准：态度不好每次扣5分", ""],
        [("资料归档（60分）", 1, "restart"), "要求：按时归档", ""],
        [("", 1, "continue"), "扣分标准：迟交一天扣2分，缺一份扣3分", ""],
    ]
    made = read(document(tmp_path / "a.docx", ["售前考核", table]))
    assert taken(made) == {"服务态度": (40, [5]), "资料归档": (60, [2, 3])}


POINTS_BELOW: dict[str, tuple[Rows, tuple[str, ...]]] = {
    "behind a label, names merged": (
        [
            ["考核项目", "考核标准", "得分"],
            ["卫生管理", "地面不洁一次扣1分，扣完为止"],
            [None, "分值：60分"],
            ["台账", "缺一份扣5分"],
            [None, "分值：40分"],
        ],
        MERGED,
    ),
    "beside a label": (
        [
            ["序号", "考核内容", "评分细则", "评分"],
            [1, "卫生管理", "地面不洁一次扣1分"],
            [None, "分值", 60],
            [2, "台账", "每缺一份扣5分"],
            [None, "分值", 40],
        ],
        (),
    ),
    "below the names, with a range": (
        [
            ["考评目标", "考评标准", "得分"],
            ["1、卫生管理", "地面不洁一次扣1分，扣完为止"],
            ["分值60", "0-60"],
            ["2、台账", "缺一份扣5分，扣完为止"],
            ["分值40", "0-40"],
            ["合计（100分）"],
        ],
        (),
    ),
}


@pytest.mark.parametrize("kind", POINTS_BELOW)
def test_what_a_row_below_an_item_says_it_is_worth_is_no_heading_and_its_rule_no_addition(
    tmp_path: Path, kind: str
) -> None:
    rows, merged = POINTS_BELOW[kind]
    made = read(workbook(tmp_path / "a.xlsx", rows, merged))
    assert taken(made) == {"卫生管理": (60, [1]), "台账": (40, [5])}
    assert not made.adjustments


def test_a_range_below_that_ends_elsewhere_than_the_points_asks_which_and_cells_with_points_below_give_these(
    tmp_path: Path,
) -> None:
    rows: Rows = [
        ["考评目标", "考评标准", None, "得分"],
        ["1、操作规范", "缺一项扣1分，扣完为止"],
        ["分值40", "0-50"],
        ["2、按时供餐", "只要有1次未按时供餐", "每次都按时供餐"],
        ["分值60", "0", "60"],
    ]
    made = read(workbook(tmp_path / "a.xlsx", rows, ("B1:C1", "B2:C2", "B3:C3")))
    first, second = made.indicators
    assert first.mark == "not_understood"
    assert second.made
    assert second.made.indicator["rule"]["bands"] == {"≥1": 0, "else": 60}
