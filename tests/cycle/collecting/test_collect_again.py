"""Collecting again what was collected before."""

import secrets
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from presales_xl import cache
from presales_xl.cycle.collecting.collect import collect
from presales_xl.ledger import kept_results, submissions
from presales_xl.ledger.ledger import Ledger, tail
from presales_xl.workbook import reader
from tests.cycle.company import fill
from tests.cycle.returned import FIRST, PERIOD, SECOND, results, returned, run, verdicts


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


def test_a_run_with_nothing_new_opens_no_file_and_leaves_all_results_as_they_are(tmp_path: Path) -> None:
    project = returned(tmp_path)
    first = run(project)
    written = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in first.files}
    reader.reading_process().stop()
    again = run(project)
    assert reader.reading_process()._process is None
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in again.files} == written
    assert (again.counts, verdicts(again)) == (first.counts, verdicts(first))


def test_entries_are_the_same_whichever_of_them_were_known_before(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    with Ledger.open(project.ledger).reading() as read:
        whole = submissions.all_entered(read, PERIOD.text)
        assert len(whole) == 2
        for known in ({}, *({key: whole[key]} for key in whole), whole):
            assert submissions.all_entered(read, PERIOD.text, known) == whole


def test_results_that_were_left_as_they_are_are_those_that_would_be_written(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    left = {path.name: table_of(path) for path in run(project).files}
    shutil.rmtree(project.results(PERIOD))
    assert {path.name: table_of(path) for path in run(project).files} == left


def test_results_of_the_ledger_that_something_else_changed_are_put_right(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    ledger = Ledger.open(project.ledger)
    with ledger.reading() as read:
        right = kept_results.all_of(read, PERIOD.text)
    for _ in range(2):  # and once more, when it was put right in the same second
        with ledger.step("HR", "other", PERIOD.text) as step:
            kept_results.put(step, PERIOD.text, [replace(each, total=1.0, computed_at="") for each in right[1:]])
        collect(project, PERIOD, (), "zh", dry_run=True)
        run(project)
        with ledger.reading() as read:
            now = kept_results.all_of(read, PERIOD.text)
        assert [replace(each, computed_at="") for each in now] == [replace(each, computed_at="") for each in right]


def test_a_run_with_nothing_new_finds_the_results_that_the_ledger_would_get(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = returned(tmp_path)
    run(project)
    ledger = Ledger.open(project.ledger)
    before = tail(ledger, 1)[0].hash
    monkeypatch.setattr(cache, "folder", lambda: tmp_path / "kept")  # where nothing is known of the run before
    run(project)
    assert tail(ledger, 1)[0].hash == before


def test_results_that_somebody_changed_are_written_again(tmp_path: Path) -> None:
    project = returned(tmp_path)
    made = run(project)
    tables = {path.name: table_of(path) for path in made.files}
    for path in made.files:
        path.write_bytes(b"mine")
    assert {path.name: table_of(path) for path in run(project).files} == tables


def test_a_change_of_one_entry_is_in_all_results(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    fill(project.inbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, {"E1": {"unresolved": 12}})
    run(project)
    assert results(project)["E1"]["total"] != "93"


def table_of(path: Path) -> object:
    return path.read_text(encoding="utf-8-sig") if path.suffix == ".csv" else dict(reader.read_one(path))
