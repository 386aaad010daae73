"""The formula of every computed cell: written when a workbook is made, and again when somebody overwrote it."""

from dataclasses import dataclass

from xlsxwriter.utility import xl_rowcol_to_cell

from presales_xl.backends import excel
from presales_xl.scheme.columns import ColumnSpec
from presales_xl.texts import Lang
from presales_xl.workbook.layout import DetailLayout, RoleLayout, quoted
from presales_xl.workbook.values import missing_text


@dataclass(frozen=True)
class CellAddresses:
    """The `Addresses` of formulas in one row of a role sheet or of one of its detail sheets."""

    layout: RoleLayout
    row: int
    detail: DetailLayout | None = None
    elsewhere: bool = False

    def cell(self, column_id: str) -> str:
        """Return the cell of a column in this row."""
        if self.detail is not None:
            return str(xl_rowcol_to_cell(self.row, self.detail.place(column_id), col_abs=True))
        cell = str(xl_rowcol_to_cell(self.row, self.layout.place(column_id), col_abs=True))
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
    return excel.formula(layout.plan, spec, CellAddresses(layout, row), missing_text(spec, lang))


def of_detail(layout: RoleLayout, detail: DetailLayout, spec: ColumnSpec, row: int) -> str:
    """Return the formula of a computed column, the row's state included, in a row of a detail sheet."""
    at = CellAddresses(layout, row, detail)
    if spec.kind != "state":
        return excel.formula(layout.plan, spec, at)
    stranger = f"SUMPRODUCT(({layout.people}={at.cell('employee')})*1)=0"
    return excel.row_state(layout.plan, detail.table, at, stranger)
