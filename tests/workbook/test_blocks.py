"""Sheets with several blocks: facts below their names, a chart over the cells that it shows."""

from pathlib import Path
from zipfile import ZipFile

from openpyxl import load_workbook

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
from presales_xl.workbook.style import Style, new_workbook
from presales_xl.workbook.table_sheet import Formula, SheetColumn, SheetTable, write_table

GRADES = [("A", 0.2), ("B", 0.8)]


def test_a_fact_stands_below_its_name_and_is_shown_by_its_unit(tmp_path: Path) -> None:
    with new_workbook(tmp_path / "b.xlsx", "zh", title="表") as book:
        sheet, style = book.add_worksheet("S"), Style(book, "zh")
        row = write_top(sheet, style, "题目", ["说明"], widths=(2, 20, 10))
        write_band(sheet, style, "顾问", row=row, last_column=3)
        facts = [
            Fact("人数", 12, "count"),
            Fact("合计", Formula("=6*2", 12.0), "money"),
            Fact("余额", -3.5, "money", {"colour": "bad"}),
            Fact("平均", None, "points"),
        ]
        write_facts(sheet, style, facts, row + 1)
    sheet = load_workbook(tmp_path / "b.xlsx")["S"]
    assert [sheet["B2"].value, sheet["B3"].value, sheet["B5"].value] == ["题目", "说明", "顾问"]
    assert [cell.value for cell in sheet["B6:E6"][0]] == ["人数", "合计", "余额", "平均"]
    assert [cell.value for cell in sheet["B7:E7"][0]] == [12, "=6*2", -3.5, None]
    assert [cell.number_format for cell in sheet["B7:E7"][0]] == ["0", "#,##0.00", "#,##0.00", "0.00"]
    assert sheet["D7"].font.color.rgb != sheet["B7"].font.color.rgb
    filled = [cell.fill.fill_type for cell in sheet["A5:E5"][0]]
    assert filled == [None, "solid", "solid", "solid", None], "the band is as wide as its block"


def test_a_chart_shows_the_cells_of_its_table(tmp_path: Path) -> None:
    with new_workbook(tmp_path / "b.xlsx", "zh", title="表") as book:
        sheet, style = book.add_worksheet("S"), Style(book, "zh")
        columns: list[SheetColumn[tuple[str, float]]] = [
            SheetColumn("grade", "等级", lambda line: line[0]),
            SheetColumn("share", "占比", lambda line: line[1], unit="rate"),
            SheetColumn("quota", "目标", lambda line: 0.5, unit="rate"),
        ]
        cells = write_table(sheet, style, SheetTable(columns, GRADES), top=3, left=1)
        write_column_chart(
            sheet,
            style,
            (3, 6),
            cells,
            title="等级分布",
            description="柱形图：A 占 20%，B 占 80%",
            categories="grade",
            series={"share": solid("brand"), "quota": hatched("section"), "lacking": solid("brand")},
            axis=SHARES,
            size=(400, 200),
        )
    with ZipFile(tmp_path / "b.xlsx") as parts:
        assert 'descr="柱形图：A 占 20%，B 占 80%"' in parts.read("xl/drawings/drawing1.xml").decode()
    (chart,) = load_workbook(tmp_path / "b.xlsx")["S"]._charts  # type: ignore[attr-defined]
    assert [series.cat.strRef.f if series.cat.strRef else series.cat.numRef.f for series in chart.series] == [
        "S!$B$5:$B$6"
    ] * 2
    assert [series.tx.v for series in chart.series] == ["占比", "目标"]
    assert [series.val.numRef.f for series in chart.series] == ["S!$C$5:$C$6", "S!$D$5:$D$6"]
    assert (chart.y_axis.scaling.min, chart.y_axis.scaling.max) == (0, 1)
    assert (chart.anchor._from.row, chart.anchor._from.col, chart.legend.position) == (3, 6, "b")
