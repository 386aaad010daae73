"""Collecting again what was collected before."""

import secrets
from pathlib import Path

from presales_xl.workbook import reader
from tests.cycle.returned import FIRST, PERIOD, SECOND, returned, run, verdicts


def test_what_was_accepted_stays_accepted_even_under_another_key(tmp_path: Path) -> None:
    project = returned(tmp_path)
    before = verdicts(run(project))
    project.key.write_text(secrets.token_hex(32), encoding="utf-8")
    made = run(project)
    assert verdicts(made) == before == {FIRST: "accepted", SECOND: "accepted"}
    assert (made.complete, made.people) == (3, 3)


def test_what_came_back_tells_of_files_that_an_earlier_run_set_aside(tmp_path: Path) -> None:
    project = returned(tmp_path)
    (project.inbox(PERIOD) / "notes.xlsx").write_bytes(b"PK no workbook")
    assert [problem.severity for problem in run(project).problems] == ["error"]
    made = run(project)
    assert list(made.problems) == []  # nothing new to tell
    rows = reader.read_one(made.files[-1])["问题"]
    assert any("notes.xlsx" in str(cell) for row in rows for cell in row)


def test_the_notes_beside_files_in_quarantine_are_no_returned_files(tmp_path: Path) -> None:
    project = returned(tmp_path)
    (project.inbox(PERIOD) / "notes.xlsx").write_bytes(b"PK no workbook")
    run(project)
    made = run(project, project.quarantine(PERIOD))
    assert [one.path.suffix for one in made.judged] == [".xlsx"]
