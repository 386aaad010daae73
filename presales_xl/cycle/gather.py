"""Returned workbooks against the roster: whose entries count, what HR's figures are, who is missing or has moved."""

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from presales_xl.cycle.project import Period
from presales_xl.cycle.roster import Employee, Roster
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Place, Problem
from presales_xl.texts import Lang
from presales_xl.workbook.content import Person, Row
from presales_xl.workbook.entries import column_name
from presales_xl.workbook.read import Returned, ReturnedRole, missing_inputs


@dataclass(frozen=True)
class Workbook:
    """One returned workbook and how messages call its file."""

    file: str
    content: Returned


@dataclass(frozen=True)
class Entries:
    """What counts for one employee: the person with all entries, the detail rows, and where they came from."""

    person: Person
    details: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    workbook: Workbook | None = None


@dataclass(frozen=True)
class _Found:
    """Somebody in a returned workbook."""

    workbook: Workbook
    role: ReturnedRole
    person: Person


class Gathering:
    """Sorts out the workbooks of one period; `entries` then has everybody of the roster, by employee id."""

    def __init__(self, roster: Roster, company: str, period: Period, lang: Lang) -> None:
        self.roster = roster
        self.company = company
        self.period = period
        self.lang = lang
        self.problems: list[Problem] = []
        self.entries: dict[str, Entries] = {}

    def gather(self, workbooks: Sequence[Workbook]) -> bool:
        """Take the workbooks in; returns whether any of them could be used."""
        usable = list(self._without_copies([book for book in workbooks if self._is_ours(book)]))
        for book in usable:
            self.problems += book.content.problems
        found = self._people(usable)
        returned = {book.content.identity.manager_id.casefold() for book in usable}
        for employee in self.roster.employees:
            key = employee.person.employee_id
            self.entries[key] = Entries(employee.person)
            chosen = self._choose(employee, found.get(key.casefold(), []))
            if chosen is not None:
                self.entries[key] = self._merged(employee, chosen)
            elif employee.manager_id.casefold() in returned and key.casefold() not in found:
                book = next(
                    b for b in usable if b.content.identity.manager_id.casefold() == employee.manager_id.casefold()
                )
                self._tell("collect.not_in_workbook", Place(file=book.file), id=key, name=employee.person.name)
        for manager in self.roster.managers.values():
            people = self.roster.team(manager.manager_id)
            if people and manager.manager_id.casefold() not in returned:
                self._warn("collect.not_returned", Place(), manager=manager.name, team=manager.team, count=len(people))
        return bool(usable)

    def _tell(self, code: str, place: Place, **fields: object) -> None:
        self.problems.append(Problem(code, place, fields))

    def _warn(self, code: str, place: Place, **fields: object) -> None:
        self.problems.append(Problem(code, place, fields, "warning"))

    def _is_ours(self, book: Workbook) -> bool:
        """Return whether a workbook is of this company and period; one that is not is told of and left out."""
        identity, place = book.content.identity, Place(file=book.file)
        if identity.company != self.company:
            self._tell("collect.other_company", place, found=identity.company, expected=self.company)
            return False
        if identity.period != self.period.text:
            self._tell("collect.other_period", place, found=identity.period, expected=self.period.text)
            return False
        return True

    def _without_copies(self, workbooks: Sequence[Workbook]) -> Iterator[Workbook]:
        """Yield a workbook per manager: of several with the same content the first, of different ones none."""
        by_manager: dict[str, list[Workbook]] = {}
        for book in workbooks:
            by_manager.setdefault(book.content.identity.manager_id.casefold(), []).append(book)
        for books in by_manager.values():
            files = [book.file for book in books]
            manager = books[0].content.identity.manager
            if len({_said(book.content) for book in books}) > 1:
                self._tell("collect.given_twice", Place(), manager=manager, files=files)
                continue
            if len(books) > 1:
                self._warn("collect.same_twice", Place(), manager=manager, files=files, used=files[0])
            yield books[0]

    def _people(self, workbooks: Sequence[Workbook]) -> dict[str, list[_Found]]:
        """Return who was found where, by employee id; people and managers that the roster lacks are told of."""
        known = {employee.person.employee_id.casefold() for employee in self.roster.employees}
        managers = {manager_id.casefold() for manager_id in self.roster.managers}
        found: dict[str, list[_Found]] = {}
        for book in workbooks:
            identity = book.content.identity
            if identity.manager_id.casefold() not in managers:
                place = Place(file=book.file)
                self._warn("collect.unknown_manager", place, id=identity.manager_id, name=identity.manager)
            for role in book.content.roles:
                for person in role.people:
                    if person.employee_id.casefold() in known:
                        found.setdefault(person.employee_id.casefold(), []).append(_Found(book, role, person))
                    else:
                        place = _place(book, person.employee_id)
                        self._warn("collect.not_in_roster", place, id=person.employee_id, name=person.name)
        return found

    def _choose(self, employee: Employee, found: Sequence[_Found]) -> _Found | None:
        """Return whose entries count for an employee: the own manager's, else those of the only one who has any."""
        own = [f for f in found if f.workbook.content.identity.manager_id.casefold() == employee.manager_id.casefold()]
        if not own and len(found) > 1:
            self._tell("collect.person_twice", Place(), id=employee.person.employee_id, name=employee.person.name,
                       files=[other.workbook.file for other in found])  # fmt: skip
            return None
        chosen = next(iter([*own, *found]), None)
        if chosen is None:
            return None
        place = _place(chosen.workbook, chosen.person.employee_id)
        scheme = self.roster.roles[employee.role].scheme.id
        who = {"id": employee.person.employee_id, "name": employee.person.name}
        if chosen.role.scheme_id != scheme:
            self._tell("collect.other_scheme", place, **who, found=chosen.role.scheme_id, expected=scheme)
            return None
        if not own:
            manager = self.roster.managers[employee.manager_id].name
            found_with = chosen.workbook.content.identity.manager
            self._warn("collect.moved", place, **who, found=found_with, expected=manager)
        if chosen.role.name != employee.role:
            self._warn("collect.other_role", place, **who, found=chosen.role.name, expected=employee.role)
        return chosen

    def _merged(self, employee: Employee, found: _Found) -> Entries:
        """Return the entries that count: what came back, but HR's figures as the roster has them."""
        plan = self.roster.roles[employee.role]
        given = employee.person
        entries = dict(found.person.entries)
        for key in sorted({*given.locked, *({"level"} & set(given.entries))}):
            value, came = given.entries[key], entries.get(key, math.nan)
            if came != value:
                place = _place(found.workbook, found.person.employee_id, key)
                name = column_name(plan, plan.columns[key], self.lang)
                fields = {"id": given.employee_id, "name": name, "found": _entry(plan, key, came, self.lang)}
                self._warn("collect.hr_figure", place, **fields, expected=_entry(plan, key, value, self.lang))
            entries[key] = value
        person = replace(given, entries=entries)
        one = ReturnedRole(employee.role, plan.scheme.id, [replace(person, employee_id=found.person.employee_id)])
        book = found.workbook
        self.problems += missing_inputs(one, plan, book.content, book.file, self.lang)
        mine = {}
        for table in plan.tables:
            rows = [r for r in found.role.details.get(table, ()) if r.employee_id == found.person.employee_id]
            mine[table] = [replace(row, employee_id=given.employee_id) for row in rows]
            detail = plan.scheme.details[table]
            if len(rows) < detail.least:
                place, name = _place(book, found.person.employee_id), detail.name[self.lang]
                if rows:
                    self._warn("workbook.too_few_rows", place, id=given.employee_id, table=name,
                               count=len(rows), least=detail.least)  # fmt: skip
                else:
                    self._warn("collect.no_rows", place, id=given.employee_id, name=given.name, table=name)
        return Entries(person, mine, book)


def _said(content: Returned) -> str:
    """Return the same text for workbooks with the same entries."""
    said = []
    for role in content.roles:
        people = [(person.employee_id, sorted(person.entries.items())) for person in role.people]
        rows = {
            key: [(row.employee_id, sorted(row.entries.items())) for row in own] for key, own in role.details.items()
        }
        said.append((role.name, role.scheme_id, people, rows))
    return repr(said)


def _place(book: Workbook, employee_id: str, column: str = "") -> Place:
    """Return where an employee stands in a workbook, or one of the entries."""
    for (owner, key), (sheet, cell) in book.content.cells.items():
        if owner == employee_id and column in ("", key):
            return Place(book.file, sheet, cell if column else "")
    return Place(file=book.file)


def _entry(plan: Plan, key: str, value: float, lang: Lang) -> str:
    if not math.isfinite(value):
        return "—"
    dimension = plan.columns[key].dimension
    return plan.dimensions[dimension].names[int(value)][lang] if dimension else f"{value:.10g}"
