"""The figures that HR gives with the roster: targets, wages, whatever else is known beforehand."""

import math
from collections.abc import Mapping
from dataclasses import replace

from presales_xl.cycle.figures import Headers, denominators
from presales_xl.cycle.roster_sheet import RosterSheet
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.errors import Problem
from presales_xl.texts import Lang
from presales_xl.workbook.content import Person
from presales_xl.workbook.entries import column_name, read_entry


class Figures:
    """Gathers the figures of all employees, from columns beside them and from a sheet of their own."""

    def __init__(self, roles: Mapping[str, Plan | None], lang: Lang) -> None:
        self.plans = {role: plan for role, plan in roles.items() if plan is not None}
        self.lang = lang
        self.problems: list[Problem] = []
        self._headers = {plan.scheme.id: Headers(plan) for plan in self.plans.values()}
        self._divisors = {plan.scheme.id: denominators(plan) for plan in self.plans.values()}
        self._given: dict[str, dict[str, float]] = {}
        self._role: dict[str, str] = {}
        self._told: set[tuple[str, int]] = set()

    def read_row(self, sheet: RosterSheet, row: int, employee_id: str, role: str) -> None:
        """Read the figures in the columns of a row that are no columns of the sheet itself."""
        self._role.setdefault(employee_id, role)
        plan = self.plans.get(role)
        for place in sheet.others:
            header = sheet.table.header[place]
            if not any(self._inputs(known.scheme.id, header) for known in self.plans.values()):
                self._unknown(sheet, place, header)
            elif plan is not None and sheet.table.rows[row][place] is not None:
                self._read(sheet, row, place, plan, employee_id)

    def read_sheet(self, sheet: RosterSheet, employees: set[str]) -> None:
        """Read the sheet of figures; its ids must be those of employees."""
        written = {employee_id.casefold(): employee_id for employee_id in employees}
        for row in sheet.unique("employee_id"):
            employee_id = sheet.text(row, "employee_id")
            known = written.get(employee_id.casefold())
            if known is None:
                sheet.wrong("roster.unknown_employee", row, "employee_id", found=employee_id)
                continue
            self.read_row(sheet, row, known, self._role[known])

    def give(self, person: Person, role: str) -> Person:
        """Return the person with the figures; those that HR gives by the scheme are locked."""
        plan = self.plans.get(role)
        given = self._given.get(person.employee_id, {})
        if plan is None or not given:
            return person
        locked = {key for key in given if (field := plan.columns[key].field) and field.given_by == "hr"}
        return replace(person, entries={**person.entries, **given}, locked=person.locked | locked)

    def _inputs(self, scheme_id: str, header: str) -> list[ColumnSpec]:
        return [spec for spec in self._headers[scheme_id].find(header) if spec.kind == "input"]

    def _unknown(self, sheet: RosterSheet, place: int, header: str) -> None:
        """Warn once of a column that holds something and is an input of no role's scheme."""
        key = (sheet.table.sheet, place)
        if key not in self._told and any(value is not None for value in sheet.table.column(place)):
            self._told.add(key)
            where = sheet.table.place(None, place)
            self.problems.append(Problem("roster.unknown_column", where, {"found": header}, "warning"))

    def _read(self, sheet: RosterSheet, row: int, place: int, plan: Plan, employee_id: str) -> None:
        header, where = sheet.table.header[place], sheet.table.place(row, place)
        found = self._inputs(plan.scheme.id, header)
        if len(found) != 1:
            ids = [spec.id.removeprefix("input.") for spec in found]
            fields = {"found": header, "ids": ids, "scheme": plan.scheme.id, "id": employee_id}
            several = Problem("table.column_ambiguous", where, fields)
            self.problems.append(
                several if ids else Problem("roster.not_in_scheme", where, fields, "warning")
            )
            return
        spec = found[0]
        name = column_name(plan, spec, self.lang)
        entry = read_entry(plan, spec, sheet.table.rows[row][place], self.lang)
        if isinstance(entry, Problem):
            self.problems.append(replace(entry, place=where))
        elif not math.isnan(entry):
            mine = self._given.setdefault(employee_id, {})
            if mine.setdefault(spec.id, entry) != entry:
                both = {"id": employee_id, "name": name, "other": mine[spec.id], "found": entry}
                self.problems.append(Problem("roster.given_twice", where, both))
            if entry == 0 and spec.id in self._divisors[plan.scheme.id]:
                who = {"id": employee_id, "name": name}
                self.problems.append(Problem("roster.zero", where, who, "warning"))
