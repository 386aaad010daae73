"""Entries that are asked back: told by collect, confirmed by the manager or by HR, and not paid on before that."""

import re
import shlex
from dataclasses import replace
from pathlib import Path

import pytest

from presales_xl.cli import main
from presales_xl.cycle.collecting import collected_book
from presales_xl.cycle.collecting.confirm import confirm, open_entries
from presales_xl.cycle.publishing import report
from presales_xl.cycle.settling.settle import settle
from presales_xl.cycle.standing import standings
from presales_xl.ledger import by_hand
from presales_xl.ledger.ledger import Ledger
from presales_xl.problem_texts import explain
from presales_xl.project import Project
from presales_xl.scheme.errors import ProblemsError
from presales_xl.workbook import reader
from presales_xl.workbook.question_list import CONFIRM, REASON
from tests.cycle.company import CONSULTANT, messages_of
from tests.cycle.returned import FIRST, PERIOD, changed, long_ago, returned, roles_of, run, saved_at, typed, verdicts

DOUBTED = {"E2": CONSULTANT | {"bid_doc_score": 1}}


def unpaid(project: Project) -> dict[str, str]:
    made = settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    return {each.employee.employee_id: each.why for each in made.payroll.unpaid}


def test_a_doubted_entry_counts_and_is_asked_about_and_nothing_is_paid_on_it_until_hr_confirms_it(
    tmp_path: Path,
) -> None:
    project = returned(tmp_path, DOUBTED)
    made = run(project)
    assert verdicts(made)[FIRST] == "accepted"
    (asked,) = messages_of(made.problems, "collect.question")
    assert f"{FIRST} › 顾问 › S6：E2 李四 的「标书评分」填的是 1，请确认：只有 1 分，是不是想填 100 分。" in asked
    assert unpaid(project)["E2"] == "请确认：标书评分"

    said, _ = confirm(project, PERIOD, "e2", "bid_doc_score", reason="只有一份标书", lang="zh")
    assert (said.column, said.value) == ("input.bid_doc_score", 1)
    assert not messages_of(run(project).problems, "collect.question")
    assert "E2" not in unpaid(project)


def test_what_is_asked_is_the_same_whether_it_is_known_where_everybody_stands_or_not(tmp_path: Path) -> None:
    project = returned(tmp_path, DOUBTED)
    run(project)
    with Ledger.open(project.ledger).reading() as read:
        known = standings(project, read, PERIOD, "zh")
    for current in (None, known):
        ((who, question, _),) = open_entries(project, PERIOD, "zh", current=current)
        assert (who.employee_id, question.column) == ("E2", "input.bid_doc_score")


def test_the_command_that_confirms_stands_where_the_question_does_and_works_when_it_is_pasted(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = returned(tmp_path / "our people", DOUBTED)
    made = run(project)
    said = explain("zh", next(each for each in made.problems if each.code == "collect.question"))
    command = re.search(r"presales-xl (confirm 2026-11 E2 .* --reason 原因)", said)
    assert command, said
    assert f"presales-xl {command[1]}" in said_in(project, "问题")
    with pytest.raises(SystemExit) as left:
        main(shlex.split(command[1].replace("\\", "/")))  # whatever the system writes paths with
    assert not left.value.code, capsys.readouterr().err
    assert not messages_of(run(project).problems, "collect.question")

    assert replace(project, folder=Path()).option == ""


def said_in(project: Project, sheet: str) -> str:
    """Return all that stands on a sheet of `collected.xlsx`."""
    rows = reader.read_one(project.results(PERIOD) / collected_book.FILE)[sheet]
    return "\n".join(str(value) for row in rows for value in row)


def test_nobody_is_paid_or_told_a_result_that_the_sheet_showed_otherwise_until_hr_confirms_it(tmp_path: Path) -> None:
    project = returned(tmp_path)
    changed(project, FIRST, typed("顾问", 6, "total", 100))
    made = run(project)
    assert verdicts(made)[FIRST] == "accepted"
    [asked] = messages_of(made.problems, "collect.shown")
    assert "E2 李四 的表里显示的结果与计入的不一样（顾问 " in asked
    assert unpaid(project)["E2"] == "请确认：表里显示的结果"
    assert "E2" not in [who.employee_id for role in roles_of(project) for who in role.due()]
    said, _ = confirm(project, PERIOD, "E2", "shown", reason="已与经理核对", lang="zh")
    assert not messages_of(run(project).problems, "collect.shown")
    assert "E2" not in unpaid(project)
    changed(project, FIRST, typed("顾问", 6, "total", 99))
    assert messages_of(run(project).problems, "collect.shown"), said  # something else was shown


def test_confirming_what_was_shown_otherwise_says_where_and_that_what_counts_is_right(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = returned(tmp_path)
    changed(project, FIRST, typed("顾问", 6, "total", 100))
    run(project)
    arguments = ["confirm", PERIOD.text, "E2", "shown", "--project", str(project.folder), "--reason", "已核对"]
    with pytest.raises(SystemExit) as left:
        main([*arguments, "--lang", "zh-CN"])
    said = capsys.readouterr().out
    assert not left.value.code
    assert "已确认：E2 表里显示的结果（顾问 " in said
    assert "以计入的为准" in said


def test_settling_says_whose_pay_waits_for_what_and_the_command_that_confirms_it(tmp_path: Path) -> None:
    project = returned(tmp_path, {**DOUBTED, "E1": {"satisfaction": None}})
    run(project)
    made = settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    assert messages_of(made.problems, "settlement.confirm") == [
        "1 人有待确认的数，不结算：李四（E2）。若无误，请逐项确认；再运行 presales-xl settle 2026-11，会只补上这些人。"
        f"\n  presales-xl confirm 2026-11 E2 bid_doc_score --project {project.folder} --reason 原因"
    ]
    assert not messages_of(made.problems, "settlement.incomplete")  # nothing is paid to E1 in any case
    with Ledger.open(project.ledger).reading() as read:
        facts = report.facts(roles_of(project), read, PERIOD.text, "zh")
    assert facts["money"].isna().all()


def test_what_the_manager_confirmed_in_the_workbook_is_kept_with_the_reason(tmp_path: Path) -> None:
    project = returned(tmp_path, DOUBTED)

    def say_so(book: object) -> None:
        sheet = book["检查"]  # type: ignore[index]
        sheet.cell(200, CONFIRM + 1).value = "是：E2 标书评分 1"
        sheet.cell(200, REASON + 1).value = "只有一份标书"

    changed(project, FIRST, say_so)
    assert not messages_of(run(project).problems, "collect.question")
    run(project)
    with Ledger.open(project.ledger).reading() as read:
        (kept,) = by_hand.confirmations(read, PERIOD.text)
    assert (kept.employee_id, kept.value, kept.reason, kept.author) == ("E2", 1, "只有一份标书", "赵一")
    assert "E2" not in unpaid(project)


@pytest.mark.parametrize(
    ("employee", "name", "reason", "code"),
    [
        ("E2", "bid_doc_score", " ", "confirm.no_reason"),
        ("E1", "bid_doc_score", "无误", "confirm.nothing"),
        ("E2", "bids_won", "无误", "confirm.nothing"),
    ],
)
def test_what_is_not_asked_about_cannot_be_confirmed(
    tmp_path: Path, employee: str, name: str, reason: str, code: str
) -> None:
    project = returned(tmp_path, DOUBTED)
    run(project)
    with pytest.raises(ProblemsError) as refused:
        confirm(project, PERIOD, employee, name, reason=reason, lang="zh")
    assert [problem.code for problem in refused.value.problems] == [code]


def test_the_pay_in_the_results_is_what_is_due_and_says_how_many_people_it_leaves_out(tmp_path: Path) -> None:
    run(project := returned(tmp_path, DOUBTED))
    assert pay_in_results(project)[0] == "奖金合计（待定 1 人未计）"
    assert pay_in_results(project)[1] == 0
    confirm(project, PERIOD, "E2", "bid_doc_score", reason="只有一份标书", lang="zh")
    run(project)
    title, money = pay_in_results(project)
    assert title == "奖金合计"
    assert isinstance(money, int | float)
    assert money > 0


def pay_in_results(project: Project) -> tuple[object, object]:
    rows = reader.read_one(project.results(PERIOD) / "results.xlsx")["汇总"]
    [(row, place)] = [
        (row, place)
        for row, cells in enumerate(rows)
        for place, cell in enumerate(cells)
        if str(cell).startswith("奖金合计")
    ]
    return rows[row][place], rows[row + 1][place]


def test_a_newer_file_with_the_formulas_restored_takes_the_doubt_of_the_older_one_away(tmp_path: Path) -> None:
    project = long_ago(returned(tmp_path))
    inbox = project.inbox(PERIOD)
    restored = tmp_path / "restored.xlsx"
    restored.write_bytes((inbox / FIRST).read_bytes())
    saved_at(changed(project, FIRST, typed("顾问", 6, "total", 100)), "2020-01-01T08:00:00Z")
    run(project)
    assert unpaid(project)["E2"] == "请确认：表里显示的结果"
    saved_at(restored, "2020-01-01T09:00:00Z").rename(inbox / "restored.xlsx")
    for _ in range(2):
        made = run(project)
        assert not messages_of(made.problems, "collect.shown")
        verdict = {state.submission.file: state.verdict for state in made.returns}
        assert (verdict[FIRST], verdict["restored.xlsx"]) == ("replaced", "accepted")
    assert "E2" not in unpaid(project)
