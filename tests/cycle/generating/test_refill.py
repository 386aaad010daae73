"""A new issue of a workbook holds what was entered in the one before."""

import math
from collections.abc import Callable
from pathlib import Path

import pytest

from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.collecting.confirm import confirm
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.generating.refill import refilled
from presales_xl.cycle.settling.settle import settle
from presales_xl.ledger import by_hand, kept_results
from presales_xl.ledger.ledger import Ledger
from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.periods import parse_period
from presales_xl.project import Project, load
from presales_xl.resources import SCHEMES
from presales_xl.scheme.errors import ClosedError
from presales_xl.workbook.layout import Book
from tests.cycle.company import CONSULTANT, Sheets, company, fill, fill_all, messages_of, opened
from tests.cycle.returned import FIRST, PERIOD, SECOND, Change, changed, returned, roles_of, run, typed
from tests.cycle.settling.test_settle_year import FULL, QUARTER, hr
from tests.scheme.small import PROJECTS, plan_of


def entries(file: Path, sheet: str) -> dict[str, dict[str, object]]:
    """Return the entries of a role sheet by employee and column id."""
    rows = list(opened(file)[sheet].iter_rows(values_only=True))
    ids = rows[0]
    return {str(row[0]): dict(zip(map(str, ids), row, strict=True)) for row in rows[5:] if row[0]}


def returned_as_issued(folder: Path, *changes: Change) -> Project:
    """Return a project whose workbooks came back as they were issued, but for what a manager changed in the first."""
    project = load(folder)
    for file in generate(project, PERIOD, "zh").files:
        fill(file, project.inbox(PERIOD) / file.name, {})
    for change in changes:
        changed(project, FIRST, change)
    run(project)
    return project


def test_what_a_manager_entered_stands_in_the_next_issue(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    before = entries(project.inbox(PERIOD) / FIRST, "工程师")["E1"]
    project = company(project.folder, lambda sheets: sheets["员工"].append(["E9", "郑九", "M1", "工程师", None]))
    generate(project, PERIOD, "zh")
    after = entries(project.outbox(PERIOD) / FIRST, "工程师")
    kept = {key: value for key, value in after["E1"].items() if key.startswith("input.")}
    assert kept == {key: value for key, value in before.items() if key.startswith("input.")}
    assert None not in kept.values()
    assert {value for key, value in after["E9"].items() if key.startswith("input.")} == {None}


def test_what_was_entered_does_not_make_another_issue(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    assert generate(project, PERIOD, "zh").unchanged == 2


def test_a_figure_of_hr_is_hrs_in_the_next_issue(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    project = company(project.folder, lambda sheets: sheets["目标与工资"][1].__setitem__(2, 40000))
    generate(project, PERIOD, "zh")
    assert entries(project.outbox(PERIOD) / FIRST, "顾问")["E2"]["input.base_salary"] == 40000


def test_what_was_returned_is_carried_on_though_collecting_set_the_file_aside_between_two_changes(
    tmp_path: Path,
) -> None:
    def with_target(target: float) -> Callable[[Sheets], object]:
        def change(sheets: Sheets) -> None:
            sheets["员工"] = [
                row for row in sheets["员工"] if row[0] != "E1"
            ]  # the consultant alone: nobody else counts
            sheets["目标与工资"][1][1] = target

        return change

    project = company(tmp_path, with_target(500000))
    for file in generate(project, PERIOD, "zh").files:
        fill(file, project.inbox(PERIOD) / file.name, {"E2": CONSULTANT})
    run(project)
    company(tmp_path, with_target(400000))
    generate(project, PERIOD, "zh")
    (aside,) = [each for each in run(project).judged if each.file == FIRST]
    assert not aside.counts
    company(tmp_path, with_target(300000))
    (void,) = messages_of(generate(project, PERIOD, "zh").problems, "generate.void")
    assert "第 3 版" in void
    carried = entries(project.outbox(PERIOD) / FIRST, "顾问")["E2"]
    assert {key: carried[f"input.{key}"] for key in ("bids_won", "csat")} == {"bids_won": 6, "csat": 4.5}


def test_later_periods_take_nothing_over_of_who_is_to_fill_in_again_before_anything_was_settled(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    project = company(project.folder, lambda sheets: sheets["目标与工资"][1].__setitem__(2, 40000))
    generate(project, PERIOD, "zh")
    with Ledger.open(project.ledger).reading() as read:
        held = {each.employee_id: each.held for each in kept_results.all_of(read, PERIOD.text)}
    assert held == {"E1": "", "E2": "incomplete", "E3": ""}


def test_a_quarter_issued_anew_that_would_change_a_settled_one_is_refused_before_any_file_is_written(
    tmp_path: Path,
) -> None:
    first, second = (parse_period(f"2026-Q{number}") for number in (1, 2))
    source = (SCHEMES / f"{QUARTER}.yaml").read_text(encoding="utf-8")
    (tmp_path / "schemes").mkdir()
    own = source.replace("approval: true\n", "")
    (tmp_path / "schemes" / f"{QUARTER}.yaml").write_text(own, encoding="utf-8")

    def with_receipts(quarter: str, receipts: float) -> Project:
        def change(sheets: Sheets) -> None:
            given = {**hr(quarter, receipts)["E1"], "quarter": {"q1": "第一季度", "q2": "第二季度"}[quarter]}
            sheets["员工"] = [sheets["员工"][0], ["E1", "张三", "M1", "顾问", None]]
            sheets["岗位"] = [["岗位", "方案"], ["顾问", QUARTER]]
            sheets["目标与工资"] = [["工号", *given], ["E1", *given.values()]]

        return company(tmp_path, change)

    for period, receipts in ((first, 150), (second, 300)):
        project = with_receipts(f"q{period.text[-1]}", receipts)
        generate(project, period, "zh")
        fill_all(project, period, {"E1": FULL})
        collect(project, period, [], "zh")
    assert settle(project, Ledger.open(project.ledger), second, "zh").added
    before = {file: file.read_bytes() for file in project.outbox(first).iterdir()}
    with_receipts("q1", 160)
    with pytest.raises(ClosedError):
        generate(project, first, "zh")
    assert {file: file.read_bytes() for file in project.outbox(first).iterdir()} == before


@pytest.mark.parametrize("state", ["免考", "休假", "离职"])
def test_a_state_that_hr_takes_back_does_not_come_back_out_of_what_was_returned(tmp_path: Path, state: str) -> None:
    def given(*words: str) -> Callable[[Sheets], object]:
        def change(sheets: Sheets) -> None:
            sheets["员工"][0].append("状态")
            sheets["员工"][2].extend(words)

        return change

    company(tmp_path, given(state))
    project = returned_as_issued(tmp_path)
    company(tmp_path, given())
    generate(project, PERIOD, "zh")
    assert entries(project.outbox(PERIOD) / FIRST, "顾问")["E2"]["state"] == "正常"


def test_a_state_that_the_manager_changed_is_the_managers_in_the_next_issue(tmp_path: Path) -> None:
    company(tmp_path)
    project = returned_as_issued(tmp_path, typed("顾问", 6, "state", "休假"))
    company(tmp_path, lambda sheets: sheets["员工"].append(["E9", "郑九", "M1", "工程师", None]))
    generate(project, PERIOD, "zh")
    assert entries(project.outbox(PERIOD) / FIRST, "顾问")["E2"]["state"] == "休假"


def test_a_figure_that_hr_takes_back_is_left_to_the_manager_blank(tmp_path: Path) -> None:
    company(tmp_path)
    project = returned_as_issued(tmp_path)
    company(tmp_path, lambda sheets: sheets["目标与工资"][1].__setitem__(2, None))
    generate(project, PERIOD, "zh")
    assert entries(project.outbox(PERIOD) / FIRST, "顾问")["E2"]["input.base_salary"] is None


def test_what_the_manager_of_now_entered_goes_before_what_a_former_one_hands_in_later(tmp_path: Path) -> None:
    def moved(sheets: Sheets) -> None:
        sheets["员工"][2][2] = "M2"

    company(tmp_path)
    project = returned_as_issued(tmp_path)
    former = fill(project.outbox(PERIOD) / FIRST, tmp_path / "former.xlsx", {"E2": {"bids_won": 3}})
    company(tmp_path, moved)
    generate(project, PERIOD, "zh")
    fill(project.outbox(PERIOD) / SECOND, project.inbox(PERIOD) / SECOND, {"E2": {"bids_won": 9}})
    run(project)
    former.rename(project.inbox(PERIOD) / "later.xlsx")
    run(project)

    def moved_with_more(sheets: Sheets) -> None:
        moved(sheets)
        sheets["目标与工资"][1][2] = 40000

    company(tmp_path, moved_with_more)
    generate(project, PERIOD, "zh")
    assert entries(project.outbox(PERIOD) / SECOND, "顾问")["E2"]["input.bids_won"] == 9


@pytest.mark.parametrize("others", [1, 7], ids=["a page each", "a table"])
def test_what_a_rater_gave_stands_in_the_next_form_and_still_counts_when_that_comes_back(
    tmp_path: Path, others: int
) -> None:
    more = [f"E{number}" for number in range(10, 10 + others)]

    def asked(*whom: str) -> Callable[[Sheets], object]:
        def change(sheets: Sheets) -> None:
            sheets["岗位"][1][1] = "five_dimension"
            sheets["员工"] += [[key, f"员工{key}", "M2", "工程师", None] for key in more]
            sheets["评分人"] = [["被评人工号", "评分角色", "评分人工号"], *([key, "同事", "E3"] for key in whom)]

        return change

    project = company(tmp_path, asked("E1"))
    form = "raters/王五_E3_2026-11.xlsx"
    generate(project, PERIOD, "zh")
    given = {"teamwork_peer": 85, "words.comment": "乐于帮忙"}
    fill(project.outbox(PERIOD) / form, project.inbox(PERIOD) / "first.xlsx", {"E1": given})
    run(project)
    company(tmp_path, asked("E1", *more))
    (void,) = messages_of(generate(project, PERIOD, "zh").problems, "generate.void")
    assert f"{others} 人是新加的" in void
    assert "员工E10" in void
    written = [value for sheet in opened(project.outbox(PERIOD) / form) for row in sheet.values for value in row]
    assert {85, "乐于帮忙"} < {*written}
    fill(project.outbox(PERIOD) / form, project.inbox(PERIOD) / "second.xlsx", {"E10": {"teamwork_peer": 60}})
    run(project)
    (engineers,) = (role for role in roles_of(project) if role.role == "工程师")
    peers = {each.employee_id: each.employee.entries.get("input.teamwork_peer") for each in engineers.people}
    assert (peers["E1"], peers["E10"]) == (85, 60)


def test_what_hr_has_confirmed_stands_in_the_next_issue_as_confirmed_and_stays_hrs_word(tmp_path: Path) -> None:
    project = returned(tmp_path, {"E2": CONSULTANT | {"bid_doc_score": 1}})
    run(project)
    confirm(project, PERIOD, "E2", "bid_doc_score", reason="只有一份标书", lang="zh")
    assert generate(project, PERIOD, "zh").unchanged == 2, "a confirmation makes no other issue"
    project = company(project.folder, lambda sheets: sheets["员工"].append(["E9", "郑九", "M1", "工程师", None]))
    generate(project, PERIOD, "zh")
    issued = project.outbox(PERIOD) / FIRST
    checks = [cell.value for row in opened(issued, values=True)["检查"].iter_rows() for cell in row]
    assert "已确认：只有一份标书" in checks
    issued.rename(project.inbox(PERIOD) / f"new_{FIRST}")
    assert not messages_of(run(project).problems, "collect.question")
    with Ledger.open(project.ledger).reading() as read:
        [said] = by_hand.confirmations(read, PERIOD.text)
    assert (said.employee_id, said.reason) == ("E2", "只有一份标书")


def test_a_row_of_details_with_a_figure_that_is_not_valid_comes_back_with_the_others_and_that_cell_blank() -> None:
    plan = plan_of(PROJECTS)
    row = {"projects.project": 1.0, "projects.receipts": 100_000.0, "projects.share": math.inf}
    came = Employee("E1", "李四", rows={"projects": [DetailRow(row, {"projects.project": "医院"})]})
    book = Book(
        "公司",
        str(PERIOD),
        manager_id="M1",
        manager="赵一",
        team="",
        roles=[Role("销售", plan, [Employee("E1", "李四")])],
    )
    [again] = refilled(book, {("manager", "M1", "E1"): (came, plan)}).roles[0].people[0].rows["projects"]
    assert again.texts == {"projects.project": "医院"}
    assert again.entries["projects.receipts"] == 100_000
    assert math.isnan(again.entries["projects.share"])
