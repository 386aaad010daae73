"""A form that is read in becomes a design workbook: its figures, where they come from, and what is left to decide."""

from collections.abc import Sequence
from pathlib import Path
from random import Random

import openpyxl
import pytest

from presales_xl.design.designbook import adoption, design_reader
from presales_xl.design.imported import form_reader
from presales_xl.design.imported.form_draft import FormDraft, SeveralFormsError, import_form
from presales_xl.design.imported.item_reading import ItemReading
from presales_xl.scheme.errors import ProblemsError
from presales_xl.workbook import reader
from tests.backends.cohort import Entry, computed
from tests.design.imported.forms import decided, document, workbook
from tests.design.imported.layouts import Rows
from tests.english import in_workbook

TEXT = """售前工程师季度绩效考核办法
一、考核项目
考核指标\t权重\t备注
方案一次通过率\t40\t通过方案数/提交方案数
演示满意度\t30
知识分享\t30
* 方案一次通过率
达到95%得40分，达到90%得30分，达到80%得20分，低于80%不得分
* 演示的满意度
满意度≥90分得30分，≥80分得20分，≥70分得10分，＜70分得0分
* 知识分享
分享材料另见通知
二、其他
违反保密制度的，一票否决
部门经理签字：
"""


def drafted(tmp_path: Path, name: str, written: str, encoding: str = "utf-8") -> tuple[FormDraft, Path]:
    source, target = tmp_path / name, tmp_path / "草稿.xlsx"
    source.write_text(written, encoding=encoding)
    return import_form(source, target, "zh"), target


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_text_with_a_table_and_explanations_below_is_read(tmp_path: Path, encoding: str) -> None:
    made, _ = drafted(tmp_path, "考核.txt", TEXT, encoding)
    assert made.content["name"] == "售前工程师季度绩效考核办法"
    assert made.content["cycles"] == ["quarter"]
    found = [(each.item.name, each.points, each.mark) for each in made.indicators]
    assert found == [
        ("方案一次通过率", 40, "understood"),
        ("演示满意度", 30, "understood"),
        ("知识分享", 30, "not_understood"),
    ]
    bands = made.content["indicators"]["item_1"]["rule"]["bands"]
    assert bands == {"≥0.95": 40, "≥0.9": 30, "≥0.8": 20, "else": 0}


def test_every_sentence_of_the_form_stands_on_the_sheet_that_compares(tmp_path: Path) -> None:
    _, target = drafted(tmp_path, "考核.txt", TEXT)
    rows = reader.parse(target)["原文对照"][3:]
    told = [row[2] for row in rows]
    wanted = [cell for line in TEXT.splitlines() for cell in line.split("\t")]
    assert [text for text in told if text] == wanted
    marks = {row[2]: row[3] for row in rows}
    assert marks["违反保密制度的，一票否决"] == "▲"
    assert marks["满意度≥90分得30分，≥80分得20分，≥70分得10分，＜70分得0分"] == "✓"
    assert marks["部门经理签字："] == "✓"


def test_a_cell_of_the_draft_shows_the_sentence_that_it_comes_from(tmp_path: Path) -> None:
    _, target = drafted(tmp_path, "考核.txt", TEXT)
    read = reader.parse(target)
    notes = read.notes["指标"]
    assert read["指标"][4][3] == "演示满意度"
    assert "第 5 行" in notes["D5"]
    assert "满意度≥90分得30分" in notes["F5"]


def test_a_draft_is_adopted_or_says_which_cell_is_to_be_decided(tmp_path: Path) -> None:
    _, target = drafted(tmp_path, "考核.txt", TEXT)
    with pytest.raises(ProblemsError) as caught:
        adoption.plan_of(design_reader.read(target))
    assert [(problem.place.sheet, problem.place.cell) for problem in caught.value.problems] == [
        ("指标", "C6"),
        ("指标", "F6"),
    ]
    (tmp_path / "more").mkdir()
    _, target = drafted(tmp_path / "more", "考核.txt", TEXT.replace("分享材料另见通知", "每少分享1次扣5分，扣完为止"))
    plan = adoption.plan_of(design_reader.read(target))
    assert [indicator.points for indicator in plan.scheme.enabled().values()] == [40, 30, 30]


UNDECIDED = """售前工程师月度考核表
1、方案质量（60分）：每发现一处差错扣3分，扣完为止。
2、演示（40分）：按演示情况酌情，得分不低于平均者得20分以上若干。
二、其他
连续三个月低于60分的，绩效工资另行核定。
"""


def test_nothing_that_is_marked_to_be_decided_is_adopted_before_somebody_says_so(tmp_path: Path) -> None:
    made, target = drafted(tmp_path, "考核.txt", UNDECIDED)
    design = design_reader.read(target)
    told = {(problem.place.sheet, problem.fields["found"]) for problem in design.undecided}
    assert told == {("指标", "演示"), ("原文对照", "连续三个月低于60分的，绩效工资另行核定。")}
    assert len(told) == made.counts()["undecided"]
    with pytest.raises(ProblemsError) as caught:
        adoption.plan_of(design)
    assert [problem.code for problem in caught.value.problems].count("design.undecided") == 2
    assert not design_reader.read(decided(target)).undecided


def test_full_points_that_differ_from_the_total_of_the_form_are_decided_on_the_first_sheet(tmp_path: Path) -> None:
    _, target = drafted(tmp_path, "a.csv", "指标,分值,评分标准\n甲,60,每次扣5分，扣完为止\n合计,100,\n")
    assert [problem.place.sheet for problem in design_reader.read(target).undecided] == ["方案"]


def test_one_text_that_names_an_indicator_and_says_its_rule_is_as_unsure_as_the_rule(tmp_path: Path) -> None:
    made, target = drafted(tmp_path, "考核.txt", UNDECIDED)
    marks = {row[2]: (row[3], row[4]) for row in reader.parse(target)["原文对照"][3:]}
    mark, became = marks["2、演示（40分）：按演示情况酌情，得分不低于平均者得20分以上若干。"]
    assert mark == "✗"
    assert str(became).startswith("指标“演示”；指标“演示”的满分；")
    assert made.count("not_understood") == 1


def test_a_target_that_no_rule_takes_in_is_not_said_to_be_in_the_draft(tmp_path: Path) -> None:
    written = "指标,权重,目标值,评分标准\n签约额,100%,500万元,得分=实际完成额÷目标额×权重分\n"
    made, _ = drafted(tmp_path, "a.csv", written)
    line = next(line for line in made.sourced.lines if line.words == "500万元")
    assert "500" in str(made.content["indicators"]) or (line.mark == "assumed" and "没有用到" in line.became)


def test_a_form_of_nothing_but_additions_has_base_points_and_can_be_adopted(tmp_path: Path) -> None:
    made, target = drafted(tmp_path, "a.txt", "月度考核（基础分100分，加减分制）\n工单超时的，每超时一单扣2分\n")
    assert [each["points"] for each in made.content["indicators"].values()] == [100]
    assert adoption.plan_of(design_reader.read(decided(target))).scheme.adjustments


def test_of_a_workbook_with_several_forms_one_is_named(tmp_path: Path) -> None:
    head, source = ["指标", "权重", "评分标准"], tmp_path / "各岗位.xlsx"
    book = openpyxl.Workbook()
    for name in ("售前", "售后"):
        sheet = book.create_sheet(name)
        for row in (head, [f"{name}一", "60%", "每错1次扣5分"], [f"{name}二", "40%", "每错1次扣5分"]):
            sheet.append(row)
    book.save(source)
    with pytest.raises(ProblemsError) as caught:
        import_form(source, tmp_path / "草稿.xlsx", "zh")
    assert caught.value.problems[0].code == "imported.several"
    made = import_form(source, tmp_path / "草稿.xlsx", "zh", "售后")
    assert [each.item.name for each in made.indicators] == ["售后一", "售后二"]
    with pytest.raises(ProblemsError) as caught:
        import_form(source, tmp_path / "草稿.xlsx", "zh", "客服")
    assert caught.value.problems[0].code == "imported.no_sheet"


@pytest.mark.parametrize(
    ("first", "second", "names"),
    [
        ((30, 20), (25, 40), ["售前", "售后"]),  # cut, neither a whole
        ((60, 40), (100, 100), ["售前", "售后"]),
        ((30, 20), (10, 40), []),  # one form on two sheets
    ],
)
def test_sheets_whose_items_are_no_whole_together_are_not_taken_for_one_form(
    tmp_path: Path, first: Sequence[float], second: Sequence[float], names: Sequence[str]
) -> None:
    source = tmp_path / "各岗位.xlsx"
    book = openpyxl.Workbook()
    for name, worths in (("售前", first), ("售后", second)):
        sheet = book.create_sheet(name)
        for row in (["指标", "分值", "评分标准"], *([f"{name}{each}", each, "每错1次扣5分"] for each in worths)):
            sheet.append(row)
        sheet["A3"] = f"{name}二"
    book.save(source)
    if not names:
        assert len(import_form(source, tmp_path / "草稿.xlsx", "zh").indicators) == len(first) + len(second)
        return
    with pytest.raises(SeveralFormsError) as caught:
        import_form(source, tmp_path / "草稿.xlsx", "zh")
    assert caught.value.sheets == names


def test_weights_beside_full_points_that_are_alike_are_the_full_points(tmp_path: Path) -> None:
    made, _ = drafted(tmp_path, "a.csv", "指标,满分,权重,评分标准\n甲,100,60%,每错1次扣5分\n乙,100,40%,每错1次扣5分\n")
    assert [each.points for each in made.indicators] == [60, 40]


def test_what_stands_behind_a_name_is_not_its_weight_where_a_column_says_that(tmp_path: Path) -> None:
    made, _ = drafted(
        tmp_path, "a.csv", "指标,权重,评分标准\n回款率（100%）,60,每低1%扣2分\n响应（20分）,40,每错1次扣5分\n"
    )
    assert [(each.points, each.points_mark) for each in made.indicators] == [(60, "understood"), (20, "not_understood")]


def test_a_remark_about_points_that_is_not_in_the_rule_takes_the_tick_away(tmp_path: Path) -> None:
    written = "指标,权重,评分标准,备注\n甲,60,≥90分得60分，≥80分得40分，＜80分得0分,{}\n乙,40,每错1次扣5分，扣完为止,\n"
    made, _ = drafted(tmp_path, "a.csv", written.format("由客户打分"))
    assert made.indicators[0].mark == "understood"
    made, _ = drafted(tmp_path, "b.csv", written.format("有投诉的本项不得分"))
    assert made.indicators[0].mark == "assumed"


def test_a_table_without_headings_is_words(tmp_path: Path) -> None:
    source, target = tmp_path / "a.docx", tmp_path / "草稿.xlsx"
    document(source, [[["姓名", "部门"], ["", ""]], [["指标", "分值", "评分标准"], ["响应", "100", "每错1次扣5分"]]])
    made = import_form(source, target, "zh")
    assert [each.item.name for each in made.indicators] == ["响应"]
    with pytest.raises(ProblemsError) as caught:
        import_form(document(source, [[["姓名", "部门"]]]), target, "zh")
    assert caught.value.problems[0].code == "imported.no_items"


@pytest.mark.parametrize("seed", range(40))
def test_whatever_stands_in_a_table_it_is_a_draft_or_told(tmp_path: Path, seed: int) -> None:
    random = Random(seed)  # noqa: S311 - no secret
    heads = ["考核指标", "考核内容", "权重", "分值", "评分标准", "目标值", "备注", "得分", "优秀(10分)"]
    heads += ["差(0分)", "序号", "维度", "维度权重", "等级", "系数", "对应分值"]
    cells = [
        "30",
        "30%",
        "0.3",
        None,
        "≥90%得10分，其余0分",
        "每次扣5分",
        "合计",
        "小计",
        "一、业绩（60%）",
        "A",
        "优",
        "签字：",
    ]
    cells += ["100/80/60", "响应（20分）", "响应\n速度", "奖金=基数×系数", "-5", "∞", "第1名得10分", "x" * 300]
    width = random.randint(1, 7)
    rows = [random.choices(heads if random.random() < 0.25 else cells, k=width) for _ in range(random.randint(1, 12))]
    source = workbook(tmp_path / "a.xlsx", rows, ["A2:A4"] if random.random() < 0.6 else ())
    try:
        made = import_form(source, tmp_path / "草稿.xlsx", "zh")
    except ProblemsError:
        return
    texts = [said.spot.in_words("zh") for said in form_reader.parse(source).everything()]
    assert [line.place for line in made.sourced.lines] == texts


def test_a_weight_that_several_items_share_is_theirs_in_equal_parts_and_the_draft_says_so(tmp_path: Path) -> None:
    rows: Rows = [
        ["指标", "评分标准", "权重"],
        ["甲", "每错1次扣5分", "60%"],
        ["乙", "每错1次扣5分", None],
        ["丙", "每错1次扣5分", "40%"],
    ]
    source = workbook(tmp_path / "合并.xlsx", rows, ["C2:C3"])
    made = import_form(source, tmp_path / "草稿.xlsx", "zh")
    assert [each.points for each in made.indicators] == [30, 30, 40]
    assert [each.points_mark for each in made.indicators] == ["assumed", "assumed", "understood"]


def test_which_value_ranks_first_is_taken_from_the_name(tmp_path: Path) -> None:
    written = "指标,权重,评分标准\n退货率（{}越好）,100,第1名得100分，第2名得80分，第3名以后得60分\n"
    for word, better in (("越低", "low"), ("越高", "high")):
        made, _ = drafted(tmp_path, "a.csv", written.format(word))
        assert made.content["indicators"]["item_1"]["rule"]["better"] == better
        assert "assumed.better" not in made.indicators[0].of_rule


def test_a_draft_can_be_tried_at_once(tmp_path: Path) -> None:
    made, target = drafted(tmp_path, "考核.txt", TEXT)
    assert "试算" in reader.parse(target)
    assert made.rated == ["知识分享"]


def drafted_of(tmp_path: Path, table: str) -> list[ItemReading]:
    source = tmp_path / "考核.txt"
    source.write_text(f"售前顾问月度考核表\n{table}\n", encoding="utf-8")
    return [*import_form(source, tmp_path / "草稿.xlsx", "zh").indicators]


def test_levels_with_shares_in_their_headings_give_these_of_the_full_points(tmp_path: Path) -> None:
    first, second = drafted_of(
        tmp_path,
        "指标\t权重\tA（100%）\tB（80%）\tC（0）\n及时率\t60%\t≥98%\t≥95%\t＜95%\n积压数\t40%\t≤2件\t≤5件\t＞5件",
    )
    assert [each.made.indicator["rule"]["bands"] for each in (first, second) if each.made] == [
        {"≥0.98": 60, "≥0.95": 48, "else": 0},
        {"≤2": 40, "≤5": 32, "else": 0},
    ]


def test_what_a_remark_says_that_gives_nothing_is_part_of_the_rule(tmp_path: Path) -> None:
    rate, _ = drafted_of(
        tmp_path,
        "指标\t满分\t评分标准\t说明\n满意率\t60\t达到95%得满分，每降低1%扣2分\t低于80%不得分\n协作\t40\t由经理评分\t",
    )
    assert rate.made is not None
    assert rate.made.indicator["zero_when"] == "item_1_1 < item_1_figure_1"
    assert rate.rule_mark == "assumed"


def test_a_place_that_is_filled_in_needs_no_word_on_what_ranks_first(tmp_path: Path) -> None:
    rank, _ = drafted_of(
        tmp_path, "指标\t满分\t评分标准\n满意度排名\t60\t第1名得60分，第2名得40分，其余10分\n协作\t40\t由经理评分"
    )
    assert rank.made is not None
    assert rank.made.indicator["rule"]["kind"] == "bands"
    assert rank.of_rule == ()


def test_a_draft_in_which_nothing_can_be_tried_yet_has_no_trial_and_says_what_is_open(tmp_path: Path) -> None:
    made, target = drafted(tmp_path, "a.csv", "指标,评分标准\n甲,另见通知\n乙,另行约定\n")
    assert made.plan is None
    design = design_reader.read(target)
    assert [problem.fields["found"] for problem in design.undecided] == ["满分合计", "甲", "乙"]


@pytest.mark.parametrize(
    "sentence",
    [
        "本项扣完后从当月奖励分中扣减。",
        "同一事项不重复扣分。",
        "考核得分四舍五入取整。",
    ],
)
def test_a_sentence_of_how_points_are_counted_is_never_mere_words(tmp_path: Path, sentence: str) -> None:
    form = (
        f"考核表\n指标\t分值\t评分标准\n方案\t60\t每错一处扣2分\n演示\t40\t每缺一次扣5分\n{sentence}\n方案由经理评审。"
    )
    made, _ = drafted(tmp_path, "考核.txt", form)
    assert [line.mark for line in made.sourced.lines[-2:]] == ["not_understood", "understood"]


def test_sections_that_are_a_whole_each_are_said_to_be_several_forms(tmp_path: Path) -> None:
    tables = [
        f"{number}、{name}部考核标准（100分）\n指标\t分值\t评分标准\n质量\t60\t每错一处扣2分\n进度\t40\t每延误一天扣5分\n"
        for number, name in (("一", "方案"), ("二", "开发"))
    ]
    made, _ = drafted(tmp_path, "考核.txt", "考核标准\n" + "".join(tables))
    assert made.content["full_points"] == 200
    note = made.sourced.notes["", "full_points"]
    assert note.mark == "assumed"
    assert "方案部考核标准" in note.words and "几张考核表" in note.words


def test_a_heading_in_brackets_opens_a_part_and_a_label_in_brackets_is_no_part_of_a_name(tmp_path: Path) -> None:
    form = (
        "电工考核\n1. 用电安全。（60分）\n【计算方式】每发现一次隐患扣10分\n【项目界定】隐患：证书过期\n"
        "2. 维修（40分）\n【计算方式】每投诉一次扣10分\n【绩效加分项目】：\n1. 提出建议被采纳的，每条加2分。"
    )
    made, _ = drafted(tmp_path, "考核.txt", form)
    assert [(each.item.name, each.points) for each in made.indicators] == [("用电安全", 60), ("维修", 40)]
    assert [said["name"] for said in made.content["inputs"].values()] == ["隐患", "投诉", "提出建议被采纳"]
    assert [each.content["rule"]["additions"] for each in made.adjustments] == [{"change_1_1": 2}]


def test_numbers_of_rows_are_nothing_to_confirm(tmp_path: Path) -> None:
    numbered = [[number, f"{name}（失误一次扣5分）", None] for number, name in enumerate(("品类", "数量", "单价"), 1)]
    rows: Rows = [["采购绩效表"], ["序号", "考核内容", "次数"], *numbered]
    made = import_form(workbook(tmp_path / "a.xlsx", rows, ["A1:C1"]), tmp_path / "草稿.xlsx", "zh")
    assert {line.mark for line in made.sourced.lines if line.words in ("1", "2", "3")} == {"understood"}


def test_what_a_form_calls_its_rate_of_points_is_its_total_and_no_item(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核内容", "评分标准", "分值"],
        ["采购质量", "有一项不合格减3分", 60],
        ["仪容仪表", "发现1人次减2分", 40],
        ["得分率", None, 100],
    ]
    made = import_form(workbook(tmp_path / "a.xlsx", rows), tmp_path / "草稿.xlsx", "zh")
    assert [(each.item.name, each.points) for each in made.indicators] == [("采购质量", 60), ("仪容仪表", 40)]


def test_a_weight_shared_by_three_still_sums_to_a_whole(tmp_path: Path) -> None:
    weights = (("甲", "75%"), ("乙", "25%"), ("丙", None), ("丁", None))
    rows: Rows = [["指标", "权重", "评分标准"], *([name, weight, "每错一处扣2分"] for name, weight in weights)]
    made = import_form(workbook(tmp_path / "a.xlsx", rows, ["B3:B5"]), tmp_path / "草稿.xlsx", "zh")
    assert [each.points for each in made.indicators] == [75, 8.33, 8.33, 8.34]
    assert "full_points" not in made.content


def test_what_items_cannot_lose_is_taken_from_the_others_where_the_form_says_so(tmp_path: Path) -> None:
    rows = "方案\t90\t每错一处扣2分\n演示\t10\t每缺一次扣5分，扣完为止"
    form = f"考核表\n指标\t分值\t评分标准\n{rows}\n单项不够扣的，从其他项目扣分。"
    made, _ = drafted(tmp_path, "考核.txt", form)
    assert made.plan is not None
    keys = [key for said in ("错", "缺") for key, each in made.content["inputs"].items() if said in each["name"]]
    people: list[dict[str, Entry]] = [dict(zip(keys, counts, strict=True)) for counts in ((50, 0), (0, 5))]
    assert list(computed(made.plan, people)["total"]) == [0, 90]
    assert made.sourced.lines[-1].mark == "assumed"


def test_items_fall_below_nothing_where_the_form_says_so_and_their_parts_do(tmp_path: Path) -> None:
    rule = "出勤不少于26天，每少一天扣3分，半天扣1.5分；迟到一次扣2分"
    form = f"考核表\n指标\t分值\t评分标准\n考勤\t10\t{rule}\n演示\t90\t每缺一次扣5分\n单项分值可以扣至负数，并入总分。"
    made, _ = drafted(tmp_path, "考核.txt", form)
    assert made.plan is not None
    keys = {said["name"]: key for key, said in made.content["inputs"].items()}
    days, late, missed = (key for name in ("出勤", "迟到", "缺") for called, key in keys.items() if name in called)
    people: list[dict[str, Entry]] = [{days: 25.5, late: 0, missed: 0}, {days: 20, late: 1, missed: 2}]
    assert list(computed(made.plan, people)["total"]) == [98.5, 70]
    assert made.sourced.lines[-1].mark == "assumed"


def test_a_form_that_starts_from_points_says_that_additions_go_beyond_them(tmp_path: Path) -> None:
    changes = "1、主动挂机的，发现一次，扣基准分20分；\n2、收到表扬的，每次加5分。"
    form = f"服务规范条例\n基准分为100分，由质检员抽检评分。\n{changes}\n"
    made, _ = drafted(tmp_path, "条例.txt", form)
    note = made.sourced.notes["indicators.base", "points"]
    assert (note.mark, "加分后可以超过" in note.words) == ("assumed", True)
    base = next(line for line in made.sourced.lines if line.words.startswith("基准分"))
    assert (base.mark, "由谁评" in base.became) == ("assumed", True)  # who rates is in no rule
    assert made.plan is not None
    keys = [key for word in ("挂机", "表扬") for key, said in made.content["inputs"].items() if word in said["name"]]
    people: list[dict[str, Entry]] = [dict(zip(keys, counts, strict=True)) for counts in ((1, 0), (0, 2))]
    assert list(computed(made.plan, people)["total"]) == [80, 110]


def test_an_english_draft_holds_no_chinese_punctuation_but_that_of_the_form(tmp_path: Path) -> None:
    form = "考核表\n指标\t分值\t评分标准\n差错\t50\t出错每次扣2分\n台账\t50\t出错扣5分\n"
    source, target = tmp_path / "考核.txt", tmp_path / "draft.xlsx"
    source.write_text(form, encoding="utf-8")
    made = import_form(source, target, "en")
    assert any("; " in line.became for line in made.sourced.lines)
    assert "台账: 出错" in [said["name"] for said in made.content["inputs"].values()]
    assert in_workbook(target) == []


def test_items_that_only_add_to_a_whole_are_additions_up_to_their_points(tmp_path: Path) -> None:
    rows = "方案\t60\t每错一处扣2分\n演示\t40\t每缺一次扣5分\n加分项\t10\t客户书面表扬每次加3分"
    made, target = drafted(tmp_path, "考核.txt", f"考核表\n指标\t分值\t评分标准\n{rows}")
    assert [each.item.name for each in made.indicators] == ["方案", "演示"]
    assert "full_points" not in made.content
    assert made.plan is not None
    [key] = made.content["adjustments"]["change_1"]["rule"]["additions"]
    people: list[dict[str, Entry]] = [dict.fromkeys(made.content["inputs"], 0) | {key: count} for count in (2, 9)]
    assert list(computed(made.plan, people)["total"]) == [106, 110]
    adoption.plan_of(design_reader.read(decided(target)))


def test_a_rule_that_says_as_above_is_that_of_the_item_above_and_told_to_be_assumed(tmp_path: Path) -> None:
    rows = "方案\t60\t每错一处扣2分，扣完为止\n演示\t40\t同上"
    made, _ = drafted(tmp_path, "考核.txt", f"考核表\n指标\t分值\t评分标准\n{rows}")
    first, second = made.indicators
    assert [*first.made.indicator["rule"]["deductions"].values()] == [2]  # type: ignore[union-attr]
    assert [*second.made.indicator["rule"]["deductions"].values()] == [2]  # type: ignore[union-attr]
    assert (first.rule_mark, second.rule_mark) == ("understood", "assumed")


def test_a_period_that_nobody_has_ticked_is_not_that_of_the_form(tmp_path: Path) -> None:
    table = "考核周期：□月 □季 □年度\n指标\t分值\t评分标准\n方案\t60\t每错一处扣2分\n演示\t40\t每缺一次扣5分"
    assert drafted(tmp_path, "考核.txt", table)[0].content["cycles"] == ["month"]
    assert drafted(tmp_path, "考核.txt", table.replace("□季", "☑季度"))[0].content["cycles"] == ["quarter"]


def test_rules_numbered_below_a_numbered_item_stay_its_own(tmp_path: Path) -> None:
    first = "4.1检验正确（60分）\n4.1.1漏检一次扣2分。\n4.1.2错检一次扣5分。"
    made, _ = drafted(tmp_path, "考核.txt", f"质检考核制度\n{first}\n4.2记录完整（40分）\n4.2.1缺一份扣3分。")
    assert {each.item.name: each.points for each in made.indicators} == {"检验正确": 60, "记录完整": 40}


def test_a_name_with_points_that_no_indicator_has_is_to_be_decided_and_no_heading(tmp_path: Path) -> None:
    rows: Rows = [
        ["商务专员月度考核表"],
        ["类目", "考核内容", "要求及扣分标准", "自评"],
        ["日常工作（20分）", "投标信息（10分）", "收集招标信息并发给市场部，每周最少两次"],
        [None, None, "每少发一次扣2分；信息过期或内容有误的，每条扣1分"],
        [None, "投标准备（10分）", "立项后及时报名、买标书，组织标前会"],
        [None, None, "因个人原因漏报名，每次扣5分；没按流程开标前会，扣1分/次"],
        ["综合素质（25分）", "工作态度（5分）", "优5分，良4分，中3分，差1分"],
        [None, "团队协作（10分）", "被同事投诉一次扣1分"],
        [None, "出勤（10分）", "迟到、早退每次扣1分"],
    ]
    source = workbook(tmp_path / "商务.xlsx", rows, ["A3:A6", "B3:B4", "B5:B6", "A7:A9"])
    target = tmp_path / "草稿.xlsx"
    import_form(source, target, "zh")
    marks = {row[2]: row[3] for row in reader.parse(target)["原文对照"][3:]}
    assert "✓" not in (marks["投标信息（10分）"], marks["投标准备（10分）"])


def test_sheets_that_each_start_from_a_hundred_points_are_forms_of_their_own(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    for title in ("文员", "司机"):
        sheet = book.create_sheet(title)
        for row in (
            ("月度考核表（标准分值100分，按表现酌情加减）",),
            ("序号", "考核类别", "考评要点", "备注"),
            (1, "日常工作", "差错每次扣3分；受表扬每次加2分", "以记录为准"),
            (2, "劳动纪律", "迟到每次扣1分", None),
        ):
            sheet.append(row)
    del book["Sheet"]
    book.save(tmp_path / "a.xlsx")
    with pytest.raises(SeveralFormsError) as caught:
        import_form(tmp_path / "a.xlsx", tmp_path / "b.xlsx", "zh")
    assert caught.value.sheets == ["文员", "司机"]
    made = import_form(tmp_path / "a.xlsx", tmp_path / "b.xlsx", "zh", "司机")
    assert [each.name for each in made.adjustments] == ["日常工作", "劳动纪律"]
    assert made.content["indicators"]["base"]["points"] == 100
    assert [line.mark for line in made.sourced.lines if "酌情" in line.words] == ["assumed"]


def test_what_is_wanted_less_often_than_the_form_appraises_is_never_sure(tmp_path: Path) -> None:
    rows = "月度考核表\n考核指标,分值,评分标准,目标\n专利申报,50,申报得50分；未申报得0分,每季度申报一次\n{}"
    made, _ = drafted(tmp_path, "a.csv", rows.format("日报,50,提交得50分；未提交得0分,每日提交\n"))
    first, second = made.indicators
    assert "assumed.other_period:每季度" in first.of_rule
    assert "assumed.other_period:每日" not in second.of_rule


def test_weights_that_are_amounts_count_out_of_a_hundred_and_their_sum_is_told(tmp_path: Path) -> None:
    table = "考核指标,权数,考核方法\n重点工作,800,拒不执行1次扣20分\n拜访,300,得分=拜访数/计划数×100%；缺记录1次扣5分\n"
    made, _ = drafted(tmp_path, "a.csv", table)
    assert [(each.points, each.out_of) for each in made.indicators] == [(800, 100), (300, 100)]
    assert all("assumed.amount" in each.of_rule for each in made.indicators)
    assert "金额" in made.sourced.notes["", "full_points"].words
    points, _ = drafted(tmp_path, "b.csv", table.replace("权数", "分值"))
    assert [each.out_of for each in points.indicators] == [None, None]


def test_what_refers_to_a_list_or_calculates_is_no_name_beside_one(tmp_path: Path) -> None:
    rows: Rows = [
        ["考评内容", "指标类型", "具体指标", "分值", "评分标准"],
        ["内部管理", "费用控制", "实际费用/计划费用", 30, ""],
        ["", "出勤率", "实到天数/应到天数", 30, ""],
        ["", "满意程度", "见满意度调查表", 20, ""],
        ["", "质量", "合格率", 20, "合格率≥95%得20分，其余0分"],
    ]
    made = import_form(workbook(tmp_path / "a.xlsx", rows), tmp_path / "b.xlsx", "zh")
    assert [each.item.name for each in made.indicators] == ["费用控制", "出勤率", "满意程度", "合格率"]


def test_departments_that_rate_by_the_headings_are_told_though_nothing_is_rated(tmp_path: Path) -> None:
    table = "考核指标,分值,扣分标准,资料室自评,工程部考评\n资料,100,缺一份扣5分,,\n"
    made, _ = drafted(tmp_path, "a.csv", table)
    told = {line.words: line.mark for line in made.sourced.lines}
    assert told["资料室自评"] == told["工程部考评"] == "assumed"


def test_how_all_of_a_form_is_scored_is_no_item_of_it(tmp_path: Path) -> None:
    scored = "二、考核采用评分制，满分为100分，90分以上为合格，80-90分为一般，80分以下为不合格。"
    made, _ = drafted(
        tmp_path, "a.txt", f"运维考核\n{scored}\n三、评分标准\n1、巡检：漏检一次扣5分。\n2、值班：脱岗一次扣3分。\n"
    )
    assert "考核采用评分制" not in [each.item.name for each in made.indicators]
    assert made.content["grades"]


def test_a_line_with_its_duty_keeps_its_name_and_steps_off_a_rate_are_counted(tmp_path: Path) -> None:
    lines = "1、热线：接通率≥90%，每降低1个百分点扣0.5分。\n2、迁移：按需求完成迁移。未按时完成，每次扣2分。\n"
    made, _ = drafted(tmp_path, "a.txt", f"运维考核\n满分为100分。\n{lines}")
    changes = made.content["adjustments"].values()
    assert {each["name"]: [*each["rule"]["additions"].values()] for each in changes} == {"热线": [-0.5], "迁移": [-2]}
    named = [each["name"] for each in made.content["inputs"].values()]
    assert named[0] == "接通率低于90%（每1%计一次）"
    steps = made.adjustments[0]
    assert steps.mark == "assumed"
    assert "assumed.steps_counted" in steps.remarks


def test_a_row_that_the_form_says_does_not_count_is_left_out_without_a_question(tmp_path: Path) -> None:
    rows = "考核指标,分值,评分标准\n巡检,100,漏检一次扣5分\n市场价值（暂不考核）,,满意度百分比与分值相当\n"
    made, _ = drafted(tmp_path, "a.csv", rows)
    told = {line.words: line.mark for line in made.sourced.lines}
    assert told["市场价值（暂不考核）"] == told["满意度百分比与分值相当"] == "assumed"
    assert not made.adjustments
