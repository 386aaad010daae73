"""The documentation's pictures show what a user of the workbook sees."""

import subprocess
import sys
from pathlib import Path

import pytest
import xlsxwriter
from PIL import Image

from tests.engines.libreoffice import LibreOffice

SCRIPT = Path(__file__).resolve().parents[1] / "docs" / "make_pictures.py"
YELLOW, RED, BLUE = (255, 242, 204), (192, 0, 0), (0, 0, 192)


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    """Return a workbook with a hidden first row, a chart, a print area and a hidden sheet."""
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet, summary, secret = (book.add_worksheet(name) for name in ("售前 客服", "汇总", "_presales"))
        secret.very_hidden()
        secret.write("A1", "seal")
        sheet.set_row(0, None, None, {"hidden": True})
        sheet.write("A1", "id", book.add_format({"bg_color": "#0000C0"}))
        sheet.write_column("A2", ["姓名", "张三", "李四"])
        sheet.write("C4", 5, book.add_format({"bg_color": "#FFF2CC"}))
        sheet.freeze_panes(2, 1)
        sheet.print_area("A2:B2")
        sheet.protect()
        summary.write_column("A1", [3, 4])
        chart = book.add_chart({"type": "column"})
        chart.add_series({"values": "=汇总!$A$1:$A$2", "fill": {"color": "#C00000"}})
        summary.insert_chart("H30", chart)
    return path


def draw(*arguments: str | Path) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, SCRIPT, *arguments]
    return subprocess.run(command, capture_output=True, encoding="utf-8", check=False)


def colours(picture: Path) -> set[object]:
    """Return the colours of at least 200 pixels."""
    with Image.open(picture) as image:
        counted = image.convert("RGB").getcolors(1 << 24) or []
    return {colour for count, colour in counted if count >= 200}


@pytest.mark.libreoffice
def test_each_visible_sheet_becomes_a_picture_of_all_that_it_shows(
    workbook: Path, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    run = draw(workbook, tmp_path / "out")
    assert run.returncode == 0, run.stderr
    assert {file.name for file in (tmp_path / "out").iterdir()} == {"售前 客服.png", "汇总.png"}
    sheet = colours(tmp_path / "out" / "售前 客服.png")
    assert YELLOW in sheet  # outside the print area, and yet seen on screen
    assert BLUE not in sheet  # in the hidden row
    assert RED in colours(tmp_path / "out" / "汇总.png")  # the chart, far beyond the last cell


@pytest.mark.libreoffice
def test_a_part_of_one_sheet_can_be_drawn_and_a_hidden_sheet_cannot(
    workbook: Path, tmp_path: Path, libreoffice: LibreOffice
) -> None:
    run = draw(workbook, tmp_path / "out", "--sheet", "售前 客服", "--cells", "A2:B4")
    assert run.returncode == 0, run.stderr
    assert [file.name for file in (tmp_path / "out").iterdir()] == ["售前 客服.png"]
    assert YELLOW not in colours(tmp_path / "out" / "售前 客服.png")
    assert draw(workbook, tmp_path / "out", "--sheet", "_presales").returncode == 2
