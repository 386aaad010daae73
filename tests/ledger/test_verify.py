"""Whatever is changed outside the program is found, in both databases."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection, Table, delete, insert, select, text, update

from presales_xl.ledger import payments, tables
from presales_xl.ledger.engine import transaction
from presales_xl.ledger.ledger import Ledger, tail, verify
from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import Problem
from tests.ledger.samples import PERIOD, whole_month


@pytest.fixture
def month(ledger: Ledger) -> Ledger:
    """Return a ledger with something in every table."""
    whole_month(ledger)
    return ledger


@contextmanager
def behind_its_back(ledger: Ledger) -> Iterator[Connection]:
    """Change the database as somebody would who knows its tables."""
    with transaction(ledger._engine, ledger.where, writing=True) as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text("SET session_replication_role = replica"))  # no foreign keys
        yield connection


def found(ledger: Ledger, known: str = "") -> list[tuple[str, int]]:
    return [(problem.code, problem.place.line) for problem in verify(ledger, known)]


def test_nothing_is_wrong_with_a_ledger_as_it_was_written(month: Ledger) -> None:
    assert found(month) == []
    with month.reading() as read:
        assert all(read.all(select(table)) for table in tables.KEPT)


@pytest.mark.parametrize("table", tables.KEPT, ids=str)
def test_a_changed_row_is_found_in_every_table(month: Ledger, table: Table) -> None:
    free = next(column for column in reversed(table.columns) if not column.primary_key and not column.foreign_keys)
    value = 77 if free.type.python_type in (int, float) else "2099"
    with behind_its_back(month) as connection:
        row = connection.execute(select(table)).first()
        assert row is not None
        here = [column == row._mapping[column.name] for column in table.primary_key]
        connection.execute(update(table).where(*here).values({free.name: value}))
    assert found(month) == [("ledger.row_changed", 0)]


@pytest.mark.parametrize("table", [tables.pay_line, tables.delivery, tables.calibration, tables.result], ids=str)
def test_a_row_that_is_gone_is_found(month: Ledger, table: Table) -> None:
    with behind_its_back(month) as connection:
        rows = len(connection.execute(select(table)).all())
        connection.execute(delete(table))
    assert found(month) == [("ledger.row_missing", 0)] * rows


def test_a_row_that_was_added_is_found_and_named(month: Ledger) -> None:
    with behind_its_back(month) as connection:
        row = {
            "period": PERIOD,
            "paid_in": PERIOD,
            "employee_id": "E9",
            "item": "pay.bonus",
            "number": 1,
            "fen": 100,
            "kind": "regular",
            "at": "2026-12-01T00:00:00Z",
        }
        connection.execute(insert(tables.pay_line).values(row))
    (problem,) = verify(month)
    assert problem.code == "ledger.row_unknown"
    assert "E9" in explain("zh", problem)


def test_a_tampered_pay_line_is_told_with_person_item_and_line(month: Ledger) -> None:
    with behind_its_back(month) as connection:
        connection.execute(update(tables.pay_line).values(fen=99_999_999))
    (problem,) = verify(month)
    said = explain("zh", problem)
    assert all(part in said for part in ("奖金明细", PERIOD, "E1", "pay.bonus", "第 6 条"))
    assert "pay line" in explain("en", problem)


Change = Callable[[Connection], object]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (
            lambda c: c.execute(update(tables.log).where(tables.log.c.seq == 3).values(actor="别人")),
            ("ledger.line_changed", 3),
        ),
        (
            lambda c: c.execute(update(tables.log).where(tables.log.c.seq == 3).values(facts="{}  ")),
            ("ledger.line_changed", 3),
        ),
        (
            lambda c: c.execute(update(tables.log).where(tables.log.c.seq == 3).values(hash="0" * 64)),
            ("ledger.line_changed", 3),
        ),
        (
            lambda c: c.execute(update(tables.log).where(tables.log.c.seq == 3).values(previous="")),
            ("ledger.chain_broken", 3),
        ),
        (
            lambda c: c.execute(update(tables.log).where(tables.log.c.seq == 7).values(seq=8)),
            ("ledger.line_missing", 7),
        ),
    ],
    ids=["actor", "facts", "hash", "previous", "number"],
)
def test_the_first_broken_line_of_the_log_is_found(month: Ledger, change: Change, expected: tuple[str, int]) -> None:
    with behind_its_back(month) as connection:
        change(connection)
    assert found(month) == [expected]


def test_a_line_taken_out_of_the_log_is_missed_and_so_are_its_rows(month: Ledger) -> None:
    with behind_its_back(month) as connection:
        connection.execute(delete(tables.log).where(tables.log.c.seq == 3))
    assert found(month) == [("ledger.line_missing", 3), ("ledger.row_unknown", 0)]


def test_a_log_without_any_line_is_told_of(month: Ledger) -> None:
    with behind_its_back(month) as connection:
        connection.execute(delete(tables.log))
    assert found(month)[0] == ("ledger.log_empty", 0)


def test_an_end_cut_off_with_its_rows_is_found_by_whoever_kept_the_last_hash(month: Ledger) -> None:
    kept = tail(month, 1)[0].hash
    assert found(month, known=kept.upper()) == []
    with behind_its_back(month) as connection:
        connection.execute(delete(tables.log).where(tables.log.c.seq == 7))
        connection.execute(delete(tables.appeal))
    assert found(month) == []
    assert found(month, known=kept) == [("ledger.hash_gone", 0)]


def test_rows_rightly_deleted_and_written_again_are_no_finding(month: Ledger) -> None:
    key = ("workbook 1", "zhang@example.com")
    with month.step("HR", "x", "") as step:
        step.delete(tables.delivery, key)
    assert found(month) == []
    with month.step("HR", "x", "") as step:
        row = {"document": key[0], "address": key[1], "period": PERIOD}
        step.insert(tables.delivery, row | {"message_id": "<2>", "is_protected": False, "claimed_at": step.at})
        payments.settle(step, PERIOD, "2026-12", {("E1", "pay.bonus"): 1})
    assert found(month) == []


def test_findings_name_the_database_without_its_password(month: Ledger) -> None:
    with behind_its_back(month) as connection:
        connection.execute(update(tables.log).values(actor="别人"))
    problems: list[Problem] = verify(month)
    assert problems
    assert all(problem.place.file == month.shown for problem in problems)
    assert "p%40ss" not in month.shown
