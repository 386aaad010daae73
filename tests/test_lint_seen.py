"""What people with poor sight, a screen reader or a black-and-white printer would miss is found, and only that."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from tests.lint import lint
from tests.lint_seen import contrast

PALE = {"font_color": "#6B7280", "bg_color": "#D6E4F0"}
Spoil = Callable[[Any, Any], object]


def made(folder: Path, spoil: Spoil, *, title: str = "考核", language: str = "zh-CN", name: str = "售前") -> list[str]:
    """Return what is wrong with a small workbook that is sound but for what `spoil` does to the book and its sheet."""
    with xlsxwriter.Workbook(folder / "made.xlsx") as book:
        book.set_properties({"title": title})
        if language:
            book.set_custom_property("Language", language)
        sheet = book.add_worksheet(name)
        sheet.merge_range(
            "A1:B1", "员工", book.add_format({"bold": True, "bg_color": "#1F4E79", "font_color": "#FFFFFF"})
        )
        sheet.write_row("A2", ["工号", "得分"])
        sheet.write_row("A3", ["007", 12.5], book.add_format({"num_format": '0.00"[分]"'}))
        sheet.write_url("C3", "internal:A1", string="打开")
        sheet.freeze_panes(2, 0)
        sheet.repeat_rows(0, 1)
        chart(book, sheet, "E2", "柱形图：甲")
        marked = book.add_format({"font_color": "#B91C1C", "bold": True})
        sheet.conditional_format("B3:B9", {"type": "cell", "criteria": "<", "value": 60, "format": marked})
        spoil(book, sheet)
    return lint(folder / "made.xlsx")


def chart(book: Any, sheet: Any, cell: str, words: str) -> None:
    drawn = book.add_chart({"type": "column"})
    drawn.add_series({"values": f"='{sheet.get_name()}'!$B$3:$B$3"})
    sheet.insert_chart(cell, drawn, {"description": words})


def condition(**look: object) -> Spoil:
    def spoil(book: Any, sheet: Any) -> None:
        rule = {"type": "cell", "criteria": ">", "value": 90, "format": book.add_format(look)}
        sheet.conditional_format("B3:B9", rule)

    return spoil


def test_a_sound_workbook_has_no_flaw(tmp_path: Path) -> None:
    assert made(tmp_path, lambda book, sheet: None) == []


@pytest.mark.parametrize(
    ("spoil", "flaw"),
    [
        (lambda book, sheet: sheet.write("D3", "说明", book.add_format(PALE)), "售前!D3: 6B7280 on D6E4F0"),
        (lambda book, sheet: sheet.write("D3", None, book.add_format({**PALE, "locked": False})), "售前!D3: 6B7280 on"),
        (lambda book, sheet: sheet.write("D3", -1, book.add_format({"num_format": "0;[Red]-0"})), "FF0000 on FFFFFF"),
        (
            lambda book, sheet: sheet.write_rich_string("D3", "先", book.add_format({"font_color": "#D1D5DB"}), "后"),
            "售前!D3: D1D5DB on FFFFFF",
        ),
        (condition(font_color="#6B7280", bg_color="#D6E4F0", bold=True), "售前!B3:B9: 6B7280 on D6E4F0"),
        (condition(bg_color="#1F2937", italic=True), "售前!B3:B9: 000000 on 1F2937"),
        (condition(bg_color="#FFE8B3"), "售前!B3:B9: a condition says something by colour alone"),
        (
            lambda book, sheet: sheet.conditional_format("B3", {"type": "data_bar", "bar_color": "#333333"}),
            "售前!B3: 000000 on 333333",
        ),
        (lambda book, sheet: sheet.write_url("C4", "internal:A1", string="→"), "售前!C4: a link without words (→)"),
        (lambda book, sheet: sheet.write_url("C4", "https://example.com/a"), "售前!C4: a link without words (https"),
        (lambda book, sheet: sheet.repeat_rows(0, 0), "售前: headers are frozen above row 3, print titles are"),
        (lambda book, sheet: sheet.merge_range("A3:A4", 7), "售前!A3:A4: merged cells among the rows of a table"),
        (lambda book, sheet: chart(book, sheet, "E20", ""), "no alternative text"),
        (lambda book, sheet: chart(book, sheet, "E20", "柱形图：甲"), "has the alternative text of"),
        (lambda book, sheet: book.add_worksheet("空"), "空: a blank sheet"),
        (lambda book, sheet: book.add_worksheet("Sheet2").write("A1", "甲"), "sheet Sheet2 is not named by a word"),
    ],
)
def test_what_somebody_would_miss_is_told_of(tmp_path: Path, spoil: Spoil, flaw: str) -> None:
    flaws = made(tmp_path, spoil)
    assert flaw in "\n".join(flaws)
    assert len(flaws) == 1


def test_a_file_names_title_and_language(tmp_path: Path) -> None:
    assert made(tmp_path, lambda book, sheet: None, title="") == ["the file has no title"]
    silent = made(tmp_path, lambda book, sheet: None, language="")
    assert silent == ["the file does not say in which language it is"]


def test_texts_may_be_merged_headers_and_words_below_a_frozen_header(tmp_path: Path) -> None:
    assert made(tmp_path, lambda book, sheet: sheet.merge_range("A6:B6", "第二部分")) == []


def test_nobody_is_told_of_hidden_sheets(tmp_path: Path) -> None:
    assert made(tmp_path, lambda book, sheet: book.add_worksheet("Sheet2").hide()) == []


@pytest.mark.parametrize(
    ("ink", "fill", "expected"), [("000000", "FFFFFF", 21), ("777777", "FFFFFF", 4.48), ("0000FF", "FFFFFF", 8.59)]
)
def test_contrast_is_that_of_wcag(ink: str, fill: str, expected: float) -> None:
    assert contrast(ink, fill) == contrast(fill, ink) == pytest.approx(expected, abs=0.005)
