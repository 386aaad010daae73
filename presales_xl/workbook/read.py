"""A returned workbook → what people entered: inputs only, found by the id row, never by counting columns."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from presales_xl.backends.frame import INVALID
from presales_xl.backends.words import column_name
from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.people.entries import read_entry
from presales_xl.people.table import Value
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Place, Problem, fail
from presales_xl.texts import Lang
from presales_xl.workbook.identity import Identity, Issued, SheetPart
from presales_xl.workbook.identity import read as read_identity
from presales_xl.workbook.issued import plan_of as plan_as_issued
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, IDENTITY, cell_name, label_of
from presales_xl.workbook.reader import Sheets

Rows = Sequence[Sequence[Value]]


@dataclass(frozen=True)
class Returned:
    """A returned workbook: what it says it is, what people entered, where, and what is wrong with it.

    Entries of `roles` that are not valid are infinite. `cells` gives sheet and cell of each entry by employee id and
    column id; `rows` the row (from 0) of each employee by sheet, `columns` the place (from 0) of each column id.
    """

    issued: Issued
    roles: list[Role] = field(default_factory=list)
    cells: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    columns: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def identity(self) -> Identity:
        """Return what the workbook says of itself."""
        return self.issued.identity


def read(sheets: Sheets, file: str, plan_of: Callable[[str], Plan] | None = None) -> Returned:
    """Return what people entered in a workbook of ours.

    `plan_of` gives the compiled scheme of a scheme id, by default as the workbook itself holds it. Raises
    ProblemsError `workbook.not_ours` for a workbook that the product did not make; everything smaller is a problem
    with file, sheet and cell, and the rest is read.
    """
    known = read_identity(sheets.get(IDENTITY, ()))
    if known is None:
        raise fail("workbook.not_ours", Place(file=file))
    returned = Returned(known)
    reader = _Reader(sheets, file, returned)
    for part in known.parts:
        if not part.table:
            details = [other for other in known.parts if other.table and other.role == part.role]
            source = known.schemes.get(part.scheme, "")
            plan = plan_of(part.scheme) if plan_of else plan_as_issued(source)
            returned.roles.append(Role(part.role, plan, reader.people(part, details, plan)))
    return returned


class _Reader:
    def __init__(self, sheets: Sheets, file: str, returned: Returned) -> None:
        self.sheets = sheets
        self.file = file
        self.returned = returned

    def problem(self, code: str, sheet: str, cell: str = "", **fields: object) -> None:
        self.returned.problems.append(Problem(code, Place(self.file, sheet, cell), fields))

    def people(self, part: SheetPart, details: list[SheetPart], plan: Plan) -> list[Employee]:
        """Return the people of a role with their rows of its detail tables."""
        rows = self._sheet(part)
        wanted = [key for key, spec in plan.columns.items() if spec.expr is None]
        if part.columns:
            wanted = [key for key in part.columns if key in wanted]
        columns = self._columns(part, rows, wanted, ["employee_id", "name"])
        if columns is None:
            return []
        identity = self.returned.identity
        manager_id = identity.recipient_id if identity.kind == "manager" else ""
        people: list[Employee] = []
        seen: dict[str, int] = {}
        for number, row in self._rows(rows):
            employee = _text(_at(row, columns["employee_id"]))
            if not employee:
                if any(_at(row, columns[key]) is not None for key in wanted if key in columns):
                    self.problem("workbook.nobody", part.sheet, cell_name(number, columns["employee_id"]))
                continue
            if employee in seen:
                self.problem(
                    "workbook.person_twice",
                    part.sheet,
                    cell_name(number, columns["employee_id"]),
                    id=employee,
                    row=seen[employee] + 1,
                )
                continue
            seen[employee] = number
            self.returned.rows.setdefault(part.sheet, {})[employee] = number
            entries = self._entries(plan, part.sheet, number, row, columns, wanted, employee)
            awaited = frozenset(self.returned.issued.awaited.get(employee, ()))
            name = _text(_at(row, columns["name"]))
            people.append(Employee(employee, name, entries, role=part.role, manager_id=manager_id, awaited=awaited))
        tables = {detail.table: self._detail(detail, plan, people) for detail in details}
        return [
            replace(person, rows={table: rows.get(person.employee_id, []) for table, rows in tables.items()})
            for person in people
        ]

    def _sheet(self, part: SheetPart) -> Rows:
        if part.sheet not in self.sheets:
            self.problem("workbook.sheet_missing", part.sheet)
        return self.sheets.get(part.sheet, [])

    def _columns(self, part: SheetPart, rows: Rows, wanted: list[str], needed: list[str]) -> dict[str, int] | None:
        """Return where each column stands, by the id row; None when the sheet cannot be read at all."""
        if not rows:
            return None
        ids: dict[str, int] = {}
        for place, value in enumerate(rows[ID_ROW]):
            if isinstance(value, str) and value in ids:
                self.problem("workbook.column_twice", part.sheet, cell_name(ID_ROW, place), id=value)
            elif isinstance(value, str):
                ids[value] = place
        self.returned.columns[part.sheet] = ids
        missing = [key for key in (*needed, *wanted) if key not in ids]
        if missing:
            self.problem("workbook.columns_missing", part.sheet, "1:1", ids=missing)
        return None if set(needed) & set(missing) else ids

    @staticmethod
    def _rows(rows: Rows) -> Iterator[tuple[int, Sequence[Value]]]:
        yield from ((number, row) for number, row in enumerate(rows) if number >= FIRST_ROW)

    def _entries(
        self,
        plan: Plan,
        sheet: str,
        number: int,
        row: Sequence[Value],
        columns: Mapping[str, int],
        wanted: list[str],
        employee: str,
    ) -> dict[str, float]:
        entries = {}
        for key in wanted:
            if key not in columns:
                entries[key] = math.nan
                continue
            entry = read_entry(plan, plan.column(key), _at(row, columns[key]), self.returned.identity.lang)
            cell = cell_name(number, columns[key])
            self.returned.cells.setdefault((employee, key), (sheet, cell))
            if isinstance(entry, Problem):
                self.returned.problems.append(entry.at(file=self.file, sheet=sheet, cell=cell))
                entry = INVALID
            entries[key] = entry
        return entries

    def _detail(self, part: SheetPart, plan: Plan, people: Sequence[Employee]) -> dict[str, list[DetailRow]]:
        """Return the rows of these people, by employee id.

        A row counts just as the sheet's formulas count it: one that has somebody's id and another name makes that
        employee incomplete.
        """
        rows = self._sheet(part)
        wanted = [spec.id for spec in plan.tables[part.table].inputs]
        free = [spec.id for spec in plan.tables[part.table].inputs if spec.is_free_text]
        columns = self._columns(part, rows, wanted, ["employee"])
        found: dict[str, list[DetailRow]] = {}
        if columns is None:
            return found
        known = {person.employee_id.casefold(): person for person in people}
        counts: dict[str, int] = {}
        most = plan.scheme.details[part.table].most
        for number, row in self._rows(rows):
            if all(_at(row, columns[key]) is None for key in wanted if key in columns):
                continue
            cell = cell_name(number, columns["employee"])
            owner = _at(row, columns["employee"])
            label = "" if owner is None else str(owner)
            employee_id, blank, _ = label.partition(" ")
            person = known.get(employee_id.casefold()) if blank else None
            if person is None:
                self.problem("workbook.row_of_nobody", part.sheet, cell, found=label.strip() or "—")
                continue
            employee, right = person.employee_id, label_of(person.employee_id, person.name)
            if label.casefold() != right.casefold():
                self.problem("workbook.row_misnamed", part.sheet, cell, found=label, expected=right)
                found.setdefault(employee, []).append(DetailRow(dict.fromkeys(wanted, INVALID)))
                continue
            counts[employee] = counts.get(employee, 0) + 1
            if counts[employee] == most + 1:
                self.problem("workbook.too_many_rows", part.sheet, cell, id=employee, most=most)
            entries = self._entries(plan, part.sheet, number, row, columns, wanted, f"{employee} {number}")
            if any(math.isnan(value) for value in entries.values()):
                self.problem("workbook.row_incomplete", part.sheet, cell, id=employee)
            texts = {key: _text(_at(row, columns[key])) for key in free if key in columns}
            named = next((columns[key] for key in free if key in columns), columns["employee"])
            place = Place(self.file, part.sheet, cell_name(number, named))
            found.setdefault(employee, []).append(DetailRow(entries, texts, place))
        return found


def _at(row: Sequence[Value], place: int) -> Value:
    return row[place] if place < len(row) else None


def _text(value: Value) -> str:
    return "" if value is None else str(value).strip()


def missing_inputs(role: Role, returned: Returned, file: str, lang: Lang) -> Iterator[Problem]:
    """Yield a warning per input that is still blank, with its cell, one per person and input that has no default."""
    for person in role.people:
        for key, value in person.entries.items():
            spec = role.plan.columns[key]
            optional = spec.field is not None and spec.field.may_stay_blank
            if math.isnan(value) and not optional and key not in person.awaited:
                sheet, cell = returned.cells.get((person.employee_id, key), ("", ""))
                name = column_name(role.plan, spec, lang)
                fields = {"name": name, "person": person.name or person.employee_id}
                yield Problem("workbook.blank", Place(file, sheet, cell), fields, "warning")
