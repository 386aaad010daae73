"""Money: lines that are only added. What is due less what the lines say is the next line, so nothing is paid twice.

A line belongs to the period that earned it and to the payroll of the period that it is paid in: the same for a regular
one, a later one for a correction. A payroll shows the lines of one person, item and earning period as one.
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Literal

from sqlalchemy import Select, func, select

from presales_xl.ledger import marks, tables
from presales_xl.ledger.step import Reading, Step, unnumbered
from presales_xl.scheme.errors import fail

#: Employee id and item: the id of a pay column (`pay.bonus`).
Item = tuple[str, str]
LineKind = Literal["regular", "correction", "taken_back"]


@dataclass(frozen=True)
class PayLine:
    """An amount in fen (分), perhaps below 0, earned in `period` and paid in `paid_in`.

    What somebody had in a payroll before it was handed over, and is `taken_back` whole, is no line of it.
    """

    period: str
    paid_in: str
    employee_id: str
    item: str
    fen: int
    kind: LineKind
    number: int = 0
    at: str = ""
    id: int = 0


def settle(
    step: Step, period: str, paid_in: str, due: Mapping[Item, int], *, is_taken_back: bool = False
) -> list[PayLine]:
    """Add the lines that bring what a period pays to what is due, and return them; run again it adds none.

    `due` is everything that the period owes, in fen: what it does not name is owed nothing and taken back.
    `is_taken_back` says that this takes people out of the payroll.
    ProblemsError `ledger.paid_out` when something is to be added to a payroll that was handed over.
    """
    for name in (period, paid_in):
        marks.begin(step, name)
    before = lines(step, period=period)
    paid = by_item(before)
    counts = {(line.employee_id, line.item): line.number for line in before}
    added = []
    for item in sorted(due.keys() | paid.keys()):
        fen = int(due.get(item, 0)) - paid.get(item, 0)
        # What is due but nothing gets a line too, once: a payroll shows that somebody was settled.
        if fen or (item in due and item not in paid):
            kind: LineKind = "regular" if period == paid_in else "correction"
            kind = "taken_back" if is_taken_back else kind
            number = counts.get(item, 0) + 1
            added.append(PayLine(period, paid_in, *item, fen=fen, kind=kind, number=number, at=step.at))
    if added and (paid_out_at := marks.paid_at(step, paid_in)):
        raise fail("ledger.paid_out", period=paid_in, at=paid_out_at)
    step.insert_all(tables.pay_line, [unnumbered(line) for line in added])
    return added


def lines(read: Reading, *, period: str = "", paid_in: str = "", employee_id: str = "") -> list[PayLine]:
    """Return the lines in the order in which they were added: of an earning period, of a payroll, of an employee."""
    p = tables.pay_line.c
    query: Select[Any] = select(tables.pay_line).order_by(p.id)
    for column, wanted in ((p.period, period), (p.paid_in, paid_in), (p.employee_id, employee_id)):
        query = query.where(column == wanted) if wanted else query
    return [PayLine(**row._mapping) for row in read.all(query)]


def paid(read: Reading, period: str) -> dict[Item, int]:
    """Return what a period pays by now, in fen, by employee and item."""
    return by_item(lines(read, period=period))


def by_employee(amounts: Mapping[Item, int]) -> Counter[str]:
    """Return the sum of everybody's items, in fen."""
    sums = Counter[str]()
    for (employee_id, _), fen in amounts.items():
        sums[employee_id] += fen
    return sums


def payroll(read: Reading, paid_in: str) -> list[PayLine]:
    """Return a payroll: one line per employee, earning period and item; corrections that cancel out are none.

    Nor is what was taken back, unless nothing else is left: a payroll that was written stays one.
    """
    merged: dict[tuple[str, str, str], PayLine] = {}
    for line in lines(read, paid_in=paid_in):
        key = (line.employee_id, line.period, line.item)
        fen = line.fen + (merged[key].fen if key in merged else 0)
        merged[key] = replace(line, fen=fen, id=0)
    ordered = [line for _, line in sorted(merged.items())]
    left = [line for line in ordered if line.fen or line.kind == "regular"]
    return left or [line for line in ordered if line.kind == "taken_back" and line.period == paid_in]


def with_debts(read: Reading) -> set[str]:
    """Return the payrolls in which somebody's lines of an earning period sum to less than nothing."""
    p = tables.pay_line.c
    query = select(p.paid_in).group_by(p.paid_in, p.period, p.employee_id).having(func.sum(p.fen) < 0)
    return {row.paid_in for row in read.all(query)}


def earned(pay_lines: Iterable[PayLine]) -> Counter[tuple[str, str]]:
    """Return what lines sum to, in fen, by earning period and employee."""
    sums: Counter[tuple[str, str]] = Counter()
    for line in pay_lines:
        sums[line.period, line.employee_id] += line.fen
    return sums


def by_item(pay_lines: Iterable[PayLine]) -> dict[Item, int]:
    """Return what lines sum to, in fen, by employee and item."""
    sums: Counter[Item] = Counter()
    for line in pay_lines:
        sums[line.employee_id, line.item] += line.fen
    return dict(sums)
