"""汇总: per role the grades against the quota with a chart, the ranking, and the sum of the money."""

import math

import numpy as np
from xlsxwriter.utility import xl_rowcol_to_cell

from presales_xl.backends.numbers import round_half_away
from presales_xl.backends.words import column_name
from presales_xl.texts import text
from presales_xl.workbook.areas import BONUS, GRADES, area_at
from presales_xl.workbook.book_sheet import TeamSheet
from presales_xl.workbook.layout import RoleLayout, Span, quoted
from presales_xl.workbook.style import number_format, page, set_widths
from presales_xl.workbook.values import RoleValues

GRADE, PEOPLE, SHARE, QUOTA, DIFFERENCE = range(1, 6)
CHART_COL = 7
ORDER = 12  # the grey column that the ranking is sorted by
CHART_ROWS = 12
WIDTHS = (2, 12, 12, 12, 14, 14, 16, 3, 10, 10, 10, 10, 9)


class SummarySheet(TeamSheet):
    """Writes the summary."""

    key = "summary"

    def write(self) -> None:
        """Write a block per role, one below the other."""
        set_widths(self.sheet, WIDTHS)
        title = self.say("title", team=self.book.team, period=self.book.period)
        self.sheet.set_row(1, 32)
        self.sheet.write_string(1, 1, title, self.style.title())
        self.sheet.write_string(2, 1, self.say("about"), self.style(colour="muted", font_size=9))
        row = 4
        for role, values in zip(self.layout.roles, self.values, strict=True):
            row = _RoleBlock(self, role, values, row).write() + 2
        page(self.sheet, self.lang, landscape=False, title=title)
        grades = area_at(GRADES, self.tab.name, row + 1, self.layout)
        bonus = area_at(BONUS, self.tab.name, grades.row + grades.rows + 1, self.layout)
        self.areas |= {GRADES: grades, BONUS: bonus}


class _RoleBlock:
    def __init__(self, parent: SummarySheet, role: RoleLayout, values: RoleValues, row: int) -> None:
        self.parent = parent
        self.sheet = parent.sheet
        self.style = parent.style
        self.lang = parent.lang
        self.say = parent.say
        self.role = role
        self.plan = role.plan
        self.values = values
        self.row = row
        self.totals = values.columns["total"]
        self.people = int(np.isfinite(self.totals).sum())

    def write(self) -> int:
        """Write the block and return its last row."""
        band = self.style(bold=True, font_size=12, colour="on_brand", fill="brand")
        for place in range(1, ORDER + 1):
            self.sheet.write_blank(self.row, place, None, band)
        self.sheet.write_string(
            self.row,
            1,
            self.say("role", role=self.role.role.name, scheme=self.plan.scheme.name[self.lang]),
            band,
        )
        self.sheet.set_row(self.row, 24)
        below = self._facts(self.row + 1)
        if "grade" in self.plan.columns:
            below = max(self._grades(below + 1), self.row + CHART_ROWS + 2)
        return self._ranking(below + 1)

    def _facts(self, row: int) -> int:
        """Write how many are done, the mean total and the sum of the money."""
        total = self.role.span("total")
        everybody = len(self.role.role.people)
        mean = float(self.totals[np.isfinite(self.totals)].mean()) if self.people else ""
        facts: list[tuple[str, str, float | str, str]] = [
            (self.say("done"), f"=COUNT({total})", self.people, "count"),
            (self.say("of"), f"={everybody}", everybody, "count"),
            (self.say("mean"), f'=IFERROR(AVERAGE({total}),"")', mean, "points"),
        ]
        if money := self.plan.pay_total():
            column = self.values.columns[money]
            paid = float(column[np.isfinite(column)].sum())
            facts.append((self.say("money"), f"=SUM({self.role.span(money)})", paid, "money"))
        for place, (name, formula, value, unit) in enumerate(facts, 1):
            self.sheet.write_string(
                row,
                place,
                name,
                self.style(colour="muted", font_size=9, edge="line", fill="header", align="center"),
            )
            form = self.style(bold=True, font_size=12, edge="line", align="center", num_format=number_format(unit))
            if formula == f"={everybody}":
                self.sheet.write_number(row + 1, place, everybody, form)
            else:
                self.sheet.write_formula(row + 1, place, formula, form, value=value)
        return row + 2

    def _grades(self, row: int) -> int:
        """Write the grades with people, shares, quota and difference, and the chart beside them."""
        quota = self._quota()
        headers = ("grade", "people", "share", *(("quota", "difference") if quota else ()))
        for place, key in enumerate(headers, GRADE):
            self.sheet.write_string(row, place, self.say(key), self.style.header())
        self.sheet.set_row(row, 32 if quota else 18)
        keys = self.plan.dimensions["grade"].keys
        grades = self.values.columns["grade"]
        counts = [int((grades == place).sum()) for place in range(len(keys))]
        first = row + 1
        for place, key in enumerate(keys):
            line = first + place
            label = self.role.block.label("grade", place)
            name = self.plan.dimensions["grade"].names[place][self.lang]
            self.sheet.write_formula(line, GRADE, f"={label}", self.style.cell(bold=True, align="center"), value=name)
            count = f"=COUNTIFS({self.role.span('grade')},{label})"
            self.sheet.write_formula(line, PEOPLE, count, self.style.cell("count", align="center"), value=counts[place])
            cell = xl_rowcol_to_cell(line, PEOPLE)
            share: float | str = counts[place] / self.people if self.people else ""
            self.sheet.write_formula(
                line,
                SHARE,
                f'=IFERROR({cell}/COUNT({self.role.span("total")}),"")',
                self.style.cell("rate", align="center"),
                value=share,
            )
            if quota:
                self._quota_cells(line, first, key, quota, counts)
        self._chart(first, first + len(keys) - 1, bool(quota))
        return first + len(keys)

    def _quota(self) -> dict[str, tuple[str, tuple[int, ...], float]]:
        """Return by first grade: parameter id, the places of the grades that share the quota, the share."""
        keys = self.plan.dimensions["grade"].keys
        found = {}
        for figure in self.plan.parameters.values():
            if figure.owner == "quota" and isinstance(figure.value, int | float):
                together = figure.id.removeprefix("quota.").split("+")
                found[together[0]] = (
                    figure.id,
                    tuple(keys.index(key) for key in together),
                    float(figure.value),
                )
        return found

    def _quota_cells(
        self,
        line: int,
        first: int,
        key: str,
        quota: dict[str, tuple[str, tuple[int, ...], float]],
        counts: list[int],
    ) -> None:
        own = quota.get(key)
        if own is None:
            for place in (QUOTA, DIFFERENCE):
                self.sheet.write_blank(line, place, None, self.style.cell())
            return
        parameter, together, share = own
        names = "+".join(self.plan.dimensions["grade"].names[place][self.lang] for place in together)
        shown = f'0%"　({names})"' if len(together) > 1 else "0%"
        form = self.style(edge="line", align="center", num_format=shown)
        self.sheet.write_formula(line, QUOTA, f"={self.role.block.parameter(parameter)}", form, value=share)
        cells = "+".join(xl_rowcol_to_cell(first + place, PEOPLE) for place in together)
        done = f"COUNT({self.role.span('total')})"
        formula = f'=IF({done}=0,"",ROUND(({cells})-{xl_rowcol_to_cell(line, QUOTA)}*{done},1))'
        heads = sum(counts[place] for place in together)
        over = round_half_away(np.array([heads - share * self.people]), 1)
        value: float | str = float(over[0]) if self.people else ""
        self.sheet.write_formula(
            line,
            DIFFERENCE,
            formula,
            self.style(edge="line", align="center", num_format='+0.0;-0.0;"✓"'),
            value=value,
        )

    def _chart(self, first: int, last: int, with_quota: bool) -> None:
        chart = self.style.book.add_chart({"type": "column"})
        sheet = self.sheet.get_name()
        grades = [sheet, first, GRADE, last, GRADE]
        series = [(SHARE, "share", "brand")] + ([(QUOTA, "quota", "input_header")] if with_quota else [])
        for column, key, colour in series:
            hatched = {
                "pattern": {
                    "pattern": "wide_upward_diagonal",
                    "fg_color": self.style.colour("missing_line"),
                    "bg_color": self.style.colour(colour),
                }
            }
            look = hatched if key == "quota" else {"fill": {"color": self.style.colour(colour)}}
            chart.add_series(
                {
                    "name": self.say(key),
                    "categories": grades,
                    "values": [sheet, first, column, last, column],
                    "data_labels": {"value": True, "num_format": '0%;;""', "font": {"size": 8}},
                    "gap": 60,
                    **look,
                }
            )
        font = {"name": self.style(bold=False).font_name, "size": 9}
        chart.set_title(
            {
                "name": self.say("chart" if with_quota else "grades"),
                "name_font": {**font, "size": 11, "bold": True},
                "overlay": False,
            }
        )
        chart.set_y_axis(
            {
                "num_format": "0%",
                "min": 0,
                "num_font": font,
                "major_gridlines": {"visible": True, "line": {"color": self.style.colour("line")}},
                "line": {"none": True},
            }
        )
        chart.set_x_axis({"num_font": font})
        chart.set_legend({"position": "bottom", "font": font} if with_quota else {"none": True})
        chart.set_size({"width": 390, "height": CHART_ROWS * 20})
        self.sheet.insert_chart(
            self.row + 1,
            CHART_COL,
            chart,
            {"x_offset": 4, "y_offset": 4, "object_position": 2, "description": self.say("chart")},
        )

    def _ranking(self, row: int) -> int:
        """Write the ranking: the k-th best is found by the order in the grey column at the right."""
        columns = ["rank", "employee_id", "name", "total", "grade", self.plan.pay_total()]
        columns = [key for key in columns if key in self.role.columns]
        for place, key in enumerate(columns, 1):
            spec = self.plan.columns.get(key)
            name = column_name(self.plan, spec, self.lang) if spec else text(self.lang, f"columns.{key}")
            self.sheet.write_string(row, place, name, self.style.header())
        self.sheet.write_string(row, ORDER, self.say("order"), self.style(colour="muted", font_size=8, align="center"))
        ranks = self.values.columns["rank"]
        order = _order(ranks)
        count, first = len(order), row + 1
        cells = Span(
            self.sheet.get_name(), first_row=first, last_row=first + count - 1, first_col=ORDER, last_col=ORDER
        )
        for number in range(count):
            self._order_cell(first, number, order[number])
            person = order.index(number + 1) if number + 1 in order else -1
            for place, key in enumerate(columns, 1):
                self._ranked(first + number, place, key, number + 1, str(cells).split("!")[1], person)
        return first + count - 1

    def _order_cell(self, first: int, number: int, value: float) -> None:
        ranks = self.role.span("rank")
        here = ranks.first_row + number
        rank = f"{quoted(ranks.sheet)}!{self.role.address('rank', here)}"
        upto = Span(
            ranks.sheet, first_row=ranks.first_row, last_row=here, first_col=ranks.first_col, last_col=ranks.last_col
        )
        tied = f"+COUNTIFS({upto},{rank})-1" if number else ""
        formula = f'=IF(COUNT({rank})=0,"",{rank}{tied})'
        form = self.style(colour="line", font_size=8, align="center")
        self.sheet.write_formula(first + number, ORDER, formula, form, value="" if math.isnan(value) else value)

    def _ranked(self, row: int, place: int, key: str, number: int, order: str, person: int) -> None:
        formula = f'=IFERROR(INDEX({self.role.span(key)},MATCH({number},{order},0)),"")'
        spec = self.plan.columns.get(key)
        unit = "" if spec is None or spec.dimension else spec.unit
        centred = {"align": "center"} if key in ("rank", "grade") else {}
        value: float | str = ""
        if person >= 0:
            known = self.role.role.people[person]
            own = {"employee_id": known.employee_id, "name": known.name}
            value = own[key] if key in own else self.values.shown(key, person)
        self.sheet.write_formula(row, place, formula, self.style.cell(unit, **centred), value=value)


def _order(ranks: np.ndarray[tuple[int, ...], np.dtype[np.float64]]) -> list[float]:
    """Return each person's place in the ranking, those of equal rank one after the other; NaN without a rank."""
    seen: dict[float, int] = {}
    order = []
    for rank in ranks.tolist():
        order.append(rank + seen.get(rank, 0))
        seen[rank] = seen.get(rank, 0) + 1
    return order
