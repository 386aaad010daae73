"""Workbooks that were changed to harm, drawn from good ones: their bytes, their zip file, their XML, their cells."""

import io
import random
import re
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence

from tests.workbook.files import MAIN

Parts = dict[str, bytes]
_CELL = re.compile(rb"<c [^>]*?(?:/>|>.*?</c>)", re.DOTALL)
_ROW = re.compile(rb"<row .*?</row>", re.DOTALL)
_VALUE = re.compile(rb"<v>([^<]*)</v>")
_SHARED = "xl/sharedStrings.xml"
_JUNK = (
    *(b"9", b"-1", b"1e308", b"1e999", b"NaN", b"0x10", b" 5 ", b"5\n", b"\xef\xbc\x95", b"1_0", b"true", b"#N/A"),
    *(b"&#53;", b"7&#53;", b"&amp;", b"<![CDATA[75]]>", b"7<!-- -->5", b"<?x y?>", b"<v>1</v>", b"<b/>", b"&x;", b"\0"),
    *(b"200000000", b"9" * 400, b"=1+1", b"_x0041_", b"\xed\xa0\x80", b"x" * 40_000, b"", b'"', b"/>", b"<", b"]]>"),
)
_ATTRIBUTES = (
    *(b'r="XFD1048576"', b'r="A1"', b'r="a1"', b'r="$B$2"', b'r=""', b'r="&#65;1"', b'r="C99999"', b'x:r="B2"'),
    *(b't="s"', b't="str"', b't="inlineStr"', b't="e"', b't="b"', b't="d"', b't="n"', b't="zz"', b't="&#115;"'),
    *(b's="99999"', b's="-1"', b's="1"', b's="&#49;"', b'xmlns="urn:other"', b'xml:space="preserve"', b'cm="1"'),
)


def mutants(books: Sequence[bytes], seed: int, count: int) -> Iterator[tuple[str, bytes]]:
    """Yield changed workbooks, each with how it was changed."""
    chance = random.Random(seed)  # noqa: S311 - no secrets
    for number in range(count):
        book = chance.choice(books)
        kind = _KINDS[number % len(_KINDS)]
        yield kind.__name__, kind(book, chance)


def _unpacked(book: bytes) -> Parts:
    with zipfile.ZipFile(io.BytesIO(book)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def _packed(parts: Parts, comment: bytes = b"") -> bytes:
    target = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        warnings.filterwarnings("ignore", "Duplicate name")  # Windows takes xl\\a for xl/a
        for name, content in parts.items():
            archive.writestr(name, content)
        archive.comment = comment
    return target.getvalue()


def _changed(book: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    parts = _unpacked(book)
    return _packed(parts | {part: change(parts[part])})


def _sheet(book: bytes, chance: random.Random) -> str:
    return chance.choice([name for name in _unpacked(book) if name.startswith("xl/worksheets/sheet")])


def _spliced(xml: bytes, chance: random.Random, junk: bytes) -> bytes:
    start = chance.randrange(len(xml) + 1)
    return xml[:start] + junk + xml[start + chance.choice((0, 0, 1, 5, 40)) :]


# Bytes and the zip file.


def _flipped(book: bytes, chance: random.Random) -> bytes:
    data = bytearray(book)
    for _ in range(chance.choice((1, 1, 3, 50))):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def _cut(book: bytes, chance: random.Random) -> bytes:
    at = chance.randrange(len(book))
    return chance.choice((book[:at], book[at:], book[:at] + book[at + 100 :], book + book[at:], bytes(at) + book))


def _directory(book: bytes, chance: random.Random) -> bytes:
    """Change a field of the zip file's own: sizes, checksums, offsets, flags, ways of packing."""
    data = bytearray(book)
    mark = chance.choice((b"PK\1\2", b"PK\3\4", b"PK\5\6"))
    places = [found.start() for found in re.finditer(re.escape(mark), book)]
    at = chance.choice(places) + chance.randrange(4, 46)
    data[at : at + 1] = chance.randbytes(1)
    return bytes(data[: len(book)])


def _members(book: bytes, chance: random.Random) -> bytes:
    """Leave out, exchange, rename or add parts."""
    parts = _unpacked(book)
    first, second = chance.sample(list(parts), 2)
    more = {first.upper() if first != first.upper() else first.lower(): parts[second]}
    changes: list[Parts] = [
        {name: content for name, content in parts.items() if name != first},
        parts | {first: parts[second], second: parts[first]},
        parts | more,
        parts | {f"xl/../{first}": parts[second]},
        parts | {first.replace("/", "\\"): parts[second]},
        parts | {"xl/media/x.bin": bytes(10**7)},
        parts | {f"x{number}": b"" for number in range(1100)},
    ]
    return _packed(chance.choice(changes), chance.choice((b"", b"", b"PK\5\6" + bytes(18))))


# XML.


def _junk_in_xml(book: bytes, chance: random.Random) -> bytes:
    part = chance.choice([name for name in _unpacked(book) if name.endswith((".xml", ".rels"))])
    return _changed(book, part, lambda xml: _spliced(xml, chance, chance.choice((*_JUNK, *_ATTRIBUTES))))


def _words_of_xml(book: bytes, chance: random.Random) -> bytes:
    """Exchange two words of a part: names, attributes, references, values."""
    part = chance.choice(["xl/workbook.xml", "xl/_rels/workbook.xml.rels", "xl/styles.xml", _sheet(book, chance)])

    def change(xml: bytes) -> bytes:
        words = sorted(set(re.findall(rb"[\w:./#{}-]{2,60}", xml[:200_000])))
        first, second = chance.sample(words, 2)
        return xml.replace(first, second, chance.choice((1, 1, -1)))

    return _changed(book, part, change)


def _encoding(book: bytes, chance: random.Random) -> bytes:
    doctype = b'<!DOCTYPE x [<!ENTITY a "1"><!ENTITY b "&a;&a;">]>'
    changes: list[Callable[[bytes], bytes]] = [
        lambda xml: b"\xef\xbb\xbf" + xml,
        lambda xml: xml.decode().encode("utf-16"),
        lambda xml: re.sub(rb"^(<\?.*?\?>)?", lambda found: found[0] + doctype, xml, count=1),
        lambda xml: xml.replace(b"<sheetData>", b"<!-- --><sheetData>" + b"<a>" * 20_000 + b"</a>" * 20_000),
        lambda xml: xml.replace(MAIN.encode(), chance.choice((b"urn:other", b"http://purl.oclc.org/ooxml/main"))),
        lambda xml: xml.replace(b"<sheetData", b'<x:sheetData xmlns:x="urn:x"/><sheetData'),
    ]
    return _changed(book, _sheet(book, chance), chance.choice(changes))


# Cells.


def _cells(book: bytes, chance: random.Random) -> bytes:
    """Change, repeat, exchange or leave out cells and rows."""

    def change(xml: bytes) -> bytes:
        pattern = chance.choice((_CELL, _CELL, _CELL, _ROW))
        found = list(pattern.finditer(xml))
        if len(found) < 2:
            return xml
        first, second = sorted(chance.sample(found, 2), key=lambda each: each.start())
        new = chance.choice(((second[0], first[0]), (first[0] * 2, second[0]), (b"", second[0]), (first[0], first[0])))
        middle = xml[first.end() : second.start()]
        return xml[: first.start()] + new[0] + middle + new[1] + xml[second.end() :]

    return _changed(book, _sheet(book, chance), change)


def _values(book: bytes, chance: random.Random) -> bytes:
    """Write other values into cells: what still is a number of some kind is to be read as one."""
    numbers = [b"0", b"-7.25", b"1E-07", b"91", b"9.9999999999999995E+22", b"00012", b"123456789012345678", b".5"]

    def change(xml: bytes) -> bytes:
        found = list(_VALUE.finditer(xml))
        for each in sorted(chance.sample(found, min(len(found), 5)), key=lambda each: -each.start()):
            value = chance.choice([*numbers, *numbers, *_JUNK])
            xml = xml[: each.start(1)] + value + xml[each.end(1) :]
        return xml

    return _changed(book, _sheet(book, chance), change)


def _attributes(book: bytes, chance: random.Random) -> bytes:
    def change(xml: bytes) -> bytes:
        found = list(re.finditer(rb"<(?:c|row|v|f|si|t|sheet|xf) ", xml))
        return xml if not found else _at(xml, chance.choice(found), chance.choice(_ATTRIBUTES))

    def _at(xml: bytes, found: re.Match[bytes], attribute: bytes) -> bytes:
        name = attribute.partition(b"=")[0]
        head, tag = xml[: found.end()], xml[found.end() :]
        end = tag.find(b">")
        return head + attribute + b" " + re.sub(rb"\b" + name + rb'="[^"]*"', b"", tag[:end]) + tag[end:]

    return _changed(book, _sheet(book, chance), change)


def _texts(book: bytes, chance: random.Random) -> bytes:
    """Change the shared strings, those of the hidden sheet and of the hidden rows among them."""

    def change(xml: bytes) -> bytes:
        found = list(re.finditer(rb"<si>.*?</si>", xml, re.DOTALL))
        first, second = sorted(chance.sample(found, 2), key=lambda each: each.start())
        strange = (
            *(b"<si/>", b"<si><t>1</t><t>2</t></si>", b"<si><r><t>a</t></r><r><t>b</t></r></si>"),
            *(b"<si><t>a</t><rPh><t>b</t></rPh></si>", b'<x:si xmlns:x="urn:x"><x:t>a</x:t></x:si>'),
        )
        text = b"<si><t>" + chance.choice(_JUNK) + b"</t></si>"
        new = chance.choice(((second[0], first[0]), (text, second[0]), (chance.choice(strange), second[0])))
        middle = xml[first.end() : second.start()]
        return xml[: first.start()] + new[0] + middle + new[1] + xml[second.end() :]

    parts = _unpacked(book)
    return _changed(book, _SHARED, change) if _SHARED in parts else book


def _bomb(book: bytes, chance: random.Random) -> bytes:
    """Fill a sheet with what is short in the file and long in memory."""
    line = chance.choice(
        (b"<c/>", b"<c><f/></c>", b'<c t="s"><v>0</v></c>', b'<c t="e"><v>#N/A</v></c>', b"<c><v>1</v></c>")
    )
    wide, high = chance.choice(((1, 1_000_000), (900, 1_200), (30, 19_000), (16_000, 60)))
    rows = (b"<row>" + line * wide + b"</row>") * high
    bombs: list[tuple[str, bytes]] = [
        (_sheet(book, chance), f'<worksheet xmlns="{MAIN}"><sheetData>'.encode() + rows + b"</sheetData></worksheet>"),
        (_SHARED, f'<sst xmlns="{MAIN}">'.encode() + b"<si/>" * 3_000_000 + b"</sst>"),
        (_SHARED, f'<sst xmlns="{MAIN}"><si><t>'.encode() + b"x" * 30_000_000 + b"</t></si></sst>"),
    ]
    return _packed(_unpacked(book) | dict([chance.choice(bombs)]))


def _other_content(book: bytes, chance: random.Random) -> bytes:
    """Return what is no workbook at all, or one inside of something else."""
    return chance.choice((b"", chance.randbytes(5000), _packed({"a.xlsx": book}), zlib.compress(book), book[::-1]))


_KINDS: Sequence[Callable[[bytes, random.Random], bytes]] = (
    *(_values, _cells, _attributes, _texts, _words_of_xml, _junk_in_xml, _values, _cells, _texts, _attributes),
    *(_members, _directory, _flipped, _encoding, _values, _texts, _cut, _other_content, _cells, _bomb),
)
