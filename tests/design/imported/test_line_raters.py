"""Who rates which item, as a form says it line by line, is in the draft; who only gives figures is no rater."""

from pathlib import Path

import pytest

from presales_xl.design.designbook.adoption import propose
from presales_xl.design.imported.form_draft import FormDraft, import_form
from presales_xl.scheme.rules import RatingRule
from tests.design.imported.drafts import with_fates
from tests.design.imported.forms import decided, document, workbook

Rows = list[list[object]]

NAMED: Rows = [
    ["考核指标", "分值", "评分标准", "数据来源", "评分人"],
    ["回款率", 40, "≥95%得40分，≥85%得20分，其余0分", "财务部", "销售管理部"],
    ["差错", 20, "每发生一次扣5分", "OA", "部门经理"],
    ["服务质量", 20, "优秀20分，良好12分，差0分", "客户", "商务部"],
    ["协作", 20, "主动配合，效果好", "调查表", "销售部、交付部、财务部"],
]


def rating(made: FormDraft) -> dict[str, dict[str, float]]:
    """Return who rates each item with which weight, by name; of what is counted who gives its figures."""
    names = {
        "superior": "上级",
        "self": "自评",
        "sales": "销售",
        "peer": "同事",
        "customer": "客户",
        **made.content.get("raters", {}),
    }
    inputs = made.content.get("inputs", {})
    found: dict[str, dict[str, float]] = {}
    for each in made.indicators:
        rule = each.made.indicator["rule"] if each.made else {}
        given = {said.get("rated_by") for key, said in inputs.items() if key.startswith(f"{each.key}_")} - {None}
        raters = rule.get("raters") or dict.fromkeys(given, 1.0)
        found[each.item.name] = {names[key]: round(weight, 4) for key, weight in raters.items()}
    return found


@pytest.mark.parametrize("heading", ["评分人", "考核人", "评价部门", "考核部门", "评价主体", "打分人员"])
def test_a_column_says_who_rates_each_item(tmp_path: Path, heading: str) -> None:
    made, fates = with_fates(tmp_path, [[*NAMED[0][:4], heading], *NAMED[1:]])
    found = rating(made)
    assert found["回款率"] == {"销售管理部": 1}
    assert found["差错"] == {"部门经理": 1}
    assert found["服务质量"] == {"商务部": 1}
    assert sorted(found["协作"].values()) == [0.3333] * 3
    assert fates["销售部、交付部、财务部"] == ("▲", "评分人和权重：▲ 没有写各占多少，按各占一样")
    assert fates["商务部"] == ("✓", "评分人和权重")
    assert fates["销售管理部"][0] == "▲"
    assert "没有放进草稿" in fates["OA"][1]


def test_a_draft_with_raters_of_equal_weight_is_adopted_as_it_stands(tmp_path: Path) -> None:
    made, _ = with_fates(tmp_path, NAMED)
    folder = tmp_path / "schemes"
    folder.mkdir()
    kept = propose(decided(tmp_path / "草稿.xlsx"), folder).plan.scheme
    rule = kept.indicators["item_4"].rule
    assert isinstance(rule, RatingRule)
    assert [*rule.raters.values()] == pytest.approx([1 / 3] * 3)
    assert kept.inputs["item_1_1"].rated_by == made.content["inputs"]["item_1_1"]["rated_by"]


@pytest.mark.parametrize("heading", ["数据提供部门", "数据来源", "信息来源", "统计部门"])
def test_who_only_gives_the_figures_is_no_rater(tmp_path: Path, heading: str) -> None:
    made, fates = with_fates(tmp_path, [[*NAMED[0][:4], heading], *NAMED[1:]])
    assert not made.content.get("raters")
    assert all("rated_by" not in said for said in made.content["inputs"].values())
    assert "没有放进草稿" in fates["商务部"][1]


@pytest.mark.parametrize(
    ("name", "rater"),
    [
        ("服务态度（用车部门）考核", "用车部门"),
        ("服务态度(行政部评分)", "行政部"),
        ("服务态度（由安全部考核）", "安全部"),
    ],
)
def test_brackets_behind_a_name_say_who_rates_it(tmp_path: Path, name: str, rater: str) -> None:
    rows: Rows = [["项目", "分值", "评分标准"], [name, 60, "优60分，良30分，差0分"], ["考勤", 40, "迟到一次扣5分"]]
    made, _ = with_fates(tmp_path, rows)
    assert rating(made) == {"服务态度": {rater: 1}, "考勤": {}}


def test_brackets_that_name_nobody_stay_with_the_name(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目", "分值", "评分标准"],
        ["差错（月度）", 60, "每次扣5分"],
        ["考勤（含外勤）", 40, "迟到一次扣5分"],
    ]
    assert [each.item.name for each in with_fates(tmp_path, rows)[0].indicators] == ["差错(月度)", "考勤(含外勤)"]


@pytest.mark.parametrize(
    "rule",
    [
        "采购、销售、客服三部门各打0-5分，取平均",
        "采购、销售和客服各自打分，取平均值",
        "由采购、销售、客服分别评分，按平均分计",
    ],
)
def test_several_who_each_give_points_weigh_alike(tmp_path: Path, rule: str) -> None:
    rows: Rows = [
        ["项目", "权重", "评分标准", "考核人"],
        ["协作满意度", "60%", rule, "三部门"],
        ["考勤", "40%", "0次评5分，1次评3分，2次以上评0分", "人事"],
    ]
    made, fates = with_fates(tmp_path, rows)
    assert rating(made)["协作满意度"] == {"采购": 0.3333, "销售": 0.3333, "客服": 0.3333}
    assert fates["三部门"] == ("▲", "评分人和权重：▲ 没有写各占多少，按各占一样")


@pytest.mark.parametrize(
    "note",
    [
        "注：第1、3项由安质部打分，第2项成本部打分，其余由工程部打分。",
        "1-1项安质部考核；2项由成本部考核；第3项由安质部考核；其他由工程部考核",
    ],
)
def test_a_note_says_by_numbers_who_rates_which_items(tmp_path: Path, note: str) -> None:
    rows: Rows = [
        ["序号", "项目", "分值", "评分标准"],
        [1, "安全", 30, "事故一次扣5分"],
        [2, "成本", 30, "超支一次扣5分"],
        [3, "质量", 20, "优20分，良10分，差0分"],
        [4, "协调", 20, "优20分，良10分，差0分"],
    ]
    made, fates = with_fates(tmp_path, [*rows, [note]])
    assert rating(made) == {"安全": {"安质部": 1}, "成本": {"成本部": 1}, "质量": {"安质部": 1}, "协调": {"工程部": 1}}
    assert fates[note][0] == "▲"


def test_numbers_of_no_item_are_left_to_be_seen(tmp_path: Path) -> None:
    made, _ = with_fates(tmp_path, [*NAMED[:4], ["第1、9项由安质部打分，第2项成本部打分"]])
    assert "安质部" not in made.content.get("raters", {}).values()


def test_rows_of_one_item_that_name_others_are_rated_by_none_of_them_alone(tmp_path: Path) -> None:
    rows: Rows = [
        ["项目", "分值", "评分标准", "考核人"],
        ["安全", 60, "事故一次扣5分", "安质部"],
        [None, None, "违章一次扣2分", "工程部"],
        ["质量", 40, "返工一次扣5分", "安质部"],
    ]
    target = tmp_path / "草稿.xlsx"
    made = import_form(workbook(tmp_path / "a.xlsx", rows, ["A2:A3", "B2:B3"]), target, "zh")
    assert rating(made) == {"安全": {}, "质量": {"安质部": 1}}


def test_who_rates_an_addition_gives_its_figures_under_the_name_that_others_have(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核内容", "分值", "评分标准", "评分人"],
        ["报表", 60, "1、以月为单位周期计算，即从每月的一日至三十一日止\n2、迟报一次扣3分，扣完为止", "部门经理"],
        ["服务", 40, "投诉一次扣4分，扣完为止", "客服部"],
        ["加分", None, "获专利每项加2分，最多加6分", "部门经理"],
    ]
    made = import_form(workbook(tmp_path / "a.xlsx", rows), tmp_path / "b.xlsx", "zh")
    rated = {key: said.get("rated_by") for key, said in made.content["inputs"].items()}
    names = made.content["raters"]
    assert {key: names[rater] for key, rater in rated.items()} == {
        "item_1_1": "部门经理",
        "item_2_1": "客服部",
        "change_1_1": "部门经理",
    }
    assert len({*names.values()}) == len(names)
    assert not any("unused" in remark for remark in made.indicators[0].of_rule)  # that a period is a month


def test_a_column_of_whom_each_item_is_for_says_nobody_who_rates(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核人", "考核项目", "权重", "评分等级"],
        ["收银员", "账款差错", "40%", "一次扣5分"],
        ["全部", "仪容", "30%", None],
        ["店长", "排班", "30%", None],
    ]
    assert rating(with_fates(tmp_path, rows)[0]) == {"账款差错": {}, "仪容": {"上级": 1}, "排班": {"上级": 1}}


def test_a_department_that_is_called_by_what_it_does_rates_too(tmp_path: Path) -> None:
    rows = [[*row[:4], "考核中心" if row[4] == "商务部" else row[4]] for row in NAMED]
    assert rating(with_fates(tmp_path, rows)[0])["服务质量"] == {"考核中心": 1}


def test_shares_below_those_who_rate_are_theirs_line_by_line_under_one_heading_or_two(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "分值", "评分标准", "评价占比", "", "", "得分"],
        ["", "", "", "学员", "督导", "主管", ""],
        ["表达", 40, "按0-10分打分", "50%", "30%", "20%", ""],
        ["设计", 30, "按0-10分打分", "", 0.6, 0.4, ""],
        ["差错", 30, "每发生一次扣5分", "/", "/", "/", ""],
    ]
    made, _ = with_fates(tmp_path, rows, "D1:F1", "A1:A2", "B1:B2", "C1:C2", "G1:G2")
    shares = rating(made)
    assert [*shares["表达"].values()] == [0.5, 0.3, 0.2]
    assert [*shares["设计"].values()] == [0.6, 0.4]
    assert shares["差错"] == {}


def test_shares_that_are_no_whole_are_nobodys(tmp_path: Path) -> None:
    rows: Rows = [
        ["考核指标", "分值", "评分标准", "学员", "主管"],
        ["表达", 50, "按0-10分打分", "50%", "30%"],
        ["设计", 50, "按0-10分打分", "60%", "40%"],
    ]
    made, fates = with_fates(tmp_path, rows)
    shares = rating(made)
    assert [*shares["设计"].values()] == [0.6, 0.4]
    assert shares["表达"] == {}
    assert fates["30%"][0] != "✓"


@pytest.mark.parametrize(
    ("name", "rule", "shares"),
    [
        ("协作", "0-5分。渠道总监打分占70%，区域销售经理打分占30%", {"渠道总监": 0.7, "区域销售经理": 0.3}),
        ("协作", "0-5分，项目总监占70%、区域经理占30%", {"项目总监": 0.7, "区域经理": 0.3}),
        ("协作", "0-5分，自评占30%、上级评占70%", {"自评": 0.3, "上级": 0.7}),
        ("协作（项目总监60%，客户代表40%）", "主动8分，一般5分，差0分", {"项目总监": 0.6, "客户代表": 0.4}),
        ("协作（项目总监60%/客户代表40%）", "主动8分，一般5分，差0分", {"项目总监": 0.6, "客户代表": 0.4}),
        ("协作", "由销售部、交付部各按0-5分打分，取平均", {"销售部": 0.5, "交付部": 0.5}),
    ],
)
def test_shares_in_a_rule_or_a_name_are_of_who_rates(
    tmp_path: Path, name: str, rule: str, shares: dict[str, float]
) -> None:
    rows: Rows = [["考核指标", "分值", "评分标准"], [name, 8, rule], ["差错", 92, "每发生一次扣5分"]]
    made, _ = with_fates(tmp_path, rows)
    assert rating(made)["协作"] == shares


PLAIN: Rows = [["考核项目", "分值", "评分标准", None], ["服从安排", 60, "优秀60分，良好40分，差0分", None]]


def test_a_post_that_heads_the_only_column_of_ratings_rates_all_rows(tmp_path: Path) -> None:
    rows: Rows = [[*PLAIN[0][:3], "仓储主管评分"], PLAIN[1], ["盘点", 40, "每错1处扣5分", None]]
    made, fates = with_fates(tmp_path, rows)
    assert rating(made) == {"服从安排": {"仓储主管": 1}, "盘点": {"仓储主管": 1}}
    assert fates["仓储主管评分"][1].startswith("评分人和权重")


@pytest.mark.parametrize(
    ("head", "rater"),
    [
        (["考核人：车间主任", None, None, None], "车间主任"),
        (["考核周期：月", "评分人：项目经理", None, None], "项目经理"),
        (["考核人", "车间主任", None, None], "车间主任"),
        (["被考核人：销售经理", None, None, None], None),
        (["考核人：张三", None, None, None], None),
        (["考核人：", None, None, None], None),
        (["考核人：直接上级", None, None, None], None),
        (["考核人：部门经理", None, None, None], None),
    ],
)
def test_a_post_in_the_head_of_a_form_rates_all_rows_and_no_person_or_blank_does(
    tmp_path: Path, head: list[object], rater: str | None
) -> None:
    made, _ = with_fates(
        tmp_path, [["班组长考核表", None, None, None], head, *PLAIN, ["出勤", 40, "缺勤一次扣5分", None]]
    )
    assert rating(made)["服从安排"] == ({rater: 1} if rater else {})


@pytest.mark.parametrize("heads", [["自评", "上级评分"], ["本人评分", "仓储主管评分"]])
def test_one_of_several_columns_of_ratings_is_not_taken_for_the_only_one(tmp_path: Path, heads: list[object]) -> None:
    rows: Rows = [["考核项目", "分值", "评分标准", *heads], [*PLAIN[1][:3], None, None], ["出勤", 40, "缺勤扣5分"]]
    made, _ = with_fates(tmp_path, rows)
    assert "仓储主管" not in {rater for of in rating(made).values() for rater in of}


@pytest.mark.parametrize("where", ["。由安全员评分。", "；该项由安全员负责打分", "，由安全员进行考核"])
def test_a_clause_of_a_rule_says_who_rates_and_is_no_part_of_its_points(tmp_path: Path, where: str) -> None:
    rows: Rows = [PLAIN[0], PLAIN[1], ["现场", 40, f"检查90分以上得40分，80-89分得20分，80分以下得0分{where}", None]]
    made, fates = with_fates(tmp_path, rows)
    assert rating(made)["现场"] == {"安全员": 1}
    assert made.indicators[1].made is not None
    assert made.indicators[1].made.indicator["rule"]["bands"] == {"≥90": 40, "≥80": 20, "else": 0}
    assert all("安全员" not in each or mark != "✗" for each, (mark, _) in fates.items())


@pytest.mark.parametrize(
    ("rule", "rater"),
    [
        ("完成出色的，由行政经理加1-3分", "行政经理"),
        ("由于个人原因造成损失扣5分", None),
        ("由此造成的损失扣5分", None),
        ("无正当理由缺勤扣5分", None),
    ],
)
def test_a_reason_or_a_cause_is_nobody_who_decides(tmp_path: Path, rule: str, rater: str | None) -> None:
    rows: Rows = [PLAIN[0], ["服从安排", 100, "每次违反扣5分", None], ["其他", None, rule, None]]
    made, _ = with_fates(tmp_path, rows)
    assert {*map(str, made.content.get("raters", {}).values())} == ({rater} if rater else set())


def test_a_post_beside_its_label_in_a_table_of_a_document_rates_all_rows_of_the_next_table(tmp_path: Path) -> None:
    levels = [
        ["考核项目", "分值", "评分标准"],
        ["主动性", "60", "优60分，良40分，差0分"],
        ["服从性", "40", "优40分，良20分，差0分"],
    ]
    head = ["岗位", "设计师", "考核人", "设计总监"]
    path = document(tmp_path / "a.docx", ["设计师考核表", [head], levels])
    made = import_form(path, tmp_path / "b.xlsx", "zh")
    assert rating(made) == {"主动性": {"设计总监": 1}, "服从性": {"设计总监": 1}}
