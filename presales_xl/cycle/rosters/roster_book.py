"""Writes a roster workbook: a sheet that explains, then employees, managers, roles, figures and raters."""

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from operator import itemgetter
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from presales_xl import catalogue
from presales_xl.cycle.rosters.roster_sheet import COLUMNS
from presales_xl.periods import CYCLES
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.states import STATES
from presales_xl.texts import Lang, text
from presales_xl.workbook.layout import quoted
from presales_xl.workbook.style import Style, new_workbook, page, write_over
from presales_xl.workbook.table_sheet import (
    WRAPPED,
    Look,
    SheetColumn,
    SheetTable,
    TableCells,
    write_sheet,
    write_table,
)

Cell = str | float | None
Cells = Sequence[Cell]
#: The rows of a roster's sheets, by their keys; those of `figures` start with its header.
RosterContent = Mapping[str, Sequence[Cells]]
ROWS = 500  # rows that are ready to be filled in
_WIDTHS = {"role": 20, "scheme": 26, "team": 18, "email": 30, "figure": 34, "reason": 34}
_GUIDE = (36, 28, 74)  # widths of the guide's columns
_TABS = {
    "guide": "muted",
    "employees": "brand",
    "managers": "brand",
    "roles": "brand",
    "figures": "input_header",
    "raters": "input_header",
    "changes": "input_header",
    "individual": "input_header",
}


def write(path: Path, content: RosterContent, lang: Lang) -> None:
    """Write a roster; ProblemsError `file.locked` when it is open in another program."""
    with new_workbook(path, lang, title=text(lang, "roster.guide.title")) as book:
        style = Style(book, lang)
        sheets = {key: book.add_worksheet(text(lang, f"roster.sheet.{key}")) for key in ("guide", *COLUMNS)}
        for key, colour in _TABS.items():
            sheets[key].set_tab_color(style.colour(colour))
        schemes = _guide(sheets["guide"], style)
        head, *figures = content.get("figures") or [()]
        rows = {**content, "figures": figures}
        tables = {
            key: _sheet(sheets[key], style, key, others=head[1:] if key == "figures" else (), rows=rows.get(key, ()))
            for key in COLUMNS
        }
        _choices(sheets, tables, schemes, lang)
        sheets["employees"].activate()
        sheets["guide"].set_first_sheet()


def _sheet(sheet: Worksheet, style: Style, key: str, others: Cells, rows: Sequence[Cells]) -> TableCells:
    """Write a sheet of the roster; `others` are the titles of columns with figures that only schemes know."""
    needed, optional = COLUMNS[key]
    columns = [
        _column(place, column, text(style.lang, f"roster.column.{column}"), needed=column in needed)
        for place, column in enumerate((*needed, *optional))
    ]
    columns += [
        SheetColumn(title, title, partial(_value, place), width=14, unit="figure")
        for place, title in enumerate(map(str, others), len(columns))
    ]
    table = SheetTable(columns, rows, head_height=30, ready=ROWS - 1)
    title = text(style.lang, f"roster.sheet.{key}")
    return write_sheet(sheet, style, table, title=title, frozen=2 if key == "employees" else 1, landscape=False)


def _column(place: int, key: str, title: str, *, needed: bool) -> SheetColumn[Cells]:
    """Return a column of texts: ids keep their leading zeros only where the cell is text before they are typed."""
    head: Look = {"fill": "brand", "colour": "on_brand"} if needed else {}
    return SheetColumn(key, title, partial(_value, place), width=_WIDTHS.get(key, 14), head=head)


def _value(place: int, row: Cells) -> Cell:
    return row[place] if place < len(row) else None


def _choices(sheets: Mapping[str, Worksheet], tables: Mapping[str, TableCells], schemes: str, lang: Lang) -> None:
    """Offer what is known as drop-down lists: managers, roles, schemes, states; other values may still be typed."""
    managers, roles, teams = (
        f"={quoted(sheets[key].get_name())}!{tables[key].span(column)}"
        for key, column in (("managers", "manager_id"), ("roles", "role"), ("managers", "team"))
    )
    lists: Sequence[tuple[str, str, str | list[str]]] = (
        ("employees", "manager_id", managers),
        ("employees", "role", roles),
        ("employees", "state", [names[lang] for names in STATES.values()]),
        ("roles", "scheme", schemes),
        ("individual", "team", teams),
        ("individual", "role", roles),
        ("roles", "cycle", [text(lang, f"commands.cycle.{cycle}") for cycle in CYCLES]),
    )
    for key, column, source in lists:
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        sheets[key].data_validation(*tables[key].area(column), rule)


def _guide(sheet: Worksheet, style: Style) -> str:
    """Write the sheet that explains every column; returns the cells with the names of the schemes."""
    lang = style.lang

    def say(key: str) -> str:
        return text(lang, f"roster.guide.{key}")

    for place, width in enumerate(_GUIDE):
        sheet.set_column(place, place, width)
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, say("title"), style.title())
    write_over(sheet, (1, 0, 1, 2), say("intro"), style(**WRAPPED))
    write_over(sheet, (2, 0, 2, 2), say("note"), style(colour="muted", text_wrap=True))
    for row in (1, 2):
        sheet.set_row(row, 32)
    wrapped: Look = {"text_wrap": True}
    explained: list[SheetColumn[Cells]] = [
        SheetColumn("sheet", say("sheet"), itemgetter(0), look={"bold": True}),
        SheetColumn("column", say("column"), itemgetter(1), look=wrapped),
        SheetColumn("meaning", say("meaning"), itemgetter(2), look=wrapped, letters=_GUIDE[2]),
    ]
    lines = SheetTable(explained, list(_explained(lang)), head_height=None, row_height=20, line_height=18)
    last = write_table(sheet, style, lines, 4).last_row
    schemes: list[SheetColumn[Plan]] = [
        SheetColumn("name", say("schemes"), lambda plan: plan.scheme.name[lang], look=wrapped, letters=_GUIDE[0]),
        SheetColumn("id", say("scheme_id"), lambda plan: plan.scheme.id, look=wrapped),
        SheetColumn("about", say("about"), lambda plan: plan.scheme.about[lang], look=wrapped, letters=_GUIDE[2]),
    ]
    offered = SheetTable(schemes, list(catalogue.shipped()), head_height=None, row_height=20, line_height=18)
    known = write_table(sheet, style, offered, last + 2)
    page(sheet, landscape=False, title=say("title"))
    return f"={quoted(sheet.get_name())}!{known.span('name')}"


def _explained(lang: Lang) -> Iterator[tuple[str, str, str]]:
    """Yield the lines of the guide: a column of the roster and what it means; the sheet where a sheet begins."""
    for key, (needed, optional) in COLUMNS.items():
        columns = [*needed, *optional, *(["other"] if key == "figures" else [])]
        for number, column in enumerate(columns):
            title = "guide.other_columns" if column == "other" else f"column.{column}"
            sheet = "" if number else text(lang, f"roster.sheet.{key}")
            yield sheet, text(lang, f"roster.{title}"), text(lang, f"roster.about.{key}.{column}")
