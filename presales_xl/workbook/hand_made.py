"""Workbooks that people made, read with what cells show: calamine tells no formats of numbers.

They stand in the XML of a sheet, which the guard has let through; one pass over it finds them where there are any.
"""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from xml.etree import ElementTree

from presales_xl.people.table import Shown, cell_at
from presales_xl.workbook import guard, reader
from presales_xl.workbook.reader import Sheets
from presales_xl.workbook.sheet_xml import OWN

_STYLES = "xl/styles.xml"
_REFERENCE = r"([A-Z]{1,3})(\d{1,7})"
_START = re.compile(r"<(?:[\w-]+:)?(row|c)(?=[\s/>])([^>]*)>")
_PLACE = re.compile(rf"\sr=[\"'](?:{_REFERENCE}|(\d+))[\"']")
_STYLE = re.compile(r"\ss=[\"'](\d+)[\"']")
#: Of a number format: what shows no character of its own; a place for a digit, or a text in one of three spellings.
_ASIDE = re.compile(r"\[[^\]]*\]|[_*].")
_TOKEN = re.compile(r'([0#?])|"([^"]*)"|\\(.)|([-/ ()])')


def sheets(path: Path) -> Sheets:
    """Return the sheets of a workbook that somebody made by hand, with what calamine does not tell of cells.

    Ids that a number format shows with leading zeros are `Shown`. ProblemsError as `reader.read_own`.
    """
    return reader.read_own(path, parse)


def parse(path: Path) -> Sheets:
    """Check and read a workbook in this very process, as `reader.parse`, and add what `sheets` tells of."""
    read = reader.parse(path, OWN)
    parts = guard.unpacked(guard.bytes_of(path, OWN), OWN)
    formats = _formats(parts.get(_STYLES, b""))
    if not formats:
        return read
    for name, part in guard.sheet_parts(parts).items():
        rows = read.get(name, [])
        xml = parts[part].decode("utf-8", errors="replace")
        for row, column, code in _formatted(xml, formats):
            value = cell_at(rows, row, column)
            if type(value) is int and (shown := shown_by(value, code)):
                rows[row][column] = Shown.of(value, shown)
    return read


def _formats(styles: bytes) -> dict[str, str]:
    """Return the formats that show whole numbers otherwise, by the numbers of the cell styles that have them."""
    if not styles:
        return {}
    root = ElementTree.fromstring(styles)  # noqa: S314 - the guard lets no entities through
    formats = {each.get("numFmtId"): each.get("formatCode", "") for each in root.iter() if _is(each, "numFmt")}
    listed = next((each for each in root if _is(each, "cellXfs")), ())
    codes = {str(number): formats.get(style.get("numFmtId"), "") for number, style in enumerate(listed)}
    return {number: code for number, code in codes.items() if shown_by(1, code)}


def _is(element: ElementTree.Element, name: str) -> bool:
    return element.tag.rpartition("}")[2] == name


def _formatted(xml: str, formats: Mapping[str, str]) -> Iterator[tuple[int, int, str]]:
    """Yield row and column, from 0, and format of the cells that have one of these formats."""
    row = column = -1
    for kind, attributes in _START.findall(xml):
        place = _PLACE.search(attributes)
        if kind == "row":
            row, column = (int(place[3]) - 1 if place and place[3] else row + 1), -1
            continue
        column = _column(place[1]) if place and place[1] else column + 1
        style = _STYLE.search(attributes)
        if style and style[1] in formats:
            yield row, column, formats[style[1]]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def shown_by(number: int, code: str) -> str:
    """Return how a number format shows an id: 123 by `00000` as 00123, by `"E"000` as E123; "" where as any number."""
    section = _ASIDE.sub("", code.partition(";")[0]).replace("General", "0")
    tokens = list(_TOKEN.finditer(section))
    places = [token[1] for token in tokens if token[1]]
    if number < 0 or "0" not in places or "".join(token[0] for token in tokens) != section:
        return ""
    digits = list(str(number).zfill(len(places) - places.index("0")))
    shown, left = "", len(places)
    for token in reversed(tokens):
        if not token[1]:
            shown = (token[2] or token[3] or token[4]) + shown
            continue
        left -= 1
        while digits:
            shown = digits.pop() + shown
            if left:
                break
    is_plain = shown.startswith(str(number))  # or has only a unit behind it
    return "" if is_plain else shown
