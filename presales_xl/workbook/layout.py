"""Where everything stands in a workbook: sheets, columns, rows. Nobody else counts cells."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from xlsxwriter.utility import xl_rowcol_to_cell

from presales_xl.people.employees import Role
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import Lang, text
from presales_xl.workbook.content import Book
from presales_xl.workbook.parameters import FIRST_LINE, Block, lay_out

SHEET_NAME_MOST = 31
ID_ROW = 0  # row 1 of role and detail sheets, hidden: the column ids
FIRST_ROW = 5  # below title, section, indicator and column headers
PEOPLE_ROW, PEOPLE_COL = 15, 1  # where the list of people begins on the first sheet
SPARE_ROWS = 20  # blank rows kept ready at the end of a detail sheet
IDENTITY = "_presales"
#: Columns at the left of a role sheet, frozen; a scheme without levels or grades lacks those.
FROZEN = ("employee_id", "name", "level", "total", "grade", "rank", "completeness")
FIXED_SHEETS = ("cover", "form", "summary", "checks", "parameters")


def sheet_name(name: str) -> str:
    """Return `name` as a sheet name: without the characters that Excel forbids, at most 31 long as Excel counts."""
    cleaned = re.sub(r"[\[\]:*?/\\]", " ", name).strip(" '")
    units = cleaned.encode("utf-16-le")[: 2 * SHEET_NAME_MOST]
    return units.decode("utf-16-le", errors="ignore").strip(" '")


def cell_name(row: int, column: int) -> str:
    """Return a cell as A1, from row and column counted from 0."""
    return str(xl_rowcol_to_cell(row, column))


def quoted(sheet: str) -> str:
    """Return a sheet name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def label_of(employee_id: str, name: str) -> str:
    """Return how a person is chosen from a list: id, blank, name.

    The tilde is taken out because it escapes characters in a search criterion.
    """
    return f"{employee_id} {name}".replace("~", "～")


@dataclass(frozen=True)
class Group:
    """Columns that stand together under one header: an indicator, the pay, the adjustments."""

    id: str
    columns: tuple[str, ...]


@dataclass(frozen=True)
class Span:
    """A block of cells in one column or row of a sheet, as formulas name it."""

    sheet: str
    first_row: int
    last_row: int
    first_col: int
    last_col: int

    def __str__(self) -> str:
        """Return the absolute reference; a block of one cell is one too: IronCalc counts and ranks in no others."""
        first = xl_rowcol_to_cell(self.first_row, self.first_col, row_abs=True, col_abs=True)
        last = xl_rowcol_to_cell(self.last_row, self.last_col, row_abs=True, col_abs=True)
        return f"{quoted(self.sheet)}!{first}:{last}"


@dataclass(frozen=True)
class DetailLayout:
    """The sheet of one detail table."""

    table: str
    sheet: str
    columns: tuple[str, ...]  # after the owner's column; the state comes last
    rows: int

    @property
    def last_row(self) -> int:
        """Return the index of the last row kept ready."""
        return FIRST_ROW + self.rows - 1

    def span(self, column: str) -> Span:
        """Return all cells of a column; "employee" is the owner's."""
        place = self.place(column)
        return Span(self.sheet, FIRST_ROW, self.last_row, place, place)

    def place(self, column: str) -> int:
        """Return a column's index."""
        return 0 if column == "employee" else 1 + self.columns.index(column)


@dataclass(frozen=True)
class RoleLayout:
    """The sheet of one role, with its detail sheets and its scheme's block of parameters."""

    role: Role
    sheet: str
    frozen: tuple[str, ...]
    groups: tuple[Group, ...]
    details: dict[str, DetailLayout]
    block: Block
    form: str  # the sheet with the form of one employee
    people: Span  # the labels of the people on the first sheet

    @property
    def plan(self) -> Plan:
        """Return the role's compiled scheme."""
        return self.role.plan

    @property
    def columns(self) -> tuple[str, ...]:
        """Return the column ids from left to right."""
        return self.frozen + tuple(column for group in self.groups for column in group.columns)

    @property
    def last_row(self) -> int:
        """Return the index of the last employee's row."""
        return FIRST_ROW + len(self.role.people) - 1

    def place(self, column: str) -> int:
        """Return a column's index."""
        return self.columns.index(column)

    def span(self, column: str) -> Span:
        """Return all cells of a column."""
        place = self.place(column)
        return Span(self.sheet, FIRST_ROW, self.last_row, place, place)

    def address(self, column: str, row: int) -> str:
        """Return one cell as A1, without its sheet."""
        return str(xl_rowcol_to_cell(row, self.place(column)))


@dataclass
class CellAddresses:
    """The `Addresses` of formulas in one row of a role sheet or of one of its detail sheets."""

    layout: RoleLayout
    row: int
    detail: DetailLayout | None = None
    elsewhere: bool = field(default=False)

    def cell(self, column_id: str) -> str:
        """Return the cell of a column in this row."""
        if self.detail is not None:
            return str(xl_rowcol_to_cell(self.row, self.detail.place(column_id), col_abs=True))
        own = str(xl_rowcol_to_cell(self.row, self.layout.place(column_id), col_abs=True))
        return f"{quoted(self.layout.sheet)}!{own}" if self.elsewhere else own

    def whole(self, column_id: str) -> str:
        """Return all cells of a column, of the role sheet or of a detail sheet."""
        for detail in self.layout.details.values():
            if column_id in detail.columns:
                return str(detail.span(column_id))
        span = self.layout.span(column_id)
        return str(span) if self.elsewhere else str(span).split("!")[1]

    def parameter(self, parameter_id: str) -> str:
        """Return the cells of a parameter."""
        return self.layout.block.parameter(parameter_id)

    def labels(self, dimension: str) -> str:
        """Return the cells with a dimension's labels."""
        return self.layout.block.labels(dimension)

    def label(self, dimension: str, position: int) -> str:
        """Return the cell with one label."""
        return self.layout.block.label(dimension, position)

    def owner(self, table: str) -> tuple[str, str]:
        """Return the owners' cells of a detail table, and the criterion for this row's employee.

        An owner is written as id, blank, name; an id holds neither blanks nor wildcards.
        """
        mine = self.cell("employee_id")
        return str(self.layout.details[table].span("employee")), f'{mine}&" *"'


@dataclass(frozen=True)
class BookLayout:
    """The whole workbook: names of the fixed sheets, the roles and the parameter blocks in order."""

    names: dict[str, str]
    roles: tuple[RoleLayout, ...]
    blocks: tuple[Block, ...]

    def sheets(self) -> Iterator[str]:
        """Yield the names of all sheets in the order of their tabs."""
        yield self.names["cover"]
        for role in self.roles:
            yield role.sheet
            yield from (detail.sheet for detail in role.details.values())
        yield from (role.form for role in self.roles)
        yield from (self.names[key] for key in ("summary", "checks", "parameters"))
        yield IDENTITY


def lay_out_book(book: Book, lang: Lang, ready: Mapping[str, int] | None = None) -> BookLayout:
    """Return where everything of `book` stands; `ready` gives how many rows a detail sheet has, by its name."""
    names = {key: text(lang, f"workbook.sheet.{key}") for key in FIXED_SHEETS}
    blocks: dict[str, Block] = {}
    row = FIRST_LINE
    for role in book.roles:
        if role.plan.scheme.id not in blocks:
            block = lay_out(role.plan, names["parameters"], row, lang)
            blocks[role.plan.scheme.id] = block
            row = block.end + 2
    roles: list[RoleLayout] = []
    first = PEOPLE_ROW
    for role in book.roles:
        people = Span(names["cover"], first, first + len(role.people) - 1, PEOPLE_COL, PEOPLE_COL)
        only = len(book.roles) == 1
        form = names["form"] if only else sheet_name(f"{names['form']} {role.name}")
        roles.append(_role(role, blocks[role.plan.scheme.id], form, people, lang, ready or {}))
        first += len(role.people)
    return BookLayout(names, tuple(roles), tuple(blocks.values()))


def _role(role: Role, block: Block, form: str, people: Span, lang: Lang, ready: Mapping[str, int]) -> RoleLayout:
    plan = role.plan
    frozen = tuple(key for key in FROZEN if key in ("employee_id", "name") or key in plan.columns)
    details = {}
    for table, detail in plan.scheme.details.items():
        rows = sum(max(detail.rows, len(person.rows.get(table, ()))) for person in role.people) + SPARE_ROWS
        several = f" {detail.name[lang]}" if len(plan.scheme.details) > 1 else ""
        sheet = sheet_name(text(lang, "workbook.detail_sheet", role=role.name) + several)
        details[table] = DetailLayout(table, sheet, tuple(plan.tables[table].shown), ready.get(sheet, rows))
    return RoleLayout(role, sheet_name(role.name), frozen, tuple(_groups(plan, frozen)), details, block, form, people)


def _groups(plan: Plan, frozen: Sequence[str]) -> Iterator[Group]:
    """Yield the column groups from left to right: details, indicators, adjustments, the rest of the sum, pay, flags."""
    left = [spec for spec in plan.columns.values() if spec.id not in frozen and spec.id != "flags"]
    order = [*plan.scheme.details, *plan.scheme.enabled(), "adjustments", "summary", "pay"]
    for group in order:
        columns = [spec.id for spec in _inputs_first(left, plan) if spec.group == group]
        if columns:
            yield Group(group, tuple(columns))
    if "flags" in plan.columns:
        yield Group("flags", ("flags",))


def _inputs_first(specs: list[ColumnSpec], plan: Plan) -> list[ColumnSpec]:
    """Return the inputs as the scheme declares them, then the rest as it is computed, points last."""
    declared = {f"input.{name}": place for place, name in enumerate(plan.scheme.inputs)}
    order = {"input": 0, "points": 2}
    return sorted(
        specs,
        key=lambda spec: (order.get(spec.kind, 1), declared.get(spec.id, len(declared)) if spec.field else 0),
    )
