"""The add-in's commands on real workbooks: a LibreOffice in the place of Excel."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter
import xlwings as xw

from presales_xl.office.xlwings_engine import agree, libreoffice
from presales_xl.scheme.errors import ProblemsError
from tests.conftest import do_without
from tests.engines.libreoffice import missing

OpenBook = Callable[[Path], xw.Book]


@pytest.fixture(scope="session")
def office_app() -> Iterator[xw.App]:
    """Return the App of xlwings that is a LibreOffice; mark the test `libreoffice`."""
    try:
        with libreoffice() as app:
            yield app
    except ProblemsError as error:
        do_without(missing(error))


@pytest.fixture
def open_book(office_app: xw.App) -> Iterator[OpenBook]:
    """Open workbooks for one test; its message boxes stand in `office_app.impl.alerts`."""
    yield office_app.books.open
    for book in list(office_app.books):
        book.close()
    office_app.impl.alerts.clear()
    office_app.impl.respond = agree


@pytest.fixture
def small_book(open_book: OpenBook, tmp_path: Path) -> Any:
    """Return an open workbook with every kind of value and cached values that are all wrong."""
    path = tmp_path / "考核 表.xlsx"
    with xlsxwriter.Workbook(path) as made:
        sheet = made.add_worksheet("工程师")
        sheet.write_row("A1", ["张三", 90.5, True])
        sheet.write_string("D1", "=1+1")
        sheet.write_string("E1", "007")
        sheet.write_datetime("A2", datetime(2026, 11, 30, 18, 30), made.add_format({"num_format": "yyyy-mm-dd hh:mm"}))
        sheet.write_formula("B2", "=B1*2", None, -99)
        sheet.write_formula("C2", "=1/0", None, -99)
        sheet.write_formula("D2", '=""', None, -99)
        sheet.write_formula("E2", "='售前 客服'!A1&\"!\"", None, -99)
        made.add_worksheet("售前 客服").write("A1", "你好")
        made.add_worksheet("_presales").very_hidden()
        made.define_name("比率", "=工程师!$B$1:$B$2")
        made.define_name("工程师!本表", "=工程师!$A$1")
        made.define_name("常数", "=0.5")
    return open_book(path)
