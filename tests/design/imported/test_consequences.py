"""Vetoes and pay in the words of a form become parts of the scheme that compute what the words say."""

from collections.abc import Mapping
from pathlib import Path

import pytest

from presales_xl.design.imported import form_reader
from presales_xl.design.imported.consequences import pay
from presales_xl.design.imported.form_draft import FormDraft, draft, import_form
from presales_xl.design.imported.source import Passage, Spot
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.model import Scheme
from presales_xl.workbook import reader
from tests.backends.cohort import Entry, computed

FORM = """售前顾问月度考核表
考核指标\t满分\t评分标准
方案质量\t60\t由部门经理评分
协作\t40\t由部门经理评分
等级：A：90分以上，B：75-90分，C：75分以下
"""


def made(tmp_path: Path, *lines: str) -> tuple[FormDraft, dict[str, tuple[str, str]]]:
    """Return the draft of a form with these sentences below its table, and mark and fate of each."""
    source, target = tmp_path / "考核.txt", tmp_path / "草稿.xlsx"
    source.write_text(FORM + "\n".join(lines), encoding="utf-8")
    found = import_form(source, target, "zh")
    return found, {str(row[2]): (str(row[3]), str(row[4])) for row in reader.parse(target)["原文对照"][3:]}


@pytest.mark.parametrize(
    ("sentence", "when", "effect"),
    [
        ("发生泄密事件的，一票否决", "veto_1_1 == 'yes'", "total_zero"),
        ("重大客户投诉超过2次，一票否决", "veto_1_1 > veto_1_figure_1", "total_zero"),
        ("弄虚作假的，绩效评定为C级", "veto_1_1 == 'yes'", "lowest_grade"),
        ("弄虚作假的，直接为C级", "veto_1_1 == 'yes'", "lowest_grade"),
        ("被客户书面投诉的，当月绩效不得高于C级", "veto_1_1 == 'yes'", "lowest_grade"),
        ("造成损失超过10万元的，一票否决", "veto_1_1 > veto_1_figure_1", "total_zero"),
    ],
)
def test_a_veto_is_read_with_its_condition_and_effect(tmp_path: Path, sentence: str, when: str, effect: str) -> None:
    found, fates = made(tmp_path, sentence)
    (veto,) = found.content["vetoes"].values()
    number = next(iter(found.content["vetoes"])).removeprefix("veto_")
    assert veto["when"] == when.replace("veto_1", f"veto_{number}")
    assert veto["effect"] == effect
    assert fates[sentence][1].startswith("一票否决")
    assert found.plan is not None


@pytest.mark.parametrize(
    "sentence",
    [
        "弄虚作假的，绩效评定为B级",
        "被客户书面投诉的，当月绩效不得高于B级",
        "泄密的，绩效由A级降为C级",
        "自评不计入总分",
        "连续两次方案被退回的，绩效等级下调一级",
        "一般投诉不作为一票否决项",
        "未造成损失的泄密不予一票否决",
        "首次违规免予一票否决",
        "泄密事件不适用一票否决",
        "弄虚作假3次以上或泄密的，当月绩效为0分",
        "重大失误且给公司造成损失10万元以上的，一票否决",
        "有下列情形之一的，当月绩效为零分",
        "新员工入职不满一个月的，绩效工资按70%发放",
        "季度奖在次月随工资发放，考核低于60分者按50%发放",
    ],
)
def test_a_consequence_that_the_scheme_cannot_say_for_sure_is_left_to_decide(tmp_path: Path, sentence: str) -> None:
    found, fates = made(tmp_path, sentence)
    assert not found.content.keys() & {"vetoes", "pay", "adjustments"}
    assert found.content["grades"].keys() == {"scale"}
    assert fates[sentence][0] == "✗"


@pytest.mark.parametrize(
    "sentence",
    [
        "试用期员工不参加考核",
        "弄虚作假的予以辞退",
        "连续三个月不合格的予以辞退",
        "连续三个月不合格的，调离岗位",
        "年度内两次考核为C的，不得参与晋升评选",
        "连续两个月低于70分的予以调岗",
        "本月入职不满15天的不参加考核",
    ],
)
def test_who_is_appraised_and_what_becomes_of_somebody_beside_points_and_pay_are_words_to_look_at(
    tmp_path: Path, sentence: str
) -> None:
    found, fates = made(tmp_path, sentence)
    assert not found.content.keys() & {"vetoes", "pay", "adjustments"}
    assert fates[sentence][0] == "▲"


@pytest.mark.parametrize(
    "sentence",
    [
        "考核结果作为晋升、调岗、奖励的依据",
        "考核结果作为调离岗位的参考",
        "考核表一式两份，由本人和人事部各存一份",
        "考核周期：2026年11月1日至30日",
        "每季度考核一次，满分100分。",
        "3 评分细则",
        "4 等级与奖金",
        "××集团有限公司",
        "共3页 第1页",
        "考核由直属主管组织，成绩告知本人",
    ],
)
def test_what_results_are_used_for_and_how_they_are_kept_is_no_consequence(tmp_path: Path, sentence: str) -> None:
    assert made(tmp_path, sentence)[1][sentence][0] == "✓"


LEFT = ["有下列情形之一的，扣发当月绩效奖金：", "1、泄露客户资料", "（2）收受回扣", "③ 伪造拜访记录"]


@pytest.mark.parametrize("cases", [LEFT, ["否决项：", "泄露客户资料", "收受回扣"]])
def test_the_cases_below_a_head_are_left_to_decide_with_it_and_what_follows_them_is_not(
    tmp_path: Path, cases: list[str]
) -> None:
    after = ["本表由人事部存档：一式两份", "1、由人事部解释"]
    fates = made(tmp_path, *cases, *after)[1]
    assert {fates[line][0] for line in cases} == {"✗"}
    assert [fates[line][0] for line in after] == ["✓"] * 2


def test_sentences_that_lower_the_grade_are_added_up(tmp_path: Path) -> None:
    found, fates = made(tmp_path, "方案被退回的，绩效等级下调一级", "重大失误超过2次的，等级下调两级")
    assert {fate for _, fate in fates.values()} >= {"降低等级"}
    returned, failures = found.content["inputs"]
    cases: list[tuple[dict[str, Entry], str]] = [
        ({returned: "no", failures: 2}, "A"),
        ({returned: "yes", failures: 0}, "B"),
    ]
    cases += [({returned: "no", failures: 3}, "C"), ({returned: "yes", failures: 3}, "C")]
    assert found.plan is not None
    rated = dict(zip((each for each in found.plan.inputs() if each not in (returned, failures)), (60, 40), strict=True))
    columns = computed(found.plan, [{**people, **rated} for people, _ in cases])
    assert ["ABC"[int(place)] for place in columns["grade"]] == [grade for _, grade in cases]


@pytest.mark.parametrize("given", ["yes", "no"])
def test_pay_that_is_withheld_is_0(tmp_path: Path, given: str) -> None:
    found, fates = made(
        tmp_path,
        "绩效奖金=基数×2",
        "项目奖金=回款×1%",
        "受到警告处分的，取消当月绩效奖金",
        "得分低于60分的，不发放奖金",
    )
    assert all(mark == "▲" for line, (mark, _) in fates.items() if "奖金" in line)
    person: dict[str, Entry] = {"基数": 1000, "回款": 5000, "受到警告处分": given}
    assert paid(found, person, 80) == [0 if given == "yes" else 2000, 50]
    assert paid(found, person, 59) == [0, 0]


@pytest.mark.parametrize(
    ("sentence", "amount"),
    [
        ("绩效奖金=得分×50元", 4000),
        ("奖金=(得分-60)×50元", 1000),
        ("奖金=基数×得分/80", 1000),
        ("奖金=基数×得分÷100", 800),
        ("奖金=基数×考核得分%", 800),
        ("每1分对应绩效奖金20元", 1600),
        ("奖金=基数÷100×实际得分（例：得分50分，奖金为500÷100×50=250元）", 800),
        ("当月绩效工资=绩效工资基数1500元×考核得分÷100", 1200),
    ],
)
def test_a_score_in_pay_is_taken_as_it_is_written(tmp_path: Path, sentence: str, amount: float) -> None:
    assert paid(made(tmp_path, sentence)[0], {"基数": 1000}, 80) == [amount]


def test_a_score_in_a_sum_beside_other_figures_is_left_to_decide(tmp_path: Path) -> None:
    found, fates = made(tmp_path, "奖金=基数×(得分-60)")
    assert "pay" not in found.content
    assert fates["奖金=基数×(得分-60)"][0] == "✗"


def changed(tmp_path: Path, sentence: str, *entries: tuple[float, ...]) -> list[float]:
    """Return by how much an adjustment changes the total of 100, by what is entered for it in the order of the text."""
    found, _ = made(tmp_path, sentence)
    assert found.plan is not None
    named = {sentence.find(said["name"].strip("少多")): key for key, said in found.content["inputs"].items()}
    keys = [named[place] for place in sorted(named)]
    rated = dict(zip((each for each in found.plan.inputs() if each not in keys), (60.0, 40.0), strict=True))
    people = [{**dict(zip(keys, counts, strict=True)), **rated} for counts in entries]
    return [total - 100 for total in computed(found.plan, people)["total"]]


def test_the_most_that_is_added_is_not_made_good_by_deductions(tmp_path: Path) -> None:
    sentence = "每提前1天加1分，每延后1天扣2分，最多加5分"
    assert changed(tmp_path, sentence, (10, 2), (3, 0), (0, 4)) == [1, 3, -8]


def test_an_adjustment_takes_no_more_than_all_points_and_says_so(tmp_path: Path) -> None:
    sentence = "每少提交一份周报扣2分，扣完为止"
    assert changed(tmp_path, sentence, (3,), (60,)) == [-6, -100]
    assert "扣完为止" in made(tmp_path, sentence)[1][sentence][1].split("▲")[1]


def test_pay_is_calculated_from_its_sentence_with_what_others_define_and_sums_are_no_pay_of_their_own(
    tmp_path: Path,
) -> None:
    lines = [
        "计提奖金=项目奖金+绩效奖金",
        "项目奖金=实际回款×1.5%",
        "绩效奖金=绩效基数×得分/100×完成率",
        "完成率=实际收入/目标收入",
    ]
    found, fates = made(tmp_path, *lines)
    pay = found.content["pay"]
    assert [item["name"] for item in pay.values()] == ["项目奖金", "绩效奖金"]
    assert fates[lines[0]] == ("✓", "各项奖金之和，工资单会加起来")
    assert all(fates[line][0] == "▲" for line in lines[1:])
    assert paid(found, {"实际回款": 200_000, "绩效基数": 3000, "实际收入": 90, "目标收入": 100}, 80) == [3000, 2160]


def test_a_score_without_a_hundred_below_it_is_taken_as_a_share_and_said(tmp_path: Path) -> None:
    found, fates = made(tmp_path, "绩效工资=基本工资×40%×KPI得分")
    assert paid(found, {"基本工资": 5000}, 80) == [1600]
    assert "总分 ÷ 100" in fates["绩效工资=基本工资×40%×KPI得分"][1]


@pytest.mark.parametrize(
    "lines",
    [
        ["奖金=基数×系数", "基数=奖金×2"],  # a circle
        ["项目奖金=回款×1%", "项目奖金=回款×2%"],  # twice
        ["绩效奖金=回款×1%", "个人奖金=绩效奖金×得分/100"],  # the first may be paid, or not
        ["奖金基数为3000元，按季度发放"],
    ],
)
def test_pay_that_may_mean_two_things_is_left_to_decide(tmp_path: Path, lines: list[str]) -> None:
    found, fates = made(tmp_path, *lines)
    assert "pay" not in found.content
    assert all(fates[line][0] == "✗" for line in lines)


def test_a_figure_that_indicator_and_pay_take_is_one(tmp_path: Path) -> None:
    found, _ = made(tmp_path, "项目奖金=回款额×1%", "推广奖金=回款额×2%+推广场次×100")
    names = [said["name"] for said in found.content["inputs"].values()]
    assert names == ["回款额", "推广场次"]
    assert paid(found, {"回款额": 10_000, "推广场次": 3}, 80) == [100, 500]


def paid(found: FormDraft, given: Mapping[str, Entry], total: float) -> list[float]:
    """Return what one person is paid with a total, which both indicators give in proportion."""
    plan = compile_scheme(Scheme.model_validate(found.content))
    people = {key: given[said["name"]] for key, said in found.content.get("inputs", {}).items()}
    rated = dict(zip((key for key in plan.inputs() if key not in people), (0.6 * total, 0.4 * total), strict=True))
    columns = computed(plan, [people | rated])
    return [columns[f"pay.{key}"][0] for key in found.content["pay"]]


def test_the_most_that_is_taken_holds_for_the_sum_of_an_adjustment(tmp_path: Path) -> None:
    found, _ = made(tmp_path, "客户重大投诉每发生一次扣5分，最高扣20分")
    assert found.plan is not None
    [count] = found.content["inputs"]
    rated = dict(zip((each for each in found.plan.inputs() if each != count), (60.0, 40.0), strict=True))
    people = [{count: times, **rated} for times in (0, 1, 4, 5, 9)]
    assert [total - 100 for total in computed(found.plan, people)["total"]] == [0, -5, -20, -20, -20]


def test_the_word_before_the_grades_is_no_part_of_their_names(tmp_path: Path) -> None:
    source = tmp_path / "a.txt"
    source.write_text(
        FORM.rsplit("等级", 1)[0] + "4. 等级划分：A级90分及以上；B级80-89分；C级80分以下。", encoding="utf-8"
    )
    assert list(import_form(source, tmp_path / "b.xlsx", "zh").content["grades"]["scale"]) == ["A级", "B级", "C级"]


GRADED = "等级：A级90分以上，系数1.2；B级75-90分，系数1.0；C级75分以下，系数0.8"


def graded(tmp_path: Path, *lines: str) -> tuple[FormDraft, str]:
    """Return the draft of a form with grades that have coefficients, and what became of those."""
    source = tmp_path / "考核.txt"
    source.write_text(FORM.rsplit("等级", 1)[0] + "\n".join([GRADED, *lines]), encoding="utf-8")
    found = import_form(source, tmp_path / "草稿.xlsx", "zh")
    return found, next(line.became for line in found.sourced.lines if line.words == GRADED)


@pytest.mark.parametrize(("total", "amount"), [(95, 1200), (80, 1000), (60, 800)])
def test_pay_takes_the_coefficient_of_the_grade(tmp_path: Path, total: float, amount: float) -> None:
    found, fate = graded(tmp_path, "绩效奖金=基数×绩效系数")
    assert [said["name"] for said in found.content["inputs"].values()] == ["基数"]
    assert paid(found, {"基数": 1000}, total) == [amount]
    assert "✗" not in fate


def test_coefficients_that_no_pay_takes_have_a_base_that_hr_gives_and_the_draft_says_so(tmp_path: Path) -> None:
    found, fate = graded(tmp_path)
    assert found.content["parameters"]["grade_coefficient"]["value"] == {"A级": 1.2, "B级": 1, "C级": 0.8}
    assert paid(found, {"奖金基数": 1000}, 80) == [1000]
    assert "原文没有写系数用在哪项奖金" in fate


@pytest.mark.parametrize(
    ("lines", "scores", "amounts"),
    [
        (["85分及以上全额发放绩效工资，低于85分按得分比例发放。"], (90, 80), [1000, 800]),
        (["得分70分以上全额发放奖金；70分以下奖金=得分÷100×奖金基数。"], (70, 60), [1000, 600]),
        (["绩效工资=绩效基数×得分/100，60分以下不发。"], (90, 50), [900, 0]),
        (["60分以下不发绩效工资。"], (90, 50), [1000, 0]),
        (["得分低于60分，当月绩效工资不予发放；60分以上按得分比例发放绩效工资。"], (80, 50), [800, 0]),
        (["得分85分及格发放全额绩效奖金，85分以下绩效工资=得分×绩效金额÷100"], (90, 80), [1000, 800]),
        (["得分低于60分的，取消当月绩效奖金。"], (60, 50), [1000, 0]),
        (
            ["得分不足60分的，奖金不予发放；95分以上的，奖金按120%发放；其余按得分比例发放。"],
            (95, 80, 50),
            [1200, 800, 0],
        ),
    ],
)
def test_pay_in_two_cases_is_what_each_says(
    tmp_path: Path, lines: list[str], scores: tuple[float, ...], amounts: list[float]
) -> None:
    found, fates = made(tmp_path, *lines)
    assert {fates[line][0] for line in lines} == {"▲"}
    (base,) = [said["name"] for said in found.content["inputs"].values() if said.get("given_by") == "hr"]
    assert [amount for score in scores for amount in paid(found, {base: 1000}, score)] == amounts


@pytest.mark.parametrize(
    ("lines", "scores", "amounts"),
    [
        (["月度考核奖500元，实发=500×总分/100；总分低于70分当月不发。"], (90, 70, 60), [450, 350, 0]),
        (["绩效工资标准为2000元/月，实发工资＝标准×得分÷100。"], (90, 60), [1800, 1200]),
        (["季度奖金：3000元，按考核得分比例发放；低于60分的不发放季度奖金"], (80, 50), [2400, 0]),
        (["月度奖800元，按得分/100折算发放", "当月绩效低于70分的不享受月度奖"], (75, 60), [600, 0]),
        (
            ["管理人员绩效奖金基数800元，90分以上全额，80-90分发80%，70-80分发60%，70分以下不发。"],
            (95, 80, 75, 60),
            [800, 640, 480, 0],
        ),
        (["绩效工资标准1000元，85分以上全额发放，70-85分按80%发放，70分以下不发"], (85, 70, 69), [1000, 800, 0]),
    ],
)
def test_pay_of_an_amount_that_stands_before_it_takes_that_amount(
    tmp_path: Path, lines: list[str], scores: tuple[float, ...], amounts: list[float]
) -> None:
    found, fates = made(tmp_path, *lines)
    assert not {fates[line][0] for line in lines} & {"✗"}
    assert not found.content.get("inputs")
    assert [amount for score in scores for amount in paid(found, {}, score)] == amounts


@pytest.mark.parametrize(
    "line",
    [
        "绩效工资=绩效工资基数×考评成绩/100，超过100分的按实际分数计发",
        "月绩效工资=绩效工资基数×月度考核成绩÷100；高于100分的部分按实际得分计算",
    ],
)
def test_pay_by_the_total_has_no_end_at_a_hundred_points_where_a_form_says_so(tmp_path: Path, line: str) -> None:
    found, _ = made(tmp_path, line, "客户表扬每次加5分")
    assert found.content["pay"]["pay_1"]["formula"] == "pay_1_1 * total / 100"
    assert [said["name"] for said in found.content["inputs"].values()][-1] == "绩效工资基数"


@pytest.mark.parametrize(
    "line",
    [
        "发生重大质量事故的，实行一票否决，当月绩效奖金为0。",
        "发生重大质量事故，一票否决，取消当月绩效奖金",
        "发生重大质量事故的不享受当月绩效奖",
    ],
)
def test_a_veto_of_pay_leaves_the_points_and_pays_nothing(tmp_path: Path, line: str) -> None:
    found, fates = made(tmp_path, "绩效奖金=奖金基数×总分/100", line)
    assert "vetoes" not in found.content
    assert fates[line][0] == "▲"
    assert [paid(found, {"奖金基数": 1000, "发生重大质量事故": said}, 90) for said in ("no", "yes")] == [[900], [0]]


def test_an_amount_that_no_formula_takes_is_left_to_decide(tmp_path: Path) -> None:
    line = "绩效奖金基数800元，90分以上全额，80-90分发80%，80分以下不发。"
    _, fates = made(tmp_path, line, "绩效奖金=月工资×绩效系数")
    assert fates[line][0] == "✗"


def test_an_amount_of_something_else_is_no_name_of_pay(tmp_path: Path) -> None:
    found, _ = made(tmp_path, "季度绩效奖金=季度绩效基数×部门系数", "基数×10%")
    assert [said["name"] for said in found.content["pay"].values()] == ["季度绩效奖金"]


@pytest.mark.parametrize(("line", "mark"), [("总分=∑(评分×权重)×20", "✗"), ("总分=∑(评分×权重)", "✓")])
def test_a_sum_of_weighted_points_that_makes_no_hundred_is_left_to_decide(tmp_path: Path, line: str, mark: str) -> None:
    assert made(tmp_path, line)[1][line][0] == mark


def test_a_sum_of_weighted_points_out_of_five_that_makes_a_hundred_is_what_the_draft_does(tmp_path: Path) -> None:
    source, target = tmp_path / "a.txt", tmp_path / "b.xlsx"
    line = "总分=∑(评分×权重)×20"
    rows = [
        "考核指标\t权重\t评分标准",
        "及时率\t60%\t≥95%评5分，≥90%评3分，其余0分",
        "差错\t40%\t0次评5分，1次评3分，2次以上评0分",
    ]
    source.write_text("\n".join(["月度考核表", *rows, line]), encoding="utf-8")
    import_form(source, target, "zh")
    [told] = [row for row in reader.parse(target)["原文对照"][3:] if row[2] == line]
    assert told[3] == "✓"


@pytest.mark.parametrize(
    ("line", "scores", "amounts"),
    [
        ("得分90分以上的奖励300元，80分以上的不奖不罚，80分以下每低1分罚款10元。", (90, 85, 80, 75), [300, 0, 0, -50]),
        ("考核得分95分以上，奖500元；85-94分奖200元；85分以下每少2分扣奖金30元", (95, 90, 80), [500, 200, -60]),
        ("得分95分以上每高1分奖励20元，80分以上不奖不罚，80分以下罚款100元", (97, 90, 70), [40, 0, -100]),
        ("绩效奖金按考核得分计算，每1分20元。", (90,), [1800]),
    ],
)
def test_amounts_by_points_are_paid_case_by_case(
    tmp_path: Path, line: str, scores: tuple[float, ...], amounts: list[float]
) -> None:
    found, fates = made(tmp_path, line)
    assert fates[line][0] == "▲"
    assert [amount for score in scores for amount in paid(found, {}, score)] == amounts


def test_each_point_below_those_for_all_pay_takes_an_amount_of_it(tmp_path: Path) -> None:
    found, _ = made(tmp_path, "考核得分90分以上发全额绩效奖，每低于90分1分扣发50元。")
    assert [paid(found, {"绩效奖基数": 1000}, score) for score in (92, 85, 60)] == [[1000], [750], [0]]


def test_amounts_by_rank_go_to_the_first_and_are_taken_from_the_last(tmp_path: Path) -> None:
    line = "按考评得分排名，第一名奖励400元，第二名奖200元，最后一名罚款100元。"
    found, fates = made(tmp_path, line)
    assert fates[line] == ("▲", "奖金“名次奖罚”：▲ 名次按总分从高到低排，同分同名次")
    assert found.plan is not None
    keys = [key for key, said in found.content["inputs"].items()]
    assert keys == []
    assert found.content["pay"].keys() == {"shared_1"}


@pytest.mark.parametrize(
    "line",
    [
        "得分90分以上的奖励300元，95分以上的奖励500元，80分以下罚款10元。",
        "得分90分以上的奖励300元，80分以下每低1分罚款10元。",
        "按考评得分排名，第一名奖励400元，其余的由部门商定。",
    ],
)
def test_amounts_that_contradict_each_other_or_leave_a_case_out_are_left_to_decide(tmp_path: Path, line: str) -> None:
    found, fates = made(tmp_path, line)
    assert fates[line][0] == "✗"
    assert "pay" not in found.content


def test_money_is_never_taken_for_points(tmp_path: Path) -> None:
    found, fates = made(tmp_path, "每月评选服务标兵1名，奖励200元")
    assert "adjustments" not in found.content
    assert fates["每月评选服务标兵1名，奖励200元"][0] == "✗"


def test_pay_that_a_form_only_withholds_is_given_by_hr(tmp_path: Path) -> None:
    found, fates = made(tmp_path, "受到公司级警告处分的，取消当月绩效奖金")
    assert "应发数由人事填" in fates["受到公司级警告处分的，取消当月绩效奖金"][1]
    person: dict[str, Entry] = {"应发绩效奖金": 800, "受到公司级警告处分": "yes"}
    assert paid(found, person, 80) == [0]
    assert paid(found, {**person, "受到公司级警告处分": "no"}, 80) == [800]


def test_parts_of_a_line_add_and_deduct_by_themselves_each_within_its_own_limit(tmp_path: Path) -> None:
    line = "1. 提前完工的，每提前5天加1分，上限5分；客户来函表扬，每封加3分。"
    found, fates = made(tmp_path, line)
    assert [said["rule"].get("cap") for said in found.content["adjustments"].values()] == [5, None]
    assert fates[line][1].count("加减分") == 2


@pytest.mark.parametrize(
    "line",
    [
        "各项扣分以该项满分扣完为止。",
        "注：各指标扣完为止，不倒扣。",
        "注:每项扣分不超过该项分值",
        "说明：1、最终得分=Σ指标得分×权重。",
        "考核总分为各项得分之和，满分100分。",
        "考核得分＝方案质量＋协作",
    ],
)
def test_what_a_form_says_of_its_arithmetic_that_the_draft_does_is_confirmed(tmp_path: Path, line: str) -> None:
    found, fates = made(tmp_path, line)
    assert fates[line] == ("✓", "草稿正是这样算的")
    assert not found.content.get("adjustments")


@pytest.mark.parametrize(
    "line",
    [
        "各项扣分可扣至负分",
        "最终得分=方案质量",
        "各指标按10分制评分",
        "考核总分为各项得分之和，满分120分。",
        "总分=各项得分的平均数",
    ],
)
def test_what_a_form_says_of_its_arithmetic_that_the_draft_does_not_do_is_not_confirmed(
    tmp_path: Path, line: str
) -> None:
    assert made(tmp_path, line)[1][line][0] != "✓"


@pytest.mark.parametrize("line", ["最终得分=Σ(各指标得分×权重)", "总分为各指标得分乘以权重之和"])
@pytest.mark.parametrize(("rule", "mark"), [("延误每次扣2分，扣完为止", "▲"), ("由部门经理评分", "✓")])
def test_a_total_of_weighted_points_is_confirmed_where_nothing_is_deducted_from_the_weights_themselves(
    tmp_path: Path, line: str, rule: str, mark: str
) -> None:
    source, target = tmp_path / "考核.txt", tmp_path / "草稿.xlsx"
    rows = ["售前月度考核表", "考核指标\t权重\t评分标准", f"交付\t30%\t{rule}", "协作\t70%\t由部门经理评分", line]
    source.write_text("\n".join(rows), encoding="utf-8")
    import_form(source, target, "zh")
    fates = {str(row[2]): (str(row[3]), str(row[4])) for row in reader.parse(target)["原文对照"][3:]}
    assert fates[line][0] == mark
    assert ("先乘权重" in fates[line][1]) == (mark == "▲")


def test_each_sentence_of_a_line_becomes_what_it_says(tmp_path: Path) -> None:
    line = "说明：总分不低于0分。发生泄密事件的，一票否决。绩效奖金=奖金基数×得分/100。"
    found, fates = made(tmp_path, line)
    assert {"adjustments", "vetoes", "pay"} <= found.content.keys()
    assert fates[line][0] == "▲"
    assert "总分上下限" in fates[line][1]
    assert "一票否决“发生泄密事件”" in fates[line][1]


def test_a_table_of_shares_by_points_pays_them_of_the_amount_in_its_heading(tmp_path: Path) -> None:
    rows = ["参考分值\t对应奖金百分比（以80元计算）", "90--100\t100%", "80--89\t85%", "80以下\t0%"]
    source = tmp_path / "考核.txt"
    source.write_text(FORM.rsplit("等级", 1)[0] + "\n奖金\n" + "\n".join(rows), encoding="utf-8")
    found = import_form(source, tmp_path / "草稿.xlsx", "zh")
    assert [paid(found, {}, score) for score in (95, 85, 70)] == [[80], [68], [0]]


@pytest.mark.parametrize(
    ("line", "entries", "amount"),
    [
        ("每中标一个项目奖励1000元。", {"中标项目": 3}, 3000),
        ("每成功签约一单奖励200元。", {"成功签约": 2}, 400),
        ("按回款额的0.5%提成。", {"回款额": 20000}, 100),
        ("当月无迟到早退，发放全勤奖200元。", {"当月无迟到早退": "yes"}, 200),
        ("当月无迟到早退，发放全勤奖200元。", {"当月无迟到早退": "no"}, 0),
        ("得分低于80分的，每低1分扣绩效工资20元。", {}, -200),
        ("每分折合人民币20元，按得分发放绩效奖金。", {}, 1400),
        ("绩效考核每分对应绩效工资10元。", {}, 700),
        ("1分=10元。", {}, 700),
        ("当月有旷工行为，绩效奖金扣发50%。", {"应发绩效奖金": 1000, "当月有旷工行为": "yes"}, 500),
        ("当月有旷工行为，绩效奖金扣发50%。", {"应发绩效奖金": 1000, "当月有旷工行为": "no"}, 1000),
        ("每月考核得分低于75分的，扣发绩效工资的30%。", {"应发绩效工资": 1000}, 700),
        ("当月得分90分以上，奖金为1000元；80-90分，800元；60-80分，500元；60分以下无奖金。", {}, 500),
        ("奖金：90分以上1000元；70-90分800元；70分以下无奖金。", {}, 800),
        ("绩效奖金=绩效奖金基数×月度绩效系数；70分以上系数1.2，70分以下系数0.8。", {"绩效奖金基数": 100}, 120),
        ("得分低于75分者，绩效工资为零；连续两个月低于75分者，予以调岗。", {"应发绩效工资": 1000}, 0),
    ],
)
def test_amounts_by_count_by_case_and_by_point_are_paid(
    tmp_path: Path, line: str, entries: Mapping[str, Entry], amount: float
) -> None:
    found, fates = made(tmp_path, line)
    assert fates[line][0] == "▲"
    assert paid(found, entries, 70) == [amount]


def test_the_first_place_alone_is_paid(tmp_path: Path) -> None:
    found, fates = made(tmp_path, "第一名奖励500元")
    assert fates["第一名奖励500元"][0] == "▲"
    assert "adjustments" not in found.content
    assert [said["name"] for said in found.content["pay"].values()] == ["名次奖罚"]


@pytest.mark.parametrize(
    ("line", "name", "changes"),
    [
        ("业务量排名：第一名加5分，第二名加3分，第三名加1分。", "业务量排名", [5, 3, 1]),
        ("业绩排名：每月第一名加3分，最后一名扣3分。", "业绩排名", [3, -3]),
        ("档案管理：未按时归档的每次扣1分；资料遗失的，每次扣10分。", "档案管理", [-1, -10]),
        ("加分项：客户表扬每次加2分。", "客户表扬", [2]),
    ],
)
def test_a_line_adds_and_takes_under_the_name_before_its_colon(
    tmp_path: Path, line: str, name: str, changes: list[float]
) -> None:
    found, _ = made(tmp_path, line)
    [change] = found.content["adjustments"].values()
    assert (change["name"], list(change["rule"]["additions"].values())) == (name, changes)


@pytest.mark.parametrize(
    "sentence",
    ["发生重大安全事故的，实行一票否决，当月绩效奖金为0。", "发生重大安全事故的，一票否决，取消当月绩效奖金"],
)
def test_a_veto_that_says_what_is_not_paid_leaves_the_score_as_it_is(tmp_path: Path, sentence: str) -> None:
    found, fates = made(tmp_path, "当月绩效工资=绩效工资基数×考核得分/100", sentence)
    assert "vetoes" not in found.content
    assert [said["formula"] for said in found.content["pay"].values()] == [
        "0 if unpaid_2_1 == 'yes' else (pay_1_1 * total / 100)"
    ]
    assert fates[sentence][0] == "▲"


@pytest.mark.parametrize(
    "sentence", ["绩效奖金 = 绩效基数 × 得分 / 100，低于60分不发", "绩效奖金=绩效基数×得分/100，低于60分不发放"]
)
def test_a_formula_of_pay_and_from_where_on_nothing_is_paid_are_one_item(tmp_path: Path, sentence: str) -> None:
    found, fates = made(tmp_path, sentence)
    assert [said["formula"] for said in found.content["pay"].values()] == [
        "0 if total < unpaid_2_figure_1 else (pay_1_1 * total / 100)"
    ]
    assert fates[sentence][0] == "▲"


@pytest.mark.parametrize(
    ("said", "name", "formula"),
    [
        ("考核得分÷100×岗位绩效工资1500元为当月绩效工资。", "当月绩效工资", "total / 100 * pay_1_figure_1"),
        ("当月绩效工资为基数1500元乘以考核得分除以100", "当月绩效工资", "pay_1_figure_1 * total / 100"),
        ("得分乘以20元为当月奖金", "当月奖金", "total * pay_1_figure_1"),
        ("绩效工资按基数乘以考核系数发放", "绩效工资", "pay_1_1 * pay_1_2"),
    ],
)
def test_a_formula_of_pay_may_stand_before_its_name_or_behind_a_word(said: str, name: str, formula: str) -> None:
    [item] = pay([Passage(said, Spot())], {}).items
    assert (item.name, item.content["formula"]) == (name, formula)


def test_an_amount_in_a_sentence_of_its_own_is_what_coefficients_of_grades_are_multiplied_with(tmp_path: Path) -> None:
    lines = [
        "一、日报（60分）：迟报一次扣5分。",
        "二、差错（40分）：每次扣4分。",
        "三、考核结果：95分以上为优，绩效工资按120%发；85~94分为良，按100%发；85分以下为不及格，绩效工资不发。绩效工资基数800元/月。",
    ]
    path = tmp_path / "a.txt"
    path.write_text("\n".join(["内勤考核细则", *lines]), encoding="utf-8")
    content = draft(form_reader.read(path), "zh").content
    [item] = content["pay"].values()
    assert item["formula"] == "pay_1_figure_1 * grade_coefficient"
    assert content["parameters"]["pay_1_figure_1"]["value"] == 800


@pytest.mark.parametrize(
    ("lines", "paid"),
    [
        (["综合考核满分100分，当月奖金=考核分数/100分*月度奖金800元"], [640, 480]),
        (
            [
                "1、总分100分 分值=绩效工资/100每月绩效工资=分值×实际得分",
                "2、每月得分75分以上，拿全部绩效工资（含75分）",
            ],
            [1000, 600],
        ),
        (
            [
                "每月绩效工资=绩效工资×得分/100",
                "得分75分及以上发放全额绩效工资",
                "得分低于65分，取消本月绩效工资，只发基本工资；连续两月低于65分，降一档",
            ],
            [1000, 0],
        ),
        (
            ["同一事项当月重复出现的，累计扣分，得分70分及格发全额绩效奖金，70分以下绩效奖金=所得分*绩效金额"],
            [1000, 600],
        ),
        (["当月绩效工资=绩效工资×得分/100", "得分低于65分的，取消当月绩效工资，仅发岗位工资"], [800, 0]),
    ],
)
def test_pay_by_the_points_in_full_in_part_and_not_at_all_is_what_its_sentences_say(
    tmp_path: Path, lines: list[str], paid: list[float]
) -> None:
    found, told = made(tmp_path, *lines)
    assert found.plan is not None
    assert {mark for words, (mark, _) in told.items() if "得分" in words or "分数" in words} == {"▲"}
    [key] = found.content["pay"]
    bases = {name: 1000 for name, said in found.content["inputs"].items() if said.get("given_by") == "hr"}
    people = [{"item_1": each * 0.6, "item_2": each * 0.4} | bases for each in (80, 60)]
    assert computed(found.plan, people)[f"pay.{key}"] == pytest.approx(paid)


def test_a_note_in_brackets_that_no_item_falls_below_nothing_holds_for_all(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    form = (
        "客服考核表\n指标\t满分\t评分标准\n回复\t60\t漏回一次扣2分\n记录\t40\t错记一次扣1分\n（说明：各单项分扣完为止）"
    )
    path.write_text(form, encoding="utf-8")
    found = draft(form_reader.parse(path), "zh")
    assert [each.of_rule for each in found.indicators] == [(), ()]
    assert [line.mark for line in found.sourced.lines][-1] == "understood"


def test_what_pay_comes_from_is_quoted_as_the_form_has_it(tmp_path: Path) -> None:
    line = "90分以上发放全额绩效工资；80-89分发放90%；80分以下不发放绩效工资。"
    found, _ = made(tmp_path, line)
    quoted = [note.words for (path, _), note in found.sourced.notes.items() if path.startswith("pay.")]
    assert quoted
    assert all(line in words and "×" not in words for words in quoted)
