"""What a manager entered in an older issue of a workbook goes into the next one, so that nobody fills in twice."""

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from presales_xl.ledger import schemes, submissions
from presales_xl.ledger.step import Reading
from presales_xl.ledger.submissions import Entered
from presales_xl.scheme.columns import Plan
from presales_xl.workbook.content import Book, Person, Role, Row
from presales_xl.workbook.issued import plan_of


@dataclass(frozen=True)
class Before:
    """What was entered of an employee, under which scheme."""

    said: Entered
    plan: Plan

    def fits(self, plan: Plan, column: str) -> bool:
        """Return whether an entry of a column still means the same under a plan."""
        old, new = _dimension(self.plan, column), _dimension(plan, column)
        return old is not None and old == new


def entered(read: Reading, period: str) -> dict[str, Before]:
    """Return what has come back in a period so far, of any issue, by employee id; the last counts."""
    return {
        one.employee_id: Before(one, plan_of(schemes.source(read, one.scheme)))
        for _, people in submissions.current(read, period)
        for one in people
    }


def refilled(book: Book, before: Mapping[str, Before]) -> Book:
    """Return a manager's workbook with what was entered before, where it is the manager's to enter."""
    roles = []
    for role in book.roles:
        people = [_person(role.plan, person, before.get(person.employee_id)) for person in role.people]
        rows = {table: list(_rows(role, table, before)) for table in role.plan.tables}
        roles.append(replace(role, people=people, details=rows))
    return replace(book, roles=roles)


def _person(plan: Plan, person: Person, before: Before | None) -> Person:
    if before is None:
        return person
    entries = dict(person.entries)
    for column, entry in before.said.entries.items():
        open_ = column.startswith("input.") and column not in person.locked | person.awaited
        if open_ and math.isfinite(entry) and before.fits(plan, column):
            entries[column] = entry
    return replace(person, entries=entries)


def _rows(role: Role, table: str, before: Mapping[str, Before]) -> Iterator[Row]:
    for person in role.people:
        one = before.get(person.employee_id)
        for row in one.said.rows.get(table, ()) if one else ():
            entries = {column: entry for column, entry in row.entries.items() if one and one.fits(role.plan, column)}
            if any(map(math.isfinite, entries.values())) and not any(map(math.isinf, entries.values())):
                yield Row(person.employee_id, entries, row.texts)


def _dimension(plan: Plan, column: str) -> tuple[str, ...] | None:
    """Return the choices of an input, none for a number; None for a column that the plan lacks."""
    try:
        spec = plan.column(column)
    except KeyError:
        return None
    return plan.dimensions[spec.dimension].keys if spec.dimension else ()
