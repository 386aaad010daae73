"""What is said of plain sheets all at once is what following each of their elements says."""

import dataclasses
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from presales_xl.scheme.errors import ProblemsError
from presales_xl.workbook import guard, plain_xml, reader, sheet_xml
from presales_xl.workbook.guard import Checked
from presales_xl.workbook.sheet_xml import SENT, Positions, SheetFacts, Totals
from tests.engines.libreoffice import LibreOffice
from tests.hostile import mutants
from tests.workbook.files import MAIN, SHEET1, cell, with_parts
from tests.workbook.samples import TeamFile, opened

_STRINGS = "xl/sharedstrings.xml"


def _facts(facts: SheetFacts) -> dict[str, object]:
    """Return facts as they can be compared: of cells which, of all else in what order."""

    def plain(value: object) -> object:
        if isinstance(value, dict):
            return [(key, plain(each)) for key, each in value.items()]
        return set(value) if isinstance(value, Positions) else value

    return {each.name: plain(getattr(facts, each.name)) for each in dataclasses.fields(facts) if each.name != "values"}


def compared(data: bytes) -> Iterator[bool]:
    """Yield for each sheet, and for the shared strings, whether it is plain; what is said of it then must be right."""
    try:
        parts = guard.unpacked(data)
        sheets = guard.sheet_parts(parts)
    except (ProblemsError, KeyError):
        return
    texts = parts.get(_STRINGS, b"<none/>")
    plainly = plain_xml.shared_strings(texts, SENT.cells)
    try:
        strings = sheet_xml.shared_strings(_STRINGS, texts, SENT.cells)
    except ProblemsError:
        assert plainly is None
        return
    assert plainly is None or plainly == strings
    yield plainly is not None
    before = Totals()
    for name, part in sheets.items():
        slow, fast = dataclasses.replace(before), dataclasses.replace(before)
        found = plain_xml.scan(parts[part], strings, fast)
        try:
            expected = sheet_xml.scan(name, part, parts[part], strings, totals=slow)
        except ProblemsError:
            assert found is None
            return
        assert found is None or (_facts(found), fast) == (_facts(expected), slow)
        assert found is not None or fast == before
        yield found is not None
        before = slow


def read_so(data: bytes) -> Iterator[bool]:
    """Yield for each sheet whether its values are read here; they, and the verdict, must be those of calamine."""

    def told(checked: Checked) -> object:
        try:
            return repr(reader._sheets(checked))
        except ProblemsError as error:
            return [(each.code, each.fields) for each in error.problems]

    try:
        checked, again = guard.check_bytes(data), guard.check_bytes(data)
    except ProblemsError:
        return
    for facts in again.sheets.values():
        facts.values = None
    assert told(checked) == told(again)
    yield from (facts.values is not None for facts in checked.sheets.values())


@pytest.fixture(scope="module")
def books(team_file: TeamFile) -> list[bytes]:
    return [team_file(name, "zh").read_bytes() for name in ("software_presales", "repair_stars")]


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give the test that draws files a seed for each sixty of them, and a third as many as others draw."""
    if "seed" in metafunc.fixturenames:
        metafunc.parametrize("seed", range(max(1, int(metafunc.config.getoption("--hostile")) // 200)))


def test_whatever_was_done_to_a_workbook_plain_sheets_are_said_to_hold_what_they_hold(
    books: list[bytes], seed: int
) -> None:
    plain = [each for book in books for each in (*compared(book), *read_so(book))]
    assert all(plain)
    changed = [data for _, data in mutants(books, 5000 + seed, 60)]
    assert True in [each for data in changed for each in compared(data)]
    assert True in [each for data in changed for each in read_so(data)]


def test_sheets_are_plain_whichever_program_saved_them(
    tmp_path: Path, team_file: TeamFile, libreoffice: LibreOffice
) -> None:
    ours, again, office = team_file("software_presales", "zh"), tmp_path / "again.xlsx", tmp_path / "office.xlsx"
    opened(ours).save(again)
    libreoffice.save_again(ours, office)
    for path in (ours, again, office):
        sheets = list(compared(path.read_bytes()))
        assert sheets
        assert all(sheets[1:])
        assert all(read_so(path.read_bytes()))


_ODD = (
    "<!-- <sheetData> --><sheetData>" + cell("A1") + "</sheetData>",
    "<x><sheetData>" + cell("A1") + "</sheetData></x>",
    "<sheetData>" + cell("A1") + "</sheetData ><!-- </sheetData> -->",
    "<sheetData>" + cell("A1") + "</sheetData><sheetData></sheetData>",
    "<sheetData><!-- <v>1</v> -->" + cell("A1") + "</sheetData>",
    "<sheetData>" + cell("A1", "1</v><!-- <v>2") + "</sheetData>",
    "<sheetData>" + cell("A1", "1\n") + "</sheetData>",
    "<sheetData>" + cell("A1", "&amp;") + "</sheetData>",
    "<sheetData>" + cell("A1", "1\r\n2") + "</sheetData>",
    "<sheetData>" + cell("A1", "\ufffe") + "</sheetData>",
    '<sheetData><row r="1"><c r="A1" t="str"><f>1</f><v>\ufffe</v></c></row></sheetData>',
    '<sheetData><row r="1"><c r="A1" t="str"><f>1</f><v></v></c><c r="B1"><f>1</f><v></v></c></row></sheetData>',
    '<sheetData><row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="e"><v>#SPILL!</v></c></row></sheetData>',
    '<sheetData><row r="1"><c r="A1" t="e"><v>#N/A</v></c><c r="B1" t="e"><v>#REF!</v></c></row></sheetData>',
    '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a&lt;b</t></is></c></row></sheetData>',
    '<sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>a</t><rPh><t>b</t></rPh></is></c></row></sheetData>',
    '<sheetData><row r="1"><c r="A1" t="s"><v>0</v></c></row></sheetData>',
    '<sheetData><row r="1"><c r="A1" t="b"><v>true</v></c><c r="B1" t="d"><v>2026-11-01</v></c></row></sheetData>',
    '<sheetData xmlns="urn:other"></sheetData>',
    "<sheetData>" + cell("A1") + "</sheetData><headerFooter><oddHeader>\x01</oddHeader></headerFooter>",
    "<sheetData>" + cell("A1") + "</sheetData><!-- <oddHeader>--</oddHeader> -->",
    "<sheetData>" + cell("A1") + '</sheetData><selection pane="a" pane="b"/>',
    "<sheetData>" + cell("A1") + "</sheetData><mergeCells><mergeCell ref='A1:B2'/></mergeCells>",
)


@pytest.mark.parametrize("content", _ODD)
def test_a_sheet_that_looks_plain_and_is_none_is_left_to_whoever_follows_its_elements(
    tmp_path: Path, content: str
) -> None:
    path = tmp_path / "a.xlsx"
    changed = f'<worksheet xmlns="{MAIN}">{content}</worksheet>'
    data = with_parts(path, **{SHEET1: changed}).read_bytes()
    list(compared(data))
    list(read_so(data))


@pytest.mark.parametrize(
    "content",
    [
        "<si><t>a</t></si><si><t/></si><si/>",
        '<si><r><t>a</t></r><r><t xml:space="preserve">&lt;b </t></r></si><si><t>&amp;lt;</t></si>',
        '<si><t>a</t><phoneticPr fontId="1" type="noConversion"/></si>',
        '<si><t>a</t><phoneticPr fontId="1" fontId="1"/></si>',
        "<si><t>a</t></si> <si><t>\U0001f600</t></si>",
        "<!-- <si><t>a</t></si> -->",
        "<si><t>a</t></si></sst><!-- </sst> --><sst>",
    ],
)
def test_shared_strings_are_as_long_as_they_are(tmp_path: Path, content: str) -> None:
    path = tmp_path / "a.xlsx"
    list(compared(with_parts(path, **{"xl/sharedStrings.xml": f'<sst xmlns="{MAIN}">{content}</sst>'}).read_bytes()))


@settings(max_examples=500)
@given(st.text("<>&\"'a", max_size=12))
def test_a_reference_in_an_attribute_is_suspected_without_looking_at_a_long_formula_again_and_again(xml: str) -> None:
    """Formulas are full of `&amp;` and quotes: what is looked for from each of them takes as long as the square."""
    slowly = re.search("&[^<]*[\"'][^<]*>", xml)
    assert bool(sheet_xml._PERHAPS.search(f"<{xml}".encode())) == bool(slowly)


def test_a_sheet_of_a_big_team_is_plain_too(team_file: TeamFile) -> None:
    """More than a megabyte: each of its elements would be followed otherwise, in every file."""
    parts = guard.unpacked(team_file("software_presales", "zh").read_bytes())
    part = max((part for part in parts if part.startswith("xl/worksheets/")), key=lambda part: len(parts[part]))
    begin, end = (parts[part].find(tag) for tag in (b"<sheetData>", b"</sheetData>"))
    rows = b"".join(
        b'<row r="%d"><c r="A%d"><f>%s</f><v>%d</v></c></row>' % (row, row, b"1+" * 100 + b"1", row)
        for row in range(1, 6_000)
    )
    found = plain_xml.scan(parts[part][:begin] + b"<sheetData>" + rows + parts[part][end:], (), Totals())
    assert found is not None
    assert found.values == [[row] for row in range(1, 6_000)]
