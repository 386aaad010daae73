"""What the sheets of a workbook show, beside what is computed from the same entries.

A cell may show something else because its formula was typed over, because cells were moved by cut and paste, which
changes the formulas that read them, or because no program computed the workbook before it was saved.
"""

import math
from collections.abc import Collection, Mapping

from presales_xl.backends.words import column_in_full
from presales_xl.people.employees import Role
from presales_xl.people.outcome import outcome
from presales_xl.people.table import UNCOMPUTED, CellError, Value
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Kind
from presales_xl.scheme.errors import Place, Problem
from presales_xl.texts import Lang, text
from presales_xl.workbook.formulas import Shown, cell_value, missing_text
from presales_xl.workbook.layout import RoleLayout, cell_name
from presales_xl.workbook.reader import Sheets

#: Columns of these kinds are what people take with them from a sheet.
RESULTS: tuple[Kind, ...] = ("points", "adjustment", "total", "grade", "rank", "flags", "pay")
_SAME = 1e-9  # relative: what a program's last binary digits may differ by; money and totals are rounded to 0.01


def differences(
    sheets: Sheets,
    role: Role,
    layout: RoleLayout,
    *,
    columns: Mapping[str, Mapping[str, int]],
    rows: Mapping[str, Mapping[str, int]],
    lang: Lang,
    kinds: Collection[Kind] = (),
    counted: Role | None = None,
) -> list[Problem]:
    """Return a warning per computed cell of a role's people that shows something else than follows from the entries.

    `role` has the entries as formulas see them, `counted` those that count, where a sheet may hold others; `columns`
    and `rows` say by sheet where column ids and employees stand.
    Only `kinds` are told of where some are given, no formula without a value, nothing where entries were not found.
    """
    entered = [key for key in layout.main.columns if (spec := role.plan.columns.get(key)) and spec.is_entered]
    if not columns.get(layout.main.sheet, {}).keys() >= set(entered):
        return []
    computed = outcome(role.plan, role.inputs())
    counting = outcome(role.plan, counted.inputs()) if counted else computed
    differing: dict[str, dict[int, str]] = {}  # cells by column and the person's place: what others may follow from
    found: list[tuple[int, Problem]] = []
    for spec in role.plan.columns.values():  # in the order in which they are computed
        sheet = layout.table_of(spec.id).sheet
        column = columns.get(sheet, {}).get(spec.id)
        for place, person in enumerate(role.people) if spec.expr is not None else ():
            row = rows.get(sheet, {}).get(person.employee_id)
            if row is None or column is None:
                continue
            shown = sheets[sheet][row][column] if column < len(sheets[sheet][row]) else None
            expected = cell_value(computed.person(place), spec.id, lang)
            is_formula = (row, column) in sheets.formulas.get(sheet, ())
            is_unsaid = is_formula and shown is None and UNCOMPUTED in sheets[sheet][row]  # values were left out
            counts = cell_value(counting.person(place), spec.id, lang)
            is_right, is_open = is_same(shown, expected), is_same(shown, missing_text(spec, lang))
            if shown == UNCOMPUTED or is_unsaid or is_same(shown, counts) or (is_right and is_open):
                continue
            cell = cell_name(row, column)
            cause = _cause(spec, place, differing)
            why = "entries" if is_right else _why(is_formula=is_formula, is_open=is_open, cause=cause)
            if not is_right:
                differing.setdefault(spec.id, {})[place] = f"{sheet} {cell}"
            if spec.kind in kinds or not kinds:
                who = {"id": person.employee_id, "person": person.name or person.employee_id}
                values = {"found": in_words(shown), "expected": in_words(counts)}
                reason = {"cause": cause, "why": text(lang, f"workbook.shown.{why}", cell=cause)}
                fields = {**who, "name": column_in_full(role.plan, spec, lang), **values, **reason}
                found.append((place, Problem("shown.differs", Place(sheet=sheet, cell=cell), fields, "warning")))
    return [problem for _, problem in sorted(found, key=lambda each: each[0])]


def _why(*, is_formula: bool, is_open: bool, cause: str) -> str:
    """Return why a cell shows something else than its formula gives: a key of `workbook.shown`."""
    if not is_formula:
        return "overwritten"
    if cause:
        return "follows"
    return "stale" if is_open else "moved"


def _cause(spec: ColumnSpec, place: int, differing: Mapping[str, Mapping[int, str]]) -> str:
    """Return a cell that a person's cell is computed from and that differs itself, "" where none does."""
    for node in nodes.walk(spec.expr or nodes.Missing()):
        if isinstance(node, nodes.Cohort) and node.column.id in differing:
            return next(iter(differing[node.column.id].values()))
        if isinstance(node, nodes.Column) and place in differing.get(node.id, {}):
            return differing[node.id][place]
    return ""


def is_same(found: Value, expected: Shown) -> bool:
    """Return whether a cell shows what was computed."""
    if isinstance(expected, str):
        return (found is None and expected == "") or (isinstance(found, str) and found.strip() == expected.strip())
    if isinstance(found, bool) or not isinstance(found, int | float):
        return False
    return math.isclose(found, expected, rel_tol=_SAME, abs_tol=_SAME)


def in_words(value: Value | Shown) -> str:
    """Return what a cell shows as a message repeats it; "" for a blank one."""
    if isinstance(value, CellError):
        return value.code
    return "" if value is None else f"{value:.10g}" if isinstance(value, float) else str(value)
