"""What a sheet holds that a button has written."""

from pathlib import Path
from typing import cast

import pytest
import xlwings as xw

from presales_xl.addin.own_sheet import write_sheet
from tests.addin.plain_book import App, PlainBook


@pytest.mark.parametrize("words", ["2026-11", "3-1", "1/2", "12:30", "1E5", "3 / 5", "007", "=1+1", "@x", "'x", "张三"])
def test_a_text_that_excel_would_make_a_date_a_time_or_a_number_of_stays_a_text(words: str) -> None:
    book = PlainBook(Path("名单.xlsx"), App())
    write_sheet(cast("xw.Book", book), "结果", "标题", [[words, 1, None]])
    assert book.sheets["结果"].rows[1] == [words, 1, None]
