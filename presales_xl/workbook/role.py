"""The role sheet: a row per employee, totals frozen at the left, a column group per indicator."""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from itertools import groupby

from presales_xl.backends import excel
from presales_xl.backends.explain import rule_in_words
from presales_xl.backends.words import column_name, full_points
from presales_xl.people.employees import Employee
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.names import Names
from presales_xl.texts import Lang, text
from presales_xl.workbook import formulas
from presales_xl.workbook.book_sheet import PerRoleSheet
from presales_xl.workbook.fields import mark_missing, mark_not_valid, validate
from presales_xl.workbook.formulas import CellAddresses, cell_value
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, Group, sheet_name
from presales_xl.workbook.style import page, progress_bar, wide, write_over
from presales_xl.workbook.table_sheet import INPUT, Formula, Look, SheetColumn, SheetTable, TableCells, write_table

TITLE_ROW, SECTION_ROW, GROUP_ROW, COLUMN_ROW = 1, 2, 3, 4
WIDTHS = {"employee_id": 10, "name": 10, "level": 8, "total": 9, "grade": 7, "rank": 6, "completeness": 9, "flags": 30}
_HEAD: Look = {"font_size": 9, "fill": "header"}
GROUP_MOST = 56  # half-width characters that a rule may widen its group to
LINE_HEIGHT = 14  # points


class RoleSheet(PerRoleSheet):
    """Writes one role sheet."""

    key = "role"

    @classmethod
    def names(cls, lang: Lang, role: str = "", plan: Plan | None = None, *, only: bool = True) -> Mapping[str, str]:
        """Return the role's own name."""
        return {"": sheet_name(role)}

    def write(self) -> None:
        """Write headers, rows, validations, conditional formats and the print set-up."""
        self._headers()
        cells = self._rows()
        for spec in filter(None, map(self.plan.columns.get, self.layout.columns)):
            if spec.field:
                self._input_column(spec, cells)
        self._result_marks(cells)
        sheet = self.sheet
        sheet.freeze_panes(FIRST_ROW, len(self.layout.frozen), FIRST_ROW, len(self.layout.frozen))
        title = self.say("title", role=self.layout.role.name, period=self.book.period, team=self.book.team)
        page(sheet, self.lang, landscape=True, title=title, repeat=(TITLE_ROW, COLUMN_ROW))
        sheet.repeat_columns(0, len(self.layout.frozen) - 1)
        sheet.fit_to_pages(0, 0)
        sheet.set_print_scale(70)
        sheet.write_string(TITLE_ROW, 0, title, self.style.title())

    # Headers.

    def _headers(self) -> None:
        sheet, layout = self.sheet, self.layout
        sheet.set_row(ID_ROW, None, None, {"hidden": True})
        sheet.set_row(TITLE_ROW, 30)
        sheet.set_row(SECTION_ROW, 20)
        sheet.set_row(GROUP_ROW, self._rule_height())
        for place, column in enumerate(layout.columns):
            sheet.write_string(ID_ROW, place, column, self.style(colour="muted"))
        for place, column in enumerate(layout.frozen):
            sheet.set_column(place, place, WIDTHS[column])
        band = self.style(bold=True, fill="brand", colour="on_brand", edge="line", align="center")
        legend = self.style(colour="muted", font_size=9, text_wrap=True, fill="section", edge="line", align="left")
        last = len(layout.frozen) - 1
        write_over(sheet, (SECTION_ROW, 0, SECTION_ROW, last), self.say("people"), band)
        write_over(sheet, (GROUP_ROW, 0, GROUP_ROW, last), self.say("legend"), legend)
        for group in layout.groups:
            self._group_header(group)
        for name, first, final in self._sections():
            write_over(sheet, (SECTION_ROW, first, SECTION_ROW, final), name, band)

    def _group_header(self, group: Group) -> None:
        first = self.layout.place(group.columns[0])
        last = first + len(group.columns) - 1
        name, rule = self._words[group.id]
        look: Look = {"fill": "section", "edge": "line", "text_wrap": True, "valign": "top"}
        form, bold = self.style(**look, align="left"), self.style(bold=True, colour="brand")
        write_over(self.sheet, (GROUP_ROW, first, GROUP_ROW, last), "", form)
        if rule:
            fragments = (bold, name, self.style(font_size=9), f"\n{rule}")
            self.sheet.write_rich_string(GROUP_ROW, first, *fragments, form)
        else:
            self.sheet.write_string(GROUP_ROW, first, name, self.style(bold=True, colour="brand", **look))
        for column in group.columns:
            self.sheet.set_column(self.layout.place(column), self.layout.place(column), self._width(group, column))

    def _width(self, group: Group, column: str) -> float:
        """Return the width of a column: enough for its numbers, and for the rule above the whole group."""
        name, rule = self._words[group.id]
        wanted = max(wide(name) + 2, min(GROUP_MOST, math.ceil(wide(rule) / 3)))
        return max(WIDTHS.get(column, 11), wanted / len(group.columns))

    def _rule_height(self) -> float:
        """Return the height that the longest rule needs, in points."""
        lines = [2.0]
        for group in self.layout.groups:
            width = sum(self._width(group, column) for column in group.columns)
            lines.append(1 + math.ceil(wide(self._words[group.id][1]) * 1.05 / width))
        return min(LINE_HEIGHT * max(lines) + 8, 400)

    @cached_property
    def _words(self) -> Mapping[str, tuple[str, str]]:
        """Return each group's name and its rule in words, by the group's id."""
        return {group.id: self._words_of(group.id) for group in self.layout.groups}

    def _words_of(self, key: str) -> tuple[str, str]:
        indicator = self.plan.scheme.enabled().get(key)
        if indicator is not None:
            red = f" {self.say('red_line')}" if indicator.red_line else ""
            return full_points(self.plan, key, self.lang) + red, rule_in_words(self.plan, key, self.lang)
        if key in self.plan.scheme.details:
            return self.say("details", name=self.plan.scheme.details[key].name[self.lang]), ""
        return self.say(key), ""

    def _sections(self) -> Iterator[tuple[str, int, int]]:
        """Yield the header above the groups: the scheme's sections, else the scheme's name."""
        names: dict[str, Names] = {}
        for _, section, indicators in self.plan.scheme.all_sections():
            names |= dict.fromkeys(indicators, section.name if section else self.plan.scheme.name)
        runs: list[list[str]] = []
        for group in self.layout.groups:
            name = names[group.id][self.lang] if group.id in names else self._words[group.id][0]
            if runs and runs[-1][0] == name:
                runs[-1][1:] = [runs[-1][1], group.columns[-1]]
            else:
                runs.append([name, group.columns[0], group.columns[-1]])
        for name, first, last in runs:
            yield name, self.layout.place(first), self.layout.place(last)

    # Rows, with the header right above them.

    def _rows(self) -> TableCells:
        columns = [self._column(key) for key in self.layout.columns]
        table = SheetTable(columns, range(len(self.layout.role.people)), head_height=32, row_height=21)
        return write_table(self.sheet, self.style, table, COLUMN_ROW)

    def _column(self, key: str) -> SheetColumn[int]:
        """Return a column; its rows are the numbers of the employees."""
        people = self.layout.role.people
        spec = self.plan.columns.get(key)
        title = self._column_title(key, spec)
        if spec is None:
            look: Look = {"bold": True} if key == "name" else {}
            return SheetColumn(key, title, lambda number: getattr(people[number], key), look=look, head=_HEAD)
        if spec.expr is not None:
            unit = "completeness" if spec.kind == "completeness" else "" if spec.unit == "text" else spec.unit
            look = self._result_look(spec)
            return SheetColumn(key, title, lambda number: self._formula(spec, number), unit=unit, look=look, head=_HEAD)
        fill = "header" if not spec.field else "given" if spec.field.given_by == "hr" else "input_header"
        return SheetColumn(
            key,
            title,
            lambda number: self._entry(spec, number),
            unit=spec.unit,
            look={"align": "center" if spec.dimension else "right"},
            mark=lambda number: _entry_look(spec, people[number]),
            head={**_HEAD, "fill": fill},
        )

    def _column_title(self, key: str, spec: ColumnSpec | None) -> str:
        if spec is None:
            return text(self.lang, f"columns.{key}")
        name = column_name(spec, self.lang)
        unit = spec.field.unit[self.lang] if spec.field else ""
        return self.say("with_unit", name=name, unit=unit) if unit else name

    def _entry(self, spec: ColumnSpec, number: int) -> str | float | None:
        entry = self.layout.role.people[number].entries.get(spec.id, math.nan)
        if not math.isfinite(entry):
            return None
        return str(cell_value(self.outcome.person(number), spec.id, self.lang)) if spec.dimension else entry

    def _formula(self, spec: ColumnSpec, number: int) -> Formula:
        formula = formulas.of_person(self.layout, spec, FIRST_ROW + number, self.lang)
        return Formula(formula, cell_value(self.outcome.person(number), spec.id, self.lang))

    def _result_look(self, spec: ColumnSpec) -> Look:
        return {
            "fill": "result" if spec.id in self.layout.frozen or spec.kind == "points" else "computed",
            "bold": spec.kind in ("points", "total", "grade", "pay"),
            "align": "center" if spec.kind in ("grade", "rank") else "left" if spec.kind == "flags" else "right",
        }

    # Validations and marks.

    def _input_column(self, spec: ColumnSpec, cells: TableCells) -> None:
        people, place = self.layout.role.people, cells.columns[spec.id]
        for first, last in _runs([spec.id not in person.locked | person.awaited for person in people]):
            where = (first, place, last, place)
            validate(self.sheet, self.plan, spec, where, at=CellAddresses(self.layout, first), lang=self.lang)
        awaited = {
            "validate": "any",
            "input_title": text(self.lang, "raters.awaited_title"),
            "input_message": text(self.lang, "raters.awaited"),
        }
        for first, last in _runs([spec.id in person.awaited for person in people]):
            where = (first, place, last, place)
            self.sheet.data_validation(*where, awaited)
        test = excel.not_valid(self.plan, spec, CellAddresses(self.layout, FIRST_ROW))
        mark_not_valid(self.sheet, self.style, test, cells.area(spec.id))
        optional = spec.field is not None and spec.field.may_stay_blank
        for first, last in [] if optional else _runs([spec.id not in person.awaited for person in people]):
            mark_missing(self.sheet, self.style, f'{cells.cell(spec.id, first)}=""', (first, place, last, place))

    def _result_marks(self, cells: TableCells) -> None:
        """Make a total that is missing quiet, the best and the lowest grade conspicuous, completeness a bar."""
        quiet = self.style.condition(italic=True, bold=False, colour="missing_line")
        not_done = f'"{self.say("not_done")}"'
        rule = {"type": "cell", "criteria": "==", "format": quiet, "value": not_done}
        self.sheet.conditional_format(*cells.area("total"), rule)
        if "grade" in self.layout.columns:
            lowest = len(self.plan.dimensions["grade"].keys) - 1
            for grade, look in ((0, {"colour": "good"}), (lowest, {"colour": "bad", "underline": 1})):
                label = self.layout.block.label("grade", grade)
                test = f"={self.layout.address('grade', FIRST_ROW)}={label}"
                rule = {"type": "formula", "criteria": test, "format": self.style.condition(bold=True, **look)}
                self.sheet.conditional_format(*cells.area("grade"), rule)
        progress_bar(self.sheet, cells.area("completeness"))


def _entry_look(spec: ColumnSpec, person: Employee) -> Look:
    """Return the look of an entry: yellow and unlocked where the manager fills it in."""
    if spec.kind == "level":
        return {"fill": "computed"}
    return {"fill": "given"} if spec.id in person.locked | person.awaited else INPUT


def _runs(people: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield first and last row of each run of people for whom something holds."""
    row = FIRST_ROW
    for holds, run in groupby(people):
        after = row + len(list(run))
        if holds:
            yield row, after - 1
        row = after
