"""The sheet of the calibration workbook that tells how strict managers are: mean and spread against the company's."""

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from xlsxwriter.worksheet import Worksheet

from presales_xl.cycle.calibrating.calibration import Candidate, Distribution
from presales_xl.texts import text
from presales_xl.workbook.style import Style, page

_WIDTHS = (2, 16, 16, 9, 11, 11, 14, 3, 11, 11, 11, 11, 11, 11, 11)
_FEW = 3  # people; fewer do not tell how strict somebody is


@dataclass(frozen=True)
class Strictness:
    """How one manager's people came out: head count, mean and spread (population) of the totals."""

    manager: str
    team: str
    people: int
    mean: float
    spread: float
    difference: float


def strictness(distribution: Distribution) -> tuple[list[Strictness], float, float]:
    """Return the managers of a scheme, the most lenient first, and mean and spread of all its people."""
    teams: dict[str, list[Candidate]] = {}
    for ranked in distribution.everybody:
        teams.setdefault(ranked.person.manager_id, []).append(ranked.person)
    totals = [ranked.entrant.total for ranked in distribution.everybody]
    mean = statistics.fmean(totals)
    found = []
    for people in teams.values():
        own = [person.entrant.total for person in people]
        who = people[0].who
        found.append(
            Strictness(
                who.manager.name,
                who.manager.team,
                len(own),
                statistics.fmean(own),
                statistics.pstdev(own),
                statistics.fmean(own) - mean,
            )
        )
    return sorted(found, key=lambda one: (-one.difference, one.manager)), mean, statistics.pstdev(totals)


def managers(sheet: Worksheet, style: Style, distributions: Sequence[Distribution]) -> None:
    """Write how strict managers are, a table with a chart per scheme."""
    lang = style.lang
    title = text(lang, "calibration.strict.title")
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.set_row(1, 32)
    sheet.write_string(1, 1, title, style.title())
    sheet.write_string(2, 1, text(lang, "calibration.strict.about"), style(colour="muted", font_size=9))
    row = 4
    for distribution in distributions:
        row = _block(sheet, style, distribution, row) + 2
    sheet.protect("", {"format_columns": True})
    page(sheet, lang, landscape=True, title=title)


def _block(sheet: Worksheet, style: Style, distribution: Distribution, row: int) -> int:
    lang = style.lang
    found, mean, spread = strictness(distribution)
    scheme = distribution.plan.scheme.name[lang]
    band = style(bold=True, font_size=12, colour="on_brand", fill="brand")
    for place in range(1, len(_WIDTHS)):
        sheet.write_blank(row, place, None, band)
    sheet.write_string(row, 1, scheme, band)
    sheet.set_row(row, 24)
    heads = ("column.manager", "column.team", "people", "mean", "spread", "strict.difference")
    for place, key in enumerate(heads, 1):
        sheet.write_string(row + 1, place, text(lang, f"calibration.{key}"), style.header())
    sheet.set_row(row + 1, 32)
    first = row + 2
    for number, one in enumerate(found, first):
        _line(sheet, style, number, one, {"colour": "muted"} if one.people < _FEW else {})
    end = first + len(found)
    everybody = sum(one.people for one in found)
    company = Strictness(text(lang, "calibration.strict.company"), "", everybody, mean, spread, 0)
    _line(sheet, style, end, company, {"bold": True, "fill": "result"})
    _chart(sheet, style, (row + 1, first, end - 1), text(lang, "calibration.strict.chart", scheme=scheme))
    return max(end, row + 2 + _chart_rows(len(found)))


def _line(sheet: Worksheet, style: Style, row: int, one: Strictness, look: Mapping[str, object]) -> None:
    sheet.write_string(row, 1, one.manager, style.cell("text", **look))
    sheet.write_string(row, 2, one.team, style.cell("text", **look))
    sheet.write_number(row, 3, one.people, style.cell("count", align="center", **look))
    sheet.write_number(row, 4, one.mean, style.cell("points", **look))
    sheet.write_number(row, 5, one.spread, style.cell("points", **look))
    sheet.write_number(row, 6, one.difference, style(edge="line", num_format="+0.00;-0.00;0.00", **look))


def _chart_rows(managers: int) -> int:
    return max(8, managers + 5)


def _chart(sheet: Worksheet, style: Style, rows: tuple[int, int, int], title: str) -> None:
    at, first, last = rows
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
    chart.set_size({"width": 560, "height": 20 * _chart_rows(last - first + 1)})
    place = {"x_offset": 2, "y_offset": 4, "object_position": 2, "description": title}
    sheet.insert_chart(at, 8, chart, place)
