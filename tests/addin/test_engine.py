"""LibreOffice in the place of Excel: what xlwings reads and writes through our engine."""

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import xlsxwriter
import xlwings as xw

from presales_xl.addin.engine.wire import CellError
from presales_xl.office.bridge.formulas import to_excel, to_libre
from presales_xl.scheme.errors import ProblemsError
from presales_xl.workbook.build import write
from tests.addin.conftest import OpenBook
from tests.workbook.samples import opened, team

pytestmark = pytest.mark.libreoffice


@pytest.fixture
def book(open_book: OpenBook, tmp_path: Path) -> xw.Book:
    """Return an open workbook with every kind of value and cached values that are all wrong."""
    path = tmp_path / "考核 表.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("工程师")
        sheet.write_row("A1", ["张三", 90.5, True])
        sheet.write_string("D1", "=1+1")
        sheet.write_string("E1", "007")
        sheet.write_datetime("A2", datetime(2026, 11, 30, 18, 30), made.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
        sheet.write_formula("B2", "=B1*2", None, -99)
        sheet.write_formula("C2", "=1/0", None, -99)
        sheet.write_formula("D2", '=""', None, -99)
        sheet.write_formula("E2", "='售前 客服'!A1&\"!\"", None, -99)
        made.add_worksheet("售前 客服").write("A1", "你好")
        made.add_worksheet("_presales").very_hidden()
        made.define_name("比率", "=工程师!$B$1:$B$2")
        made.define_name("工程师!本表", "=工程师!$A$1")
        made.define_name("常数", "=0.5")
    return open_book(path)


@pytest.fixture
def cells(book: xw.Book) -> Iterator[xw.Range]:
    """Return blank cells, three rows of three."""
    return book.sheets["工程师"]["A10:C12"]


# Values


def test_every_kind_of_value_reads_as_it_does_in_excel(book: xw.Book) -> None:
    sheet = book.sheets["工程师"]
    assert sheet["A1:E2"].value == [
        ["张三", 90.5, True, "=1+1", "007"],
        [datetime(2026, 11, 30, 18, 30), 181.0, None, None, "你好!"],
    ]
    assert sheet["A1"].value == "张三"
    assert sheet["B2:D2"].options(ndim=2, err_to_str=True, empty="").value == [[181.0, "#DIV/0!", ""]]
    assert sheet["A9:B12"].value == [[None, None]] * 4


def test_a_raw_value_tells_a_blank_cell_from_an_empty_text_and_an_error_from_a_text(book: xw.Book) -> None:
    ((error, empty, blank),) = ([book.sheets["工程师"]["C2:F2"].raw_value[0][i] for i in (0, 1, 3)],)
    assert isinstance(error, CellError)
    assert (empty, blank) == ("", None)


def test_what_is_written_is_read_again(cells: xw.Range) -> None:
    written = [["李四", 1.25, None], [date(2026, 11, 1), False, "'007"], ["'=1+1", -3, datetime(2026, 11, 1, 9, 0)]]
    cells.value = written
    assert cells.value == [
        ["李四", 1.25, None],
        [datetime(2026, 11, 1), False, "007"],
        ["=1+1", -3.0, datetime(2026, 11, 1, 9, 0)],
    ]


def test_a_text_that_looks_like_a_number_stays_text_beside_a_formula(cells: xw.Range) -> None:
    cells.value = [["'007", "=1+1", 2.5], ["12", None, 0], ["'", "it's", "'=A1"]]
    assert cells.value == [["007", 2.0, 2.5], ["12", None, 0.0], [None, "it's", "=A1"]]
    assert cells.formula == (("007", "=1+1", "2.5"), ("12", "", "0"), ("", "it's", "=A1"))


def test_what_is_missing_in_pandas_and_numpy_is_written_blank(cells: xw.Range) -> None:
    cells.value = [[1, 1, 1]] * 3
    cells.value = [[np.nan, pd.NA, pd.NaT], [np.float64(2.5), np.int64(3), pd.Timestamp("2026-11-01")], [1, None, ""]]
    assert cells.value == [[None] * 3, [2.5, 3.0, datetime(2026, 11, 1)], [1.0, None, None]]


def test_a_single_value_fills_all_cells_and_a_row_needs_no_nesting(cells: xw.Range) -> None:
    cells.value = 7
    assert cells.value == [[7.0] * 3] * 3
    cells[0, 0].value = ["a", "b"]
    assert cells[0, :].value == ["a", "b", 7.0]


def test_clearing_contents_leaves_colours_and_notes(cells: xw.Range) -> None:
    cells.value = "x"
    cells.color = (255, 242, 204)
    cells[0, 0].add_note("说明")
    cells.clear_contents()
    assert (cells.value, cells.color, cells[0, 0].note.text) == ([[None] * 3] * 3, (255, 242, 204), "说明")
    cells.clear()
    assert (cells.color, cells[0, 0].note) == (None, None)


# Formulas


def test_formulas_read_and_write_in_excel_s_spelling(book: xw.Book, cells: xw.Range) -> None:
    sheet = book.sheets["工程师"]
    assert sheet["B2:E2"].formula == (("=B1*2", "=1/0", '=""', "='售前 客服'!A1&\"!\""),)
    assert sheet["E2"].formula == "='售前 客服'!A1&\"!\""
    spelled = [['=IF(B1>90,"a,b","c")', "='售前 客服'!$A$1", '=LOOKUP(75,{0,60,70},{"D","C","B"})']]
    cells[0, :].formula = spelled
    assert cells[0, :].formula == (tuple(spelled[0]),)
    assert cells[0, :].value == ["a,b", "你好", "B"]


def test_one_formula_for_many_cells_moves_its_references(cells: xw.Range) -> None:
    cells[:, 0].value = [[1], [2], [3]]
    cells[:, 1].formula = "=A10*$A$12"
    assert [line[0] for line in cells[:, 1].formula] == ["=A10*$A$12", "=A11*$A$12", "=A12*$A$12"]
    assert cells[:, 1].value == [3.0, 6.0, 9.0]


@pytest.mark.parametrize("scheme", ["software_presales", "nc_u8_consultant", "ecom_service_quality"])
def test_all_our_formulas_read_as_they_were_generated(scheme: str, open_book: OpenBook, tmp_path: Path) -> None:
    path = tmp_path / "team.xlsx"
    write(team(scheme, "zh"), path, "zh")
    book = open_book(path)
    count = 0
    for sheet in opened(path):
        found = book.sheets[sheet.title].range((1, 1), (sheet.max_row, sheet.max_column)).formula
        for row in sheet.iter_rows():
            for cell in (cell for cell in row if cell.data_type == "f"):
                assert found[cell.row - 1][cell.column - 1] == to_excel(to_libre(str(cell.value)))
                count += 1
    assert count > 100


def test_calculation_follows_unless_it_is_manual(book: xw.Book) -> None:
    sheet, app = book.sheets["工程师"], book.app
    sheet["B1"].value = 1
    assert sheet["B2"].value == 2
    with app.properties(calculation="manual"):
        sheet["B1"].value = 10
        assert sheet["B2"].value == 2
        app.calculate()
        assert sheet["B2"].value == 20
    assert app.calculation == "automatic"


# Addresses


def test_ranges_are_found_by_address_numbers_and_names(book: xw.Book) -> None:
    sheet = book.sheets["工程师"]
    assert sheet["B3:A1"].address == "$A$1:$B$3"
    assert (sheet["B:C"].address, sheet["2:3"].address, sheet["C"] if False else "") == ("$B:$C", "$2:$3", "")
    assert sheet.range((2, 28), (3, 29)).address == "$AB$2:$AC$3"
    assert sheet["比率"].address == "$B$1:$B$2"
    assert sheet["本表"].address == "$A$1"
    assert sheet[1:3, 0:2].get_address(False, False) == "A2:B3"
    assert sheet["B2"].offset(1, -1).resize(2, 3).address == "$A$3:$C$4"
    assert book.sheets["售前 客服"]["A1"].get_address(include_sheetname=True) == "'售前 客服'!$A$1"
    assert sheet.used_range.address == "$A$1:$E$2"
    with pytest.raises(IndexError):
        sheet.range((0, 1))
    with pytest.raises(KeyError):
        sheet.range("没有")


def test_the_selection_can_be_made_and_read(book: xw.Book) -> None:
    book.sheets["售前 客服"]["B3:C4"].select()
    assert book.selection == book.sheets["售前 客服"]["B3:C4"]
    assert book.sheets.active.name == "售前 客服"
    book.sheets["工程师"].activate()
    assert book.sheets.active == book.sheets["工程师"]


# Looks


def test_colours_are_given_by_cell_and_taken_away(cells: xw.Range) -> None:
    cells.impl.set_colors([["#ff0000", (0, 128, 0), None], [..., 0x0000FF, ...], [None, None, None]])
    colours = [[cells[row, column].color for column in range(3)] for row in range(2)]
    red = (255, 0, 0)  # 0x0000FF too: Excel's numbers begin with blue
    assert colours == [[red, (0, 128, 0), None], [None, red, None]]
    assert cells.color is None
    cells[0, 0].color = None
    assert cells[0, 0].color is None


def test_number_formats_are_spelled_as_in_excel(cells: xw.Range) -> None:
    assert cells.number_format == "General"
    cells[0, 0].number_format = "0.00%"
    cells[0, 1].number_format = "@"
    assert [cell.number_format for cell in cells[0, :]] == ["0.00%", "@", "General"]
    assert cells.number_format is None


def test_rows_and_columns_hide(cells: xw.Range) -> None:
    assert cells.rows.hidden is False
    cells[0, :].rows.hidden = True
    assert (cells.rows.hidden, cells[0, :].rows.hidden) == (None, True)
    cells.columns.hidden = True
    assert cells.columns.hidden is True


def test_notes_are_added_changed_listed_and_deleted(book: xw.Book, cells: xw.Range) -> None:
    cells[1, 1].add_note("漏填\n请补")
    cells[0, 0].add_note("超出范围")
    assert [(note.location.address, note.text) for note in book.sheets["工程师"].notes] == [
        ("$A$10", "超出范围"),
        ("$B$11", "漏填\n请补"),
    ]
    cells[0, 0].note.text = "已改"
    assert cells[0, 0].note.text == "已改"
    for note in book.notes:
        note.delete()
    assert len(book.notes) == 0


def test_a_link_leads_to_a_cell_of_the_workbook(cells: xw.Range) -> None:
    cells[0, 0].add_hyperlink("#'售前 客服'!A1", "去看")
    assert (cells[0, 0].value, cells[0, 0].hyperlink) == ("去看", "#'售前 客服'!A1")
    with pytest.raises(ValueError, match="no link"):
        cells[1, 1].hyperlink  # noqa: B018


# Sheets, names, protection, messages


def test_sheets_are_found_added_renamed_and_deleted(book: xw.Book) -> None:
    assert [sheet.visible for sheet in book.sheets] == [-1, -1, 2]
    added = book.sheets.add("新表", after="工程师")
    assert (book.sheet_names, added.index, book.sheets.active) == (
        ["工程师", "新表", "售前 客服", "_presales"], 2, added,
    )  # fmt: skip
    added.name = "改名"
    added.visible = 0
    assert (book.sheets["改名"].visible, "新表" in book.sheets, "改名" in book.sheets) == (0, False, True)
    added.delete()
    assert len(book.sheets) == 3
    with pytest.raises(KeyError):
        book.sheets["没有"]


def test_names_are_read_added_changed_and_deleted(book: xw.Book) -> None:
    assert {name.name: name.refers_to for name in book.names} == {
        "比率": "=工程师!$B$1:$B$2", "常数": "=0.5", "工程师!本表": "=工程师!$A$1",
    }  # fmt: skip
    assert book.names["比率"].refers_to_range == book.sheets["工程师"]["B1:B2"]
    assert [name.name for name in book.sheets["工程师"].names] == ["工程师!本表"]
    with pytest.raises(ValueError, match="no range"):
        book.names["常数"].refers_to_range  # noqa: B018
    book.names.add("新名", "='售前 客服'!$A$1")
    book.names["新名"].refers_to = "=IF(1,工程师!$A$1,2)"
    assert book.names["新名"].refers_to == "=IF(1,工程师!$A$1,2)"
    book.names["新名"].delete()
    assert "新名" not in book.names


def test_a_protected_sheet_takes_nothing_until_it_is_unprotected(book: xw.Book) -> None:
    sheet = book.sheets["工程师"]
    sheet.api.protect("秘")
    with pytest.raises(ProblemsError):
        sheet["A1"].value = "李四"
    assert (sheet["A1"].value, sheet.api.isProtected()) == ("张三", True)
    with pytest.raises(PermissionError):
        sheet.api.unprotect("错")
    sheet.api.unprotect("秘")
    sheet["A1"].value = "李四"
    assert (sheet["A1"].value, sheet.api.isProtected()) == ("李四", False)


def test_a_message_box_is_kept_and_answered_by_whoever_asked(book: xw.Book, office_app: xw.App) -> None:
    assert book.app.alert("好的", "售前考核") == "ok"
    office_app.impl.respond = lambda alert: "no" if "恢复" in alert.prompt else "yes"
    assert book.app.alert("要恢复公式吗？", buttons="yes_no", mode="critical") == "no"
    assert [(alert.prompt, alert.critical) for alert in office_app.impl.alerts] == [
        ("好的", False),
        ("要恢复公式吗？", True),
    ]


def test_the_calling_book_is_found_by_its_chinese_name(book: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.argv", ["python", f"--wb={book.fullname}", "--from_xl=1"])
    assert xw.Book.caller() == book
    assert book.app.version.major >= 15


def test_each_block_is_one_request(book: xw.Book, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[str] = []
    office = book.app.impl.office
    ask = office.ask
    monkeypatch.setattr(office, "ask", lambda name, **fields: (asked.append(name), ask(name, **fields))[1])
    sheet = book.sheets["工程师"]
    asked.clear()
    block = sheet["A20:Z119"]
    block.value = [[row * column for column in range(26)] for row in range(100)]
    assert (len(block.value), len(block.formula)) == (100, 100)
    block.impl.set_colors([[(255, 0, 0)] * 26] * 100)
    assert asked == ["put", "values", "formulas", "set_colours"]
