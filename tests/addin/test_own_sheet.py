"""What a sheet holds that a button has written."""

from pathlib import Path
from typing import cast

import pytest
import xlwings as xw

from presales_xl.addin.own_sheet import Rows, in_words, lines_to, link, link_to, write_sheet
from tests.addin.plain_book import App, PlainBook


@pytest.mark.parametrize("words", ["2026-11", "3-1", "1/2", "12:30", "1E5", "3 / 5", "007", "=1+1", "@x", "'x", "张三"])
def test_a_text_that_excel_would_make_a_date_a_time_or_a_number_of_stays_a_text(words: str) -> None:
    book = PlainBook(Path("名单.xlsx"), App())
    write_sheet(cast("xw.Book", book), "结果", "标题", [[words, 1, None]])
    assert book.sheets["结果"].rows[1] == [words, 1, None]


BEFORE: Rows = [["2026-11", 3, 0.1, None], [], [link("/收件/a.xlsx", "a.xlsx"), "=1+1"]]


@pytest.mark.parametrize(
    ("after", "times"),
    [
        (BEFORE, 0),
        ([["2026-11", 4, 0.1, None], *BEFORE[1:]], 1),
        ([*BEFORE, ["多一行"]], 1),
        (BEFORE[:1], 1),
        ([["2026-11", 3, 0.1, "右边"], *BEFORE[1:]], 1),
        ([["2026-11", 3, 0.1, None], [], [link("/收件/b.xlsx", "a.xlsx"), "=1+1"]], 1),
    ],
)
def test_a_sheet_that_would_hold_the_same_is_not_written_and_any_other_is(after: Rows, times: int) -> None:
    book = PlainBook(Path("名单.xlsx"), App())

    def written(rows: Rows) -> int:
        before = book.sheets["结果"].written if "结果" in [sheet.name for sheet in book.sheets] else 0
        write_sheet(cast("xw.Book", book), "结果", "标题", rows)
        return book.sheets["结果"].written - before

    assert written(BEFORE) == 2, "emptied, and written"
    assert written(after) == 2 * times
    assert book.sheets["结果"].rows[1][1] == after[0][1]


def test_a_line_leads_to_a_file_or_folder_and_says_no_less_where_it_is_long_or_the_file_is_gone(tmp_path: Path) -> None:
    short, long = "点「结算」。", "点「结算」。" + "还没有结算。" * 50
    assert lines_to(tmp_path, short) == [[link(str(tmp_path), short)]]
    assert lines_to(tmp_path, long) == [[long], [link(str(tmp_path), tmp_path.name)]], "a formula holds no more"
    assert lines_to(tmp_path / "没有", short) == lines_to(None, short) == [[short]]
    file = tmp_path / "a.xlsx"
    file.touch()
    assert in_words(lines_to(file, short)[0]) == short, "in a terminal what is to be done"
    assert in_words([link_to(file), "张三"]) == f"{file}  张三", "in a table where the file lies"
