"""What managers do with keyboard and menus, in LibreOffice: blocks are pasted, cleared, filled down; Tab goes on."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import pytest
from xlsxwriter.utility import xl_rowcol_to_cell

from presales_xl.catalogue import load
from presales_xl.people.employees import Employee, Role
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.workbook.build import lay_out_book
from presales_xl.workbook.layout import FIRST_ROW, RoleLayout, TableLayout
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.review import review
from tests.engines.libreoffice import LibreOffice
from tests.workbook.returned import written
from tests.workbook.samples import opened

RATED = frozenset({"input.expertise_self"})  # by the employees, on forms of their own
SCHEMES = [
    ("support_engineer_kpi", ""),
    ("service_metrics", ""),
    ("competency", ""),
    ("ecom_service_quality", "chats"),
    ("presales_manager", "key_items"),
]

pytestmark = pytest.mark.libreoffice


def blank_team(folder: Path, scheme: str) -> RoleLayout:
    """Write the workbook of three people for whom nothing is entered yet."""
    awaited = RATED & load(scheme).columns.keys()
    people = [Employee(f"100{number}", name, awaited=awaited) for number, name in enumerate(("张三", "李四", "王五"))]
    (role,) = lay_out_book(written(folder, Role("工程师", load(scheme), people), "zh"), "zh").roles
    return role


def block_of(role: RoleLayout, table: str) -> tuple[TableLayout, list[ColumnSpec]]:
    """Return where the manager enters numbers and choices side by side, and what."""
    if table:
        return role.details[table], [spec for spec in role.plan.tables[table].inputs if spec.field]
    keys = [key for group in role.of_part("entries") for key in group.columns]
    return role.main, [role.plan.columns[key] for key in keys if role.plan.columns[key].kind == "input"]


def some(plan: Plan, spec: ColumnSpec, row: int) -> float | str:
    """Return what may stand in a cell, in each row something else."""
    if spec.dimension:
        names = plan.dimensions[spec.dimension].names
        return names[row % len(names)].zh
    if spec.is_free_text:
        return f"第 {row} 项"
    high = plan.limits(spec)[1]
    return 0.25 if spec.unit == "rate" else float(row + 1 if high is None else max(high - row, spec.smallest or 0))


def entries(path: Path, role: RoleLayout, place: TableLayout, specs: Sequence[ColumnSpec]) -> list[list[object]]:
    """Return what came back in the block, having seen that nobody is told of anything but blanks."""
    problems = review(read_one(path), path.name).problems
    assert [each for each in problems if each.severity == "error"] == []
    assert not {"shown.differs", "shown.follows", "input.as_text"} & {each.code for each in problems}
    sheet = opened(path, values=True)[place.sheet]
    rows = range(FIRST_ROW + 1, FIRST_ROW + 4)
    return [[sheet.cell(row, place.place(spec.id) + 1).value for spec in specs] for row in rows]


@pytest.mark.parametrize(("scheme", "table"), SCHEMES)
def test_a_block_is_pasted_cleared_and_filled_down_and_all_of_it_counts(
    scheme: str, table: str, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    role = blank_team(tmp_path, scheme)
    place, specs = block_of(role, table)
    columns = [place.place(spec.id) for spec in specs]
    assert columns == list(range(columns[0], columns[0] + len(specs)))  # one block
    block = [[some(role.plan, spec, row) for spec in specs] for row in range(3)]
    first, end, second, last = (
        xl_rowcol_to_cell(FIRST_ROW + row, columns[column]) for row, column in ((0, 0), (0, -1), (1, 0), (2, -1))
    )
    typed = [
        (xl_rowcol_to_cell(FIRST_ROW, column), "EnterString", str(entry))
        for column, entry in zip(columns, block[0], strict=True)
    ]
    pasted, cleared, filled, copied = (tmp_path / f"{name}.xlsx" for name in ("pasted", "cleared", "filled", "copied"))
    by_hand = partial(libreoffice.by_hand, tmp_path / "team.xlsx", place.sheet)
    by_hand([(pasted, [(first, "Paste", block)]), (cleared, [(f"{first}:{last}", "ClearContents", None)])])
    by_hand([(filled, [*typed, (f"{first}:{last}", "FillDown", None)])])
    by_hand([(copied, [*typed, (f"{first}:{end}", "Copy", None), (second, "Paste", None)])])
    assert entries(pasted, role, place, specs) == block
    assert entries(cleared, role, place, specs) == [[None] * len(specs)] * 3
    assert entries(filled, role, place, specs) == block[:1] * 3
    assert entries(copied, role, place, specs) == [*block[:1] * 2, [None] * len(specs)]
    before, after = (opened(path)[place.sheet] for path in (tmp_path / "team.xlsx", copied))
    assert (after.protection.sheet, after.protection.autoFilter) == (True, False)  # protected, and may be filtered
    assert after.auto_filter.ref == before.auto_filter.ref
    for row in range(FIRST_ROW + 1, FIRST_ROW + 4):
        assert not [column for column in columns if after.cell(row, column + 1).protection.locked]
        formats = [
            [sheet.cell(row, at + 1).number_format.replace("\\", "") for at in columns] for sheet in (before, after)
        ]
        assert formats[0] == formats[1]


@pytest.mark.parametrize(("scheme", "table"), SCHEMES)
def test_it_opens_on_the_first_blank_entry_and_tab_goes_to_all_that_are_open_and_to_no_other(
    scheme: str, table: str, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    role = blank_team(tmp_path, scheme)
    place, specs = block_of(role, table)
    sheet = opened(tmp_path / "team.xlsx")[place.sheet]
    rows = sheet.iter_rows(min_row=FIRST_ROW + 1, max_row=FIRST_ROW + 2)
    open_cells = [cell.coordinate for row in rows for cell in row if not cell.protection.locked]
    first = xl_rowcol_to_cell(FIRST_ROW, place.place(specs[0].id))
    after = open_cells[open_cells.index(first) + 1 :]
    acts = [("", "JumpToNextUnprotected", None)] * len(after)
    assert libreoffice.by_hand(tmp_path / "team.xlsx", place.sheet, [(tmp_path / "again.xlsx", acts)]) == after
    entered = {xl_rowcol_to_cell(FIRST_ROW, place.place(spec.id)) for spec in specs}
    assert entered < set(open_cells)
