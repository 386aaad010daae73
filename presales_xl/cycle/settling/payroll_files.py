"""The files of a payroll: a workbook to pass on (people, lines, who is not paid yet) and a CSV file with the lines."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path

from xlsxwriter.worksheet import Worksheet

from presales_xl.cycle.settling.payroll import Kind, Payroll, PayrollLine, Unpaid
from presales_xl.files import refuse_unwritable
from presales_xl.people.appraised import yuan
from presales_xl.scheme.errors import Place, ProblemsError, fail
from presales_xl.texts import Lang, text
from presales_xl.workbook import reader, table_files
from presales_xl.workbook.blocks import Fact, write_facts
from presales_xl.workbook.style import Style, new_workbook, write_over
from presales_xl.workbook.table_sheet import (
    WRAPPED,
    Formula,
    Look,
    SheetColumn,
    SheetTable,
    TableCells,
    Value,
    write_sheet,
)

WORKBOOK, TABLE = "payroll.xlsx", "payroll.csv"
#: Who is paid: columns with their widths.
_PERSON = {"employee_id": 11, "name": 14, "department": 15, "team": 15, "manager": 14, "role": 16}
_MONEY = 15
_AMOUNT: Look = {"num_format": '#,##0.00;-#,##0.00;"–"'}  # nothing is a dash, so that what is there stands out
_TITLE, _FACTS, _TOP = 0, 2, 6  # rows: the title, the sums, the header of the table of people


def write(folder: Path, payroll: Payroll, lang: Lang) -> list[Path]:
    """Write the payroll's files, both or neither, read them back and compare their sums; returns their paths.

    ProblemsError `settlement.file_differs` when a file does not hold what the ledger says, `file.locked`.
    """
    book, table = folder / WORKBOOK, folder / TABLE
    refuse_unwritable(book, table)
    _write_book(book, payroll, lang)
    _write_table(table, payroll, lang)
    lines = reader.read_own(book)[text(lang, "settlement.sheet.lines")]
    amounts = {book: [row[-1] for row in lines[1:]], table: [row[-1] for row in table_files.read(table)[0].rows]}
    for path, column in amounts.items():
        total = sum(round(float(str(amount)) * 100) for amount in column if amount not in (None, ""))
        if total != payroll.total():
            found, expected = yuan(total), yuan(payroll.total())
            raise fail("settlement.file_differs", Place(file=str(path)), found=found, expected=expected)
    return [book, table]


def written_payable(folder: Path) -> int | None:
    """Return what the payroll as it was written last pays in all, in fen; None where no such file can be read."""
    try:
        table, _ = table_files.read(folder / TABLE)
        kind, amount = table.header.index("kind"), table.header.index("amount")
        return sum(round(float(str(row[amount])) * 100) for row in table.rows if row[kind] != "return")
    except (OSError, ProblemsError, ValueError):
        return None


def _write_table(path: Path, payroll: Payroll, lang: Lang) -> None:
    """Write the lines as CSV: `kind` as an id, amounts in yuan with two decimals."""
    header = [*_PERSON, "period", "item", "item_name", "kind", "amount"]
    rows = [
        [*_who(line), line.period, line.item.removeprefix("pay."), line.name, line.kind, f"{line.fen / 100:.2f}"]
        for line in payroll.lines
    ]
    table_files.write(path, table_files.of_rows(header, rows), lang)


def _who(row: PayrollLine | Unpaid) -> list[str]:
    """Return what a row says of the person, in the order of `_PERSON`."""
    employee, manager = row.employee, row.manager
    return [employee.employee_id, employee.name, manager.department, manager.team, manager.name, employee.role]


def _person_columns(lang: Lang, look: Look | None = None) -> list[SheetColumn[PayrollLine | Unpaid]]:
    def value(place: int) -> Callable[[PayrollLine | Unpaid], Value]:
        return lambda row: _who(row)[place]

    return [
        SheetColumn(key, text(lang, f"settlement.column.{key}"), value(place), width, look=look or {})
        for place, (key, width) in enumerate(_PERSON.items())
    ]


def _write_book(path: Path, payroll: Payroll, lang: Lang) -> None:
    title = text(lang, "settlement.title", company=payroll.company, period=payroll.period).strip()
    with new_workbook(path, lang, title=title) as book:
        style = Style(book, lang)
        people, lines, unpaid = (
            book.add_worksheet(text(lang, f"settlement.sheet.{key}")) for key in ("people", "lines", "unpaid")
        )
        _write_people(people, style, payroll, title)
        write_sheet(lines, style, _lines(payroll, lang), title=title, frozen=2)
        write_sheet(unpaid, style, _unpaid(payroll, lang), title=title, frozen=2, filtered=False)


def _write_people(sheet: Worksheet, style: Style, payroll: Payroll, title: str) -> None:
    """Write a row per person: this period, corrections, what is to be paid, what is to be returned, a signature."""
    lang = style.lang
    sheet.set_row(_TITLE, 32)
    sheet.write_string(_TITLE, 0, title, style.title())

    naming: dict[str, PayrollLine] = {}  # the latest role names the person
    sums: Counter[tuple[str, Kind]] = Counter()
    for line in payroll.lines:
        employee_id = line.employee.employee_id
        sums[employee_id, line.kind] += line.fen
        if employee_id not in naming or line.period == payroll.period:
            naming[employee_id] = line

    def fen(line: PayrollLine, *kinds: Kind) -> int:
        return sum(sums[line.employee.employee_id, kind] for kind in kinds)

    def column(key: str, value: Callable[[PayrollLine], Value], look: Look = _AMOUNT) -> SheetColumn[PayrollLine]:
        return SheetColumn(key, text(lang, f"settlement.column.{key}"), value, _MONEY, unit="money", look=look)

    def payable(line: PayrollLine) -> Formula:
        return Formula(_payable, fen(line, "regular", "correction") / 100)

    columns: list[SheetColumn[PayrollLine]] = [
        *_person_columns(lang),
        column("regular", lambda line: fen(line, "regular") / 100),
        column("correction", lambda line: fen(line, "correction") / 100),
        column("payable", payable, {"bold": True, "fill": "result"}),
        column("return", lambda line: -fen(line, "return") / 100),
        SheetColumn("signature", text(lang, "settlement.column.signature"), lambda line: None, 16, unit=""),
    ]
    table = SheetTable(columns, list(naming.values()), row_height=20)
    cells = write_sheet(sheet, style, table, title=title, top=_TOP, frozen=2)
    write_facts(sheet, style, _facts(payroll, cells, lang), _FACTS, left=0, font_size=11, height=24)
    note = text(lang, "settlement.note", period=payroll.period)
    row, last = cells.last_row + 2, len(columns) - 1
    write_over(sheet, (row, 0, row, last), note, style(colour="muted", font_size=9, **WRAPPED))
    sheet.set_row(row, 44)


def _payable(cells: TableCells, row: int) -> str:
    return f"={cells.cell('regular', row)}+{cells.cell('correction', row)}"


def _facts(payroll: Payroll, cells: TableCells, lang: Lang) -> list[Fact]:
    """Return the sums above the people, and the budget where there is one."""
    values: dict[str, float | Formula] = {"heads": payroll.heads()}
    values |= {key: Formula(f"=SUM({cells.span(key)})", amount / 100) for key, amount in payroll.sums().items()}
    if payroll.budget is not None:
        values |= {"budget": payroll.budget / 100, "left": (payroll.budget - payroll.payable) / 100}
    facts = []
    for key, value in values.items():
        shown = value.value if isinstance(value, Formula) else value
        bad: Look = {"colour": "bad"} if isinstance(shown, int | float) and shown < 0 else {}
        facts.append(Fact(text(lang, f"settlement.fact.{key}"), value, "count" if key == "heads" else "money", bad))
    return facts


def _lines(payroll: Payroll, lang: Lang) -> SheetTable[PayrollLine]:
    """Return the table with a row per person, item and earning period."""

    def title(key: str) -> str:
        return text(lang, f"settlement.column.{key}")

    def coloured(line: PayrollLine) -> Look:
        return {"colour": {"regular": "ink", "correction": "missing_line", "return": "bad"}[line.kind]}

    def kind(line: PayrollLine) -> str:
        return text(lang, f"settlement.kind.{line.kind}")

    columns: list[SheetColumn[PayrollLine]] = [
        *_person_columns(lang),
        SheetColumn("period", title("period"), lambda line: line.period, 11),
        SheetColumn("item", title("item"), lambda line: line.name, 22),
        SheetColumn("kind", title("kind"), kind, 11, look={"align": "center"}, mark=coloured),
        SheetColumn("amount", title("amount"), lambda line: line.fen / 100, _MONEY, unit="money", look=_AMOUNT),
    ]
    return SheetTable(columns, payroll.lines)


def _unpaid(payroll: Payroll, lang: Lang) -> SheetTable[Unpaid]:
    """Return the table of those who are not paid yet, and why."""

    def why(unpaid: Unpaid) -> str:
        already = text(lang, "settlement.settled", amount=yuan(unpaid.settled))
        return text(lang, "settlement.separator").join([already] * bool(unpaid.settled) + [unpaid.why])

    top: Look = {"valign": "top"}

    def amount(unpaid: Unpaid) -> Value:
        return None if unpaid.fen is None else unpaid.fen / 100

    columns: list[SheetColumn[Unpaid]] = [
        *_person_columns(lang, top),
        SheetColumn("period", text(lang, "settlement.column.period"), lambda unpaid: unpaid.period, 11, look=top),
        SheetColumn("why", text(lang, "settlement.column.why"), why, 60, look=WRAPPED),
        SheetColumn("amount", text(lang, "settlement.column.amount"), amount, _MONEY, unit="money", look=_AMOUNT),
    ]
    return SheetTable(columns, payroll.unpaid, nothing=text(lang, "settlement.all_paid"))
