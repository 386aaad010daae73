"""A returned workbook: what people entered, where, and what is wrong with it, cell by cell.

Inputs only are read, found by the id row, never by counting columns. The add-in's 校验输入 shows what is wrong to the
manager, `collect` decides by it whether a returned workbook can be used.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from presales_xl.backends.explain import refused_rows
from presales_xl.backends.frame import INVALID, DetailRows, beyond_limits
from presales_xl.backends.words import column_name
from presales_xl.people.alike_names import visible
from presales_xl.people.employees import DetailRow, Employee, Role, with_others
from presales_xl.people.entries import is_required, out_of_range, read_entry, read_words, unwritten
from presales_xl.people.notices import BlankNotice, EntryProblem, MovedCells, PersonProblem, PersonTwice, StrayRow
from presales_xl.people.outcome import not_appraised
from presales_xl.people.questions import Confirmation
from presales_xl.people.rows_of_others import mended_by_others
from presales_xl.people.table import UNCOMPUTED, CellError, Merged, Value, as_text, value_at
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.errors import Place, Problem, Severity, fail, warning
from presales_xl.scheme.states import EXEMPT, STATE
from presales_xl.texts import Lang, text
from presales_xl.workbook import identity, question_list
from presales_xl.workbook.formulas import in_words
from presales_xl.workbook.identity import Identity, Issued, SheetPart
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, IDENTITY, label_of
from presales_xl.workbook.owners import Strangers
from presales_xl.workbook.reader import Sheets

Rows = Sequence[Sequence[Value]]


@dataclass(frozen=True)
class Returned:
    """A returned workbook: what it says it is, what people entered, where, and what is wrong with it.

    Entries of `roles` that are not valid are infinite. `cells` gives sheet and cell of each entry by employee id and
    column id; `rows` the row (from 0) of each employee by sheet, `columns` the place (from 0) of each column id. Of the
    `problems` some stand apart as well: what is still `blank`, and cells whose formula is `overwritten`.
    Apart from them, `waiting` are notices of those who have no result and of whom nothing is left to fill in.
    `covered` are the blank ones that lie under a cell merged over them, as `cells` has them; `lacking` the sheets
    without columns in which something is entered. `as_seen` are the people, by id, whose results wait for rows that the
    formulas do not take for theirs, as these see them.
    """

    issued: Issued
    roles: list[Role] = field(default_factory=list)
    cells: dict[tuple[str, str], tuple[str, str]] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    blank: list[Problem] = field(default_factory=list)
    overwritten: list[Problem] = field(default_factory=list)
    waiting: list[Problem] = field(default_factory=list)
    covered: set[tuple[str, str]] = field(default_factory=set)
    lacking: set[str] = field(default_factory=set)
    as_seen: dict[str, Employee] = field(default_factory=dict)
    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    columns: dict[str, dict[str, int]] = field(default_factory=dict)

    @property
    def identity(self) -> Identity:
        """Return what the workbook says of itself."""
        return self.issued.identity


def read(
    sheets: Sheets, file: str, plan_of: Callable[[str], Plan] | None = None, issued: Issued | None = None
) -> Returned:
    """Return what people entered in a workbook of ours.

    `plan_of` gives the compiled scheme of a scheme id, by default as the workbook itself holds it; `issued` is what the
    hidden sheet says, where that was read before. Raises
    ProblemsError `workbook.not_ours` for a workbook that the product did not make; everything smaller is a problem
    with file, sheet and cell, and the rest is read.
    """
    known = issued or identity.read(sheets.get(IDENTITY, ()))
    if known is None:
        raise fail("workbook.not_ours", Place(file=file))
    returned = Returned(known)
    reader = _Reader(sheets, file, returned)
    for part in known.parts:
        if not part.table:
            details = [other for other in known.parts if other.table and other.role == part.role]
            source = known.schemes.get(part.scheme, "")
            plan = plan_of(part.scheme) if plan_of else identity.plan_of(source)
            is_part = part.scheme in known.others
            returned.roles.append(Role(part.role, plan, reader.people(part, details, plan), is_part=is_part))
    held = [replace(role, people=[reader.held(role.plan, who) for who in role.people]) for role in returned.roles]
    returned.roles[:] = with_others(held)
    return returned


@dataclass(frozen=True)
class _Row:
    """A row of a person, or of a detail table, by its number from 0; `columns` are the places of the ids."""

    part: SheetPart
    number: int
    values: Sequence[Value]
    columns: Mapping[str, int]

    def value(self, key: str) -> Value:
        return value_at(self.values, self.columns[key])

    def cell(self, key: str) -> str:
        return self.part.cell(self.number, self.columns[key])

    def place(self, key: str) -> tuple[int, int]:
        return self.part.place(self.number, self.columns[key])

    @property
    def is_below(self) -> bool:
        """Return whether the row stands below those that a table of details was issued with."""
        return self.number >= FIRST_ROW + self.part.rows


class _Reader:
    def __init__(self, sheets: Sheets, file: str, returned: Returned) -> None:
        self.sheets = sheets
        self.file = file
        self.returned = returned
        self.covering: dict[str, list[Merged]] = {}  # by sheet, where it was asked for
        #: By employee and table: whether the formulas hold the result, too, and what the row is called.
        self.holding: dict[str, dict[str, tuple[bool, Mapping[str, float]]]] = {}

    def tell(
        self, kind: type[Problem], code: str, sheet: str, cell: str = "", severity: Severity = "error", **fields: object
    ) -> None:
        self.returned.problems.append(kind(code, Place(self.file, sheet, cell), fields, severity))

    def people(self, part: SheetPart, details: list[SheetPart], plan: Plan) -> list[Employee]:
        """Return the people of a role with their rows of its detail tables."""
        rows = self._sheet(part)
        written = plan.of_kind("words")
        wanted = [key for key, spec in plan.columns.items() if spec.is_entered and not spec.words]
        if part.columns:
            wanted = [key for key in part.columns if key in wanted]
            written = [spec for spec in written if spec.id in part.columns]
        columns = self._columns(part, rows, [*wanted, *(spec.id for spec in written)], ["employee_id", "name"])
        if columns is None:
            return []
        known_as = self.returned.identity
        manager_id = known_as.recipient_id if known_as.kind == "manager" else ""
        people: list[Employee] = []
        twice: set[str] = set()
        numbers = self.returned.rows.setdefault(part.sheet, {})
        for row in self._rows_of_people(part, rows, columns, wanted):
            employee, name = (text_of(row.value(key)) for key in ("employee_id", "name"))
            if employee in numbers:
                cell = row.cell("employee_id")
                first = numbers[employee] + 1
                self.tell(PersonTwice, "workbook.person_twice", part.sheet, cell, id=employee, row=first)
                twice.add(employee)
                continue
            numbers[employee] = row.number
            entries = self._entries(plan, row, wanted, employee)
            people.append(
                Employee(
                    employee,
                    name,
                    {**entries, **self._state(plan, employee, entries)},
                    texts=self._texts(written, row, employee),
                    role=part.role,
                    manager_id=manager_id,
                    awaited=frozenset(self.returned.issued.awaited.get(employee, ())),
                )
            )
        tables = {detail.table: self._detail(detail, plan, people) for detail in details}
        invalid = dict.fromkeys(wanted, INVALID)
        return [
            replace(
                person,
                entries=invalid if person.employee_id in twice else person.entries,
                rows={table: rows.get(person.employee_id, []) for table, rows in tables.items()},
            )
            for person in people
        ]

    def _rows_of_people(
        self, part: SheetPart, rows: Rows, columns: Mapping[str, int], wanted: Sequence[str]
    ) -> Iterator[_Row]:
        """Yield the rows that are somebody's; tell of what stands in entries of others, which costs nobody anything.

        A remark, or a total, below the people as issued is nobody's; a row with an id, a name and entries there is of
        somebody who was added.
        """
        issued = self.returned.issued.people
        known = {key for people in issued.values() for key, _ in people}
        end = FIRST_ROW + len(issued.get(part.role, ()))
        for number, values in enumerate(rows[FIRST_ROW:], FIRST_ROW):
            row = _Row(part, number, values, columns)
            employee, name = (text_of(row.value(key)) for key in ("employee_id", "name"))
            entered = {key: value for key in wanted if key in columns and (value := row.value(key)) is not None}
            if employee and (number < end or employee in known or (name and entered)):
                yield row
                continue
            for key, value in entered.items():
                at, found = row.cell(key), in_words(value)
                self.tell(Problem, "workbook.nobody", part.sheet, at, severity="warning", found=found)

    def _state(self, plan: Plan, employee: str, entries: Mapping[str, float]) -> dict[str, float]:
        """Return the state of a person as not valid where HR alone could have given it and did not."""
        if entries.get(STATE) != EXEMPT or employee in self.returned.issued.exempted:
            return {}
        lang = self.returned.identity.lang
        name, found = column_name(plan.columns[STATE], lang), plan.dimensions[STATE].names[EXEMPT][lang]
        place = Place(self.file, *self.returned.cells[employee, STATE])
        fields = {"id": employee, "name": name, "found": found}
        self.returned.problems.append(EntryProblem("input.exempt", place, fields))
        return {STATE: INVALID}

    def _sheet(self, part: SheetPart) -> Rows:
        if part.sheet not in self.sheets:
            self.tell(MovedCells, "workbook.sheet_missing", part.sheet)
        rows = self.sheets.get(part.sheet, [])
        return list(zip_longest(*rows)) if part.turned else rows

    def _columns(self, part: SheetPart, rows: Rows, wanted: list[str], needed: list[str]) -> dict[str, int] | None:
        """Return where each column stands, by the id row; None when the sheet cannot be read at all."""
        if not rows:
            return None
        ids: dict[str, int] = {}
        for place, value in enumerate(rows[ID_ROW]):
            if isinstance(value, str) and value in ids:
                self.tell(MovedCells, "workbook.column_twice", part.sheet, part.cell(ID_ROW, place), id=value)
            elif isinstance(value, str):
                ids[value] = place
        self.returned.columns[part.sheet] = ids
        missing = [key for key in (*needed, *wanted) if key not in ids]
        if missing:
            cells = "A:A" if part.turned else "1:1"
            self.tell(MovedCells, "workbook.columns_missing", part.sheet, cells, ids=missing)
            self.returned.lacking.add(part.sheet)
        return None if set(needed) & set(missing) else ids

    def _entries(self, plan: Plan, row: _Row, wanted: Sequence[str], whose: str) -> dict[str, float]:
        entries, lang = dict.fromkeys(wanted, math.nan), self.returned.identity.lang
        problems: dict[str, Problem | None] = {}
        for key in (key for key in wanted if key in row.columns):
            raw, spec = self._entered(row, key), plan.column(key)
            entries[key], problems[key] = read_entry(plan, spec, raw, lang)
            if self._is_covered(row, key) and raw is None:
                self.returned.covered.add((whose, key))
            elif self._is_covered(row, key):
                entries[key] = INVALID
                problems[key] = EntryProblem("input.covered", fields={"name": column_name(spec, lang)})
        known = {**entries, **self.returned.issued.given.get(whose, {})}  # what HR gave counts, whatever stands there
        beyond = beyond_limits(plan, row.part.table, known)
        for key in (key for key in problems if beyond.get(key)):
            entries[key], problems[key] = INVALID, out_of_range(plan, plan.column(key), row.value(key), lang)
        for key, problem in problems.items():
            self._note(row, key, whose, problem)
        return entries

    def _texts(self, specs: Sequence[ColumnSpec], row: _Row, employee: str) -> dict[str, str]:
        """Return what was written of an employee, by column id."""
        texts = {}
        for spec in (spec for spec in specs if spec.id in row.columns):
            raw, lang = self._entered(row, spec.id), self.returned.identity.lang
            written, problem = read_words(spec, raw, lang)
            if raw is not None and self._is_covered(row, spec.id):
                written, problem = "", warning("words.covered", name=column_name(spec, lang))
            self._note(row, spec.id, employee, problem)
            if written:
                texts[spec.id] = written
        return texts

    def _entered(self, row: _Row, key: str) -> Value:
        """Return what a cell holds, of a formula that comes back to it that it has no value."""
        sheet, place = row.part.sheet, row.place(key)
        is_formula = place in self.sheets.formulas.get(sheet, ())
        return UNCOMPUTED if is_formula and self.sheets.circles.holds(sheet, *place) else row.value(key)

    def _note(self, row: _Row, key: str, whose: str, problem: Problem | None) -> None:
        """Note where an entry stands, and what is wrong with it; behind an id may stand the number of a row."""
        sheet, cell = row.part.sheet, row.cell(key)
        self.returned.cells.setdefault((whose, key), (sheet, cell))
        if problem:
            told = replace(problem, fields={"id": whose.partition(" ")[0], **problem.fields})
            self.returned.problems.append(told.at(file=self.file, sheet=sheet, cell=cell))

    def _is_covered(self, row: _Row, key: str) -> bool:
        """Return whether a person's cell lies under another that was merged over it: nobody sees what it holds."""
        part = row.part
        if part.sheet not in self.covering:  # those that reach behind the headings
            merged = self.sheets.merged.get(part.sheet, ())
            self.covering[part.sheet] = [each for each in merged if each[3 if part.turned else 2] >= FIRST_ROW]
        if not self.covering[part.sheet]:
            return False
        at = row.place(key)
        return any(
            top <= at[0] <= bottom and left <= at[1] <= right and at != (top, left)
            for top, left, bottom, right in self.covering[part.sheet]
        )

    def _detail(self, part: SheetPart, plan: Plan, people: Sequence[Employee]) -> dict[str, list[DetailRow]]:
        """Return the rows of these people, by employee id.

        A row counts just as the sheet's formulas count it, by the label that its list offers. One with blanks, which
        the checks refuse and nobody can see, makes its employee incomplete; so does any other label those it may name.
        """
        rows = self._sheet(part)
        wanted = [spec.id for spec in plan.tables[part.table].inputs]
        free = [spec.id for spec in plan.tables[part.table].inputs if spec.is_free_text]
        columns = self._columns(part, rows, wanted, ["employee"])
        by_owner: dict[str, list[DetailRow]] = {}
        if columns is None:
            return by_owner
        known = {label_of(person.employee_id, person.name).casefold(): person.employee_id for person in people}
        strangers = Strangers(self.returned.issued, part, plan, {each.employee_id: each.name for each in people})
        most = plan.scheme.details[part.table].most
        for number, values in enumerate(rows[FIRST_ROW:], FIRST_ROW):
            row = _Row(part, number, values, columns)
            if all(row.value(key) is None for key in wanted if key in columns):
                continue
            cell, label = row.cell("employee"), _label(row.value("employee"))
            employee = known.get(label.casefold())
            if employee is None:
                entries = {key: row.value(key) for key in wanted if key in columns}
                for problem in strangers.told(label, entries, is_below=row.is_below):
                    self.returned.problems.append(problem.at(file=self.file, sheet=part.sheet, cell=cell))
                    if whose := str(problem.fields.get("id", "")):
                        is_seen = whose == strangers.seen(label) and not row.is_below
                        self.hold(whose, part.table, self._named(plan, row, free), is_seen=is_seen)
                continue
            own = by_owner.setdefault(employee, [])
            if len(own) == most:
                self.tell(StrayRow, "workbook.too_many_rows", part.sheet, cell, id=employee, most=most)
                self.hold(employee, part.table, self._named(plan, row, free))
            if row.is_below:
                fields = {"id": employee, "last": FIRST_ROW + part.rows}
                self.tell(StrayRow, "workbook.row_below", part.sheet, cell, severity="warning", **fields)
            texts = {key: _label(row.value(key)) for key in free if key in columns}
            place = Place(self.file, part.sheet, row.cell(next(iter(texts), "employee")))
            own.append(DetailRow(self._row(plan, row, wanted, employee), texts, place))
        return by_owner

    def _named(self, plan: Plan, row: _Row, free: Sequence[str]) -> dict[str, float]:
        """Return of which project or the like a row is whose owner is not known: nobody's of others waits for it."""
        lang = self.returned.identity.lang
        read = {key: read_entry(plan, plan.column(key), row.value(key), lang)[0] for key in free if key in row.columns}
        return {key: entry for key, entry in read.items() if math.isfinite(entry)}

    def hold(self, employee: str, table: str, named: Mapping[str, float], *, is_seen: bool = True) -> None:
        """Let somebody's result wait for a row of a table that may be theirs, or that is one too many.

        `named` are the texts of the row by which others may share something with it.
        """
        tables = self.holding.setdefault(employee, {})
        was_seen, before = tables.get(table, (False, named))
        tables[table] = is_seen or was_seen, dict(named.items() & before.items())

    def held(self, plan: Plan, person: Employee) -> Employee:
        """Return a person as results go by; whose wait for rows have one that is not valid, or nothing valid at all."""
        tables = self.holding.get(person.employee_id, {})
        seen = _with_wrong_rows(plan, person, {key: named for key, (is_seen, named) in tables.items() if is_seen})
        held = _with_wrong_rows(plan, seen, {key: named for key, (is_seen, named) in tables.items() if not is_seen})
        if held is not seen:
            self.returned.as_seen[person.employee_id] = seen
        return held

    def _row(self, plan: Plan, row: _Row, wanted: Sequence[str], employee: str) -> dict[str, float]:
        """Return the entries of a row of an employee, which is not complete while one of them is blank."""
        entries = self._entries(plan, row, wanted, f"{employee} {row.number}")
        if blank := [key for key, value in entries.items() if math.isnan(value) and is_required(plan.column(key))]:
            cell = row.cell(blank[0] if blank[0] in row.columns else "employee")
            names = [column_name(plan.column(key), self.returned.identity.lang) for key in blank]
            self.tell(PersonProblem, "workbook.row_incomplete", row.part.sheet, cell, id=employee, names=names)
        return entries


def _with_wrong_rows(plan: Plan, person: Employee, tables: Mapping[str, Mapping[str, float]]) -> Employee:
    """Return a person with a row that is not valid in these tables, or in the first one of the person's own.

    Of each table it is given what its row is called.
    """
    if tables and not person.rows:  # the rows stand on the sheet of another role
        return replace(person, entries=dict.fromkeys(person.entries, INVALID))
    rows = dict(person.rows)
    for table, named in tables.items():
        own = table if table in rows else next(iter(rows))
        entries = {spec.id: named.get(spec.id, INVALID) for spec in plan.tables[own].inputs}
        rows[own] = [*rows[own], DetailRow(entries)]
    return replace(person, rows=rows) if tables else person


def _label(value: Value) -> str:
    """Return what stands in the place of a label or a name, with the blanks that it has."""
    return value if isinstance(value, str) else as_text(value) or text_of(value)


def text_of(value: Value) -> str:
    """Return a value as an id or a name, an error as it is spelled, "" for a blank one."""
    return "" if value is None else value.code if isinstance(value, CellError) else str(value).strip()


def missing_inputs(role: Role, returned: Returned, file: str, lang: Lang) -> Iterator[Problem]:
    """Yield a warning per input that is still blank, with its cell, one per person and input that has no default.

    Who is not appraised lacks nothing.
    """
    left_out = not_appraised(role)
    for person in (person for person in role.people if person.employee_id not in left_out):
        entries = [(role.plan.columns[key], value) for key, value in person.entries.items()]
        blank = [spec for spec, value in entries if math.isnan(value) and is_required(spec)]
        for spec in [*blank, *unwritten(role.plan, person)]:
            if spec.id not in person.awaited:
                sheet, cell = returned.cells.get((person.employee_id, spec.id), ("", ""))
                name, person_name = column_name(spec, lang), person.name or person.employee_id
                fields = {"id": person.employee_id, "name": name, "person": person_name, "input": spec.id}
                code = "workbook.merged" if (person.employee_id, spec.id) in returned.covered else "workbook.blank"
                yield BlankNotice(code, Place(file, sheet, cell), fields, "warning")


def confirmations(sheets: Sheets, role: Role, returned: Returned) -> list[Confirmation]:
    """Return the entries of a role that were confirmed in a workbook."""
    known = returned.identity
    checks = sheets.get(text(known.lang, "workbook.sheet.checks"), [])
    people = [person.employee_id for person in role.people]
    return question_list.confirmed(checks, role.plan, people, period=known.period, lang=known.lang)


def mendable(role: Role, table: str, entries: DetailRows, lang: Lang) -> set[tuple[str, Place]]:
    """Return by check, by its name, the rows of which others' may mend it; `entries` are of the same rows."""
    rows, checks = list(role.rows(table)), role.plan.scheme.details[table].checks
    mended = mended_by_others(role.plan, table, entries)
    return {
        (checks[key].name[lang], rows[number][1].place)
        for key, numbers in mended.items()
        for number in numbers
        if number < len(rows)  # behind them are those beside
    }


def row_checks(role: Role, table: str, entries: DetailRows, lang: Lang) -> Iterator[Problem]:
    """Yield an error for every row of a detail table that does not meet a check; `entries` are of the same rows."""
    rows = list(role.rows(table))
    for number, asked, why in refused_rows(role.plan, table, entries, lang):
        place, row = rows[number]
        called = next(iter(row.texts.values()), role.people[place].employee_id)
        fields = {"id": role.people[place].employee_id, "row": visible(called, lang), "name": asked, "why": why}
        yield Problem("workbook.row_check", row.place, fields)
