"""The first sheet of the calibration workbook: grades before and after, a block with a chart per pool."""

import statistics
from collections.abc import Mapping, Sequence

from xlsxwriter.utility import xl_rowcol_to_cell
from xlsxwriter.worksheet import Worksheet

from presales_xl.cycle.calibrating.calibration import Calibration, Distribution, RankedPool
from presales_xl.cycle.calibrating.calibration_ranking import RankingSheet, grade_name, pool_name
from presales_xl.cycle.calibrating.quota import GradeGroup, quota
from presales_xl.texts import text
from presales_xl.workbook.layout import quoted
from presales_xl.workbook.style import Style, page

CHART_COL, LAST_COL, BLOCK_ROWS = 9, 15, 12
_BLOCKS_A_PAGE = 2
_WIDTHS = (2, 14, 11, 9, 10, 10, 10, 12, 3, 11, 11, 11, 11, 11, 11)


def overview(sheet: Worksheet, style: Style, calibration: Calibration, rankings: Sequence[RankingSheet]) -> None:
    """Write the distributions, a block with a chart per pool."""
    lang = style.lang
    title = text(lang, "calibration.title", company=calibration.company, period=calibration.period)
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.set_row(1, 32)
    sheet.write_string(1, 1, title, style.title())
    lines = [
        text(lang, f"calibration.mode.{calibration.mode}"),
        text(lang, "calibration.rules", least=calibration.least),
        text(lang, "calibration.steps", period=calibration.period),
    ]
    for row, line in enumerate(lines, 2):
        sheet.write_string(row, 1, line, style(colour="muted", font_size=9))
    row = len(lines) + 3
    starts = []
    for ranking in rankings:
        for pool in ranking.distribution.pools:
            starts.append(row)
            row = _Block(sheet, style, ranking, pool, calibration.least).write(row) + 2
    sheet.set_h_pagebreaks(starts[_BLOCKS_A_PAGE::_BLOCKS_A_PAGE])
    sheet.protect("", {"format_columns": True})
    page(sheet, lang, landscape=True, title=title)


class _Block:
    """One pool: facts, a line per grade (grades that share a quota in one), and the chart."""

    def __init__(self, sheet: Worksheet, style: Style, ranking: RankingSheet, pool: RankedPool, least: int) -> None:
        self.sheet = sheet
        self.style = style
        self.lang = style.lang
        self.ranking = ranking
        self.distribution: Distribution = ranking.distribution
        self.pool = pool
        self.least = least
        self.finals = [ranking.chosen(ranked).final for ranked in pool.people]

    def write(self, row: int) -> int:
        """Write the block and return its last row."""
        band = self.style(bold=True, font_size=12, colour="on_brand", fill="brand")
        for place in range(1, LAST_COL):
            self.sheet.write_blank(row, place, None, band)
        pool = pool_name(self.distribution, self.pool, self.lang)
        scheme = self.distribution.plan.scheme.name[self.lang]
        self.sheet.write_string(row, 1, text(self.lang, "calibration.band", scheme=scheme, pool=pool), band)
        self.sheet.set_row(row, 24)
        self._facts(row + 1)
        last = self._grades(row + 4)
        if self.pool.small and self.distribution.groups:
            note = text(self.lang, "calibration.pool.small", least=self.least)
            self.sheet.write_string(row + 3, 1, note, self.style(colour="missing_line", font_size=9))
        return max(last, row + BLOCK_ROWS)

    def _facts(self, row: int) -> None:
        totals = [entrant.total for entrant in self.pool.entrants]
        scale = [entrant.by_scale for entrant in self.pool.entrants]
        changed = sum(final != grade for final, grade in zip(self.finals, scale, strict=True))
        mine = f"({self._there('pool_no')}={self.pool.number})"
        formula = f"=SUMPRODUCT({mine}*({self._there('final_no')}<>{self._there('scale_no')}))"
        facts: list[tuple[str, float, str]] = [
            ("people", len(totals), "count"),
            ("mean", statistics.fmean(totals), "points"),
            ("spread", statistics.pstdev(totals), "points"),
            ("changed", changed, "count"),
        ]
        for place, (key, value, unit) in enumerate(facts, 1):
            head = self.style(colour="muted", font_size=9, edge="line", fill="header", align="center", text_wrap=True)
            self.sheet.write_string(row, place, text(self.lang, f"calibration.{key}"), head)
            form = self.style.cell(unit, bold=True, font_size=12, align="center")
            if key == "changed":
                self.sheet.write_formula(row + 1, place, formula, form, value)
            else:
                self.sheet.write_number(row + 1, place, value, form)
        self.sheet.set_row(row, 28)
        self.sheet.set_row(row + 1, 22)

    def _grades(self, row: int) -> int:
        """Write the lines of the grades with heads, the chart beside them, and return the last row."""
        groups = self.distribution.groups
        lines = list(groups) or [GradeGroup(key, (place,), 0) for place, key in enumerate(self.distribution.keys)]
        listed = {grade for line in lines for grade in line.grades}
        lines += [GradeGroup(key, (g,), 0) for g, key in enumerate(self.distribution.keys) if g not in listed]
        heads = [
            "grade",
            *(["share", "places"] if groups else []),
            "before",
            *(["proposal"] if groups else []),
            "after",
        ]
        columns = {key: place for place, key in enumerate([*heads, *(["difference"] if groups else [])], 1)}
        for key, place in columns.items():
            self.sheet.write_string(row, place, text(self.lang, f"calibration.{key}"), self.style.header())
        places = quota({group.key: group.share for group in groups}, len(self.finals)) if groups else {}
        for number, line in enumerate(lines, row + 1):
            self._line(number, line, columns, places.get(line.key, 0))
        self._chart(row, len(lines), columns)
        return row + len(lines)

    def _line(self, row: int, line: GradeGroup, columns: Mapping[str, int], places: int) -> None:
        name = "+".join(grade_name(self.distribution, grade, self.lang) for grade in line.grades)
        self.sheet.write_string(row, columns["grade"], name, self.style.cell("text", bold=True, align="center"))
        count = self.style.cell("count", align="center")
        before = sum(entrant.by_scale in line.grades for entrant in self.pool.entrants)
        after = sum(final in line.grades for final in self.finals)
        self.sheet.write_number(row, columns["before"], before, count)
        mine = f"{self._there('pool_no')},{self.pool.number},{self._there('final_no')}"
        formula = "=" + "+".join(f"COUNTIFS({mine},{grade + 1})" for grade in line.grades)
        self.sheet.write_formula(
            row, columns["after"], formula, self.style.cell("count", bold=True, align="center"), after
        )
        if "places" in columns:
            proposed = sum(ranked.proposed in line.grades for ranked in self.pool.people)
            self.sheet.write_number(row, columns["share"], line.share, self.style.cell("rate", align="center"))
            self.sheet.write_number(row, columns["places"], places, count)
            self.sheet.write_number(row, columns["proposal"], proposed, count)
            cells = [xl_rowcol_to_cell(row, columns[key]) for key in ("after", "places")]
            signed = self.style(edge="line", align="center", num_format='+0;[Red]-0;"✓"')
            self.sheet.write_formula(row, columns["difference"], f"={cells[0]}-{cells[1]}", signed, after - places)

    def _there(self, key: str) -> str:
        """Return the cells of a column of the sheet with the ranking."""
        return f"{quoted(self.ranking.sheet.get_name())}!{self.ranking.span(key)}"

    def _chart(self, row: int, count: int, columns: Mapping[str, int]) -> None:
        chart = self.style.book.add_chart({"type": "column"})
        name, font = self.sheet.get_name(), {"name": self.style().font_name, "size": 9}
        colour = self.style.colour
        looks = {
            "before": {"fill": {"color": colour("section")}, "border": {"color": colour("brand")}},
            "places": {
                "pattern": {
                    "pattern": "wide_upward_diagonal",
                    "fg_color": colour("missing_line"),
                    "bg_color": colour("input_header"),
                }
            },
            "after": {"fill": {"color": colour("brand")}},
        }
        for key, look in looks.items():
            if key in columns:
                chart.add_series(
                    {
                        "name": text(self.lang, f"calibration.{key}"),
                        "gap": 60,
                        "overlap": 0,
                        **look,
                        "categories": [name, row + 1, columns["grade"], row + count, columns["grade"]],
                        "values": [name, row + 1, columns[key], row + count, columns[key]],
                        "data_labels": {"value": True, "num_format": '0;;""', "font": {"size": 8}},
                    }
                )
        title = text(self.lang, "calibration.chart")
        chart.set_title({"name": title, "name_font": {**font, "size": 11, "bold": True}, "overlay": False})
        lines = {"visible": True, "line": {"color": colour("line")}}
        chart.set_y_axis(
            {"num_format": "0", "min": 0, "num_font": font, "major_gridlines": lines, "line": {"none": True}}
        )
        chart.set_x_axis({"num_font": font})
        chart.set_legend({"position": "bottom", "font": font})
        chart.set_size({"width": 470, "height": BLOCK_ROWS * 21})
        place = {"x_offset": 2, "y_offset": 4, "object_position": 2, "description": title}
        self.sheet.insert_chart(row - 3, CHART_COL, chart, place)
