"""评分标准: every described level of every role, once per scheme, and no such sheet where nothing is described."""

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from presales_xl.backends.levels import described, item_name, levels_in_words
from presales_xl.catalogue import load
from presales_xl.scheme.columns import Plan
from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook.build import lay_out_book, write
from presales_xl.workbook.criteria import FIRST_ROW
from presales_xl.workbook.layout import Book
from tests.lint import lint
from tests.workbook.samples import SCHEMES, BookIn, opened, roles, team


def table(book: openpyxl.Workbook, lang: Lang) -> list[tuple[str, ...]]:
    """Return the lines below the head: what is rated (in the first of its levels), level, points, text."""
    sheet = book[text(lang, "workbook.sheet.criteria")]
    return [tuple(str(cell or "") for cell in row) for row in sheet.iter_rows(min_row=FIRST_ROW + 1, values_only=True)]


def expected(plan: Plan, lang: Lang) -> list[tuple[str, ...]]:
    return [
        (item_name(plan, spec, lang), *shown)
        for spec in described(plan)
        for level in levels_in_words(plan, spec, lang)
        for shown in [
            (level.name, level.points, level.text) if level.name and level.points else (level.called, "", level.text)
        ]
    ]


def check_lines(lines: list[tuple[str, ...]], wanted: list[tuple[str, ...]]) -> None:
    """Check the levels, and what is rated by them: its name, on as many lines as it takes, before any remarks."""
    found, item = [], ""
    for first, *others in lines:
        item = first or item
        if any(others):
            found.append((item, *others))
    assert [levels for _, *levels in found] == [levels for _, *levels in wanted]
    for (shown, *_), (name, *_) in zip(found, wanted, strict=True):
        assert "".join(shown.split()).startswith("".join(name.split()))


@pytest.mark.parametrize("lang", LANGUAGES)
def test_every_described_level_of_every_scheme_stands_on_the_sheet(book_in: BookIn, lang: Lang) -> None:
    wanted = [line for scheme in SCHEMES for line in expected(load(scheme), lang)]
    assert len(wanted) > 100
    check_lines(table(book_in(lang), lang), wanted)


def test_roles_of_one_scheme_share_a_block(tmp_path: Path) -> None:
    both = roles(["competency", "competency"], "zh")
    pair = [replace(role, name=name) for role, name in zip(both, ("顾问", "工程师"), strict=True)]
    book = Book("公司", "2026-11", manager_id="m1", manager="王芳", team="华东", roles=pair)
    write(book, tmp_path / "book.xlsx", "zh")
    lines = table(opened(tmp_path / "book.xlsx"), "zh")
    assert lines[0][0] == "顾问、工程师　岗位胜任能力考评（技术类 售前）"
    check_lines(lines, expected(load("competency"), "zh"))
    assert lint(tmp_path / "book.xlsx") == []


def test_a_workbook_in_which_nothing_is_rated_by_levels_has_no_such_sheet() -> None:
    assert "评分标准" not in list(lay_out_book(team("repair_stars", "zh"), "zh").sheets())
    assert "评分标准" in list(lay_out_book(team("competency", "zh"), "zh").sheets())


def test_a_printed_page_begins_with_something_that_is_rated_below_the_head(book: openpyxl.Workbook) -> None:
    sheet = book["评分标准"]
    starts = [row.id + 1 for row in sheet.row_breaks.brk]
    assert len(starts) > 1
    assert all(sheet.cell(row, 1).value for row in starts)
    assert sheet.print_title_rows == "$1:$3"
    assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("portrait", 9)
