"""Rows of a detail table that people may mean to share though they do not: asked about, and counted as before."""

from pathlib import Path

import pytest

from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.settling.settle import settle
from presales_xl.ledger.ledger import Ledger
from presales_xl.resources import SCHEMES
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.review import review
from tests.cycle.company import messages_of, read_csv
from tests.cycle.test_row_checks import (
    ERP,
    FIRST,
    MANAGER,
    MINE,
    PERIOD,
    SECOND,
    THEIRS,
    came_back,
    consultants,
    issued_to,
    paid_by_person,
    project_rows,
    scored,
    settled,
    settled_with_the_rest,
)

ALIKE = "table.names_alike"


@pytest.mark.parametrize(
    ("mine", "theirs"),
    [
        ("甲（一期）", "甲(一期)"),
        ("甲 ERP", "甲ERP"),
        ("甲ＥＲＰ", "甲erp"),
        ("甲１", "甲1"),
        ("甲", "甲\u200b"),
        ("甲", "甲\n"),
        ("甲", "\t甲"),
    ],
    ids=["brackets", "a blank", "letters", "digits", "an unseen sign", "a line break", "a tab"],
)
def test_collect_asks_whether_names_that_look_alike_in_two_teams_are_one_project(
    tmp_path: Path, mine: str, theirs: str
) -> None:
    project = issued_to(tmp_path, MINE, THEIRS)
    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", mine, 1))[1:])
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", theirs, 1))[1:])
    made = collect(project, PERIOD, [], "zh")
    (told,) = messages_of(made.problems)
    shown = theirs.replace("\u200b", "⟨看不见的字符 U+200B⟩").replace("\n", "⟨换行⟩").replace("\t", "⟨制表符⟩")
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


SEVERAL = "standing.several_schemes"


def own_copy(folder: Path) -> None:
    """Let a company have a copy of the shipped scheme under an id of its own."""
    (folder / "schemes").mkdir()
    source = (SCHEMES / f"{ERP}.yaml").read_text(encoding="utf-8").replace(f"id: {ERP}", "id: own")
    (folder / "schemes" / "own.yaml").write_text(source, encoding="utf-8")


def test_a_project_that_somebody_was_settled_for_is_asked_about_once_when_others_share_it_under_another_scheme(
    tmp_path: Path,
) -> None:
    own_copy(tmp_path)
    project = settled_with_the_rest(tmp_path)
    ledger = Ledger.open(project.ledger)
    assert messages_of(settle(project, ledger, PERIOD, "zh").problems, SEVERAL) == []
    issued_to(tmp_path, MINE, reopen="李四不再考核")
    issued_to(tmp_path, MINE, scheme="own", reopen="换成本公司的方案")
    (project.inbox(PERIOD) / FIRST).unlink()
    came_back(project, FIRST, "明细 顾问", [[*project_rows(("E1 张三", "甲", None))[1], "是"]])
    (told,) = messages_of(collect(project, PERIOD, [], "zh").problems, SEVERAL)
    here, there = (f"{file} › 明细 顾问 › B6" for file in (FIRST, SECOND))
    mine, theirs = f"张三（E1，{here}）得项目奖金 1,000 元", f"李四（E2，按结算时的 {there}）得项目奖金 300 元"
    assert f"都有「甲」，各方案只在自己的人里分，合起来可能超过 100%：「own」：{mine}；「{ERP}」：{theirs}。" in told
    for dry_run in (True, False):
        assert messages_of(settle(project, ledger, PERIOD, "zh", dry_run=dry_run).problems, SEVERAL) == [told]
    assert messages_of(settle(project, ledger, PERIOD, "zh").problems, SEVERAL) == []  # with which it was settled
    came_back(project, FIRST, "明细 顾问", [[*project_rows(("E1 张三", "甲", 0.5))[1]]])
    assert messages_of(collect(project, PERIOD, [], "zh", reopen="更正").problems, SEVERAL) != [told]
    assert messages_of(settle(project, ledger, PERIOD, "zh").problems, SEVERAL) != []  # it says something else
    issued_to(tmp_path, MINE, reopen="仍用原方案")
    (project.inbox(PERIOD) / FIRST).unlink(missing_ok=True)
    came_back(project, FIRST, "明细 顾问", [[*project_rows(("E1 张三", "甲", None))[1], "是"]])
    assert messages_of(collect(project, PERIOD, [], "zh").problems, SEVERAL) == []
    assert messages_of(settle(project, ledger, PERIOD, "zh").problems, SEVERAL) == []
    assert paid_by_person(project) == {"E1": 4300, "E2": 3900}


def test_a_project_is_asked_about_while_people_share_it_under_two_schemes_and_not_once_they_have_one(
    tmp_path: Path,
) -> None:
    own_copy(tmp_path)
    moved = ("E1", "张三", "M1", "资深")
    project = issued_to(tmp_path, moved, THEIRS, others={"资深": "own"})
    came_back(project, FIRST, "明细 资深", project_rows(("E1 张三", "甲（一期）", 1))[1:], role="资深")
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲(一期)", 1), ("E2 李四", "乙", 1))[1:])
    (told,) = messages_of(collect(project, PERIOD, [], "zh").problems, SEVERAL)
    assert f"「own」：张三（E1，{FIRST} › 明细 资深 › B6）得项目奖金 1,000 元" in told
    assert settled(project) == {}
    issued_to(tmp_path, moved, ("E2", "李四", "M2", "资深"), others={"资深": "own"}, reopen="李四也升资深")
    (project.inbox(PERIOD) / SECOND).unlink()
    came_back(project, SECOND, "明细 资深", project_rows(("E2 李四", "乙", 1))[1:], role="资深")
    assert messages_of(collect(project, PERIOD, [], "zh", reopen="升资深").problems, SEVERAL) == []


def test_rows_of_one_name_that_a_scheme_does_not_share_are_not_asked_about(tmp_path: Path) -> None:
    project = issued_to(tmp_path, MINE, ("E2", "李四", "M2", "经理"), others={"经理": MANAGER})
    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", "甲", 1))[1:])
    came_back(project, SECOND, "明细 经理 关键指标", [["E2 李四", "甲", 0.5, "1", 90]] * 3, role="经理")
    assert messages_of(collect(project, PERIOD, [], "zh").problems, SEVERAL) == []
