"""The role sheet: a row per employee, totals frozen at the left, a column group per indicator."""

import math
from collections.abc import Iterator, Mapping, Sequence
from itertools import groupby

from xlsxwriter.utility import xl_rowcol_to_cell

from presales_xl.backends import excel
from presales_xl.backends.explain import rule_in_words
from presales_xl.backends.words import column_name, full_points
from presales_xl.people.employees import Employee
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.names import Names
from presales_xl.scheme.nodes import Column
from presales_xl.texts import Lang, text
from presales_xl.workbook import formulas
from presales_xl.workbook.book_sheet import PerRoleSheet
from presales_xl.workbook.fields import mark_not_valid, validate
from presales_xl.workbook.formulas import CellAddresses
from presales_xl.workbook.layout import FIRST_ROW, ID_ROW, Group, sheet_name
from presales_xl.workbook.style import number_format, page, progress_bar, wide

TITLE_ROW, SECTION_ROW, GROUP_ROW, COLUMN_ROW = 1, 2, 3, 4
WIDTHS = {
    "employee_id": 10,
    "name": 10,
    "level": 8,
    "total": 9,
    "grade": 7,
    "rank": 6,
    "completeness": 9,
    "flags": 30,
}
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
        for number, person in enumerate(self.layout.role.people):
            self._person(number, person)
        for spec in self._columns():
            if spec.field:
                self._input_column(spec)
        self._result_marks()
        sheet = self.sheet
        sheet.freeze_panes(FIRST_ROW, len(self.layout.frozen), FIRST_ROW, len(self.layout.frozen))
        title = self.say("title", role=self.layout.role.name, period=self.book.period, team=self.book.team)
        page(sheet, self.lang, landscape=True, title=title, repeat=(TITLE_ROW, COLUMN_ROW))
        sheet.repeat_columns(0, len(self.layout.frozen) - 1)
        sheet.fit_to_pages(0, 0)
        sheet.set_print_scale(70)
        sheet.write_string(TITLE_ROW, 0, title, self.style.title())

    def _columns(self) -> Iterator[ColumnSpec]:
        yield from (self.plan.columns[key] for key in self.layout.columns if key in self.plan.columns)

    # Headers.

    def _headers(self) -> None:
        sheet, layout = self.sheet, self.layout
        sheet.set_row(ID_ROW, None, None, {"hidden": True})
        sheet.set_row(TITLE_ROW, 30)
        sheet.set_row(SECTION_ROW, 20)
        sheet.set_row(GROUP_ROW, self._rule_height())
        sheet.set_row(COLUMN_ROW, 32)
        for place, column in enumerate(layout.columns):
            sheet.write_string(ID_ROW, place, column, self.style(colour="muted"))
            self._column_header(place, column)
        for place, column in enumerate(layout.frozen):
            sheet.set_column(place, place, WIDTHS[column])
        band = self.style(bold=True, fill="brand", colour="on_brand", edge="line", align="center")
        legend = self.style(colour="muted", font_size=9, text_wrap=True, fill="section", edge="line", align="left")
        last = len(layout.frozen) - 1
        sheet.merge_range(SECTION_ROW, 0, SECTION_ROW, last, data=self.say("people"), cell_format=band)
        sheet.merge_range(GROUP_ROW, 0, GROUP_ROW, last, data=self.say("legend"), cell_format=legend)
        for group in layout.groups:
            self._group_header(group)
        for name, first, final in self._sections():
            self._merged(SECTION_ROW, first, final, name, band)

    def _merged(self, row: int, first: int, last: int, content: str, form: object) -> None:
        if first == last:
            self.sheet.write_string(row, first, content, form)
        else:
            self.sheet.merge_range(row, first, row, last, data=content, cell_format=form)

    def _column_header(self, place: int, column: str) -> None:
        spec = self.plan.columns.get(column)
        name = column_name(spec, self.lang) if spec else text(self.lang, f"columns.{column}")
        if spec and spec.kind == "measure" and isinstance(spec.expr, Column):
            name = text(self.lang, "columns.compared")
        given = bool(spec and spec.field and spec.field.given_by == "hr")
        fill = "given" if given else "input_header" if spec and spec.field else "header"
        if spec and spec.field and spec.field.unit[self.lang]:
            name = (
                f"{name}\n（{spec.field.unit[self.lang]}）" if self.lang == "zh" else f"{name}\n({spec.field.unit.en})"
            )
        form = self.style(bold=True, fill=fill, edge="line", align="center", text_wrap=True, font_size=9)
        self.sheet.write_string(COLUMN_ROW, place, name, form)

    def _group_header(self, group: Group) -> None:
        first = self.layout.place(group.columns[0])
        last = first + len(group.columns) - 1
        name, rule = self._group_words(group)
        form = self.style(fill="section", edge="line", text_wrap=True, valign="top", align="left")
        bold = self.style(bold=True, colour="brand")
        small = self.style(font_size=9)
        self._merged(GROUP_ROW, first, last, "", form)
        if rule:
            self.sheet.write_rich_string(GROUP_ROW, first, bold, name, small, f"\n{rule}", form)
        else:
            self.sheet.write_string(
                GROUP_ROW,
                first,
                name,
                self.style(bold=True, colour="brand", fill="section", edge="line", text_wrap=True, valign="top"),
            )
        for column in group.columns:
            self.sheet.set_column(self.layout.place(column), self.layout.place(column), self._width(group, column))

    def _width(self, group: Group, column: str) -> float:
        """Return the width of a column: enough for its numbers, and for the rule above the whole group."""
        name, rule = self._group_words(group)
        wanted = max(wide(name) + 2, min(GROUP_MOST, math.ceil(wide(rule) / 3)))
        return max(WIDTHS.get(column, 11), wanted / len(group.columns))

    def _rule_height(self) -> float:
        """Return the height that the longest rule needs, in points."""
        lines = [2.0]
        for group in self.layout.groups:
            width = sum(self._width(group, column) for column in group.columns)
            lines.append(1 + math.ceil(wide(self._group_words(group)[1]) * 1.05 / width))
        return min(LINE_HEIGHT * max(lines) + 8, 400)

    def _group_words(self, group: Group) -> tuple[str, str]:
        indicator = self.plan.scheme.enabled().get(group.id)
        if indicator is not None:
            red = f" {self.say('red_line')}" if indicator.red_line else ""
            return full_points(self.plan, group.id, self.lang) + red, rule_in_words(self.plan, group.id, self.lang)
        if group.id in self.plan.scheme.details:
            name = self.plan.scheme.details[group.id].name[self.lang]
            return self.say("details", name=name), ""
        return self.say(group.id), ""

    def _sections(self) -> Iterator[tuple[str, int, int]]:
        """Yield the header above the groups: the scheme's sections, else the scheme's name."""
        names: dict[str, Names] = {}
        for _, section, indicators in self.plan.scheme.all_sections():
            names |= dict.fromkeys(indicators, section.name if section else self.plan.scheme.name)
        runs: list[list[str]] = []
        for group in self.layout.groups:
            own = names[group.id][self.lang] if group.id in names else self._group_words(group)[0]
            if runs and runs[-1][0] == own:
                runs[-1][1:] = [runs[-1][1], group.columns[-1]]
            else:
                runs.append([own, group.columns[0], group.columns[-1]])
        for name, first, last in runs:
            yield name, self.layout.place(first), self.layout.place(last)

    # Rows.

    def _person(self, number: int, person: Employee) -> None:
        row = FIRST_ROW + number
        self.sheet.set_row(row, 21)
        strong = self.style(edge="line", num_format="@", bold=True)
        self.sheet.write_string(row, 0, person.employee_id, self.style(edge="line", num_format="@"))
        self.sheet.write_string(row, 1, person.name, strong)
        for spec in self._columns():
            place = self.layout.place(spec.id)
            if spec.expr is None:
                self._entry(row, place, spec, number, person)
                continue
            formula = formulas.of_person(self.layout, spec, row, self.lang)
            self.sheet.write_formula(row, place, formula, self._result(spec), value=self.values.shown(spec.id, number))

    def _entry(self, row: int, place: int, spec: ColumnSpec, number: int, person: Employee) -> None:
        locked = spec.id in person.locked | person.awaited or spec.kind == "level"
        form = self.style(
            fill="computed" if spec.kind == "level" else "given" if locked else "input",
            edge="line",
            num_format=number_format(spec.unit),
            locked=locked,
            align="center" if spec.dimension else "right",
        )
        entry = person.entries.get(spec.id, math.nan)
        if not math.isfinite(entry):
            self.sheet.write_blank(row, place, None, form)
        elif spec.dimension:
            self.sheet.write_string(row, place, str(self.values.shown(spec.id, number)), form)
        else:
            self.sheet.write_number(row, place, entry, form)

    def _result(self, spec: ColumnSpec) -> object:
        unit = "completeness" if spec.kind == "completeness" else spec.unit
        bold = spec.kind in ("points", "total", "grade", "pay")
        fill = "result" if spec.id in self.layout.frozen or spec.kind == "points" else "computed"
        align = "center" if spec.kind in ("grade", "rank") else "left" if spec.kind == "flags" else "right"
        form = "General" if unit in ("text", "") else number_format(unit)
        return self.style(fill=fill, edge="line", bold=bold, align=align, num_format=form)

    # Validations and marks.

    def _input_column(self, spec: ColumnSpec) -> None:
        place, layout = self.layout.place(spec.id), self.layout
        at = CellAddresses(layout, FIRST_ROW)
        people = self.layout.role.people
        for first, last in _runs([spec.id not in person.locked | person.awaited for person in people]):
            where = (first, place, last, place)
            validate(self.sheet, self.plan, spec, where, at=CellAddresses(layout, first), lang=self.lang)
        for first, last in _runs([spec.id in person.awaited for person in people]):
            self.sheet.data_validation(
                first,
                place,
                last,
                place,
                {
                    "validate": "any",
                    "input_title": text(self.lang, "raters.awaited_title"),
                    "input_message": text(self.lang, "raters.awaited"),
                },
            )
        where = (FIRST_ROW, place, layout.last_row, place)
        mark_not_valid(self.sheet, self.style, excel.not_valid(self.plan, spec, at), where)
        optional = spec.field is not None and spec.field.may_stay_blank
        for first, last in [] if optional else _runs([spec.id not in person.awaited for person in people]):
            cell = xl_rowcol_to_cell(first, place, col_abs=True)
            form = self.style.book.add_format(
                {
                    "bg_color": self.style.colour("missing"),
                    "border": 4,
                    "border_color": self.style.colour("missing_line"),
                }
            )
            rule = {"type": "formula", "criteria": f'={cell}=""', "format": form}
            self.sheet.conditional_format(first, place, last, place, rule)

    def _result_marks(self) -> None:
        layout, book = self.layout, self.style.book
        last = layout.last_row
        total = layout.place("total")
        quiet = book.add_format({"italic": True, "bold": False, "font_color": self.style.colour("missing_line")})
        self.sheet.conditional_format(
            FIRST_ROW,
            total,
            last,
            total,
            {
                "type": "cell",
                "criteria": "==",
                "format": quiet,
                "value": f'"{self.say("not_done")}"',
            },
        )
        if "grade" in layout.columns:
            place = layout.place("grade")
            lowest = layout.block.label("grade", len(self.plan.dimensions["grade"].keys) - 1)
            best = layout.block.label("grade", 0)
            for label, colour in ((best, "good"), (lowest, "bad")):
                form = book.add_format(
                    {"bold": True, "underline": 1 if colour == "bad" else 0, "font_color": self.style.colour(colour)}
                )
                self.sheet.conditional_format(
                    FIRST_ROW,
                    place,
                    last,
                    place,
                    {
                        "type": "formula",
                        "criteria": f"={layout.address('grade', FIRST_ROW)}={label}",
                        "format": form,
                    },
                )
        done = layout.place("completeness")
        progress_bar(self.sheet, (FIRST_ROW, done, last, done))


def _runs(people: Sequence[bool]) -> Iterator[tuple[int, int]]:
    """Yield first and last row of each run of people for whom something holds."""
    row = FIRST_ROW
    for holds, run in groupby(people):
        after = row + len(list(run))
        if holds:
            yield row, after - 1
        row = after
