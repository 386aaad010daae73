"""The formula of every computed cell: written when a workbook is made, and again when somebody overwrote it."""

from presales_xl.backends import excel
from presales_xl.scheme.columns import ColumnSpec
from presales_xl.texts import Lang
from presales_xl.workbook.layout import CellAddresses, DetailLayout, RoleLayout
from presales_xl.workbook.values import missing_text


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
