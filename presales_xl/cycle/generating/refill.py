"""What a manager or a rater entered in an older issue goes into the next one, so that nobody fills in twice.

What HR had given in that issue is no entry of a manager's, though it came back: what HR takes back is gone.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from presales_xl.cycle.generating import issuing
from presales_xl.ledger import issues, submissions
from presales_xl.ledger.issues import Kind
from presales_xl.ledger.step import Reading
from presales_xl.people.employees import DetailRow, Employee
from presales_xl.people.stints import person_id
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.states import STATE
from presales_xl.workbook.layout import Book
from presales_xl.workbook.rater_form import Ratings

T = TypeVar("T")
#: What was entered of an employee in an older issue, and under which scheme.
Entered = tuple[Employee, Plan]
#: That by kind of workbook and the ids of recipient and employee; what managers returned last of an employee also with
#: "" for the recipient.
Before = Mapping[tuple[Kind, str, str], Entered]


def entered(read: Reading, period: str) -> Before:
    """Return what has come back in a period so far, of any issue, be it void by now; the last counts."""
    workbooks = {workbook.id: workbook for workbook in issues.all_of(read, period)}
    before: dict[tuple[Kind, str, str], Entered] = {}
    for submission, people in submissions.returned(read, period):
        workbook = workbooks[submission.workbook_id or 0]
        given = {person["id"]: person for person in workbook.content.get("people", ())}
        for employee in people:
            own = _of_manager(employee, given[employee.employee_id]) if given else employee
            came = own, issuing.plan_issued(read, employee.scheme)
            before[(*workbook.whose, employee.employee_id)] = before[workbook.kind, "", employee.employee_id] = came
    return before


def _of_manager(came: Employee, given: Mapping[str, Any]) -> Employee:
    """Return what came back of an employee without what HR had given: what was locked, or came back as it was given."""

    def own(came_back: Mapping[str, T], kind: str) -> dict[str, T]:
        locked, said = given["locked"], given[kind]
        return {key: each for key, each in came_back.items() if key not in locked and said.get(key) != each}

    return replace(came, entries=own(came.entries, "entries"), texts=own(came.texts, "texts"))


def _before(person: Employee, manager_id: str, before: Before) -> Entered | None:
    """Return what was entered of an employee: by the manager of now, else by whoever did last.

    Of a stint only its own manager's counts, be it for the whole period.
    """
    own = before.get(("manager", manager_id, person.employee_id))
    if person.stint is None:
        return own or before.get(("manager", "", person.employee_id))
    return own or before.get(("manager", manager_id, person_id(person.employee_id)))


def refilled(book: Book, before: Before) -> Book:
    """Return a manager's workbook with what was entered before, where it is the manager's to enter.

    A state that the roster names counts more than the one that the manager gave before.
    """
    if not before:
        return book
    roles = []
    for role in book.roles:
        people = [_person(role.plan, person, _before(person, book.manager_id, before)) for person in role.people]
        roles.append(replace(role, people=people))
    return replace(book, roles=roles)


def rated(ratings: Ratings, rater_id: str, before: Before) -> Ratings:
    """Return what a rater is asked for with what that rater gave before."""

    def with_given(person: Employee) -> Employee:
        if (entered_before := before.get(("rater", rater_id, person.employee_id))) is None:
            return person
        came, old = entered_before
        entries = {
            column: entry
            for column, entry in came.entries.items()
            if column in ratings.columns and math.isfinite(entry) and means_the_same(column, old, ratings.plan)
        }
        texts = {column: words for column, words in came.texts.items() if column in ratings.columns}
        return replace(person, entries={**person.entries, **entries}, texts={**person.texts, **texts})

    return replace(ratings, people=[with_given(person) for person in ratings.people])


def _person(plan: Plan, person: Employee, before: Entered | None) -> Employee:
    if before is None:
        return person
    came, old = before
    entries = dict(person.entries)
    for column, entry in came.entries.items():
        fixed = person.locked | person.awaited | ({STATE} & person.entries.keys())
        open_ = (column == STATE or column.startswith("input.")) and column not in fixed
        if open_ and math.isfinite(entry) and means_the_same(column, old, plan):
            entries[column] = entry
    rows = {table: list(_rows(came.rows.get(table, ()), old, plan)) for table in plan.tables}
    written = {key for key in came.texts if key in plan.columns and key not in person.locked | person.awaited}
    texts = {**person.texts, **{key: came.texts[key] for key in written}}
    return replace(person, entries=entries, rows=rows, texts=texts)


def _rows(rows: Sequence[DetailRow], old: Plan, plan: Plan) -> Iterator[DetailRow]:
    """Yield rows of details; a figure that was not valid is blank, so that its cell asks for it."""
    for row in rows:
        same = {column: entry for column, entry in row.entries.items() if means_the_same(column, old, plan)}
        entries = {column: entry if math.isfinite(entry) else math.nan for column, entry in same.items()}
        if any(map(math.isfinite, entries.values())) or any(row.texts.values()):
            yield DetailRow(entries, row.texts)


def means_the_same(column: str, old: Plan, new: Plan, called: str = "") -> bool:
    """Return whether an entry in an input says the same under two schemes: both have it, with the same choices.

    In the new one it may be `called` otherwise.
    """
    choices = _choices(old, column)
    return choices is not None and choices == _choices(new, called or column)


def _choices(plan: Plan, column: str) -> tuple[str, ...] | None:
    """Return the choices of an input, none for a number; None for a column that the plan lacks."""
    try:
        spec = plan.column(column)
    except KeyError:
        return None
    return plan.dimensions[spec.dimension].keys if spec.dimension else ()
