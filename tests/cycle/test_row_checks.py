"""Rows of a detail table that fail a check: told of where they stand, over everybody who has rows of the same text."""

import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest

from presales_xl import catalogue
from presales_xl.cycle.approving.approve import ask, decide_all
from presales_xl.cycle.collecting.collect import Collected, collect
from presales_xl.cycle.collecting.confirm import confirm
from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.publishing.appeal import decide, open_appeal
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.records.dossier import dossier
from presales_xl.cycle.settling.settle import settle
from presales_xl.ledger import payments
from presales_xl.ledger.ledger import Ledger
from presales_xl.people.score import Scored, score
from presales_xl.periods import parse_period
from presales_xl.project import Project
from presales_xl.resources import SCHEMES
from presales_xl.workbook import reader, table_files
from presales_xl.workbook.layout import FIRST_ROW
from presales_xl.workbook.review import review
from tests.cycle.company import Sheets, company, fill, messages_of, read_csv, refused, write_csv
from tests.cycle.returned import long_ago, saved_at
from tests.workbook.entered import Entered

PERIOD = parse_period("2026-Q4")
FIRST, SECOND = "赵一_华东_2026-Q4.xlsx", "钱二_华南_2026-Q4.xlsx"
ERP, MANAGER = "erp_project_consultant", "presales_manager"
FAILED = "不符合「同一项目各顾问的贡献比例合计为 100%」：本项目比例合计 {} ≠ 100%。"
KEYS = [
    "employee_id",
    "project",
    "contract_amount",
    "receipts",
    "partner_share",
    "sales_cost",
    "entertainment",
    "travel",
    "contribution",
]
PERSON: dict[str, Any] = {
    "quarter": "q1",
    "months_done": 3,
    "support_visits": 16,
    "support_projects": 5,
    "talks": 1,
    "project_documents_sales_director": "是",
    "project_documents_general_manager": "是",
    "unit_feedback_sales_director": "好",
    "unit_feedback_general_manager": "好",
    "team_spirit_manager": 5,
    "company_revenue": 130,
    "quarter_base_wages": 30000,
}
Line = tuple[str, str, float | None]  # employee, project, contribution


def project_rows(*lines: Line) -> list[list[Any]]:
    """Return project rows that bring 1000 yuan to whoever has the whole of one."""
    return [KEYS, *([who, name, 200000, 117000, 0, 0, 0, 0, share] for who, name, share in lines)]


def scored(folder: Path, scheme: str, people: Sequence[Sequence[Any]], **details: Sequence[Sequence[Any]]) -> Scored:
    table, _ = table_files.read(write_csv(folder / "in.csv", people))
    read = {key: table_files.read(write_csv(folder / f"{key}.csv", rows))[0] for key, rows in details.items()}
    return score(catalogue.load(scheme), table, read, "zh")


def consultants(*ids: str) -> list[list[Any]]:
    return [["employee_id", *PERSON], *([key, *PERSON.values()] for key in ids)]


def test_score_names_file_line_and_project_of_every_row_whose_shares_do_not_sum_up(tmp_path: Path) -> None:
    rows = project_rows(("E1", "甲", 0.6), ("E1", "乙", 1), ("E2", "甲", 0.3))
    result = scored(tmp_path, ERP, consultants("E1", "E2", "E3"), projects=rows)
    file = tmp_path / "projects.csv"
    assert [message.split("请改正")[0] for message in messages_of(result.problems)] == [
        f"{file} › 第 2 行：明细「甲」{FAILED.format('90%')}",
        f"{file} › 第 4 行：明细「甲」{FAILED.format('90%')}",
    ]
    assert {problem.severity for problem in result.problems} == {"error"}
    assert result.outcome.status("zh").listed() == ["未完成", "未完成", "完成"]


def test_a_sum_of_shares_is_told_with_the_places_that_show_what_is_missing(tmp_path: Path) -> None:
    rows = project_rows(*((key, "甲", 0.3333) for key in ("E1", "E2", "E3")))
    result = scored(tmp_path, ERP, consultants("E1", "E2", "E3"), projects=rows)
    assert {FAILED.format("99.99%") in message for message in messages_of(result.problems)} == {True}


THIRDS: list[tuple[Sequence[float | None], Sequence[str | None], list[float] | str]] = [
    ([0.3333, 0.3333, None], [None, None, "是"], [0.3333, 0.3333, 0.3334]),
    ([None, 1.0, None], ["是", None, "是"], [0, 1, 0]),
    ([None, 0.25, 0.25], ["是", "否", ""], [0.5, 0.25, 0.25]),
    ([0.3333, 0.3333, 0.2], [None, None, None], "86.66%"),
    ([None, 0.5, None], ["是", None, "是"], "150%"),
    ([0.6, 0.6, None], [None, None, "是"], "120%"),
    ([0.5, 0.2, 0.2], [None, None, "是"], "80%"),
    ([1 / 3, 1 / 3, 1 / 3], [None, None, None], [1 / 3, 1 / 3, 1 / 3]),
    ([2 / 3, 1 / 6, 1 / 6], [None, None, None], [2 / 3, 1 / 6, 1 / 6]),
]


@pytest.mark.parametrize(("stated", "rest", "expected"), THIRDS)
def test_a_row_may_take_what_the_others_leave_of_its_project(
    tmp_path: Path, stated: Sequence[float | None], rest: Sequence[str | None], expected: list[float] | str
) -> None:
    people = ("E1", "E2", "E3")
    rows = project_rows(*((who, "甲", share) for who, share in zip(people, stated, strict=True)))
    rows = [[*row, takes] for row, takes in zip(rows, ["takes_rest", *rest], strict=True)]
    result = scored(tmp_path, ERP, consultants(*people), projects=rows)
    if isinstance(expected, str):
        assert {FAILED.format(expected) in message for message in messages_of(result.problems)} == {True}
    else:
        assert messages_of(result.problems) == []
        awards = result.outcome.column("pay.projects", "zh")
        assert awards == pytest.approx([round(1000 * share, 2) for share in expected])


@pytest.mark.parametrize(
    ("change", "told"),
    [
        ({"contribution": None}, "不符合「每行填贡献比例，或在“其余”选“是”」"),
        ({"contribution": 0}, "不符合「每行填贡献比例，或在“其余”选“是”」"),
        ({"receipts": 58500}, "不符合「同一项目各行的合同额、到款与费用相同，都写整个项目的」"),
        ({"contract_amount": 30000}, "不符合「同一项目各行的合同额、到款与费用相同，都写整个项目的」"),
    ],
)
def test_a_row_without_a_share_or_with_other_amounts_than_the_same_project_has_elsewhere_is_told(
    tmp_path: Path, change: dict[str, float | None], told: str
) -> None:
    rows = project_rows(("E1", "甲", None), ("E2", "甲", 0.5))
    for key, value in change.items():
        rows[2][KEYS.index(key)] = value
    rows = [[*row, takes] for row, takes in zip(rows, ["takes_rest", "是", None], strict=True)]
    result = scored(tmp_path, ERP, consultants("E1", "E2"), projects=rows)
    assert any(told in message for message in messages_of(result.problems))
    assert not result.outcome.complete[1]


@pytest.mark.parametrize(
    ("called", "share"), [("甲", "三成"), (None, 0.3), ("甲", None)], ids=["a text", "no project", "blank"]
)
def test_score_says_what_whoever_takes_the_rest_of_a_project_waits_for(
    tmp_path: Path, called: str | None, share: float | str | None
) -> None:
    rows: list[list[Any]] = project_rows(("E1", "甲", None), ("E2", "甲", 0.3))
    rows[2][1], rows[2][-1] = called, share
    rows = [[*row, takes] for row, takes in zip(rows, ["takes_rest", "是", None], strict=True)]
    result = scored(tmp_path, ERP, consultants("E1", "E2"), projects=rows)
    (told,) = messages_of(result.problems, "table.hangs")
    assert "「E1」与别人共用明细（同名的行），结果还会变：没有填齐、待改正或待确认的有 E2。" in told


def test_a_blank_amount_is_told_of_its_own_row_alone(tmp_path: Path) -> None:
    rows = project_rows(("E1", "甲", 0.5), ("E2", "甲", 0.5))
    rows[2][KEYS.index("receipts")] = None
    told = messages_of(scored(tmp_path, ERP, consultants("E1", "E2"), projects=rows).problems)
    assert [message for message in told if "不符合" in message] == []


def test_score_takes_texts_of_digits_for_texts(tmp_path: Path) -> None:
    rows = project_rows(("E1", "007", 1), ("E2", "7", 0.5))
    result = scored(tmp_path, ERP, consultants("E1", "E2"), projects=rows)
    assert [problem.fields["row"] for problem in result.problems] == ["7"]


def test_score_needs_no_file_for_a_table_that_may_be_empty(tmp_path: Path) -> None:
    result = scored(tmp_path, ERP, consultants("E1"))
    assert (messages_of(result.problems), result.outcome.column("pay.total", "zh")) == ([], [3600])


def blocks(first: float, count: int = 3) -> list[list[Any]]:
    weights = [first, 0.3, 0.2, 0.1][:count]
    return [
        ["employee_id", "name", "weight", "target", "score"],
        *(["E1", "甲", weight, "1", 90] for weight in weights),
    ]


def test_score_names_employee_and_block_whose_weights_do_not_sum_up(tmp_path: Path) -> None:
    result = scored(tmp_path, MANAGER, [["employee_id"], ["E1"]], key_items=blocks(0.4), performance_items=blocks(0.5))
    (message,) = messages_of(result.problems)
    assert "工号「E1」的输入已齐，但尚无结果：关键指标（未完成：待 权重合计（应为 100%） =1）。" in message


def test_score_tells_of_whoever_has_too_few_rows(tmp_path: Path) -> None:
    rows = [["employee_id"], ["E1"]]
    result = scored(tmp_path, MANAGER, rows, key_items=blocks(0.7, 2), performance_items=blocks(0.5))
    (message,) = messages_of(result.problems)
    assert "工号「E1」的「关键指标」只有 2 行，至少要 3 行。" in message


#: Somebody in a roster: id, name, manager, role.
Person = tuple[str, str, str, str]
MINE: Person = ("E1", "张三", "M1", "顾问")
THEIRS: Person = ("E2", "李四", "M2", "顾问")


def issued_to(
    folder: Path,
    *people: Person,
    scheme: str = ERP,
    others: Mapping[str, str] | None = None,
    reopen: str = "",
    besides: Callable[[Sheets], object] = lambda sheets: None,
) -> Project:
    """Return a project of some people whose workbooks are out, under one scheme but for roles that have `others`.

    What the roster says `besides` is a change of its sheets.
    """
    roles = dict.fromkeys(role for *_, role in people)

    def change(sheets: Sheets) -> None:
        sheets["员工"] = [sheets["员工"][0], *([*person, None] for person in people)]
        sheets["岗位"] = [["岗位", "方案"], *([role, (others or {}).get(role, scheme)] for role in roles)]
        sheets["目标与工资"] = [["工号"]]
        besides(sheets)

    project = company(folder, change)
    generate(project, PERIOD, "zh", reopen=reopen)
    return project


def came_back(project: Project, file: str, sheet: str, rows: Sequence[Sequence[Any]], role: str = "顾问") -> None:
    """Put a workbook into the inbox with everybody's entries and these detail rows, each with its owner's label.

    One that is there already is filled in further.
    """
    there = project.inbox(PERIOD) / file
    book = Entered(there if there.is_file() else project.outbox(PERIOD) / file)
    keys = [str(key).removeprefix("input.") for key in book.sheets[role][0]]
    for number, line in enumerate(book.sheets[role][FIRST_ROW:], FIRST_ROW + 1):
        for column, key in enumerate(keys, 1):
            if key in PERSON and line[0]:
                book.put(role, number, column, "第四季度" if key == "quarter" else PERSON[key])
    for number, row in enumerate(rows, FIRST_ROW + 1):
        for column, value in enumerate(row, 1):
            book.put(sheet, number, column, value)
    book.save(there)


def consultants_back(folder: Path, mine: float, theirs: float) -> tuple[Project, Collected]:
    project = issued_to(folder, MINE, THEIRS)
    for file, who, share in ((FIRST, "E1 张三", mine), (SECOND, "E2 李四", theirs)):
        came_back(project, file, "明细 顾问", project_rows((who, "甲 ERP", share))[1:])
    return project, collect(project, PERIOD, [], "zh")


def test_collect_sums_shares_over_the_workbooks_of_all_managers(tmp_path: Path) -> None:
    project, made = consultants_back(tmp_path, 0.6, 0.4)
    assert (messages_of(made.problems), made.complete) == ([], 2)
    rows = read_csv(project.results(PERIOD) / "results.csv")
    assert [row["pay.total"] for row in rows] == ["4200", "4000"]  # 3600 of it for the workload


def test_collect_tells_of_a_row_that_takes_the_rest_of_a_project_which_another_team_has_a_share_of(
    tmp_path: Path,
) -> None:
    project = issued_to(tmp_path, MINE, THEIRS)
    mine, theirs = project_rows(("E1 张三", "甲 ERP", None))[1:], project_rows(("E2 李四", "甲 ERP", 1 / 3))[1:]
    came_back(project, FIRST, "明细 顾问", [[*mine[0], "是"]])
    came_back(project, SECOND, "明细 顾问", theirs)
    made = collect(project, PERIOD, [], "zh")
    (told,) = messages_of(made.problems)
    assert f"{FIRST} › 明细 顾问 › B6：E1 张三 的明细「甲 ERP」与别的团队的明细合起来算" in told
    other = f"李四（E2，{SECOND} › 明细 顾问 › B6）"
    assert f"「项目奖金」在经理的表上是 1,000 元，计入的是 666.67 元；另有 {other}" in told
    assert made.complete == 2
    assert [row["pay.total"] for row in read_csv(project.results(PERIOD) / "results.csv")] == ["4266.67", "3933.33"]


@pytest.mark.parametrize("team", ["M1", "M2"], ids=["one team", "two teams"])
@pytest.mark.parametrize(
    ("mine", "theirs", "paid"),
    [
        ((0.5, None), (0.5, None), ["4100", "4100"]),
        ((0.3, None), (None, "是"), ["3900", "4300"]),
        ((1, None), (1, None), "200%"),
        ((None, "是"), (None, "是"), "200%"),
    ],
)
def test_roles_under_one_scheme_share_a_project_as_people_of_one_role_do(
    tmp_path: Path, team: str, mine: Sequence[Any], theirs: Sequence[Any], paid: list[str] | str
) -> None:
    project = issued_to(tmp_path, MINE, ("E2", "李四", team, "高级顾问"))
    lines = {"顾问": ("E1 张三", *mine), "高级顾问": ("E2 李四", *theirs)}
    files = [FIRST] if team == "M1" else [FIRST, SECOND]
    for file, roles in zip(files, [[*lines]] if team == "M1" else [["顾问"], ["高级顾问"]], strict=True):
        for role in roles:
            who, share, rest = lines[role]
            came_back(project, file, f"明细 {role}", [[*project_rows((who, "甲", share))[1], rest]], role=role)
    made = collect(project, PERIOD, [], "zh")
    told = messages_of(made.problems)
    if isinstance(paid, str):
        assert [FAILED.format(paid).removesuffix("。") in message for message in told] == [True, True]
        assert made.complete == 0
    else:
        assert [row["pay.total"] for row in read_csv(project.results(PERIOD) / "results.csv")] == paid
        assert ["与别的团队的明细合起来算" in message for message in told] == [True] * (mine[0] == 0.3 and team == "M2")


def test_collect_names_file_sheet_cell_and_project_of_every_row_whose_shares_do_not_sum_up_and_of_those_elsewhere(
    tmp_path: Path,
) -> None:
    _, made = consultants_back(tmp_path, 0.6, 0.5)
    here, there = (f"{file} › 明细 顾问 › B6" for file in (FIRST, SECOND))
    failed = FAILED.format("110%").removesuffix("。")
    assert [message.split("。请")[0] for message in messages_of(made.problems)] == [
        f"{here}：明细「甲 ERP」{failed}；合起来算的还有别处的 李四（E2，{there}）（不同处：贡献比例 50%）",
        f"{there}：明细「甲 ERP」{failed}；合起来算的还有别处的 张三（E1，{here}）（不同处：贡献比例 60%）",
    ]
    assert made.complete == 0


def test_what_differs_in_a_row_that_has_to_be_the_same_is_named_with_its_figure(tmp_path: Path) -> None:
    project = issued_to(tmp_path, MINE, THEIRS)
    for file, who, receipts in ((FIRST, "E1 张三", 117000), (SECOND, "E2 李四", 120000)):
        (row,) = project_rows((who, "甲 ERP", 0.5))[1:]
        row[3] = receipts
        came_back(project, file, "明细 顾问", [row])
    told = messages_of(collect(project, PERIOD, [], "zh").problems, "collect.row_check")
    assert ["项目到款 120,000 元）" in told[0], "项目到款 117,000 元）" in told[1]] == [True, True]
    assert not any("贡献比例 " in each for each in told)


def checked_in_book(project: Project, file: str) -> list[str]:
    """Return what the buttons tell of rows in a workbook that is back, by the codes of the checks."""
    found = review(reader.read_one(project.inbox(PERIOD) / file)).problems
    return [each.code for each in found if each.code.startswith("workbook.row_check")]


def test_a_manager_is_told_in_the_workbook_what_a_project_lacks_as_long_as_no_other_team_can_have_it(
    tmp_path: Path,
) -> None:
    ours: Person = ("E3", "王五", "M1", "高级顾问")
    project = issued_to(tmp_path, MINE, ours)
    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", "甲", 0.6))[1:])
    came_back(project, FIRST, "明细 高级顾问", project_rows(("E3 王五", "甲", 0.3))[1:], role="高级顾问")
    assert checked_in_book(project, FIRST) == ["workbook.row_check"] * 2
    collect(project, PERIOD, [], "zh")
    issued_to(tmp_path, MINE, ours, THEIRS)
    was = project.inbox(PERIOD) / FIRST
    was.rename(tmp_path / "issued before.xlsx")
    came_back(project, FIRST, "明细 顾问", [])
    assert checked_in_book(project, FIRST) == ["workbook.row_check_alone"] * 2, "the entries come with the new issue"
    was.unlink()
    (tmp_path / "issued before.xlsx").rename(was)
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲", 0.1))[1:])
    made = collect(project, PERIOD, [], "zh")
    assert (made.complete, messages_of(made.problems)) == (3, []), "what came of the issue before counts"


def test_who_shares_with_a_manager_whose_workbook_is_out_is_waited_for_and_chased_for_nothing(tmp_path: Path) -> None:
    project = issued_to(tmp_path, MINE, THEIRS)
    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", "甲", 0.6))[1:])
    collected = collect(project, PERIOD, [], "zh")
    assert [state.verdict for state in collected.returns] == ["accepted"]
    told = [each for state in collected.returns for person in state.people for each in person.to_mend]
    (waits,) = messages_of(told)
    assert "60% ≠ 100%；等钱二的工作簿" in waits
    chased = {each.workbook.recipient: each.chase for each in status(project, PERIOD, "zh").returns}
    assert [name for name, words in chased.items() if words] == ["钱二"]
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲", 0.3))[1:])
    made = collect(project, PERIOD, [], "zh")
    assert len(messages_of(made.problems, "collect.row_check")) == 2
    assert {state.verdict for state in made.returns} == {"in_part"}


@pytest.mark.parametrize(
    ("called", "share"),
    [("甲", "三成"), ("甲 ", 0.4), (None, 0.4), ("甲", None)],
    ids=["a text", "a blank behind the name", "no name", "no share"],
)
def test_who_shares_with_an_invalid_row_of_a_workbook_that_is_back_waits_for_it_and_is_chased_for_nothing(
    tmp_path: Path, called: str | None, share: str | float | None
) -> None:
    project = issued_to(tmp_path, MINE, THEIRS)
    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", "甲", 0.6))[1:])
    wrong = project_rows(("E2 李四", "甲", 0.4))[1]
    came_back(project, SECOND, "明细 顾问", [[wrong[0], called, *wrong[2:-1], share]])
    collected = collect(project, PERIOD, [], "zh")
    assert {state.verdict for state in collected.returns} == {"accepted", "in_part"}
    assert "60% ≠ 100%；等钱二的工作簿" in messages_of(collected.problems, "collect.row_waits")[0]
    chased = {each.workbook.recipient: each.chase for each in status(project, PERIOD, "zh").returns}
    assert [name for name, words in chased.items() if words] == ["钱二"]


@pytest.mark.parametrize(
    "rows",
    [[("甲", 0.6), ("甲", 0.7)], [("甲", 1), ("乙", None)]],
    ids=["too much", "no share"],
)
def test_what_no_other_workbook_can_mend_is_to_be_corrected_at_once(
    tmp_path: Path, rows: Sequence[tuple[str, float | None]]
) -> None:
    project = issued_to(tmp_path, MINE, THEIRS)
    lines = [("E1 张三", name, share) for name, share in rows]
    came_back(project, FIRST, "明细 顾问", project_rows(*lines)[1:])
    made = collect(project, PERIOD, [], "zh")
    assert messages_of(made.problems, "workbook.row_check")
    assert status(project, PERIOD, "zh").returns[0].chase


def test_who_shares_a_project_is_told_whose_row_of_it_was_withdrawn_after_it_was_settled(tmp_path: Path) -> None:
    project, _ = consultants_back(tmp_path, 0.6, 0.4)
    settled(project)
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "乙", 1))[1:])
    told = messages_of(collect(project, PERIOD, [], "zh", reopen="李四撤回").problems)
    (mine,) = [each for each in told if "不符合" in each]
    assert f"60% ≠ 100%（结算时还有、后来撤回的：李四（E2，按结算时的 {SECOND} › 明细 顾问 › B6））" in mine
    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", "甲 ERP", 1))[1:])
    told = messages_of(collect(project, PERIOD, [], "zh", reopen="李四撤回").problems)
    assert not any("撤回的" in each for each in told)


def test_while_a_share_of_somebody_who_was_settled_and_went_is_taken_a_workbook_does_not_know_all_rows(
    tmp_path: Path,
) -> None:
    project = settled_with_the_rest(tmp_path)
    settled(project)
    issued_to(tmp_path, MINE, reopen="李四离职")
    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", "甲", 0.7))[1:])
    assert checked_in_book(project, FIRST) == ["workbook.row_check_alone"]


def test_whoever_takes_the_place_of_somebody_who_was_settled_and_went_is_told_that_that_share_is_taken(
    tmp_path: Path,
) -> None:
    project = settled_with_the_rest(tmp_path)
    settled(project)
    issued_to(tmp_path, MINE, ("E3", "王五", "M1", "顾问"), reopen="王五接李四")
    (project.inbox(PERIOD) / FIRST).unlink()
    rows = project_rows(("E1 张三", "甲", 0.7), ("E3 王五", "甲", 0.3))[1:]
    came_back(project, FIRST, "明细 顾问", [[*row, None] for row in rows])
    told = messages_of(collect(project, PERIOD, [], "zh", reopen="王五接李四").problems, "collect.row_settled")
    assert len(told) == 2
    assert all("130% ≠ 100%；合起来算的还有别处的 李四（E2，按结算时的 钱二" in each for each in told)
    rows = [
        ["E1 张三", "甲", 200000, 58500, 0, 0, 0, 0, 0.2, None],
        ["E3 王五", "甲", 200000, 58500, 0, 0, 0, 0, 0.3, None],
    ]
    came_back(project, FIRST, "明细 顾问", rows)
    told = messages_of(collect(project, PERIOD, [], "zh", reopen="不同的到款").problems, "collect.row_settled")
    assert sum("到款与费用相同" in each for each in told) == 2


def test_who_is_approved_and_shares_with_others_whose_results_are_to_be_approved_again_waits_for_their_approval(
    tmp_path: Path,
) -> None:
    def approved_by(sheets: Sheets) -> None:
        sheets["经理"] = [[*row, more] for row, more in zip(sheets["经理"], ("审批人", "王总", "王总"), strict=True)]

    source = (SCHEMES / f"{ERP}.yaml").read_text(encoding="utf-8").replace(f"id: {ERP}", "id: own\napproval: true")
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / "own.yaml").write_text(source, encoding="utf-8")
    others = ("E3", "王五", "M2", "顾问"), ("E4", "赵六", "M1", "顾问")
    project = issued_to(tmp_path, MINE, THEIRS, *others, scheme="own", besides=approved_by)

    def collected(share: float, reopen: str = "") -> None:
        rows = project_rows(("E2 李四", "甲", None), ("E3 王五", "甲", share))[1:]
        came_back(project, SECOND, "明细 顾问", [[*rows[0], "是"], rows[1]])
        collect(project, PERIOD, [], "zh", reopen=reopen)

    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", "甲", 0.25))[1:])
    collected(0.25)
    ask(project, PERIOD, "zh")
    decide_all(project, PERIOD, ["E1", "E2", "E3", "E4"], approved=True, reason="会上同意", lang="zh")
    assert settled(project) == {}
    collected(0.5, "更正")
    assert settled(project) == dict.fromkeys(("E1", "E2", "E3"), "approval")
    made = settle(project, Ledger.open(project.ledger), PERIOD, "zh", dry_run=True)
    (told,) = messages_of(made.problems, "settlement.approval")
    assert "元不变）等共用项目的李四（E2）、王五（E3）审批同意" in told
    assert messages_of(made.problems, "standing.settled_rows") == [], "one sentence says it"
    asked = ask(project, PERIOD, "zh").problems
    assert "E1 张三（等 李四（E2）、王五（E3））" in messages_of(asked, "approval.shared")[0]
    decide_all(project, PERIOD, ["E3"], approved=True, reason="会上同意", lang="zh")
    published = publish(project, PERIOD, "zh", dry_run=True).problems
    assert "E1 张三（等 李四（E2））" in messages_of(published, "publish.shared_approval")[0]
    assert messages_of(published, "publish.shared") == messages_of(published, "standing.settled_rows") == []
    assert messages_of(asked, "approval.not_ready") == []


def test_a_doubted_row_is_asked_about_by_its_place_and_holds_back_pay_until_hr_confirms_its_value(
    tmp_path: Path,
) -> None:
    project = issued_to(tmp_path, MINE, THEIRS)
    rows = [["E1 张三", "甲 ERP", 200, 117, 0, 0, 0, 0, 1], ["E1 张三", "乙", 300000, 117000, 0, 0, 0, 0, 1]]
    came_back(project, FIRST, "明细 顾问", rows)
    came_back(project, SECOND, "明细 顾问", [])
    [asked] = messages_of(collect(project, PERIOD, [], "zh").problems, "collect.question")
    assert f"{FIRST} › 明细 顾问 › B6：E1 张三 的「项目：合同额」填的是 200 元，请确认：低于常见范围" in asked

    def held() -> list[str]:
        payroll = settle(project, Ledger.open(project.ledger), PERIOD, "zh").payroll
        return [each.employee.employee_id for each in payroll.unpaid]

    assert held() == ["E1"]
    said, _ = confirm(project, PERIOD, "E1", "projects.contract_amount", reason="尾款合同", lang="zh")
    assert (said.column, said.value) == ("projects.contract_amount", 200)
    assert held() == []
    rows[0][2] = 201
    came_back(project, FIRST, "明细 顾问", rows)
    assert messages_of(collect(project, PERIOD, [], "zh").problems, "collect.question"), "another value is asked again"


def test_score_names_the_line_of_a_doubted_row(tmp_path: Path) -> None:
    rows = [*project_rows(("E1", "甲", 1), ("E2", "乙", 1)), [None] * len(KEYS)]
    rows[2][2] = 200
    result = scored(tmp_path, ERP, consultants("E1", "E2"), projects=rows)
    [told] = result.problems
    assert (told.code, told.place.file, told.place.line) == ("table.question", str(tmp_path / "projects.csv"), 3)


@pytest.mark.parametrize(
    ("owner", "called", "share"),
    [("E2 李四", "甲", "三成"), ("E2 李四", "甲", 30), ("E2 李四", None, 0.3), ("李四", "甲", 0.3)],
    ids=["a text", "too much", "no project", "owner by name"],
)
def test_who_takes_the_rest_of_a_project_waits_while_a_share_of_it_is_open(
    tmp_path: Path, owner: str, called: str | None, share: float | str
) -> None:
    project = issued_to(tmp_path, MINE, THEIRS)
    came_back(project, FIRST, "明细 顾问", [[*project_rows(("E1 张三", "甲", None))[1], "是"]])
    right = project_rows(("E2 李四", "甲", 0.3))[1]
    came_back(project, SECOND, "明细 顾问", [[owner, called, *right[2:-1], share]])
    made = collect(project, PERIOD, [], "zh")
    assert (made.complete, made.waiting) == (0, 1)
    unpaid = settle(project, Ledger.open(project.ledger), PERIOD, "zh").payroll.unpaid
    assert {each.employee.employee_id: each.cause for each in unpaid} == {"E1": "shared", "E2": "incomplete"}
    came_back(project, SECOND, "明细 顾问", [right])
    assert (collect(project, PERIOD, [], "zh").complete) == 2
    assert [row["pay.total"] for row in read_csv(project.results(PERIOD) / "results.csv")] == ["4300", "3900"]


@pytest.mark.parametrize(("share", "why"), [("三成", "incomplete"), (0.03, "confirm")], ids=["a text", "doubted"])
def test_who_takes_the_rest_of_a_project_waits_while_the_share_of_another_role_is_open(
    tmp_path: Path, share: float | str, why: str
) -> None:
    (tmp_path / "schemes").mkdir()
    name = "{zh: 贡献比例, en: Contribution}, "
    source = (SCHEMES / f"{ERP}.yaml").read_text(encoding="utf-8").replace(f"id: {ERP}", "id: own")
    source = source.replace(name, f"{name}usual: [0.05, 1], ")
    (tmp_path / "schemes" / "own.yaml").write_text(source, encoding="utf-8")
    project = issued_to(tmp_path, MINE, ("E2", "李四", "M2", "高级顾问"), scheme="own")
    came_back(project, FIRST, "明细 顾问", [[*project_rows(("E1 张三", "甲", None))[1], "是"]])
    right = project_rows(("E2 李四", "甲", 0.3))[1]
    came_back(project, SECOND, "明细 高级顾问", [[*right[:-1], share]], role="高级顾问")
    collect(project, PERIOD, [], "zh")
    unpaid = settle(project, Ledger.open(project.ledger), PERIOD, "zh").payroll.unpaid
    assert {each.employee.employee_id: each.cause for each in unpaid} == {"E1": "shared", "E2": why}
    came_back(project, SECOND, "明细 高级顾问", [right], role="高级顾问")
    collect(project, PERIOD, [], "zh")
    assert [row["pay.total"] for row in read_csv(project.results(PERIOD) / "results.csv")] == ["4300", "3900"]


@pytest.mark.parametrize("role", ["顾问", "高级顾问"], ids=["one role", "two roles"])
def test_who_takes_the_rest_of_a_project_waits_until_everybody_under_the_scheme_is_back_who_states_a_share_does_not(
    tmp_path: Path, role: str
) -> None:
    def paid() -> dict[str, str]:
        payroll = settle(project, Ledger.open(project.ledger), PERIOD, "zh").payroll
        return {each.employee.employee_id: each.cause for each in payroll.unpaid}

    shipped = (SCHEMES / f"{ERP}.yaml").read_text(encoding="utf-8")
    asks = shipped.replace("type: rate, default: 0,", "type: rate, usual: [0.1, 1], default: 0,")
    (tmp_path / "schemes").mkdir(parents=True)
    (tmp_path / "schemes" / f"{ERP}.yaml").write_text(asks, encoding="utf-8")
    project = issued_to(tmp_path, MINE, ("E2", "李四", "M2", role), ("E3", "王五", "M1", "顾问"))
    rest, stated = project_rows(("E1 张三", "甲", None), ("E3 王五", "乙", 1))[1:]
    came_back(project, FIRST, "明细 顾问", [[*rest, "是"], [*stated, None]])
    collect(project, PERIOD, [], "zh")
    assert paid() == {"E1": "shared", "E2": "incomplete"}
    told = publish(project, PERIOD, "zh", with_pdf=False).problems
    assert "1 人已完成，但与别人共用项目" in "".join(messages_of(told, "publish.shared"))
    assert messages_of(told, "publish.to_confirm") == []
    came_back(project, SECOND, f"明细 {role}", project_rows(("E2 李四", "甲", 0.03))[1:], role=role)
    collect(project, PERIOD, [], "zh")
    assert paid() == {"E1": "shared", "E2": "confirm"}
    confirm(project, PERIOD, "E2", "projects.contribution", reason="只写了一页", lang="zh")
    assert paid() == {}


@pytest.mark.parametrize(
    "award",
    ["round(project_award * share / others, 2)", "project_award if others >= 1 else 0"],
    ids=["rounded", "a bound"],
)
def test_what_is_rounded_or_held_against_a_bound_waits_for_rows_of_others_too(tmp_path: Path, award: str) -> None:
    source = (SCHEMES / f"{ERP}.yaml").read_text(encoding="utf-8").replace(f"id: {ERP}", "id: own")
    source = source.replace("formula: project_award * share,", f'formula: "{award}",')
    source = re.sub(r"\n    checks:(\n      .*)+", "", source)
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / "own.yaml").write_text(source, encoding="utf-8")
    project = issued_to(tmp_path, MINE, THEIRS, scheme="own")
    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", "甲", 0.5))[1:])
    collect(project, PERIOD, [], "zh")
    unpaid = settle(project, Ledger.open(project.ledger), PERIOD, "zh").payroll.unpaid
    assert {each.employee.employee_id: each.cause for each in unpaid} == {"E1": "shared", "E2": "incomplete"}


@pytest.mark.parametrize(("mine", "rest"), [(None, "是"), (0.7, None)], ids=["the rest", "a share"])
def test_what_somebody_was_settled_for_stays_taken_when_that_person_goes_from_the_roster(
    tmp_path: Path, mine: float | None, rest: str | None
) -> None:
    third = ("E3", "王五", "M2", "顾问")
    project = issued_to(tmp_path, MINE, THEIRS, third)
    came_back(project, FIRST, "明细 顾问", [[*project_rows(("E1 张三", "甲", mine))[1], rest]])
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲", 0.3))[1:])
    collect(project, PERIOD, [], "zh")
    settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    project = issued_to(tmp_path, MINE, third, reopen="李四不再考核")
    for _ in ("before", "after the others of the team came back without that person"):
        made = collect(project, PERIOD, [], "zh")
        assert messages_of(made.problems, "workbook.row_check") == []
        rows = read_csv(project.results(PERIOD) / "results.csv")
        assert rows[0]["pay.total"] == "4300"
        (project.inbox(PERIOD) / SECOND).unlink(missing_ok=True)
        came_back(project, SECOND, "明细 顾问", [])


def paid_by_person(project: Project) -> dict[str, float]:
    """Return what everybody was settled with, in yuan."""
    with Ledger.open(project.ledger).reading() as read:
        lines = payments.lines(read, period=PERIOD.text)
    return {key: sum(line.fen for line in lines if line.employee_id == key) / 100 for key in ("E1", "E2")}


def settled(project: Project) -> dict[str, str]:
    """Settle, and return who is not paid, and why."""
    unpaid = settle(project, Ledger.open(project.ledger), PERIOD, "zh").payroll.unpaid
    return {each.employee.employee_id: each.cause for each in unpaid}


@pytest.mark.parametrize(("mine", "rest"), [(None, "是"), (0.7, None)], ids=["the rest", "a share"])
def test_what_somebody_was_settled_for_stays_taken_under_another_scheme_until_that_is_settled(
    tmp_path: Path, mine: float | None, rest: str | None
) -> None:
    source = (SCHEMES / f"{ERP}.yaml").read_text(encoding="utf-8").replace(f"id: {ERP}", "id: own")
    gone = r"\ndetails:(\n  .*)+|\n  (contract_above|vat|award_rate): .*|\n  projects: {.*|\nflags:(\n  .*)+"
    source = re.sub(gone, "", source)
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / "own.yaml").write_text(source, encoding="utf-8")
    project = issued_to(tmp_path, MINE, THEIRS)
    came_back(project, FIRST, "明细 顾问", [[*project_rows(("E1 张三", "甲", mine))[1], rest]])
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲", 0.3))[1:])
    collect(project, PERIOD, [], "zh")
    assert settled(project) == {}
    issued_to(tmp_path, MINE, ("E2", "李四", "M2", "支持"), others={"支持": "own"}, reopen="李四换岗")
    (project.inbox(PERIOD) / FIRST).unlink()
    came_back(project, FIRST, "明细 顾问", [[*project_rows(("E1 张三", "甲", 1))[1], None]])
    told = collect(project, PERIOD, [], "zh", reopen="项目归张三").problems
    assert any("李四（E2）" in message for message in messages_of(told, "standing.settled_rows"))
    assert settled(project) == {"E1": "shared", "E2": "incomplete"}
    assert paid_by_person(project) == {"E1": 4300, "E2": 3900}
    (project.inbox(PERIOD) / SECOND).unlink(missing_ok=True)
    came_back(project, SECOND, "支持", [], role="支持")
    collect(project, PERIOD, [], "zh")
    assert settled(project) == {}
    assert paid_by_person(project) == {"E1": 4600, "E2": 3600}


def settled_with_the_rest(folder: Path, besides: Callable[[Sheets], object] = lambda sheets: None) -> Project:
    """Return a project that was settled: the first of two people takes what the share of the second, 30 %, leaves."""
    project = issued_to(folder, MINE, THEIRS, besides=besides)
    came_back(project, FIRST, "明细 顾问", [[*project_rows(("E1 张三", "甲", None))[1], "是"]])
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲", 0.5))[1:])
    (project.inbox(PERIOD) / SECOND).rename(folder / "older copy.xlsx")
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲", 0.3))[1:])
    collect(long_ago(project), PERIOD, [], "zh")
    return project


@pytest.mark.parametrize(("mine", "told"), [({}, "其他人的结果有变化，名次等随之变化"), ({"talks": 0}, "多计")])
def test_who_takes_the_rest_is_told_why_the_share_of_another_is_corrected_only_with_something_of_their_own(
    tmp_path: Path, mine: dict[str, Any], told: str
) -> None:
    project = settled_with_the_rest(tmp_path)
    publish(project, PERIOD, "zh", with_pdf=False)
    if mine:
        fill(project.inbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, {"E1": mine})
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲", 0.2))[1:])
    collect(project, PERIOD, [], "zh", reopen="多计")
    why = {each.now.employee_id: each.now.why for each in publish(project, PERIOD, "zh", with_pdf=False).revised}
    assert why == {"E1": told, "E2": "多计"}
    held, theirs = (dossier(project, key, "zh").read_text(encoding="utf-8") for key in ("E1", "E2"))
    assert ("多计" in held, "其他人的结果有变化" in theirs) == (bool(mine), False)


@pytest.mark.parametrize("named", ["contribution", "projects.contribution"])
def test_an_appeal_against_a_share_is_told_how_that_is_put_right(tmp_path: Path, named: str) -> None:
    project = settled_with_the_rest(tmp_path)
    appeal, _ = open_appeal(project, PERIOD, "E2", "应是四成", lang="zh")
    settings = [f"{named}=0.4"]
    (told,) = refused(lambda: decide(project, appeal.id, upheld=True, note="属实", settings=settings, lang="zh"))
    assert all(words in told for words in ("贡献比例", "明细里", "E2 的经理", "collect 2026-Q4", "记为成立"))


def test_what_somebody_was_settled_for_stays_taken_though_older_copies_came_last(tmp_path: Path) -> None:
    project = settled_with_the_rest(tmp_path)
    saved_at(tmp_path / "older copy.xlsx", "2020-01-01T00:00:00Z").rename(project.inbox(PERIOD) / "older copy.xlsx")
    collect(project, PERIOD, [], "zh")
    assert settled(project) == {}
    issued_to(tmp_path, MINE, reopen="李四不再考核")
    assert collect(project, PERIOD, [], "zh").affected == []
    assert settled(project) == {}
    assert paid_by_person(project) == {"E1": 4300, "E2": 3900}


def test_what_somebody_was_settled_for_stays_taken_though_forms_of_raters_came_last(tmp_path: Path) -> None:
    def rated(sheets: Sheets) -> None:
        sheets["评分人"] = [
            ["被评人工号", "评分人工号", "评分人姓名", "评分角色", "权重"],
            *([key, "D1", "总监甲", "销售总监评", 1] for key, *_ in sheets["员工"][1:]),
        ]

    project = settled_with_the_rest(tmp_path, rated)
    answers = {"project_documents_sales_director": "是", "unit_feedback_sales_director": "好"}
    for form in (project.outbox(PERIOD) / "raters").glob("*.xlsx"):
        fill(form, project.inbox(PERIOD) / form.name, dict.fromkeys(["E1", "E2"], answers))
    collect(project, PERIOD, [], "zh")
    assert settled(project) == {}
    issued_to(tmp_path, MINE, besides=rated, reopen="李四不再考核")
    collect(project, PERIOD, [], "zh")
    assert settled(project) == {}
    assert paid_by_person(project)["E1"] == 4300


def test_receipts_of_a_project_that_is_shared_with_who_was_settled_and_is_gone_are_corrected_with_that_person(
    tmp_path: Path,
) -> None:
    def came(file: str, who: str, share: float, receipts: int) -> None:
        (row,) = project_rows((who, "甲", share))[1:]
        came_back(project, file, "明细 顾问", [[*row[:3], receipts, *row[4:]]])

    project = issued_to(tmp_path, MINE, THEIRS)
    came(FIRST, "E1 张三", 0.7, 117000)
    came(SECOND, "E2 李四", 0.3, 117000)
    collect(project, PERIOD, [], "zh")
    assert settled(project) == {}
    issued_to(tmp_path, MINE, reopen="李四不再考核")
    came(FIRST, "E1 张三", 0.7, 234000)
    (told,) = messages_of(collect(project, PERIOD, [], "zh", reopen="到款更正").problems, "collect.row_settled")
    assert "李四（E2，按结算时的" in told
    assert "请先把人放回名单" in told
    assert "generate" not in status(project, PERIOD, "zh").returns[0].chase, "that is HR's, not the manager's"
    issued_to(tmp_path, MINE, THEIRS, reopen="到款更正")
    came(SECOND, "E2 李四", 0.3, 234000)
    collect(project, PERIOD, [], "zh", reopen="到款更正")
    assert settled(project) == {}
    assert paid_by_person(project) == {"E1": 5000, "E2": 4200}
    issued_to(tmp_path, MINE, reopen="李四不再考核")
    collect(project, PERIOD, [], "zh")
    assert settled(project) == {}
    assert paid_by_person(project) == {"E1": 5000, "E2": 4200}


def test_whoever_had_no_day_in_the_period_has_no_share_any_more_from_the_issue_on_that_says_so(tmp_path: Path) -> None:
    def left(sheets: Sheets) -> None:
        sheets["员工"] = [
            [*row, day] for row, day in zip(sheets["员工"], ("离职日期", None, "2026-09-15"), strict=True)
        ]

    project = settled_with_the_rest(tmp_path)
    assert settled(project) == {}
    issued_to(tmp_path, MINE, THEIRS, besides=left, reopen="李四九月已离职")
    assert collect(project, PERIOD, [], "zh").affected == []  # the issue has told it
    assert settled(project) == {}
    assert paid_by_person(project) == {"E1": 4600, "E2": 0}


def test_what_was_settled_with_somebody_stays_while_that_person_is_to_hand_in_once_more(tmp_path: Path) -> None:
    def wages(sheets: Sheets) -> None:
        sheets["目标与工资"] = [["工号", "季度基本工资"], ["E2", 30000]]

    project = settled_with_the_rest(tmp_path)
    assert settled(project) == {}
    issued_to(tmp_path, MINE, THEIRS, besides=wages, reopen="李四工资改由人事给")
    (project.inbox(PERIOD) / SECOND).unlink()
    assert collect(project, PERIOD, [], "zh").affected == []
    assert read_csv(project.results(PERIOD) / "results.csv")[0]["pay.total"] == "4300"
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲", 0.3))[1:])
    assert collect(project, PERIOD, [], "zh").affected == []
    assert settled(project) == {}
    assert paid_by_person(project) == {"E1": 4300, "E2": 3900}


@pytest.mark.parametrize("is_back", [False, True], ids=["the share is put back", "the person is put back"])
def test_a_rest_that_was_settled_stays_as_it_was_when_that_person_is_gone_and_a_share_of_others_grows(
    tmp_path: Path, *, is_back: bool
) -> None:
    project = issued_to(tmp_path, MINE, THEIRS)
    came_back(project, FIRST, "明细 顾问", [[*project_rows(("E1 张三", "甲", None))[1], "是"]])
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲", 0.3))[1:])
    collect(project, PERIOD, [], "zh")
    settled(project)
    issued_to(tmp_path, THEIRS, reopen="张三不再考核")
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲", 0.4))[1:])
    told = collect(project, PERIOD, [], "zh", reopen="四成").problems
    assert any("张三（E1）" in message for message in messages_of(told, "standing.settled_rows"))
    assert settled(project) == {"E2": "shared"}
    made = settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    (message,) = messages_of(made.problems, "settlement.shared")
    assert "或已按别的份额结算，不结算：李四（E2" in message  # nothing is still to come
    assert paid_by_person(project) == {"E1": 4300, "E2": 3900}
    if is_back:
        assert all("把人放回名单" in each for each in messages_of(told, "standing.settled_rows"))
        issued_to(tmp_path, MINE, THEIRS, reopen="张三放回")
        came_back(project, FIRST, "明细 顾问", [[*project_rows(("E1 张三", "甲", None))[1], "是"]])
        collect(project, PERIOD, [], "zh", reopen="四成")
        assert settled(project) == {}
        assert paid_by_person(project) == {"E1": 4200, "E2": 4000}
        return
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲", 0.3))[1:])
    collect(project, PERIOD, [], "zh", reopen="仍是三成")
    assert settled(project) == {}
    assert paid_by_person(project) == {"E1": 4300, "E2": 3900}


@pytest.mark.parametrize(
    ("before", "after", "is_first"),
    [((0.5, 0.5), (0.7, 0.3), False), ((None, 0.3), (None, 0.6), True)],
    ids=["shares", "the rest"],
)
def test_whoever_shares_with_somebody_settled_who_is_open_now_waits_while_that_comes_to_something_else(
    tmp_path: Path, before: tuple[float | None, float], after: tuple[float | None, float], *, is_first: bool
) -> None:
    project, open_file = issued_to(tmp_path, MINE, THEIRS), FIRST if is_first else SECOND

    def back(mine: float | None, theirs: float) -> None:
        rest = None if mine else "是"
        came_back(project, FIRST, "明细 顾问", [[*project_rows(("E1 张三", "甲", mine))[1], rest]])
        came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲", theirs))[1:])

    back(*before)
    collect(project, PERIOD, [], "zh")
    assert settled(project) == {}
    paid = paid_by_person(project)
    back(*after)
    lacks = {"E1" if is_first else "E2": {"support_visits": None}}
    fill(project.inbox(PERIOD) / open_file, project.inbox(PERIOD) / open_file, lacks)
    collect(project, PERIOD, [], "zh", reopen="更正")
    assert settled(project) == {
        "E1": "incomplete" if is_first else "shared",
        "E2": "shared" if is_first else "incomplete",
    }
    assert paid_by_person(project) == paid
    back(*after)
    collect(project, PERIOD, [], "zh", reopen="补齐")
    assert settled(project) == {}
    assert paid_by_person(project) == {"E1": 3600 + 1000 * (after[0] or 1 - after[1]), "E2": 3600 + 1000 * after[1]}


def test_whoever_waits_for_a_settled_share_holds_those_who_share_other_projects(tmp_path: Path) -> None:
    third = ("E3", "王五", "M2", "顾问")
    project = issued_to(tmp_path, MINE, THEIRS, third)

    def back(mine: float, theirs: float) -> None:
        rows = project_rows(("E1 张三", "甲", mine), ("E1 张三", "乙", mine))[1:]
        came_back(project, FIRST, "明细 顾问", rows)
        rows = project_rows(("E2 李四", "甲", theirs), ("E3 王五", "乙", theirs))[1:]
        came_back(project, SECOND, "明细 顾问", rows)

    back(0.5, 0.5)
    collect(project, PERIOD, [], "zh")
    assert settled(project) == {}
    back(0.7, 0.3)
    fill(project.inbox(PERIOD) / SECOND, project.inbox(PERIOD) / SECOND, {"E2": {"support_visits": None}})
    collect(project, PERIOD, [], "zh", reopen="更正")
    assert settled(project) == {"E1": "shared", "E2": "incomplete", "E3": "shared"}
    assert paid_by_person(project) == {"E1": 4600, "E2": 4100}


@pytest.mark.parametrize("wages", [3_000_000, None], ids=["held back", "held back by nothing"])
def test_who_goes_from_the_roster_after_a_correction_stays_settled_and_that_is_told_once(
    tmp_path: Path, wages: float | None
) -> None:
    project = settled_with_the_rest(tmp_path)
    assert settled(project) == {}
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲", 0.5))[1:])
    if wages:
        fill(project.inbox(PERIOD) / SECOND, project.inbox(PERIOD) / SECOND, {"E2": {"quarter_base_wages": wages}})
    collect(project, PERIOD, [], "zh", reopen="更正")
    issued_to(tmp_path, MINE, reopen="李四不再考核")
    collect(project, PERIOD, [], "zh")
    made = settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    (told,) = messages_of(made.problems, "settlement.left")
    assert "李四（E2，已结算 3,900.00 元，结果" in told
    assert messages_of(settle(project, Ledger.open(project.ledger), PERIOD, "zh").problems, "settlement.left") == []
    assert paid_by_person(project) == {"E1": 4300, "E2": 3900}


def states_of(state: str) -> Callable[[Sheets], None]:
    """Return what gives E2 a state in the roster."""

    def change(sheets: Sheets) -> None:
        head, *people = sheets["员工"]
        sheets["员工"] = [[*head, "状态"], *([*each, state if each[0] == "E2" else None] for each in people)]

    return change


def exempt_back(folder: Path, name: str, share: float) -> Project:
    """Return a project in which E2, who is exempt, has this share of a project, and E1 60 % of 甲."""
    project = issued_to(folder, MINE, THEIRS, besides=states_of("免考"))
    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", "甲", 0.6 if name == "甲" else 1))[1:])
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", name, share))[1:])
    return project


@pytest.mark.parametrize("wrong", [{"contribution": 0.3}, {"receipts": None}], ids=["short", "in part"])
def test_what_somebody_exempt_was_settled_for_stays_while_a_row_fails_and_the_manager_is_chased(
    tmp_path: Path, wrong: Mapping[str, float | None]
) -> None:
    project = exempt_back(tmp_path, "甲", 0.4)
    collect(project, PERIOD, [], "zh")
    assert settled(project) == {}
    assert paid_by_person(project) == {"E1": 4200, "E2": 400}
    row = {**dict(zip(KEYS, project_rows(("E2 李四", "甲", 0.4))[1], strict=True)), **wrong}
    came_back(project, SECOND, "明细 顾问", [list(row.values())])
    collected = collect(project, PERIOD, [], "zh", reopen="更正")
    states = {each.recipient: each.verdict for each in collected.returns}
    assert (states["钱二"], collected.complete) == ("in_part", 0)
    assert settled(project)["E2"] == "incomplete"
    assert paid_by_person(project) == {"E1": 4200, "E2": 400}
    chased = {each.workbook.recipient: each.chase for each in status(project, PERIOD, "zh").returns}
    assert "E2 李四" in chased["钱二"]


def test_money_of_somebody_exempt_whose_row_fails_is_told_as_lacking_before_it_is_settled_first(tmp_path: Path) -> None:
    project = exempt_back(tmp_path, "乙", 0.9)
    made = collect(project, PERIOD, [], "zh")
    assert made.complete == 1
    assert messages_of(made.problems, "collect.of_exempt") == [], "which says that nothing is to be done"
    assert "1 人免考，但不看考核的奖金要按交回的内容算，现在还算不出：E2 李四。" in messages_of(made.problems)[-1]
    assert [each.state for state in made.returns for each in state.people] == ["complete", "open"]
    assert settled(project) == {"E2": "incomplete"}
    assert status(project, PERIOD, "zh").without["settlement"] == 1
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "乙", 1))[1:])
    collect(project, PERIOD, [], "zh")
    assert settled(project) == {}
    assert paid_by_person(project) == {"E1": 4600, "E2": 1000}


def test_a_workbook_of_nobody_but_exempt_people_is_chased_where_rows_in_it_count_for_others(tmp_path: Path) -> None:
    project = issued_to(tmp_path, MINE, THEIRS, besides=states_of("免考"))
    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", "甲", 0.6))[1:])
    assert "等钱二的工作簿" in messages_of(collect(project, PERIOD, [], "zh").problems, "collect.row_waits")[0]
    _, second = status(project, PERIOD, "zh").returns
    assert (second.state, second.late) == ("missing", False)
    assert "都免考，不用评分；只填明细里与别的团队共用的行" in second.chase


def test_whoever_shares_with_somebody_settled_who_has_another_manager_now_waits_for_that_workbook(
    tmp_path: Path,
) -> None:
    third = ("E3", "王五", "M3", "顾问")

    def manager(sheets: Sheets) -> None:
        sheets["经理"] = [*sheets["经理"], ["M3", "孙三", "华北", *[None] * (len(sheets["经理"][0]) - 3)]]

    project = issued_to(tmp_path, MINE, THEIRS, third, besides=manager)
    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", "甲", 0.6))[1:])
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲", 0.4))[1:])
    came_back(project, "孙三_华北_2026-Q4.xlsx", "明细 顾问", [])
    collect(project, PERIOD, [], "zh")
    settled(project)
    issued_to(tmp_path, MINE, ("E2", "李四", "M3", "顾问"), third, besides=manager, reopen="换经理")
    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", "甲", 0.7))[1:])
    made = collect(project, PERIOD, [], "zh", reopen="更正")
    (waits,) = messages_of(made.problems, "collect.row_reissued")
    of_settled = "李四（E2，按结算时的 钱二_华南_2026-Q4.xlsx › 明细 顾问 › B6）（不同处：贡献比例 40%）"
    assert f"{of_settled}，等孙三的工作簿。无需处理" in waits
    assert messages_of(made.problems, "collect.row_settled") == []
    chased = {each.workbook.recipient: each.chase for each in status(project, PERIOD, "zh").returns}
    assert [name for name, words in chased.items() if words] == ["孙三"]


def test_nobody_is_told_to_wait_for_a_workbook_of_their_own(tmp_path: Path) -> None:
    project = issued_to(tmp_path, MINE, THEIRS)
    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", "甲", 0.6))[1:])
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲", 0.3))[1:])
    issued_to(tmp_path, MINE, ("E4", "赵六", "M1", "顾问"), THEIRS, reopen="新人")
    told = messages_of(collect(project, PERIOD, [], "zh").problems, "collect.row_waits")
    waits = [message.partition("；等")[2].partition("，其中")[0] for message in sorted(told, reverse=True)]
    assert waits == ["赵一的工作簿", "本工作簿里还要补、要改的部分"]


def test_a_row_of_a_name_that_counts_apart_is_not_among_those_reckoned_with_it(tmp_path: Path) -> None:
    project = issued_to(tmp_path, MINE, THEIRS)
    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", "甲 ERP", 0.6))[1:])
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲 ERP\n", 0.4))[1:])
    made = collect(project, PERIOD, [], "zh")
    assert len(messages_of(made.problems, "workbook.row_check")) == 2
    assert "各算各的" in messages_of(made.problems, "table.names_alike")[0]


def test_what_a_change_does_to_pay_is_told_as_it_is_by_now(tmp_path: Path) -> None:
    project, _ = consultants_back(tmp_path, 0.6, 0.4)
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲 ERP", 0.3))[1:])
    assert "4,000 元 → —" in messages_of(collect(project, PERIOD, [], "zh").problems, "collect.effect")[0]
    came_back(project, FIRST, "明细 顾问", project_rows(("E1 张三", "甲 ERP", 0.7))[1:])
    told = messages_of(collect(project, PERIOD, [], "zh").problems, "collect.effect")
    assert ["4,000 元 → 3,900 元" in each for each in told if "李四" in each] == [True]


@pytest.mark.parametrize("state", ["免考", "休假", "离职"])
def test_who_takes_the_rest_waits_for_the_workbook_of_whoever_is_not_appraised_too(tmp_path: Path, state: str) -> None:
    def away(sheets: Sheets) -> None:
        sheets["员工"] = [[*sheets["员工"][0], "状态"], [*MINE, None, None], [*THEIRS, None, state]]
        sheets["岗位"], sheets["目标与工资"] = [["岗位", "方案"], ["顾问", ERP]], [["工号"]]

    project = company(tmp_path, away)
    generate(project, PERIOD, "zh")
    came_back(project, FIRST, "明细 顾问", [[*project_rows(("E1 张三", "甲", None))[1], "是"]])
    collect(project, PERIOD, [], "zh")
    assert settled(project) == {"E1": "shared"} | ({"E2": "shared"} if state == "免考" else {})
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲", 0.3))[1:])
    collect(project, PERIOD, [], "zh")
    assert settled(project) == {}
    assert paid_by_person(project) == {"E1": 4300, "E2": 300 if state == "免考" else 3900}


def test_collect_tells_what_becomes_of_settled_pay_once_reopened_entries_are_back(tmp_path: Path) -> None:
    project = issued_to(tmp_path, MINE, THEIRS)
    for file, who in ((FIRST, "E1 张三"), (SECOND, "E2 李四")):
        came_back(project, file, "明细 顾问", project_rows((who, "甲", 0.5))[1:])
    collect(project, PERIOD, [], "zh")
    settled(project)
    issued_to(tmp_path, MINE, ("E2", "李四", "M1", "顾问"), reopen="李四归赵一")
    (project.inbox(PERIOD) / FIRST).unlink()
    blank = [[None] * len(KEYS)] * 2  # what came back before is filled in below
    mine, theirs = project_rows(("E1 张三", "甲", 0.5), ("E2 李四", "乙", 0.5))[1:]
    came_back(project, FIRST, "明细 顾问", [mine, theirs, *blank])
    made = collect(project, PERIOD, [], "zh", reopen="李四另有项目")
    assert messages_of(made.problems, "collect.since_settled") == []
    mine, theirs = project_rows(("E1 张三", "甲", 0.4), ("E2 李四", "甲", 0.6))[1:]
    came_back(project, FIRST, "明细 顾问", [mine, theirs, *blank])
    for count in (1, 0):
        told = messages_of(collect(project, PERIOD, [], "zh").problems, "collect.since_settled")
        assert len(told) == count
        assert all("张三（E1）4,100.00 → 4,000.00、李四（E2）4,100.00 → 4,200.00。" in each for each in told)


def test_who_was_settled_and_waits_for_a_newcomer_of_the_team_is_not_told_of_as_not_settled(tmp_path: Path) -> None:
    project = issued_to(tmp_path, MINE, THEIRS)
    came_back(project, FIRST, "明细 顾问", [[*project_rows(("E1 张三", "甲", None))[1], "是"]])
    came_back(project, SECOND, "明细 顾问", project_rows(("E2 李四", "甲", 0.3))[1:])
    collect(project, PERIOD, [], "zh")
    settled(project)
    issued_to(tmp_path, MINE, THEIRS, ("E3", "王五", "M1", "顾问"), reopen="新人")
    collect(project, PERIOD, [], "zh")
    assert settled(project) == {"E1": "shared", "E3": "incomplete"}
    without = status(project, PERIOD, "zh").without
    assert {key: without[key] for key in ("again", "result", "settlement")} == {
        "again": 1,
        "result": 1,
        "settlement": 1,
    }


def test_collect_says_nothing_of_whoever_has_no_project(tmp_path: Path) -> None:
    project = issued_to(tmp_path, MINE, THEIRS)
    for file in (FIRST, SECOND):
        came_back(project, file, "明细 顾问", [])
    made = collect(project, PERIOD, [], "zh")
    assert (messages_of(made.problems), made.complete) == ([], 2)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [(2, "员工 E1 的「关键指标」只有 2 行，至少要 3 行。"), (0, "员工 E1 的「关键指标」只有 0 行，至少要 3 行。")],
)
def test_collect_tells_of_whoever_has_too_few_rows(tmp_path: Path, rows: int, expected: str) -> None:
    project = issued_to(tmp_path, MINE, THEIRS, scheme=MANAGER)
    came_back(project, FIRST, "明细 顾问 关键指标", [["E1 张三", "甲", 0.5, "1", 90]] * rows)
    made = collect(project, PERIOD, [], "zh")
    assert any(expected in message for message in messages_of(made.problems))
    assert made.complete == 0


# A whole project brings 1,000 yuan, everything else 3,600 each.
@pytest.mark.parametrize(
    ("of_first", "of_second", "paid"),
    [
        ([("E1#1", 0.5, None)], [("E1", 0.5, None)], {"E1": "4,600.00"}),
        ([("E1#1", 0.3, None)], [("E1", None, "是")], {"E1": "4,600.00"}),
        ([("E1#1", 0.5, None)], [("E2", 0.5, None)], {"E1": "4,100.00", "E2": "4,100.00"}),
        ([("E1#1", 0.5, None)], [("E2", None, "是")], {"E1": "4,100.00", "E2": "4,100.00"}),
    ],
)
def test_a_share_of_days_before_a_change_of_manager_is_reckoned_with_the_shares_of_others(
    tmp_path: Path,
    of_first: list[tuple[str, float | None, str | None]],
    of_second: list[tuple[str, float | None, str | None]],
    paid: dict[str, str],
) -> None:
    def moved(sheets: Sheets) -> None:
        sheets["员工"] = [
            ["工号", "姓名", "经理工号", "岗位"],
            ["E1", "张三", "M1", "顾问"],
            ["E2", "李四", "M2", "顾问"],
        ]
        sheets["岗位"], sheets["目标与工资"] = [["岗位", "方案"], ["顾问", ERP]], [["工号"]]
        sheets["人员变动"] = [
            ["工号", "自", "至", "变动", "值"],
            ["E1", "2026-11-15", None, "经理", "M2"],
        ]

    project = company(tmp_path, moved)
    generate(project, PERIOD, "zh")
    for file, lines in ((FIRST, of_first), (SECOND, of_second)):
        people = Entered(project.outbox(PERIOD) / file).sheets["顾问"]
        labels = {line[0]: f"{line[0]} {line[1]}" for line in people}
        rows = [[*project_rows((labels[who], "甲", share))[1], rest] for who, share, rest in lines]
        came_back(project, file, "明细 顾问", rows)
    made = collect(project, PERIOD, [], "zh")
    assert made.complete == 2
    found = {
        each["employee_id"]: float(each["pay.total"]) for each in read_csv(project.results(PERIOD) / "results.csv")
    }
    assert {key: f"{found[key]:,.2f}" for key in paid} == paid
