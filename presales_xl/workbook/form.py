"""考核表: one employee's form, chosen from a drop-down: every indicator, input, rule and points; A4, signatures."""

import math
from collections.abc import Sequence

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from presales_xl.backends.explain import rule_in_words
from presales_xl.backends.levels import level_at, levels_in_words, rated_for
from presales_xl.backends.words import column_name, full_points
from presales_xl.scheme.columns import ColumnSpec
from presales_xl.scheme.nodes import Column, bare
from presales_xl.texts import text
from presales_xl.workbook.book_sheet import PerRoleSheet
from presales_xl.workbook.criteria import texts_of
from presales_xl.workbook.fields import validate_person
from presales_xl.workbook.formulas import Shown, cell_value
from presales_xl.workbook.layout import BookLayout, Tab, label_of
from presales_xl.workbook.style import Style, number_format, page, set_widths, wide, write_over

#: Columns: indicator, rule, what was measured, its value, points.
INDICATOR, RULE, ITEM, VALUE, POINTS = range(5)
WIDTHS = (22, 40, 22, 13, 11)
CHOICE_ROW, RESULT_ROW, TABLE_ROW = 2, 4, 7
CHOICE = xl_rowcol_to_cell(CHOICE_ROW, 1, row_abs=True, col_abs=True)
ROW_HEIGHT, LINE_HEIGHT, RULE_LINE = 20, 13, 24  # points; characters of a rule on one line


class FormSheet(PerRoleSheet):
    """Writes the form of one role."""

    key = "form"

    def __init__(self, sheet: Worksheet, style: Style, layout: BookLayout, tab: Tab) -> None:
        super().__init__(sheet, style, layout, tab)
        self.whole = layout

    def write(self) -> None:
        """Write the form, with the first employee chosen."""
        set_widths(self.sheet, WIDTHS)
        title = self.say("title", company=self.book.company, period=self.book.period)
        self.sheet.set_row(0, 32)
        centred = self.style(bold=True, font_size=16, colour="brand", align="center")
        write_over(self.sheet, (0, 0, 0, POINTS), title, centred)
        self._choice()
        self._results()
        row = self._table(TABLE_ROW)
        row = self._pay(row)
        self._signatures(row + 1)
        page(self.sheet, self.lang, landscape=False, title=title)
        self.sheet.fit_to_pages(1, 1)
        self.sheet.print_area(0, 0, row + 4, POINTS)

    def _look_up(self, row: int, place: int, column: str, form: object) -> None:
        """Write a formula that shows a column of the employee chosen."""
        cell = self._cell(column)
        spec = self.plan.columns.get(column)
        value: Shown = self._first(column)
        blank_shows = spec is not None and spec.expr is None
        formula = f'=IFERROR(IF({cell}="","",{cell}),"")' if blank_shows else f'=IFERROR({cell},"")'
        self.sheet.write_formula(row, place, formula, form, value=value)

    def _cell(self, column: str) -> str:
        """Return a formula's part that gives a column of the employee chosen."""
        return f"INDEX({self.layout.span(column)},MATCH({CHOICE},{self.layout.people},0))"

    def _first(self, column: str) -> Shown:
        person = self.layout.role.people[0]
        if column == "employee_id":
            return person.employee_id
        if column == "name":
            return person.name
        spec = self.plan.columns[column]
        if spec.field and not math.isfinite(float(self.outcome.values[column][0])):
            return ""
        return cell_value(self.outcome.person(0), column, self.lang)

    def _choice(self) -> None:
        row, first = CHOICE_ROW, self.layout.role.people[0]
        self.sheet.set_row(row, 24)
        self.sheet.write_string(row, 0, self.say("choose"), self.style(bold=True, align="right"))
        chosen = self.style(fill="input", edge="line", bold=True, font_size=12, locked=False, num_format="@")
        self.sheet.write_string(row, 1, label_of(first.employee_id, first.name), chosen)
        validate_person(self.sheet, (row, 1, row, 1), self.layout.people, title=self.say("choose"), lang=self.lang)
        facts = self.say("facts", role=self.layout.role.name, team=self.book.team, manager=self.book.manager)
        write_over(self.sheet, (row, 2, row, POINTS), facts, self.style(colour="muted", align="right"))

    def _results(self) -> None:
        money = self.plan.pay_total()
        wanted = ("level", "total", "grade", "rank", money or "completeness")
        columns = [key for key in wanted if key in self.plan.columns]
        self.sheet.set_row(RESULT_ROW, ROW_HEIGHT)
        self.sheet.set_row(RESULT_ROW + 1, 30)
        head = self.style(fill="section", edge="line", align="center", bold=True)
        for place, column in enumerate(columns):
            spec = self.plan.columns[column]
            self.sheet.write_string(RESULT_ROW, place, column_name(spec, self.lang), head)
            unit = "completeness" if column == "completeness" else "" if spec.dimension else spec.unit
            big = self.style(
                fill="result",
                edge="line",
                align="center",
                bold=True,
                font_size=13,
                num_format=number_format(unit),
                shrink=True,
            )
            self._look_up(RESULT_ROW + 1, place, column, big)

    def _table(self, row: int) -> int:
        for place, key in enumerate(("indicator", "rule", "item", "value", "points")):
            self.sheet.write_string(row, place, self.say(key), self.style.header())
        self.sheet.set_row(row, 22)
        row += 1
        scheme = self.plan.scheme
        for group in dict.fromkeys(group.id for group in self.layout.groups):
            columns = self.layout.columns_of(group)
            if group in scheme.enabled():
                row = self._indicator(row, group, columns)
            elif group in ("adjustments", "summary", *scheme.details):
                row = self._others(row, columns)
            elif group == "pay":
                row = self._others(row, [key for key in columns if self.plan.columns[key].kind != "pay"])
        return row

    def _indicator(self, row: int, indicator: str, columns: Sequence[str]) -> int:
        """Write an indicator: name and rule beside the lines of what was measured, points at the right."""
        specs = [self.plan.columns[column] for column in columns]
        entered = [Column(spec.id) for spec in specs if spec.kind == "input"]
        shown = [spec for spec in specs if spec.kind in ("input", "measure", "score")]
        items = [spec for spec in shown if spec.expr is None or bare(spec.expr) not in entered]  # none twice
        lines = [(spec, rated) for spec in items for rated in (None, *self._rated(spec))]
        rule = rule_in_words(self.plan, indicator, self.lang)
        last = row + max(len(lines), 1) - 1
        needed = max(ROW_HEIGHT, LINE_HEIGHT * math.ceil(wide(rule) / (2 * RULE_LINE)) + 6)
        for line in range(row, last + 1):
            self.sheet.set_row(line, max(ROW_HEIGHT, needed / (last - row + 1)))
        bold = self.style(bold=True, edge="line", text_wrap=True)
        small = self.style(font_size=9, edge="line", text_wrap=True)
        points = self.style(bold=True, edge="line", num_format=number_format("points"), fill="result")
        write_over(self.sheet, (row, INDICATOR, last, INDICATOR), full_points(self.plan, indicator, self.lang), bold)
        write_over(self.sheet, (row, RULE, last, RULE), rule, small)
        write_over(self.sheet, (row, POINTS, last, POINTS), "", points)
        self._look_up(row, POINTS, f"points.{indicator}", points)
        if not lines:
            for place in (ITEM, VALUE):
                self.sheet.write_blank(row, place, None, self.style(edge="line"))
        for line, (spec, rated) in enumerate(lines, row):
            if rated is None:
                self._item(line, spec)
            else:
                self._level(line, spec, rated)
        return last + 1

    def _rated(self, spec: ColumnSpec) -> list[ColumnSpec]:
        """Return the input with described levels whose level a column names: itself, or the one that it looks at."""
        if not spec.dimension:
            return []
        return [spec] if spec.is_described else rated_for(self.plan, spec)

    def _level(self, row: int, shown: ColumnSpec, rated: ColumnSpec) -> None:
        """Write what earns the level that a column shows."""
        names, texts = texts_of(self.whole, self.layout, rated)
        place = level_at(self.plan, rated, self.outcome.person(0).value(rated.id))
        words = [level.text for level in levels_in_words(self.plan, rated, self.lang)]
        width = WIDTHS[ITEM] + WIDTHS[VALUE]
        lines = max(math.ceil(wide(text) / width) for text in words)
        self.sheet.set_row(row, max(ROW_HEIGHT, LINE_HEIGHT * lines + 4))
        form = self.style(edge="line", font_size=9, text_wrap=True, colour="muted")
        write_over(self.sheet, (row, ITEM, row, VALUE), "", form)
        formula = f'=IFERROR(INDEX({texts},MATCH({self._cell(shown.id)},{names},0)),"")'
        self.sheet.write_formula(row, ITEM, formula, form, value="" if place is None else words[place])

    def _item(self, row: int, spec: ColumnSpec) -> None:
        self.sheet.write_string(
            row, ITEM, column_name(spec, self.lang), self.style(edge="line", font_size=9, text_wrap=True)
        )
        unit = "" if spec.dimension else spec.unit
        form = self.style(edge="line", align="center" if spec.dimension else "right", num_format=number_format(unit))
        self._look_up(row, VALUE, spec.id, form)

    def _others(self, row: int, columns: Sequence[str]) -> int:
        """Write figures of no indicator: adjustments, counts of detail rows, what the total and the pay stand on."""
        for column in columns:
            spec = self.plan.columns[column]
            result = spec.kind == "adjustment"
            self.sheet.set_row(row, ROW_HEIGHT)
            for place in range(POINTS + 1):
                self.sheet.write_blank(row, place, None, self.style(edge="line"))
            name = column_name(spec, self.lang)
            if result:
                self.sheet.write_string(row, INDICATOR, name, self.style(bold=True, edge="line"))
                self._look_up(
                    row,
                    POINTS,
                    column,
                    self.style(bold=True, edge="line", fill="result", num_format=number_format("points")),
                )
            else:
                self._item(row, spec)
            row += 1
        return row

    def _pay(self, row: int) -> int:
        """Write the pay items and the flags."""
        columns = [spec for spec in self.plan.of_kind("pay") if spec.id in self.layout.main.columns]
        for spec in columns:
            self.sheet.set_row(row, ROW_HEIGHT)
            label = self.style(edge="line", fill="header", align="right")
            write_over(self.sheet, (row, 0, row, ITEM), column_name(spec, self.lang), label)
            money = self.style(edge="line", fill="result", bold=True, num_format=number_format("money"))
            write_over(self.sheet, (row, VALUE, row, POINTS), "", money)
            self._look_up(row, VALUE, spec.id, money)
            row += 1
        if "flags" in self.plan.columns:
            self.sheet.set_row(row, ROW_HEIGHT)
            self.sheet.write_string(
                row, 0, text(self.lang, "columns.flags"), self.style(edge="line", fill="header", bold=True)
            )
            flags = self.style(edge="line", bold=True)
            write_over(self.sheet, (row, 1, row, POINTS), "", flags)
            self._look_up(row, 1, "flags", flags)
            row += 1
        return row

    def _signatures(self, row: int) -> None:
        for line, key in enumerate(("employee", "manager", "hr"), row):
            self.sheet.set_row(line, 26)
            self.sheet.write_string(line, INDICATOR, self.say(f"sign_{key}"), self.style(align="right"))
            write_over(self.sheet, (line, RULE, line, ITEM), "", self.style(bottom=1))
            self.sheet.write_string(line, VALUE, self.say("date"), self.style(align="right"))
            self.sheet.write_blank(line, POINTS, None, self.style(bottom=1))
