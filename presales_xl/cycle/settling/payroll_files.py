"""The files of a payroll: a workbook to pass on (people, lines, who is not paid yet) and a CSV file with the lines."""

from collections.abc import Sequence
from pathlib import Path

from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.worksheet import Worksheet

from presales_xl.cycle.settling.payroll import Kind, Line, Payroll, Person, yuan
from presales_xl.scheme.errors import Place, fail
from presales_xl.texts import Lang, text
from presales_xl.workbook import reader, table_files
from presales_xl.workbook.style import Style, new_workbook, page

WORKBOOK, TABLE = "payroll.xlsx", "payroll.csv"
_PERSON = ("employee_id", "name", "department", "team", "manager", "role")
_WIDTHS = {
    "employee_id": 11,
    "name": 14,
    "department": 15,
    "team": 15,
    "manager": 14,
    "role": 16,
    "period": 11,
    "item": 22,
    "kind": 11,
    "missing": 60,
}
_MONEY = 15
_AMOUNT = '#,##0.00;-#,##0.00;"–"'  # nothing is a dash, so that what is there stands out
_TITLE, _FACTS, _TOP = 0, 2, 6  # rows: the title, the sums, the header of the table of people


def write(folder: Path, payroll: Payroll, lang: Lang) -> list[Path]:
    """Write the payroll's files, read them back and compare their sums; returns their paths.

    ProblemsError `settlement.file_differs` when a file does not hold what the ledger says, `file.locked`.
    """
    book, table = folder / WORKBOOK, folder / TABLE
    _write_book(book, payroll, lang)
    _write_table(table, payroll, lang)
    sheet = reader.read_one(book)[text(lang, "settlement.sheet.lines")]
    _, found = table_files.read(table)[0], table_files.read(table)[0].column(len(_PERSON) + 4)
    sums = {book: [row[len(_PERSON) + 3] for row in sheet[1:]], table: list(found)}
    for path, amounts in sums.items():
        total = sum(round(float(str(amount)) * 100) for amount in amounts if amount not in (None, ""))
        if total != payroll.total():
            raise fail(
                "settlement.file_differs", Place(file=str(path)), found=yuan(total), expected=yuan(payroll.total())
            )
    return [book, table]


def _write_table(path: Path, payroll: Payroll, lang: Lang) -> None:
    """Write the lines as CSV: `kind` as an id, amounts in yuan with two decimals."""
    header = [*_PERSON, "period", "item", "item_name", "kind", "amount"]
    rows = [
        [*_who(line.person), line.period, line.item.removeprefix("pay."), line.name, line.kind, f"{line.fen / 100:.2f}"]
        for line in payroll.lines
    ]
    table_files.write(path, header, [list(column) for column in zip(*rows, strict=True)] or [[] for _ in header], lang)


def _who(person: Person) -> list[str]:
    return [person.employee_id, person.name, person.department, person.team, person.manager, person.role]


def _write_book(path: Path, payroll: Payroll, lang: Lang) -> None:
    title = text(lang, "settlement.title", company=payroll.company, period=payroll.period).strip()
    with new_workbook(path, title=title) as book:
        style = Style(book, lang)
        sheets = {
            key: book.add_worksheet(text(lang, f"settlement.sheet.{key}")) for key in ("people", "lines", "unpaid")
        }
        _people(sheets["people"], style, payroll, title)
        _lines(sheets["lines"], style, payroll.lines, title)
        _unpaid(sheets["unpaid"], style, payroll, title)


def _people(sheet: Worksheet, style: Style, payroll: Payroll, title: str) -> None:
    """Write a row per person: this period, corrections, what is to be paid, what is to be returned, a signature."""
    lang, kinds = style.lang, ("regular", "correction", "payable", "return")
    sheet.write_string(_TITLE, 0, title, style.title())
    sheet.set_row(_TITLE, 32)
    people = payroll.by_person()
    first, last = _TOP + 1, _TOP + max(len(people), 1)
    sums: dict[str, int] = {
        "regular": payroll.total("regular"),
        "correction": payroll.total("correction"),
        "payable": payroll.payable,
        "return": -payroll.total("return"),
    }
    money = {kind: len(_PERSON) + place for place, kind in enumerate(kinds)}
    _header(sheet, style, _TOP, [*_PERSON, *kinds, "signature"])
    for row, (person, mine) in enumerate(people, first):
        for place, word in enumerate(_who(person)):
            sheet.write_string(row, place, word, style.cell("text"))
        for kind in ("regular", "correction", "return"):
            amount = -mine["return"] if kind == "return" else mine[kind]
            sheet.write_number(row, money[kind], amount / 100, style.cell("money", num_format=_AMOUNT))
        parts = "+".join(f"{xl_col_to_name(money[kind])}{row + 1}" for kind in ("regular", "correction"))
        value = (mine["regular"] + mine["correction"]) / 100
        sheet.write_formula(row, money["payable"], f"={parts}", style.cell("money", bold=True, fill="result"), value)
        sheet.write_blank(row, money["return"] + 1, None, style.cell())
        sheet.set_row(row, 20)
    _facts(
        sheet,
        style,
        payroll,
        sums,
        {k: f"{xl_col_to_name(c)}{first + 1}:{xl_col_to_name(c)}{last + 1}" for k, c in money.items()},
    )
    for place, key in enumerate(_PERSON):
        sheet.set_column(place, place, _WIDTHS[key])
    sheet.set_column(money["regular"], money["return"], _MONEY)
    sheet.set_column(money["return"] + 1, money["return"] + 1, 16)
    note = text(lang, "settlement.note", period=payroll.period)
    sheet.merge_range(
        last + 2,
        0,
        last + 2,
        money["return"] + 1,
        note,
        style(colour="muted", font_size=9, text_wrap=True, valign="top"),
    )
    sheet.set_row(last + 2, 44)
    sheet.freeze_panes(first, 2)
    sheet.autofilter(_TOP, 0, last, money["return"] + 1)
    page(sheet, lang, landscape=True, title=title, repeat=(_TOP, _TOP))


def _facts(sheet: Worksheet, style: Style, payroll: Payroll, sums: dict[str, int], ranges: dict[str, str]) -> None:
    """Write the sums above the people, and the budget where there is one."""
    facts = [
        (kind, f"=SUM({ranges[kind]})", sums[kind] / 100) for kind in ("payable", "regular", "correction", "return")
    ]
    cells: list[tuple[str, str, float]] = [("heads", "", len(payroll.by_person())), *facts]
    if payroll.budget is not None:
        cells += [("budget", "", payroll.budget / 100), ("left", "", (payroll.budget - payroll.payable) / 100)]
    for place, (key, formula, value) in enumerate(cells):
        head = style(colour="muted", font_size=9, edge="line", fill="header", align="center")
        bad = {"colour": "bad"} if value < 0 else {}
        form = style.cell("count" if key == "heads" else "money", bold=True, font_size=11, align="center", **bad)
        sheet.write_string(_FACTS, place, text(style.lang, f"settlement.fact.{key}"), head)
        if formula:
            sheet.write_formula(_FACTS + 1, place, formula, form, value)
        else:
            sheet.write_number(_FACTS + 1, place, value, form)
    sheet.set_row(_FACTS + 1, 24)


def _lines(sheet: Worksheet, style: Style, lines: Sequence[Line], title: str) -> None:
    """Write a row per person, item and earning period."""
    _header(sheet, style, 0, [*_PERSON, "period", "item", "kind", "amount"])
    for row, line in enumerate(lines, 1):
        for place, value in enumerate([*_who(line.person), line.period, line.name]):
            sheet.write_string(row, place, value, style.cell("text"))
        _kind(sheet, style, row, len(_PERSON) + 2, line.kind)
        sheet.write_number(row, len(_PERSON) + 3, line.fen / 100, style.cell("money", num_format=_AMOUNT))
    for place, key in enumerate([*_PERSON, "period", "item", "kind"]):
        sheet.set_column(place, place, _WIDTHS[key])
    sheet.set_column(len(_PERSON) + 3, len(_PERSON) + 3, _MONEY)
    sheet.freeze_panes(1, 2)
    sheet.autofilter(0, 0, max(len(lines), 1), len(_PERSON) + 3)
    page(sheet, style.lang, landscape=True, title=title, repeat=(0, 0))


def _kind(sheet: Worksheet, style: Style, row: int, place: int, kind: Kind) -> None:
    colour = {"regular": "ink", "correction": "missing_line", "return": "bad"}[kind]
    sheet.write_string(
        row, place, text(style.lang, f"settlement.kind.{kind}"), style.cell("text", colour=colour, align="center")
    )


def _unpaid(sheet: Worksheet, style: Style, payroll: Payroll, title: str) -> None:
    """Write who is not paid yet, and what is missing."""
    lang = style.lang
    _header(sheet, style, 0, [*_PERSON, "missing"])
    for row, one in enumerate(payroll.unpaid, 1):
        for place, value in enumerate(_who(one.person)):
            sheet.write_string(row, place, value, style.cell("text", valign="top"))
        missing = text(lang, "settlement.separator").join(one.missing)
        sheet.write_string(row, len(_PERSON), missing, style.cell("text", text_wrap=True, valign="top"))
    if not payroll.unpaid:
        sheet.write_string(1, 0, text(lang, "settlement.all_paid"), style(colour="good"))
    for place, key in enumerate([*_PERSON, "missing"]):
        sheet.set_column(place, place, _WIDTHS[key])
    sheet.freeze_panes(1, 2)
    page(sheet, lang, landscape=True, title=title, repeat=(0, 0))


def _header(sheet: Worksheet, style: Style, row: int, keys: Sequence[str]) -> None:
    for place, key in enumerate(keys):
        sheet.write_string(row, place, text(style.lang, f"settlement.column.{key}"), style.header())
    sheet.set_row(row, 24)
