"""What people have returned of what a payroll says that they are to return: in cash, or taken from a later payroll.

Rows are only added.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from presales_xl.ledger import tables
from presales_xl.ledger.step import Reading, Step, unnumbered


@dataclass(frozen=True)
class Repayment:
    """An amount in fen (分) of what somebody was to return by the payroll of `period`.

    It was taken from the payroll of `paid_in`; where that is "" it came back otherwise. `author` noted it, `at` (UTC).
    """

    period: str
    employee_id: str
    fen: int
    paid_in: str = ""
    author: str = ""
    at: str = ""
    id: int = 0


def record(step: Step, repayments: Iterable[Repayment]) -> None:
    """Note what was returned."""
    rows = (unnumbered(replace(each, author=step.actor, at=step.at)) for each in repayments)
    step.insert_all(tables.repayment, rows)


def all_of(read: Reading, period: str) -> list[Repayment]:
    """Return what was returned of a payroll's, in the order in which it was noted."""
    return [Repayment(**row._mapping) for row in read.of_period(tables.repayment, period)]
