"""Issuing a period once more says whom that leaves out, who has another manager, and whose older workbook is void."""

from pathlib import Path

from presales_xl.cycle.generating.generate import generate
from presales_xl.ledger import issues
from presales_xl.ledger.ledger import Ledger
from tests.addin.plain_book import book_of
from tests.cycle.company import Sheets, company, messages_of
from tests.cycle.returned import PERIOD, issued, roster_changed


def without_one_and_with_a_mover(sheets: Sheets) -> None:
    sheets["员工"] = [row for row in sheets["员工"] if row[0] != "E1"]
    head = sheets["员工"][0]
    for row in sheets["员工"][1:]:
        if row[0] == "E2":
            row[head.index("经理工号")] = "M2"


def other_names(sheets: Sheets) -> None:
    sheets["员工"][1:] = [[row[0], f"{row[1]}丰", *row[2:]] for row in sheets["员工"][1:]]


def test_who_is_taken_off_and_who_moved_is_told_by_name_with_the_workbooks_that_are_issued_anew(tmp_path: Path) -> None:
    project = roster_changed(issued(tmp_path), without_one_and_with_a_mover)
    made = generate(project, PERIOD, "zh", dry_run=True)
    assert "E1 张三（赵一）" in "".join(messages_of(made.problems, "generate.left_out"))
    assert "E2 李四（赵一 → 钱二）" in "".join(messages_of(made.problems, "generate.moved"))
    assert "钱二_华南_2026-11.xlsx" in "".join(messages_of(made.problems, "generate.anew"))
    _, hr = book_of(project).click("generate_workbooks")
    assert any("E1 张三（赵一）" in question for question in hr.asked)


def test_a_workbook_that_could_not_be_written_is_not_among_those_that_are_issued_anew(tmp_path: Path) -> None:
    project = issued(tmp_path)
    stuck = project.outbox(PERIOD) / "赵一_华东_2026-11.xlsx"
    stuck.unlink()
    (stuck / "in the way").mkdir(parents=True)  # as one that is open in Excel
    made = generate(roster_changed(project, other_names), PERIOD, "zh")
    (anew,) = messages_of(made.problems, "generate.anew")
    assert "1 份" in anew
    assert "钱二_华南_2026-11.xlsx" in anew
    assert [problem.place.file for problem in made.problems if problem.severity == "error"] == [str(stuck)]
    stuck.joinpath("in the way").rmdir()
    stuck.rmdir()
    (anew,) = messages_of(generate(project, PERIOD, "zh").problems, "generate.anew")
    assert "1 份" in anew
    assert "赵一_华东_2026-11.xlsx" in anew


def test_a_workbook_that_nobody_is_to_have_any_more_is_taken_back_once(tmp_path: Path) -> None:
    def all_with_one_manager(sheets: Sheets) -> None:
        place = sheets["员工"][0].index("经理工号")
        sheets["员工"][1:] = [[*row[:place], "M1", *row[place + 1 :]] for row in sheets["员工"][1:]]

    project = roster_changed(issued(tmp_path), all_with_one_manager)
    assert generate(project, PERIOD, "zh").files
    with Ledger.open(project.ledger).reading() as read:
        before = issues.all_of(read, PERIOD.text)
    generate(project, PERIOD, "zh")
    with Ledger.open(project.ledger).reading() as read:
        assert issues.all_of(read, PERIOD.text) == before


def test_a_first_issue_and_one_of_the_same_tell_of_nobody_gone(tmp_path: Path) -> None:
    project = company(tmp_path)
    told = [*generate(project, PERIOD, "zh").problems, *generate(project, PERIOD, "zh").problems]
    assert not messages_of(told, "generate.left_out", "generate.moved", "generate.anew")
