"""CSV files and workbooks as tables: whatever encoding and delimiter people send, and what is written for them."""

from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from presales_xl.files import file_part
from presales_xl.people.table import mark, unmark
from presales_xl.workbook import table_files
from tests.cycle.company import refused, write_csv, write_sheets

ROWS = [["工号", "满意度"], ["007", "91"], ["E2", ""]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16"])
def test_a_csv_file_is_read_in_whatever_encoding_it_comes(tmp_path: Path, encoding: str) -> None:
    table, told = table_files.read(write_csv(tmp_path / "a.csv", ROWS, encoding))
    assert (list(table.header), table.rows, told) == (ROWS[0], ROWS[1:], [])


@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_a_csv_file_is_read_with_whatever_delimiter_it_has(tmp_path: Path, delimiter: str) -> None:
    (tmp_path / "a.txt").write_text("\n".join(delimiter.join(row) for row in ROWS), encoding="utf-8")
    assert table_files.read(tmp_path / "a.txt")[0].rows == ROWS[1:]


def test_blank_lines_are_left_out_and_places_still_name_the_lines_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('\nid,note\n\nE1,"two\nlines"\n,,\nE2\n', encoding="utf-8")
    table, _ = table_files.read(tmp_path / "a.csv")
    assert [list(row) for row in table.rows] == [["E1", "two\nlines"], ["E2", ""]]
    assert [table.place(row, 1).line for row in (0, 1)] == [4, 7]
    assert table.place(0, 1).field == "note"


def test_a_workbook_is_read_by_its_first_sheet_and_places_name_its_cells(tmp_path: Path) -> None:
    path = write_sheets(tmp_path / "a.xlsx", {"空": [], "数据": [[], ["id", "n"], [], ["E1", 5]], "其他": [["x"]]})
    table, told = table_files.read(path)
    assert (table.header, table.rows) == (("id", "n"), [["E1", 5]])
    assert (table.place(0, 1).sheet, table.place(0, 1).cell, table.place(None, 1).cell) == ("数据", "B4", "B2")
    assert [(problem.code, problem.fields["others"], problem.severity) for problem in told] == [
        ("table.other_sheets", ["其他"], "warning")
    ]


def test_a_workbook_is_known_by_its_content_whatever_its_name(tmp_path: Path) -> None:
    path = write_sheets(tmp_path / "a.xlsx", {"数据": [["id"], ["E1"]]})
    assert table_files.read(path.rename(tmp_path / "a.csv"))[0].rows == [["E1"]]


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        pytest.param(b"", "文件是空的", id="no bytes"),
        pytest.param(b"\n\n", "表是空的", id="blank lines"),
        pytest.param(b"\xff\xff\xff\x81", "编码无法识别", id="no text"),
        pytest.param(b"id,a\nE1,1,200\n", "第 2 行：这一行的列数超过列名的 2 列", id="thousands separators"),
        pytest.param(b'id,a\nE1,"' + b"x" * 200_000, "无法按 CSV 读取", id="quotation mark without end"),
    ],
)
def test_a_file_that_is_no_table_is_told_of(tmp_path: Path, content: bytes, expected: str) -> None:
    (tmp_path / "a.csv").write_bytes(content)
    assert expected in refused(lambda: table_files.read(tmp_path / "a.csv"))[0]


def test_a_file_that_is_not_there_is_told_of(tmp_path: Path) -> None:
    assert "没有这个文件" in refused(lambda: table_files.read(tmp_path / "a.csv"))[0]


def test_csv_files_open_in_excel_with_chinese_and_without_formulas(tmp_path: Path) -> None:
    names = ["张三", "=1+1", "+86", "-cmd", "@x", "-5", "'=1", "a=b"]
    table_files.write(tmp_path / "a.csv", {"姓名": names}, "zh")
    assert (tmp_path / "a.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    written = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").splitlines()[1:]
    assert written == ["张三", "'=1+1", "'+86", "'-cmd", "'@x", "-5", "''=1", "a=b"]


@given(st.text())
def test_a_text_that_was_kept_from_excel_is_read_as_it_was(text: str) -> None:
    assert unmark(mark(text)) == text


def test_numbers_are_written_in_full_and_whole_ones_without_a_point(tmp_path: Path) -> None:
    table_files.write(tmp_path / "a.csv", {"n": [0.1 + 0.2, 93.0, -0.0, 1e300, None, float("nan")]}, "zh")
    lines = (tmp_path / "a.csv").read_text(encoding="utf-8-sig").split("\n")[1:-1]
    assert [line.strip("\r") for line in lines] == ["0.30000000000000004", "93", "0", "1e+300", '""', '""']


def test_a_workbook_of_results_keeps_ids_and_formula_like_names_as_text(tmp_path: Path) -> None:
    table_files.write(tmp_path / "a.xlsx", {"id": ["007", "=1+1"], "n": [0.5, None]}, "zh")
    sheet = openpyxl.load_workbook(tmp_path / "a.xlsx").active
    assert sheet is not None
    assert [[cell.value for cell in row] for row in sheet] == [["id", "n"], ["007", 0.5], ["=1+1", None]]
    assert sheet["A3"].data_type == "s"


def test_results_of_another_kind_are_refused(tmp_path: Path) -> None:
    assert ".csv、.xlsx" in refused(lambda: table_files.write(tmp_path / "a.pdf", {"n": [1]}, "zh"))[0]
    assert not list(tmp_path.iterdir())


def test_a_failed_writing_leaves_the_old_file_and_nothing_else(tmp_path: Path) -> None:
    table_files.write(tmp_path / "a.csv", {"n": [1]}, "zh")
    before = (tmp_path / "a.csv").read_bytes()
    with pytest.raises(ValueError, match="argument"):
        table_files.write(tmp_path / "a.csv", {"n": [1, 2], "m": [3]}, "zh")
    assert (tmp_path / "a.csv").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("华东/售前", "华东 售前"),
        ("a:b*?", "a b"),
        ("...", "_"),
        ("CON", "_CON"),
        ("lpt1.x", "_lpt1.x"),
        ("长" * 60, "长" * 40),
    ],
)
def test_a_name_becomes_a_part_of_a_file_name_on_every_system(name: str, expected: str) -> None:
    assert file_part(name) == expected
