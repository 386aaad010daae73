"""What the sheets of a manager's workbook hold and show, without writing them each time.

Sheets are written once for workbooks that are alike: whatever is told of people by a `Varying` is then told for the
workbook in question, everything else is the same.
"""

from collections.abc import Collection, Hashable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import cast

from xlsxwriter import Workbook

from presales_xl.cache import Kept
from presales_xl.scheme.columns import Plan
from presales_xl.texts import Lang
from presales_xl.workbook.build import KINDS, written
from presales_xl.workbook.detail import DetailSheet
from presales_xl.workbook.formulas import Shown
from presales_xl.workbook.identity import constant_of
from presales_xl.workbook.layout import BookLayout, RoleLayout
from presales_xl.workbook.role import people_alike, said_alike
from presales_xl.workbook.varying import Told, VaryingCells

Cell = tuple[int, int]  # row and column from 0
_KEPT = 16  # sets of sheets


@dataclass(frozen=True)
class _Sheet:
    """A sheet: its formulas, what its cells hold and show of everybody alike, and what is told of each workbook."""

    formulas: Mapping[Cell, str]
    alike: Mapping[Cell, Told]
    varying: Sequence[Cell]
    evaluation: VaryingCells

    def told(self, layout: BookLayout) -> dict[Cell, Told]:
        """Return what all cells hold or, where they hold formulas, show in a workbook."""
        return {**self.alike, **dict(zip(self.varying, self.evaluation.of(layout), strict=True))}


#: Sheets by name, and the plans that they were written by, which keep their ids as long as these are kept.
_Recorded = tuple[Mapping[str, _Sheet], Collection[Plan]]
_recorded = Kept[_Recorded](_KEPT)


def formula_values(layout: BookLayout, lang: Lang, kinds: Collection[str]) -> dict[str, dict[Cell, Shown]]:
    """Return what the formulas on sheets of some kinds show, by sheet and cell."""
    values = {}
    for name, sheet in _sheets(layout, lang, kinds).items():
        shown = sheet.told(layout)
        values[name] = {cell: cast(Shown, shown[cell]) for cell in sheet.formulas}
    return values


def formula_texts(layout: BookLayout, lang: Lang, kinds: Collection[str]) -> dict[str, dict[Cell, str]]:
    """Return the formulas on sheets of some kinds, by sheet and cell."""
    return {name: dict(sheet.formulas) for name, sheet in _sheets(layout, lang, kinds).items()}


def constants(layout: BookLayout, lang: Lang) -> dict[str, dict[Cell, Told]]:
    """Return the texts and numbers that a workbook is issued with, by sheet and cell; None of any other cell."""
    return {
        name: {cell: None if cell in sheet.formulas else value for cell, value in sheet.told(layout).items()}
        for name, sheet in _sheets(layout, lang, KINDS).items()
    }


def _sheets(layout: BookLayout, lang: Lang, kinds: Collection[str]) -> Mapping[str, _Sheet]:
    key = lang, frozenset(kinds), _alike(layout, kinds)
    sheets, _ = _recorded.get(key, partial(_record_all, layout, lang, kinds))
    return sheets


def _record_all(layout: BookLayout, lang: Lang, kinds: Collection[str]) -> _Recorded:
    file = written(layout, lang, kinds)
    sheets = {tab.name: _record(file, tab.name) for tab in layout.tabs if tab.kind in kinds}
    return sheets, [role.plan for role in layout.roles]


def _alike(layout: BookLayout, kinds: Collection[str]) -> Hashable:
    """Return all that the cells of sheets hang on but what is told of people."""
    roles = tuple(tuple(_alike_of(role, DetailSheet.key in kinds)) for role in layout.roles)
    return said_alike(layout.book), layout.tabs, roles


def _alike_of(role: RoleLayout, has_details: bool) -> Iterator[Hashable]:
    yield from (role.role.name, id(role.plan), *(table.rows for table in role.details.values()))
    yield from people_alike(role.role, with_details=has_details)


def _record(file: Workbook, name: str) -> _Sheet:
    sheet, texts = file.get_worksheet_by_name(name), file.str_table.by_number()
    cells = {(row, column): cell for row, line in sheet.table.items() for column, cell in line.items()}
    formulas = {place: f"={cell.formula}" for place, cell in cells.items() if hasattr(cell, "formula")}
    alike = {
        place: cell.value if place in formulas else constant_of(cell, texts)
        for place, cell in cells.items()
        if place not in sheet.varying
    }
    return _Sheet(formulas, alike, list(sheet.varying), VaryingCells([*sheet.varying.values()]))
