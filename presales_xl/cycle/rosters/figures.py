"""Figures of employees that HR gives: in the roster beside people and on its sheet of figures, or from elsewhere."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path

from presales_xl.backends.frame import beyond_limits
from presales_xl.backends.words import column_name
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.cycle.rosters.roster_sheet import by_key, id_key
from presales_xl.people import stints
from presales_xl.people.employees import Employee
from presales_xl.people.entries import (
    Headers,
    denominators,
    is_asked,
    means,
    merged_number,
    names_ids,
    out_of_range,
    read_entry,
    read_words,
)
from presales_xl.people.table import Table, any_value, is_there
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail, warning
from presales_xl.texts import Lang
from presales_xl.workbook import table_files


class RosterFigures:
    """Gathers figures of employees from tables, each header being read by the scheme of the row's employee.

    `alike` are by sheet and place of a column the names of others that it may be meant for.
    """

    def __init__(
        self, roles: Mapping[str, Plan | None], lang: Lang, *, alike: Mapping[tuple[str, int], str] | None = None
    ) -> None:
        self._alike = alike or {}
        self.plans = {role: plan for role, plan in roles.items() if plan is not None}
        self.lang = lang
        self.problems: list[Problem] = []
        self._inputs = cache(self._inputs_called)
        self._headers = {plan.scheme.id: Headers(plan) for plan in self.plans.values()}
        self._divisors = {plan.scheme.id: denominators(plan) for plan in self.plans.values()}
        self._given: dict[str, dict[str, float]] = {}
        self._texts: dict[str, dict[str, str]] = {}
        self._roles: dict[str, str] = {}
        self._told: set[tuple[str, str, int, str]] = set()  # columns, and the schemes that lack them
        self._earlier: dict[str, list[str]] = {}  # ids of earlier stints by the person's
        self._locked: dict[frozenset[str], frozenset[str]] = {}  # each once: most people have the same
        #: What was given for all stints of a person, by the ids of earlier ones.
        self._of_person: dict[str, set[str]] = defaultdict(set)
        #: What the scheme of the last stint calls such a figure, by the id of an earlier one and its column.
        self._called: dict[tuple[str, str], frozenset[str]] = {}
        self._places: dict[tuple[str, str], Place] = {}  # where each figure stands

    def add(self, employee: Employee) -> None:
        """Tell of an employee with the figures known already."""
        self._roles[employee.employee_id] = employee.role
        if stints.is_earlier(employee.employee_id):
            self._earlier.setdefault(stints.person_id(employee.employee_id), []).append(employee.employee_id)
            self._of_person[employee.employee_id] |= {*employee.of_person}
        self._given[employee.employee_id] = dict(employee.entries)

    def read_row(self, table: Table, row: int, places: Sequence[int], employee_id: str) -> None:
        """Read the figures of an employee who was told of before, from some columns of a row.

        What is given of a person is that of each stint of which nothing else is given.
        """
        self._read_row(table, row, places, employee_id)
        for stint in self._earlier.get(employee_id, ()):
            self._read_row(table, row, places, stint, of_person=True)

    def _read_row(
        self, table: Table, row: int, places: Sequence[int], employee_id: str, *, of_person: bool = False
    ) -> None:
        plan = self.plans.get(self._roles[employee_id])
        for place in places:
            header = table.header[place]
            if not any(self._inputs(known.scheme.id, header) for known in self.plans.values()):
                self._unknown(table, place, header)
            elif plan is not None and is_there(table.rows[row][place]):
                self._read(table, row, place=place, plan=plan, employee_id=employee_id, of_person=of_person)

    def give(self, employee: Employee) -> Employee:
        """Return the employee with the figures, of which `problems` tell if they are beyond the limits of the level.

        Those that HR gives by the scheme are locked. So is what HR may leave blank and did: only what is needed, or
        what an earlier period should have left, is the manager's to fill in.
        """
        plan = self.plans.get(employee.role)
        if plan is None:
            return employee
        given, texts = self._given[employee.employee_id], self._texts.get(employee.employee_id, {})
        of_person = self._shared(employee.employee_id)
        person = replace(employee, of_person=of_person) if of_person != employee.of_person else employee
        if texts or given != employee.entries:
            person = replace(person, entries={**employee.entries, **given}, texts={**employee.texts, **texts})
        for key, beyond in beyond_limits(plan, "", person.entries).items():
            if beyond and (where := self._places.get((employee.employee_id, key))):
                told = out_of_range(plan, plan.column(key), given[key], self.lang)
                self.problems.append(replace(told, place=where))
        of_hr = plan.given_by_hr()
        locked = {spec.id for spec in of_hr if spec.id in {**given, **texts} or _may_be_left_out(plan, spec, person)}
        locked |= employee.locked.difference(spec.id for spec in of_hr)
        if locked == employee.locked:
            return person
        return replace(person, locked=self._locked.setdefault(frozenset(locked), frozenset(locked)))

    def _shared(self, employee_id: str) -> frozenset[str]:
        """Return the columns that were given once for several stints of a person, of whom this is one."""
        if employee_id not in self._earlier:
            return frozenset(self._of_person.get(employee_id, ()))
        given = ((key, column) for key in self._earlier[employee_id] for column in self._of_person.get(key, ()))
        return frozenset().union(*(self._called.get(each, {each[1]}) for each in given))

    def _inputs_called(self, scheme_id: str, header: str) -> list[ColumnSpec]:
        return [spec for spec in self._headers[scheme_id].find(header) if spec.kind in ("input", "words")]

    def _is_of_a_stint(self, employee_id: str, header: str) -> bool:
        """Return whether a column is an input of another role that somebody has within the period."""
        plans = (self.plans.get(self._roles[stint]) for stint in self._earlier.get(employee_id, ()))
        return any(self._inputs(plan.scheme.id, header) for plan in plans if plan is not None)

    def _unknown(self, table: Table, place: int, header: str) -> None:
        """Warn once of a column that holds something and is an input of no role's scheme."""
        key = (table.file, table.sheet, place, "")
        if key not in self._told and any_value(table.column(place)):
            self._told.add(key)
            near = self._alike.get((table.sheet, place), "")
            code = "roster.column_unused" if near else "roster.unknown_column"
            self.problems.append(warning(code, table.place(None, place), found=header, known=near))

    def _not_in_scheme(self, table: Table, row: int, place: int, plan: Plan, employee_id: str) -> None:
        """Warn once of a column that is an input of other schemes only than that of some employees."""
        key = (table.file, table.sheet, place, plan.scheme.id)
        if key not in self._told:
            self._told.add(key)
            fields = {"found": table.header[place], "scheme": plan.scheme.id, "id": employee_id}
            self.problems.append(warning("roster.not_in_scheme", table.place(row, place), **fields))

    def _read(
        self, table: Table, row: int, place: int, plan: Plan, employee_id: str, *, of_person: bool = False
    ) -> None:
        header, where = table.header[place], table.place(row, place)
        specs = self._inputs(plan.scheme.id, header)
        if len(specs) > 1:
            ids = [spec.id.removeprefix("input.") for spec in specs]
            self.problems.append(Problem("table.column_ambiguous", where, {"found": header, "ids": ids}))
            return
        if not specs:
            if not (of_person or self._is_of_a_stint(employee_id, header)):
                self._not_in_scheme(table, row, place=place, plan=plan, employee_id=employee_id)
            return
        spec = specs[0]
        if (row, place) in table.shared and spec.is_number:
            self.problems.append(merged_number(spec, table, row=row, place=place, lang=self.lang))
            return
        entry, problem = read_entry(plan, spec, table.rows[row][place], self.lang, typed=False)
        if problem:
            self.problems.append(replace(problem, place=where))
            return
        given, texts = self._given[employee_id], self._texts.setdefault(employee_id, {})
        shared = self._of_person[employee_id]
        if of_person and (spec.id in given or spec.id in texts) and spec.id not in shared:
            return
        if not of_person and spec.id in shared:
            shared.remove(spec.id)
            given.pop(spec.id, None)
        elif of_person:
            shared.add(spec.id)
            last = self.plans.get(self._roles.get(stints.person_id(employee_id), ""))
            called = self._inputs(last.scheme.id, header) if last else ()
            self._called[employee_id, spec.id] = frozenset(each.id for each in called)
        if spec.words:
            texts[spec.id] = read_words(spec, table.rows[row][place], self.lang)[0]
            return
        self._places[employee_id, spec.id] = where
        who = {"id": employee_id, "name": column_name(spec, self.lang)}
        if given.setdefault(spec.id, entry) != entry:
            both = {**who, "other": given[spec.id], "found": entry}
            self.problems.append(Problem("roster.given_twice", where, both))
        if entry == 0 and spec.id in self._divisors[plan.scheme.id]:
            self.problems.append(warning("roster.zero", where, **who))


def with_figures(roster: Roster, file: Path, lang: Lang) -> tuple[Roster, Sequence[Problem]]:
    """Return the roster with known figures from elsewhere, say a CRM export, and warnings about what was not used.

    `file` is a CSV file or workbook. It has an employee id column; every other header is an input's id or its name in
    the employee's scheme. ProblemsError when it cannot be read, an id is there twice, or a figure is not valid.
    """
    table, problems = table_files.read(file, names_ids)
    ids = [place for place, header in enumerate(table.header) if names_ids(header)]
    if not ids:
        raise fail("table.no_ids", table.place(), found=[header for header in table.header if header])
    if len(ids) > 1:
        titles = {"found": table.header[ids[1]], "other": table.header[ids[0]]}
        raise fail("table.column_twice", table.place(None, ids[1]), **titles)
    if not table.rows:
        raise fail("table.empty", table.place())
    others = [place for place, header in enumerate(table.header) if place != ids[0] and not means(header, "name")]
    problems += table.cut_ids(ids[0])
    figures = RosterFigures(roster.roles, lang)
    for employee in roster.employees:
        figures.add(employee)
    known = {employee.employee_id.casefold(): employee.employee_id for employee in roster.employees}
    alike = by_key(known.values())
    seen: dict[str, int] = {}
    for row in range(len(table.rows)):
        written = table.id(row, ids[0]) or ""
        place = table.place(row, ids[0])
        before = seen.setdefault(written.casefold(), row)
        if not written:
            problems.append(Problem("table.id_empty", place))
        elif before != row:
            fields = {"found": written, "line": table.lines[before]}
            problems.append(Problem("table.id_twice", place, fields))
        elif written.casefold() not in known:
            like = alike.get(id_key(written), "")
            code = "prefill.unknown_person_alike" if like else "prefill.unknown_person"
            problems.append(warning(code, place, found=written, other=like))
        else:
            figures.read_row(table, row, others, known[written.casefold()])
    employees = [figures.give(employee) for employee in roster.employees]
    problems += figures.problems
    if any(problem.severity == "error" for problem in problems):
        raise ProblemsError(problems)
    return replace(roster, employees=employees), problems


def _may_be_left_out(plan: Plan, spec: ColumnSpec, person: Employee) -> bool:
    """Return whether a figure or text of HR is not needed for a person."""
    if spec.words:
        return not is_asked(plan, spec, person)
    return spec.field is not None and spec.field.may_stay_blank and spec.field.remembered is None
