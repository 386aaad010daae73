"""The lists for HR: a workbook with a sheet per outcome (promotion, improvement plan, …): who, and why."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from presales_xl.cycle.publishing import wording
from presales_xl.people.appraised import Appraised
from presales_xl.texts import Lang, text
from presales_xl.workbook.layout import quoted, sheet_name
from presales_xl.workbook.style import Style, new_workbook, page
from presales_xl.workbook.table_sheet import WRAPPED, Link, Look, SheetColumn, SheetTable, write_sheet, write_table

_CENTRED: Look = {"align": "center"}


#: An employee on a list, and why.
Listed = tuple[Appraised, str]


def write(path: Path, title: str, lists: Mapping[str, Sequence[Listed]], lang: Lang) -> None:
    """Write the lists, by outcome; ProblemsError `file.locked` when the target is open in another program."""
    with new_workbook(path, lang, title=title) as book:
        style = Style(book, lang)
        overview = book.add_worksheet(text(lang, "publish.list.overview"))
        taken = {overview.get_name().casefold()}
        lines = []
        for outcome, people in lists.items():
            name = _free(sheet_name(outcome) or "1", taken)
            lines.append((outcome, name, len(people)))
            nobody = text(lang, "publish.list.nobody")
            table = SheetTable(_columns(lang), people, head_height=22, row_height=20, nothing=nobody)
            write_sheet(book.add_worksheet(name), style, table, title=outcome, titled=True, frozen=2)
        overview.set_column(0, 0, 36)
        overview.set_column(1, 1, 10)
        overview.set_row(0, 30)
        overview.write_string(0, 0, title, style.title())
        write_table(overview, style, _overview(lines, lang), 2)
        page(overview, landscape=False, title=title)


def _free(name: str, taken: set[str]) -> str:
    """Return a sheet name that is not taken yet."""
    number, free = 1, name
    while free.casefold() in taken:
        number += 1
        free = f"{name[:26]} ({number})"
    taken.add(free.casefold())
    return free


def _overview(lines: Sequence[tuple[str, str, int]], lang: Lang) -> SheetTable[tuple[str, str, int]]:
    """Return the table of the lists: outcome, its sheet, how many people."""

    def title(key: str) -> str:
        return text(lang, f"publish.list.{key}")

    columns: list[SheetColumn[tuple[str, str, int]]] = [
        SheetColumn("outcome", title("outcome"), lambda line: Link(f"internal:{quoted(line[1])}!A1", line[0])),
        SheetColumn("people", title("people"), lambda line: line[2], unit="count"),
    ]
    return SheetTable(columns, lines, head_height=None, nothing=title("none"))


def _columns(lang: Lang) -> list[SheetColumn[Listed]]:
    def title(key: str) -> str:
        return text(lang, f"publish.list.{key}")

    def result(who: Appraised, key: str) -> str:
        """Return the total or the grade in words, "" where the scheme has none."""
        plan = who.outcome.plan
        return wording.value(plan, plan.columns[key], who.outcome.value(key), lang) if key in plan.columns else ""

    to_fill_in: Look = {"fill": "input", "text_wrap": True}
    return [
        SheetColumn("id", title("id"), lambda listed: listed[0].employee_id, 11),
        SheetColumn("name", title("name"), lambda listed: listed[0].name, 11),
        SheetColumn("role", title("role"), lambda listed: listed[0].employee.role, 18),
        SheetColumn("department", title("department"), lambda listed: listed[0].manager.department, 16),
        SheetColumn("team", title("team"), lambda listed: listed[0].manager.team, 16),
        SheetColumn("manager", title("manager"), lambda listed: listed[0].manager.name, 11),
        SheetColumn("total", title("total"), lambda listed: result(listed[0], "total"), 9, look=_CENTRED),
        SheetColumn("grade", title("grade"), lambda listed: result(listed[0], "grade"), 8, look=_CENTRED),
        SheetColumn("why", title("why"), lambda listed: listed[1], 52, look=WRAPPED, letters=52),
        SheetColumn("handling", title("handling"), lambda listed: None, 30, look=to_fill_in),
    ]
