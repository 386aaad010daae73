"""汇总: per role the grades against the quota with a chart, the ranking, and the sum of the money."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

import numpy as np

from presales_xl.backends.quotas import places_formula, places_of
from presales_xl.backends.words import column_name
from presales_xl.scheme.columns import GradeGroup
from presales_xl.scheme.states import PROBATION, STATE
from presales_xl.texts import text
from presales_xl.workbook.areas import BONUS, GRADES, SUMMARY_COLS, area_at
from presales_xl.workbook.blocks import (
    SHARES,
    Fact,
    hatched,
    solid,
    write_band,
    write_column_chart,
    write_facts,
    write_top,
)
from presales_xl.workbook.book_sheet import TeamSheet
from presales_xl.workbook.formulas import Shown, cell_values
from presales_xl.workbook.headings import LETTER, SIZE, balanced
from presales_xl.workbook.layout import ORDER, BookLayout, RoleLayout, once
from presales_xl.workbook.provisional import provisional
from presales_xl.workbook.style import footer, page
from presales_xl.workbook.table_sheet import Formula, Look, SheetColumn, SheetTable, TableCells, write_table
from presales_xl.workbook.varying import InList, OfBook, Told, of_role

CHART_COL = 7
CHART_ROWS = 12
SCALE, PAGE_ROWS = 72, 46  # percent at which the sheet is a page wide; rows that a page holds then
WIDTHS = (2, 12, 14, 16, 11, 12, 16, 2, 10, 10, 10, 10, 10)
_HEAD_SIZE, _HEAD_LINE = 10, 15  # points: of a column's name, and of its lines
_CENTRED: Look = {"align": "center"}


class SummarySheet(TeamSheet):
    """Writes the summary."""

    key = "summary"

    def write(self) -> None:
        """Write a block per role, one below the other."""
        title, of_team = (self.say("title", team=team, period=self.book.period) for team in (self.book.team, "\0"))
        top = OfBook(lambda layout: of_team.replace("\0", layout.book.team))
        below = OfBook(lambda layout: footer(of_team.replace("\0", layout.book.team)))
        row = write_top(self.sheet, self.style, top, [self.say("about")], widths=WIDTHS)
        starts = []
        for role in self.layout.roles:
            starts.append(row)
            row = _RoleBlock(self, role, row).write() + 2
        page(self.sheet, landscape=True, title=title)
        self.sheet.set_footer(below)
        self.sheet.fit_to_pages(0, 0)  # else programs keep to no breaks
        self.sheet.set_print_scale(SCALE)
        self.sheet.set_h_pagebreaks(list(_page_breaks([*starts, row])))
        grades = area_at(GRADES, self.tab.name, row + 1, self.layout)
        bonus = area_at(BONUS, self.tab.name, grades.row + grades.rows + 1, self.layout)
        self.areas |= {GRADES: grades, BONUS: bonus}


def _page_breaks(starts: Sequence[int]) -> Iterator[int]:
    """Yield the rows with which a page begins: no role is split that has room on one; `starts` end below the last."""
    used = starts[0]
    for start, after in pairwise(starts):
        if used + after - start > PAGE_ROWS and start > starts[0]:
            yield start
            used = 0
        used += after - start


class _RoleBlock:
    def __init__(self, parent: SummarySheet, role: RoleLayout, row: int) -> None:
        self.sheet = parent.sheet
        self.style = parent.style
        self.lang = parent.lang
        self.say = parent.say
        self.layout = parent.layout
        self.role = role
        self.plan = role.plan
        self.row = row
        self.groups = self.plan.quota_groups()

    def write(self) -> int:
        """Write the block and return its last row."""
        title = self.say("role", role=self.role.role.name, scheme=self.plan.scheme.name[self.lang])
        write_band(self.sheet, self.style, title, row=self.row, last_column=SUMMARY_COLS)
        facts = write_facts(self.sheet, self.style, self._facts(), self.row + 1)
        below = self._provisional(facts.last_row + 1)
        if "grade" in self.plan.columns:
            below = max(self._grades(below), self.row + CHART_ROWS + 2)
        return self._ranking(below + 1)

    def _provisional(self, row: int) -> int:
        """Write which results are not final as long as rows of other workbooks are not in; returns the row below."""
        form = self.style(font_size=9, bold=True, colour="bad", text_wrap=True, valign="top")
        said = provisional([self.role], self.lang)
        said.write(self.sheet, self.layout, form, row=row, last_column=CHART_COL - 1)
        return row + 1 + bool(said.words)

    def _facts(self) -> list[Fact]:
        """Return how many are done or not appraised, the mean total and the sum of the money."""
        total = self.role.span("total")
        completeness, name = self.role.span("completeness"), column_name(self.plan.columns["total"], self.lang)
        facts = [
            Fact(self.say("done"), Formula(f"=COUNTIFS({completeness},1)", self._of_role(_done)), "count"),
            Fact(self.say("of"), len(self.role.role.people), "count"),
            Fact(
                self.say("mean", name=name), Formula(f'=IFERROR(AVERAGE({total}),"")', self._of_role(_mean)), "points"
            ),
        ]
        if money := self.plan.pay_total():
            paid = self._of_role(lambda role: _paid(role, money))
            facts.append(Fact(self.say("money"), Formula(f"=SUM({self.role.span(money)})", paid), "money"))
        return facts

    def _of_role(self, function: Callable[[RoleLayout], Shown]) -> OfBook:
        return of_role(self.role.number, function)

    def _grades(self, row: int) -> int:
        """Write the grades, those that share a quota in one line, and the chart beside them; returns the row below."""
        lines = [*self.groups, *self._alone()]
        columns = self._grade_columns()
        columns += self._quota_columns() if self.groups else []
        table = SheetTable(columns, lines, head_height=32 if self.groups else 18)
        cells = write_table(self.sheet, self.style, table, row, left=1)
        if self.groups:
            note = self.style(colour="muted", font_size=9)
            self.sheet.write_string(cells.last_row + 1, 1, self.say("largest_remainder"), note)
        title = self.say("chart" if self.groups else "grades")
        grades = text(self.lang, "problems.comma").join(map(self._name, lines))
        role = self.role.role.name
        write_column_chart(
            self.sheet,
            self.style,
            (self.row + 1, CHART_COL),
            cells,
            title=title,
            description=self.say("chart_with_quota" if self.groups else "chart_of_grades", role=role, grades=grades),
            categories="grade",
            series={"share": solid("brand"), "quota": hatched("input_header")},
            axis=SHARES,
            size=(390, CHART_ROWS * 20),
        )
        return cells.last_row + 2

    def _alone(self) -> list[GradeGroup]:
        """Return the grades without a quota, all of them where there is none."""
        shared = {grade for group in self.groups for grade in group.grades}
        keys = enumerate(self.plan.dimensions["grade"].keys)
        return [GradeGroup(key, (grade,), 0) for grade, key in keys if grade not in shared]

    def _name(self, line: GradeGroup) -> str:
        names = self.plan.dimensions["grade"].names
        return "+".join(names[grade][self.lang] for grade in line.grades)

    def _grade_columns(self) -> list[SheetColumn[GradeGroup]]:
        """Return the columns of the grade, of how many people have it, and of their share.

        Where there is a quota, whoever is on probation takes no place and is not counted.
        """
        label, grades = self.role.block.label, self.role.span("grade")
        competing = f',{self.role.span(STATE)},"<>"&{label(STATE, PROBATION)}' if self.groups else ""

        def name(line: GradeGroup) -> Formula:
            return Formula("=" + '&"+"&'.join(label("grade", grade) for grade in line.grades), self._name(line))

        def heads(line: GradeGroup) -> Formula:
            counts = (f"COUNTIFS({grades},{label('grade', grade)}{competing})" for grade in line.grades)
            return Formula("=" + "+".join(counts), self._of_role(lambda role: _heads(role, line)))

        def share(line: GradeGroup) -> Formula:
            return Formula(
                lambda cells, row: f'=IFERROR({cells.cell("people", row)}/SUM({cells.span("people")}),"")',
                self._of_role(lambda role: _share(role, line)),
            )

        return [
            SheetColumn("grade", self.say("grade"), name, unit="", look={"bold": True, **_CENTRED}),
            SheetColumn("people", self.say("people"), heads, unit="count", look=_CENTRED),
            SheetColumn("share", self.say("share"), share, unit="rate", look=_CENTRED),
        ]

    def _quota_columns(self) -> list[SheetColumn[GradeGroup]]:
        """Return the columns of the quota, of its places, and of how many people are above or below them."""
        cell_of = self.role.block.parameter

        def of_group(value: Callable[[GradeGroup], Formula]) -> Callable[[GradeGroup], Formula | None]:
            return lambda line: value(line) if line in self.groups else None

        def quota(line: GradeGroup) -> Formula:
            return Formula(f"={cell_of(f'quota.{line.key}')}", line.share)

        def whole_places(line: GradeGroup) -> Formula:
            def formula(cells: TableCells, row: int) -> str:
                shares = replace(cells, last_row=cells.first_row + len(self.groups) - 1).span("quota")
                done = f"SUM({cells.span('people')})"
                return f'=IF({done}=0,"",{places_formula(cells.cell("quota", row), shares, done)})'

            return Formula(formula, self._of_role(lambda role: _places(role).get(line.key, "")))

        def difference(line: GradeGroup) -> Formula:
            def formula(cells: TableCells, row: int) -> str:
                return f'=IF(SUM({cells.span("people")})=0,"",{cells.cell("people", row)}-{cells.cell("places", row)})'

            return Formula(formula, self._of_role(lambda role: _above_quota(role, line)))

        signed: Look = {"num_format": '+0;-0;"✓"', **_CENTRED}
        percent: Look = {"num_format": "0%", **_CENTRED}
        return [
            SheetColumn("quota", self.say("quota"), of_group(quota), unit="", look=percent),
            SheetColumn("places", self.say("places"), of_group(whole_places), unit="count", look=_CENTRED),
            SheetColumn("difference", self.say("difference"), of_group(difference), unit="", look=signed),
        ]

    def _ranking(self, row: int) -> int:
        """Write the ranking and return its last row; the sheet with the workings says who is the k-th best."""
        keys = ["rank", "employee_id", "name", "total", "grade", self.plan.pay_total()]
        keys = [key for key in keys if key in self.role.main.columns]
        columns = [self._ranked_column(key, WIDTHS[place] * LETTER) for place, key in enumerate(keys, 1)]
        height = _HEAD_LINE * max(column.title.count("\n") + 1 for column in columns) + 3
        table = SheetTable(columns, range(1, len(self.role.role.people) + 1), head_height=height)
        return write_table(self.sheet, self.style, table, row, left=1).last_row

    def _ranked_column(self, key: str, width: float) -> SheetColumn[int]:
        """Return a column of the ranking, `width` pixels wide; its rows are the places from 1."""
        spec = self.plan.columns.get(key)
        title = column_name(spec, self.lang) if spec else text(self.lang, f"columns.{key}")

        def ranked(place: int) -> Formula:
            formula = f'=IFERROR(INDEX({self.role.span(key)},MATCH({place},{self.role.span(ORDER)},0)),"")'
            return Formula(formula, InList(_ranking, (self.role.number, key), place - 1))

        return SheetColumn(
            key,
            "\n".join(balanced(title, width * SIZE / _HEAD_SIZE)),
            ranked,
            unit="" if spec is None or spec.dimension else spec.unit,
            look=_CENTRED if key in ("rank", "grade") else {},
        )


def _done(role: RoleLayout) -> int:
    """Return how many people nothing is lacking of."""
    return int((role.outcome.values["completeness"] == 1).sum())


def _mean(role: RoleLayout) -> Shown:
    """Return the mean of the totals, "" without any."""
    totals = role.outcome.values["total"]
    known = totals[np.isfinite(totals)]
    return float(known.mean()) if len(known) else ""


def _paid(role: RoleLayout, column: str) -> float:
    """Return the sum of the money in a column."""
    amounts = role.outcome.values[column]
    return float(amounts[np.isfinite(amounts)].sum())


@once
def _heads_by_grade(role: RoleLayout) -> Counter[float]:
    """Return how many people have each grade; under a quota without those on probation."""
    grades = role.outcome.values["grade"]
    counts = np.isfinite(grades)
    if role.plan.quota_groups():
        counts &= role.outcome.values[STATE] != PROBATION
    return Counter(grades[counts].tolist())


def _heads(role: RoleLayout, line: GradeGroup) -> int:
    """Return how many people have one of the grades of a line."""
    return sum(_heads_by_grade(role)[grade] for grade in line.grades)


def _share(role: RoleLayout, line: GradeGroup) -> Shown:
    """Return the share of those people, "" while nobody has a grade."""
    everybody = _heads_by_grade(role).total()
    return _heads(role, line) / everybody if everybody else ""


@once
def _places(role: RoleLayout) -> Mapping[str, int]:
    """Return the places of the lines with a quota by their keys, none while nobody has a grade."""
    competing = _heads_by_grade(role).total()
    return places_of(role.plan.grade_groups(), competing) if competing else {}


def _above_quota(role: RoleLayout, line: GradeGroup) -> Shown:
    """Return by how many people a line is above its quota, "" while nobody has a grade."""
    places = _places(role)
    return _heads(role, line) - places[line.key] if places else ""


@once
def _ranking(layout: BookLayout, role: int, key: str) -> list[Told]:
    """Return what the ranking shows in a column of whoever is in each place, from the first; "" where nobody is."""
    of_role = layout.roles[role]
    people = of_role.role.people
    cells = cell_values(of_role, key) if key in of_role.plan.columns else [getattr(each, key) for each in people]
    in_order = dict(zip(of_role.order, cells, strict=True))
    return [in_order.get(place, "") for place in range(1, len(people) + 1)]
