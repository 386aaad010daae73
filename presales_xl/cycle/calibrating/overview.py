"""The other sheets of the calibration workbook: grades before and after pool by pool, and how strict managers are."""

import math
import statistics
from collections.abc import Callable, Sequence
from operator import attrgetter
from typing import NamedTuple

from xlsxwriter.worksheet import Worksheet

from presales_xl.backends.quotas import places_of
from presales_xl.cycle.calibrating.calibration import Calibration, Candidate, Distribution, Pool
from presales_xl.cycle.calibrating.grade_sheet import GradeSheet
from presales_xl.grouping import grouped
from presales_xl.scheme.columns import GradeGroup
from presales_xl.texts import text
from presales_xl.workbook.blocks import (
    Fact,
    hatched,
    solid,
    write_band,
    write_column_chart,
    write_facts,
    write_top,
)
from presales_xl.workbook.layout import quoted
from presales_xl.workbook.style import Style, page
from presales_xl.workbook.table_sheet import Formula, Look, SheetColumn, SheetTable, TableCells, write_table

_CHART_COL, _LAST_COL, _BLOCK_ROWS = 9, 14, 12
_BLOCKS_A_PAGE = 2
_WIDTHS = (2, 14, 11, 9, 10, 10, 10, 12, 3, 11, 11, 11, 11, 11, 11)
_MANAGER_WIDTHS = (2, 16, 16, 9, 11, 11, 14, 3, 11, 11, 11, 11, 11, 11, 11)
_FEW = 3  # people; fewer do not tell how strict somebody is
_CENTRED: Look = {"align": "center"}
_BOLD: Look = {"bold": True, "align": "center"}


def write_overview(
    sheet: Worksheet, style: Style, calibration: Calibration, grade_sheets: Sequence[GradeSheet]
) -> None:
    """Write the distributions, a block with a chart per pool."""
    lang = style.lang
    title = text(lang, "calibration.title", company=calibration.company, period=calibration.period)
    lines = [
        text(lang, f"calibration.mode.{calibration.mode}"),
        text(lang, "calibration.rules", least=calibration.least),
        text(lang, "calibration.steps", period=calibration.period),
    ]
    row = write_top(sheet, style, title, lines, widths=_WIDTHS)
    starts = []
    for grade_sheet in grade_sheets:
        for pool in grade_sheet.distribution.pools:
            starts.append(row)
            row = _Block(sheet, style, grade_sheet, pool).write(row, calibration.least) + 2
    sheet.set_h_pagebreaks(starts[_BLOCKS_A_PAGE::_BLOCKS_A_PAGE])
    sheet.protect("", {"format_columns": True})
    page(sheet, landscape=True, title=title)


class _Block:
    """One pool: facts, a line per grade (grades that share a quota in one), and the chart."""

    def __init__(self, sheet: Worksheet, style: Style, grade_sheet: GradeSheet, pool: Pool) -> None:
        self.sheet = sheet
        self.style = style
        self.lang = style.lang
        self.grade_sheet = grade_sheet
        self.distribution: Distribution = grade_sheet.distribution
        self.pool = pool
        self.finals = [grade_sheet.final(person) for person in pool.people]

    def write(self, row: int, least: int) -> int:
        """Write the block and return its last row."""
        write_band(self.sheet, self.style, self._name(), row, last_column=_LAST_COL)
        write_facts(self.sheet, self.style, self._facts(), row + 1, head_height=28, height=22)
        if self.pool.small and self.distribution.groups:
            note = text(self.lang, "calibration.pool.small", least=least)
            self.sheet.write_string(row + 3, 1, note, self.style(colour="missing_line", font_size=9))
        cells = write_table(self.sheet, self.style, self._grades(), row + 4, left=1)
        self._chart(row + 1, cells)
        return max(cells.last_row, row + _BLOCK_ROWS)

    def _name(self) -> str:
        pool = self.distribution.pool_name(self.pool, self.lang)
        return text(self.lang, "calibration.band", scheme=self.distribution.plan.scheme.name[self.lang], pool=pool)

    def _facts(self) -> list[Fact]:
        totals = [person.total for person in self.pool.people]
        changed = sum(final != person.by_scale for final, person in zip(self.finals, self.pool.people, strict=True))
        of_pool = f"({self._span('pool_no')}={self.pool.number})"
        formula = f"=SUMPRODUCT({of_pool}*({self._span('final_no')}<>{self._span('scale_no')}))"
        return [
            Fact(text(self.lang, "calibration.people"), len(totals), "count"),
            Fact(text(self.lang, "calibration.mean"), statistics.fmean(totals), "points"),
            Fact(text(self.lang, "calibration.spread"), statistics.pstdev(totals), "points"),
            Fact(text(self.lang, "calibration.changed"), Formula(formula, changed), "count"),
        ]

    def _grades(self) -> SheetTable[GradeGroup]:
        """Return the table of grades with heads: those of the quota, then those that it leaves out."""

        def title(key: str) -> str:
            return text(self.lang, f"calibration.{key}")

        groups, people = self.distribution.groups, self.pool.people
        listed = {grade for group in groups for grade in group.grades}
        others = [(grade, key) for grade, key in enumerate(self.distribution.keys) if grade not in listed]
        lines = [*groups, *(GradeGroup(key, (grade,), 0) for grade, key in others)]
        places = places_of(groups, len(people)) if groups else {}
        names = self.distribution.grade_names(self.lang)

        def difference(line: GradeGroup) -> Formula:
            value = self._heads(line) - places.get(line.key, 0)
            return Formula(lambda cells, row: f"={cells.cell('after', row)}-{cells.cell('places', row)}", value)

        def heads(key: str, grade: Callable[[Candidate], int | None]) -> SheetColumn[GradeGroup]:
            def count(line: GradeGroup) -> int:
                return sum(grade(person) in line.grades for person in people)

            return SheetColumn(key, title(key), count, unit="count", look=_CENTRED)

        signed: Look = {"num_format": '+0;-0;"✓"', **_CENTRED}
        columns: list[SheetColumn[GradeGroup]] = [
            SheetColumn(
                "grade", title("grade"), lambda line: "+".join(names[grade] for grade in line.grades), look=_BOLD
            ),
            SheetColumn("share", title("share"), lambda line: line.share, unit="rate", look=_CENTRED),
            SheetColumn("places", title("places"), lambda line: places.get(line.key, 0), unit="count", look=_CENTRED),
            heads("before", lambda person: person.by_scale),
            heads("proposal", lambda person: person.proposed),
            SheetColumn("after", title("after"), self._after, unit="count", look=_BOLD),
            SheetColumn("difference", title("difference"), difference, look=signed),
        ]
        kept = {"grade", "before", "after"} if not groups else {column.key for column in columns}
        return SheetTable([column for column in columns if column.key in kept], lines, head_height=None)

    def _heads(self, line: GradeGroup) -> int:
        return sum(final in line.grades for final in self.finals)

    def _after(self, line: GradeGroup) -> Formula:
        of_pool = f"{self._span('pool_no')},{self.pool.number},{self._span('final_no')}"
        counts = (f"COUNTIFS({of_pool},{grade + 1})" for grade in line.grades)
        return Formula("=" + "+".join(counts), self._heads(line))

    def _span(self, key: str) -> str:
        """Return the cells of a column of the sheet of grades."""
        return f"{quoted(self.grade_sheet.sheet.get_name())}!{self.grade_sheet.cells.span(key)}"

    def _chart(self, row: int, cells: TableCells) -> None:
        framed = {**solid("section"), "border": {"color": self.style.colour("brand")}}
        write_column_chart(
            self.sheet,
            self.style,
            (row, _CHART_COL),
            cells,
            title=text(self.lang, "calibration.chart"),
            description=text(self.lang, "calibration.chart_described", pool=self._name(), people=len(self.finals)),
            categories="grade",
            series={"before": framed, "places": hatched("input_header"), "after": solid("brand")},
            axis={"num_format": "0", "major_unit": math.ceil(len(self.finals) / 8)},
            size=(470, _BLOCK_ROWS * 21),
        )


class Team(NamedTuple):
    """A manager's people and how they came out: how many, mean and spread (population) of their totals.

    `difference` is that of the mean from the mean of all people of the scheme.
    """

    manager: str
    team: str
    people: int
    mean: float
    spread: float
    difference: float


def strictness(distribution: Distribution) -> list[Team]:
    """Return how strict each manager is, the most lenient first."""
    teams = grouped(distribution.everybody, lambda person: person.who.manager.manager_id)
    of_all = statistics.fmean(person.total for person in distribution.everybody)
    managers = [_came_out(team[0].who.manager.name, team[0].who.manager.team, team, of_all) for team in teams.values()]
    return sorted(managers, key=lambda each: (-each.difference, each.manager))


def _came_out(manager: str, team: str, people: Sequence[Candidate], of_all: float) -> Team:
    totals = [person.total for person in people]
    mean, spread = statistics.fmean(totals), statistics.pstdev(totals)
    return Team(manager, team, len(totals), mean, spread=spread, difference=mean - of_all)


def write_managers(sheet: Worksheet, style: Style, distributions: Sequence[Distribution]) -> None:
    """Write how strict managers are, a table with a chart per scheme."""
    title = text(style.lang, "calibration.strict.title")
    row = write_top(sheet, style, title, [text(style.lang, "calibration.strict.about")], widths=_MANAGER_WIDTHS)
    for distribution in distributions:
        row = _managers_of(sheet, style, distribution, row) + 2
    sheet.protect("", {"format_columns": True})
    page(sheet, landscape=True, title=title)


def _managers_of(sheet: Worksheet, style: Style, distribution: Distribution, row: int) -> int:
    """Write the managers of a scheme, then all of them together; returns the last row."""
    lang = style.lang
    scheme = distribution.plan.scheme.name[lang]
    write_band(sheet, style, scheme, row, last_column=len(_MANAGER_WIDTHS) - 1)
    managers = strictness(distribution)
    of_all = statistics.fmean(person.total for person in distribution.everybody)
    company = _came_out(text(lang, "calibration.strict.company"), "", distribution.everybody, of_all)

    def mark(line: Team) -> Look:
        if line is company:
            return {"bold": True, "fill": "result"}
        return {"colour": "muted"} if line.people < _FEW else {}

    def column(key: str, title: str, unit: str = "text", **look: object) -> SheetColumn[Team]:
        return SheetColumn(key, text(lang, f"calibration.{title}"), attrgetter(key), unit=unit, look=look)

    columns = [
        column("manager", "column.manager"),
        column("team", "column.team"),
        column("people", "people", "count", align="center"),
        column("mean", "mean", "points"),
        column("spread", "spread", "points"),
        column("difference", "strict.difference", "", num_format="+0.00;-0.00;0.00"),
    ]
    table = SheetTable(columns, [*managers, company], head_height=32, mark=mark)
    cells = write_table(sheet, style, table, row + 1, left=1)
    chart_rows = max(8, len(managers) + 5)
    first, last = cells.first_row, cells.last_row - 1
    chart_title = text(lang, "calibration.strict.chart", scheme=scheme)
    _bar_chart(sheet, style, (first, last), title=chart_title, height=20 * chart_rows)
    return max(cells.last_row, first + chart_rows)


def _bar_chart(sheet: Worksheet, style: Style, rows: tuple[int, int], *, title: str, height: int) -> None:
    """Draw the differences of the managers in these rows, beside their table."""
    first, last = rows
    chart = style.book.add_chart({"type": "bar"})
    name, font = sheet.get_name(), {"name": style().font_name, "size": 9}
    chart.add_series(
        {
            "categories": [name, first, 1, last, 1],
            "values": [name, first, 6, last, 6],
            "gap": 40,
            "fill": {"color": style.colour("brand")},
            "invert_if_negative": True,
            "invert_if_negative_color": style.colour("missing_line"),
            "data_labels": {"value": True, "num_format": "+0.0;-0.0;0", "font": {"size": 8}},
        }
    )
    chart.set_title({"name": title, "name_font": {**font, "size": 11, "bold": True}, "overlay": False})
    chart.set_y_axis({"reverse": True, "num_font": font, "label_position": "low"})
    lines = {"visible": True, "line": {"color": style.colour("line")}}
    chart.set_x_axis({"num_font": font, "num_format": "+0;-0;0", "major_gridlines": lines})
    chart.set_legend({"none": True})
    chart.set_size({"width": 560, "height": height})
    place = {"x_offset": 2, "y_offset": 4, "object_position": 2, "description": title}
    sheet.insert_chart(first - 1, 8, chart, place)
