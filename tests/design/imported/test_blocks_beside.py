"""What stands on a sheet beside the items and is none of them: other tables, and notes."""

from pathlib import Path

from tests.design.imported.drafts import of_rows
from tests.design.imported.layouts import Rows

ITEMS: Rows = [
    ["指标", "分值", "评分标准", "得分"],
    ["签约率", 50, "≥40%得50分，≥30%得40分，其余0分"],
    ["投诉", 30, "每投诉一次扣10分"],
    ["考勤", 20, "迟到一次扣2分"],
]


def beside(*texts: tuple[object, ...], blank: int = 1) -> list[list[object]]:
    """Return the items with texts right of them, row by row below a title, behind blank columns."""
    rows = [["考核表"], *ITEMS]
    wide = [[*row, *[None] * (4 - len(row) + blank)] for row in rows]
    return [[*row, *texts[number]] if number < len(texts) else row for number, row in enumerate(wide)]


def test_a_table_of_grades_behind_a_blank_column_is_one_whatever_stands_around_it(tmp_path: Path) -> None:
    rows = beside(
        (), ("情况", "处理"), ("会议", "轮流参加"), ("等级", "分数", "绩效工资"), ("金牌", "90≤/≤100", "1500元")
    )
    rows += [
        [*[None] * 5, "银牌", "80≤/＜90", "1000元"],
        [*[None] * 5, "无", "＜80", "0"],
        [*[None] * 5, "连续两月80分以下的，培训"],
    ]
    made = of_rows(tmp_path, rows, "A1:D1")
    assert made.content["grades"] == {"scale": {"金牌": "≥90", "银牌": "≥80", "无": "else"}}
    assert next(iter(made.content["parameters"].values()))["value"] == {"金牌": 1500, "银牌": 1000, "无": 0}
    assert [each.points for each in made.indicators] == [50, 30, 20]
    assert not [each for each in made.indicators if each.item.others or each.item.abouts]


def test_notes_in_the_column_right_of_the_items_are_sentences(tmp_path: Path) -> None:
    notes = (
        ("填表说明：",),
        ("1. 本表由直接上级填写",),
        ("2. 90分以上为A，80-89分为B，80分以下为C",),
        ("3. A级系数1.2，B级1.0，C级0",),
    )
    made = of_rows(tmp_path, beside(*notes, blank=0), "A1:D1")
    assert made.content["grades"]["scale"] == {"A": "≥90", "B": "≥80", "C": "else"}
    assert made.content["parameters"]["grade_coefficient"]["value"] == {"A": 1.2, "B": 1.0, "C": 0.0}
    assert not [each for each in made.indicators if each.item.others or each.item.abouts]


def test_columns_to_fill_in_behind_a_blank_one_are_those_of_the_items(tmp_path: Path) -> None:
    rows = beside((), ("自评", "评分人"), ("", "经理"), ("", "客服部"), ("", "人事部"))
    made = of_rows(tmp_path, rows, "A1:D1")
    assert [[said.text for said in each.item.others] for each in made.indicators] == [[], [], []]  # they rate
