"""What a computed cell holds: its formula, and the value that it shows before anybody recalculates the workbook.

A formula is written when a workbook is made, and again when somebody overwrote it; the array backend gives the value.
"""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise
from typing import Generic, ParamSpec, TypeVar

import numpy as np
from xlsxwriter.utility import xl_col_to_name

from presales_xl.backends import excel
from presales_xl.backends.numbers import Floats
from presales_xl.backends.words import column_name, quantity
from presales_xl.people.outcome import PersonOutcome, not_applying
from presales_xl.people.table import CellError, Value
from presales_xl.people.unresolved import of_hr
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Kind, Plan, once_per_plan
from presales_xl.scheme.states import AWAY, EXEMPT, NORMAL, NOT_APPRAISED, STATE, WAITING
from presales_xl.texts import Lang, text
from presales_xl.workbook.layout import FIRST_ROW, RoleLayout, once, quoted, tell_once

Of = ParamSpec("Of")
Comes = TypeVar("Comes")
Shown = float | str
_LONGEST = 250  # characters of a text in a formula; Excel takes 255
_ROW = "\0"  # stands for the row in a formula that is printed once for all of them


@dataclass(frozen=True)
class CellAddresses:
    """The `Addresses` of formulas in one row (from 0) of a sheet of a role; "" is a sheet of no role.

    Cells of other sheets are named with their sheet. Without a row the text has `_ROW` in its place, to be filled in.
    """

    layout: RoleLayout
    sheet: str
    row: int | None

    def cell(self, column_id: str) -> str:
        """Return the cell of a column in this row; on a detail sheet, of people's columns, that of its employee."""
        table = self.layout.table_of(column_id)
        row = _ROW if self.row is None else self.row + 1
        if not table.detail and any(detail.sheet == self.sheet for detail in self.layout.details.values()):
            whose = f"MATCH($A{row},{self.layout.people},0)"  # the employee's label comes first
            return f'IFERROR(INDEX({self.layout.span(column_id)},{whose}),"")'
        cell = f"{xl_col_to_name(table.place(column_id), col_abs=True)}{row}"
        return cell if table.sheet == self.sheet else f"{quoted(table.sheet)}!{cell}"

    def whole(self, column_id: str) -> str:
        """Return all cells of a column, of the role's people or of a detail sheet."""
        span = self.layout.span(column_id)
        return span.cells if span.sheet == self.sheet else str(span)

    def together(self, column_id: str) -> list[str]:
        """Return the cells of a detail sheet's column, and those of other roles' that are reckoned together with it."""
        table = self.layout.table_of(column_id).detail
        return [self.whole(column_id), *(str(sheets[table].span(column_id)) for sheets in self.layout.beside)]

    def parameter(self, parameter_id: str) -> str:
        """Return the cells of a parameter."""
        return self.layout.block.parameter(parameter_id)

    def labels(self, dimension: str) -> str:
        """Return the cells with a dimension's labels."""
        return self.layout.block.labels(dimension)

    def label(self, dimension: str, position: int) -> str:
        """Return the cell with one label."""
        return self.layout.block.label(dimension, position)

    def owner(self, table: str) -> tuple[str, str, str]:
        """Return the owners' cells of a detail table, and the criteria for this row's employee.

        An owner is written as id, blank, name; an id holds neither blanks nor wildcards. The second finds the id alone.
        """
        mine = self.cell("employee_id")
        return str(self.layout.details[table].span("employee")), f'{mine}&" *"', mine


@dataclass(frozen=True)
class FormulaPart(Generic[Of, Comes]):
    """A part of a formula, without its sign, and what that comes to of a role, of one of its people, of a workbook."""

    formula: str
    value: Callable[Of, Comes]


@dataclass(frozen=True)
class Lack:
    """What keeps a result open though no cell that must be filled in is blank.

    `test` holds where the result wants `column`: an entry that may stay blank elsewhere, or a sum of rows that must
    come to something and does not.
    """

    result: ColumnSpec
    test: nodes.Expr
    column: ColumnSpec

    def formula(self, at: CellAddresses) -> str:
        """Return the test, as part of a formula, that somebody who is appraised lacks this."""
        cell = at.cell(self.column.id)
        is_open = f"ISNUMBER({cell})" if self.column.expr else f'{cell}=""'
        test = excel.printed(at.layout.plan, self.test, at)
        return f'IFERROR(AND({at.cell(NOT_APPRAISED)}<>1,{at.cell(self.result.id)}="",{is_open},{test}),0)'

    def holds(self, person: PersonOutcome) -> bool:
        """Return whether a person lacks this."""
        is_there = not math.isnan(person.value(self.column.id))
        if not person.is_appraised or is_there is not bool(self.column.expr) or person.is_exempt(self.result):
            return False
        is_missing = not math.isfinite(person.value(self.result.id))
        return is_missing and person.number(self.test) == 1


@once_per_plan
def lacks(plan: Plan) -> list[Lack]:
    """Return what may keep results of a plan open though nothing is marked as missing."""
    return list(_lacks(plan))


def _lacks(plan: Plan) -> Iterator[Lack]:
    for result in plan.of_kind(*_RESULTS):
        exempt = plan.columns[result.exempt].expr if result.exempt else None
        exempting = nodes.reads(exempt).optional if exempt else ()  # a blank one exempts
        applies = (nodes.Compare("==", nodes.Column(result.exempt), nodes.Const(0)),) if result.exempt else ()
        seen: list[tuple[str, set[nodes.Expr]]] = []
        for tests, entry in _may_be_blank(plan, result, applies):
            is_told = any(entry == before and fewer.issubset(tests) for before, fewer in seen)
            if not is_told and nodes.Column(entry) not in exempting:
                seen.append((entry, set(tests)))
                yield Lack(result, nodes.All(tests) if tests else nodes.Const(1), plan.column(entry))
    for spec in plan.columns.values():
        for node in nodes.walk(spec.expr) if spec.expr and spec.is_number else ():
            if isinstance(node, nodes.Choice):
                yield from _open_sum(plan, spec, node)


_RESULTS: tuple[Kind, ...] = ("points", "adjustment", "pay")
_Tests = tuple[nodes.Expr, ...]


def _open_sum(plan: Plan, spec: ColumnSpec, node: nodes.Choice) -> Iterator[Lack]:
    tests = [test for test, _ in node.steps]
    read = nodes.bare(tests[0].left) if len(tests) == 1 and isinstance(tests[0], nodes.Compare) else None
    if isinstance(read, nodes.Column) and sums_rows(plan.column(read.id)):
        yield from (Lack(spec, nodes.All(holds), plan.column(read.id)) for holds in _missing_when(plan, node))


def _may_be_blank(plan: Plan, spec: ColumnSpec, tests: _Tests = ()) -> Iterator[tuple[_Tests, str]]:
    """Yield the entries that a column cannot do without, though they may stay blank elsewhere, each with when."""
    for holds, column in _wanted(plan, spec.expr, tests) if spec.expr else ():
        part = plan.column(column.id)
        if part.kind == "input" and part.field and part.field.optional:
            yield holds, part.id
        elif part.kind not in _RESULTS:
            yield from _may_be_blank(plan, part, holds)


def _wanted(plan: Plan, expr: nodes.Expr, tests: _Tests) -> Iterator[tuple[_Tests, nodes.Column]]:
    """Yield the columns that a value is missing without, each with the tests under which it is."""
    match expr:
        case nodes.Column():
            yield tests, expr
        case nodes.OrElse(column=column, other=other):
            yield from (((*tests, *holds), column) for holds in _missing_when(plan, other))
            yield from _wanted(plan, other, (*tests, *_without(plan, column)))
        case nodes.Applying(column=column, exempt=exempt):
            applies = (nodes.Compare("!=", nodes.OrElse(each, nodes.Const(0)), nodes.Const(1)) for each in exempt)
            yield (*tests, *applies), column
        case nodes.Choice() | nodes.If():
            for holds, value in _branches(plan, expr):
                yield from _wanted(plan, holds[-1], (*tests, *holds[:-1]))
                yield from _wanted(plan, value, (*tests, *holds))
        case nodes.BlendOfGiven() | nodes.Tags() | nodes.Doubt() | nodes.Asked() | nodes.Alike():
            pass
        case nodes.Cohort(kind=kind, column=column):
            yield from [(tests, column)] if kind.startswith("rank") else []
        case _:
            for child in nodes.children(expr):
                yield from _wanted(plan, child, tests)


def _missing_when(plan: Plan, expr: nodes.Expr) -> Iterator[_Tests]:
    """Yield the tests under which a value that stands for a blank one is missing, too."""
    match expr:
        case nodes.Missing():
            yield ()
        case nodes.OrElse(column=column, other=other):
            yield from ((*_without(plan, column), *holds) for holds in _missing_when(plan, other))
        case nodes.Choice() | nodes.If():
            yield from (holds for holds, value in _branches(plan, expr) if value == nodes.Missing())


def _branches(plan: Plan, node: nodes.Choice | nodes.If) -> Iterator[tuple[_Tests, nodes.Expr]]:
    """Yield the values of a choice, each with the tests under which it is taken; none of them is so of a blank text."""
    steps = ((node.test, node.then),) if isinstance(node, nodes.If) else node.steps
    before: _Tests = ()
    for test, value in steps:
        yield (*before, test), value
        before = (*before, nodes.Not(test))
    if isinstance(node, nodes.ByLabel):
        taken = {position for position, _ in node.worth}
        others = [place for place in range(len(plan.dimensions[node.dimension].keys)) if place not in taken]
        before = (nodes.Any(tuple(nodes.Is(node.text, node.dimension, place) for place in others)),)
        if not others:
            return
    yield before, node.other if isinstance(node, nodes.If) else node.otherwise


def _without(plan: Plan, column: nodes.Column) -> _Tests:
    """Return the test that a number is not there; an entry that is not valid is there, and marked."""
    spec = plan.column(column.id)
    count = nodes.CountGiven((column,)) if spec.expr else nodes.CountEntered((column,))
    return (nodes.Compare("==", count, nodes.Const(0)),) if spec.is_number else ()


def sums_rows(spec: ColumnSpec) -> bool:
    """Return whether a column is a sum of shares of rows, which may have to come to 100 %: 99.99 % is less."""
    part = nodes.bare(spec.expr) if spec.expr else None
    return spec.unit == "rate" and isinstance(part, nodes.Rows) and part.kind == "sum"


def of_row(layout: RoleLayout, spec: ColumnSpec, row: int, lang: Lang) -> str:
    """Return the formula of a computed column, a detail row's state included, in a row (from 0) of its sheet."""
    printed = _printed(layout, spec.id, lang).replace(_ROW, str(row + 1))
    if spec.id not in (AWAY, NOT_APPRAISED) or layout.role.people[row - FIRST_ROW].entries.get(STATE) == EXEMPT:
        return printed
    typed = f"{layout.cell(STATE, row)}={layout.block.label(STATE, EXEMPT)}"  # HR alone exempts: it counts for nothing
    missing = missing_text(spec, lang)
    return f'=IFERROR(IF({typed},"{missing}",{printed[1:]}),"{missing}")'


@once
def _printed(layout: RoleLayout, column: str, lang: Lang) -> str:
    """Return the formula of a computed column for all rows, with `_ROW` in the place of each."""
    spec, table = layout.plan.column(column), layout.table_of(column)
    at = CellAddresses(layout, table.sheet, None)
    if table.detail and spec.kind == "state":
        owner = f"{xl_col_to_name(table.place('employee'), col_abs=True)}{_ROW}"
        stranger = f"SUMPRODUCT(({layout.people}={owner})*1)=0"
        return excel.row_state(layout.plan, table.detail, at, stranger, is_part=layout.role.is_part)
    exempt = not_applying(spec, lang) if spec.exempt else ""
    missing = missing_text(spec, lang)
    printed = excel.formula(layout.plan, spec, at, missing=missing, exempt=exempt)
    if spec.kind == "total" and WAITING in layout.plan.columns:
        waits = f'IF({at.cell(WAITING)}=1,"{waiting_text(layout.plan, lang)}","{missing}")'
        printed = printed.replace(f'"{missing}"', waits)
    return printed


def cell_value(person: PersonOutcome, column_id: str, lang: Lang) -> Shown:
    """Return what the cell of a person shows; "" where it is blank."""
    spec = person.plan.columns[column_id]
    if spec.kind == "total" and person.value(WAITING) == 1:
        return waiting_text(person.plan, lang)
    return (
        not_applying(spec, lang) if person.is_exempt(spec) else shown(person.plan, spec, person.value(column_id), lang)
    )


@once
def cell_values(role: RoleLayout, column_id: str) -> list[Shown]:
    """Return what the cells of a column show of everybody, one after the other, as `cell_value` says it."""
    return column_shown(role.plan, role.outcome.values, column_id, role.block.lang)


def column_shown(plan: Plan, values: Mapping[str, Floats], column_id: str, lang: Lang) -> list[Shown]:
    """Return what the cells of a column show of everybody, given all values, as `cell_value` says it of one."""
    spec = plan.columns[column_id]
    cells = all_shown(plan, spec, (values[column_id] + 0.0).tolist(), lang)  # no −0
    if spec.exempt in values:
        for place in np.flatnonzero(values[spec.exempt] == 1).tolist():
            cells[place] = not_applying(spec, lang)
    if spec.kind == "total" and WAITING in values:
        for place in np.flatnonzero(values[WAITING] == 1).tolist():
            cells[place] = waiting_text(plan, lang)
    return cells


def all_shown(plan: Plan, spec: ColumnSpec, values: Sequence[float], lang: Lang) -> list[Shown]:
    """Return some values of a column as its cells show them, as `shown` says it of one."""
    missing = missing_text(spec, lang)
    if spec.kind == "flags":
        return [shown(plan, spec, value, lang) for value in values]
    if not spec.dimension:
        return [value if math.isfinite(value) else missing for value in values]
    names = [names[lang] for names in plan.dimensions[spec.dimension].names]
    return [names[int(value)] if math.isfinite(value) else missing for value in values]


@once
def entries(role: RoleLayout, column_id: str) -> list[Shown | None]:
    """Return what the cells of an input, or of what is known before, hold of everybody; None where they are blank."""
    spec = role.plan.columns[column_id]
    if spec.words:
        return [person.texts.get(column_id) for person in role.role.people]
    return _column_entered(role.plan, role.outcome.inputs.columns, column_id, role.block.lang)


def _column_entered(plan: Plan, entered: Mapping[str, Floats], column_id: str, lang: Lang) -> list[Shown | None]:
    spec, values = plan.columns[column_id], (entered[column_id] + 0.0).tolist()  # no −0
    if column_id == STATE:
        values = [NORMAL if math.isnan(value) else value for value in values]
    if not spec.dimension:
        return [value if math.isfinite(value) else None for value in values]
    names = [names[lang] for names in plan.dimensions[spec.dimension].names]
    return [names[int(value)] if math.isfinite(value) else None for value in values]


def tell_together(teams: Sequence[RoleLayout]) -> None:
    """Work out at once what `cell_values` and `entries` give of some teams of one role, for whoever asks for it."""
    plan, lang = teams[0].plan, teams[0].block.lang
    values = _joined([team.outcome.values for team in teams])
    entered = _joined([team.outcome.inputs.columns for team in teams])
    edges = list(accumulate((team.outcome.size for team in teams), initial=0))
    of_teams = [slice(*edge) for edge in pairwise(edges)]
    for key, spec in plan.columns.items():
        cells = column_shown(plan, values, key, lang)
        tell_once(teams, [cells[its] for its in of_teams], cell_values, key)
        if key in entered and not spec.words:
            held = _column_entered(plan, entered, key, lang)
            tell_once(teams, [held[its] for its in of_teams], entries, key)


def _joined(teams: Sequence[Mapping[str, Floats]]) -> dict[str, Floats]:
    return {key: np.concatenate([columns[key] for columns in teams]) for key in teams[0]}


def shown(plan: Plan, spec: ColumnSpec, value: float, lang: Lang) -> Shown:
    """Return a column's value as its cell shows it: a number, a label, or what stands for missing."""
    if not math.isfinite(value):
        return missing_text(spec, lang)
    if not spec.dimension:
        return value
    names = [names[lang] for names in plan.dimensions[spec.dimension].names]
    if spec.kind == "flags":
        return "".join(f"●{names[place]} " for place in plan.flags_up(value))
    return names[int(value)]


def missing_text(spec: ColumnSpec, lang: Lang) -> str:
    """Return what a cell shows while its value is missing, and nobody waits for HR."""
    return text(lang, "workbook.role.not_done") if spec.kind == "total" else ""


def waiting_text(plan: Plan, lang: Lang) -> str:
    """Return what the total shows of whom only HR keeps it open: what HR is to say."""
    names = [column_name(plan.columns[key], lang) for key in of_hr(plan)]
    return text(lang, "workbook.role.waiting", names=text(lang, "problems.comma").join(names))


def in_words(value: Value) -> str:
    """Return what a cell shows as a message repeats it; "" for a blank one."""
    if isinstance(value, CellError):
        return value.code
    return "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)


def entry_in_words(plan: Plan, spec: ColumnSpec, value: float, lang: Lang) -> str:
    """Return what somebody entered or was given, as messages say it: blank and not valid in a word."""
    if not math.isfinite(value):
        return text(lang, "results.blank" if math.isnan(value) else "collecting.invalid")
    if spec.unit == "money" and spec.expr is not None:
        value = round(value, 2)  # what is computed goes beyond the cent, and nobody reads it there
    return str(shown(plan, spec, value, lang)) if spec.dimension else quantity(value, spec.unit, lang)


def literal(words: str) -> str:
    """Return a text as a formula holds it, in pieces that Excel takes."""
    escaped = (words[at : at + _LONGEST].replace('"', '""') for at in range(0, len(words), _LONGEST))
    return "&".join(f'"{piece}"' for piece in escaped) or '""'
