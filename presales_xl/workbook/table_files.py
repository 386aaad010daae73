"""Files with tables that people exchange: CSV (or text with tabs or semicolons) and workbooks, in and out.

CSV files are written as UTF-8 with a mark, so that Excel shows Chinese. A text that Excel would take for a
formula gets an apostrophe before it, which reading takes away again.
"""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from pathlib import Path

from presales_xl.files import decoded, new_text
from presales_xl.people.table import Table, any_value, mark, of_sheet
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.texts import Lang
from presales_xl.workbook import reader

WORKBOOKS = (".xlsx", ".xlsm")
CSV_TEXTS = (".csv", ".txt", ".tsv")
_DELIMITERS = ",\t;"
_ZIP, _OLE = b"PK", b"\xd0\xcf\x11\xe0"

#: A column, or a row, to be written: texts stay texts, None and NaN are blank.
Cells = Sequence[str | int | float | None]


def read(path: Path) -> tuple[Table, list[Problem]]:
    """Return the table in a file, and warnings about what was left out of it.

    Of a workbook it is the first sheet that holds anything. ProblemsError: what `files.decoded` and the
    guarded reader raise, `table.empty`, `table.too_wide` (a row with more fields than the header).
    """
    if path.suffix.casefold() not in WORKBOOKS and not _is_workbook(path):
        return _read_csv(path), []
    sheets = {name: rows for name, rows in reader.read_one(path).items() if any(map(any_value, rows))}
    if not sheets:
        raise fail("table.empty", Place(file=str(path)))
    first, *others = sheets
    fields = {"used": first, "others": others}
    ignored = [Problem("table.other_sheets", Place(file=str(path)), fields, "warning")] if others else []
    return of_sheet(str(path), first, sheets[first]), ignored


def _is_workbook(path: Path) -> bool:
    try:
        with path.open("rb") as file:
            return file.read(4).startswith((_ZIP, _OLE))
    except OSError:  # reading it in earnest says why
        return False


def _read_csv(path: Path) -> Table:
    text = decoded(path)
    place = Place(file=str(path))
    first = next((line for line in text.splitlines() if line.strip()), "")
    delimiter = max(_DELIMITERS, key=first.count)
    lines = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    header: tuple[str, ...] = ()
    rows, numbers, wide, start, header_line = [], [], [], 1, 1
    try:
        for row in lines:
            if not any(map(str.strip, row)):
                pass
            elif not header:
                header, header_line = tuple(field.strip() for field in row), start
            else:
                if len(row) > len(header) and any(row[len(header) :]):
                    wide.append(start)
                rows.append([*row[: len(header)], *[""] * (len(header) - len(row))])
                numbers.append(start)
            start = lines.line_num + 1
    except csv.Error as error:
        raise fail("table.csv", Place(file=str(path), line=start), found=str(error)) from None
    if not header:
        raise fail("table.empty", place)
    if wide:
        fields = {"expected": len(header)}
        raise ProblemsError(Problem("table.too_wide", Place(file=str(path), line=at), fields) for at in wide)
    return Table(
        file=str(path), sheet="", header=header, rows=rows, lines=numbers, header_line=header_line, typed=False
    )


def write(path: Path, columns: Mapping[str, Cells], lang: Lang) -> None:
    """Write a table, its columns by their headers, whole or not at all, as CSV or, by its name, as a workbook.

    ProblemsError: `table.suffix` for a name of another kind, `file.locked` when the target is open elsewhere.
    """
    suffix = path.suffix.casefold()
    if suffix == WORKBOOKS[0]:
        _write_workbook(path, columns, lang)
    elif suffix in CSV_TEXTS:
        _write_csv(path, columns, "\t" if suffix == ".tsv" else ",")
    else:
        raise fail("table.suffix", Place(file=str(path)), known=[".csv", WORKBOOKS[0]])


def of_rows(header: Sequence[str], rows: Sequence[Cells]) -> dict[str, Cells]:
    """Return a table that is given row by row as its columns by their headers."""
    return {title: [row[place] for row in rows] for place, title in enumerate(header)}


def _write_csv(path: Path, columns: Mapping[str, Cells], delimiter: str) -> None:
    with new_text(path, "utf-8-sig") as file:
        writer = csv.writer(file, delimiter=delimiter)
        writer.writerow(columns)
        writer.writerows(zip(*map(_shown, columns.values()), strict=True))


def _shown(column: Cells) -> Iterator[str]:
    """Yield a column as CSV fields: numbers in full, whole ones without a point."""
    seen: dict[str | int | float | None, str] = {}
    for value in column:
        if value not in seen:
            seen[value] = _field(value)
        yield seen[value]


def _field(value: str | int | float | None) -> str:
    match value:
        case str():
            return mark(value)
        case None:
            return ""
        case float() if value != value:  # noqa: PLR0124 - NaN
            return ""
        case float() if value.is_integer() and abs(value) < 1e15:
            return str(int(value))
    return repr(value)


def _write_workbook(path: Path, columns: Mapping[str, Cells], lang: Lang) -> None:
    # Whoever reads and writes CSV, as `score` mostly does, need not wait for XlsxWriter and the look of workbooks.
    from presales_xl.workbook.layout import sheet_name  # noqa: PLC0415
    from presales_xl.workbook.style import Style, new_workbook  # noqa: PLC0415
    from presales_xl.workbook.table_sheet import SheetColumn, SheetTable, write_sheet  # noqa: PLC0415

    described: list[SheetColumn[Sequence[str | float | None]]] = [
        SheetColumn(str(place), title, itemgetter(place), width=14) for place, title in enumerate(columns)
    ]
    table = SheetTable(described, list(zip(*columns.values(), strict=True)), head_height=None, plain=True)
    with new_workbook(path, lang, title=path.stem) as book:
        write_sheet(book.add_worksheet(sheet_name(path.stem)), Style(book, lang), table, title=path.stem)
