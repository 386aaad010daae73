"""What a manager entered in an older issue of a workbook goes into the next one, so that nobody fills in twice."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from presales_xl.ledger import issues, submissions
from presales_xl.ledger.step import Reading
from presales_xl.people.employees import DetailRow, Employee
from presales_xl.scheme.columns import Plan
from presales_xl.workbook.content import Book
from presales_xl.workbook.identity import plan_of


@dataclass(frozen=True)
class Before:
    """What was entered of an employee, under which scheme."""

    said: Employee
    plan: Plan

    def fits(self, plan: Plan, column: str) -> bool:
        """Return whether an entry of a column still means the same under a plan."""
        old, new = _dimension(self.plan, column), _dimension(plan, column)
        return old is not None and old == new


def entered(read: Reading, period: str) -> dict[str, Before]:
    """Return what has come back in a period so far, of any issue, by employee id; the last counts."""
    return {
        one.employee_id: Before(one, plan_of(issues.scheme_source(read, one.scheme)))
        for _, people in submissions.current(read, period)
        for one in people
    }


def refilled(book: Book, before: Mapping[str, Before]) -> Book:
    """Return a manager's workbook with what was entered before, where it is the manager's to enter."""
    roles = []
    for role in book.roles:
        people = [_person(role.plan, person, before.get(person.employee_id)) for person in role.people]
        roles.append(replace(role, people=people))
    return replace(book, roles=roles)


def _person(plan: Plan, person: Employee, before: Before | None) -> Employee:
    if before is None:
        return person
    entries = dict(person.entries)
    for column, entry in before.said.entries.items():
        open_ = column.startswith("input.") and column not in person.locked | person.awaited
        if open_ and math.isfinite(entry) and before.fits(plan, column):
            entries[column] = entry
    rows = {table: list(_rows(plan, before.said.rows.get(table, ()), before)) for table in plan.tables}
    return replace(person, entries=entries, rows=rows)


def _rows(plan: Plan, rows: Sequence[DetailRow], before: Before) -> Iterator[DetailRow]:
    for row in rows:
        entries = {column: entry for column, entry in row.entries.items() if before.fits(plan, column)}
        if any(map(math.isfinite, entries.values())) and not any(map(math.isinf, entries.values())):
            yield DetailRow(entries, row.texts)


def _dimension(plan: Plan, column: str) -> tuple[str, ...] | None:
    """Return the choices of an input, none for a number; None for a column that the plan lacks."""
    try:
        spec = plan.column(column)
    except KeyError:
        return None
    return plan.dimensions[spec.dimension].keys if spec.dimension else ()
