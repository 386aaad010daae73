"""What a workbook is made of, and where everything stands in it: sheets, columns, rows. Nobody else counts cells."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from xlsxwriter.utility import xl_rowcol_to_cell

from presales_xl.people.employees import Role
from presales_xl.people.outcome import Outcome, outcome
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.workbook.parameter_block import ParameterBlock

SHEET_NAME_MOST = 31
ID_ROW = 0  # row 1 of role and detail sheets, hidden: the column ids
FIRST_ROW = 5  # below title, section, indicator and column headers
PEOPLE_ROW, PEOPLE_COL = 15, 1  # where the list of people begins on the first sheet
SPARE_ROWS = 20  # blank rows kept ready at the end of a detail sheet
IDENTITY = "_presales"
#: Columns at the left of a role sheet, frozen; a scheme without levels or grades lacks those.
FROZEN = ("employee_id", "name", "level", "total", "grade", "rank", "completeness")


@dataclass(frozen=True)
class Book:
    """What one manager's workbook for one period says before anybody fills it in.

    `issue` counts what was issued to the manager for it; `returns` is the folder that it is to be returned to, if any.
    """

    company: str
    period: str
    manager_id: str
    manager: str
    team: str
    roles: Sequence[Role]
    issue: int = 1
    returns: str = ""


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
    """Cells of one column, one below the other."""

    sheet: str
    column: int
    first_row: int
    last_row: int

    @property
    def cells(self) -> str:
        """Return the absolute reference; one cell is a range too: IronCalc counts and ranks in no others."""
        first, last = (
            xl_rowcol_to_cell(row, self.column, row_abs=True, col_abs=True) for row in (self.first_row, self.last_row)
        )
        return f"{first}:{last}"

    def __str__(self) -> str:
        """Return the reference as formulas of other sheets name it."""
        return f"{quoted(self.sheet)}!{self.cells}"


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
        return Span(self.sheet, self.place(column), FIRST_ROW, self.last_row)

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
    block: ParameterBlock
    form: str  # the sheet with the form of one employee
    people: Span  # the labels of the people on the first sheet
    #: Formulas by detail table ("" for the role's own), column and language, printed once for all rows.
    printed: dict[tuple[str, str, str], str] = field(default_factory=dict, compare=False, repr=False)

    @property
    def plan(self) -> Plan:
        """Return the role's compiled scheme."""
        return self.role.plan

    @cached_property
    def outcome(self) -> Outcome:
        """Return what comes out for the people with the entries that the workbook begins with."""
        return outcome(self.plan, self.role.inputs())

    @cached_property
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
        return Span(self.sheet, self.place(column), FIRST_ROW, self.last_row)

    def address(self, column: str, row: int) -> str:
        """Return one cell as A1, without its sheet."""
        return str(xl_rowcol_to_cell(row, self.place(column)))


@dataclass(frozen=True)
class Tab:
    """One sheet of the workbook: its kind and name, which role it is of (by number), and which detail table."""

    kind: str
    name: str
    role: int = -1
    table: str = ""


@dataclass(frozen=True)
class BookLayout:
    """The whole workbook: what it says, its sheets in the order of their tabs, the roles, the blocks of parameters."""

    book: Book
    tabs: tuple[Tab, ...]
    roles: tuple[RoleLayout, ...]
    blocks: tuple[ParameterBlock, ...]

    @property
    def names(self) -> Mapping[str, str]:
        """Return the names of the sheets that there is one of, by kind."""
        return {tab.kind: tab.name for tab in self.tabs if tab.role < 0}

    def sheets(self) -> Iterator[str]:
        """Yield the names of all sheets in the order of their tabs."""
        yield from (tab.name for tab in self.tabs)
        yield IDENTITY


def lay_out_role(
    role: Role, tabs: Sequence[Tab], block: ParameterBlock, *, people: Span, ready: Mapping[str, int]
) -> RoleLayout:
    """Return where everything of a role stands on its sheets, `tabs`.

    `block` holds the parameters of its scheme, `people` the labels of its people; `ready` gives how many rows a detail
    sheet has, by its name.
    """
    plan = role.plan
    frozen = tuple(key for key in FROZEN if key in ("employee_id", "name") or key in plan.columns)
    tables = {}
    for tab in tabs:
        if tab.table:
            columns = tuple(plan.tables[tab.table].shown)
            rows = ready[tab.name] if tab.name in ready else _rows(role, tab.table)
            tables[tab.table] = DetailLayout(tab.table, tab.name, columns, rows)
    names = {tab.kind: tab.name for tab in tabs}
    return RoleLayout(
        role,
        sheet=names["role"],
        frozen=frozen,
        groups=tuple(_groups(plan, frozen)),
        details=tables,
        block=block,
        form=names["form"],
        people=people,
    )


def _rows(role: Role, table: str) -> int:
    """Return how many rows a detail sheet has ready: the known ones, the usual ones of everybody, and spare ones."""
    usual = role.plan.scheme.details[table].rows
    return sum(max(usual, len(person.rows.get(table, ()))) for person in role.people) + SPARE_ROWS


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
        specs, key=lambda spec: (order.get(spec.kind, 1), declared.get(spec.id, len(declared)) if spec.field else 0)
    )
