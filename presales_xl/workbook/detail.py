"""The sheet of a detail table: rows of their own, each with the employee that it belongs to.

Hidden columns at the right say what is doubted in a row; 检查 lists it.
"""

import math
from collections.abc import Callable, Mapping
from itertools import accumulate
from typing import TypeVar

from xlsxwriter.worksheet import Worksheet

from presales_xl.backends import excel
from presales_xl.backends.levels import indicator_of
from presales_xl.backends.rule_sentences import rule_in_words
from presales_xl.backends.words import column_name
from presales_xl.people.employees import DetailRow
from presales_xl.scheme.columns import PARTIAL, ColumnSpec, Plan
from presales_xl.scheme.doubts import beside
from presales_xl.texts import Lang, text
from presales_xl.workbook import formulas
from presales_xl.workbook.book_sheet import PerRoleSheet
from presales_xl.workbook.fields import (
    ASKED_LOOK,
    entry_format,
    mark_asked,
    mark_missing,
    mark_not_valid,
    validate,
    validate_person,
)
from presales_xl.workbook.formulas import CellAddresses, Shown, all_shown
from presales_xl.workbook.headings import LETTER, SIZE, balanced, fold
from presales_xl.workbook.layout import (
    ABOVE,
    FIRST_ROW,
    ID_ROW,
    BookLayout,
    RoleLayout,
    Tab,
    once,
    sheet_name,
)
from presales_xl.workbook.style import Style, number_format, page, set_widths
from presales_xl.workbook.table_sheet import INPUT, Formula, Look, SheetColumn, SheetTable, TableCells, write_table
from presales_xl.workbook.varying import InList, OfBook, named, of_role

TITLE_ROW, LEGEND_ROW, RULE_ROW, COLUMN_ROW = 1, 2, 3, 4
OWNER_WIDTH, COLUMN_WIDTH, TEXT_WIDTH = 20, 14, 26  # half-width characters
ROW_HEIGHT, UPRIGHT_MOST = 19, 990  # points; pixels that are legible on an upright page, whatever the fonts
_HEAD: Look = {"font_size": SIZE}
_FILL: Look = {"fill": "input_header", **_HEAD}  # the header of what is to be filled in


_Cell = TypeVar("_Cell", Shown, Shown | None)


@once
def _known(role: RoleLayout, table: str) -> list[DetailRow]:
    """Return the rows that are known."""
    return [row for _, row in role.role.rows(table)]


@once
def _values(role: RoleLayout, column: str) -> list[Shown]:
    """Return what the cells of a column show of the rows that are known; "" of a row without entries."""
    spec, table = role.plan.column(column), column.partition(".")[0]
    values = all_shown(role.plan, spec, role.outcome.details[table][column].tolist(), role.block.lang)
    is_blank = [all(map(math.isnan, row.entries.values())) for row in _known(role, table)]
    nothing = _nothing(spec)
    return [nothing if blank else value for value, blank in zip(values, is_blank, strict=True)]


def _nothing(spec: ColumnSpec) -> Shown:
    """Return what a computed cell shows of a blank row."""
    return 0 if spec.kind == "asked" else ""


def _entry(role: RoleLayout, column: str, number: int) -> Shown | None:
    """Return what was entered in a known row, None where it is blank; a number as it was given, though not valid."""
    spec, row = role.plan.column(column), _known(role, column.partition(".")[0])[number]
    if spec.is_free_text:
        return row.texts.get(column) or None
    if spec.dimension:
        return _values(role, column)[number] or None
    entry = row.entries.get(column, math.nan)
    return entry if math.isfinite(entry) else None


@once
def _above(role: RoleLayout, table: str) -> list[int]:
    """Return how many entries are doubted above each row, and in all."""
    counts = role.outcome.details[table][role.plan.tables[table].asking[-1]].astype(int).tolist()
    known = iter(counts)
    asked = [next(known) if row is not None else 0 for _, row in role.ready(table)]
    return list(accumulate(asked, initial=0))


class DetailSheet(PerRoleSheet):
    """Writes one detail sheet."""

    key = "detail"
    only_shows = False
    tab_colour = "input_header"

    def __init__(self, sheet: Worksheet, style: Style, layout: BookLayout, tab: Tab) -> None:
        super().__init__(sheet, style, layout, tab)
        self.detail = self.layout.details[tab.table]
        self.table = self.plan.scheme.details[tab.table]
        self.shown = ["employee", *self.plan.tables[tab.table].shown]
        self.rows = self.layout.ready(tab.table)
        #: The numbers of the rows that are known, among all rows.
        self.known = [number for number, (_, row) in enumerate(self.rows) if row is not None]
        self.asking = self.detail.columns[len(self.shown) :]
        is_shared = self.plan.tables[self.detail.detail].is_shared
        #: Whether rows may fail a check that those of other workbooks mend.
        self.may_be_mended = is_shared and self.layout.role.is_part

    @classmethod
    def names(cls, lang: Lang, role: str = "", plan: Plan | None = None, *, only: bool = True) -> Mapping[str, str]:
        """Return a name per detail table of the role's scheme."""
        details = plan.scheme.details if plan else {}
        name = text(lang, "workbook.detail_sheet", role=role)
        return {
            table: sheet_name(f"{name} {detail.name[lang]}" if len(details) > 1 else name)
            for table, detail in details.items()
        }

    def write(self) -> None:
        """Write headers, the rows kept ready, validations and the print set-up."""
        self._headers()
        people = text(self.lang, "workbook.role.people")
        owner: SheetColumn[int] = SheetColumn(
            "employee", people, self._owner, look={**INPUT, "shrink": True}, head=_FILL
        )
        columns = [owner, *map(self._column, self.detail.columns[1:])]
        if self.asking:
            first, last = len(self.shown), len(self.detail.columns) - 1
            self.sheet.set_column(first, last, options={"hidden": True})
        lines = max(column.title.count("\n") + 1 for column in columns[: len(self.shown)])
        rows = range(self.detail.rows)
        table = SheetTable(columns, rows, head_height=12.5 * lines + 14, row_height=ROW_HEIGHT, growing=True)
        cells = write_table(self.sheet, self.style, table, COLUMN_ROW)
        self._owners(cells, people)
        for spec in self.plan.tables[self.detail.detail].inputs:
            self._input_column(spec, cells)
        self._mark_asked(cells)
        self.sheet.freeze_panes(FIRST_ROW, 1)
        self.sheet.autofilter(COLUMN_ROW, 0, self.detail.last_row, len(self.shown) - 1)
        self._print()

    def _print(self) -> None:
        """Print on as few pages as can be read, upright where the columns are few."""
        repeat, rows = (TITLE_ROW, COLUMN_ROW), ROW_HEIGHT * self.detail.rows
        width = sum(LETTER * self._letters(column) for column in self.shown)
        page(self.sheet, landscape=width > UPRIGHT_MOST, title=self._title(), repeat=repeat, height=rows)

    def _letters(self, column: str) -> int:
        """Return the width of a column in letters."""
        if column == "employee":
            return OWNER_WIDTH
        return TEXT_WIDTH if self.plan.column(column).is_free_text else COLUMN_WIDTH

    def first_blank(self) -> tuple[int, int] | None:
        """Return the first cell of the first row that somebody still lacks."""
        return self.layout.first_blank_row(self.detail.detail)

    def _title(self) -> str:
        return self.say("title", name=self.table.name[self.lang], role=self.layout.role.name, period=self.book.period)

    def _headers(self) -> None:
        """Write what stands above the header of the columns: their ids, the title, the legend, the rules."""
        sheet, style, table = self.sheet, self.style, self.table
        rules = ["", *(self._rule(self.plan.column(column)) for column in self.shown[1:])]
        lines = max(rule.count("\n") + 1 for rule in rules)
        for row, height in ((TITLE_ROW, 30), (LEGEND_ROW, 20), (RULE_ROW, 13.0 * lines + 6)):
            sheet.set_row(row, height, None, {"hidden": row == RULE_ROW and not any(rules)})
        sheet.set_row(ID_ROW, None, None, {"hidden": True})
        sheet.write_string(TITLE_ROW, 0, self._title(), style.title())
        key = "legend_from" if table.least > 1 else "legend"
        legend = self.say(key, row=table.row_name[self.lang], least=table.least, most=table.most)
        if table.checks:
            names = [check.name[self.lang] for check in table.checks.values()]  # which may hold commas of their own
            key = "checks_of_teams" if self.may_be_mended else "checks"
            legend += self.say(key, names=text(self.lang, "explain.join").join(names))
        bold, muted = style(colour="brand", bold=True), style(colour="muted", font_size=SIZE)
        fragments = (bold, self.task(), muted, legend)
        sheet.write_rich_string(LEGEND_ROW, 0, *fragments, muted)
        set_widths(sheet, [self._letters(column) for column in self.shown])
        rule = style(font_size=9, fill="section", edge="line", text_wrap=True, valign="top")
        for place, column in enumerate(self.detail.columns):
            sheet.write_string(ID_ROW, place, column, style(colour="muted"))
            sheet.write_string(RULE_ROW, place, rules[place] if column in self.shown else "", rule)

    def _rule(self, spec: ColumnSpec) -> str:
        """Return the rule of the indicator that the column belongs to, if it is one, as the lines that fit."""
        indicator = indicator_of(self.plan, spec) if spec.field else ""
        if not indicator:
            return ""
        return "\n".join(fold(rule_in_words(self.plan, indicator, self.lang), COLUMN_WIDTH * LETTER))

    def _column(self, key: str) -> SheetColumn[int]:
        """Return a column; its rows are numbered from 0."""
        if key == ABOVE:
            return SheetColumn(key, self.say(key), self._above, unit="count")
        spec = self.plan.column(key)
        unit = spec.field.unit[self.lang] if spec.field else ""
        name = column_name(spec, self.lang)
        title = text(self.lang, "workbook.role.with_unit", name=name, unit=unit) if unit else name
        title = "\n".join(balanced(title, COLUMN_WIDTH * LETTER))
        if key in self.asking:
            title = text(self.lang, f"workbook.workings.{spec.kind}_of", name=name)
        if spec.expr is None and spec.kind != "state":
            align = "left" if spec.is_free_text else "center" if spec.dimension else "right"
            look = {**INPUT, "align": align, "text_wrap": spec.is_free_text, "num_format": entry_format(spec)}
            return SheetColumn(
                key,
                title,
                lambda number: self._of_row(number, lambda role, known: _entry(role, key, known), None),
                unit=spec.unit,
                look=look,
                head=_FILL,
            )

        def formula(number: int) -> Formula:
            value = self._of_row(number, lambda role, known: _values(role, key)[known], _nothing(spec))
            return Formula(formulas.of_row(self.layout, spec, FIRST_ROW + number, self.lang), value)

        if spec.kind == "state":
            not_done = text(self.lang, "workbook.role.not_done")
            look = {"fill": "result", "align": "center", "num_format": f'[=1]"✓";[=0]"{not_done}";General'}
        else:
            exact = "exact_rate" if spec.unit == "rate" else spec.unit
            look = {"fill": "computed", "align": "right", "num_format": number_format(exact)}
        return SheetColumn(key, title, formula, unit=spec.unit, look=look, head=_HEAD)

    def _of_row(self, number: int, function: Callable[[RoleLayout, int], _Cell], nothing: _Cell) -> OfBook | _Cell:
        """Return what a function makes of a row by its number among those that are known; `nothing` of another."""
        if self.rows[number][1] is None:
            return nothing
        known = self.known.index(number)
        return of_role(self.layout.number, lambda role: function(role, known))

    def _owner(self, number: int) -> InList | None:
        """Return how the employee of a row is chosen from the list."""
        place, _ = self.rows[number]
        return None if place is None else named(self.layout.number, place, "label")

    def _above(self, number: int) -> Formula:
        """Return how many entries are doubted above a row."""
        table = self.detail.detail

        def formula(cells: TableCells, row: int) -> str:
            counts = (cells.cell(key, row - 1) for key in (ABOVE, self.asking[-2]))
            return f"={'+'.join(counts)}" if row > FIRST_ROW else "=0"

        is_varying = any(known < number for known in self.known)
        value = of_role(self.layout.number, lambda role: _above(role, table)[number]) if is_varying else 0
        return Formula(formula, value)

    def _owners(self, cells: TableCells, title: str) -> None:
        where = cells.area("employee")
        validate_person(self.sheet, where, self.layout.people, title=title, lang=self.lang)
        owner = cells.cell("employee", FIRST_ROW)
        state = cells.span(self.shown[-1])
        count = f'COUNTIFS({cells.span("employee")},{owner},{state},">=0")'
        test = f'AND({owner}<>"",OR(SUMPRODUCT(({self.layout.people}={owner})*1)=0,{count}>{self.table.most}))'
        mark_not_valid(self.sheet, self.style, test, where)

    def _input_column(self, spec: ColumnSpec, cells: TableCells) -> None:
        where = cells.area(spec.id)
        at = CellAddresses(self.layout, self.detail.sheet, FIRST_ROW)
        validate(self.sheet, self.plan, spec, where, at=at, lang=self.lang)
        if beside(spec.id) in self.asking:
            mark_asked(self.sheet, self.style, at.cell(beside(spec.id)), where)
        mark_not_valid(self.sheet, self.style, excel.not_valid(self.plan, spec, at), where)
        state = at.cell(self.shown[-1])
        test = f'AND({state}=0,{state}<>"",{cells.cell(spec.id, FIRST_ROW)}="")'
        if not (spec.field and spec.field.may_stay_blank):
            mark_missing(self.sheet, self.style, test, where)

    def _mark_asked(self, cells: TableCells) -> None:
        """Let the state of a row show ▲ instead of ✓ where something is doubted, or others may have the rest."""
        state = cells.cell(self.shown[-1], FIRST_ROW)
        tests = [f"SUM({state})={PARTIAL}"] if self.may_be_mended else []
        tests += [f"AND(SUM({state})=1,SUM({cells.cell(self.asking[-2], FIRST_ROW)})>0)"] if self.asking else []
        if tests:
            form = self.style.condition(**ASKED_LOOK, num_format='"▲"')
            rule = {"type": "formula", "criteria": f"=OR({','.join(tests)})", "format": form}
            self.sheet.conditional_format(*cells.area(self.shown[-1]), rule)
