"""Vetoes as forms list them: cases below a head or behind it, sentences, rows among the indicators."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from presales_xl.design.imported.form_draft import FormDraft, import_form
from presales_xl.scheme.compile import compile_scheme
from presales_xl.scheme.model import Scheme
from tests.backends.cohort import Entry, computed
from tests.design.imported.forms import workbook

FORM = "售前顾问月度考核表\n考核指标\t满分\t评分标准\n方案质量\t60\t由部门经理评分\n协作\t40\t由部门经理评分\n"
GRADES = "等级：A：90分以上，B：75-90分，C：75分以下\n"


def draft(tmp_path: Path, text: str) -> FormDraft:
    """Return the draft of a form in a text."""
    source = tmp_path / "考核.txt"
    source.write_text(text, encoding="utf-8")
    return import_form(source, tmp_path / "草稿.xlsx", "zh")


def vetoes(found: FormDraft) -> list[tuple[str, str]]:
    """Return name and effect of each veto; the draft can be tried."""
    assert found.plan is not None
    return [(said["name"], said["effect"]) for said in found.content.get("vetoes", {}).values()]


def marks(found: FormDraft, text: str) -> set[str]:
    """Return how the lines of a text were read."""
    return {line.mark for line in found.sourced.lines if line.words in text.splitlines()}


LOWEST, ZERO = "lowest_grade", "total_zero"


@pytest.mark.parametrize(
    ("text", "names", "effect", "mark"),
    [
        (
            "凡有以下行为之一，本季考核为不合格：①泄露客户报价；②伪造拜访记录",
            ("泄露客户报价", "伪造拜访记录"),
            LOWEST,
            "assumed",
        ),
        (
            "有下列情形之一的，当月绩效为0：1、泄露客户资料；2、收受回扣",
            ("泄露客户资料", "收受回扣"),
            ZERO,
            "understood",
        ),
        (
            "备注：有下列情形之一的，实行一票否决，记0分：（1）泄露客户资料的；（2）伪造拜访记录的。",
            ("泄露客户资料", "伪造拜访记录"),
            ZERO,
            "assumed",
        ),
        (
            "存在泄露客户资料、收受回扣等情形之一的，实行一票否决，当月绩效考核记0分",
            ("泄露客户资料", "收受回扣"),
            ZERO,
            "understood",
        ),
        (
            "有下列情形之一的，当月绩效考核直接评为C级：\n1、泄露客户资料\n（2）收受回扣",
            ("泄露客户资料", "收受回扣"),
            LOWEST,
            "understood",
        ),
        (
            "员工在考核期内有下列情形之一的，考核结果为不合格：\n（一）泄密；\n（二）旷工；",
            ("泄密", "旷工"),
            LOWEST,
            "assumed",
        ),
        ("一票否决项：1.泄露客户资料 2.收受回扣", ("泄露客户资料", "收受回扣"), ZERO, "assumed"),
        (
            "一票否决：泄露公司机密、收受客户回扣、虚报费用",
            ("泄露公司机密", "收受客户回扣", "虚报费用"),
            ZERO,
            "assumed",
        ),
        (
            "出现以下情况之一者，当月绩效考核得分为0分：（1）泄密；（2）与客户发生冲突。",
            ("泄密", "与客户发生冲突"),
            ZERO,
            "understood",
        ),
        ("发生下列行为的实行一票否决，考核总分计0分：\n1、弄虚作假\n2、泄密", ("弄虚作假", "泄密"), ZERO, "understood"),
        (
            "如出现以下任一情形，考核等级直接评为C：a.丢失投标文件；b.泄密；",
            ("丢失投标文件", "泄密"),
            LOWEST,
            "understood",
        ),
        ("发生重大泄密事件的，本季度直接定为末等。", ("发生重大泄密事件",), LOWEST, "understood"),
        ("一票否决：泄密的，当月考核为C等", ("泄密",), LOWEST, "understood"),
        ("弄虚作假的，当月考核为C等", ("弄虚作假",), LOWEST, "understood"),
        ("收受回扣的，本月绩效得分记零分", ("收受回扣",), ZERO, "understood"),
        ("有下列情形之一的，考核直接评为“C”：（一）泄密；（二）旷工。", ("泄密", "旷工"), LOWEST, "understood"),
    ],
)
def test_each_case_is_a_veto_with_the_effect_of_its_head(
    tmp_path: Path, text: str, names: tuple[str, ...], effect: str, mark: str
) -> None:
    found = draft(tmp_path, FORM + GRADES + text)
    assert vetoes(found) == [(name, effect) for name in names]
    assert marks(found, text) == {mark}


def people(found: FormDraft, **told: Sequence[str]) -> dict[str, list[float]]:
    """Return the results of two people with full points, who answer yes or no to what is asked by name."""
    plan = compile_scheme(Scheme.model_validate(found.content))
    asked = {said["name"]: key for key, said in found.content["inputs"].items()}
    rated = dict(zip((key for key in plan.inputs() if key not in asked.values()), (60.0, 40.0), strict=True))
    entries = [{asked[name]: each[number] for name, each in told.items()} | rated for number in range(2)]
    return {name: list(values) for name, values in computed(plan, entries).items() if name in ("total", "grade")}


def test_a_limit_of_the_total_where_something_happens_is_an_adjustment(tmp_path: Path) -> None:
    sentence = "造成客户索赔的，当月考核得分不得高于60分。"
    found = draft(tmp_path, FORM + GRADES + sentence)
    assert people(found, 造成客户索赔=("no", "yes"))["total"] == [100, 60]
    assert marks(found, sentence) == {"assumed"}


def test_whoever_is_barred_from_the_best_grade_gets_the_next(tmp_path: Path) -> None:
    sentence = "泄密的，当季考核得分为零；有客户投诉的，当季等级不得评为A。"
    found = draft(tmp_path, FORM + GRADES + sentence)
    results = people(found, 泄密=("no", "no"), 有客户投诉=("no", "yes"))
    assert results == {"total": [100, 100], "grade": [0, 1]}
    assert vetoes(found) == [("泄密", ZERO)]
    assert marks(found, sentence) == {"assumed"}


def test_two_vetoes_of_a_sentence_are_two(tmp_path: Path) -> None:
    found = draft(tmp_path, FORM + GRADES + "发生安全事故的当月考核为0分，泄露公司机密的当月考核评定为C")
    assert vetoes(found) == [("发生安全事故", ZERO), ("泄露公司机密", LOWEST)]


def test_what_follows_beside_a_veto_is_told(tmp_path: Path) -> None:
    found = draft(tmp_path, FORM + GRADES + "泄密的，当月绩效为0分，并通报批评")
    assert vetoes(found) == [("泄密", ZERO)]
    assert "只作文字保留，不参与计算“并通报批评”" in found.sourced.lines[-1].became


def test_a_veto_by_what_somebody_lacks_holds_below_its_bound(tmp_path: Path) -> None:
    found = draft(tmp_path, FORM + GRADES + "当月出勤不满20天，考核分为零")
    plan = compile_scheme(Scheme.model_validate(found.content))
    [days] = [key for key, said in found.content["inputs"].items() if said["name"] == "当月出勤（天）"]
    rated = dict(zip((key for key in plan.inputs() if key != days), (60.0, 40.0), strict=True))
    people: list[dict[str, Entry]] = [{days: count, **rated} for count in (19.5, 20)]
    assert list(computed(plan, people)["total"]) == [0, 100]


def test_numbered_cases_below_a_heading_are_vetoes_by_what_each_says(tmp_path: Path) -> None:
    text = (
        "四、否决条款\n10、泄露客户资料的，当月服务规范考核记0分，并按公司制度处理。\n11、收受回扣的，当月考核记0分。"
    )
    found = draft(tmp_path, FORM + GRADES + text)
    assert vetoes(found) == [("泄露客户资料", ZERO), ("收受回扣", ZERO)]
    heading, first, _ = found.sourced.lines[-3:]
    assert (heading.mark, first.mark) == ("understood", "assumed")
    assert "并按公司制度处理" in first.became
    results = people(found, 泄露客户资料=("no", "yes"), 收受回扣=("no", "no"))
    assert results["total"] == [100, 0]


def test_a_case_with_a_bound_is_counted_and_one_case_is_enough(tmp_path: Path) -> None:
    found = draft(tmp_path, FORM + GRADES + "有下列情形之一的，当月绩效为0：1、泄密；2、旷工3天以上")
    plan = compile_scheme(Scheme.model_validate(found.content))
    names = {said["name"]: key for key, said in found.content["inputs"].items()}
    secret, days = names["泄密"], names["旷工（天）"]
    rated = dict(zip((key for key in plan.inputs() if key not in (secret, days)), (60.0, 40.0), strict=True))
    people: list[dict[str, Entry]] = [
        {secret: told, days: count, **rated} for told, count in (("no", 2), ("no", 3), ("yes", 0))
    ]
    assert list(computed(plan, people)["total"]) == [100, 0, 0]


@pytest.mark.parametrize(
    "text",
    [
        "有下列情形之一的，扣发当月绩效奖金：1、迟到；2、泄密",
        "有下列情形之一的，考核结果为B：1、迟到；2、泄密",  # which is not the lowest
        "有下列情形之一的，当月绩效为0：1、泄密；2、连续两个月迟到",
        "有下列情形之一的，予以辞退：1、泄密；2、打架",
        "泄密的，不予一票否决",
        "一票否决：泄密的，当月考核为B等",
    ],
)
def test_lists_of_which_something_else_follows_are_left_to_decide(tmp_path: Path, text: str) -> None:
    found = draft(tmp_path, FORM + GRADES + text)
    assert vetoes(found) == []
    assert marks(found, text) == {"not_understood"}


def test_without_grades_none_is_the_lowest(tmp_path: Path) -> None:
    found = draft(tmp_path, FORM + "有下列情形之一的，考核为不合格：1、泄密；2、打架")
    assert vetoes(found) == []
    assert marks(found, "有下列情形之一的，考核为不合格：1、泄密；2、打架") == {"not_understood"}


@pytest.mark.parametrize(
    ("row", "names"),
    [
        (("一票否决项", "", "泄露客户资料；收受回扣"), ["泄露客户资料", "收受回扣"]),
        (("廉洁自律", "否决项", "收受回扣的，当月考核为0分"), ["收受回扣"]),
        (("信息安全", "一票否决", "泄露客户资料的，一票否决"), ["泄露客户资料"]),
        (("否决指标", "/", "发生重大投诉，当月绩效为0"), ["发生重大投诉"]),
        (("红线", "", "1、泄密，一票否决\n2、打架，一票否决"), ["泄密", "打架"]),
    ],
)
def test_a_row_without_points_that_vetoes_is_a_veto_and_no_adjustment(
    tmp_path: Path, row: tuple[str, str, str], names: list[str]
) -> None:
    rows = [("考核指标", "权重", "评分标准"), ("方案质量", 60, "由部门经理评分"), ("协作", 40, "由部门经理评分"), row]
    found = import_form(workbook(tmp_path / "a.xlsx", rows), tmp_path / "b.xlsx", "zh")
    assert vetoes(found) == [(name, ZERO) for name in names]
    assert [each.item.name for each in found.indicators] == ["方案质量", "协作"]
    assert found.adjustments == []


@pytest.mark.parametrize(
    "text",
    [
        "考试舞弊的一票否决，本季度得分按0分计。",
        "出现重大泄密事件，实行一票否决，季度绩效得分为0。",
        "发生P0级故障且隐瞒不报的，当月得分为0。",
    ],
)
def test_a_veto_is_read_beside_what_it_is_called(tmp_path: Path, text: str) -> None:
    assert [effect for _, effect in vetoes(draft(tmp_path, FORM + text))] == [ZERO]


@pytest.mark.parametrize(
    "line",
    [
        "90分以上为A，70分以上为B，其余为C。",
        "考核得分＝各项得分之和，最高120分。",
        "出现重大泄密事件，实行一票否决，季度绩效得分为0。",
        "85分及以上全额发放绩效工资，低于85分按得分比例发放。",
    ],
)
def test_a_line_about_the_whole_is_no_rule_of_the_indicator_before_it(tmp_path: Path, line: str) -> None:
    form = "客服考核\n1、接听率，60分。≥95%得60分，≥90%得40分，90%以下0分。\n2、服务态度，40分。由主管评价。\n"
    found = draft(tmp_path, form + line)
    assert [said.plain for said in found.indicators[-1].item.rules] == ["由主管评价。"]
    assert marks(found, line) == {"assumed"} if "泄密" not in line else {"understood"}


def test_what_the_rule_of_an_item_vetoes_is_a_veto_of_the_draft_or_asked(tmp_path: Path) -> None:
    rows = [
        ("考核指标", "权重", "评分标准"),
        ("安全", 60, "每发生1起一般事故扣5分，发生重大事故一票否决"),
        ("服务", 40, "每次投诉扣2分，造成客户流失的绩效下降一级"),
    ]
    found = import_form(workbook(tmp_path / "a.xlsx", rows), tmp_path / "b.xlsx", "zh")
    assert vetoes(found) == [("发生重大事故", ZERO)]
    assert [each.rule_mark for each in found.indicators] == ["assumed", "not_understood"]
    assert "open.consequence:造成客户流失的绩效下降一级" in found.indicators[1].of_rule


@pytest.mark.parametrize(
    ("text", "name", "effect"),
    [
        ("违规代客操作或发生案件的，当月积分为0分。", "违规代客操作或发生案件", ZERO),
        ("私自收取客户钱物的，当月绩效分全部扣除。", "私自收取客户钱物", ZERO),
        ("代打卡者扣除当月全部绩效分。", "代打卡", ZERO),
        ("红线：挪用公款，当月绩效归零。", "挪用公款", ZERO),
        ("出现1次安全责任事故，全月考核得分为0分。", "出现1次安全责任事故", ZERO),
        ("如发生媒体曝光事件，则全部不得分。", "发生媒体曝光事件", ZERO),
        ("有责越级投诉：发生1起，当月绩效考核为0分", "有责越级投诉", ZERO),
        ("全年无重大安全事故，否则考核为0", "没有做到“全年无重大安全事故”", ZERO),
        ("若出现群体性投诉，考核结果直接评为C。", "出现群体性投诉", LOWEST),
    ],
)
def test_a_veto_is_read_in_any_dress(tmp_path: Path, text: str, name: str, effect: str) -> None:
    found = draft(tmp_path, FORM + GRADES + text)
    assert vetoes(found) == [(name, effect)]
    assert marks(found, text) == {"understood"}


def test_the_next_line_is_no_case_of_grades_below_a_bound(tmp_path: Path) -> None:
    grades = "1、得分90分以上为A；70-90分为B；70分以下为C。\n"
    found = draft(tmp_path, FORM + grades + "2、泄露客户信息的，当月积分为0分。")
    assert vetoes(found) == [("泄露客户信息", ZERO)]


@pytest.mark.parametrize(
    ("row", "name"),
    [
        (("有责越级投诉", "", "因服务原因被投诉\n发生1起，当月绩效考核为0分"), "有责越级投诉"),
        (("保密", "否决项", "泄密一次，当月绩效为0"), "泄密一次"),
        (("红线", "", "酒后上岗，当月绩效清零"), "酒后上岗"),
    ],
)
def test_a_row_that_vetoes_has_the_name_of_what_happens(tmp_path: Path, row: tuple[str, str, str], name: str) -> None:
    first, last = row[2].split("\n")[0], row[2].split("\n")[-1]
    rows = [
        ("考核指标", "权重", "指标说明", "评分标准"),
        ("方案质量", 60, "方案符合客户要求", "由部门经理评分"),
        ("协作", 40, "与各部门协作顺畅", "由部门经理评分"),
        (*row[:2], first if first != last else "", last),
    ]
    found = import_form(workbook(tmp_path / "a.xlsx", rows), tmp_path / "b.xlsx", "zh")
    assert vetoes(found) == [(name, ZERO)]


def test_what_is_vetoed_within_a_rule_and_said_twice_is_one_veto(tmp_path: Path) -> None:
    text = "安全\t10\t发生一般事故每次扣5分，重大事故一票否决，当月绩效为零\n"
    found = draft(tmp_path, FORM + text + GRADES)
    assert vetoes(found) == [("重大事故", ZERO)]
    assert found.indicators[-1].rule_mark == "assumed"


@pytest.mark.parametrize(
    ("sentence", "name"),
    [
        ("发生重大安全责任事故的，当月绩效工资不予发放。", "绩效工资"),
        ("旷工的，当月绩效工资为零。", "绩效工资"),
        ("有旷工行为，当月绩效奖金不发。", "绩效奖金"),
        ("违反廉洁规定的，当月无绩效工资。", "绩效工资"),
        ("发生安全事故的，停发当月绩效。", "绩效"),
        ("发生严重违纪的，当月绩效工资全额扣除。", "绩效工资"),
    ],
)
def test_pay_that_is_not_given_is_no_veto_of_the_points(tmp_path: Path, sentence: str, name: str) -> None:
    for text in (FORM + GRADES + sentence, FORM + f"红线\t\t{sentence}\n" + GRADES):
        found = draft(tmp_path, text)
        assert vetoes(found) == []
        [paid] = found.content["pay"].values()
        assert paid["name"] == name
        assert paid["formula"].startswith("0 if ")


def test_pay_that_a_rule_withholds_is_pay_of_the_draft(tmp_path: Path) -> None:
    text = FORM + "服务\t10\t每次投诉扣2分，发生重大投诉的当月绩效工资不予发放\n" + GRADES
    found = draft(tmp_path, text)
    [paid] = found.content["pay"].values()
    asked = {key: said["name"] for key, said in found.content["inputs"].items()}
    assert asked[paid["formula"].split()[2]] == "发生重大投诉"
    assert found.indicators[-1].rule_mark == "assumed"


def test_a_grade_that_somebody_gets_at_best_lowers_all_better_ones(tmp_path: Path) -> None:
    grades = "等级：A：90分以上，B：80-90分，C：70-80分，D：70分以下\n"
    found = draft(tmp_path, FORM + grades + "发生一般安全事故，绩效等级最高为C。")
    results = people(found, 发生一般安全事故=("no", "yes"))
    assert results["grade"] == [0, 2]


def test_a_result_that_counts_for_nothing_is_a_veto_and_no_mere_words(tmp_path: Path) -> None:
    sentence = "如有虚报瞒报，本次考核成绩作废。"
    found = draft(tmp_path, FORM + GRADES + sentence)
    assert vetoes(found) == [("有虚报瞒报", ZERO)]
    assert marks(found, sentence) == {"assumed"}


def test_a_veto_that_names_a_grade_which_the_form_has_not_is_left_to_decide(tmp_path: Path) -> None:
    sentence = "出现廉洁问题的，实行一票否决，考核结果为D。"
    found = draft(tmp_path, FORM + GRADES + sentence)
    assert vetoes(found) == []
    assert marks(found, sentence) == {"not_understood"}


def test_cases_below_a_head_that_lets_nothing_be_paid_each_withhold_it(tmp_path: Path) -> None:
    lines = ["有下列情况之一的，当月绩效工资不予发放：", "1、旷工；", "2、泄露客户资料的。"]
    found = draft(tmp_path, FORM + GRADES + "\n".join(lines))
    [paid] = found.content["pay"].values()
    asked = {key: said["name"] for key, said in found.content["inputs"].items()}
    told = [asked[word] for word in paid["formula"].split() if word in asked]
    assert sorted(told) == ["旷工", "泄露客户资料"]
    assert all(marks(found, line) <= {"understood", "assumed"} for line in lines)


@pytest.mark.parametrize("part", ["态度考核得分为0分", "该项考核记零分", "安全考核评为不合格"])
def test_what_leaves_nothing_of_a_part_leaves_nothing_of_the_whole_unasked(part: str, tmp_path: Path) -> None:
    sentence = f"顶撞客户的，{part}。"
    found = draft(tmp_path, FORM + GRADES + sentence)
    assert vetoes(found) == []
    assert marks(found, sentence) == {"not_understood"}


@pytest.mark.parametrize(
    "said",
    [
        "泄露标底的，当月等级D且绩效工资为0。",
        "泄露标底的，绩效等级记D，同时停发绩效工资。",
        "泄露标底：当月评级为D，并取消当月绩效工资。",
        "泄露标底造成损失的：当月等级D，且绩效工资为0。",
    ],
)
def test_a_grade_beside_pay_that_is_withheld_is_kept_or_told(tmp_path: Path, said: str) -> None:
    found = draft(tmp_path, f"{FORM}{GRADES}绩效工资=绩效工资基数×总分/100\n{said.replace('D', 'C')}\n")
    [line] = [each for each in found.sourced.lines if said[:4] in each.words]
    is_kept = any(each["effect"] == "lowest_grade" for each in found.content.get("vetoes", {}).values())
    assert is_kept or line.mark == "not_understood" or "没有用上" in line.became
