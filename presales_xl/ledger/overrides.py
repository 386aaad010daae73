"""Values that HR gave where the ledger remembered another: every change is kept, the last one counts."""

from dataclasses import dataclass

from sqlalchemy import select

from presales_xl.ledger import periods
from presales_xl.ledger import tables as t
from presales_xl.ledger.codec import number_out
from presales_xl.ledger.step import Reading, Step


@dataclass(frozen=True)
class Override:
    """An input of an employee (`input.carry_in`): what the ledger remembered, what was given, who, when (UTC).

    None is no value.
    """

    period: str
    employee_id: str
    input: str
    remembered: float | None
    given: float | None
    author: str = ""
    at: str = ""
    id: int = 0


def record(step: Step, new: Override) -> None:
    """Record an override, unless the last one of the same input says the same."""
    periods.begin(step, new.period)
    remembered, given = number_out(new.remembered), number_out(new.given)
    before = current(step, new.period).get((new.employee_id, new.input))
    if before is None or (before.remembered, before.given) != (remembered, given):
        step.insert(
            t.override,
            {
                "period": new.period,
                "employee_id": new.employee_id,
                "input": new.input,
                "remembered": remembered,
                "given": given,
                "author": new.author or step.actor,
                "at": step.at,
            },
        )


def current(read: Reading, period: str) -> dict[tuple[str, str], Override]:
    """Return the last override of every input of a period, by employee id and input."""
    return {(one.employee_id, one.input): one for one in all_of(read, period)}


def all_of(read: Reading, period: str) -> list[Override]:
    """Return every override of a period, in order."""
    query = select(t.override).where(t.override.c.period == period).order_by(t.override.c.id)
    return [Override(**row._mapping) for row in read.all(query)]
