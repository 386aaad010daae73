"""What is read of a form becomes an indicator that compiles, and scores as the sentence says."""

from collections.abc import Mapping, Sequence
from typing import Any

import pytest

from presales_xl.design.sentences.cell import read
from presales_xl.design.sentences.drafted import RuleDraft, draft
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.model import Scheme
from tests.backends.cohort import Entry, computed
from tests.design.sentences.stated import SENTENCES

RULES = [sentence for sentence in SENTENCES if "about" not in sentence]


def compiled(made: RuleDraft) -> Plan:
    return compile_scheme(
        Scheme.model_validate(
            {
                "id": "drafted",
                "name": "草稿",
                "cycles": ["month"],
                "full_points": None,
                "indicators": {made.key: made.indicator},
                **made.needed,
            }
        )
    )


def scored(sentence: str, points: float | None, *people: Mapping[str, Entry]) -> list[float]:
    made = draft("item", "指标", read(sentence, points=points), points)
    assert made is not None
    return computed(compiled(made), people)["points.item"]


@pytest.mark.parametrize("sentence", RULES, ids=lambda sentence: sentence["cell"][:24])
def test_what_is_drafted_of_a_sentence_compiles(sentence: Mapping[str, Any]) -> None:
    points = sentence.get("points", 10)
    made = draft("item", "指标", read(sentence["cell"], points=points), points)
    assert made is None or "points.item" in compiled(made).columns


def test_a_sentence_that_is_read_as_a_rule_of_an_indicator_becomes_one() -> None:
    """But one that lacks a standard, or says only what the last place costs."""
    left = set()
    for sentence in RULES:
        reading = read(sentence["cell"], points=10)
        kind = reading.rule.get("kind")
        if kind not in (None, "pay", "grades", "coefficients") and draft("item", "指标", reading, 10) is None:
            left.add(kind)
            assert {"open.standard", "open.rest"} & {*reading.remarks}
    assert left == {"standard_steps", "rank_bands"}


def test_bands_score_as_the_sentence_says() -> None:
    sentence = "及时率≥95%得20分，≥90%得15分，≥80%得10分，＜80%不得分"
    people = [{"item_1": value} for value in (1.0, 0.95, 0.949, 0.8, 0.5)]
    assert scored(sentence, 20, *people) == [20, 20, 15, 10, 0]


def test_what_lacks_is_entered_as_a_number_beside_a_rate_that_is_all_of_it() -> None:
    made = draft("item", "计划", read("完成率达到100%得5分，1项未完成得4分，2项以上未完成得0分", points=5), 5)
    assert made is not None
    assert [(said["name"], said["type"]) for said in made.inputs.values()] == [("未完成的项数", "number")]


def test_lower_is_better_where_the_sentence_says_so() -> None:
    people = [{"item_1": value} for value in (30.0, 31.0, 60.0, 61.0)]
    assert scored("首次响应不超过30秒得10分，31-60秒得6分，超过60秒得2分", 10, *people) == [10, 6, 6, 2]


def test_deductions_end_at_0_and_what_is_said_of_many_takes_everything() -> None:
    sentence = "客户投诉每次扣3分，扣完为止"
    assert scored(sentence, 10, {"item_1": 0}, {"item_1": 2}, {"item_1": 5}) == [10, 4, 0]
    assert scored("迟到一次扣1分，三次及以上不得分", 10, {"item_1": 2}, {"item_1": 3}) == [8, 0]


def test_every_two_days_are_whole_steps() -> None:
    people = [{"item_1": value} for value in (0, 1, 2, 5)]
    assert scored("每逾期2天扣1分，扣完为止", 10, *people) == [10, 10, 9, 8]


def test_steps_from_a_standard_with_points_to_be_added_at_most() -> None:
    sentence = "标准为90%，每低5%扣2分，每超1%加0.5分，最多加2分，扣完为止"
    people = [{"item_1": value} for value in (0.9, 0.84, 0.93, 1.0, 0.1)]
    assert scored(sentence, 20, *people) == [20, 18, 21.5, 22, 0]


def test_shares_of_a_target_are_capped_where_the_sentence_says() -> None:
    people = [{"item_1": 5, "item_2": 10}, {"item_1": 30, "item_2": 10}]
    assert scored("得分=实际销售额/目标销售额×30，封顶120%", 30, *people) == [15, 36]
    assert scored("按完成率计分，最高不超过24分", 20, {"item_1": 0.5}, {"item_1": 3}) == [10, 24]


def test_a_share_without_a_cap_gives_no_more_than_the_full_points() -> None:
    assert scored("完成率×15", 15, {"item_1": 0.95}, {"item_1": 9.5}) == [14.25, 15]
    assert scored("完成率×15，不封顶", 15, {"item_1": 1.2}) == [18]


def test_points_run_in_a_straight_line_between_two_bounds() -> None:
    people = [{"item_1": value} for value in (0.99, 0.95, 0.875, 0.8, 0.5)]
    assert scored("95%以上满分，80%-95%按比例得分，80%以下不得分", 20, *people) == [20, 20, 10, 0, 0]
    sentence = "100%得20分，80%得12分，80%-100%之间按线性计算，低于80%不得分"
    assert scored(sentence, 20, {"item_1": 1.1}, {"item_1": 0.9}, {"item_1": 0.8}, {"item_1": 0.79}) == [20, 16, 12, 0]
    days = [{"item_1": value} for value in (2, 4, 9)]
    assert scored("3天以内得满分，7天以上不得分，3-7天之间按比例递减", 20, *days) == [20, 15, 0]


def test_below_a_standard_the_share_of_it_counts() -> None:
    people = [{"item_1": value} for value in (1, 0.76, 0.5)]
    assert scored("达到95%得20分，低于95%按比例扣分，低于70%不得分", 20, *people) == [20, 16, 0]


def test_deductions_go_below_nothing_where_the_sentence_says_so() -> None:
    assert scored("每次扣5分，可扣至负分", 10, {"item_1": 3}) == [-5]
    assert scored("每次扣5分，最低-3分", 10, {"item_1": 3}) == [-3]


def test_a_measure_that_the_cell_defines_asks_for_its_parts() -> None:
    sentence = "回款率=实际回款/应收款×100%，≥90%得20分，≥80%得10分，其余0分"
    assert scored(sentence, 20, {"item_1": 85, "item_2": 100}, {"item_1": 95, "item_2": 100}) == [10, 20]


def test_levels_ranges_and_raters_are_chosen_and_rated() -> None:
    chosen = [{"item": key} for key in ("item_level_1", "item_level_2", "item_level_3")]
    assert scored("好 10；一般 6；差 0", 10, *chosen) == [10, 6, 0]
    assert scored("优：9-10分；良：7-8分；差：0-6分", 10, {"item": 7.5}) == [7.5]
    assert scored("上级60%、同事40%", 10, {"item_superior": 10, "item_peer": 5}) == [8]
    assert scored("按时提交得5分，否则不得分", 5, {"item": "yes"}, {"item": "no"}) == [5, 0]


@pytest.mark.parametrize("sentence", ["主管在0-10分之间打分", "由上级在0-10分的范围内评分", "由组长在0至8分内给分"])
def test_the_words_behind_a_range_of_points_are_no_rater(sentence: str) -> None:
    assert "raters" not in read(sentence).rule


@pytest.mark.parametrize("rater", ["内部客户", "分管领导", "内审组"])
def test_a_rater_whose_name_begins_like_such_words_is_one(rater: str) -> None:
    assert read(f"{rater}评分").rule == {"kind": "rating", "raters": {rater: 1.0}}


def test_a_rater_decides_within_the_limits_that_the_sentence_states() -> None:
    made = draft("item", "纪律", read("违反制度的，酌情扣1～5分，扣完为止", points=10), 10)
    assert made is not None
    assert made.inputs == {"item_1": {"name": "违反制度（分数）", "type": "number", "max": 5}}
    assert computed(compiled(made), [{"item_1": 3}])["points.item"] == [7]


def test_bands_with_additions_beside_them_are_added_up() -> None:
    sentence = "满意度≥90分得10分，≥80分得6分，<80分得0分；每收到一次表扬加1分，最高加2分"
    people = [{"item_1": 85, "item_2": 1}, {"item_1": 95, "item_2": 9}]
    assert scored(sentence, 10, *people) == [7, 12]


def test_without_full_points_there_is_no_draft_of_what_cannot_do_without_them() -> None:
    assert draft("item", "指标", read("迟到一次扣1分")) is None
    assert draft("item", "指标", read("好评率每低1%扣1分"), 10) is None


@pytest.mark.parametrize(
    ("sentence", "entered", "points"),
    [
        ("得分=通过率×15", {"通过率": 0.95}, 14.25),
        ("得分=满意度×0.15", {"满意度": 80.0}, 12),
        ("名次：第1名得15分，第2名得10分，其余5分", {"销售排名": 1.0}, 15),
        ("第1名得15分，第2名得10分，其余5分", {"销售排名": 3.0}, 5),
        ("每提前1天加1分，每延后1天扣2分，最多加5分", {"销售排名（提前）": 10.0, "延后": 2.0}, 16),
        ("一次扣5-10分", {"销售排名（次数）": 2.0, "销售排名（分数合计）": 12.0}, 3),
        ("一次扣2-4分", {"销售排名（次数）": 2.0, "销售排名（分数合计）": 12.0}, 7),  # no more than 4 each time
        ("一次扣1-4分", {"销售排名（次数）": 3.0, "销售排名（分数合计）": 2.0}, 12),  # no less than 1 each time
        ("一次扣1-4分", {"销售排名（次数）": 0.0, "销售排名（分数合计）": 2.0}, 15),
        ("≥95%得满分，90%-95%得80%，90%以下不得分", {"销售排名": 0.92}, 12),
        ("标准为6份；少一份扣2分", {"销售排名": 4.0}, 11),
        ("响应时间≤10分钟，得满分；响应时间每增加5分钟，扣2分，最高扣至0分", {"响应时间": 21.0}, 11),
        ("差错不超过2起不扣，从第3起每起扣4分", {"差错": 4.0}, 7),
        ("差错1处扣1分，2处扣2分，3处及以上扣5分", {"差错": 2.0}, 13),
        ("每提前5天加1分，上限3分；客户来函表扬，每封加3分", {"销售排名（提前）": 30.0, "客户来函表扬": 2.0}, 9),
        ("完成目标得15分；每超额10%加1分，最多加3分；每欠10%扣2分", {"完成率": 1.5}, 18),
        ("每月不少于6次巡店，未完成扣4分", {"每月巡店": 6.0}, 15),
        ("每月不少于6次巡店，未完成扣4分", {"每月巡店": 5.0}, 11),
        ("超储1件扣2分", {"超储": 3.0}, 9),
        ("旷课每次扣1分，旷工1天以上不得分", {"旷课": 2.0, "旷工": 0.0}, 13),
        ("旷课每次扣1分，旷工1天以上不得分", {"旷课": 2.0, "旷工": 1.0}, 0),
        ("小错每处扣1分，大错每处扣5分，大错超过1处不得分", {"小错": 3.0, "大错": 1.0}, 7),
        ("小错每处扣1分，大错每处扣5分，大错超过1处不得分", {"小错": 0.0, "大错": 2.0}, 0),
        ("回款率低于70%得0分，每增加2%得1分，100%得15分", {"回款率": 0.91}, 10),
        ("回款率低于70%得0分，每增加2%得1分，100%得15分", {"回款率": 0.5}, 0),
        ("单价比目标价每低2%扣1分，低于目标价70%不得分", {"单价（实际）": 95.0, "单价（目标价）": 100.0}, 13),
        ("单价比目标价每低2%扣1分，低于目标价70%不得分", {"单价（实际）": 69.0, "单价（目标价）": 100.0}, 0),
        (
            "1）=目标值，得15分；2）超过目标值的25%，不得分；3）其余按线性关系计算",
            {"销售排名（实际）": 110.0, "销售排名（目标值）": 100.0},
            9,
        ),
        (
            "1）=预算值，得15分；2）每超过预算值5%，减4分，超过20%，不得分",
            {"销售排名（实际）": 121.0, "销售排名（预算值）": 100.0},
            0,
        ),
        ("收款率达到90%得满分，每低1%扣2分；收款率高于96%的，每高1%奖励1分，最多奖励3分", {"收款率": 0.98}, 17),
        ("收款率达到90%得满分，每低1%扣2分；收款率高于96%的，每高1%奖励1分，最多奖励3分", {"收款率": 0.88}, 11),
        ("4S巡检平均得分×15%", {"4S巡检平均得分": 80.0}, 12),
        ("合格率每低于目标1%扣2分", {"合格率（实际）": 0.95, "合格率（目标）": 0.98}, 9),
        ("油耗不超定额，超1%扣1分，节约1%加0.5分", {"油耗（实际）": 98.0, "油耗（定额）": 100.0}, 16),
    ],
)
def test_a_sentence_gives_the_points_that_it_says(sentence: str, entered: dict[str, float], points: float) -> None:
    made = draft("item", "销售排名", read(sentence, points=15), 15)
    assert made is not None
    plan = compiled(made)
    person: dict[str, Entry] = {key: entered[said["name"]] for key, said in made.inputs.items()}
    assert computed(plan, [person])["points.item"] == pytest.approx([points])


def test_an_input_that_is_a_share_takes_no_more_than_all_of_it() -> None:
    made = draft("item", "测试", read("得分=通过率×15", points=15), 15)
    assert made is not None
    assert made.inputs["item_1"] == {"name": "通过率", "type": "rate"}


def test_an_input_is_called_so_that_somebody_knows_what_to_enter() -> None:
    made = draft("item", "周报", read("少一份扣2分", points=15), 15)
    assert made is not None
    assert made.inputs["item_1"]["name"] == "周报（少）"


@pytest.mark.parametrize(
    ("name", "counted"),
    [
        ("遵守值班制度", "未做到“遵守值班制度”"),  # not each time that it is kept
        ("培训管理", "培训管理（不符合要求）"),
        ("发生差错", "发生差错"),
        ("设备停机次数", "设备停机次数"),
    ],
)
def test_what_is_counted_against_somebody_by_the_name_alone_is_called_what_it_is(name: str, counted: str) -> None:
    made = draft("item", name, read("一次扣2分", points=10), 10)
    assert made is not None
    assert [said["name"] for said in made.inputs.values()] == [counted]


def test_who_has_no_such_task_gets_fixed_points_beside_what_takes_from_others() -> None:
    sentence = "交班迟到一次扣2分，没有安排夜班的得7分。"
    assert scored(sentence, 10, {"item_1": 1, "item_2": 0}, {"item_1": 0, "item_2": 1}) == [8, 7]
    assert "assumed.without_task" in read(sentence, points=10).remarks
    assert "open.case" in read("交班迟到一次扣2分，表现尚可的得7分。", points=10).remarks


def test_steps_of_several_measures_without_standards_take_for_how_far_each_is_off() -> None:
    sentence = "合格率每低1个百分点扣2分，返修率每高1个百分点扣1分，数据造假不得分。"
    reading = read(sentence, points=20)
    assert "assumed.how_far" in reading.remarks
    made = draft("item", "质量", reading, 20)
    assert made is not None
    names = {said["name"]: key for key, said in made.inputs.items()}
    person: dict[str, Entry] = {names["合格率少的数"]: 0.03, names["返修率多的数"]: 0.04, names["数据造假"]: "no"}
    assert computed(compiled(made), [person])["points.item"] == [10]


def test_a_standard_that_is_not_stated_is_asked_for_and_takes_no_other_figures_along() -> None:
    reading = read("1、台账不清，一次扣3分。\n2、未完成月度指标，每低1%扣1分。", points=20)
    assert "open.standard" in reading.remarks
    made = draft("item", "收款", reading, 20)
    assert made is not None
    names = {said["name"]: key for key, said in made.inputs.items()}
    person = {names["台账不清"]: 2, names["月度指标（实际）"]: 0.95, names["月度指标（基准）"]: 1}
    [points] = computed(compiled(made), [person])["points.item"]
    assert points == 9


@pytest.mark.parametrize(
    "sentence",
    [
        "错账一笔扣2分，库存满30件，即盘点一次。漏报一次扣2分，扣完为止。",
        "1、每周对所管楼栋不少于5户进行巡查，有记录；记录不全，发生一次扣2分。\n2、前台每月不少于12户次回访，少一次扣2分。",
    ],
)
def test_when_something_is_to_be_done_is_no_figure_of_what_each_fault_takes(sentence: str) -> None:
    reading = read(sentence, points=10)
    assert reading.mark == "assumed"
    assert "assumed.duty" in reading.told
    assert [*reading.rule["deductions"].values()] == [2, 2]  # type: ignore[attr-defined]


def test_what_is_taken_until_all_is_gone_may_be_said_in_points() -> None:
    sentence = "损失800元以上扣10分，损失300-799元扣6分，300元以下扣3分。扣完10分为止。"
    reading = read(sentence, points=10)
    assert reading.mark == "assumed"
    assert reading.rule["bands"] == {"≤0": 10, "≤300": 7, "≤799": 4, "else": 0}
    assert "open.unused" in read(sentence.replace("扣完10分", "扣完8分"), points=10).remarks


def test_so_many_that_take_something_else_than_each_are_asked_about_and_what_each_takes_is_read() -> None:
    reading = read("漏检的，每发生1例扣3分，发生2例时扣15分；记录不全一次扣1分。", points=30)
    assert [*reading.rule["deductions"].values()] == [3, 1]  # type: ignore[attr-defined]
    assert reading.mark == "not_understood"


def test_what_is_short_of_a_standard_takes_of_what_is_added_beside_it_too() -> None:
    sentence = "标准为5个，每少1个扣3分，最低得0分；每发现1个有效漏洞加3分，最高加15分"
    people = [{"item_1": 2, "item_2": 2}, {"item_1": 0, "item_2": 0}, {"item_1": 5, "item_2": 1}]
    assert scored(sentence, 5, *people) == [2, 0, 8]


def test_hours_beyond_which_points_are_taken_are_no_rate_though_the_target_beside_is_one() -> None:
    made = draft("late", "投诉处理及时率", read("标准为100%；未及时处理（超过24小时）扣3分", points=10), 10)
    assert made is not None
    assert [said["type"] for said in made.inputs.values()] == ["number"]


def test_what_leaves_nothing_is_held_against_what_it_is_told_of() -> None:
    """A time beside a count, points beside a share, and what is beyond a bound before it."""
    late = [{"item_1": 3, "item_2": 10}, {"item_1": 1, "item_2": 40}]
    assert scored("迟到一次扣1分，迟到30分钟以上不得分", 10, *late) == [7, 0]
    paid = [{"item_1": 70, "item_2": 100}, {"item_1": 50, "item_2": 100}]
    assert scored("（实际回款/计划回款）×10，低于6分按0分计", 10, *paid) == [7, 0]
    stock = [{"item_1": 1, "item_2": 0.002}, {"item_1": 0, "item_2": 0.004}]
    assert scored("违反先进先出一次扣2分；盘点差异率≤0.3%，超过不得分", 10, *stock) == [8, 0]


def test_what_goes_beyond_a_share_is_added_to_it_by_steps() -> None:
    people = [{"item_1": value} for value in (0.75, 0.9, 1, 1.05, 1.5)]
    sentence = "完成率低于80%不得分，80%-100%按实际完成比例得分，超过100%每超1%加0.2分，最高加3分"
    assert scored(sentence, 15, *people) == [0, 13.5, 15, 16, 18]


@pytest.mark.parametrize(
    ("sentence", "people", "worth"),
    [
        ("基础分6分，每完成一项加1分，最高10分", [0, 3, 9], [6, 9, 10]),
        ("每有一次不合格扣1分，3次以上扣10分", [0, 2, 3], [10, 8, 0]),
        ("一项不达标扣2分，两项及以上不达标扣10分", [0, 1, 2], [10, 8, 0]),
        ("每超时1次扣1分，超5次本项为零", [2, 5, 6], [8, 5, 0]),
        ("低于80%得0分，80%得6分，每增加1%加0.2分", [0.79, 0.8, 0.95, 1.2], [0, 6, 9, 10]),
        ("合格率95%得8分，每提高1%加0.5分，每降低1%减1分，最高10分", [0.95, 0.97, 0.93, 1.0], [8, 9, 6, 10]),
        ("以80%为起点，每增加1%加0.5分，满分10分", [0.8, 0.9, 1.1], [0, 5, 10]),
        ("小于95%每1%扣1分", [0.97, 0.93, 0.8], [10, 8, 0]),
        ("部门排名前20%得10分，20%-50%得8分，50%-80%得6分，后20%得3分", [0.2, 0.5, 0.8, 0.81], [10, 8, 6, 3]),
        ("排名前10%得满分，后10%不得分，其余得6分", [0.1, 0.5, 0.95], [10, 6, 0]),
        ("目标100万元，完成100%得10分，每少完成5万元扣1分", [100, 90, 40], [10, 8, 0]),
        ("正常出勤不少于26天，每少一天扣3分，半天扣1.5分", [26, 25.5, 24], [10, 8.5, 4]),
        ("得分=10-差错次数×2", [0, 3, 6], [10, 4, 0]),
        ("得分=10-（100%-完成率）×100×0.5", [1.0, 0.9, 1.2, 0.5], [10, 5, 10, 0]),
        ("5项工作，每项2分，未完成一项扣2分", [0, 2], [10, 6]),
        ("共5项，每项2分", [5, 3], [10, 6]),
        ("老师间挑事生非的情况酌情扣分", [0, 4], [10, 6]),
        ("按检查得分折算", [95, 60], [9.5, 6]),
        ("不合格一项扣1分，累计5项以上扣10分", [0, 4, 5], [10, 6, 0]),
        ("计划完成率每低1%扣0.5分，低于80%不得分", [1.0, 0.9, 0.79], [10, 5, 0]),
        ("≥100%得10分；90%得5分；中间按线性插入法计算；低于90%不得分", [1.0, 0.95, 0.89], [10, 7.5, 0]),
        ("实际达成率100%为满分，每±1%加减0.5分，最高12分", [1.0, 0.98, 1.02, 1.2], [10, 9, 11, 12]),
    ],
)
def test_one_figure_scores_as_a_person_reads_the_sentence(
    sentence: str, people: Sequence[float], worth: Sequence[float]
) -> None:
    entries: list[dict[str, Entry]] = [{"item_1": value} for value in people]
    assert list(scored(sentence, 10, *entries)) == pytest.approx(worth)


def test_several_figures_score_as_a_person_reads_the_sentence() -> None:
    based = "基础分6分，每完成一项加1分，每差错一次扣1分"
    people = [{"item_1": done, "item_2": wrong} for done, wrong in ((0, 0), (9, 0), (9, 1), (0, 9))]
    assert list(scored(based, 10, *people)) == [6, 10, 9, 0]
    grown = "环比每增长1%加1分，每下降1%扣1分，最高12分"
    sales = [{"item_1": now, "item_2": 100} for now in (100, 101, 97, 120)]
    assert list(scored(grown, 10, *sales)) == [10, 11, 7, 12]
    late = "迟到10分钟内扣0.5分，10-30分钟扣1分，30分钟以上扣2分"
    assert list(scored(late, 10, {"item_1": 2, "item_2": 1, "item_3": 1})) == [6]
    taken = "满分10分，扣分=差额/任务*考核分"
    assert list(scored(taken, 10, {"item_1": 20, "item_2": 100}, {"item_1": 200, "item_2": 100})) == [8, 0]


def test_what_leaves_nothing_of_one_part_leaves_nothing_of_an_item() -> None:
    sentence = "未按时提交不得分；未满足要求不得分；严重错误扣5分/次；按照完成率赋分，即完成率*权重"
    done = {"item_1": 1, "item_3": 0.9}
    assert scored(sentence, 20, {**done, "item_2": "no"}, {**done, "item_2": "yes"}) == [13, 0]


def test_named_values_of_a_target_give_what_they_say_and_a_line_between() -> None:
    sentence = "门槛值80%，目标值100%，挑战值120%。达到门槛得60%，达到目标得100%，达到挑战得120%，中间按线性插值计算"
    people = [{"item_1": share} for share in (0.79, 0.8, 0.9, 1, 1.1, 1.2, 1.5)]
    assert scored(sentence, 20, *people) == pytest.approx([0, 12, 16, 20, 22, 24, 24])


def test_more_of_the_same_costs_more_instead_and_something_else_besides() -> None:
    sentence = "迟到每次扣1分，3次以上扣5分，旷工一次扣10分"
    people = [{"item_1": late, "item_2": away} for late, away in ((0, 0), (2, 0), (3, 0), (9, 1), (2, 1))]
    assert scored(sentence, 20, *people) == [20, 18, 15, 5, 8]


@pytest.mark.parametrize("measure", ["客单价提升率", "费用偏差率", "销售额同比增长率"])
def test_what_may_fall_short_of_before_is_entered_below_nothing_too(measure: str) -> None:
    made = draft("item_1", measure, read("≥5%得满分，每低1%扣2分", points=10), 10)
    assert made is not None
    assert [said.get("may_be_negative") for said in made.inputs.values()] == [True]


def test_parts_of_a_step_count_in_proportion_where_the_sentence_says_so() -> None:
    assert scored("每延迟10小时扣2分，不足10小时按比例扣分", 10, {"item_1": 25}) == [5]
    assert scored("每延迟10小时扣2分", 10, {"item_1": 25}) == [6]


def test_a_product_that_is_rounded_down_is_calculated_so() -> None:
    assert scored("完成率×分值×1.5，向下取整", 10, {"item_1": 0.55}) == [8]


def test_an_internal_customer_who_rates_is_none_of_the_customers() -> None:
    made = draft("item", "服务", read("内部客户30%，上级70%", about="raters"), 10)
    assert made is not None
    assert made.raters == {"item_rater_1": "内部客户"}
    assert made.indicator["rule"]["raters"] == {"item_rater_1": 0.3, "superior": 0.7}
