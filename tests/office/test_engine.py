"""LibreOffice in the place of Excel: what xlwings reads and writes through our engine."""

from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from presales_xl.office.bridge.spelling import to_excel, to_libre
from presales_xl.office.xlwings_engine.ranges import ErrorText
from presales_xl.workbook.build import write
from tests.conftest import OpenBook
from tests.workbook.samples import opened, team

pytestmark = pytest.mark.libreoffice


@pytest.fixture
def cells(small_book: Any) -> Any:
    """Return blank cells, three rows of three."""
    return small_book.sheets["工程师"]["A10:C12"]


# Values


def test_every_kind_of_value_reads_as_it_does_in_excel(small_book: Any) -> None:
    sheet = small_book.sheets["工程师"]
    assert sheet["A1:E2"].value == [
        ["张三", 90.5, True, "=1+1", "007"],
        [datetime(2026, 11, 30, hour=18, minute=30), 181.0, None, None, "你好!"],
    ]
    assert sheet["A1"].value == "张三"
    assert sheet["B2:D2"].options(ndim=2, err_to_str=True, empty="").value == [[181.0, "#DIV/0!", ""]]
    assert sheet["A9:B12"].value == [[None, None]] * 4


def test_a_raw_value_tells_a_blank_cell_from_an_empty_text_and_an_error_from_a_text(small_book: Any) -> None:
    error, empty, _, blank = small_book.sheets["工程师"]["C2:F2"].raw_value[0]
    assert isinstance(error, ErrorText)
    assert (empty, blank) == ("", None)


def test_what_is_written_is_read_again(cells: Any) -> None:
    written = [
        ["李四", 1.25, None],
        [date(2026, 11, 1), False, "'007"],
        ["'=1+1", -3, datetime(2026, 11, 1, hour=9, minute=0)],
    ]
    cells.value = written
    assert cells.value == [
        ["李四", 1.25, None],
        [datetime(2026, 11, 1), False, "007"],
        ["=1+1", -3.0, datetime(2026, 11, 1, hour=9, minute=0)],
    ]


def test_a_text_that_looks_like_a_number_stays_text_beside_a_formula(cells: Any) -> None:
    cells.value = [["'007", "=1+1", 2.5], ["12", None, 0], ["'", "it's", "'=A1"]]
    assert cells.value == [["007", 2.0, 2.5], ["12", None, 0.0], [None, "it's", "=A1"]]
    assert cells.formula == (("007", "=1+1", "2.5"), ("12", "", "0"), ("", "it's", "=A1"))


def test_what_is_missing_in_pandas_and_numpy_is_written_blank(cells: Any) -> None:
    cells.value = [[1, 1, 1]] * 3
    cells.value = [[np.nan, pd.NA, pd.NaT], [np.float64(2.5), np.int64(3), pd.Timestamp("2026-11-01")], [1, None, ""]]
    assert cells.value == [[None] * 3, [2.5, 3.0, datetime(2026, 11, 1)], [1.0, None, None]]


def test_a_single_value_fills_all_cells_and_a_row_needs_no_nesting(cells: Any) -> None:
    cells.value = 7
    assert cells.value == [[7.0] * 3] * 3
    cells[0, 0].value = ["a", "b"]
    assert cells[0, :].value == ["a", "b", 7.0]


def test_what_is_cleared_has_no_values_and_no_notes(cells: Any) -> None:
    cells.value = "x"
    cells[0, 0].add_note("说明")
    cells.clear()
    assert (cells.value, cells[0, 0].note) == ([[None] * 3] * 3, None)


# Formulas


def test_formulas_read_and_write_in_excel_s_spelling(small_book: Any, cells: Any) -> None:
    sheet = small_book.sheets["工程师"]
    assert sheet["B2:E2"].formula == (("=B1*2", "=1/0", '=""', "='售前 客服'!A1&\"!\""),)
    assert sheet["E2"].formula == "='售前 客服'!A1&\"!\""
    spelled = [['=IF(B1>90,"a,b","c")', "='售前 客服'!$A$1", '=LOOKUP(75,{0,60,70},{"D","C","B"})']]
    cells[0, :].formula = spelled
    assert cells[0, :].formula == (tuple(spelled[0]),)
    assert cells[0, :].value == ["a,b", "你好", "B"]


def test_one_formula_for_many_cells_moves_its_references(cells: Any) -> None:
    cells[:, 0].value = [[1], [2], [3]]
    cells[:, 1].formula = "=A10*$A$12"
    assert [line[0] for line in cells[:, 1].formula] == ["=A10*$A$12", "=A11*$A$12", "=A12*$A$12"]
    assert cells[:, 1].value == [3.0, 6.0, 9.0]


@pytest.mark.parametrize("scheme", ["software_presales", "nc_u8_consultant", "ecom_service_quality"])
def test_all_our_formulas_read_as_they_were_generated(scheme: str, open_book: OpenBook, tmp_path: Path) -> None:
    path = tmp_path / "team.xlsx"
    write(team(scheme, "zh"), path, "zh")
    book: Any = open_book(path)
    count = 0
    sheet: Any
    for sheet in opened(path):
        formulas = book.sheets[sheet.title].range((1, 1), (sheet.max_row, sheet.max_column)).formula
        for row in sheet.iter_rows():
            for cell in (cell for cell in row if cell.data_type == "f"):
                assert formulas[cell.row - 1][cell.column - 1] == to_excel(to_libre(str(cell.value)))
                count += 1
    assert count > 100


def test_calculation_follows_what_is_typed(small_book: Any) -> None:
    sheet = small_book.sheets["工程师"]
    sheet["B1"].value = 1
    assert sheet["B2"].value == 2


# Addresses


def test_ranges_are_found_by_address_and_numbers(small_book: Any) -> None:
    sheet = small_book.sheets["工程师"]
    assert sheet["B3:A1"].address == "$A$1:$B$3"
    assert sheet.range((2, 28), (3, 29)).address == "$AB$2:$AC$3"
    assert sheet[1:3, 0:2].address == "$A$2:$B$3"
    assert sheet["B2"].offset(1, -1).resize(2, 3).address == "$A$3:$C$4"
    assert sheet.used_range.address == "$A$1:$E$2"
    with pytest.raises(IndexError):
        sheet.range((0, 1))
    with pytest.raises(KeyError):
        sheet.range("没有")


def test_the_selection_can_be_made_and_read(small_book: Any) -> None:
    small_book.sheets["售前 客服"]["B3:C4"].select()
    assert small_book.selection == small_book.sheets["售前 客服"]["B3:C4"]
    assert small_book.sheets.active.name == "售前 客服"
    small_book.sheets["工程师"].activate()
    assert small_book.sheets.active == small_book.sheets["工程师"]


# Looks


def test_looks_are_those_that_were_given(small_book: Any, cells: Any, tmp_path: Path) -> None:
    cells[:, 1].column_width = 30
    cells[0, 0].color = (255, 242, 204)
    cells[0, 1].font.bold = True
    cells[0, 1].font.color = (5, 99, 193)
    cells[0, 2].wrap_text = True
    small_book.save(str(tmp_path / "saved.xlsx"))
    sheet = next(sheet for sheet in opened(tmp_path / "saved.xlsx") if sheet.title == "工程师")
    assert sheet.column_dimensions["B"].width > 20  # a digit is as wide as the font has it
    assert sheet["A10"].fill.fgColor.rgb == "FFFFF2CC"
    assert (sheet["B10"].font.b, sheet["B10"].font.color.rgb, sheet["C10"].font.b) == (True, "FF0563C1", False)
    assert (sheet["C10"].alignment.wrap_text, sheet["B10"].alignment.wrap_text) == (True, False)


def test_notes_are_added_listed_and_deleted(small_book: Any, cells: Any) -> None:
    cells[1, 1].add_note("漏填\n请补")
    cells[0, 0].add_note("超出范围")
    assert [(note.location.address, note.text) for note in small_book.sheets["工程师"].notes] == [
        ("$A$10", "超出范围"),
        ("$B$11", "漏填\n请补"),
    ]
    for note in small_book.notes:
        note.delete()
    assert len(small_book.notes) == 0
