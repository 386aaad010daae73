"""Forms as companies lay them out, written as the files in which they come."""

import warnings
import zipfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

import openpyxl

WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
#: A cell of a table in a Word document: its text, how many columns it takes, whether it goes on from above.
Cell = str | tuple[str, int] | tuple[str, int, str]


def workbook(
    path: Path, rows: Sequence[Sequence[object]], merged: Sequence[str] = (), percent: Sequence[str] = ()
) -> Path:
    """Write a workbook with one sheet; what stands in `percent` cells is shown as a percentage."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    sheet.title = "考核表"
    for row in rows:
        sheet.append(list(row))
    for area in merged:
        sheet.merge_cells(area)
    for cell in percent:
        sheet[cell].number_format = "0%"
    book.save(path)
    return path


def document(path: Path, blocks: Sequence[str | Sequence[Sequence[Cell]]]) -> Path:
    """Write a Word document of paragraphs and tables."""
    body = "".join(_paragraph(block) if isinstance(block, str) else _table(block) for block in blocks)
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'
        )
        archive.writestr(
            "word/document.xml", f'<w:document xmlns:w="{WORD}"><w:body>{body}<w:sectPr/></w:body></w:document>'
        )
    return path


def decided(path: Path, sign: str = "照草稿", cells: Mapping[str, str] | None = None) -> Path:
    """Say in a draft that everything is decided, as somebody does in Excel; put `cells` on the sheet of indicators."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        book = openpyxl.load_workbook(path)
    for sheet in book.worksheets:
        for row in sheet.iter_rows(min_row=4):
            for cell in row:
                if cell.value == "✗" and sheet.cell(1, cell.column).value == "sign":
                    cell.value = sign
    for place, value in (cells or {}).items():
        book.worksheets[2][place] = value
    book.save(path)
    return path


def _paragraph(text: str) -> str:
    runs = "<w:br/>".join(f'<w:t xml:space="preserve">{escape(line)}</w:t>' for line in text.split("\n"))
    return f"<w:p><w:r>{runs}</w:r></w:p>"


def _table(rows: Sequence[Sequence[Cell]]) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{''.join(map(_cell, row))}</w:tr>" for row in rows) + "</w:tbl>"


def _cell(cell: Cell) -> str:
    text, span, merged = (
        (*((cell,) if isinstance(cell, str) else cell), 1, "")[:3] if isinstance(cell, str) else (*cell, "")[:3]
    )
    properties = f'<w:gridSpan w:val="{span}"/>' if span != 1 else ""
    properties += f'<w:vMerge w:val="{merged}"/>' if merged else ""
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{''.join(map(_paragraph, str(text).split(chr(10))))}</w:tc>"
