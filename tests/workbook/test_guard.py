"""The guard: what it lets through, and what it says about the rest."""

import random
import re
import struct
import tracemalloc
import warnings
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path

import pytest

from presales_xl.problem_texts import explain
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.texts import LANGUAGES
from presales_xl.workbook.guard import MAX_PARTS, check
from presales_xl.workbook.sheet_xml import SENT
from tests.workbook.files import MAIN, SHEET1, cell, ordinary, pack, parts_of, sheet, with_parts, with_sheet

_SCRAMBLED = random.Random(1).randbytes(4096)  # noqa: S311 - what encryption makes of a file
STRINGS = "xl/sharedStrings.xml"


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
    sheets = check(book).sheets.items()
    assert {name: {code: set(cells) for code, cells in sheet.errors.items()} for name, sheet in sheets} == {
        "数据": {"#DIV/0!": {(4, 2)}, "#N/A": {(4, 3)}},
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
        ("工号,姓名\n001,张三\n".encode(), "text_only", "CSV / TXT"),
        ("工号,姓名\n001,张三\n".encode("gb18030"), "text_only", "CSV / TXT"),
        ("工号\t姓名\n".encode("utf-16"), "text_only", "CSV / TXT"),
        (b"<!DOCTYPE html><HTML><body><table></table>", "other_format", "HTML"),
        (b"%PDF-1.7\n%\0\0", "not_a_workbook", "PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "Workbook".encode("utf-16-le"), "other_format", "XLS / ET (OLE)"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"), "encrypted", None),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "WordDocument".encode("utf-16-le"), "not_a_workbook", "DOC / WPS"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "__substg1.0_".encode("utf-16-le"), "mail", ".msg"),
        (
            b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "DRMEncryptedTransformEncryptedPackage".encode("utf-16-le"),
            "company_encrypted",
            "Microsoft IRM",
        ),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "other_format", "XLS / ET (OLE)"),
        (b"\x78\x9f\x3e\x22\1\0", "mail", "winmail.dat"),
        ("From: 赵一\nMIME-Version: 1.0\n\n附件".encode(), "mail", ".eml"),
        ("\ufeffFrom: a@b\r\nSubject: 考核\r\n\r\n附件".encode(), "mail", ".eml"),
        (b"To: c@d\nX-Mailer: Foxmail\n\tmore\n\nhello", "mail", ".eml"),
        ("date: 2026-11-30\n工号,姓名\n1001,张三\n\nfrom: 人事".encode(), "text_only", "CSV / TXT"),
        (b"MIME-Version: 1.0\nX: office:excel\n", "other_format", "MHT"),
        (b"<Workbook xmlns='urn:schemas-microsoft-com:office:spreadsheet'/>", "other_format", "XML 2003"),
        (b"Rar!\x1a\7\0", "archive", "RAR"),
        (b"7z\xbc\xaf\x27\x1c", "archive", "7-Zip"),
        (b"L\0\0\0\x01\x14\x02\0\0", "shortcut", None),
        (b"b\x14#e\0\1E-SafeNet\0LOCK\0" + bytes(64), "company_encrypted", "亿赛通 E-SafeNet"),
        (b"%TSD-Header-###%" + _SCRAMBLED, "company_encrypted", "绿盾 TSD"),
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
    path = with_parts(tmp_path / "炸弹.xlsx", **{"xl/media/x.bin": bytes(SENT.unpacked)})
    assert path.stat().st_size < 2**18
    assert code_of(path) == "unpacks_too_big"


def test_a_file_over_the_size_limit_is_refused(book: Path) -> None:
    with book.open("ab") as file:
        file.truncate(SENT.file + 1)
    assert code_of(book) == "too_big"
    with pytest.raises(ProblemsError) as caught:
        check(book)
    assert caught.value.problems[0].fields == {"limit": SENT.file // 1024 // 1024}


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


# One meaning of every cell


def row(cells: str) -> bytes:
    """Return a sheet with these cells in its second row."""
    return sheet(f'<row r="2">{cells}</row>')


@pytest.mark.parametrize(
    "value", ["7&#53;", "&#55;5", "７５", " 75", "75\n", "1_0", "0x4B", "infinity", "7,5", "75 %", "#N/A"]
)
def test_a_number_that_programs_would_read_differently_is_named_with_its_cell(tmp_path: Path, value: str) -> None:
    problem = refused(with_sheet(tmp_path / "a.xlsx", row(f'<c r="A2"><v>1</v></c><c r="B2"><v>{value}</v></c>')))
    assert (problem.code, problem.place.sheet, problem.place.cell) == ("file.unclear_value", "数据", "B2")


@pytest.mark.parametrize("value", ["0", "-7.5", "+5", ".5", "5.", "1E-07", "9.9999999999999995E+22", ""])
def test_numbers_as_programs_write_them_pass(tmp_path: Path, value: str) -> None:
    assert check(with_sheet(tmp_path / "a.xlsx", row(f'<c r="B2"><v>{value}</v></c>')))


@pytest.mark.parametrize(
    ("kind", "value"), [("s", "99"), ("s", "-1"), ("s", "0.0"), ("b", "2"), ("b", "yes"), ("d", "morgen"), ("z", "5")]
)
def test_a_value_that_is_not_what_its_cell_says_is_named(tmp_path: Path, kind: str, value: str) -> None:
    problem = refused(with_sheet(tmp_path / "a.xlsx", row(f'<c r="B2" t="{kind}"><v>{value}</v></c>')))
    assert (problem.code, problem.place.cell, problem.fields["found"]) == ("file.unclear_value", "B2", value)


@pytest.mark.parametrize(
    ("rows", "where"),
    [
        ('<row r="2"><c r="B2"><v>5</v></c><c r="B2"><v>6</v></c></row>', "B2"),
        ('<row r="2"><c r="B2"><v>5</v></c><c r="A2"><v>6</v></c></row>', "A2"),
        (cell("A2") + cell("B2"), "2:2"),
        (cell("A2") + cell("A1"), "1:1"),
        ('<row r="2"><c r="B2"/></row><row r="3"/><row r="2"/>', "2:2"),
    ],
)
def test_a_cell_that_is_there_twice_or_out_of_order_is_named(tmp_path: Path, rows: str, where: str) -> None:
    problem = refused(with_sheet(tmp_path / "a.xlsx", sheet(rows)))
    assert (problem.code, problem.place.sheet, problem.place.cell) == ("file.cell_order", "数据", where)


@pytest.mark.parametrize(
    "cells",
    [
        '<c r="B2"><v>5</v><v>6</v></c>',
        '<c r="B2"><v>5</v><f>A1</f></c>',
        '<c r="B2"><f>A1</f><f>A2</f><v>5</v></c>',
        '<c r="B2"><v>5</v><is><t>6</t></is></c>',
        '<c r="B2"><is><t>6</t></is></c>',
        '<c r="B2" t="inlineStr"><v>5</v></c>',
        '<c r="B2" t="inlineStr"><is><t>5</t><t>6</t></is></c>',
        '<c r="B2" t="inlineStr"><is><r><t>5</t></r><t>6</t></is></c>',
        '<c r="B2"><v>9<!-- -->5</v></c>',
        '<c r="B2"><v><![CDATA[95]]></v></c>',
        '<c r="B2"><v>9<?x?>5</v></c>',
        '<c r="B2"><v>9<b/>5</v></c>',
        '<c r="B2"><v xmlns="urn:other">95</v></c>',
        '<c r="B2"><x:v xmlns:x="urn:other">95</x:v></c>',
        '<c r="B2"><v>5</v><extLst><v>6</v></extLst></c>',
        '<c r="B2"><v>5</v><c r="C2"><v>6</v></c></c>',
    ],
)
def test_a_cell_with_more_than_one_meaning_is_named(tmp_path: Path, cells: str) -> None:
    problem = refused(with_sheet(tmp_path / "a.xlsx", row(cells)))
    assert (problem.code, problem.place.sheet, problem.place.cell[:2]) == ("file.strange_xml", "数据", "B2")


@pytest.mark.parametrize(
    "xml",
    [
        sheet('<x:row xmlns:x="urn:other" r="2"><x:c r="A2"><x:v>6</x:v></x:c></x:row>'),
        sheet("</sheetData><sheetData>" + cell("A1")),
        sheet(cell("A2"), '<x:sheetData xmlns:x="urn:other">' + cell("A1") + "</x:sheetData>"),
        row('<c r="A2" s="&#49;"><v>6</v></c>'),
        row('<c r="A2" x=">" t="&#115;"><v>0</v></c>'),
    ],
)
def test_a_sheet_with_names_of_ours_in_other_places_is_refused(tmp_path: Path, xml: bytes) -> None:
    problem = refused(with_sheet(tmp_path / "a.xlsx", xml))
    assert (problem.code, problem.place.sheet) == ("file.strange_xml", "数据")


@pytest.mark.parametrize(
    "strings",
    [
        '<x:si xmlns:x="urn:other"><x:t>evil</x:t></x:si><si><t>a</t></si>',
        "<si><t>a</t><t>b</t></si>",
        "<si><r><t>a</t></r><t>b</t></si>",
        "<si><t>a<b/>c</t></si>",
        "<si><t>a<!-- -->c</t></si>",
        "<si><r><rPr><t>b</t></rPr></r></si>",
    ],
)
def test_shared_strings_that_programs_would_count_or_read_differently_are_refused(tmp_path: Path, strings: str) -> None:
    shared = f'<sst xmlns="{MAIN}">{strings}</sst>'
    problem = refused(with_parts(tmp_path / "a.xlsx", **{STRINGS: shared}))
    assert (problem.code, problem.fields["part"]) == ("file.strange_xml", STRINGS.lower())


STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
USUAL = """<si><t>a</t><r><t>b</t></r></si><si><t>a<![CDATA[<b>]]></t></si>
<si><t xml:space="preserve"> a&amp;b&#10; </t></si><si/><si><t/></si>
<si><r><rPr><b/><color rgb="FF0000"/><rFont val="x"/></rPr><t>a</t></r><r><t>b</t></r></si>
<si><t>東京</t><rPh sb="0" eb="2"><t>トウキョウ</t></rPh><rPh><r><t>ト</t></r></rPh><phoneticPr fontId="1"/></si>"""


@pytest.mark.parametrize("space", [MAIN, STRICT])
@pytest.mark.parametrize("prefix", ["", "x:"])
def test_what_programs_really_write_passes(tmp_path: Path, space: str, prefix: str) -> None:
    declared = f'xmlns{":x" if prefix else ""}="{space}"'
    cells = """<c r="A1" t="s"><v>0</v></c><c r="B1" t="s"><v>4</v></c><c r="C1" t="str"><f>A1&amp;"x"</f>
    <v>a&amp;x</v></c><c r="D1" t="inlineStr"><is><r><t>a</t></r><r><t>b</t></r></is></c>
    <c r="E1" t="d"><v>2026-11-01T00:00:00.000</v></c>
    <c r="F1" t="b"><v>1</v></c><c r="G1" cm="1"><f t="array" ref="G1">A1:A2</f><v>1.5</v></c><c s="3"/>"""
    more = """<mc:AlternateContent xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006">
    <mc:Choice><a:row xmlns:a="urn:anchor">1</a:row></mc:Choice></mc:AlternateContent>
    <extLst><ext><xm:f xmlns:xm="urn:xm">A1</xm:f></ext></extLst>"""
    rows = f"<sheetData><row r='1' spans='1:8'>{cells}</row></sheetData>"
    xml = f"<!-- a program --><worksheet {declared}>{rows}{more}</worksheet>"
    strings = f"<sst {declared} count='1'>{USUAL}</sst>"
    prefixed = [re.sub(r"<(/?)(?=[a-zA-Z]+[ />])", rf"<\1{prefix}", each) for each in (xml, strings)]
    path = with_parts(tmp_path / "a.xlsx", **{SHEET1: prefixed[0], STRINGS: prefixed[1]})
    assert check(path).sheets["数据"].columns == 7


def relations(*targets: str) -> str:
    """Return the relations of the workbook part to these sheets."""
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/worksheet"
    each = (f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>' for n, target in enumerate(targets, 1))
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{"".join(each)}</Relationships>'


@pytest.mark.parametrize(
    "target",
    ["xl/worksheets/sheet1.xml", "/xl/./worksheets/sheet1.xml", "worksheets\\sheet1.xml", "worksheets/sheet%31.xml"],
)
def test_a_sheet_that_programs_would_look_for_in_different_places_is_damage(tmp_path: Path, target: str) -> None:
    others = [f"worksheets/sheet{number}.xml" for number in (2, 3, 4)]
    parts: dict[str, bytes | str] = {"xl/_rels/workbook.xml.rels": relations(target, *others)}
    parts["xl/xl/worksheets/sheet1.xml"] = sheet(cell("A1"))
    assert code_of(with_parts(tmp_path / "a.xlsx", **parts)) == "damaged"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('Target="sharedStrings.xml"', 'Target="strings.xml"'),
        ('Target="styles.xml"', 'Target="other.xml"'),
        ('Id="rId2"', 'Id="rId1"'),
        ("worksheets/sheet2.xml", "worksheets/sheet1.xml"),
    ],
)
def test_relations_that_lead_elsewhere_than_calamine_goes_are_damage(book: Path, old: str, new: str) -> None:
    parts = parts_of(book)
    name = "xl/_rels/workbook.xml.rels"
    changed = parts[name].decode().replace(old, new)
    assert changed != parts[name].decode()
    strings = {"xl/strings.xml": parts[STRINGS], "xl/other.xml": parts["xl/styles.xml"]}
    assert code_of(pack(book, parts | strings | {name: changed})) == "damaged"


def test_shared_strings_that_no_relation_leads_to_are_not_there_for_cells(book: Path) -> None:
    parts = parts_of(book)
    name = "xl/_rels/workbook.xml.rels"
    alone = re.sub(rb"<Relationship [^>]*sharedStrings[^>]*>", b"", parts[name])
    assert code_of(pack(book, parts | {name: alone})) == "unclear_value"
    figures = {f"xl/worksheets/sheet{number}.xml": sheet(cell("A1")) for number in range(1, 5)}
    assert check(pack(book, parts | figures | {name: alone}))


def test_a_second_workbook_part_that_other_programs_would_open_is_damage(book: Path) -> None:
    parts = parts_of(book)
    changed = parts["_rels/.rels"].replace(b"xl/workbook.xml", b"xl/other.xml")
    assert code_of(pack(book, parts | {"_rels/.rels": changed, "xl/other.xml": parts["xl/workbook.xml"]})) == "damaged"


def test_a_member_whose_name_leads_up_is_damage(tmp_path: Path) -> None:
    assert (
        code_of(with_parts(tmp_path / "a.xlsx", **{"xl/../xl/worksheets/sheet9.xml": sheet(cell("A1"))})) == "damaged"
    )


# Bombs


def test_a_shared_string_counts_in_every_cell_that_uses_it(tmp_path: Path) -> None:
    strings = f'<sst xmlns="{MAIN}"><si><t>{"x" * 32_000}</t></si>{"<si/>" * 9}</sst>'
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, SENT.text // 32_000 + 1))
    parts: dict[str, bytes | str] = {SHEET1: sheet(rows), STRINGS: strings}
    path = with_parts(tmp_path / "a.xlsx", **parts)
    assert path.stat().st_size < 20_000
    assert code_of(path) == "too_much_text"
    parts[SHEET1] = sheet(rows[: rows.rindex("<row")])
    assert check(with_parts(path, **parts))


def test_formulas_without_values_are_held_in_little_memory(tmp_path: Path) -> None:
    line = "<row>" + "<c><f/></c>" * 999 + "</row>"
    path = with_sheet(tmp_path / "a.xlsx", sheet(line * 60))
    tracemalloc.start()
    try:
        formulas = check(path).sheets["数据"].formulas
        kept, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(formulas) == 59_940
    assert kept < 200_000
    assert (59, 998) in formulas
    assert (59, 999) not in formulas


@pytest.mark.parametrize("cells", ["<c/>", "<c><f/></c>", f'<x:c xmlns:x="{MAIN}"/>'])
def test_more_cells_than_any_table_has_are_refused(tmp_path: Path, cells: str) -> None:
    path = with_sheet(tmp_path / "a.xlsx", sheet("<row>" + cells * 3_001 + "</row>"))
    with pytest.raises(ProblemsError) as caught:
        check(path, replace(SENT, cells=3_000))
    assert caught.value.problems[0].code in ("file.too_many_cells", "file.far_cell")


# How far cells reach


@pytest.mark.parametrize(
    ("rows", "reference"),
    [
        (cell("XFD1048576"), "XFD1048576"),
        (cell("A20001"), "A20001"),
        (cell("ALM1"), "ALM1"),
        ('<row r="1048576"><c><v>1</v></c></row>', "A1048576"),
        ('<row r="1"><c r="XFD1"><f>A1</f></c></row>', "XFD1"),
        ("<row><c r='&#88;FD1' ><v>1</v></c></row>", "XFD1"),
        (f'<x:row xmlns:x="{MAIN}" r="1"><x:c r="XFD1"><x:v>1</x:v></x:c></x:row>', "XFD1"),
        ('<row r="1"><c r="XFD1" t="inlineStr"><is><t/></is></c></row>', "XFD1"),
        ("<row>" + "<c/>" * 1000 + "<c><v>1</v></c></row>", "ALM1"),
        ("<row/>" * 20_000 + "<row><c><v>1</v></c></row>", "A20001"),
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


@pytest.mark.parametrize("value", ["", "x" * 1000, "#SPILL! 1"])
def test_an_error_value_that_no_program_writes_is_named_with_its_cell(tmp_path: Path, value: str) -> None:
    rows = f'<row r="2"><c r="B2" t="e"><f>A1#</f><v>{value}</v></c></row>'
    problem = refused(with_sheet(tmp_path / "a.xlsx", sheet(rows)))
    assert (problem.code, problem.place.cell) == ("file.strange_error", "B2")
    assert problem.fields["value"] == value[:40]
