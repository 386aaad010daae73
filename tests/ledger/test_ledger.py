"""Opening, reading, writing in steps."""

import json
import sqlite3
import sys
from pathlib import Path

import pytest
from sqlalchemy import Column, MetaData, Text, update

from presales_xl.ledger import issues, kept_results, marks, submissions, tables
from presales_xl.ledger.ledger import Ledger, tail, verify
from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import ProblemsError
from tests.engines.postgresql import PASSWORD, PostgreSQL
from tests.ledger.samples import PERIOD, PROBLEM, WORKBOOK, result


def opening(where: str | Path, *, create: bool = True) -> str:
    """Return the code and the words of the problem that opening a ledger meets."""
    with pytest.raises(ProblemsError) as error:
        Ledger.open(where, create=create)
    (problem,) = error.value.problems
    return f"{problem.code} {explain('zh', problem)} {error.value}"


def test_a_step_writes_its_rows_and_one_line_that_says_who_did_what(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "何芳")
    with ledger.step("何芳", "generate", PERIOD, workbooks=1) as step:
        issues.issue(step, [WORKBOOK])
        step.note(folder=Path("考核"))
    made, line = tail(ledger, 5)
    assert (made.seq, made.action, made.previous) == (1, "create", "")
    assert (line.seq, line.actor, line.action, line.subject) == (2, "何芳", "generate", PERIOD)
    assert json.loads(line.facts) == {"workbooks": 1, "folder": "考核"}
    assert {table for table, _, _ in line.written()} == {"period", "workbook"}
    assert line.previous == made.hash
    assert line.at.endswith("Z")


def test_a_line_says_who_acted_and_as_which_user_of_this_computer(
    ledger: Ledger, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("LOGNAME", "hefang")
    for name in ("何芳", "hefang"):
        with ledger.step(name, "collect", PERIOD, always=True):
            pass
    assert [(line.actor, line.said().get("user")) for line in tail(ledger, 2)] == [("何芳", "hefang"), ("hefang", None)]


def test_an_exception_leaves_everything_as_it_was(ledger: Ledger) -> None:
    with pytest.raises(RuntimeError, match="power"), ledger.step("HR", "generate", PERIOD) as step:
        issues.issue(step, [WORKBOOK])
        raise RuntimeError("no power")
    with ledger.reading() as read:
        assert issues.all_of(read, PERIOD) == []
        assert marks.periods(read) == []
    assert len(tail(ledger, 5)) == 1


def test_a_step_that_turns_out_to_be_nothing_leaves_no_line(ledger: Ledger) -> None:
    with ledger.step("HR", "generate", PERIOD) as step:
        assert not step.changed
    with ledger.step("HR", "generate", PERIOD, dry_run=True) as step:
        issues.issue(step, [WORKBOOK])
        assert step.changed
    with ledger.reading() as read:
        assert issues.all_of(read, PERIOD) == []
    assert len(tail(ledger, 5)) == 1


def test_a_reading_sees_one_moment_whatever_is_written_meanwhile(postgresql: PostgreSQL) -> None:
    ledger = Ledger.open(postgresql.database())  # SQLite lets nobody write while somebody reads
    other = Ledger.open(ledger.where)
    with ledger.reading() as read:
        assert issues.all_of(read, PERIOD) == []
        with other.step("HR", "generate", PERIOD) as step:
            issues.issue(step, [WORKBOOK])
        assert issues.all_of(read, PERIOD) == []
    with ledger.reading() as read:
        assert len(issues.all_of(read, PERIOD)) == 1


def test_a_step_inside_a_reading_is_refused_instead_of_waiting_for_ever(ledger: Ledger) -> None:
    with ledger.reading(), pytest.raises(RuntimeError, match="inside another"), ledger.step("HR", "x", ""):
        pass
    with ledger.step("HR", "x", "") as step:
        assert issues.all_of(step, PERIOD) == []  # a step reads by itself


def test_a_ledger_is_opened_again_as_it_was_left(ledger: Ledger) -> None:
    with ledger.step("HR", "generate", PERIOD) as step:
        issued = issues.issue(step, [WORKBOOK])[0]
    again = Ledger.open(ledger.where, create=False)
    with again.reading() as read:
        assert issues.latest_of(read, PERIOD) == [issued]
    assert verify(again) == []


def test_a_ledger_with_other_tables_is_refused_by_name(ledger: Ledger) -> None:
    with ledger.step("HR", "x", "", always=True) as step:
        step.connection.execute(update(tables.meta).values(value="1"))
    assert "ledger.other_format" in opening(ledger.where)


def test_tables_with_a_column_more_are_another_format() -> None:
    changed = MetaData()
    for table in tables.metadata.sorted_tables:
        table.to_metadata(changed)
    assert tables.format_of(changed) == tables.FORMAT
    changed.tables["entry"].append_column(Column("more", Text))
    assert tables.format_of(changed) != tables.FORMAT


def test_a_ledger_that_is_not_there_is_not_made_where_it_should_only_be_read(ledger_place: str | Path) -> None:
    assert "ledger.missing" in opening(ledger_place, create=False)
    if isinstance(ledger_place, Path):
        assert not ledger_place.exists()


def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    file = tmp_path / "台账.sqlite"
    file.write_bytes(b"no database at all" * 100)
    assert "ledger.damaged" in opening(file)
    assert "台账.sqlite" in opening(file)


def test_a_database_of_another_program_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "ledger.sqlite"
    connection = sqlite3.connect(file)
    connection.executescript("CREATE TABLE meta (key TEXT, value TEXT)")
    connection.close()
    assert "ledger.not_ours" in opening(file)


def test_a_folder_in_the_place_of_the_file_is_named(tmp_path: Path) -> None:
    assert "ledger.unusable" in opening(tmp_path)


@pytest.mark.parametrize("url", ["mysql://me:secret@host/db", "postgresql://me:secret@host:port/db"])
def test_a_wrong_address_is_told_without_its_password(url: str) -> None:
    said = opening(url)
    assert "ledger.url" in said
    assert "secret" not in said


def test_a_server_that_is_not_there_is_told_without_the_password() -> None:
    said = opening("postgresql://me:se%20cret@127.0.0.1:1/db")
    assert "ledger.unreachable" in said
    assert "127.0.0.1" in said
    assert "se%20cret" not in said
    assert "se cret" not in said


def test_a_password_is_masked_even_where_the_drivers_own_words_hold_it() -> None:
    assert "connection" in opening("postgresql://me@127.0.0.1:1/db")
    assert "connection" not in opening("postgresql://me:connection@127.0.0.1:1/db")


def test_a_wrong_password_is_not_shown(postgresql: PostgreSQL) -> None:
    said = opening(postgresql.url("postgres", PASSWORD + "x"))
    assert "ledger.unreachable" in said
    assert PASSWORD not in said


def test_a_database_that_cannot_hold_every_character_is_refused(postgresql: PostgreSQL) -> None:
    assert "ledger.encoding" in opening(postgresql.database("LATIN1"))


def test_a_missing_driver_is_told_with_what_installs_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert 'pip install "presales-xl[postgresql]"' in opening("postgresql://me:secret@host/db")


def test_a_short_form_of_the_address_is_understood(postgresql: PostgreSQL) -> None:
    ledger = Ledger.open(postgresql.database().replace("postgresql://", "postgres://"))
    assert verify(ledger) == []
    assert "p%40ss" not in ledger.shown


def test_what_was_read_of_a_period_is_read_again_after_a_step_has_written_to_it(ledger: Ledger) -> None:
    new = submissions.Submission(PERIOD, None, file="a.xlsx", digest="1", verdict="set_aside", problems=[PROBLEM])
    with ledger.step("HR", "collect", PERIOD) as step:
        assert (submissions.all_of(step, PERIOD), kept_results.all_of(step, PERIOD)) == ([], [])
        (first,) = submissions.record(step, [(new, [])])
        kept_results.put(step, PERIOD, [result(step)])
        assert submissions.all_of(step, PERIOD) == [first]
        assert [each.employee_id for each in kept_results.all_of(step, PERIOD)] == ["E1"]
        submissions.supersede(step, first.id, first.id)
        assert [each.superseded_by for each in submissions.all_of(step, PERIOD)] == [first.id]
        kept_results.put(step, PERIOD, [])
        assert kept_results.all_of(step, PERIOD) == []
