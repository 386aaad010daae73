"""People with raw entries, as cells hold them, put into a workbook and into the array backend alike.

The workbook is written blank, or with what is valid given, and filled through an engine's `changes`; the array backend
gets the same entries as `read_entry` understands them. What both show for a column can then be compared cell by cell.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from xml.etree import ElementTree as ET
from zipfile import ZipFile

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from presales_xl.backends.frame import INVALID, DetailRows, Inputs, evaluate, row_columns, text_entry
from presales_xl.backends.numbers import Floats
from presales_xl.people.employees import DetailRow, Employee, Role
from presales_xl.people.entries import read_entry
from presales_xl.people.outcome import not_applying
from presales_xl.people.table import CellError
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, DetailTable, Plan
from presales_xl.scheme.errors import Problem
from presales_xl.scheme.states import EXEMPT, NOT_APPRAISED, STATE, STATES, WAITING
from presales_xl.texts import Lang
from presales_xl.workbook.build import lay_out_book
from presales_xl.workbook.formulas import Shown, shown, waiting_text
from presales_xl.workbook.layout import ABOVE, FIRST_ROW, ORDER, Book, BookLayout, RoleLayout, label_of
from tests.engines import Changes, Value

Raw = float | str | bool | CellError | None
#: By sheet and address a formula's text and its cached value.
Formulas = dict[str, dict[str, tuple[str, Shown]]]
MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


@dataclass(frozen=True)
class RawRow:
    """A row of a detail table as typed: the owner's cell and its entries by column id."""

    owner: str | None
    entries: Mapping[str, Raw]


@dataclass(frozen=True)
class Cohort:
    """The people of one role sheet: what stands in their cells, by column id (`level`, `input.unresolved`)."""

    name: str
    plan: Plan
    people: Sequence[Mapping[str, Raw]]
    rows: Mapping[str, Sequence[RawRow]] = field(default_factory=dict)
    is_given: bool = False
    """Whether a workbook comes with what is valid of it, where otherwise it comes blank."""
    is_part: bool = True
    """Whether people elsewhere may have rows that count with theirs: a team's workbook, where there are other teams."""
    others: Sequence["Cohort"] = ()
    """Those of other sheets of the workbook whose rows are reckoned together with theirs."""

    def role(self) -> Role:
        """Return the role as a workbook gets it, with nothing filled in but whom HR exempts."""
        exempt = STATES["exempt"]
        states = [{STATE: float(EXEMPT)} if each.get(STATE) in (exempt.zh, exempt.en) else {} for each in self.people]
        people = [Employee(_id(n), _name(n), state) for n, state in enumerate(states)]
        return Role(self.name, self.plan, people, is_part=self.is_part and self.plan.is_shared)

    def given(self, lang: Lang) -> Role:
        """Return the role with its valid entries already given, those of HR locked."""
        inputs, role = self.inputs(lang), self.role()
        texts = [spec.id for spec in self.plan.of_kind("words")]
        locked = frozenset(spec.id for spec in self.plan.of_kind("input") if spec.field and spec.field.given_by == "hr")
        people = [
            replace(
                person,
                entries={key: _valid(values[n]) for key, values in inputs.columns.items() if key not in texts},
                texts={key: str(self.people[n][key]) for key in texts if self.people[n].get(key) is not None},
                rows={table: self._filled(table, rows, n, lang) for table, rows in inputs.details.items()},
                locked=locked | ({STATE} if inputs.columns[STATE][n] == EXEMPT else set()),
            )
            for n, person in enumerate(role.people)
        ]
        return replace(role, people=people)

    def _filled(self, table: str, rows: DetailRows, person: int, lang: Lang) -> list[DetailRow]:
        """Return a person's rows in which something valid stands."""
        return [
            DetailRow({key: _valid(values[n]) for key, values in rows.columns.items()}, texts)
            for n, (owner, texts) in enumerate(zip(rows.owner.tolist(), self.texts(table, lang), strict=True))
            if owner == person and any(np.isfinite(values[n]) for values in rows.columns.values())
        ]

    def inputs(self, lang: Lang) -> Inputs:
        """Return what the array backend makes of the entries."""
        ids = [key for key, spec in self.plan.columns.items() if spec.expr is None]
        columns = {key: self._column(self.plan.columns[key], self.people, lang) for key in ids}
        return Inputs(
            len(self.people),
            columns,
            {table: self._rows(table, rows, lang) for table, rows in self.rows.items()},
            is_part=self.is_part,
        )

    def _column(self, spec: ColumnSpec, rows: Iterable[Mapping[str, Raw]], lang: Lang) -> Floats:
        raw = [row.get(spec.id) for row in rows]
        entries = ((each, *read_entry(self.plan, spec, each, lang)) for each in raw)
        return np.array([_on_the_sheet(spec, *entry) for entry in entries], dtype=float)

    def _rows(self, table: str, rows: Sequence[RawRow], lang: Lang) -> DetailRows:
        """Return the rows that have an owner; a name misspelt behind the id makes that person incomplete."""
        owned = self._owned(rows)
        misspelt = np.array([row.owner != label(person) for row, person in owned], dtype=bool)
        specs = [spec for spec in self.plan.tables[table].columns.values() if spec.field]
        found = {spec.id: self._column(spec, [row.entries for row, _ in owned], lang) for spec in specs}
        columns = {key: np.where(misspelt, INVALID, values) for key, values in found.items()}
        beside = [each._rows(table, each.rows.get(table, ()), lang).columns for each in self.others]
        return DetailRows(np.array([person for _, person in owned], dtype=np.int64), columns, _joined(beside))

    def _owned(self, rows: Sequence[RawRow]) -> list[tuple[RawRow, int]]:
        """Return the rows in which something stands and whose owner's id is known, each with its owner."""
        places = {_id(person): person for person in range(len(self.people))}
        filled = [row for row in rows if any(value is not None for value in row.entries.values())]
        return [(row, places[_id_of(row.owner)]) for row in filled if _id_of(row.owner) in places]

    def texts(self, table: str, lang: Lang) -> list[dict[str, str]]:
        """Return the valid free texts of each row that counts, by column id."""
        free = [spec for spec in self.plan.tables[table].inputs if spec.is_free_text]
        return [
            {
                spec.id: str(row.entries[spec.id])
                for spec in free
                if row.owner == label(person) and np.isfinite(self._column(spec, [row.entries], lang)).all()
            }
            for row, person in self._owned(self.rows[table])
        ]

    def row_values(self, table: str, lang: Lang) -> list[dict[str, Shown]]:
        """Return what the computed cells of each detail row must show: "" in a blank one, 0 for a stranger's state."""
        rows, own = self.rows.get(table, ()), self.plan.tables[table]
        columns = {spec.id: self._column(spec, [row.entries for row in rows], lang) for spec in own.inputs}
        labels = {label(person): person for person in range(len(self.people))}
        owners = np.array([labels.get(row.owner or "", len(self.people)) for row in rows], dtype=np.int64)
        beside = [
            {
                spec.id: each._column(spec, [row.entries for row in each.rows.get(table, ())], lang)
                for spec in own.inputs
            }
            for each in self.others
        ]
        left_out = np.append(evaluate(self.plan, self.inputs(lang))[NOT_APPRAISED], 0)  # and nobody strange
        given = DetailRows(owners, columns, _joined(beside))
        values = row_columns(self.plan, table, given, left_out, is_part=self.is_part)
        found = []
        for place, row in enumerate(rows):
            blank = all(value is None for value in row.entries.values())
            numbers = {spec.id: float(values[spec.id][place]) for spec in own.columns.values() if not spec.field}
            if row.owner not in labels:
                numbers[own.state] = 0
            cells = {key: shown(self.plan, own.columns[key], numbers[key], lang) for key in numbers}
            found.append(_blank_row(own) if blank else cells)
        return found


def _joined(sheets: Sequence[Mapping[str, Floats]]) -> dict[str, Floats]:
    """Return the columns of several sheets one below the other."""
    return {key: np.concatenate([each[key] for each in sheets]) for key in (sheets[0] if sheets else ())}


def _blank_row(table: DetailTable) -> dict[str, Shown]:
    """Return what the computed cells of a blank row show: nothing, and that nothing is doubted."""
    computed = (spec for spec in table.columns.values() if not spec.field)
    return {spec.id: 0 if spec.kind == "asked" else "" for spec in computed}


def _on_the_sheet(spec: ColumnSpec, raw: Raw, entry: float, problem: Problem | None) -> float:
    """Return what a sheet's formulas make of an entry: of a text nothing, but that of a number they tell apart.

    Limits that differ by a choice beside it hold once that is made; until then nothing is held against a number.
    """
    is_by_choice = isinstance(spec.low, nodes.Keyed) or isinstance(spec.high, nodes.Keyed)
    if problem and problem.code == "input.range" and is_by_choice and isinstance(raw, float):
        return raw
    if problem and isinstance(raw, str):
        return text_entry(spec, raw)
    return INVALID if problem else entry


def _valid(entry: float) -> float:
    return float(entry) if np.isfinite(entry) else math.nan


def label(person: int) -> str:
    """Return how a person of a cohort is chosen in a detail table."""
    return label_of(_id(person), _name(person))


def _id(person: int) -> str:
    return f"{1000 + person}"


def _id_of(owner: str | None) -> str:
    return (owner or "").split(" ")[0] if " " in (owner or "") else ""


def _name(person: int) -> str:
    return f"员工{person + 1}"


@dataclass(frozen=True)
class Filling:
    """Cohorts in one workbook."""

    drawn: Sequence[Cohort]
    lang: Lang

    @cached_property
    def cohorts(self) -> list[Cohort]:
        """Return the cohorts, each with those whose rows are reckoned together with its own."""

        def others(cohort: Cohort) -> list[Cohort]:
            scheme = cohort.plan.scheme.id
            return [other for other in self.drawn if other is not cohort and other.plan.scheme.id == scheme]

        return [replace(each, others=others(each) if each.plan.is_shared else ()) for each in self.drawn]

    @cached_property
    def book(self) -> Book:
        """Return the workbook's content before anything is typed."""
        roles = [cohort.given(self.lang) if cohort.is_given else cohort.role() for cohort in self.cohorts]
        return Book("示例公司", "2026-11", "m1", manager="王芳", team="华东", roles=roles)

    @cached_property
    def layout(self) -> BookLayout:
        """Return where everything stands."""
        return lay_out_book(self.book, self.lang)

    @cached_property
    def changes(self) -> Changes:
        """Return all entries as cells."""
        found: dict[str, dict[str, Value]] = {}
        for cohort, layout in zip(self.cohorts, self.layout.roles, strict=True):
            found.setdefault(layout.main.sheet, {})
            for number, entries in enumerate(cohort.people):
                for column, raw in entries.items():
                    sheet = found.setdefault(layout.table_of(column).sheet, {})
                    sheet[layout.address(column, FIRST_ROW + number)] = as_typed(raw)
            for table, rows in cohort.rows.items():
                found[layout.details[table].sheet] = dict(_typed_rows(layout, table, rows))
        return found

    def expected(self) -> Iterator[tuple[str, str, str, Shown]]:
        """Yield sheet, cell, column id and what must be shown for every computed cell of role and detail sheets."""
        for cohort, layout in zip(self.cohorts, self.layout.roles, strict=True):
            yield from _expected_of_people(cohort, layout, self.lang)
            for table, detail in layout.details.items():
                own = cohort.plan.tables[table]
                rows = cohort.row_values(table, self.lang)
                rows += [_blank_row(own)] * (detail.rows - len(rows))
                above = 0.0
                for number, row in enumerate(rows):
                    for column, value in {**row, ABOVE: above}.items() if own.asking else row.items():
                        cell = xl_rowcol_to_cell(FIRST_ROW + number, detail.place(column))
                        yield detail.sheet, cell, column, value
                    above += float(row[own.asking[-1]]) if own.asking else 0


def _expected_of_people(cohort: Cohort, layout: RoleLayout, lang: Lang) -> Iterator[tuple[str, str, str, Shown]]:
    values = evaluate(cohort.plan, cohort.inputs(lang))
    for key, spec in cohort.plan.columns.items():
        if spec.expr is not None:
            for number in range(len(cohort.people)):
                expected = as_shown(cohort.plan, spec, values, person=number, lang=lang)
                yield layout.table_of(key).sheet, layout.address(key, FIRST_ROW + number), key, expected
    ranks = values["rank"].tolist()
    for number, rank in enumerate(ranks):
        place: Shown = rank + ranks[:number].count(rank) if math.isfinite(rank) else ""
        yield layout.workings.sheet, layout.address(ORDER, FIRST_ROW + number), ORDER, place


def as_shown(plan: Plan, spec: ColumnSpec, values: Mapping[str, Floats], person: int, lang: Lang) -> Shown:
    """Return what the cell of a computed column shows for a person, by the values of the array backend."""
    if spec.exempt and values[spec.exempt][person] == 1:
        return not_applying(spec, lang)
    if spec.kind == "total" and WAITING in values and values[WAITING][person] == 1:
        return waiting_text(plan, lang)
    return shown(plan, spec, float(values[spec.id][person]), lang)


def _typed_rows(layout: RoleLayout, table: str, rows: Sequence[RawRow]) -> Iterator[tuple[str, Value]]:
    """Yield the cells of a whole detail sheet: the workbook has names in it already."""
    detail = layout.details[table]
    if len(rows) > detail.rows:
        raise ValueError(f"{len(rows)} rows do not fit into {detail.rows}")
    blank = RawRow(None, dict.fromkeys(spec.id for spec in layout.plan.tables[table].inputs))
    for number in range(detail.rows):
        row = rows[number] if number < len(rows) else blank
        yield xl_rowcol_to_cell(FIRST_ROW + number, 0), row.owner
        for column, raw in row.entries.items():
            yield xl_rowcol_to_cell(FIRST_ROW + number, detail.place(column)), as_typed(raw)


def as_typed(raw: Raw) -> Value:
    """Return an entry as an engine takes it; an error is typed as a formula that gives it."""
    if isinstance(raw, CellError):
        return {"#N/A": "=NA()", "#DIV/0!": "=1/0"}[raw.code]
    return raw


def formulas(path: Path) -> Formulas:
    """Return every formula cell of a workbook by sheet and address, with its text and its cached value."""
    with ZipFile(path) as archive:
        book = ET.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - our own file
        names = [sheet.get("name", "") for sheet in book.iterfind(f"{MAIN}sheets/{MAIN}sheet")]
        parts = [archive.read(f"xl/worksheets/sheet{number}.xml") for number in range(1, len(names) + 1)]
    return {name: dict(_formulas(ET.fromstring(part))) for name, part in zip(names, parts, strict=True)}  # noqa: S314


def _formulas(sheet: ET.Element) -> Iterator[tuple[str, tuple[str, Shown]]]:
    for cell in sheet.iterfind(f"{MAIN}sheetData/{MAIN}row/{MAIN}c"):
        formula = cell.findtext(f"{MAIN}f")
        if formula is not None:
            cached = cell.findtext(f"{MAIN}v") or ""
            is_text = cell.get("t") == "str" or not cached  # XlsxWriter writes an empty text without its type
            yield cell.get("r", ""), (formula, cached if is_text else float(cached))
