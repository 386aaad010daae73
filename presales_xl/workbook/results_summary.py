"""汇总 of the results: a block per role with the grades against the target shares, and a native chart beside it."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from xlsxwriter.worksheet import Worksheet

from presales_xl.scheme.columns import Plan
from presales_xl.texts import Lang, text
from presales_xl.workbook.style import Style, page

if TYPE_CHECKING:
    from presales_xl.workbook.results import ResultRole

GRADE, HEADS, SHARE, QUOTA = 1, 2, 3, 4
CHART_COL, CHART_ROWS = 6, 11
LAST_COL = 12
_WIDTHS = (2, 20, 13, 13, 15, 3, 11, 11, 11, 11, 11, 11, 3)


@dataclass(frozen=True)
class GradeLine:
    """One grade, or several that share a target: how many people have it, and what share should."""

    name: str
    heads: int
    target: float | None


def grade_lines(role: "ResultRole", lang: Lang) -> list[GradeLine]:
    """Return the grades best first; grades that a quota takes together stand in one line with their counts."""
    plan: Plan = role.plan
    if "grade" not in plan.columns or plan.scheme.grades is None:
        return []
    dimension = plan.dimensions["grade"]
    names = dict(zip(dimension.keys, (name[lang] for name in dimension.names), strict=True))
    counts = {
        key: sum(person.values["grade"] == place for person in role.people) for place, key in enumerate(dimension.keys)
    }
    quota = plan.quota()
    lines = []
    for group in quota or dict.fromkeys(dimension.keys):
        keys = group.split("+")
        name = "+".join(names[key] for key in keys)
        if len(keys) > 1:
            name += f"（{' + '.join(f'{counts[key]} {names[key]}' for key in keys)}）"
        lines.append(GradeLine(name, sum(counts[key] for key in keys), quota.get(group)))
    return lines


def summary_sheet(sheet: Worksheet, style: Style, title: str, roles: Sequence["ResultRole"], cohort: str) -> None:
    """Write the summary."""
    for place, width in enumerate(_WIDTHS):
        sheet.set_column(place, place, width)
    sheet.set_row(1, 32)
    sheet.write_string(1, 1, title, style.title())
    sheet.write_string(2, 1, cohort, style(colour="muted", font_size=9))
    row = 4
    for role in roles:
        row = _block(sheet, style, role, row) + 2
    page(sheet, style.lang, landscape=False, title=title)


def _block(sheet: Worksheet, style: Style, role: "ResultRole", row: int) -> int:
    """Write the block of one role and return its last row."""
    lang = style.lang
    band = style(bold=True, font_size=12, colour="on_brand", fill="brand")
    for place in range(1, LAST_COL):
        sheet.write_blank(row, place, None, band)
    scheme = role.plan.scheme.name[lang]
    sheet.write_string(row, 1, text(lang, "results.role", role=role.name, scheme=scheme), band)
    sheet.set_row(row, 24)
    _facts(sheet, style, role, row + 1)
    lines = grade_lines(role, lang)
    if not lines:
        return row + 2
    with_quota = any(line.target is not None for line in lines)
    heads = ["grade", "heads", "share", *(["quota"] if with_quota else [])]
    for place, key in enumerate(heads, GRADE):
        sheet.write_string(row + 4, place, text(lang, f"results.{key}"), style.header())
    total = sum(line.heads for line in lines)
    first = row + 5
    for number, line in enumerate(lines, first):
        sheet.write_string(number, GRADE, line.name, style.cell("text", bold=True, align="center"))
        sheet.write_number(number, HEADS, line.heads, style.cell("count", align="center"))
        sheet.write_number(number, SHARE, line.heads / total if total else 0, style.cell("rate", align="center"))
        if line.target is not None:
            sheet.write_number(number, QUOTA, line.target, style.cell("rate", align="center"))
    last = first + len(lines) - 1
    if total:
        _chart(sheet, style, row + 1, first, last, with_quota)
    else:
        sheet.write_string(row + 2, CHART_COL, text(lang, "results.no_grades"), style(colour="muted"))
    return max(last, row + CHART_ROWS)


def _facts(sheet: Worksheet, style: Style, role: "ResultRole", row: int) -> None:
    """Write how many people, how many of them complete, their mean total, and all the money."""
    lang, plan = style.lang, role.plan
    totals = [person.values["total"] for person in role.people if math.isfinite(person.values["total"])]
    done = text(lang, "columns.complete")
    spec = plan.columns["total"]
    facts: list[tuple[str, float | None, str]] = [
        ("people", len(role.people), "count"),
        ("done", sum(person.shown.get("status") == done for person in role.people), "count"),
        ("mean" if spec.unit == "points" else "mean_count", sum(totals) / len(totals) if totals else None, "points"),
    ]
    if money := plan.pay_total():
        paid = [person.values[money] for person in role.people if math.isfinite(person.values[money])]
        facts.append(("money", math.fsum(paid), "money"))
    for place, (key, value, unit) in enumerate(facts, 1):
        head = style(colour="muted", font_size=9, edge="line", fill="header", align="center")
        sheet.write_string(row, place, text(lang, f"results.{key}"), head)
        form = style.cell(unit, bold=True, font_size=12, align="center")
        if value is None:
            sheet.write_blank(row + 1, place, None, form)
        else:
            sheet.write_number(row + 1, place, value, form)
    sheet.set_row(row + 1, 22)


def _chart(sheet: Worksheet, style: Style, row: int, first: int, last: int, with_quota: bool) -> None:
    lang = style.lang
    chart = style.book.add_chart({"type": "column"})
    name = sheet.get_name()
    font = {"name": style().font_name, "size": 9}
    series = [(SHARE, "share", "brand")] + ([(QUOTA, "quota", "input_header")] if with_quota else [])
    for column, key, colour in series:
        fill = {"fill": {"color": style.colour(colour)}}
        hatched = {
            "pattern": {
                "pattern": "wide_upward_diagonal",
                "fg_color": style.colour("missing_line"),
                "bg_color": style.colour(colour),
            }
        }
        chart.add_series(
            {
                "name": text(lang, f"results.{key}"),
                "categories": [name, first, GRADE, last, GRADE],
                "values": [name, first, column, last, column],
                "gap": 60,
                **(hatched if key == "quota" else fill),
                "data_labels": {"value": True, "num_format": '0%;;""', "font": {"size": 8}},
            }
        )
    title = text(lang, "results.chart_quota" if with_quota else "results.chart")
    chart.set_title({"name": title, "name_font": {**font, "size": 11, "bold": True}, "overlay": False})
    lines = {"visible": True, "line": {"color": style.colour("line")}}
    chart.set_y_axis({"num_format": "0%", "min": 0, "num_font": font, "major_gridlines": lines, "line": {"none": True}})
    chart.set_x_axis({"num_font": font})
    chart.set_legend({"position": "bottom", "font": font} if with_quota else {"none": True})
    chart.set_size({"width": 440, "height": CHART_ROWS * 20})
    place = {"x_offset": 2, "y_offset": 4, "object_position": 2, "description": title}
    sheet.insert_chart(row, CHART_COL, chart, place)
