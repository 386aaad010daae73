"""A sentence without figures that may be a rule is not taken for mere words as if that were sure."""

from pathlib import Path

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, draft
from tests.design.imported.forms import workbook
from tests.design.imported.layouts import Rows


def of_rows(folder: Path, rows: Rows, *merged: str) -> FormDraft:
    return draft(form_reader.parse(workbook(folder / "a.xlsx", rows, merged)), "zh")


def mark(made: FormDraft, words: str) -> str:
    return next(line.mark for line in made.sourced.lines if line.words == words)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("按照当月综合考核得分核发绩效工资。", "assumed"),
        ("考核结果作为晋升的依据。", "understood"),
        ("本表由人事部保管。", "understood"),
    ],
)
def test_sentences_of_points_without_figures_are_to_be_looked_at(tmp_path: Path, sentence: str, expected: str) -> None:
    rows: Rows = [
        ["考核项目", "分值", "评分标准"],
        ["出勤", 50, "迟到一次扣1分"],
        ["交付", 50, "延误一次扣5分"],
        [sentence],
    ]
    assert mark(of_rows(tmp_path, rows), sentence) == expected


def test_what_stands_in_the_cells_of_a_form_of_which_nothing_was_drafted_is_to_be_looked_at(tmp_path: Path) -> None:
    rows: Rows = [
        ["序号"],
        ["1", "业务工作", "承担的工作量饱满"],
        ["2", None, "正确理解工作指示"],
        ["3", "勤务态度", "劳动纪律"],
    ]
    made = of_rows(tmp_path, rows, "B2:B3")
    assert not made.indicators
    assert mark(made, "承担的工作量饱满") == "assumed"
