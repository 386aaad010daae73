"""The part of our lint for those who see little, listen to a screen reader, or print in black and white.

Contrast is WCAG's; the other rules are those of Office's accessibility checker, as far as they touch us: drawings are
described, each in words of its own; what is a table below frozen headers names these as its print titles and has no
merged cells in a row with an entry or a figure (merged headers are read out with each column, and stay); sheets and
links are named by words, no sheet is blank, and what a condition says by colour it also says by letters or edges.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from xml.etree import ElementTree as ET

from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

MAIN = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
DRAWN = "{http://schemas.openxmlformats.org/drawingml/2006/spreadsheetDrawing}cNvPr"
LEAST = 4.5  # contrast of a text: WCAG 2, level AA
BLACK, WHITE = "000000", "FFFFFF"
EMPHASES = ("b", "i", "u", "strike")
#: Colours that a number format names.
NAMED = {"black": BLACK, "blue": "0000FF", "cyan": "00FFFF", "green": "00FF00", "magenta": "FF00FF", "red": "FF0000"}
UNNAMED = re.compile(r"(?i)(sheet|table|chart|工作表|表)\s*\d*")


class Look(NamedTuple):
    """How a cell or a condition shows its text; None leaves a colour as it is."""

    ink: str | None
    fill: str | None
    named: tuple[str, ...] = ()
    """Colours of the number format."""
    emphasis: bool = False
    """Whether letters or edges differ, too."""


class Styles(NamedTuple):
    """The looks of cells and of conditions, by number."""

    cells: list[Look]
    conditions: list[Look]
    unlocked: set[int]


class Texts(NamedTuple):
    """Shared strings: their words, and the colours of the letters that have their own."""

    words: list[str]
    inks: list[set[str]]


def contrast(ink: str, fill: str) -> float:
    """Return WCAG's contrast of two colours (`RRGGBB`), from 1 to 21."""
    light, dark = sorted((_luminance(ink), _luminance(fill)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    parts = (int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def styles(root: ET.Element) -> Styles:
    """Return the looks that `styles.xml` defines."""
    fonts = [_colour(font.find(f"{MAIN}color")) or BLACK for font in root.iterfind(f"{MAIN}fonts/{MAIN}font")]
    fills = [_fill(fill, "fgColor") for fill in root.iterfind(f"{MAIN}fills/{MAIN}fill")]
    formats = {f.get("numFmtId"): f.get("formatCode", "") for f in root.iterfind(f"{MAIN}numFmts/{MAIN}numFmt")}
    cells, unlocked = [], set()
    for number, form in enumerate(root.iterfind(f"{MAIN}cellXfs/{MAIN}xf")):
        named = re.findall(r"\[([A-Za-z]+)\]", re.sub(r'"[^"]*"', "", formats.get(form.get("numFmtId"), "")))
        colours = tuple(NAMED.get(name.lower(), BLACK) for name in named)
        cells.append(Look(fonts[int(form.get("fontId", 0))], fills[int(form.get("fillId", 0))], colours))
        protection = form.find(f"{MAIN}protection")
        if protection is not None and protection.get("locked") == "0":
            unlocked.add(number)
    return Styles(cells, [_condition(form) for form in root.iterfind(f"{MAIN}dxfs/{MAIN}dxf")], unlocked)


def _condition(form: ET.Element) -> Look:
    font, fill, border = (form.find(f"{MAIN}{part}") for part in ("font", "fill", "border"))
    letters = font is not None and any(font.find(f"{MAIN}{tag}") is not None for tag in EMPHASES)
    edges = border is not None and any(side.get("style") for side in border)
    return Look(
        ink=_colour(font.find(f"{MAIN}color")) if font is not None else None,
        fill=_fill(fill, "bgColor") if fill is not None else None,
        emphasis=letters or edges,
    )


def _fill(fill: ET.Element, colour: str) -> str | None:
    pattern = fill.find(f"{MAIN}patternFill")
    return _colour(pattern.find(f"{MAIN}{colour}")) if pattern is not None else None


def _colour(element: ET.Element | None) -> str | None:
    return element.get("rgb", "")[-6:] or None if element is not None else None


def texts(root: ET.Element) -> Texts:
    """Return the shared strings."""
    entries = list(root.iterfind(f"{MAIN}si"))
    inks = [{ink for ink in map(_colour, entry.iterfind(f"{MAIN}r/{MAIN}rPr/{MAIN}color")) if ink} for entry in entries]
    return Texts(["".join(part.text or "" for part in entry.iter(f"{MAIN}t")) for entry in entries], inks)


class _Cell(NamedTuple):
    address: str
    row: int
    column: int
    look: int
    text: str
    is_data: bool


def sheet_flaws(sheet: ET.Element, looks: Styles, strings: Texts, titles: str) -> Iterator[str]:
    """Yield what is wrong with a sheet that people see; `titles` is the formula of its print titles, "" without."""
    cells = list(_cells(sheet, looks, strings))
    if not any(cell.text for cell in cells):
        yield ": a blank sheet"
    yield from _pale(cells, looks)
    yield from _pale_by_condition(sheet, cells, looks)
    yield from _rich(sheet, looks, strings)
    yield from _links(sheet, cells)
    data = {cell.row for cell in cells if cell.is_data or cell.look in looks.unlocked}
    yield from _headers(sheet, titles, data)


def _cells(sheet: ET.Element, looks: Styles, strings: Texts) -> Iterator[_Cell]:
    """Yield the cells in which something stands or may be entered; a formula's text is the formula."""
    for cell in sheet.iterfind(f"{MAIN}sheetData/{MAIN}row/{MAIN}c"):
        look, value = int(cell.get("s", 0)), cell.findtext(f"{MAIN}v", "")
        text = cell.findtext(f"{MAIN}f") or (strings.words[int(value)] if cell.get("t") == "s" else value)
        if text or look in looks.unlocked:
            address = cell.get("r", "")
            row, column = coordinate_to_tuple(address)
            is_data = cell.get("t") != "s" and bool(text)
            yield _Cell(address, row, column, look=look, text=text, is_data=is_data)


def _pale(cells: Iterable[_Cell], looks: Styles) -> Iterator[str]:
    for look, cell in {cell.look: cell for cell in cells}.items():
        own = looks.cells[look]
        for ink in (own.ink or BLACK, *own.named):
            yield from _told(cell.address, ink, own.fill or WHITE)


def _told(where: str, ink: str, fill: str) -> Iterator[str]:
    if (found := contrast(ink, fill)) < LEAST:
        yield f"!{where}: {ink} on {fill} has a contrast of {found:.1f}"


def _pale_by_condition(sheet: ET.Element, cells: Iterable[_Cell], looks: Styles) -> Iterator[str]:
    columns: Mapping[int, list[_Cell]] = defaultdict(list)
    for cell in cells:
        columns[cell.column].append(cell)
    for part in sheet.iterfind(f"{MAIN}conditionalFormatting"):
        where = part.get("sqref", "")
        under = {
            cell.look
            for left, top, right, bottom in map(_edges, where.split())
            for column in range(left, right + 1)
            for cell in columns[column]
            if top <= cell.row <= bottom
        }
        for rule in part.iterfind(f"{MAIN}cfRule"):
            bar = _colour(rule.find(f"{MAIN}dataBar/{MAIN}color"))
            look = looks.conditions[int(rule.get("dxfId", 0))] if rule.get("dxfId") else Look(None, bar, emphasis=True)
            if (look.ink or look.fill) and not look.emphasis:
                yield f"!{where}: a condition says something by colour alone"
            for own in (looks.cells[number] for number in under):
                yield from _told(where, look.ink or own.ink or BLACK, look.fill or own.fill or WHITE)


def _edges(area: str) -> tuple[int, int, int, int]:
    """Return first column, first row, last column and last row of an area, which is never a whole column or row."""
    left, top, right, bottom = range_boundaries(area)
    return left or 1, top or 1, right or 1, bottom or 1


def _rich(sheet: ET.Element, looks: Styles, strings: Texts) -> Iterator[str]:
    for cell in sheet.iterfind(f"{MAIN}sheetData/{MAIN}row/{MAIN}c[@t='s']"):
        fill = looks.cells[int(cell.get("s", 0))].fill or WHITE
        for ink in strings.inks[int(cell.findtext(f"{MAIN}v", "0"))]:
            yield from _told(cell.get("r", ""), ink, fill)


def _links(sheet: ET.Element, cells: Iterable[_Cell]) -> Iterator[str]:
    words = {cell.address: cell.text for cell in cells}
    for link in sheet.iterfind(f"{MAIN}hyperlinks/{MAIN}hyperlink"):
        text = words.get(link.get("ref", ""), "")
        if not re.search(r"[^\W\d_]", text) or re.match(r"(?i)https?:|file:|#|.*!\$?[A-Z]+\$?\d+$", text):
            yield f"!{link.get('ref')}: a link without words ({text})"


def _headers(sheet: ET.Element, titles: str, data: set[int]) -> Iterator[str]:
    """Below frozen headers a table begins: they are its print titles, and nothing in its rows of `data` is merged."""
    pane = sheet.find(f"{MAIN}sheetViews/{MAIN}sheetView/{MAIN}pane")
    frozen = int(float(pane.get("ySplit", "0"))) if pane is not None else 0
    if not frozen:
        return
    rows = re.search(r"\$(\d+):\$(\d+)$", titles)
    if rows is None or int(rows[2]) != frozen:
        yield f": headers are frozen above row {frozen + 1}, print titles are {titles or 'none'}"
    for merged in sheet.iterfind(f"{MAIN}mergeCells/{MAIN}mergeCell"):
        _, top, _, bottom = _edges(merged.get("ref", ""))
        if bottom > frozen and not data.isdisjoint(range(top, bottom + 1)):
            yield f"!{merged.get('ref')}: merged cells among the rows of a table"


def drawing_flaws(drawings: Mapping[str, ET.Element]) -> Iterator[str]:
    """Yield the charts and pictures that nobody describes, or that are described like another one."""
    seen: dict[str, str] = {}
    for part, drawing in drawings.items():
        for drawn in drawing.iter(DRAWN):
            words, name = drawn.get("descr", ""), f"{part}, {drawn.get('name')}"
            if not words:
                yield f"{name}: no alternative text"
            elif words in seen:
                yield f"{name} has the alternative text of {seen[words]}: {words}"
            seen[words] = name


def book_flaws(sheets: Iterable[str], core: ET.Element, custom: ET.Element) -> Iterator[str]:
    """Yield sheets that are not named by a word, and whether title or language is missing."""
    yield from (f"sheet {name} is not named by a word" for name in sheets if UNNAMED.fullmatch(name))
    if not core.findtext("{http://purl.org/dc/elements/1.1/}title", ""):
        yield "the file has no title"
    if not any(found.get("name") == "Language" and "".join(found.itertext()) for found in custom):
        yield "the file does not say in which language it is"
