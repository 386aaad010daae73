"""A sentence without figures that may be a rule is not taken for mere words as if that were sure."""

from pathlib import Path

import pytest

from presales_xl.design.imported.form_draft import FormDraft
from tests.design.imported.drafts import of_rows
from tests.design.imported.layouts import Rows


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


def test_a_row_without_points_among_items_is_never_mere_words(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "考核内容", "分值", "评分标准"],
        ["值班纪律", "值班迟到", 50, "每次扣1分"],
        [None, "值班睡觉或不填写日志", None, None],
        ["交付", "交付延误", 50, "每次扣5分"],
    ]
    made = of_rows(tmp_path, rows, "A2:A3", "C2:C3", "D2:D3")
    assert mark(made, "值班睡觉或不填写日志") != "understood"


@pytest.mark.parametrize("sentence", ["注：其余三项另表考核。", "安全生产另行考核。"])
def test_that_a_part_is_assessed_elsewhere_is_to_be_decided(tmp_path: Path, sentence: str) -> None:
    rows: Rows = [["考核项目", "分值", "评分标准"], ["出勤", 50, "迟到一次扣1分"], [sentence]]
    assert mark(of_rows(tmp_path, rows), sentence) == "not_understood"


def test_a_level_over_a_column_with_share_and_points_is_no_mere_heading(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核项目", "考核标准", None, None, "满分"],
        [None, "20%\n（2分）", "50-60%\n（5-6分）", "80-100%\n（8-10分）", None],
        ["回访", "很少回访", "偶尔回访", "经常回访", 60],
        ["建档", "没有建档", "建档不全", "建档完整", 40],
    ]
    made = of_rows(tmp_path, rows, "A1:A2", "B1:D1", "E1:E2")
    levels = [line.mark for line in made.sourced.lines if "（" in line.words and "%" in line.words]
    assert len(levels) == 3
    assert "understood" not in levels


def test_a_form_by_weeks_is_not_said_to_state_no_period(tmp_path: Path) -> None:
    rows: Rows = [
        ["检查时间：   第    周"],
        ["考核项目", "分值", "评分标准"],
        ["出勤", 50, "迟到一次扣1分"],
        ["交付", 50, "延误一次扣5分"],
    ]
    assert "按周" in of_rows(tmp_path, rows).sourced.notes["", "cycles"].words


def test_a_month_that_is_called_the_cycle_is_the_period(tmp_path: Path) -> None:
    rows: Rows = [["考核项目", "分值", "评分标准"], ["出勤", 100, "迟到一次扣1分"], ["考核以月为周期。"]]
    assert "以月为" in of_rows(tmp_path, rows).sourced.notes["", "cycles"].words


def test_somebody_who_rates_by_a_label_is_no_mere_word_where_the_form_has_ratings(tmp_path: Path) -> None:
    label = "检查人：____    检查时间："
    rated = of_rows(tmp_path, [[label], ["考核项目", "分值"], ["协作", 60], ["态度", 40]])
    counted = of_rows(tmp_path, [[label], ["考核项目", "分值", "评分标准"], ["出勤", 100, "迟到一次扣2分"]])
    assert (mark(rated, label), mark(counted, label)) == ("assumed", "understood")
