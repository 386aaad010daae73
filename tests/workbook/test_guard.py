"""The guard: what it lets through, and what it says about the rest."""

import random
import struct
import warnings
import zipfile
import zlib
from pathlib import Path

import pytest

from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.texts import LANGUAGES, explain
from presales_xl.workbook.guard import MAX_FILE, MAX_PARTS, MAX_UNPACKED, check
from tests.workbook.files import MAIN, SHEET1, cell, ordinary, pack, parts_of, sheet, with_parts, with_sheet

_SCRAMBLED = random.Random(1).randbytes(4096)  # noqa: S311 - what encryption makes of a file


def refused(path: Path) -> Problem:
    """Return the one problem of a file that must not pass, once it can be told in every language."""
    with pytest.raises(ProblemsError) as caught:
        check(path)
    (problem,) = caught.value.problems
    for lang in LANGUAGES:
        assert explain(lang, problem).startswith(str(path))
    return problem


def code_of(path: Path) -> str:
    return refused(path).code.removeprefix("file.")


@pytest.fixture
def book(tmp_path: Path) -> Path:
    return ordinary(tmp_path / "张三 2026年11月.xlsx")


# What the file is


def test_an_ordinary_workbook_passes_and_the_bytes_checked_are_the_bytes_returned(book: Path) -> None:
    assert check(book).data == book.read_bytes()


def test_error_cells_are_found_and_text_that_looks_like_an_error_is_not(book: Path) -> None:
    assert {name: sheet.errors for name, sheet in check(book).sheets.items()} == {
        "数据": {(4, 2): "#DIV/0!", (4, 3): "#N/A"},
        "隐藏": {},
        "深藏": {},
        "空": {},
    }


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    assert code_of(tmp_path / "没有.xlsx") == "missing"


def test_a_folder_is_unreadable_and_no_traceback(tmp_path: Path) -> None:
    folder = tmp_path / "folder.xlsx"
    folder.mkdir()
    assert code_of(folder) == "unreadable"


@pytest.mark.parametrize(
    ("content", "code", "found"),
    [
        (b"", "empty", None),
        ("工号,姓名\n001,张三\n".encode(), "other_format", "CSV / TXT"),
        ("工号,姓名\n001,张三\n".encode("gb18030"), "other_format", "CSV / TXT"),
        ("工号\t姓名\n".encode("utf-16"), "other_format", "CSV / TXT"),
        (b"<!DOCTYPE html><HTML><body><table></table>", "other_format", "HTML"),
        (b"%PDF-1.7\n%\0\0", "not_a_workbook", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "other_format", "XLS / ET"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "not_a_workbook", "DOC / WPS"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__substg1.0_".encode("utf-16-le"), "mail", ".msg"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "DRMEncryptedTransformEncryptedPackage".encode("utf-16-le"),
            "company_encrypted",
            "Microsoft IRM",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "not_a_workbook", "OLE"),
        (b"\x78\x9f\x3e\x22\1\0", "mail", "winmail.dat"),
        ("From: 赵一\nMIME-Version: 1.0\n\n附件".encode(), "mail", ".eml"),
        (b"MIME-Version: 1.0\nX: office:excel\n", "other_format", "MHT"),
        (b"<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>", "other_format", "XML 2003"),
        (b"Rar!\x1a\7\0", "archive", "RAR"),
        (b"7z\xbc\xaf\x27\x1c", "archive", "7-Zip"),
        (b"L\0\0\0\x01\x14\x02\0\0", "shortcut", None),
        (b"b\x14#e\0\1E-SafeNet\0LOCK\0" + bytes(64), "company_encrypted", "亿赛通 E-SafeNet"),
        (b"%TSD-Header-###%" + _SCRAMBLED, "company_encrypted", "TSD"),
        (b"\0" + _SCRAMBLED, "maybe_encrypted", None),
        (bytes(range(64)) * 64, "not_a_workbook", "00 01 02 03"),
        (b"\0\1\2\3\4", "not_a_workbook", "00 01 02 03"),
    ],
)
def test_a_file_that_only_bears_the_name_is_told_by_what_it_holds(
    tmp_path: Path, content: bytes, code: str, found: str | None
) -> None:
    path = tmp_path / "考核.xlsx"
    path.write_bytes(content)
    problem = refused(path)
    assert (problem.code, problem.fields.get("found")) == (f"file.{code}", found)


@pytest.mark.parametrize(
    ("part", "content", "code", "found"),
    [
        ("xl/workbook.bin", "", "other_format", "XLSB"),
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet", "other_format", "ODS"),
        ("word/document.xml", "<x/>", "not_a_workbook", "DOCX"),
        ("ppt/presentation.xml", "<x/>", "not_a_workbook", "PPTX"),
        ("index/document.iwa", "", "other_format", "Numbers"),
        ("照片/1.jpg", "", "archive", "ZIP"),
    ],
)
def test_a_zip_file_without_a_workbook_is_told_by_what_it_holds(
    tmp_path: Path, part: str, content: str, code: str, found: str
) -> None:
    problem = refused(pack(tmp_path / "考核.xlsx", {part: content}))
    assert (problem.code, problem.fields["found"]) == (f"file.{code}", found)


# Whole and of a reasonable size


@pytest.mark.parametrize("share", [0.1, 0.5, 0.99])
def test_a_file_cut_off_on_its_way_is_incomplete(book: Path, share: float) -> None:
    data = book.read_bytes()
    book.write_bytes(data[: int(len(data) * share)])
    assert code_of(book) == "incomplete"


def test_one_flipped_bit_in_a_part_that_nobody_reads_is_noticed(book: Path) -> None:
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("xl/media/image1.png", b"\0" * 100)
    data = book.read_bytes()
    book.write_bytes(data.replace(b"\0" * 100, b"\0" * 99 + b"\1"))
    problem = refused(book)
    assert (problem.code, problem.fields["part"]) == ("file.damaged", "xl/media/image1.png")


@pytest.mark.parametrize("more", [0, 1])
def test_a_part_that_is_longer_than_it_says_is_damaged_although_zipfile_is_content(tmp_path: Path, more: int) -> None:
    shown, hidden = sheet(cell("A1")), b" " + sheet(cell("A1", "999"))
    path = with_sheet(tmp_path / "两面.xlsx", shown + hidden)
    declared = struct.pack("<L", zlib.crc32(shown + hidden)), struct.pack("<L", len(shown + hidden))
    pretended = struct.pack("<L", zlib.crc32(shown + b" " * more)), struct.pack("<L", len(shown))
    data = path.read_bytes()
    for old, new in zip(declared, pretended, strict=True):
        assert data.count(old) == 2  # once before the part, once in the directory
        data = data.replace(old, new)
    path.write_bytes(data)
    if not more:
        assert parts_of(path)[SHEET1] == shown
    assert code_of(path) == "damaged"


def test_a_part_packed_in_a_way_that_excel_does_not_know_is_damaged(book: Path) -> None:
    with zipfile.ZipFile(book, "a") as archive:
        archive.writestr("xl/media/image1.png", b"", compress_type=zipfile.ZIP_BZIP2)
    assert code_of(book) == "damaged"


def test_a_zip_bomb_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = with_parts(tmp_path / "炸弹.xlsx", **{"xl/media/x.bin": bytes(MAX_UNPACKED)})
    assert path.stat().st_size < 2**18
    assert code_of(path) == "unpacks_too_big"


def test_a_file_over_the_size_limit_is_refused(book: Path) -> None:
    with book.open("ab") as file:
        file.truncate(MAX_FILE + 1)
    assert code_of(book) == "too_big"


def test_a_file_of_a_thousand_parts_is_refused(tmp_path: Path) -> None:
    many = {f"xl/media/{number}.png": b"" for number in range(MAX_PARTS)}
    assert code_of(with_parts(tmp_path / "碎.xlsx", **many)) == "too_many_parts"


# One meaning for every reader


def test_an_archive_under_a_password_is_told_of(tmp_path: Path) -> None:
    path = pack(tmp_path / "密.xlsx", {"xl/workbook.xml": "<workbook/>"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\1\2") + 8] |= 1
    path.write_bytes(data)
    assert code_of(path) == "archive_locked"


@pytest.mark.parametrize("twin", [SHEET1, SHEET1.upper(), f"/{SHEET1}", SHEET1.replace("/", "\\")])
def test_two_parts_of_one_name_are_refused_whatever_their_case_and_slashes(book: Path, twin: str) -> None:
    with warnings.catch_warnings(), zipfile.ZipFile(book, "a") as archive:
        warnings.simplefilter("ignore", UserWarning)  # zipfile's own, about the duplicate
        archive.writestr(twin, sheet(cell("A1", "999")))
    assert code_of(book) == "duplicate_part"


def test_a_part_whose_name_would_write_to_the_terminal_is_damaged(tmp_path: Path) -> None:
    problem = refused(with_parts(tmp_path / "a.xlsx", **{"xl/\x1b[2J": b""}))
    assert problem.fields["part"] == r"'xl/\x1b[2J'"


@pytest.mark.parametrize("part", ["xl/workbook.xml", SHEET1, "xl/sharedStrings.xml", "customXml/item1.xml"])
def test_a_document_type_declaration_is_refused_in_every_part(tmp_path: Path, part: str) -> None:
    bomb = '<!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><x>&b;</x>'
    problem = refused(with_parts(tmp_path / "实体.xlsx", **{part: bomb}))
    assert (problem.code, problem.fields["part"]) == ("file.doctype", part.lower())


def test_a_sheet_in_utf_16_is_damaged_because_calamine_would_see_an_empty_one(tmp_path: Path) -> None:
    xml = '<?xml version="1.0" encoding="UTF-16"?>' + sheet(cell("A1")).decode()
    assert code_of(with_sheet(tmp_path / "a.xlsx", xml.encode("utf-16"))) == "damaged"


def test_what_power_query_keeps_in_utf_16_does_not_hinder(tmp_path: Path) -> None:
    xml = '<?xml version="1.0" encoding="utf-16"?><DataMashup/>'.encode("utf-16")
    assert check(with_parts(tmp_path / "a.xlsx", **{"customXml/item1.xml": xml}))


def test_xml_that_breaks_off_is_damaged(tmp_path: Path) -> None:
    assert code_of(with_sheet(tmp_path / "a.xlsx", sheet(cell("A1"))[:-20])) == "damaged"


@pytest.mark.parametrize(
    "rows",
    [
        '<row r="2"><c r="A3"><v>1</v></c></row>',
        '<row r="0"><c><v>1</v></c></row>',
        '<row r="4294967297"><c><v>1</v></c></row>',
        '<row r="1"><c r="A01"><v>1</v></c></row>',
        '<row r="1"><c r="一1"><v>1</v></c></row>',
    ],
)
def test_cells_whose_place_is_doubtful_are_damage(tmp_path: Path, rows: str) -> None:
    assert code_of(with_sheet(tmp_path / "a.xlsx", sheet(rows))) == "damaged"


@pytest.mark.parametrize(
    "sheets",
    [
        '<sheet name="数据" r:id="rId1"/><sheet name="数据" r:id="rId2"/>',
        '<sheet name="数据" r:id="rId99"/>',
        '<sheet name="数据"/>',
    ],
)
def test_a_workbook_whose_sheets_are_not_clear_is_damaged(tmp_path: Path, sheets: str) -> None:
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    xml = f'<workbook xmlns="{MAIN}" xmlns:r="{relations}"><sheets>{sheets}</sheets></workbook>'
    assert code_of(with_parts(tmp_path / "a.xlsx", **{"xl/workbook.xml": xml})) == "damaged"


# How far cells reach


@pytest.mark.parametrize(
    ("rows", "reference"),
    [
        (cell("XFD1048576"), "XFD1048576"),
        (cell("A20001"), "A20001"),
        (cell("ALM1"), "ALM1"),
        ('<row r="1048576"><c><v>1</v></c></row>', ""),
        ("<row><c r='&#88;FD1' ><v>1</v></c></row>", "XFD1"),
        (f'<x:row xmlns:x="{MAIN}" r="1"><x:c r="XFD1"><x:v>1</x:v></x:c></x:row>', "XFD1"),
        ('<row r="1"><c r="XFD1" t="inlineStr"><is><t/></is></c></row>', "XFD1"),
        ("<row>" + "<c/>" * 1000 + "<c><v>1</v></c></row>", ""),
        ("<row/>" * 20_000 + "<row><c><v>1</v></c></row>", ""),
    ],
)
def test_a_value_far_away_is_refused_and_its_place_named(tmp_path: Path, rows: str, reference: str) -> None:
    problem = refused(with_sheet(tmp_path / "远.xlsx", sheet(rows)))
    assert (problem.code, problem.place.sheet, problem.place.cell) == ("file.far_cell", "数据", reference)


@pytest.mark.parametrize(
    ("rows", "before"),
    [
        (cell("A20000"), ""),
        (cell("ALL1"), ""),
        (cell("A1") + '<row r="1048576"><c r="XFD1048576" s="1"/></row>', ""),
        (cell("A1") + '<row r="1048576" ht="12.8"/>', ""),
        (cell("A1"), '<dimension ref="A1:XFD1048576"/>'),
    ],
)
def test_formats_may_reach_to_the_last_row_and_values_to_the_limit(tmp_path: Path, rows: str, before: str) -> None:
    assert check(with_sheet(tmp_path / "a.xlsx", sheet(rows, before)))


def test_a_few_values_that_span_millions_of_blanks_are_refused(tmp_path: Path) -> None:
    problem = refused(with_sheet(tmp_path / "a.xlsx", sheet(cell("ALL1") + cell("A20000"))))
    assert (problem.code, problem.fields["found"]) == ("file.too_many_cells", 20_000_000 + 1 + 4)


@pytest.mark.parametrize("value", ["#SPILL!", "Err:522", "", "x" * 1000])
def test_an_error_value_that_calamine_would_choke_on_is_named_with_its_cell(tmp_path: Path, value: str) -> None:
    rows = f'<row r="2"><c r="B2" t="e"><f>A1#</f><v>{value}</v></c></row>'
    problem = refused(with_sheet(tmp_path / "a.xlsx", sheet(rows)))
    assert (problem.code, problem.place.cell) == ("file.strange_error", "B2")
    assert problem.fields["value"] == value[:40]
