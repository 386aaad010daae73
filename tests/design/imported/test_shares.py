"""Who rates and how much sections weigh, in sentences around the tables: read for what they say, or left to decide."""

from pathlib import Path

import pytest

from presales_xl.design.imported.form_draft import FormDraft, import_form
from presales_xl.design.imported.shares import parted
from tests.design.imported.forms import workbook
from tests.design.imported.layouts import Rows

JUDGED = "售前顾问月度考核表\n考核指标\t满分\n方案质量\t60\n协作\t40\n"
MIXED = "售前顾问月度考核表\n考核指标\t满分\t评分标准\n投标\t60\t每中标一个得10分，最高60分\n协作\t40\t\n"


def draft(tmp_path: Path, text: str) -> FormDraft:
    """Return the draft of a form in a text."""
    source = tmp_path / "考核.txt"
    source.write_text(text, encoding="utf-8")
    return import_form(source, tmp_path / "草稿.xlsx", "zh")


def mark(found: FormDraft, words: str) -> tuple[str, str]:
    """Return how a text of the form was read and what became of it."""
    return next((line.mark, line.became) for line in found.sourced.lines if line.words == words)


def raters(found: FormDraft) -> list[dict[str, float] | None]:
    """Return who rates each indicator, by the names that the draft gives raters."""
    names = found.content.get("raters", {})
    rules = [each.made.indicator["rule"] if each.made else {} for each in found.indicators]
    return [
        {names.get(key, key): weight for key, weight in rule["raters"].items()} if "raters" in rule else None
        for rule in rules
    ]


@pytest.mark.parametrize(
    ("sentence", "weights"),
    [
        ("自评得分占20%，主管评分占80%", {"self": 0.2, "superior": 0.8}),
        ("直属主管打分占六成，本人两成，协作部门两成", {"superior": 0.6, "self": 0.2, "协作部门": 0.2}),
        ("考核得分=主管×75%+互评×25%", {"superior": 0.75, "peer": 0.25}),
        ("评分方式：上级评分70%+自评30%", {"superior": 0.7, "self": 0.3}),
        (
            "上级评分、同事评分、自评的权重分别为60%、20%、20%",
            {"superior": 0.6, "peer": 0.2, "self": 0.2},
        ),
        ("KPI：总监与总经理各50%，将评分者的打分分别乘以各自权重，结果作为得分", {"总监": 0.5, "总经理": 0.5}),
        ("3、综合得分=自评得分×30%+上级评分×70%。", {"self": 0.3, "superior": 0.7}),
        ("本表由员工自评（占30%）与直接上级评分（占70%）加权得出", {"self": 0.3, "superior": 0.7}),
        ("最终得分为自评分数的20%加上主管评分的80%", {"self": 0.2, "superior": 0.8}),
        ("自评与上级评分的权重为3：7", {"self": 0.3, "superior": 0.7}),
        ("考核采用上级评价（权重80%）与员工自评（权重20%）相结合的方式", {"superior": 0.8, "self": 0.2}),
        ("直接上级评分（百分制）占80%，隔级上级评分占20%", {"superior": 0.8, "隔级上级": 0.2}),
        ("第一级考核者（间接上级）占40%，第二级考核者（直接上级）占60%", {"间接上级": 0.4, "superior": 0.6}),
        ("各评价主体权重：直接上级50%、同级同事30%、自评20%", {"superior": 0.5, "peer": 0.3, "self": 0.2}),
        ("考核总分=上级评分*0.7+自评*0.3", {"superior": 0.7, "self": 0.3}),
        ("部门经理评分占七成，总监评分占三成", {"部门经理": 0.7, "总监": 0.3}),
        ("上级与本人评分各占一半", {"superior": 0.5, "self": 0.5}),
        ("20%×自评+80%×上级评", {"self": 0.2, "superior": 0.8}),
        ("评分由自评、上级评、同事评三部分组成，分别占20%、60%、20%", {"self": 0.2, "superior": 0.6, "peer": 0.2}),
        ("自评权重百分之二十，上级评权重百分之八十", {"self": 0.2, "superior": 0.8}),
        ("主管评分占六成半，自评占三成半", {"superior": 0.65, "self": 0.35}),
        ("自评：20%\n上级评：80%", {"self": 0.2, "superior": 0.8}),
        ("考核人：行政主管（70%）、用车部门（30%）", {"superior": 0.7, "用车部门": 0.3}),
        ("自评分占20%，总经理评分占80%", {"self": 0.2, "总经理": 0.8}),
        ("考核由队长和经理共同进行，队长评分占60%，经理评分占40%。", {"队长": 0.6, "经理": 0.4}),
        ("最终得分=自评*10%+初评*50%+复评*40%", {"self": 0.1, "初评": 0.5, "复评": 0.4}),
        ("得分=上级评估×70%+同事互评平均分×30%", {"superior": 0.7, "peer": 0.3}),
        ("得分=自评×10%+直接上级评分×60%+部门负责人评分×30%", {"self": 0.1, "superior": 0.6, "部门负责人": 0.3}),
    ],
)
def test_who_rates_is_read_from_a_sentence(tmp_path: Path, sentence: str, weights: dict[str, float]) -> None:
    found = draft(tmp_path, JUDGED + sentence)
    assert raters(found) == [weights] * 2
    for line in sentence.splitlines():
        assert mark(found, line) == ("understood", "评分人和权重")


def test_raters_hold_for_what_is_rated_and_the_draft_says_so(tmp_path: Path) -> None:
    found = draft(tmp_path, MIXED + "自评占20%，主管评分占80%")
    assert raters(found) == [None, {"self": 0.2, "superior": 0.8}]
    assert mark(found, "自评占20%，主管评分占80%")[0] == "assumed"


@pytest.mark.parametrize(
    "sentence",
    [
        "自评占30%，上级评占60%",  # no whole
        "团队得分占40%，本人得分占60%",  # scores and no raters
        "④=③×60%+②×40%",
        "季度得分=月度平均分×60%+季度考核分×40%",
        "自评占20%，主管评分占80%\n试用期：自评占50%，主管评分占50%",  # which of them?
    ],
)
def test_shares_that_are_no_raters_or_no_whole_are_left_to_decide(tmp_path: Path, sentence: str) -> None:
    found = draft(tmp_path, JUDGED + sentence)
    assert raters(found) == [{"superior": 1.0}] * 2
    assert {mark(found, line)[0] for line in sentence.splitlines()} == {"not_understood"}


@pytest.mark.parametrize(
    "columns",
    [
        "自评（20%）\t上级评（80%）\n态度\t积极主动\t60\n能力\t能独立完成工作\t40\n",
        "自评20%\t主管评80%\n态度\t积极主动\t60\n能力\t能独立完成工作\t40\n",
        "自评\t主管评分\n态度\t积极主动\t60\n能力\t能独立完成工作\t40\n自评总分\t权重\t20%\t主管评分\t权重\t80%\n",
        "自评\t主管评分\n态度\t积极主动\t60\n能力\t能独立完成工作\t40\n权重\t\t\t20%\t80%\n",
    ],
)
def test_forms_without_rules_are_rated_by_those_of_their_headings(tmp_path: Path, columns: str) -> None:
    found = draft(tmp_path, f"考核表\n考核项目\t考核内容\t标准分\t{columns}")
    assert raters(found) == [{"self": 0.2, "superior": 0.8}] * 2
    assert {line.mark for line in found.sourced.lines} <= {"understood", "assumed"}


def test_raters_where_everything_is_counted_are_said_to_be_unused(tmp_path: Path) -> None:
    form = "售前\n考核指标\t满分\t评分标准\n投标\t60\t每中标一个得10分，最高60分\n培训\t40\t每场加10分，最高40分\n"
    found = draft(tmp_path, form + "自评占20%，主管评分占80%")
    state, words = mark(found, "自评占20%，主管评分占80%")
    assert state == "assumed"
    assert "评分权重没有用上" in words


@pytest.mark.parametrize(
    "sentence", ["员工自评仅供参考，以直接上级评分为准", "完成率达到90%得80%，95%得100%", "优秀比例不超过"]
)
def test_sentences_without_shares_have_none(sentence: str) -> None:
    assert parted(sentence) == {}


def sections(*heads: str) -> list[list[object]]:
    """Return the rows of a form with two sections that count out of 100 each."""
    rows: list[list[object]] = [["售前顾问季度考核"]]
    for head, names in zip(heads, (("方案质量", "协作"), ("主动性", "责任心")), strict=True):
        rows += [[head], ["考核指标", "分值", "评分标准"]]
        rows += [[name, worth, "由部门经理评分"] for name, worth in zip(names, (60, 40), strict=True)]
    return rows


@pytest.mark.parametrize(
    ("heads", "line"),
    [
        (("一、工作业绩", "二、工作态度"), "总分：（业绩×80%）+（态度×20%）"),
        (("一、业绩", "二、态度"), "考核得分=业绩得分×80%+态度得分×20%"),
        (("一、工作业绩", "二、工作态度"), "工作业绩占80%，工作态度占20%。"),
        (("一、工作业绩", "二、工作态度"), "工作业绩、工作态度的权重分别为80%、20%"),
        (("一、任务绩效", "二、工作态度"), "总分=业绩考核得分X80%+态度考核得分X20%="),
        (("一、业绩指标100%", "二、工作态度"), "总分=业绩考核得分80%+态度考核得分20%="),
        (("一、业绩考核（占总分80%）", "二、态度考核（占总分20%）"), ""),
        (("一、业绩考核（权重80%）", "二、态度考核（权重20%）"), "考核得分=业绩得分×80%+态度得分×20%"),
    ],
)
def test_what_sections_weigh_scales_what_their_items_are_worth(
    tmp_path: Path, heads: tuple[str, str], line: str
) -> None:
    rows: list[list[object]] = sections(*heads) + ([[line]] if line else [])
    found = import_form(workbook(tmp_path / "a.xlsx", rows), tmp_path / "b.xlsx", "zh")
    assert [each.points for each in found.indicators] == [48, 32, 12, 8]
    assert [each.out_of for each in found.indicators] == [60, 40, 60, 40]
    assert not line or mark(found, line)[0] == "understood"
    assert "full_points" not in found.content


def test_a_section_that_states_another_sum_than_its_items_have_is_left_to_decide(tmp_path: Path) -> None:
    rows = sections("一、业绩（70分）", "二、态度（20分）")
    found = import_form(workbook(tmp_path / "a.xlsx", rows), tmp_path / "b.xlsx", "zh")
    assert {each.of_points for each in found.indicators} == {()}
    assert {key: found.sourced.marks[f"sections.{key}"] for key in found.content["sections"]} == dict.fromkeys(
        ("section_1", "section_2"), "not_understood"
    )


def test_a_section_is_worth_what_its_only_item_is_and_several_are_taken_to_share_it(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["考核维度", "考核指标", "评分标准"],
        ["工作业绩80分", "方案质量", "由部门经理评分"],
        ["", "协作", "由部门经理评分"],
        ["工作态度20分", "主动性", "由部门经理评分"],
    ]
    found = import_form(workbook(tmp_path / "a.xlsx", rows, merged=["A2:A3"]), tmp_path / "b.xlsx", "zh")
    assert [each.points for each in found.indicators] == [40, 40, 20]
    assert [each.of_points for each in found.indicators] == [("assumed.shared_worth",)] * 2 + [()]


def test_names_that_are_merged_beside_the_items_without_a_heading_are_those_of_sections(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["", "序号", "考核项目", "权重", "评分标准"],
        ["业绩绩效", 1, "方案质量", "60%", "由部门经理评分"],
        ["", 2, "协作", "40%", "由部门经理评分"],
        ["行为考核", "序号", "行为指标", "权重", "评分标准"],
        ["", 1, "主动性", "50%", "由部门经理评分"],
        ["", 2, "责任心", "50%", "由部门经理评分"],
        ["总分", "总分=业绩考核得分×80%+行为考核得分×20%", "", "", ""],
    ]
    merged = ["A2:A3", "A4:A6", "B7:E7"]
    found = import_form(workbook(tmp_path / "a.xlsx", rows, merged=merged), tmp_path / "b.xlsx", "zh")
    assert [each.points for each in found.indicators] == [48, 32, 10, 10]
    assert [each["name"] for each in found.content["sections"].values()] == ["业绩绩效", "行为考核"]


def test_raters_of_one_named_indicator_are_its_own(tmp_path: Path) -> None:
    found = draft(tmp_path, JUDGED + "说明：1、协作一项自评占30%，上级评占70%。")
    assert raters(found) == [{"superior": 1}, {"self": 0.3, "superior": 0.7}]
    assert mark(found, "说明：1、协作一项自评占30%，上级评占70%。")[0] == "understood"


@pytest.mark.parametrize(
    "heads",
    [
        ["自我评价", "上级评价"],
        ["自查", "校评"],
        ["自评分", "主管评定"],
        ["上级", "间接上级"],
        ["自评", "初评", "复评"],
        ["员工自评", "经理测评"],
    ],
)
@pytest.mark.parametrize(("rule", "expected"), [("", "not_understood"), ("每迟到一次扣5分", "assumed")])
def test_columns_for_several_who_rate_are_asked_about_where_no_weights_are_given(
    heads: list[str], rule: str, expected: str, tmp_path: Path
) -> None:
    rows: list[list[object]] = [
        ["指标", "分值", "评分标准", *heads],
        ["协作", 60, rule],
        ["出勤", 40, rule],
        ["合计", 100],
    ]
    made = import_form(workbook(tmp_path / "a.xlsx", rows), tmp_path / "b.xlsx", "zh")
    assert {mark(made, head)[0] for head in heads} == {expected}


def test_one_column_of_ratings_is_a_heading(tmp_path: Path) -> None:
    rows: list[list[object]] = [
        ["指标", "分值", "评分标准", "上级评分"],
        ["协作", 60, ""],
        ["出勤", 40, ""],
        ["合计", 100],
    ]
    made = import_form(workbook(tmp_path / "a.xlsx", rows), tmp_path / "b.xlsx", "zh")
    assert mark(made, "上级评分")[0] == "understood"


def test_a_sentence_of_who_rates_without_weights_is_to_be_looked_at(tmp_path: Path) -> None:
    sentence = "本表由销售主管评分，区域经理会签。"
    assert mark(draft(tmp_path, f"{JUDGED}{sentence}\n"), sentence)[0] == "assumed"


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("自评得分供参考，以主管评分为准。", "understood"),
        ("自评仅作参考", "understood"),
        ("自评分不计入总分", "understood"),
        ("自评由本人填写", "not_understood"),
    ],
)
def test_what_somebody_gives_himself_does_not_count_where_a_sentence_says_so(
    tmp_path: Path, sentence: str, expected: str
) -> None:
    rows: list[list[object]] = [
        ["考核指标", "满分", "评分标准", "自评得分", "主管评分"],
        ["方案质量", 60, "按方案质量评分", None, None],
        ["协作", 40, "按协作情况评分", None, None],
        [sentence],
    ]
    found = import_form(workbook(tmp_path / "表.xlsx", rows), tmp_path / "草稿.xlsx", "zh")
    assert {mark(found, heading)[0] for heading in ("自评得分", "主管评分")} == {expected}


def test_who_rates_and_what_that_weighs_may_stand_in_two_rows_below_the_items(tmp_path: Path) -> None:
    rows: Rows = [
        ["要素", "分值", "要点"],
        ["责任心", 60, "对工作负责"],
        ["协作", 40, "主动配合"],
        ["评分主体", "自评", "上级", "同级"],
        ["权重", "10%", "70%", "20%"],
    ]
    found = import_form(workbook(tmp_path / "a.xlsx", rows), tmp_path / "b.xlsx", "zh")
    assert [each.item.name for each in found.indicators] == ["责任心", "协作"]
    assert raters(found) == [{"self": 0.1, "superior": 0.7, "peer": 0.2}] * 2


def test_whoever_is_named_behind_a_label_of_raters_rates(tmp_path: Path) -> None:
    made = draft(tmp_path, f"{JUDGED}考核部门及权重：综合部40%，业务部60%")
    assert raters(made) == [{"综合部": 0.4, "业务部": 0.6}] * 2
