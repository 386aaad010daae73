"""CSV files and workbooks as tables: whatever encoding and delimiter people send, and what is written for them."""

import csv
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import openpyxl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st
from xlsxwriter.worksheet import Worksheet

from presales_xl.files import file_part
from presales_xl.people.entries import names_ids
from presales_xl.people.table import Table, mark, unmark
from presales_xl.workbook import hand_made, table_files
from tests.cycle.company import messages_of, refused, write_csv, write_sheets

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


def test_a_sheet_with_ids_is_read_though_another_one_stands_before_it(tmp_path: Path) -> None:
    path = write_sheets(tmp_path / "a.xlsx", {"说明": [["从 CRM 导出"]], "数据": [["工号"], ["E1"]]})
    table, (notice,) = table_files.read(path, names_ids)
    assert (table.sheet, table.rows, notice.fields["others"]) == ("数据", [["E1"]], ["说明"])


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
        pytest.param('工号,a\nE1,"x,1\nE2,x,2\n'.encode(), "第 2 行：无法按 CSV 读取", id="a mark that swallows rows"),
        pytest.param(b"<html><table><tr><td>id</td></tr></table>", "内容是 HTML 格式", id="a web page"),
        pytest.param(b"E-SafeNet\0LOCK\0", "文件被公司的加密软件加密（亿赛通 E-SafeNet）", id="company's encryption"),
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
    with pytest.raises(ValueError, match="dimensions"):
        table_files.write(tmp_path / "a.csv", {"n": [1, 2], "m": [3]}, "zh")
    assert (tmp_path / "a.csv").read_bytes() == before
    assert len(list(tmp_path.iterdir())) == 1


_ON_A_FULL_DISK = """
import resource, sys
from pathlib import Path
from presales_xl.scheme.errors import ProblemsError
from presales_xl.problem_texts import explain
from presales_xl.workbook import table_files
resource.setrlimit(resource.RLIMIT_FSIZE, (4000, 4000))
try:
    table_files.write(Path(sys.argv[1]), {"n": [f"x{n * 7919}" for n in range(3000)]}, "zh")
except ProblemsError as error:
    sys.stdout.buffer.write(explain("zh", error.problems[0]).encode())
"""


@pytest.mark.skipif(sys.platform == "win32", reason="files have no limit of size there")
@pytest.mark.parametrize("name", ["a.xlsx", "a.csv"])
def test_a_table_that_the_disk_has_no_room_for_is_told_of_and_nothing_else_is(tmp_path: Path, name: str) -> None:
    command = [sys.executable, "-c", _ON_A_FULL_DISK, str(tmp_path / name)]
    ended = subprocess.run(command, capture_output=True, check=True)
    assert ended.stdout.decode().startswith(f"{tmp_path / name}：无法写入（")
    assert ended.stderr == b""
    assert list(tmp_path.iterdir()) == []


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


# Tables as people make them.


def as_made(path: Path, write: Callable[[xlsxwriter.Workbook, Worksheet], object]) -> Table:
    """Return the table in a workbook that is written by hand, its header found by the ids of employees."""
    with xlsxwriter.Workbook(path) as book:
        write(book, book.add_worksheet("数据"))
    return table_files.read(path, names_ids)[0]


def test_titles_above_the_header_and_totals_below_are_no_rows(tmp_path: Path) -> None:
    def write(_book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.merge_range("A1:C1", "2026 年 11 月考核数据")
        sheet.write("A2", "制表：人事部")
        for row, line in enumerate([["*工号", "姓名（必填）", "回款"], ["E1", "张三", 5], [], ["E2", "李四", 7]], 3):
            sheet.write_row(row, 0, line)
        sheet.merge_range("A8:B8", "合 计：")
        sheet.write("C8", 12)

    table = as_made(tmp_path / "a.xlsx", write)
    assert table.header == ("*工号", "姓名（必填）", "回款")
    assert [list(row) for row in table.rows] == [["E1", "张三", 5], ["E2", "李四", 7]]
    assert [table.place(row, 2).cell for row in (0, 1)] == ["C5", "C7"]


def test_a_csv_file_may_have_a_title_and_a_total_too(tmp_path: Path) -> None:
    rows = [["11 月数据"], ["姓名", "工号", "回款"], ["张三", "E1", "5"], ["小计", "", "5"], ["Total", "", "5"]]
    table, _ = table_files.read(write_csv(tmp_path / "a.csv", rows), names_ids)
    assert (table.header, table.rows) == (("姓名", "工号", "回款"), [["张三", "E1", "5"]])
    assert (table.header_line, table.lines) == (2, [3])


@pytest.mark.parametrize(
    "total", ["合计", "合 计：", "华东小计", "合计 12 人", "平均分", "Grand Total", "Sub total:", "SUM"]
)
@pytest.mark.parametrize("place", [0, 1])
def test_a_total_is_known_in_whatever_words(tmp_path: Path, total: str, place: int) -> None:
    rows = [["工号", "姓名"], ["E1", "张三"], [total, ""] if place == 0 else ["", total]]
    assert table_files.read(write_csv(tmp_path / "a.csv", rows), names_ids)[0].rows == [["E1", "张三"]]


@pytest.mark.parametrize("employee_id", ["S1", "T-100", "sum1", "totals2", "计算机部01"])
def test_an_id_is_no_total(tmp_path: Path, employee_id: str) -> None:
    rows = [["工号", "姓名"], [employee_id, "张三"]]
    assert len(table_files.read(write_csv(tmp_path / "a.csv", rows), names_ids)[0].rows) == 1


def test_of_several_sheets_with_ids_none_is_read_before_the_others(tmp_path: Path) -> None:
    path = write_sheets(tmp_path / "a.xlsx", {"华东": [["工号"], ["E1"]], "华南": [["title"], ["工号"], ["E2"]]})
    (message,) = refused(lambda: table_files.read(path, names_ids))
    assert "这几张工作表都有工号列：华东、华南，不知道该读哪一张。请把它们合并成一张" in message


def test_a_sheet_of_notes_that_names_the_columns_is_no_table(tmp_path: Path) -> None:
    notes = [["列", "怎么填"], ["工号", "五位数字"], ["回款", "万元"]]
    rows = [["工号", "姓名", "回款", "客户数"], ["E1", "张三", "5", "2"]]
    table, (told,) = table_files.read(write_sheets(tmp_path / "a.xlsx", {"说明": notes, "数据": rows}), names_ids)
    assert (table.sheet, table.rows, told.fields["others"]) == ("数据", rows[1:], ["说明"])


def test_the_header_says_what_parts_fields_though_a_title_has_commas(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text("甲公司,CRM,11 月\n工号\t回款\nE1\t1,200\n", encoding="gbk")
    assert table_files.read(tmp_path / "a.csv", names_ids)[0].rows == [["E1", "1,200"]]


def test_an_id_that_an_export_wrote_as_a_formula_of_text_is_that_text(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text('工号,n\n="00123",1\n"=""00124""",2\n', encoding="utf-8")
    assert table_files.read(tmp_path / "a.csv", names_ids)[0].column(0) == ["00123", "00124"]


def test_the_header_once_more_is_no_row_and_another_table_below_is_told_of(tmp_path: Path) -> None:
    rows = [["工号", "回款"], ["E1", "5"], ["工号", "回款"], ["E2", "7"]]
    assert table_files.read(write_csv(tmp_path / "a.csv", rows), names_ids)[0].column(0) == ["E1", "E2"]
    rows[2] = ["工号", "离职日期"]
    (message,) = refused(lambda: table_files.read(write_csv(tmp_path / "a.csv", rows), names_ids))
    assert "第 3 行 › 工号：从此处起又是一张表（「工号」）。" in message


def test_somebody_without_an_id_is_no_total(tmp_path: Path) -> None:
    rows = [["工号", "姓名"], ["E1", "张三"], ["", "李四"]]
    assert len(table_files.read(write_csv(tmp_path / "a.csv", rows), names_ids)[0].rows) == 2


def test_of_a_header_in_two_rows_the_second_names_the_columns(tmp_path: Path) -> None:
    def write(_book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.merge_range("A1:A2", "工号")
        sheet.merge_range("B1:C1", "业绩")
        sheet.write_row("B2", ["目标", "完成"])
        sheet.write_row("A3", ["E1", 1, 2])

    table = as_made(tmp_path / "a.xlsx", write)
    assert (table.header, table.rows) == (("工号", "目标", "完成"), [["E1", 1, 2]])


def test_a_cell_merged_over_rows_counts_for_each_of_them(tmp_path: Path) -> None:
    def write(_book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row("A1", ["工号", "经理", "目标"])
        sheet.write_column("A2", ["E1", "E2", "E3"])
        sheet.merge_range("B2:B3", "M1")
        sheet.write("B4", "M2")
        sheet.merge_range("C2:C3", 5)

    table = as_made(tmp_path / "a.xlsx", write)
    assert [row[1] for row in table.rows] == ["M1", "M1", "M2"]
    assert table.shared == {(row, column) for row in (0, 1) for column in (1, 2)}


@pytest.mark.parametrize(
    ("number", "code", "shown"),
    [
        (123, "00000", "00123"),
        (123456, "00000", ""),
        (123, '"E"0000', "E0123"),
        (123, "\\E000", "E123"),
        (123, "[$-804]00000;@", "00123"),
        (123456, "000-000", "123-456"),
        (123, '"E"General', "E123"),
        (123, "0", ""),
        (123, "General", ""),
        (123, "#,##0", ""),
        (123, "0.00", ""),
        (123, '0"人"', ""),
        (123, "yyyy-mm-dd", ""),
        (-123, "00000", ""),
    ],
)
def test_an_id_is_read_as_its_number_format_shows_it(tmp_path: Path, number: int, code: str, shown: str) -> None:
    assert hand_made.shown_by(number, code) == shown

    def write(book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_row("A1", ["工号", "数"])
        sheet.write("A2", number, book.add_format({"num_format": code}))
        sheet.write("B2", 7, book.add_format({"num_format": "000"}))

    table = as_made(tmp_path / "a.xlsx", write)
    if code != "yyyy-mm-dd":  # a date is no id
        assert table.text(0, 0) == (shown or str(number))
    assert (table.rows[0][1], isinstance(table.rows[0][1], int)) == (7, True)


def test_ids_that_were_numbers_are_read_without_a_point(tmp_path: Path) -> None:
    table, _ = table_files.read(write_csv(tmp_path / "a.csv", [["工号"], ["1001.0"], ["1.5"]]), names_ids)
    assert [table.text(row, 0) for row in (0, 1)] == ["1001", "1.5"]


def test_ids_of_more_digits_than_a_number_keeps_are_told_of(tmp_path: Path) -> None:
    def write(_book: xlsxwriter.Workbook, sheet: Worksheet) -> None:
        sheet.write_column("A1", ["工号", 110101199001011234, "110101199001011234", 123456789012345])

    (problem,) = as_made(tmp_path / "a.xlsx", write).cut_ids(0)
    assert (problem.code, problem.place.cell) == ("table.id_digits", "A2")
    assert "超过 15 位，又是按数字存的" in messages_of([problem])[0]
    table, _ = table_files.read(write_csv(tmp_path / "a.csv", [["工号"], ["1.10101E+17"], ["A+B"]]), names_ids)
    assert [each.place.line for each in table.cut_ids(0)] == [2]


def test_ids_that_stand_in_a_file_are_written_as_they_are_but_for_formulas(tmp_path: Path) -> None:
    for name, ids in (("plain", [b"007", b"E-2"]), ("formula", [b"007", b"-E2"])):
        columns: dict[str, table_files.Cells] = {"id": np.array(ids), "n": [1.0, None]}
        table_files.write(tmp_path / f"{name}.csv", columns, "zh")
        table_files.write(tmp_path / f"{name} alone.csv", {"id": columns["id"]}, "zh")
    read = {path.name: path.read_text(encoding="utf-8-sig") for path in tmp_path.iterdir()}
    assert read["plain.csv"] == "id,n\n007,1\nE-2,\n"
    assert read["formula.csv"] == "id,n\n007,1\n'-E2,\n"
    assert (read["plain alone.csv"], read["formula alone.csv"]) == ("id\n007\nE-2\n", "id\n007\n'-E2\n")


@given(st.lists(st.tuples(st.floats(), st.text("aé,;\"\n='+-@\t 1", max_size=4), st.integers()), max_size=30))
def test_a_column_is_written_alike_whether_or_not_another_one_wants_quotes(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[float, str, int]]
) -> None:
    folder = tmp_path_factory.mktemp("out")
    plain: dict[str, table_files.Cells] = {"n": [number for number, _, _ in rows], "i": [whole for _, _, whole in rows]}
    quoted = plain | {"t": [text for _, text, _ in rows], "q": ['"'] * len(rows)}
    for name, columns in (("plain", plain), ("quoted", quoted)):
        table_files.write(folder / f"{name}.csv", columns, "zh")
    with (folder / "quoted.csv").open(encoding="utf-8-sig", newline="") as file:
        fields = list(csv.reader(file))
    content = (folder / "plain.csv").read_text(encoding="utf-8-sig")
    assert content == "".join(f"{number},{whole}\n" for number, whole, *_ in fields)
    assert [unmark(text) for _, _, text, _ in fields[1:]] == [text for _, text, _ in rows]
