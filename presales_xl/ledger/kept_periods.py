"""The periods that were begun. Within one cycle they sort as their texts do: 2026-09, 2026-10; 2026-Q3, 2026-Q4."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from presales_xl.ledger import tables
from presales_xl.ledger.step import Reading, Step
from presales_xl.periods import cycle_of
from presales_xl.scheme.errors import fail
from presales_xl.scheme.model import Cycle


@dataclass(frozen=True)
class LedgerPeriod:
    """A period; `paid_out_at` is when its payroll was handed over, "" before that."""

    period: str
    cycle: str
    opened_at: str
    paid_out_at: str = ""


def begin(step: Step, period: str) -> None:
    """Begin a period, unless it was begun before."""
    if find(step, period) is None:
        step.insert(tables.period, {"period": period, "cycle": cycle_of(period), "opened_at": step.at})


def find(read: Reading, period: str) -> LedgerPeriod | None:
    """Return a period, None when it was not begun."""
    row = read.first(select(tables.period).where(tables.period.c.period == period))
    return None if row is None else _of(row)


def all_of(read: Reading, cycle: Cycle | None = None) -> list[LedgerPeriod]:
    """Return the periods in order, of one cycle or of all."""
    query = select(tables.period).order_by(tables.period.c.cycle, tables.period.c.period)
    return [_of(row) for row in read.all(query if cycle is None else query.where(tables.period.c.cycle == cycle))]


def pay_out(step: Step, period: str) -> None:
    """Note that the payroll of a period was handed over: what changes from now on is paid in a later one."""
    begun = find(step, period)
    if begun is None:
        raise fail("ledger.no_period", period=period)
    if not begun.paid_out_at:
        step.update(tables.period, (period,), paid_out_at=step.at)


def _of(row: Row[Any]) -> LedgerPeriod:
    return LedgerPeriod(row.period, row.cycle, row.opened_at, row.paid_out_at or "")
