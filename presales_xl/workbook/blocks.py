"""What sheets with several blocks have in common: the top, bands with titles, rows of facts, charts beside tables."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from operator import itemgetter

from xlsxwriter.worksheet import Worksheet

from presales_xl.workbook.style import Style, set_widths
from presales_xl.workbook.table_sheet import Look, SheetColumn, SheetTable, TableCells, Value, write_table
from presales_xl.workbook.varying import Varying

#: The axis of a chart of shares, always the same: what is twice as high is twice as much.
SHARES: Mapping[str, object] = {"num_format": "0%", "max": 1, "major_unit": 0.2}


@dataclass(frozen=True)
class Fact:
    """A figure that stands alone, with its name and unit; `look` is what marks it."""

    name: str
    value: Value
    unit: str
    look: Look = field(default_factory=dict)


def solid(colour: str) -> Look:
    """Return the look of a series in one colour."""
    return {"fill": {"color": Style.colour(colour)}}


def hatched(background: str) -> Look:
    """Return the look of a series that also reads in black and white beside a solid one."""
    lines = {"fg_color": Style.colour("missing_line"), "bg_color": Style.colour(background)}
    return {"pattern": {"pattern": "wide_upward_diagonal", **lines}, "border": {"color": lines["fg_color"]}}


def write_top(
    sheet: Worksheet, style: Style, title: str | Varying, lines: Sequence[str], widths: Sequence[float]
) -> int:
    """Write widths, the title and what is said below it; returns the row in which the first block begins."""
    set_widths(sheet, widths)
    sheet.set_row(1, 32)
    sheet.write_string(1, 1, title, style.title())
    for row, line in enumerate(lines, 2):
        sheet.write_string(row, 1, line, style(colour="muted", font_size=9))
    return len(lines) + 3


def write_band(sheet: Worksheet, style: Style, title: str, row: int, last_column: int) -> None:
    """Write the coloured band above a block, from the second column to `last_column`."""
    form = style(bold=True, font_size=12, colour="on_brand", fill="brand")
    for place in range(1, last_column + 1):
        sheet.write_blank(row, place, None, form)
    sheet.write_string(row, 1, title, form)
    sheet.set_row(row, 24)


def write_facts(
    sheet: Worksheet,
    style: Style,
    facts: Sequence[Fact],
    top: int,
    *,
    left: int = 1,
    font_size: int = 12,
    head_height: float | None = None,
    height: float | None = None,
) -> TableCells:
    """Write facts side by side, each below its name; names wrap where they are given a height."""
    head: Look = {
        "bold": False,
        "colour": "muted",
        "font_size": 9,
        "fill": "header",
        "text_wrap": head_height is not None,
    }
    values = [fact.value for fact in facts]
    columns = [
        SheetColumn(
            fact.name,
            fact.name,
            itemgetter(place),
            unit=fact.unit,
            look={"bold": True, "font_size": font_size, "align": "center", "shrink": True, **fact.look},
            head=head,
        )
        for place, fact in enumerate(facts)
    ]
    table = SheetTable(columns, [values], head_height=head_height, row_height=height)
    return write_table(sheet, style, table, top, left=left)


def write_column_chart(
    sheet: Worksheet,
    style: Style,
    at: tuple[int, int],
    cells: TableCells,
    *,
    title: str,
    description: str,
    categories: str,
    series: Mapping[str, Look],
    axis: Mapping[str, object],
    size: tuple[int, int],
) -> None:
    """Draw some columns of a table, named by their titles, over another one, with their values above them.

    `description` is for those who do not see the chart. `series` gives the looks of the columns by key, without those
    that the table lacks; `axis` says how values are shown; `size` is width and height in pixels.
    """
    chart = style.book.add_chart({"type": "column"})
    font = {"name": style().font_name, "size": 9}
    drawn = {key: look for key, look in series.items() if key in cells.columns}
    for key, look in drawn.items():
        chart.add_series(
            {
                "name": cells.titles[key],
                "categories": [sheet.get_name(), *cells.area(categories)],
                "values": [sheet.get_name(), *cells.area(key)],
                "gap": 60,
                "data_labels": {"value": True, "num_format": f'{axis["num_format"]};;""', "font": {"size": 8}},
                **look,
            }
        )
    chart.set_title({"name": title, "name_font": {**font, "size": 11, "bold": True}, "overlay": False})
    lines = {"visible": True, "line": {"color": style.colour("line")}}
    chart.set_y_axis({**axis, "min": 0, "num_font": font, "major_gridlines": lines, "line": {"none": True}})
    chart.set_x_axis({"num_font": font})
    chart.set_legend({"position": "bottom", "font": font} if len(drawn) > 1 else {"none": True})
    chart.set_size({"width": size[0], "height": size[1]})
    sheet.insert_chart(*at, chart, {"x_offset": 4, "y_offset": 4, "object_position": 2, "description": description})
