"""What beside a rule limits it, excepts something from it or adds to it is read, asked or told: never passed over."""

from pathlib import Path

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, draft
from presales_xl.design.imported.part import Part
from tests.design.imported.forms import document, workbook

HEADING: list[object] = ["类别", "项目", "行为/情形", "分值", "次数", "小计", "说明"]


def changes(folder: Path, taken: str = "", added: str = "", title: str = "前台月度加扣分表") -> list[Part]:
    """Return what a table of additions and deductions makes, with words in the column of remarks."""
    rows: list[list[object]] = [
        [title],
        ["基础分：100分"],
        HEADING,
        ["扣分项", "来访登记", "漏登来访人员", "-1/次", None, None, taken or None],
        ["扣分项", "钥匙保管", "钥匙未归位", "-2/次", None, None, None],
        ["加分项", "节日布置", "独立完成节日布置", "+4/次", None, None, added or None],
    ]
    made = draft(form_reader.parse(workbook(folder / "a.xlsx", rows)), "zh")
    return [each for each in made.adjustments if each.content.get("rule", {}).get("kind") == "add"]


def remarks_of(part: Part) -> set[str]:
    return {remark.partition(":")[0] for remark in part.remarks}


@pytest.mark.parametrize(
    "limit",
    [
        "当月最多扣8分",
        "本月最多8分",
        "单月上限8分",
        "每月累计不超过8分",
        "当月最高扣8分",
        "每月最多-8分",
        "月度累计最多扣8分",
    ],
)
def test_the_most_that_is_taken_in_the_period_of_the_form_is_a_limit(tmp_path: Path, limit: str) -> None:
    first, second, _ = changes(tmp_path, taken=limit)
    assert first.content["rule"]["floor"] == -8
    assert "floor" not in second.content["rule"]
    assert first.mark != "not_understood"


@pytest.mark.parametrize(
    "limit", ["当月最多12分", "本月最多加12分", "每月最高+12分", "单月累计不超过12分", "全月上限12分"]
)
def test_the_most_that_is_added_in_the_period_of_the_form_is_a_limit(tmp_path: Path, limit: str) -> None:
    *_, last = changes(tmp_path, added=limit)
    assert last.content["rule"]["cap"] == 12
    assert last.mark != "not_understood"


@pytest.mark.parametrize(
    "limit", ["每季最多12分", "当季累计最多加12分", "全年最高+12分", "半年内不超过12分", "年度上限12分"]
)
def test_the_most_of_another_period_than_that_of_the_form_is_asked(tmp_path: Path, limit: str) -> None:
    *_, last = changes(tmp_path, added=limit)
    assert "open.limit_period" in remarks_of(last)
    assert last.mark == "not_understood"


def test_a_quarterly_form_limits_by_the_quarter_and_asks_about_the_month(tmp_path: Path) -> None:
    first, _, last = changes(tmp_path, taken="每月最多扣8分", added="每季最多12分", title="前台季度加扣分表")
    assert "open.limit_period" in remarks_of(first)
    assert "open.limit_period" not in remarks_of(last) and last.content["rule"]["cap"] == 12


@pytest.mark.parametrize(
    "words",
    [
        "礼盒另计",
        "同一人不重复扣",
        "法定假日除外",
        "以签字单为准",
        "试用期不计",
        "仅限工作日",
        "经批准的免扣",
        "迟到超三人加倍",
    ],
)
def test_words_that_limit_or_add_beside_a_change_are_told_as_not_used(tmp_path: Path, words: str) -> None:
    first, second, last = changes(tmp_path, taken=words, added=words)
    for each in (first, last):
        assert f"assumed.unused:{words}" in each.remarks
        assert each.mark == "assumed"
    assert second.mark == "understood"


def test_words_that_only_tell_how_it_is_seen_are_no_limit(tmp_path: Path) -> None:
    first, *_ = changes(tmp_path, taken="前台主管抽查")
    assert first.mark == "understood"


@pytest.mark.parametrize(
    "words", ["不与下一行重复扣", "与钥匙保管不累计", "两项择一扣分", "同时发生的按高的扣", "两条从重，不叠加"]
)
def test_a_row_that_does_not_go_with_another_is_asked(tmp_path: Path, words: str) -> None:
    first, *_ = changes(tmp_path, taken=words)
    assert "open.combined" in remarks_of(first)
    assert first.mark == "not_understood"


@pytest.mark.parametrize(
    ("line", "cap"),
    [
        ("合理化建议被采用，+2分/条，每月最多+6", 6),
        ("合理化建议被采用，每条加2分，本月最多+6分", 6),
        ("合理化建议被采用，每条加2分，单月最高6分", 6),
        ("合理化建议被采用，每条加2分，当月累计不超过6分", 6),
        ("合理化建议被采用，每条+2分，月度上限+6分", 6),
    ],
)
def test_a_line_says_the_most_of_a_period_with_a_sign_or_without(tmp_path: Path, line: str, cap: float) -> None:
    [made] = lines(tmp_path, line).adjustments
    assert made.content["rule"]["cap"] == cap
    assert list(made.content["rule"]["additions"].values()) == [2]


def lines(folder: Path, *said: str, title: str = "前台月度考核表") -> FormDraft:
    """Return the draft of a form with two indicators and lines on what is added or deducted."""
    items = [["指标", "分值", "评分标准"], ["接待", "60", "投诉一次扣5分"], ["文书", "40", "差错一处扣2分"]]
    return draft(form_reader.parse(document(folder / "a.docx", [title, items, "加扣分：", *said])), "zh")


def test_a_line_that_limits_another_period_is_asked(tmp_path: Path) -> None:
    [made] = lines(tmp_path, "合理化建议被采用，每条加2分，每季最多+6").adjustments
    assert "open.limit_period" in remarks_of(made)


def test_a_rule_of_an_indicator_that_limits_another_period_is_asked(tmp_path: Path) -> None:
    items = [
        ["指标", "分值", "评分标准"],
        ["接待", "60", "投诉一次扣5分，每季最多扣20分"],
        ["文书", "40", "差错一处扣2分"],
    ]
    made = draft(form_reader.parse(document(tmp_path / "a.docx", ["前台月度考核表", items])), "zh")
    assert any(each.startswith("open.limit_period") for each in made.indicators[0].of_rule)
    assert not any(each.startswith("open.limit_period") for each in made.indicators[1].of_rule)


@pytest.mark.parametrize("words", ["贵宾接待另计", "雨天除外", "以监控为准", "同一投诉不重复扣"])
def test_words_that_limit_beside_the_rule_of_an_indicator_are_told(tmp_path: Path, words: str) -> None:
    items = [
        ["指标", "分值", "评分标准", "备注"],
        ["接待", "60", "投诉一次扣5分，扣完为止", words],
        ["文书", "40", "差错一处扣2分，扣完为止", ""],
    ]
    made = draft(form_reader.parse(document(tmp_path / "a.docx", ["前台月度考核表", items])), "zh")
    assert made.indicators[0].rule_mark == "assumed"
    assert f"assumed.unused:{words}" in made.indicators[0].of_rule
    assert made.indicators[1].rule_mark == "understood"


@pytest.mark.parametrize(
    "line",
    [
        "发错文件：-4分/次，造成损失的-15分/次",
        "发错文件每次扣4分，情节严重的每次扣15分",
        "发错文件每次扣4分，导致客户投诉的每次扣15分",
        "发错文件每次扣4分，后果严重的每次扣15分",
    ],
)
def test_the_graver_case_of_the_same_event_is_told_to_be_entered_apart(tmp_path: Path, line: str) -> None:
    [made] = lines(tmp_path, line).adjustments
    assert made.mark == "assumed" and "assumed.apart" in remarks_of(made)


@pytest.mark.parametrize("line", ["一般差错每次扣2分，重大差错每次扣8分", "漏接电话每次扣1分，丢失信件每次扣5分"])
def test_two_events_of_their_own_add_up(tmp_path: Path, line: str) -> None:
    [made] = lines(tmp_path, line).adjustments
    assert "assumed.apart" not in remarks_of(made)


@pytest.mark.parametrize("rule", ["超过12小时每次扣2分，超过36小时每次扣5分", "晚于3天每份扣1分，晚于7天每份扣4分"])
def test_a_bound_within_another_is_told_to_be_entered_apart(tmp_path: Path, rule: str) -> None:
    items = [["指标", "分值", "评分标准"], ["回访", "60", rule], ["文书", "40", "差错一处扣2分"]]
    made = draft(form_reader.parse(document(tmp_path / "a.docx", ["前台月度考核表", items])), "zh")
    assert made.indicators[0].mark == "not_understood" or "assumed.apart" in made.indicators[0].of_rule


@pytest.mark.parametrize(
    "words",
    [
        "重大泄密经查实的，本期最高评为一星。",
        "缺席培训超过三次者最多评良好",
        "受到处分的员工，本月星级不超过二星",
        "有旷工的，档次最高定为合格",
    ],
)
def test_a_limit_of_the_grade_that_is_not_in_the_draft_is_no_mere_words(tmp_path: Path, words: str) -> None:
    made = lines(tmp_path, words)
    [line] = [each for each in made.sourced.lines if words[:6] in each.words]
    assert line.mark != "understood"


@pytest.mark.parametrize(
    "said",
    [
        "考核时间：验收后5日内，一项目一考核。",
        "每个项目结束后考核一次",
        "考核周期：按项目",
        "本表以项目为单位考核",
        "按项目考核，年度汇总",
    ],
)
def test_a_form_that_appraises_each_project_has_that_cycle(tmp_path: Path, said: str) -> None:
    made = lines(tmp_path, said, title="施工队考核表")
    assert made.content["cycles"] == ["project"]
    assert made.plan is not None


def test_a_project_in_another_sentence_is_no_cycle(tmp_path: Path) -> None:
    made = lines(tmp_path, "每月考核一次，项目奖金另行发放", title="施工队考核表")
    assert made.content["cycles"] == ["month"]
