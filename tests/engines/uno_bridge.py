"""LibreOffice on a string: a JSON request a line on stdin, its JSON answer a line on stdout.

Run by the Python that has `uno`, in a process of its own: importing `uno` replaces Python's `__import__`, and
its folder holds other packages, which would show up in the tests' environment. Standard library only. Whoever
starts it owns it: when stdin ends, LibreOffice is told to leave.

    python uno_bridge.py SOFFICE PROFILE_DIR
"""

import json
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import uno

MARGIN = 100  # 1/100 mm, around a printed sheet
PATIENCE = 60.0  # seconds; a first start fills the profile
ERROR_CELLS = 4  # com.sun.star.sheet.FormulaResult.ERROR
EXCEL_ERRORS = {
    502: "#VALUE!",  # invalid argument
    503: "#NUM!",
    519: "#VALUE!",
    522: "#CIRC!",  # a cycle, as IronCalc names it
    524: "#REF!",
    525: "#NAME?",
    532: "#DIV/0!",
    32767: "#N/A",
}


def main(soffice: str, profile: str) -> None:
    """Serve requests until stdin ends."""
    pipe = f"presales-{uuid.uuid4().hex}"
    process = subprocess.Popen(
        [
            soffice,
            f"-env:UserInstallation={Path(profile).resolve().as_uri()}",
            *("--headless", "--invisible", "--norestore", "--nologo", "--nodefault"),
            f"--accept=pipe,name={pipe};urp;",
        ],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        desktop = _connected(pipe, process)
        for line in sys.stdin:
            print(json.dumps(_answer(desktop, json.loads(line))), flush=True)
        _leave(desktop)
        process.wait(PATIENCE)
    finally:
        process.kill()


def _connected(pipe: str, process: "subprocess.Popen[bytes]") -> Any:
    local = uno.getComponentContext()
    resolver = local.ServiceManager.createInstanceWithContext("com.sun.star.bridge.UnoUrlResolver", local)
    end = time.monotonic() + PATIENCE
    while True:
        try:
            context = resolver.resolve(f"uno:pipe,name={pipe};urp;StarOffice.ComponentContext")
            return context.ServiceManager.createInstanceWithContext("com.sun.star.frame.Desktop", context)
        except uno.getClass("com.sun.star.connection.NoConnectException"):
            if time.monotonic() > end or process.poll() not in (None, 0):
                raise
            time.sleep(0.05)


def _leave(desktop: Any) -> None:
    try:
        desktop.terminate()
    except uno.getClass("com.sun.star.lang.DisposedException"):
        pass  # it left before it could say so


def _answer(desktop: Any, request: dict[str, Any]) -> dict[str, Any]:
    document = None
    try:
        document = _opened(desktop, request["file"])
        _put(document, request.get("changes") or {})
        document.calculateAll()
        if "pdf" in request:
            return _printed(document, **request)
        return {"cells": {sheet.Name: dict(_cells(sheet)) for sheet in document.Sheets}}
    except KeyError as unknown:
        return {"unknown": unknown.args[0]}
    except Exception as error:
        return {"error": f"{type(error).__name__}: {error}"}
    finally:
        if document is not None:
            document.close(True)


def _opened(desktop: Any, file: str) -> Any:
    document = desktop.loadComponentFromURL(
        Path(file).resolve().as_uri(), "_blank", 0, _properties(Hidden=True, ReadOnly=False)
    )
    if document is None:
        raise OSError(f"LibreOffice did not open {file}")
    return document


def _properties(**values: Any) -> tuple[Any, ...]:
    made = []
    for name, value in values.items():
        one = uno.createUnoStruct("com.sun.star.beans.PropertyValue")
        one.Name, one.Value = name, value
        made.append(one)
    return tuple(made)


def _sheet(document: Any, name: str) -> Any:
    if not document.Sheets.hasByName(name):
        raise KeyError(name)
    return document.Sheets.getByName(name)


def _put(document: Any, changes: dict[str, dict[str, Any]]) -> None:
    for name, cells in changes.items():
        sheet = _sheet(document, name)
        if sheet.isProtected():
            sheet.unprotect("")
        plain = {}
        for address, value in cells.items():
            if isinstance(value, bool):
                sheet.getCellRangeByName(address).setFormula("=TRUE()" if value else "=FALSE()")
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


def _used(sheet: Any) -> Any:
    cursor = sheet.createCursor()
    cursor.gotoEndOfUsedArea(False)
    end = cursor.RangeAddress
    return sheet.getCellRangeByPosition(0, 0, end.EndColumn, end.EndRow)


def _cells(sheet: Any) -> Iterator[tuple[str, Any]]:
    used = _used(sheet)
    errors = dict(_errors(used))
    rows = zip(used.getDataArray(), used.getFormulaArray(), strict=True)
    for row, (values, contents) in enumerate(rows, start=1):
        for column, (value, content) in enumerate(zip(values, contents, strict=True)):
            address = f"{_letters(column)}{row}"
            if address in errors:
                yield address, {"error": errors[address]}
            elif content != "":  # an empty cell and a formula that shows "" have the same value, but not this
                yield address, value


def _errors(used: Any) -> Iterator[tuple[str, str]]:
    for block in used.queryFormulaCells(ERROR_CELLS).getRangeAddresses():
        for row in range(block.StartRow, block.EndRow + 1):
            for column in range(block.StartColumn, block.EndColumn + 1):
                code = used.getCellByPosition(column, row).getError()
                yield f"{_letters(column)}{row + 1}", EXCEL_ERRORS.get(code, f"#ERR:{code}")


def _printed(document: Any, sheet: str, pdf: str, cells: str, **_: Any) -> dict[str, Any]:
    wanted = _sheet(document, sheet)
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
    only_it = uno.Any("[]com.sun.star.beans.PropertyValue", _properties(Selection=area, ExportNotes=False))
    target = Path(pdf).resolve().as_uri()
    document.storeToURL(target, _properties(FilterName="calc_pdf_Export", FilterData=only_it))
    return {"pdf": pdf}


def _drawn(sheet: Any) -> Any:
    """Return the used cells and those under a drawing, a chart for one."""
    end = _used(sheet).RangeAddress
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


if __name__ == "__main__":
    main(*sys.argv[1:])
