"""What a workbook is made of, and where everything stands in it: sheets, columns, rows. Nobody else counts cells."""

import math
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache, wraps
from inspect import unwrap
from typing import Any, Concatenate, Literal, ParamSpec, TypeVar

from xlsxwriter.utility import xl_cell_to_rowcol, xl_rowcol_to_cell

from presales_xl.people.employees import DetailRow, Role
from presales_xl.people.outcome import Outcome, outcome
from presales_xl.people.questions import Confirmation
from presales_xl.scheme.columns import (
    ADJUSTMENTS,
    ASKED,
    FLAGS,
    LAST,
    PAY,
    QUESTION,
    SUMMARY,
    WORDS,
    ColumnSpec,
    Plan,
    once_per_plan,
)
from presales_xl.workbook.parameter_block import ParameterBlock

SHEET_NAME_MOST = 31
ID_ROW = 0  # row 1 of role and detail sheets, hidden: the column ids
#: Rows of a role sheet above its people: its title, then what is said of each column.
TITLE_ROW, SECTION_ROW, GROUP_ROW, COLUMN_ROW = 1, 2, 3, 4
FIRST_ROW = 5  # below title, section, indicator and column headers
PEOPLE_ROW, PEOPLE_COL = 18, 1  # where the list of people begins on the first sheet
IDENTITY = "_presales"
#: Columns at the left of a role sheet, frozen; a scheme without levels or grades lacks those.
FROZEN = ("employee_id", "name", "level", "state", "total", "grade", "completeness")
#: Columns at the left of the sheet with a role's workings, frozen: whose row it is.
PERSON = ("employee_id", "name")
#: At the right of that sheet: each person's place in the ranking on 汇总, of which no two have the same.
ORDER = "order"
#: At the right of a detail sheet: how many entries are doubted in the rows above.
ABOVE = "asked_above"


@dataclass(frozen=True)
class Book:
    """What one manager's workbook for one period says before anybody fills it in.

    `issue` counts what was issued to the manager for it; `returns` is the folder that it is to be returned to, if any,
    `due` the day (ISO) by which, `contact` whom to ask. `confirmed` are doubted entries that somebody has confirmed,
    `department` that of the manager, "" where the roster names none,
    `chosen` the places of those whose forms are shown, by the names of the sheets; the first ones otherwise,
    `task` what to do with it, where it is not one that is filled in and returned.
    """

    company: str
    period: str
    manager_id: str
    manager: str
    team: str
    roles: Sequence[Role]
    issue: int = 1
    returns: str = ""
    due: str = ""
    contact: str = ""
    confirmed: Collection[Confirmation] = ()
    chosen: Mapping[str, int] = field(default_factory=dict)
    department: str = ""
    task: str = ""


def sheet_name(name: str) -> str:
    """Return `name` as a sheet name: without the characters that Excel forbids, at most 31 long as Excel counts.

    Nor has it quotation marks, which are the ends of texts in formulas, or other blanks than the plain one.
    """
    cleaned = re.sub(r"[\[\]:*?/\\\"\s]", " ", name).strip(" '")
    units = cleaned.encode("utf-16-le")[: 2 * SHEET_NAME_MOST]
    return units.decode("utf-16-le", errors="ignore").strip(" '")


@lru_cache(maxsize=2**16)
def cell_name(row: int, column: int) -> str:
    """Return a cell as A1, from row and column counted from 0."""
    return str(xl_rowcol_to_cell(row, column))


@lru_cache(maxsize=2**16)
def cell_place(name: str) -> tuple[int, int]:
    """Return row and column, counted from 0, of a cell as A1."""
    row, column = xl_cell_to_rowcol(name)
    return int(row), int(column)


def quoted(sheet: str) -> str:
    """Return a sheet name as formulas write it."""
    return "'" + sheet.replace("'", "''") + "'"


def label_of(employee_id: str, name: str) -> str:
    """Return how a person is chosen from a list: id, blank, name.

    The tilde is taken out because it escapes characters in a search criterion.
    """
    return f"{employee_id} {name}".replace("~", "～")


Part = Literal["entries", "given", "results", "workings"]
PARTS: tuple[Part, ...] = ("entries", "given", "results", "workings")
NOT_GIVEN = ".not_given"
_RESULTS = ("points", "adjustment", "total", "grade", "rank", "completeness", "pay", "flags")


@dataclass(frozen=True)
class Group:
    """Columns that stand together: those of an indicator, the adjustments, the pay, which are of one part.

    The role sheet shows what the manager enters (`entries`), then what HR and raters give (`given`), then `results`;
    `workings` stand on a sheet of their own. What HR gave of nobody or of some only is the manager's to enter: the
    group NOT_GIVEN.
    """

    id: str
    part: Part
    columns: tuple[str, ...]

    @property
    def name(self) -> str:
        """Return how texts name a group that is no indicator's and no detail table's."""
        return self.id.removeprefix(".")


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
class TableLayout:
    """A table with a sheet of its own: its columns from left to right, its rows from FIRST_ROW on.

    Of a detail table, `detail`, the employee's column comes first; behind the state of the row stand the questions.
    """

    sheet: str
    columns: tuple[str, ...]
    rows: int
    detail: str = ""

    @property
    def last_row(self) -> int:
        """Return the index of the last row, of a detail table of the last one kept ready."""
        return FIRST_ROW + self.rows - 1

    def place(self, column: str) -> int:
        """Return a column's index."""
        return self.columns.index(column)

    def span(self, column: str) -> Span:
        """Return all cells of a column."""
        return Span(self.sheet, self.place(column), FIRST_ROW, self.last_row)


@dataclass(frozen=True)
class RoleLayout:
    """The two sheets of one role, which have the same rows, with its detail sheets and its scheme's parameters.

    `beside` are the detail sheets of each other role whose rows are reckoned together with those here.
    """

    number: int  # among the roles, from 0
    role: Role
    main: TableLayout
    workings: TableLayout
    groups: tuple[Group, ...]
    details: dict[str, TableLayout]
    block: ParameterBlock
    form: str  # the sheet with the form of one employee
    people: Span  # the labels of the people on the first sheet
    beside: tuple[Mapping[str, TableLayout], ...] = ()
    known: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)  # see `once`

    @property
    def plan(self) -> Plan:
        """Return the role's compiled scheme."""
        return self.role.plan

    @cached_property
    def outcome(self) -> Outcome:
        """Return what comes out for the people with the entries that the workbook begins with."""
        return outcome(self.plan, self.role.inputs())

    @cached_property
    def order(self) -> list[float]:
        """Return each person's place in the ranking, those of equal rank one after the other; NaN without a rank."""
        seen: dict[float, int] = {}
        order = []
        for rank in self.outcome.values["rank"].tolist():
            order.append(rank + seen.get(rank, 0))
            seen[rank] = seen.get(rank, 0) + 1
        return order

    @property
    def tables(self) -> tuple[TableLayout, ...]:
        """Return all tables of the role."""
        return self.main, self.workings, *self.details.values()

    @cached_property
    def _tables(self) -> Mapping[str, TableLayout]:
        return {column: table for table in reversed(self.tables) for column in table.columns}

    def table_of(self, column: str) -> TableLayout:
        """Return the table in which a column stands."""
        return self._tables[column]

    @property
    def frozen(self) -> tuple[str, ...]:
        """Return the columns that stay in sight on the role sheet."""
        return tuple(column for column in self.main.columns if column in FROZEN)

    def of_part(self, *parts: Part) -> list[Group]:
        """Return the groups of some parts from left to right."""
        return [group for group in self.groups if group.part in parts]

    def columns_of(self, group_id: str) -> list[str]:
        """Return the columns of an indicator or the like, in the order in which one comes about from the other."""
        specs = [self.plan.columns[column] for group in self.groups for column in group.columns]
        own = (spec for spec in specs if spec.group == group_id)
        return [spec.id for spec in sorted(own, key=lambda spec: spec.kind in _RESULTS)]

    def span(self, column: str) -> Span:
        """Return all cells of a column."""
        return self.table_of(column).span(column)

    def address(self, column: str, row: int) -> str:
        """Return one cell as A1, without its sheet."""
        return str(xl_rowcol_to_cell(row, self.table_of(column).place(column)))

    def cell(self, column: str, row: int) -> str:
        """Return one cell as formulas of other sheets name it."""
        return f"{quoted(self.table_of(column).sheet)}!{self.address(column, row)}"

    def ready(self, table: str) -> list[tuple[int | None, DetailRow | None]]:
        """Return the rows of a detail sheet as it begins: of each person the known and some blank ones, then others.

        Each is the place of its employee and what is known of it.
        """
        detail, ready = self.plan.scheme.details[table], list[tuple[int | None, DetailRow | None]]()
        for place, person in enumerate(self.role.people):
            known = person.rows.get(table, ())
            ready += [(place, row) for row in (*known, *[None] * (detail.rows - len(known)))]
        return ready + [(None, None)] * (self.details[table].rows - len(ready))

    @cached_property
    def first_blank(self) -> tuple[int, int] | None:
        """Return the first cell of the role sheet, person by person, that the manager still has to fill in."""
        specs = [self.plan.columns[key] for group in self.of_part("entries", "given") for key in group.columns]
        needed = [spec for spec in specs if spec.field and not spec.field.may_stay_blank]
        for number, person in enumerate(self.role.people):
            for spec in needed:
                is_open = spec.id not in person.locked and spec.id not in person.awaited
                if is_open and not math.isfinite(person.entry(spec)):
                    return FIRST_ROW + number, self.table_of(spec.id).place(spec.id)
        return None

    def first_blank_row(self, table: str) -> tuple[int, int] | None:
        """Return the first cell of the first row of a detail sheet that somebody still lacks."""
        for number, (place, row) in enumerate(self.ready(table)):
            if place is not None and row is None:
                known = self.role.people[place].rows.get(table, ())
                if len(known) < self.plan.scheme.details[table].least:
                    return FIRST_ROW + number, 1
        return None

    def rows_of(self, table: str) -> list[int]:
        """Return in which rows of a detail sheet, from its first one on, those stand that are known."""
        ready = (number for number, (_, known) in enumerate(self.ready(table)) if known is not None)
        came = (known.place.cell for _, known in self.role.rows(table))
        return [
            xl_cell_to_rowcol(cell)[0] - FIRST_ROW if cell else number for cell, number in zip(came, ready, strict=True)
        ]

    def begins(self, row: int) -> str:
        """Return the cell where a person's entries begin: in the own row, or on the detail sheet that asks for all."""
        columns = [self.plan.columns[key] for group in self.of_part("entries") for key in group.columns]
        if self.details and not any(spec.field and not spec.field.may_stay_blank for spec in columns):
            first = next(iter(self.details.values()))
            return f"{quoted(first.sheet)}!{xl_rowcol_to_cell(FIRST_ROW, 0)}"
        return self.cell("employee_id", row)


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
    known: dict[object, Any] = field(default_factory=dict, compare=False, repr=False)  # see `once`

    @property
    def names(self) -> Mapping[str, str]:
        """Return the names of the sheets that there is one of, by kind."""
        return {tab.kind: tab.name for tab in self.tabs if tab.role < 0}

    def sheets(self) -> Iterator[str]:
        """Yield the names of all sheets in the order of their tabs."""
        yield from (tab.name for tab in self.tabs)
        yield IDENTITY


_Layout = TypeVar("_Layout", RoleLayout, BookLayout)
_Further = ParamSpec("_Further")
_Known = TypeVar("_Known")


def once(
    function: Callable[Concatenate[_Layout, _Further], _Known],
) -> Callable[Concatenate[_Layout, _Further], _Known]:
    """Let what a function makes of a layout, and of further positional arguments, be made once for each layout."""

    @wraps(function)
    def known(layout: _Layout, /, *further: _Further.args, **named: _Further.kwargs) -> _Known:
        key = (function, *further)
        if key not in layout.known:
            layout.known[key] = function(layout, *further, **named)
        made: _Known = layout.known[key]
        return made

    return known


def tell_once(
    layouts: Iterable[_Layout], made: Iterable[object], function: Callable[..., object], *further: object
) -> None:
    """Tell what a function that is called `once` makes of each of some layouts, and of further arguments."""
    key = (unwrap(function), *further)
    for layout, each in zip(layouts, made, strict=True):
        layout.known[key] = each


def lay_out_role(
    number: int, role: Role, tabs: Sequence[Tab], *, block: ParameterBlock, people: Span, ready: Mapping[str, int]
) -> RoleLayout:
    """Return where everything of a role, the first of which has number 0, stands on its sheets, `tabs`.

    `block` holds the parameters of its scheme, `people` the labels of its people; `ready` gives how many rows a detail
    sheet has, by its name.
    """
    names = {tab.kind: tab.name for tab in tabs}
    fixed = frozenset(role.plan.columns).intersection(*(each.locked | each.awaited for each in role.people))
    groups = _groups(role.plan, fixed, frozenset[str]().union(*(each.locked for each in role.people)))
    frozen = tuple(key for key in FROZEN if key in PERSON or key in role.plan.columns)
    open_columns = (column for group in groups if group.part != "workings" for column in group.columns)
    workings = (column for group in groups if group.part == "workings" for column in group.columns)
    people_rows = len(role.people)
    details = {}
    for tab in tabs:
        if tab.table:
            table = role.plan.tables[tab.table]
            columns = ("employee", *table.shown, *([*table.asking, ABOVE] if table.asking else ()))
            rows = ready[tab.name] if tab.name in ready else _rows(role, tab.table)
            details[tab.table] = TableLayout(tab.name, columns, rows, detail=tab.table)
    return RoleLayout(
        number,
        role,
        main=TableLayout(names["role"], (*frozen, *open_columns), people_rows),
        workings=TableLayout(names["workings"], (*PERSON, *workings, ORDER), people_rows),
        groups=groups,
        details=details,
        block=block,
        form=names["form"],
        people=people,
    )


def _rows(role: Role, table: str) -> int:
    """Return how many rows a detail sheet has ready: as many as everybody may have."""
    most = role.plan.scheme.details[table].most
    return sum(max(most, len(person.rows.get(table, ()))) for person in role.people)


@once_per_plan
def _groups(plan: Plan, fixed: frozenset[str], given_of_some: frozenset[str]) -> tuple[Group, ...]:
    """Return the groups part by part: details, indicators, adjustments, the rest of the sum, pay, flags.

    Columns that are `fixed` nobody of the role is asked for; the others may be given of some.
    """
    scheme = plan.scheme
    left = [spec for spec in plan.columns.values() if spec.id not in FROZEN]
    fixed_groups = (ADJUSTMENTS, SUMMARY, PAY, FLAGS, NOT_GIVEN, WORDS, LAST, QUESTION, ASKED)
    order = [*scheme.details, *scheme.enabled(), *fixed_groups]
    declared: dict[str, float] = {f"input.{name}": place for place, name in enumerate(scheme.inputs)}
    declared |= {spec.id: _behind(spec, declared) for spec in left if spec.words}
    members: dict[tuple[Part, str], list[ColumnSpec]] = defaultdict(list)
    for spec in left:
        part = _part_of(spec, fixed)
        is_given = part == "entries" and spec.field and (spec.field.given_by == "hr" or spec.id in given_of_some)
        members[part, NOT_GIVEN if is_given else spec.group].append(spec)
    groups = []
    for part in PARTS:
        for group in order:
            specs = members[part, group]
            if part in ("entries", "given"):
                specs.sort(key=lambda spec: declared.get(spec.id, -1))
            if specs:
                groups.append(Group(group, part, tuple(spec.id for spec in specs)))
    return tuple(groups)


def _behind(spec: ColumnSpec, declared: Mapping[str, float]) -> float:
    """Return the place of a text: behind what it explains."""
    explained = spec.words.explains if spec.words else ()
    return max((declared.get(f"input.{name}", -1) for name in explained), default=len(declared)) + 0.5


def _part_of(spec: ColumnSpec, fixed: frozenset[str]) -> Part:
    if spec.field is None and spec.id not in FROZEN and spec.kind not in ("rows", *_RESULTS):
        return "workings"
    if spec.field is not None:
        return "given" if spec.id in fixed else "entries"
    return "given" if spec.kind == "rows" else "results"
