"""Blocks of cells: values and formulas, a whole block in a request; their looks and notes."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from presales_xl.office.bridge.session import Area, OfficeSession, cut, used
from presales_xl.office.bridge.spelling import to_excel, to_libre

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from typing import TypeAlias

Block: TypeAlias = "list[list[Any]]"
Cell: TypeAlias = "tuple[int, int]"  # row and column within the block, from 0

DIGIT = 201  # hundredths of a millimetre that a digit is wide, in the font that new workbooks have
ALL_FORMULAS, ERROR_FORMULAS = 7, 4  # com.sun.star.sheet.FormulaResult
DATE, TIME, DATETIME, LOGICAL = 2, 4, 6, 1024  # com.sun.star.util.NumberFormat
EVERYTHING = 1 | 2 | 4 | 8 | 16 | 32 | 64  # com.sun.star.sheet.CellFlags: what is typed, notes, looks, styles
TRUTHS = {"=TRUE()": True, "=FALSE()": False}  # what a file's constant TRUE becomes
DATE_FORMAT, DATETIME_FORMAT = "yyyy-mm-dd", "yyyy-mm-dd hh:mm"
EXCEL_ERRORS = {
    502: "#VALUE!",  # invalid argument
    503: "#NUM!",
    519: "#VALUE!",
    522: "#CIRC!",  # a cycle, for which Excel has no error
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}


def values(session: OfficeSession, document: int, sheet: str, area: Area) -> Block:
    """Return what the cells show, without the unused ones at the end of rows and columns."""
    cells = _within_used(session.sheet(document, sheet), area)
    if cells is None:
        return []
    contents = cells.getFormulaArray()
    block = [
        [None if content == "" else TRUTHS.get(content, value) for value, content in pairs(row, contents[number])]
        for number, row in enumerate(cells.getDataArray())
    ]
    for (row, column), kind in _kinds(session.documents[document], cells):
        value = block[row][column]
        if isinstance(value, float):
            block[row][column] = _as(kind, value, session.documents[document].NullDate)
    for (row, column), error in errors(cells):
        block[row][column] = {"error": error}
    return block


def formulas(session: OfficeSession, document: int, sheet: str, area: Area) -> list[list[str]]:
    """Return what was typed into the cells, formulas in Excel's spelling, without unused cells at the end."""
    cells = _within_used(session.sheet(document, sheet), area)
    if cells is None:
        return []
    calculated = set(_places(cells, cells.queryFormulaCells(ALL_FORMULAS)))
    return [
        [_typed(content, (row, column) in calculated) for column, content in enumerate(contents)]
        for row, contents in enumerate(cells.getFormulaArray())
    ]


def put(session: OfficeSession, document: int, sheet: str, area: Area, block: Block) -> None:
    """Put values into cells as Excel takes them: `=…` is a formula, an apostrophe in front makes anything a text."""
    cells = session.cells(document, sheet, area)
    _format_as_typed(session.documents[document], cells, block)  # first: formulas tell truth values by it
    if any(isinstance(value, str) and value.startswith("=") for row in block for value in row):
        cells.setFormulaArray(tuple(tuple(_content(value) for value in row) for row in block))
    else:
        cells.setDataArray(tuple(tuple(_data(value) for value in row) for row in block))


def fill(session: OfficeSession, document: int, sheet: str, area: Area, formula: str) -> None:
    """Put one formula into all cells; its relative references move along, as seen from the first cell."""
    cells = session.cells(document, sheet, area)
    first = cells.getCellByPosition(0, 0)
    first.setFormula(to_libre(formula))
    tokens = first.getTokens()
    for row in range(cells.Rows.Count):
        for column in range(cells.Columns.Count):
            cells.getCellByPosition(column, row).setTokens(tokens)


def clear(session: OfficeSession, document: int, sheet: str, area: Area) -> None:
    """Clear cells, notes and looks too."""
    session.cells(document, sheet, area).clearContents(EVERYTHING)


def errors(cells: Any) -> Iterator[tuple[Cell, str]]:
    """Yield the cells of a range that show an error, with the error as Excel names it."""
    for row, column in _places(cells, cells.queryFormulaCells(ERROR_FORMULAS)):
        code = cells.getCellByPosition(column, row).getError()
        yield (row, column), EXCEL_ERRORS.get(code, f"#ERR:{code}")


def pairs(left: Sequence[Any], right: Sequence[Any]) -> Iterator[tuple[Any, Any]]:
    """Yield the values of two equally long rows together."""
    if len(left) != len(right):
        raise ValueError(f"{len(left)} cells against {len(right)}")
    return zip(left, right)  # noqa: B905 - zip learnt to be strict in Python 3.10


def _within_used(sheet: Any, area: Area) -> Any:
    """Return the part of an area up to the last cell in use, or None when all of it is unused."""
    row, column, rows, columns = area
    _, _, last_column, last_row = used(sheet)
    rows, columns = min(rows, last_row - row + 2), min(columns, last_column - column + 2)
    return cut(sheet, (row, column, rows, columns)) if rows > 0 and columns > 0 else None


def _places(cells: Any, ranges: Any) -> Iterator[Cell]:
    """Yield where the cells of some ranges stand within another one."""
    origin = cells.RangeAddress
    for block in ranges.getRangeAddresses():
        for row in range(block.StartRow, block.EndRow + 1):
            for column in range(block.StartColumn, block.EndColumn + 1):
                yield row - origin.StartRow, column - origin.StartColumn


def _kinds(document: Any, cells: Any) -> Iterator[tuple[Cell, int]]:
    """Yield the cells that are formatted as dates or truth values, with the kind of their format."""
    known: dict[int, int] = {}
    groups = cells.getUniqueCellFormatRanges()
    for number in range(groups.Count):
        group = groups.getByIndex(number)
        key = group.NumberFormat
        if key not in known:
            known[key] = document.NumberFormats.getByKey(key).Type & (DATETIME | LOGICAL)
        if known[key] not in (0, TIME):
            for cell in _places(cells, group):
                yield cell, known[key]


def _as(kind: int, value: float, start: Any) -> Any:
    if kind == LOGICAL:
        return bool(value) if value in (0, 1) else value
    try:
        moment = datetime(start.Year, start.Month, start.Day) + timedelta(days=value)
    except OverflowError:
        return value  # no date, whatever its format says
    return {"date": moment.replace(microsecond=0).isoformat()}


def _typed(content: str, calculated: bool) -> str:
    if content in TRUTHS:
        return content[1:-2]
    if calculated:
        return to_excel(content)
    return content[1:] if content.startswith("'") else content  # LibreOffice's mark of a text like a number


def _data(value: Any) -> Any:
    if isinstance(value, dict):
        return _serial(value["date"])
    if isinstance(value, str) and value.startswith("'"):
        return value[1:]
    return "" if value is None else float(value) if isinstance(value, (bool, int)) else value


def _content(value: Any) -> str:
    if isinstance(value, str) and value.startswith("="):
        return to_libre(value)
    plain = _data(value)
    return repr(plain) if isinstance(plain, float) else plain and f"'{plain}"


def _serial(moment: str) -> float:
    return (datetime.fromisoformat(moment) - datetime(1899, 12, 30)) / timedelta(days=1)


def _format_as_typed(document: Any, cells: Any, block: Block) -> None:
    """Show truth values and dates as such, where the cells do not yet, as Excel does with what is typed."""
    wanted: set[tuple[Cell, int]] = set()
    for row, line in enumerate(block):
        for column, value in enumerate(line):
            if isinstance(value, bool):
                wanted.add(((row, column), LOGICAL))
            elif isinstance(value, dict):
                wanted.add(((row, column), DATE if value["date"].endswith("T00:00:00") else DATETIME))
    if not wanted:
        return
    shown = dict(_kinds(document, cells))
    for (row, column), kind in wanted:
        if not shown.get((row, column), 0) & kind:
            cells.getCellByPosition(column, row).NumberFormat = number_format(document, kind)


def number_format(document: Any, wanted: Any) -> int:
    """Return the key of a number format, given as Excel writes it or as one of the kinds above."""
    formats = document.NumberFormats
    english = document.CharLocale
    english.Language, english.Country = "en", "US"
    if wanted == LOGICAL:
        return int(formats.getStandardFormat(LOGICAL, english))
    code = {DATE: DATE_FORMAT, DATETIME: DATETIME_FORMAT}.get(wanted, wanted)
    key = int(formats.queryKey(code, english, False))
    return key if key >= 0 else int(formats.addNew(code, english))


# Looks


def set_colour(session: OfficeSession, document: int, sheet: str, area: Area, colour: int) -> None:
    """Give cells a background (0xRRGGBB)."""
    session.cells(document, sheet, area).CellBackColor = colour


def set_font(session: OfficeSession, document: int, sheet: str, area: Area, **wanted: Any) -> None:
    """Make the letters of cells `bold` or not, or give them a `colour` (0xRRGGBB)."""
    cells = session.cells(document, sheet, area)
    for letters in ("", "Asian", "Complex") if "bold" in wanted else ():
        cells.setPropertyValue(f"CharWeight{letters}", 150.0 if wanted["bold"] else 100.0)
    if "colour" in wanted:
        cells.CharColor = wanted["colour"]


def set_wrapped(session: OfficeSession, document: int, sheet: str, area: Area, on: bool) -> None:
    """Let cells show long texts in several lines, or not."""
    session.cells(document, sheet, area).IsTextWrapped = on


def set_width(session: OfficeSession, document: int, sheet: str, area: Area, wanted: float) -> None:
    """Make columns so many digits wide."""
    session.cells(document, sheet, area).Columns.Width = round(wanted * DIGIT)


def is_merged(session: OfficeSession, document: int, sheet: str, area: Area) -> bool:
    """Return whether merged cells begin among some cells."""
    return bool(session.cells(document, sheet, area).getIsMerged())


def merged_area(session: OfficeSession, document: int, sheet: str, area: Area) -> list[int]:
    """Return the area that a cell was merged into, its own where it was not."""
    cursor = session.sheet(document, sheet).createCursorByRange(session.cells(document, sheet, area))
    cursor.collapseToMergedArea()
    place = cursor.RangeAddress
    rows, columns = place.EndRow - place.StartRow + 1, place.EndColumn - place.StartColumn + 1
    return [place.StartRow + 1, place.StartColumn + 1, rows, columns]


def notes(session: OfficeSession, document: int, sheet: str) -> Any:
    """Return a sheet's notes, each as [row, column, text, author], row by row."""
    annotations = session.sheet(document, sheet).Annotations
    return sorted([note.Position.Row + 1, note.Position.Column + 1, note.String, note.Author] for note in annotations)


def set_note(session: OfficeSession, document: int, sheet: str, area: Area, note: str | None) -> None:
    """Give a cell a note in place of the one it has, or none."""
    annotations = session.sheet(document, sheet).Annotations
    place = session.cells(document, sheet, area).getCellByPosition(0, 0).CellAddress
    for number in range(annotations.Count):
        position = annotations.getByIndex(number).Position
        if (position.Row, position.Column) == (place.Row, place.Column):
            annotations.removeByIndex(number)
            break
    if note:
        annotations.insertNew(place, note)


OPERATIONS = {
    operation.__name__.rstrip("_"): operation
    for operation in (
        *(values, formulas, put, fill, clear),
        *(set_colour, set_font, set_wrapped, set_width, is_merged, merged_area, notes, set_note),
    )
}
