"""Names go from rows and log, figures stay, and the log proves that nothing else was changed."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import select, update

from presales_xl.ledger import kept_results, payments, publications, submissions, tables
from presales_xl.ledger.engine import transaction
from presales_xl.ledger.ledger import RETAIN, Ledger, tail, verify
from presales_xl.ledger.pseudonyms import Pseudonyms
from presales_xl.ledger.publications import Answer, Publication
from presales_xl.ledger.step import Step
from tests.ledger.samples import PERIOD, whole_month

WRITTEN = ("李雷", "张经理", "zhang@example.com", "重点项目", "漏算一个项目", "态度好", "E1", "E2", "M1", "file-1.xlsx")


@pytest.fixture
def month(ledger: Ledger) -> Ledger:
    """Return a ledger with something in every table."""
    whole_month(ledger)
    return ledger


@contextmanager
def retaining(ledger: Ledger) -> Iterator[Step]:
    with ledger.step("何芳", RETAIN, PERIOD) as step:
        Pseudonyms(step, [PERIOD]).replace()
        yield step


def everything(ledger: Ledger) -> str:
    with ledger.reading() as read:
        return repr([read.all(select(table)) for table in tables.metadata.sorted_tables if table is not tables.meta])


def codes(ledger: Ledger, known: str = "") -> list[str]:
    return [problem.code for problem in verify(ledger, known)]


def test_no_name_id_address_or_text_is_left_and_the_log_still_holds(month: Ledger) -> None:
    before = everything(month)
    assert all(word in before for word in WRITTEN)
    kept = tail(month, 1)[0].hash
    with retaining(month):
        pass
    after = everything(month)
    assert [word for word in WRITTEN if f"'{word}'" in after or f'"{word}"' in after or word in after] == []
    assert codes(month, kept) == []


def test_the_name_of_who_approved_by_a_form_is_gone_too(month: Ledger) -> None:
    with month.step("何芳", "approve", PERIOD) as step:
        publications.record(
            step, [Publication(PERIOD, "approval", "王总", 1, day="2026-12-05", answer_by="2026-12-11")]
        )
        told = publications.last_of(step, PERIOD, "approval")["王总"]
        (file, *_) = submissions.all_of(step, PERIOD)
        approved = Answer(PERIOD, told.id, "E1", "approved", submission_id=file.id, author="王总")
        publications.record_answer(step, approved)
    assert "王总" in everything(month)
    with retaining(month):
        pass
    assert "王总" not in everything(month)
    assert codes(month) == []


def test_sums_of_everybody_and_results_are_as_before(month: Ledger) -> None:
    with month.reading() as read:
        money = [line.fen for line in payments.lines(read)]
        totals = sorted(repr((each.total, each.grade, {**each.columns})) for each in kept_results.all_of(read, PERIOD))
    with retaining(month):
        pass
    with month.reading() as read:
        lines, results = payments.lines(read), kept_results.all_of(read, PERIOD)
    assert [line.fen for line in lines] == money
    assert sorted(repr((each.total, each.grade, {**each.columns})) for each in results) == totals
    assert {line.employee_id for line in lines} < {each.employee_id for each in results}
    assert all(each.employee_id == each.name for each in results)


def test_a_figure_that_is_changed_with_the_names_is_found(month: Ledger) -> None:
    with retaining(month) as step:
        (key,) = (row.id for row in step.all(select(tables.pay_line.c.id)))
        step.update(tables.pay_line, (key,), fen=1)
    assert codes(month) == ["ledger.figures_changed"]


def test_another_action_may_change_figures_as_ever(month: Ledger) -> None:
    with month.step("何芳", "x", PERIOD) as step:
        step.update(tables.pay_line, (1,), fen=1)
    assert codes(month) == []


@pytest.mark.parametrize("column", ["actor", "facts", "rows"])
def test_a_line_is_vouched_for_without_its_names_too(month: Ledger, column: str) -> None:
    with retaining(month):
        pass
    with transaction(month._engine, month.where, writing=True) as connection:
        line = connection.execute(select(tables.log).where(tables.log.c.seq == 3)).one()
        other = {"actor": "别人", "facts": '{"x":1}', "rows": line.rows.replace("workbook 1", "workbook 2")}
        connection.execute(update(tables.log).where(tables.log.c.seq == 3).values({column: other[column]}))
    assert codes(month)[0] == "ledger.line_changed"


def test_names_that_are_brought_back_behind_its_back_are_found(month: Ledger) -> None:
    with retaining(month):
        pass
    with transaction(month._engine, month.where, writing=True) as connection:
        connection.execute(update(tables.result).values(name="李雷"))
    assert codes(month) == ["ledger.row_changed", "ledger.row_changed"]
