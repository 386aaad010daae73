"""The periods that were begun. Within one cycle they sort as their texts do: 2026-09, 2026-10; 2026-Q3, 2026-Q4."""

from sqlalchemy import select

from presales_xl.ledger import tables
from presales_xl.ledger.step import Reading, Step
from presales_xl.periods import cycle_of
from presales_xl.scheme.errors import fail
from presales_xl.scheme.model import Cycle


def begin(step: Step, period: str) -> None:
    """Begin a period, unless it was begun before; ProblemsError `ledger.retained` of one whose names went."""
    refuse_retained(step, period)
    if not step.of_period(tables.period, period):
        step.insert(tables.period, {"period": period, "cycle": cycle_of(period), "opened_at": step.at})


def is_retained(read: Reading, period: str) -> bool:
    """Return whether names of a period were replaced by pseudonyms: nothing of it is worked out any more."""
    mark = tables.mark.c
    return read.first(select(mark.id).where(mark.period == period, mark.kind == "retained")) is not None


def refuse_retained(read: Reading, period: str) -> None:
    """Refuse (ProblemsError `ledger.retained`) whatever works with the names of a period that went."""
    if is_retained(read, period):
        raise fail("ledger.retained", period=period)


def all_of(read: Reading, cycle: Cycle | None = None) -> list[str]:
    """Return the periods in order, of one cycle or of all."""
    query = select(tables.period).order_by(tables.period.c.cycle, tables.period.c.period)
    rows = read.all(query if cycle is None else query.where(tables.period.c.cycle == cycle))
    return [row.period for row in rows]
