"""汇总: per role the grades against the quota with a chart, the ranking, and the sum of the money."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from presales_xl.backends.numbers import Floats, round_half_away
from presales_xl.backends.words import column_name
from presales_xl.texts import text
from presales_xl.workbook.areas import BONUS, GRADES, area_at
from presales_xl.workbook.blocks import Fact, hatched, solid, write_band, write_column_chart, write_facts, write_top
from presales_xl.workbook.book_sheet import TeamSheet
from presales_xl.workbook.formulas import cell_value
from presales_xl.workbook.layout import RoleLayout, Span
from presales_xl.workbook.style import page
from presales_xl.workbook.table_sheet import Formula, Look, SheetColumn, SheetTable, TableCells, write_table

CHART_COL = 7
ORDER = 12  # the grey column that the ranking is sorted by
CHART_ROWS = 12
WIDTHS = (2, 12, 12, 12, 14, 14, 16, 3, 10, 10, 10, 10, 9)


class SummarySheet(TeamSheet):
    """Writes the summary."""

    key = "summary"

    def write(self) -> None:
        """Write a block per role, one below the other."""
        title = self.say("title", team=self.book.team, period=self.book.period)
        row = write_top(self.sheet, self.style, title, [self.say("about")], widths=WIDTHS)
        for role in self.layout.roles:
            row = _RoleBlock(self, role, row).write() + 2
        page(self.sheet, self.lang, landscape=False, title=title)
        grades = area_at(GRADES, self.tab.name, row + 1, self.layout)
        bonus = area_at(BONUS, self.tab.name, grades.row + grades.rows + 1, self.layout)
        self.areas |= {GRADES: grades, BONUS: bonus}


@dataclass(frozen=True)
class _GradeLine:
    """A grade, its cell on 参数, how many have it, and the share that should.

    Of grades that share a quota the first one has it; `together` are their numbers, of a grade without one none.
    """

    name: str
    label: str
    people: int
    quota: float | None
    quota_cell: str
    together: Sequence[int]


class _RoleBlock:
    def __init__(self, parent: SummarySheet, role: RoleLayout, row: int) -> None:
        self.sheet = parent.sheet
        self.style = parent.style
        self.lang = parent.lang
        self.say = parent.say
        self.role = role
        self.plan = role.plan
        self.outcome = role.outcome
        self.row = row
        self.totals = role.outcome.values["total"]
        self.people = int(np.isfinite(self.totals).sum())

    def write(self) -> int:
        """Write the block and return its last row."""
        title = self.say("role", role=self.role.role.name, scheme=self.plan.scheme.name[self.lang])
        write_band(self.sheet, self.style, title, row=self.row, last_column=ORDER)
        below = write_facts(self.sheet, self.style, self._facts(), self.row + 1).last_row + 1
        if "grade" in self.plan.columns:
            below = max(self._grades(below + 1), self.row + CHART_ROWS + 2)
        return self._ranking(below + 1)

    def _facts(self) -> list[Fact]:
        """Return how many are done, the mean total and the sum of the money."""
        total = self.role.span("total")
        mean = float(self.totals[np.isfinite(self.totals)].mean()) if self.people else ""
        facts = [
            Fact(self.say("done"), Formula(f"=COUNT({total})", self.people), "count"),
            Fact(self.say("of"), len(self.role.role.people), "count"),
            Fact(self.say("mean"), Formula(f'=IFERROR(AVERAGE({total}),"")', mean), "points"),
        ]
        if money := self.plan.pay_total():
            column = self.outcome.values[money]
            paid = float(column[np.isfinite(column)].sum())
            facts.append(Fact(self.say("money"), Formula(f"=SUM({self.role.span(money)})", paid), "money"))
        return facts

    def _grades(self, row: int) -> int:
        """Write the grades against the quota, and the chart beside them; returns the row below."""
        lines = self._grade_lines()
        with_quota = any(line.together for line in lines)
        done = f"COUNT({self.role.span('total')})"
        centred: Look = {"align": "center"}

        def share(line: _GradeLine) -> Formula:
            value = line.people / self.people if self.people else ""
            return Formula(lambda cells, row: f'=IFERROR({cells.cell("people", row)}/{done},"")', value)

        columns: list[SheetColumn[_GradeLine]] = [
            SheetColumn(
                "grade",
                self.say("grade"),
                lambda line: Formula(f"={line.label}", line.name),
                unit="",
                look={"bold": True, "align": "center"},
            ),
            SheetColumn(
                "people",
                self.say("people"),
                lambda line: Formula(f"=COUNTIFS({self.role.span('grade')},{line.label})", line.people),
                unit="count",
                look=centred,
            ),
            SheetColumn("share", self.say("share"), share, unit="rate", look=centred),
        ]
        columns += self._quota_columns(lines) if with_quota else []
        table = SheetTable(columns, lines, head_height=32 if with_quota else 18)
        cells = write_table(self.sheet, self.style, table, row, left=1)
        write_column_chart(
            self.sheet,
            self.style,
            (self.row + 1, CHART_COL),
            cells,
            title=self.say("chart" if with_quota else "grades"),
            categories="grade",
            series={"share": solid("brand"), "quota": hatched("input_header")},
            number_format="0%",
            size=(390, CHART_ROWS * 20),
        )
        return cells.last_row + 1

    def _grade_lines(self) -> list[_GradeLine]:
        dimension, block = self.plan.dimensions["grade"], self.role.block
        groups = {group.grades[0]: group for group in self.plan.grade_groups()} if self.plan.quota() else {}
        lines = []
        for place, name in enumerate(dimension.names):
            group = groups.get(place)
            lines.append(
                _GradeLine(
                    name[self.lang],
                    label=block.label("grade", place),
                    people=int((self.outcome.values["grade"] == place).sum()),
                    quota=group.share if group else None,
                    quota_cell=block.parameter(f"quota.{group.key}") if group else "",
                    together=group.grades if group else (),
                )
            )
        return lines

    def _quota_columns(self, lines: Sequence[_GradeLine]) -> list[SheetColumn[_GradeLine]]:
        """Return the columns of the quota and of how many people are above or below it."""
        done = f"COUNT({self.role.span('total')})"

        def shown(line: _GradeLine) -> Look:
            if len(line.together) < 2:
                return {}
            grades = "+".join(lines[place].name for place in line.together)
            return {"num_format": f'0%"{text(self.lang, "workbook.summary.together", grades=grades)}"'}

        def quota(line: _GradeLine) -> Formula | None:
            return None if line.quota is None else Formula(f"={line.quota_cell}", line.quota)

        def difference(line: _GradeLine) -> Formula | None:
            if line.quota is None:
                return None
            people = sum(lines[place].people for place in line.together)
            over = round_half_away(np.array([people - line.quota * self.people]), 1)

            def formula(cells: TableCells, row: int) -> str:
                heads = "+".join(cells.cell("people", cells.first_row + place) for place in line.together)
                return f'=IF({done}=0,"",ROUND(({heads})-{cells.cell("quota", row)}*{done},1))'

            return Formula(formula, float(over[0]) if self.people else "")

        signed: Look = {"align": "center", "num_format": '+0.0;-0.0;"✓"'}
        percent: Look = {"align": "center", "num_format": "0%"}
        return [
            SheetColumn("quota", self.say("quota"), quota, unit="", look=percent, mark=shown),
            SheetColumn("difference", self.say("difference"), difference, unit="", look=signed),
        ]

    def _ranking(self, row: int) -> int:
        """Write the ranking and return its last row: the order in the grey column at the right finds the k-th best."""
        keys = ["rank", "employee_id", "name", "total", "grade", self.plan.pay_total()]
        order = _order(self.outcome.values["rank"])
        cells = Span(self.sheet.get_name(), ORDER, row + 1, row + len(order)).cells
        columns = [self._ranked_column(key, order, cells) for key in keys if key in self.role.main.columns]
        table = SheetTable(columns, range(1, len(order) + 1), head_height=None)
        last = write_table(self.sheet, self.style, table, row, left=1).last_row
        self.sheet.write_string(row, ORDER, self.say("order"), self.style(colour="muted", font_size=8, align="center"))
        for number, place in enumerate(order):
            self._order_cell(row + 1 + number, number, place)
        return last

    def _ranked_column(self, key: str, order: Sequence[float], cells: str) -> SheetColumn[int]:
        """Return a column of the ranking; its rows are the places from 1."""
        spec = self.plan.columns.get(key)

        def ranked(place: int) -> Formula:
            formula = f'=IFERROR(INDEX({self.role.span(key)},MATCH({place},{cells},0)),"")'
            return Formula(formula, self._shown(key, order.index(place)) if place in order else "")

        return SheetColumn(
            key,
            column_name(spec, self.lang) if spec else text(self.lang, f"columns.{key}"),
            ranked,
            unit="" if spec is None or spec.dimension else spec.unit,
            look={"align": "center"} if key in ("rank", "grade") else {},
        )

    def _shown(self, key: str, number: int) -> str | float:
        person = self.role.role.people[number]
        ids = {"employee_id": person.employee_id, "name": person.name}
        return ids[key] if key in ids else cell_value(self.outcome.person(number), key, self.lang)

    def _order_cell(self, row: int, number: int, value: float) -> None:
        """Write the place of one person in the ranking: the rank, those of equal rank one after the other."""
        ranks = self.role.span("rank")
        last_row = ranks.first_row + number
        rank = self.role.cell("rank", last_row)
        before = replace(ranks, last_row=last_row)
        tied = f"+COUNTIFS({before},{rank})-1" if number else ""
        formula = f'=IF(COUNT({rank})=0,"",{rank}{tied})'
        form = self.style(colour="line", font_size=8, align="center")
        self.sheet.write_formula(row, ORDER, formula, form, value="" if math.isnan(value) else value)


def _order(ranks: Floats) -> list[float]:
    """Return each person's place in the ranking, those of equal rank one after the other; NaN without a rank."""
    seen: dict[float, int] = {}
    order = []
    for rank in ranks.tolist():
        order.append(rank + seen.get(rank, 0))
        seen[rank] = seen.get(rank, 0) + 1
    return order
