"""Documents: open, recalculate, store, close; or make a PDF at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from presales_xl.office.bridge.session import Session, area_of, properties

XLSX = "Calc MS Excel 2007 XML"
PDF = "calc_pdf_Export"
NEVER_MACROS, NEVER_LINKS = 0, 0  # com.sun.star.document.MacroExecMode, UpdateDocMode


def load(session: Session, file: str, **options: Any) -> Any:
    """Return the document of a file; OSError where LibreOffice does not open it.

    Not hidden, though nobody sees it: a hidden document has no window and loses its frozen panes when it is stored.
    """
    safe = {"MacroExecutionMode": NEVER_MACROS, "UpdateDocMode": NEVER_LINKS}
    document = session.desktop.loadComponentFromURL(
        Path(file).resolve().as_uri(), "_blank", 0, properties(**safe, **options)
    )
    if document is None:
        raise OSError(f"LibreOffice did not open {file}")
    return document


def open_(session: Session, file: str) -> int:
    """Open a workbook, all its formulas calculated anew, and return its number."""
    return session.keep(_workbook(session, file))


def store(session: Session, document: int, file: str) -> None:
    """Write the workbook to a new file, as xlsx."""
    session.documents[document].storeToURL(Path(file).resolve().as_uri(), properties(FilterName=XLSX))


def close(session: Session, document: int) -> None:
    """Close the workbook without storing it."""
    session.documents.pop(document).close(True)


def calculate(session: Session, document: int) -> None:
    """Calculate all formulas anew."""
    session.documents[document].calculateAll()


def automatic(session: Session, document: int, on: bool) -> None:
    """Say whether a change calculates what depends on it."""
    session.documents[document].enableAutomaticCalculation(on)


def selection(session: Session, document: int) -> Any:
    """Return sheet and area of the selected cells, or None where something else is selected."""
    opened = session.documents[document]
    chosen = opened.CurrentSelection
    if chosen is None or not hasattr(chosen, "RangeAddress"):
        return None
    return [opened.Sheets.getByIndex(chosen.RangeAddress.Sheet).Name, area_of(chosen.RangeAddress)]


def pdf(session: Session, file: str, target: str) -> None:
    """Write a workbook as PDF, on paper as its sheets are set up; hidden ones are left out."""
    document = _workbook(session, file, Hidden=True)
    try:
        document.storeToURL(Path(target).resolve().as_uri(), properties(FilterName=PDF))
    finally:
        document.close(True)


def _workbook(session: Session, file: str, **options: Any) -> Any:
    """Return a workbook, all its formulas calculated anew."""
    document = load(session, file, **options)
    if not document.supportsService("com.sun.star.sheet.SpreadsheetDocument"):
        document.close(True)
        raise OSError(f"{file} is no workbook")
    document.calculateAll()
    return document


OPERATIONS = {
    "open": open_,
    "store": store,
    "close": close,
    "calculate": calculate,
    "automatic": automatic,
    "selection": selection,
    "pdf": pdf,
}
