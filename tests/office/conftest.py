"""A workbook for what xlwings reads and writes through our engine."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.conftest import OpenBook


@pytest.fixture
def small_book(open_book: OpenBook, tmp_path: Path) -> Any:
    """Return an open workbook with every kind of value and cached values that are all wrong."""
    path = tmp_path / "考核 表.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("工程师")
        sheet.write_row("A1", ["张三", 90.5, True])
        sheet.write_string("D1", "=1+1")
        sheet.write_string("E1", "007")
        sheet.write_datetime(
            "A2", datetime(2026, 11, 30, hour=18, minute=30), made.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        )
        sheet.write_formula("B2", "=B1*2", None, -99)
        sheet.write_formula("C2", "=1/0", None, -99)
        sheet.write_formula("D2", '=""', None, -99)
        sheet.write_formula("E2", "='售前 客服'!A1&\"!\"", None, -99)
        made.add_worksheet("售前 客服").write("A1", "你好")
        made.add_worksheet("_presales").very_hidden()
    return open_book(path)
