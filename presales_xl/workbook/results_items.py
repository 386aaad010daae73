"""逐项说明: one line per employee and item: what was entered, how the rule was applied, what came out."""

import math
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from xlsxwriter.worksheet import Worksheet

from presales_xl.backends import explain
from presales_xl.scheme import nodes
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import Lang, text
from presales_xl.workbook.headers import wide
from presales_xl.workbook.style import Style, page
from presales_xl.workbook.values import shown

if TYPE_CHECKING:
    from presales_xl.workbook.results import ResultPerson, ResultRole

_COLUMNS = {"id": 11, "name": 10, "role_header": 16, "item": 26, "inputs": 44, "rule": 70, "result": 11}
_KINDS = ("points", "adjustment", "total", "grade", "pay")


def items_sheet(sheet: Worksheet, style: Style, roles: Sequence["ResultRole"]) -> None:
    """Write the sheet; a line per indicator, adjustment, total, grade and amount of money."""
    lang = style.lang
    for place, (key, width) in enumerate(_COLUMNS.items()):
        sheet.set_column(place, place, width)
        sheet.write_string(0, place, text(lang, f"results.{key}"), style.header())
    sheet.set_row(0, 24)
    row = 0
    for role in roles:
        specs = [spec for spec in role.plan.columns.values() if spec.kind in _KINDS]
        read = {spec.id: list(entered(role.plan, spec)) for spec in specs}
        for person in role.people:
            for spec in specs:
                row += 1
                _line(sheet, style, row, role, person, spec, read[spec.id])
    sheet.freeze_panes(1, 4)
    sheet.autofilter(0, 0, max(row, 1), len(_COLUMNS) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:A{row + 1}"})
    page(sheet, lang, landscape=True, title=text(lang, "results.sheet.details"), repeat=(0, 0))


def _line(
    sheet: Worksheet,
    style: Style,
    row: int,
    role: "ResultRole",
    person: "ResultPerson",
    spec: ColumnSpec,
    read: Sequence[ColumnSpec],
) -> None:
    lang, plan = style.lang, role.plan
    rule = explain.explain(plan, spec, person.values, lang, person.others)
    inputs = text(lang, "results.separator").join(_entry(plan, each, person, lang) for each in read)
    name = spec.name[lang] if spec.name else text(lang, f"columns.{spec.label}")
    wrapped = style.cell("text", text_wrap=True, valign="top")
    for place, words in enumerate((person.employee_id, person.name, role.name, name, inputs, rule)):
        sheet.write_string(row, place, words, wrapped)
    value = person.values[spec.id]
    result = shown(plan, spec, value, lang) if math.isfinite(value) else text(lang, "columns.incomplete")
    if isinstance(result, str):
        colour = {} if math.isfinite(value) else {"colour": "missing_line"}
        sheet.write_string(
            row, len(_COLUMNS) - 1, result, style.cell("text", bold=True, align="right", valign="top", **colour)
        )
    else:
        sheet.write_number(row, len(_COLUMNS) - 1, result, style.cell(spec.unit, bold=True, valign="top"))
    lines = max(-(-wide(inputs) // _COLUMNS["inputs"]), -(-wide(rule) // _COLUMNS["rule"]), 1)
    sheet.set_row(row, max(18, 14.5 * lines))


def _entry(plan: Plan, spec: ColumnSpec, person: "ResultPerson", lang: Lang) -> str:
    value = person.values[spec.id]
    own = shown(plan, spec, value, lang) if math.isfinite(value) else text(lang, "results.blank")
    written = own if isinstance(own, str) else f"{own:.1%}" if spec.unit == "rate" else f"{own:,.10g}"
    name = spec.name[lang] if spec.name else text(lang, f"columns.{spec.label}")
    return text(lang, "results.input", name=name, value=written)


def entered(plan: Plan, spec: ColumnSpec) -> Iterator[ColumnSpec]:
    """Yield the inputs that a column comes from, in the order of the scheme; none for sums, which name their parts."""
    if spec.kind in ("total", "grade") or spec.label == "pay_total":
        return
    found: set[str] = set()

    def visit(column_id: str) -> None:
        known = plan.columns.get(column_id)
        if known is None or column_id in found:  # a column of a detail table
            return
        found.add(column_id)
        if known.kind in ("total", "grade"):
            return
        for node in nodes.walk(known.expr) if known.expr else ():
            if isinstance(node, nodes.Column):
                visit(node.id)
            elif isinstance(node, nodes.Cohort | nodes.OrElse):
                visit(node.column.id)
            elif isinstance(node, nodes.Rows | nodes.RowCount):
                visit(nodes.row_count_column(node.table).id)

    visit(spec.id)
    yield from (
        other for key, other in plan.columns.items() if key in found and other.kind in ("input", "rows", "level")
    )
