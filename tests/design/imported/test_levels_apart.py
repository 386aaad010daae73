"""Levels whose points stand in one table and what earns them in another, and levels that give more than full points."""

from pathlib import Path

import pytest

from presales_xl.design.imported.form_draft import FormDraft
from tests.design.imported.drafts import of_rows, points, rules
from tests.design.imported.layouts import Rows


def marks(made: FormDraft, words: str) -> list[str]:
    return [line.mark for line in made.sourced.lines if line.words == words]


#: Two tables: what each level of an item gives, below that what earns it. One section states more than its items have.
TWO_TABLES: Rows = [
    ["装配线员工考评表"],
    ["考评项目", "考评内容", "得分标准", None, None, None, "得分"],
    [None, None, "优", "良", "中", "差", None],
    ["任务（30%）", "计划达成率（A）", "20分", "16分", "10分", "4分"],
    [None, "协同支援情况", "10分", "7分", "4分", "0分"],
    ["质量（50%）", "一次合格率（B）", "30分", "24分", "18分", "6分"],
    [None, "自检记录完整情况（抽查）", "20分", "14分", "6分", "6分"],
    ["现场（25%）", "工位整洁", "10分", "8分", "4分", "0分"],
    [None, "停机次数", "10分", "6分", "3分", "0分"],
    ["加分项目", "节约额（E）", "6分", "4分", "2分", "1分"],
    ["综合得分"],
    ["评分标准说明"],
    ["考评内容", None, "评分标准", None, None, None],
    [None, None, "优", "良", "中", "差"],
    ["计划达成率（A）", None, "A=100%", "96%≤A<100%", "90%≤A<96%", "A<90%"],
    ["协同支援情况", None, "主动支援", "按要求支援", "一次推诿", "两次推诿"],
    ["一次合格率（B）", None, "B≥99%", "98%≤B<99%", "97%≤B<97%", "B<97%"],
    ["自检记录完整", None, "完整", "基本完整", "有缺漏", "没有记录"],
    ["工位整洁", None, "整洁", "较整洁", "有杂物", "脏乱"],
    ["停机次数", None, "无停机", "停机1次", "停机2次", "停机3次以上"],
    ["节约额（E）", None, "E≥800元", "500元≤E<800元", "300元≤E<500元", "100元≤E<300元"],
]
MERGED = ("A2:A3", "B2:B3", "C2:F2", "A4:A5", "A6:A7", "A8:A9", "A13:B14", "C13:F13")


def test_points_in_one_table_are_given_for_what_a_second_one_says_of_the_same_levels(tmp_path: Path) -> None:
    made = of_rows(tmp_path, TWO_TABLES, *MERGED)
    found = rules(made)
    assert found["计划达成率(A)"]["bands"] == {"≥1": 20, "≥0.96": 16, "≥0.9": 10, "else": 4}
    assert found["停机次数"]["bands"] == {"≤0": 10, "≤1": 6, "≤2": 3, "else": 0}
    names = made.content["choices"]
    levels = {name: {names[key]: worth for key, worth in found[name]["points"].items()} for name in ("工位整洁",)}
    assert levels == {"工位整洁": {"整洁": 10, "较整洁": 8, "有杂物": 4, "脏乱": 0}}
    # A name in other words is that of the item in its place; two levels may give the same.
    assert list(found["自检记录完整情况(抽查)"]["points"].values()) == [20, 14, 6, 6]


def test_a_row_of_a_second_table_is_of_the_item_with_nearly_its_name_and_the_draft_says_so(tmp_path: Path) -> None:
    fewer = [row for row in TWO_TABLES if row[0] != "协同支援情况"]
    made = of_rows(tmp_path, fewer, *MERGED)
    record = next(each for each in made.indicators if each.item.name.startswith("自检记录"))
    assert record.made is not None and [*record.made.choices.values()] == ["完整", "基本完整", "有缺漏", "没有记录"]
    assert "assumed.by_likeness:自检记录完整" in record.of_rule
    assert marks(made, "有缺漏") == ["assumed"]


def test_a_rule_in_a_further_table_is_of_the_silent_item_with_nearly_its_name(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "分值"],
        ["岗位作业指导要求执行情况", 60],
        ["现场卫生", 40],
        ["合计", 100],
        ["考核内容", "评分标准"],
        ["岗位作业指导执行", "违反一次扣5分"],
        ["现场卫生", "不合格一次扣2分"],
    ]
    first, second = of_rows(tmp_path, rows).indicators
    assert first.made is not None and "assumed.by_likeness:岗位作业指导执行" in first.of_rule
    assert second.made is not None and "assumed.by_likeness:现场卫生" not in second.of_rule


def test_what_an_item_is_worth_is_what_its_best_level_gives_where_sections_sum_to_that(tmp_path: Path) -> None:
    made = of_rows(tmp_path, TWO_TABLES, *MERGED)
    assert points(made) == {
        "计划达成率(A)": 20,
        "协同支援情况": 10,
        "一次合格率(B)": 30,
        "自检记录完整情况(抽查)": 20,
        "工位整洁": 10,
        "停机次数": 10,
    }
    of_points = {each.item.name: each.points_mark for each in made.indicators}
    assert of_points["计划达成率(A)"] == "assumed"
    assert of_points["工位整洁"] == "assumed"
    asked = [said["name"] for key, said in made.content["sections"].items() if f"sections.{key}" in made.sourced.marks]
    assert len(asked) == 1  # 25% of the section, of which there are 20


def test_levels_that_cannot_be_are_asked_for(tmp_path: Path) -> None:
    made = of_rows(tmp_path, TWO_TABLES, *MERGED)  # 97%≤B<97%
    [each] = [each for each in made.indicators if each.item.name == "一次合格率(B)"]
    assert each.rule_mark == "not_understood"


def test_levels_beside_the_full_points_add_what_they_state(tmp_path: Path) -> None:
    [change] = of_rows(tmp_path, TWO_TABLES, *MERGED).adjustments
    assert change.name == "节约额(E)"
    assert change.content["rule"]["bands"] == {"≥800": 6, "≥500": 4, "≥300": 2, "≥100": 1, "else": 0}


def test_rows_with_a_name_and_points_are_never_told_to_be_headings(tmp_path: Path) -> None:
    made = of_rows(tmp_path, [*TWO_TABLES[:9], ["质量指标（5%）", "返工率", "5分", "4分", "3分", "2分"]], *MERGED[:6])
    assert "返工率" in points(made)
    assert "understood" not in marks(made, "5分")
    lost = of_rows(tmp_path, [["考核项目", "标准"], ["质量指标（5%）", "合格率", "5分", "4分"]])
    assert marks(lost, "5分") == marks(lost, "合格率") == ["not_understood"]


def test_a_level_that_gives_more_than_the_full_points_leaves_those_to_the_level_that_gives_them(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "分值", "1级", "2级", "3级", "4级"],
        ["销售额", 60, "3万以下（30分）", "5万以下（45分）", "5万（60分）", "5万以上（70分）"],
        ["出勤", 40, "迟到2次以上（0分）", "迟到1-2次（20分）", "全勤（40分）"],
    ]
    made = of_rows(tmp_path, rows)
    found = rules(made)
    assert found["销售额"]["parts"]["part_1"]["bands"] == {">5": 70, "≥5": 60, "≥3": 45, "else": 30}
    assert "out_of" not in made.content["indicators"]["item_1"]
    assert [said["unit"] for said in made.content["inputs"].values() if said["name"] == "销售额"] == ["万"]
    assert found["出勤"]["bands"] == {"≤0": 40, "≤2": 20, "else": 0}


def test_weights_within_sections_are_weighed_by_these_though_those_of_one_are_no_whole(tmp_path: Path) -> None:
    rows: Rows = [
        ["会计月度考核表"],
        ["业绩考核"],
        ["序号", "考核项目", "权重", "考核标准", "分数", None],
        [None, None, None, None, "上级", "间接上级"],
        [1, "凭证", "50%", "优50分；良40分；差20分"],
        [2, "报表", "40%", "优40分；良30分；差10分"],
        ["行为考核"],
        ["序号", "考核项目", "权重", "考核标准", "分数", None],
        [None, None, None, None, "上级", "间接上级"],
        [1, "保密", "60%", "优60分；良40分；差20分"],
        [2, "协作", "40%", "优40分；良30分；差10分"],
        ["总分=业绩考核得分×70%+行为考核得分×30%"],
    ]
    merged = (
        "A2:F2",
        "A3:A4",
        "B3:B4",
        "C3:C4",
        "D3:D4",
        "E3:F3",
        "A7:F7",
        "A8:A9",
        "B8:B9",
        "C8:C9",
        "D8:D9",
        "E8:F8",
    )
    made = of_rows(tmp_path, rows, *merged)
    assert points(made) == {"凭证": 35, "报表": 28, "保密": 18, "协作": 12}
    assert [each.points_mark for each in made.indicators] == ["assumed", "assumed", "understood", "understood"]
    assert marks(made, "总分=业绩考核得分×70%+行为考核得分×30%") == ["understood"]


def test_levels_over_columns_by_their_shares_alone_are_shares_of_the_full_points(tmp_path: Path) -> None:
    heads = ["10%\n（1分）", "20-30%\n（2分）", "40-60%\n（4-6分）", "70-80%\n（7-8分）", "90-100%\n（9-10分）"]
    made = of_rows(
        tmp_path,
        [
            ["考核项目", "考核内容", "考核标准", None, None, None, None, "满分", "初评"],
            [None, None, *heads, None, None],
            ["业绩", "新签金额", "不足计划一成", "两三成", "四到六成", "七八成", "九成以上", 40],
            [None, "回款", "三成", "三到五成", "五到八成", "八到九成", "按时", 20],
            ["能力", "沟通", "不善沟通", "能作一般沟通", "能独立沟通", "善于沟通", "能化解冲突", 40],
        ],
        "A1:A2",
        "B1:B2",
        "C1:G1",
        "H1:H2",
        "I1:I2",
        "A3:A4",
    )
    assert points(made) == {"新签金额": 40, "回款": 20, "沟通": 40}
    said = [each.made.indicator["rule"] for each in made.indicators if each.made]
    assert [[*each["levels"].values()] for each in said] == [["≥90", "≥70", "≥40", "≥20", "else"]] * 3
    assert [each.out_of for each in made.indicators] == [100] * 3
    assert not any("unused" in remark for each in made.indicators for remark in each.of_rule)


def test_a_text_over_some_of_several_levels_is_asked_about(tmp_path: Path) -> None:
    made = of_rows(
        tmp_path,
        [
            ["项目", "权重", "优（100%）", "良（80%）", "中（60%）", "差（0%）"],
            ["打字", "60%", "无错", "有小错", None, "多错"],
            ["归档", "40%", "及时", "较及时", "一般", "不及时"],
        ],
        "D2:E2",
    )
    assert [each.rule_mark for each in made.indicators] == ["not_understood", "understood"]
    assert "open.levels" in made.indicators[0].of_rule


#: Levels in columns whose headings state no points.
DESCRIBED: Rows = [
    ["评价项目", "分值", "A", "B", "C", "D"],
    ["需求调研", 60, "调研完整", "有小缺漏", "缺漏较多", "没有调研"],
    ["协调", 40, "主动协调", "能协调", "需催促", "不协调"],
]


@pytest.mark.parametrize(
    ("sentence", "best"),
    [
        ("评分说明：A级得该项分值的100%，B级得80%，C级得60%，D级得0分。", [60, 48, 36, 0]),
        ("各项按等级计分：A档按权重的100%计，B档按90%计，C档按70%计，D档按40%计", [60, 54, 42, 24]),
        ("分为A、B、C、D四个等级，A＝100%，B＝80%，C＝60%，D＝30%，各项得分＝该项满分×对应比例", [60, 48, 36, 18]),
        ("注：评为A的得满分，评为B的得满分的85%，评为C的得满分的60%，评为D的不得分。", [60, 51, 36, 0]),
        ("A、B、C、D级分别得该项满分的100%、80%、60%、0%", [60, 48, 36, 0]),
        ("各指标的等级系数：A为1.0，B为0.8，C为0.5，D为0", [60, 48, 30, 0]),
    ],
)
def test_a_sentence_says_which_share_each_level_of_all_items_gives(
    tmp_path: Path, sentence: str, best: list[float]
) -> None:
    for rows in ([[sentence], *DESCRIBED], [*DESCRIBED, [sentence]]):
        made = of_rows(tmp_path, rows)
        found = rules(made)
        assert [*found["需求调研"]["points"].values()] == best
        assert [*found["协调"]["points"].values()] == [round(each / 60 * 40, 6) for each in best]
        assert marks(made, sentence) == ["understood"]


@pytest.mark.parametrize(
    "sentence",
    [
        "年度考核结果：A得奖金的100%，B得80%，C得60%，D得0分。",
        "考核等级：A为90分，B为80分，C为70分，D为60分",
        "等级系数：A=1.2，B=1.0，C=0.8，D=0",
        "A得100%，B得80%，C得60%",
        "A得满分的90%以上，B得80%以上，C得60%以上，D得60%以下",
    ],
)
def test_what_is_said_of_the_total_or_of_some_levels_gives_none_of_them_points(tmp_path: Path, sentence: str) -> None:
    made = of_rows(tmp_path, [*DESCRIBED, [sentence]])
    assert set(rules(made).values()) == {None}
    assert marks(made, sentence) != ["understood"]


def test_points_below_what_earns_each_level_are_those_of_the_levels(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目", "优秀", "良好", "合格", "差"],
        ["方案（60分）", "一次通过", "少量修改", "较多修改", "不能用"],
        [None, "60分", "48分", "30分", "0分"],
        ["协作（40分）", "主动", "能够", "勉强", "拒绝"],
        [None, "40分", "32分", "20分", "0分"],
    ]
    found = rules(of_rows(tmp_path, rows, "A2:A3", "A4:A5"))
    assert [*found["方案"]["described"].values()] == ["一次通过", "少量修改", "较多修改", "不能用"]
    assert [*found["协作"]["points"].values()] == [40, 32, 20, 0]
    of_all: Rows = [
        ["指标", "优秀", "良好", "合格", "差"],
        ["知识", "精通", "熟悉", "了解", "不知道"],
        ["责任心", "很强", "强", "一般", "弱"],
        ["分值", "5分", "4分", "3分", "1分"],
    ]
    made = of_rows(tmp_path, of_all)
    assert {name: [*rule["points"].values()] for name, rule in rules(made).items()} == {
        "知识": [5, 4, 3, 1],
        "责任心": [5, 4, 3, 1],
    }


def test_a_table_of_what_the_levels_mean_tells_what_earns_their_points(tmp_path: Path) -> None:
    rows: Rows = [
        ["评价项目", "优", "良", "差"],
        ["方案", 60, 40, 10],
        ["沟通", 40, 30, 10],
        [],
        ["等级", "说明"],
        ["优", "超出要求"],
        ["良", "达到要求"],
        ["差", "没有达到"],
    ]
    made = of_rows(tmp_path, rows)
    assert points(made) == {"方案": 60, "沟通": 40}
    assert [*rules(made)["沟通"]["described"].values()] == ["优：超出要求", "良：达到要求", "差：没有达到"]


def test_levels_that_are_ticked_give_what_a_note_says_and_their_cases_are_to_be_seen(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目", "分值", "内容", "好", "中", "差", "得分"],
        ["守时", "50分", "迟到 3 次以上此项评差。"],
        ["服务", "50分", "由用车部门评价。"],
        ["备注", "1、评好计50分，评中计30分，评差计0分。2、同一项同时符合中、差的，按差评。"],
    ]
    made = of_rows(tmp_path, rows, "B4:G4")
    names = made.content["choices"]
    for each in made.indicators:
        rule = rules(made)[each.item.name]
        assert {names[key]: worth for key, worth in rule["points"].items()} == {"好": 50, "中": 30, "差": 0}
        assert each.rule_mark == "assumed"
    [told] = of_rows(tmp_path, [*rows[:1], ["守时", "100分", "迟到 3 次扣 5 分"]]).indicators
    assert told.made is not None
    assert told.made.indicator["rule"]["kind"] == "deduct"


def test_names_with_points_beside_nothing_but_levels_to_tick_are_items(tmp_path: Path) -> None:
    rows: Rows = [
        ["能力项", "等级", None, None],
        [None, "优秀", "良好", "较差"],
        ["产品知识（50分）"],
        ["沟通（50分）"],
        ["注：优秀50分，良好40分，较差10分，请在相应栏内打√"],
    ]
    made = of_rows(tmp_path, rows, "A1:A2", "B1:D1", "A5:D5")
    found = rules(made)
    assert {name: [*rule["points"].values()] for name, rule in found.items()} == {
        "产品知识": [50, 40, 10],
        "沟通": [50, 40, 10],
    }
