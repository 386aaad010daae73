"""Plain tables: what a reader of the workbook finds in cells, formats, panes and print set-up."""

import math
from pathlib import Path

import pytest
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from presales_xl.workbook.style import Style, new_workbook
from presales_xl.workbook.table_sheet import (
    INPUT,
    WRAPPED,
    Formula,
    Link,
    Look,
    SheetColumn,
    SheetTable,
    TableCells,
    Value,
    write_sheet,
    write_table,
)

Row = dict[str, Value]
PEOPLE: list[Row] = [
    {"id": "007", "name": '=HYPERLINK("x")', "money": 1234.5, "why": "因为" * 60},
    {"id": "008", "name": "李四", "money": None, "why": ""},
    {"id": "009", "name": "王五", "money": math.nan, "why": ""},
]


def column(key: str, unit: str = "text", look: Look | None = None, letters: float = 0) -> SheetColumn[Row]:
    return SheetColumn(key, key.upper(), lambda row: row.get(key), unit=unit, look=look or {}, letters=letters)


def doubled(cells: TableCells, row: int) -> str:
    return f"={cells.cell('money', row)}*2"


@pytest.fixture
def sheet(tmp_path: Path) -> Worksheet:
    columns = [
        column("id"),
        column("name"),
        column("money", "money"),
        SheetColumn[Row]("double", "DOUBLE", lambda row: Formula(doubled, 2469.0), unit="money", width=15),
        column("why", look=WRAPPED, letters=40),
        SheetColumn[Row]("choice", "CHOICE", lambda row: None, look=INPUT),
        SheetColumn[Row]("link", "LINK", lambda row: Link("internal:'S'!A1", "去"), hidden=True),
    ]
    table = SheetTable(columns, PEOPLE, row_height=18, mark=lambda row: {"bold": True} if row["id"] == "009" else {})
    with new_workbook(tmp_path / "t.xlsx", "zh", title="表") as book:
        worksheet = book.add_worksheet("S")
        cells = write_sheet(worksheet, Style(book, "zh"), table, title="工资 & 奖金", titled=True, frozen=2)
        worksheet.data_validation(*cells.area("choice"), {"validate": "list", "source": ["A", "B"]})
        worksheet.write_formula(9, 0, f"=SUM({cells.span('money')})", value=1234.5)
    found: Worksheet = load_workbook(tmp_path / "t.xlsx")["S"]
    return found


def test_texts_stay_texts_and_numbers_are_shown_by_unit(sheet: Worksheet) -> None:
    assert [cell.value for cell in sheet[2]][:3] == ["ID", "NAME", "MONEY"]
    assert (sheet["A3"].value, sheet["B3"].value) == ("007", '=HYPERLINK("x")')
    assert (sheet["A3"].data_type, sheet["B3"].data_type) == ("s", "s")
    assert (sheet["C3"].value, sheet["C3"].number_format) == (1234.5, "#,##0.00")
    assert (sheet["C4"].value, sheet["C5"].value) == (None, None)


def test_a_formula_names_the_cells_of_its_own_row_and_a_link_leads_on(sheet: Worksheet) -> None:
    assert [sheet[f"D{row}"].value for row in (3, 4, 5)] == ["=$C3*2", "=$C4*2", "=$C5*2"]
    assert sheet["A10"].value == "=SUM($C$3:$C$5)"
    assert sheet["G3"].hyperlink.location == "'S'!A1"
    assert sheet.column_dimensions["G"].hidden


def test_a_cell_to_be_filled_in_is_unlocked_and_offers_its_choices(sheet: Worksheet) -> None:
    assert not sheet["F4"].protection.locked
    assert sheet["A4"].protection.locked
    assert [str(rule.sqref) for rule in sheet.data_validations.dataValidation] == ["F3:F5"]


def test_a_long_text_makes_its_row_higher_and_a_mark_its_cells_bold(sheet: Worksheet) -> None:
    assert [sheet.row_dimensions[row].height for row in (3, 4)] == [15 * 6, 18]
    assert [sheet[f"B{row}"].font.b for row in (3, 4, 5)] == [False, False, True]


def test_a_row_of_a_text_without_end_is_as_high_as_excel_has_any(tmp_path: Path) -> None:
    with new_workbook(tmp_path / "t.xlsx", "zh", title="表") as book:
        table: SheetTable[Row] = SheetTable([column("why", letters=10)], [{"why": "长" * 30_000}], row_height=18)
        write_sheet(book.add_worksheet("S"), Style(book, "zh"), table, title="t")
    assert load_workbook(tmp_path / "t.xlsx")["S"].row_dimensions[2].height == 408.75


def test_title_and_header_stay_in_sight_on_screen_and_on_paper(sheet: Worksheet) -> None:
    assert sheet["A1"].value == "工资 & 奖金"
    assert (sheet.freeze_panes, sheet.auto_filter.ref) == ("C3", "A2:G5")
    assert sheet.print_title_rows == "$1:$2"
    assert sheet.oddFooter
    assert sheet.oddFooter.left.text == "工资 && 奖金"


def test_rows_kept_ready_take_what_is_typed_as_text_and_an_empty_table_says_so(tmp_path: Path) -> None:
    with new_workbook(tmp_path / "t.xlsx", "zh", title="表") as book:
        style = Style(book, "zh")
        ready: SheetTable[Row] = SheetTable([column("id"), column("figure", "figure")], [], ready=99)
        cells = write_sheet(book.add_worksheet("ready"), style, ready, title="t")
        assert cells.span("id") == "$A$2:$A$100"
        nothing: SheetTable[Row] = SheetTable([column("id")], [], nothing="没有问题")
        write_table(book.add_worksheet("none"), style, nothing, top=3, left=1)
    found = load_workbook(tmp_path / "t.xlsx")
    assert found["ready"].column_dimensions["A"].number_format == "@"
    assert found["ready"].column_dimensions["B"].number_format == "#,##0.##########"
    assert [[cell.value for cell in row] for row in found["none"]["B4:B5"]] == [["ID"], ["没有问题"]]


def test_columns_may_share_a_key_and_plain_cells_have_no_look(tmp_path: Path) -> None:
    rows: list[Row] = [{"id": "1", "name": 2.5}, {"id": None, "name": math.nan}]
    twins = SheetTable([column("id"), column("name"), column("name")], rows, plain=True)
    with new_workbook(tmp_path / "t.xlsx", "zh", title="表") as book:
        write_sheet(book.add_worksheet("S"), Style(book, "zh"), twins, title="t")
    sheet = load_workbook(tmp_path / "t.xlsx")["S"]
    assert [[cell.value for cell in row] for row in sheet["A1:C3"]] == [
        ["ID", "NAME", "NAME"],
        ["1", 2.5, 2.5],
        [None, None, None],
    ]
    assert not sheet["A2"].has_style
