"""Writes a roster workbook: a sheet that explains, then employees, managers, roles, figures and raters."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from presales_xl import catalogue
from presales_xl.cycle.rosters.roster_sheet import COLUMNS
from presales_xl.texts import Lang, text
from presales_xl.workbook.style import Style, new_workbook, page

Cell = str | float | None
ROWS = 500  # rows that are ready to be filled in
_WIDTHS = {"role": 20, "scheme": 26, "team": 18, "email": 30}
_TABS = {
    "guide": "muted",
    "employees": "brand",
    "managers": "brand",
    "roles": "brand",
    "figures": "input_header",
    "raters": "input_header",
}


@dataclass(frozen=True)
class RosterContent:
    """The rows of a roster's sheets; `figures` starts with its header."""

    managers: Sequence[Sequence[Cell]]
    roles: Sequence[Sequence[Cell]]
    employees: Sequence[Sequence[Cell]]
    figures: Sequence[Sequence[Cell]]
    raters: Sequence[Sequence[Cell]] = ()


def write(path: Path, content: RosterContent, lang: Lang) -> None:
    """Write a roster; ProblemsError `file.locked` when it is open in another program."""
    with new_workbook(path, title=text(lang, "roster.guide.title")) as book:
        style = Style(book, lang)
        sheets = {key: book.add_worksheet(text(lang, f"roster.sheet.{key}")) for key in ("guide", *COLUMNS)}
        for key, colour in _TABS.items():
            sheets[key].set_tab_color(style.colour(colour))
        schemes = _guide(sheets["guide"], style)
        rows: Mapping[str, Sequence[Sequence[Cell]]] = {
            "employees": content.employees,
            "managers": content.managers,
            "roles": content.roles,
            "figures": content.figures[1:],
            "raters": content.raters,
        }
        titles = list(map(str, content.figures[0][1:])) if content.figures else []
        for key, lines in rows.items():
            _sheet(sheets[key], style, key, titles if key == "figures" else [], lines)
        _choices(sheets, lang, schemes)
        sheets["employees"].activate()
        sheets["guide"].set_first_sheet()


def _sheet(sheet: Worksheet, style: Style, key: str, others: Sequence[str], rows: Sequence[Sequence[Cell]]) -> None:
    needed, optional = COLUMNS[key]
    titles = [text(style.lang, f"roster.column.{column}") for column in (*needed, *optional)] + list(others)
    sheet.set_row(0, 30)
    for place, title in enumerate(titles):
        must = place < len(needed)
        head = style(
            bold=True,
            fill="brand" if must else "section",
            colour="on_brand" if must else "ink",
            edge="line",
            align="center",
            text_wrap=True,
        )
        sheet.write_string(0, place, title, head)
        own = (*needed, *optional)[place] if place < len(needed) + len(optional) else ""
        # Ids keep their leading zeros only where the cell is text before they are typed.
        unit = style(num_format="@") if own else style(num_format="#,##0.##########", align="right")
        sheet.set_column(place, place, _WIDTHS.get(own, 14), unit)
    for number, row in enumerate(rows, 1):
        for place, value in enumerate(row):
            form = (
                style(edge="line", num_format="@")
                if isinstance(value, str) or value is None
                else style(edge="line", num_format="#,##0.##########", align="right")
            )
            if value is None or value == "":
                sheet.write_blank(number, place, None, form)
            elif isinstance(value, str):
                sheet.write_string(number, place, value, form)
            else:
                sheet.write_number(number, place, value, form)
    sheet.freeze_panes(1, 2 if key == "employees" else 1)
    sheet.autofilter(0, 0, max(len(rows), 1), len(titles) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:H{ROWS}"})
    page(sheet, style.lang, landscape=False, title=text(style.lang, f"roster.sheet.{key}"), repeat=(0, 0))


def _choices(sheets: Mapping[str, Worksheet], lang: Lang, schemes: str) -> None:
    """Offer what is known as drop-down lists: managers, roles, schemes; other values may still be typed."""
    managers = f"='{text(lang, 'roster.sheet.managers')}'!$A$2:$A${ROWS}"
    roles = f"='{text(lang, 'roster.sheet.roles')}'!$A$2:$A${ROWS}"
    for sheet, place, source in (
        (sheets["employees"], 2, managers),
        (sheets["employees"], 3, roles),
        (sheets["roles"], 1, schemes),
    ):
        rule = {"validate": "list", "source": source, "error_type": "warning"}
        sheet.data_validation(1, place, ROWS - 1, place, rule)


def _guide(sheet: Worksheet, style: Style) -> str:
    """Write the sheet that explains every column; returns the cells with the ids of the schemes."""
    lang = style.lang
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 1, 30)
    sheet.set_column(2, 2, 74)
    sheet.set_row(0, 34)
    sheet.write_string(0, 0, text(lang, "roster.guide.title"), style.title())
    wrapped = style(text_wrap=True, valign="top")
    sheet.merge_range(1, 0, 1, 2, text(lang, "roster.guide.intro"), wrapped)
    sheet.merge_range(2, 0, 2, 2, text(lang, "roster.guide.note"), style(colour="muted", text_wrap=True))
    for row in (1, 2):
        sheet.set_row(row, 32)
    row = 4
    _line(
        sheet,
        style.header(),
        row,
        [text(lang, f"roster.guide.{key}") for key in ("sheet", "column", "meaning")],
    )
    plain, bold = style.cell("text", text_wrap=True), style.cell("text", bold=True)
    for key, (needed, optional) in COLUMNS.items():
        columns = [*needed, *optional, *(["other"] if key == "figures" else [])]
        for number, column in enumerate(columns):
            row += 1
            title = "guide.other_columns" if column == "other" else f"column.{column}"
            sheet_name = text(lang, f"roster.sheet.{key}") if number == 0 else ""
            sheet.write_string(row, 0, sheet_name, bold)
            sheet.write_string(row, 1, text(lang, f"roster.{title}"), plain)
            sheet.write_string(row, 2, text(lang, f"roster.about.{key}.{column}"), plain)
            sheet.set_row(row, 36 if column == "other" else 20)
    row += 2
    _line(
        sheet,
        style.header(),
        row,
        [text(lang, "roster.guide.schemes"), text(lang, "roster.guide.scheme_name")],
    )
    first = row + 1
    for plan in catalogue.shipped():
        row += 1
        sheet.write_string(row, 0, plan.scheme.id, plain)
        sheet.write_string(row, 1, plan.scheme.name[lang], plain)
        sheet.write_string(row, 2, plan.scheme.about[lang], plain)
    page(sheet, lang, landscape=False, title=text(lang, "roster.guide.title"))
    return f"='{text(lang, 'roster.sheet.guide')}'!$A${first + 1}:$A${row + 1}"


def _line(sheet: Worksheet, form: object, row: int, texts: Sequence[str]) -> None:
    for place, words in enumerate(texts):
        sheet.write_string(row, place, words, form)
