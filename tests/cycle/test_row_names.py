"""Rows of a detail table that people may mean to share though they do not: asked about, and counted as before."""

from pathlib import Path

import pytest

from presales_xl.cycle.collecting.collect import collect
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.review import review
from tests.cycle.company import messages_of, read_csv
from tests.cycle.test_row_checks import (
    ERP,
    FIRST,
    MINE,
    PERIOD,
    SECOND,
    THEIRS,
    came_back,
    consultants,
    issued_to,
    project_rows,
    scored,
)

ALIKE = "table.names_alike"


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [("甲（一期）", "甲(一期)"), ("甲 ERP", "甲ERP"), ("甲ＥＲＰ", "甲erp"), ("甲１", "甲1"), ("甲", "甲\u200b")],
    ids=["brackets", "a blank", "letters", "digits", "an unseen sign"],
)
def test_collect_asks_whether_names_that_look_alike_in_two_teams_are_one_project(
    tmp_path: Path, mine: str, theirs: str
) -> None:
    project = issued_to(tmp_path, MINE, THEIRS)
    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", mine, 1))[1:])
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", theirs, 1))[1:])
    made = collect(project, PERIOD, [], "zh")
    (told,) = messages_of(made.problems)
    shown = theirs.replace("\u200b", "⟨看不见的字符 U+200B⟩")
    here, there = (f"{file} › 明细 顾问 › B6" for file in (FIRST, SECOND))
    assert f"「{mine}」：张三（E1，{here}）；「{shown}」：李四（E2，{there}）。" in told
    assert [row["pay.total"] for row in read_csv(project.results(PERIOD) / "results.csv")] == ["4600", "4600"]


def test_collect_asks_about_names_beside_the_shares_that_do_not_sum_up_for_them(tmp_path: Path) -> None:
    project = issued_to(tmp_path, MINE, THEIRS)
    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", "甲（一期）", 0.5), ("E1 张三", "乙", 1))[1:])
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲(一期)", 0.5), ("E2 李四", "丙", 1))[1:])
    made = collect(project, PERIOD, [], "zh")
    assert len(messages_of(made.problems, "workbook.row_check")) == 2
    assert len(messages_of(made.problems, ALIKE)) == 1


def test_names_that_look_alike_are_asked_about_once_on_one_sheet_and_across_roles_by_collect_and_by_the_button(
    tmp_path: Path,
) -> None:
    project = issued_to(tmp_path, MINE, ("E2", "李四", "M1", "高级顾问"))
    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", "甲 ERP", 1), ("E1 张三", "甲ERP", 1))[1:])
    came_back(project, FIRST, "明细 高级顾问", project_rows(("E2 李四", "甲E RP", 1))[1:], role="高级顾问")
    file = project.inbox(PERIOD) / FIRST
    (told,) = messages_of(collect(project, PERIOD, [], "zh").problems, ALIKE)
    (shown,) = messages_of(review(read_one(file), FIRST).problems, ALIKE)
    names = (
        ("甲 ERP", "张三（E1", "顾问 › B6"),
        ("甲ERP", "张三（E1", "顾问 › B7"),
        ("甲E RP", "李四（E2", "高级顾问 › B6"),
    )
    listed = "；".join(f"「{name}」：{who}，{FIRST} › 明细 {where}）" for name, who, where in names)
    assert listed in told
    assert listed in shown


def test_score_asks_about_names_that_look_alike_with_their_lines(tmp_path: Path) -> None:
    rows = project_rows(("E1", "甲（一期）", 1), ("E2", "乙", 1), ("E2", "甲(一期)", 0.5), ("E3", "甲(一期)", 0.5))
    result = scored(tmp_path, ERP, consultants("E1", "E2", "E3"), projects=rows)
    (told,) = messages_of(result.problems, ALIKE)
    assert "「甲（一期）」：E1（第 2 行）；「甲(一期)」：E2（第 4 行）、E3（第 5 行）。" in told
    assert result.outcome.status("zh").listed() == ["完成", "完成", "完成"]
