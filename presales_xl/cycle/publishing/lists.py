"""The lists for HR: a workbook with a sheet per outcome (promotion, improvement plan, …): who, and why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from presales_xl.texts import Lang, text
from presales_xl.workbook.layout import sheet_name
from presales_xl.workbook.style import Style, new_workbook, page, wide

_WIDTHS = {
    "id": 11,
    "name": 11,
    "role": 18,
    "department": 16,
    "team": 16,
    "manager": 11,
    "total": 9,
    "grade": 8,
    "why": 52,
    "handling": 30,
}


@dataclass(frozen=True)
class Listed:
    """One employee on a list; what there is none of is empty."""

    employee_id: str
    name: str
    role: str
    department: str
    team: str
    manager: str
    total: str
    grade: str
    why: str


def write(path: Path, title: str, lists: Mapping[str, Sequence[Listed]], lang: Lang) -> None:
    """Write the lists, by outcome; ProblemsError `file.locked` when the target is open in another program."""
    with new_workbook(path, title=title) as book:
        style = Style(book, lang)
        overview = text(lang, "publish.list.overview")
        first = book.add_worksheet(overview)
        taken = {overview.casefold()}
        sheets: dict[str, str] = {}
        for outcome, people in lists.items():
            name = _free(sheet_name(outcome) or "1", taken)
            sheets[outcome] = name
            _list(book.add_worksheet(name), style, outcome, people)
        _overview(first, style, title, {outcome: (sheets[outcome], len(people)) for outcome, people in lists.items()})


def _free(name: str, taken: set[str]) -> str:
    """Return a sheet name that is not taken yet."""
    number, found = 1, name
    while found.casefold() in taken:
        number += 1
        found = f"{name[:26]} ({number})"
    taken.add(found.casefold())
    return found


def _overview(sheet: Worksheet, style: Style, title: str, counts: Mapping[str, tuple[str, int]]) -> None:
    lang = style.lang
    sheet.set_column(0, 0, 36)
    sheet.set_column(1, 1, 10)
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, title, style.title())
    for place, key in enumerate(("outcome", "people")):
        sheet.write_string(2, place, text(lang, f"publish.list.{key}"), style.header())
    for row, (outcome, (name, people)) in enumerate(counts.items(), 3):
        quoted = name.replace("'", "''")
        sheet.write_url(row, 0, f"internal:'{quoted}'!A1", style.cell("text", colour="brand", underline=1), outcome)
        sheet.write_number(row, 1, people, style.cell("count"))
    if not counts:
        sheet.write_string(3, 0, text(lang, "publish.list.none"), style())
    page(sheet, lang, landscape=False, title=title)


def _list(sheet: Worksheet, style: Style, outcome: str, people: Sequence[Listed]) -> None:
    lang = style.lang
    sheet.set_row(0, 30)
    sheet.write_string(0, 0, outcome, style.title())
    sheet.set_row(1, 22)
    for place, (key, width) in enumerate(_WIDTHS.items()):
        sheet.set_column(place, place, width)
        sheet.write_string(1, place, text(lang, f"publish.list.{key}"), style.header())
    centred = style.cell("text", align="center")
    wrapped = style.cell("text", text_wrap=True, valign="top")
    for row, one in enumerate(people, 2):
        cells = (
            one.employee_id,
            one.name,
            one.role,
            one.department,
            one.team,
            one.manager,
            one.total,
            one.grade,
            one.why,
        )
        for (key, _), words in zip(_WIDTHS.items(), cells, strict=False):
            form = centred if key in ("total", "grade") else wrapped if key == "why" else style.cell("text")
            sheet.write_string(row, list(_WIDTHS).index(key), words, form)
        sheet.write_blank(row, len(_WIDTHS) - 1, None, style.cell("text", fill="input", text_wrap=True))
        sheet.set_row(row, max(20, 15 * -(-wide(one.why) // _WIDTHS["why"])))
    sheet.freeze_panes(2, 2)
    sheet.autofilter(1, 0, 1 + len(people), len(_WIDTHS) - 1)
    sheet.ignore_errors({"number_stored_as_text": f"A1:H{len(people) + 2}"})
    page(sheet, lang, landscape=True, title=outcome, repeat=(0, 1))
