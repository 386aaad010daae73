"""What the tests ask of LibreOffice beyond `presales_xl.office.bridge`, in whose process this file is run."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uno

from presales_xl.office.bridge.cells import LOGICAL, errors, number_format
from presales_xl.office.bridge.documents import load
from presales_xl.office.bridge.session import OfficeSession, properties, used

MARGIN = 100  # 1/100 mm, around a printed sheet


def recalculate(
    session: OfficeSession, file: str, steps: list[dict[str, dict[str, Any]]]
) -> list[dict[str, dict[str, Any]]]:
    """Put changes into a workbook, step by step, and return after each all cells that hold something, recalculated."""
    document = _opened(session, file)
    try:
        document.enableAutomaticCalculation(False)  # after each change it would calculate what depends on it,
        document.addActionLock()  # and how high rows are
        return [_recalculated(document, changes) for changes in steps]
    finally:
        document.close(True)


def print_sheet(session: OfficeSession, file: str, sheet: str, pdf: str, cells: str) -> None:
    """Write one sheet, or some of its cells, as a PDF of one page as large as they are."""
    document = _opened(session, file)
    try:
        document.calculateAll()
        _print(document, _sheet(document, sheet), pdf, cells)
    finally:
        document.close(True)


def pdf(session: OfficeSession, file: str, target: str) -> None:
    """Write a workbook as PDF, on paper as its sheets are set up; hidden ones are left out."""
    document = _opened(session, file)
    try:
        document.calculateAll()
        document.storeToURL(Path(target).resolve().as_uri(), properties(FilterName="calc_pdf_Export"))
    finally:
        document.close(True)


def move(session: OfficeSession, document: int, sheet: str, cells: str, to: str) -> None:
    """Move cells as cut and paste does: whatever reads them reads them in their new place.

    The sheet is left without protection: where the cells were, they are locked like any cell that was never used.
    """
    of = session.sheet(document, sheet)
    of.unprotect("")
    of.moveRange(of.getCellRangeByName(to).CellAddress, of.getCellRangeByName(cells).RangeAddress)


def by_hand(session: OfficeSession, document: int, sheet: str, acts: list[list[Any]]) -> list[str]:
    """Do with a sheet what people do with keyboard and menus; return where the cursor stands after each act.

    An act is the cells to select ("" where the cursor stands), a command of LibreOffice, and what goes with it: to
    `EnterString` a text, to `Paste` a block of values from another workbook (None: what was copied).
    """
    context = uno.getComponentContext()
    dispatcher = context.ServiceManager.createInstanceWithContext("com.sun.star.frame.DispatchHelper", context)
    view = session.documents[document].CurrentController
    of = session.sheet(document, sheet)
    stood = []

    def dispatch(by: Any, command: str, typed: Any = ()) -> None:
        request = (by.Frame, f".uno:{command}", "", 0, typed)
        dispatcher.executeDispatch(*request)

    for cells, command, content in acts:
        if command == "Paste" and content:
            other = session.desktop.loadComponentFromURL("private:factory/scalc", "_blank", 0, ())
            block = other.Sheets.getByIndex(0).getCellRangeByPosition(0, 0, len(content[0]) - 1, len(content) - 1)
            block.setDataArray(tuple(map(tuple, content)))
            other.CurrentController.select(block)
            dispatch(other.CurrentController, "Copy")
        if cells:
            view.setActiveSheet(of)
            view.select(of.getCellRangeByName(cells))
        dispatch(view, command, properties(StringName=content) if command == "EnterString" else ())
        if command == "Paste" and content:
            other.close(True)
        stood.append(view.getSelection().AbsoluteName.replace("$", "").partition(".")[2].partition(":")[0])
    return stood


def _opened(session: OfficeSession, file: str) -> Any:
    return load(session, file, Hidden=True, ReadOnly=False)


def _sheet(document: Any, name: str) -> Any:
    if not document.Sheets.hasByName(name):
        raise KeyError(name)
    return document.Sheets.getByName(name)


def _recalculated(document: Any, changes: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    _put(document, changes)
    document.calculateAll()
    return {sheet.Name: dict(_cells(sheet)) for sheet in document.Sheets}


def _put(document: Any, changes: dict[str, dict[str, Any]]) -> None:
    for name, cells in changes.items():
        sheet = _sheet(document, name)
        if sheet.isProtected():
            sheet.unprotect("")
        plain = {}
        for address, value in cells.items():
            if isinstance(value, bool):  # as it is typed
                cell = sheet.getCellRangeByName(address)
                cell.Value, cell.NumberFormat = float(value), number_format(document, LOGICAL)
            elif isinstance(value, str) and value.startswith("="):
                sheet.getCellRangeByName(address).setFormula(value)
            else:
                plain[address] = "" if value is None else value
        for area, values in _runs(plain):
            sheet.getCellRangeByName(area).setDataArray(values)  # texts stay texts, an empty one clears the cell


def _runs(cells: dict[str, Any]) -> Iterator[tuple[str, tuple[tuple[Any, ...], ...]]]:
    """Yield cells that stand one below the other together: each call takes 2 ms, whatever it sets."""
    columns: dict[str, dict[int, Any]] = {}
    for address, value in cells.items():
        letters = address.rstrip("0123456789")
        columns.setdefault(letters, {})[int(address[len(letters) :])] = value
    for letters, rows in columns.items():
        first = 0
        for row in sorted(rows):
            first = first if row - 1 in rows else row
            if row + 1 not in rows:
                yield f"{letters}{first}:{letters}{row}", tuple((rows[at],) for at in range(first, row + 1))


def _whole(sheet: Any) -> Any:
    """Return the cells from A1 to the last one in use."""
    _, _, column, row = used(sheet)
    return sheet.getCellRangeByPosition(0, 0, column, row)


def _cells(sheet: Any) -> Iterator[tuple[str, Any]]:
    cells = _whole(sheet)
    wrong = dict(errors(cells))
    rows = zip(cells.getDataArray(), cells.getFormulaArray(), strict=True)
    for row, (values, contents) in enumerate(rows):
        for column, (value, content) in enumerate(zip(values, contents, strict=True)):
            address = f"{_letters(column)}{row + 1}"
            if (row, column) in wrong:
                yield address, {"error": wrong[row, column]}
            elif content != "":  # an empty cell and a formula that shows "" have the same value, but not this
                yield address, value


def _print(document: Any, wanted: Any, pdf: str, cells: str) -> None:
    area = wanted.getCellRangeByName(cells) if cells else _drawn(wanted)
    style = document.StyleFamilies.getByName("PageStyles").getByName(wanted.PageStyle)
    margins = dict.fromkeys(("LeftMargin", "RightMargin", "TopMargin", "BottomMargin"), MARGIN)
    size = {"Width": area.Size.Width + 3 * MARGIN, "Height": area.Size.Height + 3 * MARGIN}
    plain = {"HeaderIsOn": False, "FooterIsOn": False, "CenterHorizontally": False, "CenterVertically": False}
    fitted = {"ScaleToPagesX": 1, "ScaleToPagesY": 1, "PrintGrid": False, "PrintAnnotations": False}
    for name, value in {"IsLandscape": False, **size, **margins, **plain, **fitted}.items():
        style.setPropertyValue(name, value)
    wanted.setPrintTitleRows(False)
    wanted.setPrintTitleColumns(False)
    only_it = uno.Any("[]com.sun.star.beans.PropertyValue", properties(Selection=area, ExportNotes=False))
    target = Path(pdf).resolve().as_uri()
    document.storeToURL(target, properties(FilterName="calc_pdf_Export", FilterData=only_it))


def _drawn(sheet: Any) -> Any:
    """Return the used cells and those under a drawing, a chart for one."""
    end = _whole(sheet).RangeAddress
    column, row = end.EndColumn, end.EndRow
    for shape in sheet.DrawPage:
        right, bottom = shape.Position.X + shape.Size.Width, shape.Position.Y + shape.Size.Height
        while _size(sheet, column, row).Width < right:
            column += 1
        while _size(sheet, column, row).Height < bottom:
            row += 1
    return sheet.getCellRangeByPosition(0, 0, column, row)


def _size(sheet: Any, column: int, row: int) -> Any:
    return sheet.getCellRangeByPosition(0, 0, column, row).Size


def _letters(column: int) -> str:
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


OPERATIONS = {"by_hand": by_hand, "move": move, "recalculate": recalculate, "print_sheet": print_sheet, "pdf": pdf}
