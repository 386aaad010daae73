"""A sheet that a button writes anew into a workbook of somebody's own, and links to sheets, files and their cells."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from presales_xl.addin import native
from presales_xl.addin.native import Book, Sheet, unlocked, unmodified
from presales_xl.addin.open_book import Block, as_block, as_typed, identity_of, is_same, sheets_by_name
from presales_xl.scheme.errors import Place, fail
from presales_xl.workbook.layout import quoted
from presales_xl.workbook.sheet_xml import MAX_COLUMNS, SENT
from presales_xl.workbook.style import wide

Rows = Sequence[Sequence[object]]
_HYPERLINK = re.compile(r'=HYPERLINK\("((?:[^"]|"")*)","((?:[^"]|"")*)"\)')
_LONGEST = 250  # characters of a text in a formula, for Excel
_WIDEST = 60  # characters of a column
_LINK = (5, 99, 193)


class OwnFormula(str):
    """A formula of ours; any other text in a row is a text whatever it begins with."""

    __slots__ = ()


class Heads(tuple[object, ...]):
    """A row with the heads of a table's columns."""

    __slots__ = ()


class Strong(tuple[object, ...]):
    """A row that is to be seen first."""

    __slots__ = ()


_COLOURS: Mapping[type, tuple[int, int, int]] = {Heads: (221, 235, 247), Strong: (255, 242, 204)}


def in_words(row: Sequence[object]) -> str:
    """Return a row as a line of text: what its cells show, in a table of a link to a file the file."""
    return "  ".join(_in_words(cell, is_alone=len(row) == 1) for cell in row if cell not in (None, ""))


def _in_words(cell: object, *, is_alone: bool) -> str:
    found = _HYPERLINK.fullmatch(cell) if isinstance(cell, OwnFormula) else None
    target, shown = (each.replace('""', '"') for each in found.groups()) if found else ("", str(cell))
    return shown if is_alone or not target or target.startswith("#") else target.partition("#")[0]


def write_sheet(book: Book, name: str, title: str, rows: Rows) -> None:
    """Write a sheet anew, in front: its title, then the rows; the widths go by those with several cells.

    One that holds all this already is not written: Excel would forget what can be undone.

    ProblemsError `addin.issued_book` for a workbook that was handed out, `addin.sheet_taken` where there is a sheet of
    that name which does not begin with that title: it is somebody's own, `addin.protected` for a sheet with a password,
    `addin.no_new_sheet` where none can be added.
    """
    if identity_of(sheets_by_name(book)) is not None:
        raise fail("addin.issued_book", Place(file=str(book.name)))
    with unmodified(book):
        sheet = sheets_by_name(book).get(name) or _new(book, name)
        if native.cells(sheet, 0, 0).value not in (None, title):
            raise fail("addin.sheet_taken", Place(file=str(book.name), sheet=name))
        block: list[list[object]] = [[title], *(list(map(_cell, row)) for row in rows)]
        if not _holds(sheet, block):
            with unlocked([sheet]):
                _write(sheet, block, rows)
        if not sheet.visible:
            sheet.visible = True
        sheet.activate()


def _write(sheet: Sheet, block: list[list[object]], rows: Rows) -> None:
    native.clear(sheet)
    width = max(map(len, block))
    native.cells(sheet, 0, 0, rows=len(block), columns=width).value = _filled_up(block, len(block), width)
    with suppress(Exception):  # a program without it shows narrow columns and plain letters
        _widen(sheet, rows)
        _dress(sheet, rows)


def _holds(sheet: Sheet, block: Block) -> bool:
    """Return whether a sheet holds a block and nothing else."""
    used = native.used(sheet, SENT.rows, MAX_COLUMNS)
    standing = [list(row) for row in as_block(used.formula, used.shape[1])]
    height, width = max(len(block), len(standing)), max(len(row) for row in (*block, *standing))
    return is_same(_filled_up(block, height, width), _filled_up(standing, height, width))


def _filled_up(block: Block, height: int, width: int) -> list[list[object]]:
    """Return a block of so many rows and columns, with blanks where it has none."""
    rows = [*block, *[[]] * (height - len(block))]
    return [[*row, *[None] * (width - len(row))] for row in rows]


def _new(book: Book, name: str) -> Sheet:
    """Return a new sheet, the last; ProblemsError `addin.no_new_sheet`."""
    try:
        return book.sheets.add(name, after=book.sheets[len(book.sheets) - 1])
    except Exception:
        raise fail("addin.no_new_sheet", Place(file=str(book.name))) from None


def _dress(sheet: Sheet, rows: Rows) -> None:
    """Make the title and heads stand out, what is to be seen first most, and let links look like links."""
    native.cells(sheet, 0, 0).font.bold = True
    width = max(map(len, rows), default=1)  # what runs over its own cell is seen in one piece
    for number, row in enumerate(rows, 1):
        colour = _COLOURS.get(type(row))
        if colour is not None:
            cells = native.cells(sheet, number, 0, columns=width)
            cells.font.bold, cells.color = True, colour
        for place, cell in enumerate(row):
            if isinstance(cell, OwnFormula):
                native.cells(sheet, number, place).font.color = _LINK
            elif len(row) > 1 and isinstance(cell, str) and wide(cell) > _WIDEST:
                native.cells(sheet, number, place).wrap_text = True


def _cell(value: object) -> object:
    if isinstance(value, OwnFormula):
        return str(value)
    return as_typed(value) if isinstance(value, str) else value


def _widen(sheet: Sheet, rows: Rows) -> None:
    """Fit the columns to the rows of tables; lines with one cell may run over."""
    table = [row for row in rows if len(row) > 1]
    for place in range(max(map(len, table), default=0)):
        words = [str(row[place]) for row in table if len(row) > place and row[place] is not None]
        shown = [word.rpartition('","')[2] if word.startswith("=") else word for word in words]
        longest = max(map(wide, shown), default=0)
        native.cells(sheet, 0, place).column_width = min(_WIDEST, max(8, longest + 2))


def link(target: str, shown: str) -> str:
    """Return the formula that shows a text and leads to a file or place, only the text where a formula cannot hold it.

    `target` is a path, `path#'sheet'!A1`, or `#'sheet'!A1` in the same workbook.
    """
    place, words = (part.replace('"', '""') for part in (target, shown))
    if not target or max(len(place), len(words)) > _LONGEST:
        return shown
    return OwnFormula(f'=HYPERLINK("{place}","{words}")')


def link_to(file: Path | None, shown: str = "", sheet: str = "", cell: str = "") -> str:
    """Return a link to a file (or folder) or a cell in it, only what it would show where that is gone, "" for none."""
    words = shown or (file.name if file else "")
    if file is None or not file.exists() or "#" in str(file):
        return words
    return link(f"{file}#{quoted(sheet)}!{cell}" if sheet and cell else str(file), words)


def lines_to(file: Path | None, words: str) -> list[list[object]]:
    """Return a line that leads to a file or folder: as a row, or as two where the words are too long for a link."""
    line = link_to(file, words)
    below = "" if isinstance(line, OwnFormula) else link_to(file)
    return [[line], [below]] if isinstance(below, OwnFormula) else [[line]]
