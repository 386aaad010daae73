"""What a computed cell holds: its formula, and the value that it shows before anybody recalculates the workbook.

A formula is written when a workbook is made, and again when somebody overwrote it; the array backend gives the value.
"""

import math
from dataclasses import dataclass

from xlsxwriter.utility import xl_col_to_name

from presales_xl.backends import excel
from presales_xl.people.outcome import PersonOutcome
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import Lang, text
from presales_xl.workbook.layout import DetailLayout, RoleLayout, quoted

Shown = float | str
_ROW = "\0"  # stands for the row in a formula that is printed once for all of them


@dataclass(frozen=True)
class CellAddresses:
    """The `Addresses` of formulas in one row (from 0) of a role sheet or of one of its detail sheets.

    Without a row the text has `_ROW` in its place, to be filled in.
    """

    layout: RoleLayout
    row: int | None
    detail: DetailLayout | None = None
    elsewhere: bool = False

    def cell(self, column_id: str) -> str:
        """Return the cell of a column in this row."""
        place = (self.layout if self.detail is None else self.detail).place(column_id)
        cell = f"{xl_col_to_name(place, col_abs=True)}{_ROW if self.row is None else self.row + 1}"
        if self.detail is not None:
            return cell
        return f"{quoted(self.layout.sheet)}!{cell}" if self.elsewhere else cell

    def whole(self, column_id: str) -> str:
        """Return all cells of a column, of the role sheet or of a detail sheet."""
        for detail in self.layout.details.values():
            if column_id in detail.columns:
                return str(detail.span(column_id))
        span = self.layout.span(column_id)
        return str(span) if self.elsewhere else span.cells

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


def of_person(layout: RoleLayout, spec: ColumnSpec, row: int, lang: Lang) -> str:
    """Return the formula of a computed column in a row (from 0) of a role sheet."""
    key = ("", spec.id, lang)
    if key not in layout.printed:
        at = CellAddresses(layout, None)
        layout.printed[key] = excel.formula(layout.plan, spec, at, missing_text(spec, lang))
    return layout.printed[key].replace(_ROW, str(row + 1))


def of_detail(layout: RoleLayout, detail: DetailLayout, spec: ColumnSpec, row: int) -> str:
    """Return the formula of a computed column, the row's state included, in a row of a detail sheet."""
    key = (detail.table, spec.id, "")
    if key not in layout.printed:
        at = CellAddresses(layout, None, detail)
        if spec.kind == "state":
            stranger = f"SUMPRODUCT(({layout.people}={at.cell('employee')})*1)=0"
            layout.printed[key] = excel.row_state(layout.plan, detail.table, at, stranger)
        else:
            layout.printed[key] = excel.formula(layout.plan, spec, at)
    return layout.printed[key].replace(_ROW, str(row + 1))


def cell_value(person: PersonOutcome, column_id: str, lang: Lang) -> Shown:
    """Return what the cell of a person shows; "" where it is blank."""
    return shown(person.plan, person.plan.columns[column_id], person.value(column_id), lang)


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
    """Return what a cell shows while its value is missing."""
    return text(lang, "workbook.role.not_done") if spec.kind == "total" else ""
