"""The periods that were begun. Within one cycle they sort as their texts do: 2026-09, 2026-10; 2026-Q3, 2026-Q4."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from presales_xl.ledger import tables as t
from presales_xl.ledger.step import Reading, Step
from presales_xl.scheme.errors import fail
from presales_xl.scheme.model import Cycle


@dataclass(frozen=True)
class LedgerPeriod:
    """A period; `paid_out_at` is when its payroll was handed over, "" before that."""

    period: str
    cycle: str
    opened_at: str
    paid_out_at: str = ""


def cycle_of(period: str) -> Cycle:
    """Return the cycle that the text of a period belongs to."""
    if len(period) == 4:
        return "year"
    return {"Q": "quarter", "H": "half_year"}.get(period[5], "month")  # type: ignore[return-value]


def begin(step: Step, period: str) -> None:
    """Begin a period, unless it was begun before."""
    if find(step, period) is None:
        step.insert(t.period, {"period": period, "cycle": cycle_of(period), "opened_at": step.at})


def find(read: Reading, period: str) -> LedgerPeriod | None:
    """Return a period, None when it was not begun."""
    row = read.first(select(t.period).where(t.period.c.period == period))
    return None if row is None else _of(row)


def all_of(read: Reading, cycle: Cycle | None = None) -> list[LedgerPeriod]:
    """Return the periods in order, of one cycle or of all."""
    query = select(t.period).order_by(t.period.c.cycle, t.period.c.period)
    return [_of(row) for row in read.all(query if cycle is None else query.where(t.period.c.cycle == cycle))]


def pay_out(step: Step, period: str) -> None:
    """Note that the payroll of a period was handed over: what changes from now on is paid in a later one."""
    found = find(step, period)
    if found is None:
        raise fail("ledger.no_period", period=period)
    if not found.paid_out_at:
        step.update(t.period, (period,), paid_out_at=step.at)


def _of(row: Row[Any]) -> LedgerPeriod:
    return LedgerPeriod(row.period, row.cycle, row.opened_at, row.paid_out_at or "")
