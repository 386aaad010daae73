"""The figures that HR gives with the roster: targets, wages, whatever else is known beforehand."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from presales_xl.backends.words import column_name
from presales_xl.people.employees import Employee
from presales_xl.people.entries import Headers, denominators, read_entry
from presales_xl.people.table import Table, any_value
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.errors import Problem
from presales_xl.texts import Lang


class Figures:
    """Gathers figures of employees from tables, each header being read by the scheme of the row's employee."""

    def __init__(self, roles: Mapping[str, Plan | None], lang: Lang) -> None:
        self.plans = {role: plan for role, plan in roles.items() if plan is not None}
        self.lang = lang
        self.problems: list[Problem] = []
        self._headers = {plan.scheme.id: Headers(plan) for plan in self.plans.values()}
        self._divisors = {plan.scheme.id: denominators(plan) for plan in self.plans.values()}
        self._given: dict[str, dict[str, float]] = {}
        self._roles: dict[str, str] = {}
        self._told: set[tuple[str, str, int]] = set()

    def add(self, employee: Employee) -> None:
        """Tell of an employee with the figures known already."""
        self._roles[employee.employee_id] = employee.role
        self._given[employee.employee_id] = {key: value for key, value in employee.entries.items() if key != "level"}

    def read_row(self, table: Table, row: int, places: Sequence[int], employee_id: str) -> None:
        """Read the figures of an employee who was told of before, from some columns of a row."""
        plan = self.plans.get(self._roles[employee_id])
        for place in places:
            header = table.header[place]
            if not any(self._inputs(known.scheme.id, header) for known in self.plans.values()):
                self._unknown(table, place, header)
            elif plan is not None and any_value([table.rows[row][place]]):
                self._read(table, row, place=place, plan=plan, employee_id=employee_id)

    def give(self, employee: Employee) -> Employee:
        """Return the employee with the figures; those that HR gives by the scheme are locked."""
        plan = self.plans.get(employee.role)
        given = self._given[employee.employee_id]
        if plan is None or not given:
            return employee
        locked = {key for key in given if (field := plan.columns[key].field) and field.given_by == "hr"}
        return replace(employee, entries={**employee.entries, **given}, locked=employee.locked | locked)

    def _inputs(self, scheme_id: str, header: str) -> list[ColumnSpec]:
        return [spec for spec in self._headers[scheme_id].find(header) if spec.kind == "input"]

    def _unknown(self, table: Table, place: int, header: str) -> None:
        """Warn once of a column that holds something and is an input of no role's scheme."""
        key = (table.file, table.sheet, place)
        if key not in self._told and any_value(table.column(place)):
            self._told.add(key)
            where = table.place(None, place)
            self.problems.append(Problem("roster.unknown_column", where, {"found": header}, "warning"))

    def _read(self, table: Table, row: int, place: int, plan: Plan, employee_id: str) -> None:
        header, where = table.header[place], table.place(row, place)
        specs = self._inputs(plan.scheme.id, header)
        if len(specs) != 1:
            ids = [spec.id.removeprefix("input.") for spec in specs]
            fields = {"found": header, "ids": ids, "scheme": plan.scheme.id, "id": employee_id}
            several = Problem("table.column_ambiguous", where, fields)
            self.problems.append(several if ids else Problem("roster.not_in_scheme", where, fields, "warning"))
            return
        spec = specs[0]
        entry, problem = read_entry(plan, spec, table.rows[row][place], self.lang, typed=False)
        if problem:
            self.problems.append(replace(problem, place=where))
            return
        given = self._given[employee_id]
        who = {"id": employee_id, "name": column_name(spec, self.lang)}
        if given.setdefault(spec.id, entry) != entry:
            both = {**who, "other": given[spec.id], "found": entry}
            self.problems.append(Problem("roster.given_twice", where, both))
        if entry == 0 and spec.id in self._divisors[plan.scheme.id]:
            self.problems.append(Problem("roster.zero", where, who, "warning"))
