"""The look of every workbook that the product writes: one font, few colours, number formats by unit."""

import datetime as dt
import html
import io
import math
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.sharedstrings import SharedStringTable
from xlsxwriter.utility import xl_rowcol_to_cell_fast
from xlsxwriter.worksheet import (
    CellBlankTuple,
    CellFormulaTuple,
    CellNumberTuple,
    CellRichStringTuple,
    CellStringTuple,
    Worksheet,
)

from presales_xl.files import write_whole
from presales_xl.resources import LOOK, declared
from presales_xl.texts import Lang

#: How a value of each unit is shown.
NUMBER_FORMATS = {
    "rate": "0.0%",
    "exact_rate": "0.0#######%",  # 99.99 % is not 100 %
    "money": "#,##0.00",
    "points": "0.00",
    "count": "0",
    "completeness": "0%",
    "text": "@",
    "figure": "#,##0.##########",  # of a unit that nobody knows
}
#: The languages as programs name them.
LOCALES: Mapping[Lang, str] = {"zh": "zh-CN", "en": "en"}
#: The font of cells without a look of their own. Programs count widths of columns in its digits: in those of Calibri,
#: XlsxWriter's own, columns are a third wider where it is missing, and a Chinese Excel takes it for another font.
_UNIT_FONT = {"font_name": "Arial", "font_size": 10}
_NOTE_WIDTHS, _NOTE_HIGHEST = (360, 480, 640), 640  # pixels
_NOTE_LINE, _NOTE_LETTER = 16, 7  # pixels of a line of a note in letters of 9 points, and of a half-width character
#: On paper: points of a page's height (upright, and landscape), and the share of their size that is still read.
PAGE_HEIGHTS, LEAST_SCALE = {False: 750, True: 505}, 0.62
_SIMPLE = (CellStringTuple, CellNumberTuple, CellBlankTuple)
_LONG = 16_000  # characters of a text whose length XlsxWriter looks at
_SIGNS = {">=": "≥", "<=": "≤", ">": ">", "<": "<"}


@cache
def look() -> dict[str, dict[str, str]]:
    """Return the fonts and colours of `workbook_templates/look.yaml`."""
    return declared(LOOK, dict)


def number_format(unit: str, sign: str = "") -> str:
    """Return the number format of a unit; a bound shows its sign before the number: ≥95.0%."""
    shown = NUMBER_FORMATS.get(unit, "General")
    return f'"{_SIGNS[sign]}"{shown}' if sign else shown


class Style:
    """Makes each format once per workbook, however often it is asked for.

    `fallbacks` are fonts for machines that lack the one of the look, where a program takes several names.
    """

    def __init__(self, book: xlsxwriter.Workbook, lang: Lang, fallbacks: Sequence[str] = ()) -> None:
        self.book = book
        self.lang = lang
        self.font = ";".join((look()["fonts"][lang], *fallbacks))
        self._made: dict[tuple[tuple[str, object], ...], Format] = {}

    def __call__(self, **properties: object) -> Format:
        """Return a format; colours are names of the look (`fill="input"`, `colour="muted"`, `edge="line"`)."""
        key = tuple(sorted(properties.items()))
        if key not in self._made:
            self._made[key] = self.book.add_format(self._native(dict(properties)))
        return self._made[key]

    def _native(self, wanted: dict[str, object]) -> dict[str, object]:
        native: dict[str, object] = {
            "font_name": self.font,
            "font_size": look()["size"],
            "font_color": self.colour(str(wanted.pop("colour", "ink"))),
            "valign": "vcenter",
        }
        if fill := wanted.pop("fill", ""):
            native |= {"bg_color": self.colour(str(fill)), "pattern": 1}
        if edge := wanted.pop("edge", ""):
            native |= {"border": 1, "border_color": self.colour(str(edge))}
        return native | wanted

    def condition(self, **properties: object) -> Format:
        """Return the format that a condition lays over a cell's own: nothing but these properties."""
        wanted = dict(properties)
        native = {
            native: self.colour(str(wanted.pop(name)))
            for name, native in (("fill", "bg_color"), ("colour", "font_color"), ("edge", "border_color"))
            if name in wanted
        }
        return self.book.add_format(native | wanted)

    @staticmethod
    def colour(name: str) -> str:
        """Return a colour of the look as `#RRGGBB`."""
        return f"#{look()['colours'][name]}"

    def title(self) -> Format:
        """Return the format of a sheet's title."""
        return self(bold=True, font_size=16, colour="brand")

    def header(self, **more: object) -> Format:
        """Return the format of a table's column headers."""
        return self(**({"bold": True, "fill": "section", "edge": "line", "align": "center", "text_wrap": True} | more))

    def cell(self, unit: str = "", **more: object) -> Format:
        """Return the format of an ordinary table cell of a unit."""
        align = {} if unit in ("", "text") else {"align": "right"}
        return self(**({"edge": "line", "num_format": number_format(unit)} | align | more))

    def link(self) -> Format:
        """Return the format of a link inside the workbook."""
        return self(colour="brand", underline=1, edge="line", align="center")


def page(
    sheet: Worksheet,
    *,
    landscape: bool,
    title: str,
    repeat: tuple[int, int] | None = None,
    height: float = 0,
) -> None:
    """Set a sheet up for print: A4, one page wide, page numbers, header rows `repeat` on every page.

    Where the `height` of all rows is given, in points, it is made small enough to take as few pages as can be read.
    """
    sheet.set_paper(9)
    if landscape:
        sheet.set_landscape()
    sheet.set_margins(left=0.4, right=0.4, top=0.6, bottom=0.6)
    sheet.fit_to_pages(1, math.ceil(height * LEAST_SCALE / PAGE_HEIGHTS[landscape]))
    sheet.center_horizontally()
    sheet.set_footer(footer(title))
    if repeat:
        sheet.repeat_rows(*repeat)
    sheet.hide_gridlines(2)


def page_text(words: str, *, size: int = 8, bold: bool = False) -> str:
    """Return a text as the left part of a page's header or footer."""
    # A font stands between size and text: 58同城 right behind a size would be one of 858.
    return f'&L&{size}&"-,{"Bold" if bold else "Regular"}"{words.replace("&", "&&")}'


def footer(title: str) -> str:
    """Return what stands below each page: a title, the number of the page and of how many."""
    return f"{page_text(title)}&R&8&P / &N"


@lru_cache(maxsize=1024)  # headings and steps are the same in all workbooks
def wide(content: str) -> int:
    """Return the width of a text in half-width characters."""
    return sum(2 if ord(letter) > 0x2E7F else 1 for letter in content)


def note_size(words: str) -> tuple[int, int]:
    """Return how wide and high a note is to be for all of its words to be seen, in pixels; Excel's own shows a few."""
    for width in _NOTE_WIDTHS:
        lines = sum(1 + wide(line) // (width // _NOTE_LETTER) for line in words.split("\n"))
        height = _NOTE_LINE * (lines + 1)
        if height <= width:
            break
    return width, min(height, _NOTE_HIGHEST)


def write_over(sheet: Worksheet, where: tuple[int, int, int, int], words: object, form: Format) -> None:
    """Write a text over some cells (first row and column, last row and column): merged, where they are several."""
    first_row, first_column, last_row, last_column = where
    if (first_row, first_column) == (last_row, last_column):
        sheet.write_string(first_row, first_column, words, form)
    else:
        sheet.merge_range(*where, words, form)


def set_widths(sheet: Worksheet, widths: Sequence[float]) -> None:
    """Set the widths of the columns from the first one on, in half-width characters."""
    for place, width in enumerate(widths):
        sheet.set_column(place, place, width)


def progress_bar(sheet: Worksheet, where: tuple[int, int, int, int]) -> None:
    """Show a bar in cells that hold a share from 0 to 1, as long as the share is large."""
    sheet.conditional_format(
        *where,
        {
            "type": "data_bar",
            "bar_solid": True,
            "bar_color": Style.colour("section"),
            "min_type": "num",
            "min_value": 0,
            "max_type": "num",
            "max_value": 1,
            "data_bar_2010": True,
        },
    )


class SharedTexts(SharedStringTable):  # type: ignore[misc]  # XlsxWriter has no types
    """The texts of a workbook: those that cells share, then those that have an entry of their own.

    A text of somebody has its own, so that no cell names another entry because two people are called the same. Until
    all are there cells name these by numbers below 0.
    """

    def __init__(self) -> None:
        super().__init__()
        self.own: list[str] = []

    def add_own(self, text: str) -> int:
        """Add an entry and return its number, the first of which is −1."""
        self.own.append(text)
        self.count += 1
        return -len(self.own)

    def place(self, number: int) -> int:
        """Return at which place, from 0, an entry stands at last."""
        return number if number >= 0 else int(self.unique_count) - len(self.own) - number - 1

    def by_number(self) -> dict[int, str]:
        """Return all texts so far by the numbers that cells name them by."""
        shared = {number: text for text, number in self.string_table.items()}
        return shared | {-number: text for number, text in enumerate(self.own, 1)}

    def _get_shared_string(self, index: int) -> str:
        return str(self.string_array[self.place(index)])

    def _sort_string_data(self) -> None:
        super()._sort_string_data()
        self.string_array += map(shared_entry, self.own)
        self.unique_count += len(self.own)


def shared_entry(text: str) -> str:
    """Return a text as XlsxWriter takes it: one that begins and ends as the runs of a rich text do is made one run."""
    if text.startswith("<r>") and text.endswith("</r>"):
        return f'<r><t xml:space="preserve">{html.escape(text, quote=False)}</t></r>'
    return text


class FormulaSheet(Worksheet):  # type: ignore[misc]  # XlsxWriter has no types
    """A worksheet whose formulas are written as they are: they call no function younger than Excel 2010.

    XlsxWriter looks for 30 of those in each formula, in cells and in conditions, and then for each of them once more,
    which took the longer part of the time of a workbook.
    Rows that are `growing` have a height to begin with, and programs make them higher as somebody types into them; of
    XlsxWriter a height is for good.
    """

    def __init__(self) -> None:
        super().__init__()
        self.growing: set[int] = set()

    def _xml_start_tag_unencoded(self, tag: str, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        if tag == "row" and dict(attributes)["r"] - 1 in self.growing:
            attributes = [attribute for attribute in attributes if attribute[0] != "customHeight"]
        super()._xml_start_tag_unencoded(tag, attributes)

    def _write_cell(self, row: int, col: int, cell: Any) -> None:
        """Write what XlsxWriter does, most cells at once: of their attributes none needs escaping."""
        kind = type(cell)
        if cell.format is None or kind not in _SIMPLE:
            super()._write_cell(row, col, cell)
            return
        begin = f'<c r="{xl_rowcol_to_cell_fast(row, col)}" s="{cell.format._get_xf_index()}"'
        if kind is CellStringTuple:
            self.fh.write(f'{begin} t="s"><v>{self.str_table.place(cell.string)}</v></c>')
        elif kind is CellNumberTuple:
            self.fh.write(f"{begin}><v>{cell.number:.16G}</v></c>")
        else:
            self.fh.write(f"{begin}/>")

    def _xml_string_element(self, index: int, attributes: Sequence[tuple[str, Any]] = ()) -> None:
        super()._xml_string_element(self.str_table.place(index), attributes)

    def write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        """Write a text into a cell, whose place is told by numbers alone."""
        return self._write_string(row, col, string, cell_format)

    def _write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
        if len(string) > _LONG or self._check_dimensions(row, col):
            return int(super()._write_string(row, col, string, cell_format))
        index = self.str_table._get_shared_string_index(entry := shared_entry(string))
        if entry is string:
            self.table[row][col] = CellStringTuple(index, cell_format)
        else:
            self.table[row][col] = CellRichStringTuple(index, cell_format, string)
        return 0

    def _prepare_formula(self, formula: str, expand_future_functions: bool = False) -> str:
        return formula.removeprefix("=")

    def _write_formula(self, row: int, col: int, formula: str, cell_format: Any = None, value: Any = 0) -> int:
        self._check_dimensions(row, col)
        self.table[row][col] = CellFormulaTuple(self._prepare_formula(formula), cell_format, value)
        return 0


def _workbook(place: io.BytesIO | str) -> xlsxwriter.Workbook:
    texts = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    options = {**texts, "in_memory": True, "default_format_properties": dict(_UNIT_FONT)}
    book = xlsxwriter.Workbook(place, options)
    book.worksheet_class = FormulaSheet
    book.str_table = SharedTexts()
    return book


def unsaved_workbook() -> xlsxwriter.Workbook:
    """Return a workbook that is for what its cells hold, and is never saved."""
    return _workbook("")


def now() -> dt.datetime:
    """Return the time that a workbook is written at, in UTC, without saying so."""
    return dt.datetime.now(dt.UTC).replace(microsecond=0, tzinfo=None)


@contextmanager
def workbook_in(
    place: io.BytesIO, lang: Lang, created: dt.datetime, *, title: str, **properties: str
) -> Iterator[xlsxwriter.Workbook]:
    """Write a workbook to memory when everything went well; `created` is in UTC, without saying so.

    Its properties name title and language, for programs that read it out. Texts stay texts, whatever they begin with.
    """
    book = _workbook(place)
    book.set_properties({"created": created, "title": title, **properties})
    book.set_custom_property("Language", LOCALES[lang])
    book.set_calc_mode("auto")
    yield book
    book.close()


@contextmanager
def new_workbook(path: Path, lang: Lang, *, title: str, **properties: str) -> Iterator[xlsxwriter.Workbook]:
    """Write a workbook (see `workbook_in`) whole or not at all: it takes its place only when everything went well.

    ProblemsError `file.locked` when the target is open elsewhere, `file.unwritable` when it cannot be written for
    another reason.
    """
    written = io.BytesIO()  # a file of its own that a full disk cuts off, the library would try to finish again
    with workbook_in(written, lang, now(), title=title, **properties) as book:
        yield book
    write_whole(path, written.getvalue())
