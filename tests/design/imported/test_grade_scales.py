"""Grades as forms state them: sentences of many words, tables either way, coefficients, quota, amounts."""

from pathlib import Path

import pytest

from presales_xl.design.designbook import adoption, design_reader
from presales_xl.design.imported.form_draft import FormDraft, import_form
from tests.design.imported.forms import decided, workbook

ITEMS = (("考核指标", "满分", "评分标准"), ("方案质量", 60, "由部门经理评分"), ("协作", 40, "由部门经理评分"))


def draft(tmp_path: Path, *rows: object) -> FormDraft:
    """Return the draft of a workbook with two indicators and these rows (a text is a row of one cell) below."""
    below = [[row] if isinstance(row, str) else list(row) for row in rows]  # type: ignore[call-overload]
    return import_form(workbook(tmp_path / "a.xlsx", [*ITEMS, *below]), tmp_path / "b.xlsx", "zh")


def scale(found: FormDraft) -> dict[str, str]:
    """Return the grades of a draft; its indicators are those of the form."""
    assert [each.item.name for each in found.indicators] == ["方案质量", "协作"]
    assert found.plan is not None
    return dict(found.content.get("grades", {}).get("scale", {}))


def marks(found: FormDraft, *words: str) -> set[str]:
    """Return how texts of the form were read."""
    return {line.mark for line in found.sourced.lines if line.words in words}


ABC = {"A": "≥90", "B": "≥80", "C": "else"}
WORDS = {"优秀": "≥90", "良好": "≥80", "合格": "≥60", "不合格": "else"}


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        ("90分以上为A，80-89分为B，80分以下为C", ABC),
        ("等级：A：90分以上，B：80-90分，C：80分以下", ABC),
        ("等级评定：A级90分及以上，B级80-89分，80分以下为C级", {f"{key}级": each for key, each in ABC.items()}),
        ("评定：总分A：90分以上，B：80-90分，C：80分以下", ABC),
        (
            "考核等级分为A、B、C三级：A级90分以上，B级80-89分，C级80分以下",
            {f"{key}级": each for key, each in ABC.items()},
        ),
        ("2、每月考核成绩分为A、B、C三档：90分以上为A，80-89分为B，80分以下为C。", ABC),
        (
            "1、月度积分95分以上为一等，绩效系数1.2；85-95分（不含95分）为二等，绩效系数1.0；85分以下为三等，绩效系数0.8。",
            {"一等": "≥95", "二等": "≥85", "三等": "else"},
        ),
        ("4. 等级划分：A级90分及以上；B级80-89分；C级80分以下。", {f"{key}级": each for key, each in ABC.items()}),
        ("考核等级：优秀（90分以上）、良好（80-89分）、合格（60-79分）、不合格（60分以下）", WORDS),
        ("优秀：90分以上；良好：80~89分；合格：60~79分；不合格：59分以下", WORDS),
        (
            "A.优秀（90-100分）；B.良好（80-89分）；C.一般（≦79分）",
            {"A优秀": "≥90", "B良好": "≥80", "C一般": "else"},
        ),
        ("90分（含）以上—优秀  80~89分—良好  60~79分—合格  60分以下—不合格", WORDS),
        (
            "考核结果分为“优秀”、“良好”、“合格”、“不合格”四类，其中实得分数达到90分以上（含90分）为优秀，80分以上（含80分）为良好，"
            "60分以上（含60分）为合格，60分以下为不合格。",
            WORDS,
        ),
        ("考核得分≥90为优秀；80≤考核得分＜90为良好；60≤考核得分＜80为合格；考核得分＜60为不合格", WORDS),
        ("月度得分在90分以上的为优秀；80分（含）至90分的为良好；60分（含）至80分的为合格；低于60分的为不合格。", WORDS),
        (
            "评分结果：不低于92分评为一等，80分至91分评为二等，其余评为三等。",
            {"一等": "≥92", "二等": "≥80", "三等": "else"},
        ),
        (
            "综合评定分为：甲等（85分及以上）、乙等（70-84分）、丙等（70分以下）",
            {"甲等": "≥85", "乙等": "≥70", "丙等": "else"},
        ),
        (
            "90分以上:特等;80至89分:甲等;76至79分:乙等;60至75分:丙等;",
            {"特等": "≥90", "甲等": "≥80", "乙等": "≥76", "丙等": "else"},
        ),
        (
            "评定等级：□优（95-100） □良（85-94） □中（75-84） □差（74分以下）",
            {"优": "≥95", "良": "≥85", "中": "≥75", "差": "else"},
        ),
        ("A级（90≤总分≤100），B级（80≤总分<90），C级（总分<80）", {"A级": "≥90", "B级": "≥80", "C级": "else"}),
        ("得分高于90分评为优，70分到90分评为良，低于70分评为差", {"优": ">90", "良": "≥70", "差": "else"}),
        ("S卓越：M≥95；A优秀：95＞M≥85；B待改进：M＜85", {"S卓越": "≥95", "A优秀": "≥85", "B待改进": "else"}),
        ("优秀：90分及以上；良好：80-89分；合格：60-79分；不合格：60分以下。", WORDS),
        ("标准：90分（含）以上优秀；80-89分尚可；80分以下需改进", {"优秀": "≥90", "尚可": "≥80", "需改进": "else"}),
        (
            "A等（95分及以上），B等（85分及以上，95分以下），C等（85分以下）",
            {"A等": "≥95", "B等": "≥85", "C等": "else"},
        ),
        (
            "分数与等级对应关系：90-100分对应优秀；80-89分对应良好；0-79分对应合格",
            {"优秀": "≥90", "良好": "≥80", "合格": "else"},
        ),
        ("得分90分以上为优，85分以上为良，85分以下待岗培训", {"优": "≥90", "良": "≥85", "其余": "else"}),
    ],
)
def test_grades_are_read_from_a_sentence_with_their_bare_names(
    tmp_path: Path, sentence: str, expected: dict[str, str]
) -> None:
    found = draft(tmp_path, sentence)
    assert scale(found) == expected
    assert marks(found, sentence) <= {"understood", "assumed"}


@pytest.mark.parametrize(
    ("sentence", "coefficients", "quota"),
    [
        (
            "总分≥95分为优，绩效工资上浮20%；85分≤总分<95分为良，绩效工资全额发放；总分<85分为差，不发绩效工资，并待岗培训。",
            {"优": 1.2, "良": 1, "差": 0},
            {},
        ),
        (
            "A，90分（含）以上，系数1.3，人数不超过部门的20%；B，80分（含）至90分，系数1.0；C，80分以下，系数0",
            {"A": 1.3, "B": 1, "C": 0},
            {},
        ),
        (
            "优秀（≥95分）发放绩效工资120%，良好（85-94分）100%，差（＜85分）50%",
            {"优秀": 1.2, "良好": 1, "差": 0.5},
            {},
        ),
        (
            "考核得分90分以上为优，发放120%绩效工资；80分以上为良，发放绩效工资的100%；80分以下扣发绩效工资的30%",
            {"优": 1.2, "良": 1, "其余": 0.7},
            {},
        ),
    ],
)
def test_what_grades_give_stands_beside_them_in_any_words(
    tmp_path: Path, sentence: str, coefficients: dict[str, float], quota: dict[str, float]
) -> None:
    found = draft(tmp_path, sentence)
    assert found.content["parameters"]["grade_coefficient"]["value"] == coefficients
    assert found.content["grades"].get("quota", {}) == quota
    assert marks(found, sentence) == {"assumed"}


@pytest.mark.parametrize(
    ("sentence", "coefficients"),
    [
        (
            "结果：优秀（90分以上）、良好（80-89分）、不合格（80分以下），对应项目奖金发放比例为130%、100%、0。",
            {"优秀": 1.3, "良好": 1, "不合格": 0},
        ),
        (
            "优秀：90分以上；良好：80-89分；不合格：80分以下。优秀者按绩效工资基数的110%发放，良好者按100%发放，不合格者不发放。",
            {"优秀": 1.1, "良好": 1, "不合格": 0},
        ),
        (
            "星级评定：90分以上为三星，80-90分（含80分）为二星，低于80分无星。三星系数1.2，二星系数1.0，无星系数0.5",
            {"三星": 1.2, "二星": 1, "无星": 0.5},
        ),
    ],
)
def test_what_part_is_paid_by_grade_is_its_coefficient(
    tmp_path: Path, sentence: str, coefficients: dict[str, float]
) -> None:
    found = draft(tmp_path, sentence)
    assert found.content["parameters"]["grade_coefficient"]["value"] == coefficients
    assert marks(found, sentence) == {"assumed"}


def test_coefficients_by_points_stand_behind_each_range(tmp_path: Path) -> None:
    found = draft(tmp_path, "考核得分与绩效系数：90-100分系数1.2，80-89分系数1.0，80分以下系数0.6")
    assert found.content["measures"]["grade_coefficient"]["bands"] == {"≥90": 1.2, "≥80": 1, "else": 0.6}


def test_how_many_may_have_one_grade_is_told_and_left_to_hr(tmp_path: Path) -> None:
    sentence = "S：95分以上；A：85-94分；B：85分以下。其中S级不超过部门人数的10%。"
    found = draft(tmp_path, sentence)
    assert scale(found) == {"S": "≥95", "A": "≥85", "B": "else"}
    assert marks(found, sentence) == {"assumed"}
    assert "10%" in next(line.became for line in found.sourced.lines if line.words == sentence)


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (
            [
                ("客服等级", "分值", "奖励"),
                ("金牌", "90≤X≤100", "500元"),
                ("银牌", "80≤X<90", "200元"),
                ("铜牌", "X<80", "无"),
            ],
            {"金牌": "≥90", "银牌": "≥80", "铜牌": "else"},
        ),
        (
            [("优秀", "良好", "不合格"), ("90-100", "70-89", "69及以下")],
            {"优秀": "≥90", "良好": "≥70", "不合格": "else"},
        ),
    ],
)
def test_a_table_of_grades_may_have_names_of_its_own_or_no_titles(
    tmp_path: Path, rows: list[tuple[str, ...]], expected: dict[str, str]
) -> None:
    assert scale(draft(tmp_path, ("合计", 100), *rows)) == expected


def test_a_table_of_grades_may_leave_cells_empty_and_have_decimals(tmp_path: Path) -> None:
    rows = [
        ("等级", "分数", "绩效系数", "人数比例"),
        ("S", "≥95", 1.3, "≤10%"),
        ("A", "85–94.9", 1, None),
        ("B", "<85", 0, None),
    ]
    found = draft(tmp_path, *rows)
    assert scale(found) == {"S": "≥95", "A": "≥85", "B": "else"}
    assert "quota" not in found.content["grades"]
    assert "≤10%" in next(line.became for line in found.sourced.lines if line.words == "等级")
    assert found.content["parameters"]["grade_coefficient"]["value"] == {"S": 1.3, "A": 1, "B": 0}
    plan_of(tmp_path)


def test_grades_of_which_one_cannot_be_read_are_not_made_of_the_others(tmp_path: Path) -> None:
    sentence = "90分以上为优；80-89分为良，另行研究其津贴；80分以下为差"
    assert scale(draft(tmp_path, sentence)) == {}
    assert marks(draft(tmp_path, sentence), sentence) == {"not_understood"}


def test_a_table_may_say_in_words_what_part_is_paid(tmp_path: Path) -> None:
    rows = [("考核得分", "绩效工资发放标准"), ("90分以上", "全额发放"), ("80-89分", "发放90%"), ("80分以下", "不发放")]
    found = draft(tmp_path, *rows)
    assert scale(found) == {}
    assert found.content["measures"]["grade_coefficient"]["bands"] == {"≥90": 1, "≥80": 0.9, "else": 0}
    assert [item["name"] for item in found.content["pay"].values()] == ["绩效工资"]


def test_what_cannot_be_read_does_not_take_its_neighbours_in_the_cell_along(tmp_path: Path) -> None:
    sentence = "备注：从严掌握。90分以上全额发放绩效工资，80-89分发放90%，80分以下发放60%；优秀员工另议奖励500元。"
    found = draft(tmp_path, sentence)
    assert found.content["measures"]["grade_coefficient"]["bands"] == {"≥90": 1, "≥80": 0.9, "else": 0.6}
    assert marks(found, sentence) == {"not_understood"}


def test_grades_that_stand_one_below_the_other_are_one_scale(tmp_path: Path) -> None:
    lines = ["A：90分（含）以上，绩效系数1.2", "B：80（含）-90分，绩效系数1.0", "C：80分以下，绩效系数0"]
    found = draft(tmp_path, *lines)
    assert scale(found) == ABC
    assert found.content["parameters"]["grade_coefficient"]["value"] == {"A": 1.2, "B": 1, "C": 0}
    described = [
        "A、超越标准，成绩突出（参考分数：90分以上）",
        "B、如期完成工作（参考分数：80-89分）",
        "C、应求改进（80分以下）",
    ]
    found = draft(tmp_path, *described)
    assert scale(found) == ABC
    assert marks(found, *described) == {"assumed"}


UPRIGHT = [("S", "≥95", 1.5), ("A", "85-94", 1.2), ("B", "70-84", 1), ("C", "＜70", 0.6)]


@pytest.mark.parametrize(
    ("title", "points", "gives"), [("等级", "分数段", "绩效系数"), ("考核结果", "得分范围", "奖金系数")]
)
@pytest.mark.parametrize("is_turned", [False, True])
def test_a_table_of_grades_is_read_either_way(
    tmp_path: Path, title: str, points: str, gives: str, is_turned: bool
) -> None:
    rows: list[tuple[object, ...]] = [(title, points, gives), *UPRIGHT]
    found = draft(tmp_path, *(list(zip(*rows, strict=True)) if is_turned else rows))
    assert scale(found) == {"S": "≥95", "A": "≥85", "B": "≥70", "C": "else"}
    assert found.content["parameters"]["grade_coefficient"]["value"] == {"S": 1.5, "A": 1.2, "B": 1, "C": 0.6}


def test_a_table_of_grades_may_begin_with_the_points_and_call_its_columns_what_it_will(tmp_path: Path) -> None:
    rows = [("考核得分", "M≥100", "100＞M≥90", "90＞M≥75", "M＜75"), ("级别", "S卓越", "A优秀", "B良好", "C需改进")]
    assert scale(draft(tmp_path, *rows)) == {"S卓越": "≥100", "A优秀": "≥90", "B良好": "≥75", "C需改进": "else"}
    shares = [
        ("绩效等级", "考核分数", "绩效工资发放比例"),
        ("A", "90分以上", "120%"),
        ("B", "60-89分", "80%"),
        ("C", "60分以下", 0),
    ]
    found = draft(tmp_path, *shares)
    assert scale(found) == {"A": "≥90", "B": "≥60", "C": "else"}
    assert found.content["parameters"]["grade_coefficient"]["value"] == {"A": 1.2, "B": 0.8, "C": 0}


def test_amounts_by_grade_are_paid_and_shares_of_people_are_the_quota(tmp_path: Path) -> None:
    rows = [
        ("评级", "分数范围", "当月奖励"),
        ("五星", "95-100", "800元"),
        ("四星", "85-94", "400元"),
        ("三星", "85以下", "0元"),
    ]
    found = draft(tmp_path, *rows)
    assert scale(found) == {"五星": "≥95", "四星": "≥85", "三星": "else"}
    key = found.content["pay"]["of_grade_1"]["formula"]
    assert found.content["parameters"][key] == {
        "name": "当月奖励",
        "by": "grade",
        "value": {"五星": 800, "四星": 400, "三星": 0},
    }
    people = [("等级", "A", "B", "C"), ("得分", "90-100", "80-89", "80以下"), ("人数比例", "20%", "50%", "30%")]
    found = draft(tmp_path, *people)
    assert scale(found) == ABC
    assert found.content["grades"]["quota"] == {"A": 0.2, "B": 0.5, "C": 0.3}


@pytest.mark.parametrize(
    ("sentence", "coefficients", "quota"),
    [
        ("甲、乙、丙三等分别对应奖金系数1.5、1.0、0.5。", {"甲等": 1.5, "乙等": 1, "丙等": 0.5}, {}),
        ("甲等系数1.5，乙等系数1.0，丙等系数0.5", {"甲等": 1.5, "乙等": 1, "丙等": 0.5}, {}),
        ("强制分布：甲等20%，乙等70%，丙等10%", {}, {"甲等": 0.2, "乙等": 0.7, "丙等": 0.1}),
    ],
)
def test_what_another_sentence_says_of_the_grades_is_added_to_them(
    tmp_path: Path, sentence: str, coefficients: dict[str, float], quota: dict[str, float]
) -> None:
    found = draft(tmp_path, "甲等（85分及以上）、乙等（70-84分）、丙等（70分以下）", sentence)
    assert scale(found) == {"甲等": "≥85", "乙等": "≥70", "丙等": "else"}
    assert found.content.get("parameters", {}).get("grade_coefficient", {}).get("value", {}) == coefficients
    assert found.content["grades"].get("quota", {}) == quota
    assert marks(found, sentence) <= {"understood", "assumed"}


@pytest.mark.parametrize(
    ("sentence", "asked"),
    [
        ("考核结果分为优秀、良好、合格，对应绩效系数分别为1.2、1.0、0.8", "请先定等级"),
        ("绩效等级强制分布：S级10%，A级20%，B级50%，C级20%", "请先定等级"),
        ("90分以上为A，80-89分为B，85分以下为C", ""),  # they overlap
    ],
)
def test_what_cannot_be_a_scale_is_left_to_decide_with_what_is_asked(tmp_path: Path, sentence: str, asked: str) -> None:
    found = draft(tmp_path, sentence)
    assert scale(found) == {}
    assert marks(found, sentence) == {"not_understood"}
    assert asked in next(line.became for line in found.sourced.lines if line.words == sentence)


def test_bounds_of_indicators_are_no_grades(tmp_path: Path) -> None:
    rows = [
        ("考核指标", "权重", "目标值", "评分标准"),
        ("满意度", 60, "≥95", "每低1分扣2分"),
        ("响应分", 40, "≥90", "每低1分扣2分"),
    ]
    found = import_form(workbook(tmp_path / "a.xlsx", rows), tmp_path / "b.xlsx", "zh")
    assert "grades" not in found.content
    assert len(found.indicators) == 2


@pytest.mark.parametrize(
    ("rows", "bands"),
    [
        (
            ["90分以上，绩效系数为1.2；80-90分，绩效系数为1.0；80分以下，绩效系数0.8"],
            {"≥90": 1.2, "≥80": 1, "else": 0.8},
        ),
        (["85分以上者奖金全发，70-85分者发八成（80%），70分以下者不发奖金。"], {"≥85": 1, "≥70": 0.8, "else": 0}),
        (["得分90分以上发放全额绩效奖金，80-89分发放90%，80分以下不发"], {"≥90": 1, "≥80": 0.9, "else": 0}),
        (
            ["得分95分以上的，奖励当月绩效工资的10%；85—94分的，绩效工资全额发放；85分以下的，发放绩效工资的70%。"],
            {"≥95": 1.1, "≥85": 1, "else": 0.7},
        ),
        ([("分数段", "90-100", "80-89", "80以下"), ("绩效系数", 1.2, 1, 0)], {"≥90": 1.2, "≥80": 1, "else": 0}),
        (["90分以上按110%计发；80分以上不足90分按100%计发；不足80分按50%计发"], {"≥90": 1.1, "≥80": 1, "else": 0.5}),
        (["1、90分以上：绩效工资全额发放。", "2、90分以下：发放绩效工资的70%。", "四、其他"], {"≥90": 1, "else": 0.7}),
        (
            ["备注：1、各项扣分扣完为止。2、90分以上绩效系数1.2；80-89分绩效系数1.0；80分以下绩效系数0.5。"],
            {"≥90": 1.2, "≥80": 1, "else": 0.5},
        ),
        (
            [("考核得分", "95分及以上", "90分（含）-95分", "90分以下"), ("绩效工资发放比例", "100%", "50%", "0")],
            {"≥95": 1, "≥90": 0.5, "else": 0},
        ),
        (["绩效系数=1.2（得分≥95）；1.0（85≤得分<95）；0.5（得分<85）"], {"≥95": 1.2, "≥85": 1, "else": 0.5}),
        (
            [("考核得分", "绩效系数"), ("90分以上", 1.2), ("80-89分", 1), ("80分以下", 0.5)],
            {"≥90": 1.2, "≥80": 1, "else": 0.5},
        ),
    ],
)
def test_coefficients_by_points_without_grades_are_a_measure_that_pay_takes(
    tmp_path: Path, rows: list[object], bands: dict[str, float]
) -> None:
    found = draft(tmp_path, *rows)
    assert scale(found) == {}
    assert found.content["measures"]["grade_coefficient"]["bands"] == bands
    assert [item["formula"] for item in found.content["pay"].values()] == ["pay_1_1 * grade_coefficient"]
    found = draft(tmp_path, *rows, "绩效奖金=岗位标准×绩效系数")
    assert [item["name"] for item in found.content["pay"].values()] == ["绩效奖金"]
    plan_of(tmp_path)


def plan_of(folder: Path) -> None:
    """Adopt the draft with everything decided; it is a scheme without faults."""
    adoption.plan_of(design_reader.read(decided(folder / "b.xlsx")))


def test_grades_with_coefficients_quota_and_amounts_are_adopted(tmp_path: Path) -> None:
    draft(
        tmp_path,
        ("等级", "分数", "系数", "人数比例", "奖励"),
        ("A", "≥90", 1.2, "30%", "800元"),
        ("B", "＜90", 1, "70%", "0元"),
    )
    plan_of(tmp_path)


@pytest.mark.parametrize(
    ("sentence", "expected"),
    [
        (
            "得分90分（含）以上为优，75分（含）至90分为良，60分（含）至75分为中，60分以下为差。",
            ["≥90", "≥75", "≥60", "else"],
        ),
        ("85分以上评A，70至85分评B，70分以下评C。", ["≥85", "≥70", "else"]),
        ("评分说明：优秀90-100分，良好80-89分，合格60-79分，不合格60分以下。", ["≥90", "≥80", "≥60", "else"]),
    ],
)
def test_grades_are_read_whatever_leads_to_their_names(tmp_path: Path, sentence: str, expected: list[str]) -> None:
    assert [*scale(draft(tmp_path, sentence)).values()] == expected


@pytest.mark.parametrize(
    ("sentence", "amounts"),
    [
        ("一等：95分以上，奖800元；二等：85-95分，奖500元；三等：85分以下，不奖。", [800, 500, 0]),
        ("A级：90分以上，奖金600元；B级：80～89分，奖金200元；C级：80分以下，无奖金。", [600, 200, 0]),
        ("A级（≥95分）奖励300元；B级（85～94分）不奖不罚；C级（＜85分）扣100元。", [300, 0, -100]),
    ],
)
def test_amounts_beside_grades_in_a_sentence_are_paid_by_grade(
    tmp_path: Path, sentence: str, amounts: list[float]
) -> None:
    found = draft(tmp_path, sentence)
    assert [*found.content["parameters"]["grade_amount_1"]["value"].values()] == amounts
    assert "grade_coefficient" not in found.content["parameters"]


@pytest.mark.parametrize(
    ("sentence", "values"),
    [
        ("A级季度奖金系数1.5，B级1.0，C级不发奖金。", [1.5, 1, 0]),
        ("A的系数为1.3，B为1.1，C为1。", [1.3, 1.1, 1]),
        ("A、B、C级对应1.5、1.2、0。", [1.5, 1.2, 0]),
        ("年终奖金：A=2个月工资，B=1个月工资，C=0。", [2, 1, 0]),
    ],
)
def test_coefficients_in_a_sentence_of_their_own_are_those_of_the_grades(
    tmp_path: Path, sentence: str, values: list[float]
) -> None:
    found = draft(tmp_path, "90分以上为A，80分以上为B，其余为C", sentence)
    assert [*found.content["parameters"]["grade_coefficient"]["value"].values()] == values
    assert [item["name"] for item in found.content["pay"].values()] == [
        "季度奖金" if "季度" in sentence else "年终奖金" if "月工资" in sentence else "等级奖金"
    ]


def test_a_table_of_grades_behind_a_blank_row_is_one(tmp_path: Path) -> None:
    rows = [(None, None, None), ("等级", "优秀", "合格"), ("分数", "90-100", "90以下"), ("绩效系数", 1.2, 0.8)]
    assert scale(draft(tmp_path, *rows)) == {"优秀": "≥90", "合格": "else"}


def test_a_grade_without_its_amount_is_to_be_decided(tmp_path: Path) -> None:
    rows = [["等级", "分数", "奖金"], ["A", "90以上", "500元"], ["B", "80-90", "另定"], ["C", "80以下", "0"]]
    found = draft(tmp_path, *rows)
    assert scale(found) == ABC
    assert marks(found, "500元") == {"not_understood"}


@pytest.mark.parametrize(
    "sentence",
    [
        "90分以上发放110%绩效工资，80-89分全额，80分以下80%",
        "考核得分≥90系数1.1，80≤得分<90系数1.0，<80系数0.8。",
        "90分以上发110%，80-89分发全额绩效，80分以下发80%。",
        "考核得分90分以上的，奖励当月绩效工资的10%；80—89分的，绩效工资全额发放；80分以下的，发放绩效工资的80%。",
    ],
)
def test_what_points_give_without_grades_is_a_coefficient(tmp_path: Path, sentence: str) -> None:
    found = draft(tmp_path, sentence)
    assert found.content["measures"]["grade_coefficient"]["bands"] == {"≥90": 1.1, "≥80": 1, "else": 0.8}


def test_points_of_grades_may_be_intervals_and_grades_have_a_column_of_words(tmp_path: Path) -> None:
    rows = (
        ("等级", "分数区间", "系数", "说明"),
        ("A", "[90,100]", 1.2, "超出预期"),
        ("B", "[80，90）", 1.0, "达到预期"),
    )
    found = draft(tmp_path, (), *rows, ("C", "［0，80)", 0.5, "未达到"))
    assert scale(found) == ABC
    assert found.content["parameters"]["grade_coefficient"]["value"] == {"A": 1.2, "B": 1.0, "C": 0.5}
    left_out = draft(tmp_path, (), ("等级", "得分"), ("A", "90≤/≤100"), ("B", "80≤/＜90"), ("C", "＜80"))
    assert scale(left_out) == ABC


def test_rows_without_headings_are_grades_however_their_cells_are_parted(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    lines = ["考核表", "1.方案质量（60分）：由部门经理评分", "2.协作（40分）：由部门经理评分", "考核结果"]
    lines += ["90（含）以上   优   奖金系数1.1", "80（含）-90    良   1.0", "60（含）-80    合格 0.9"]
    path.write_text("\n".join([*lines, "60以下         不合格0.7，连续2次不合格换岗"]), encoding="utf-8")
    found = import_form(path, tmp_path / "b.xlsx", "zh")
    assert scale(found) == {"优": "≥90", "良": "≥80", "合格": "≥60", "不合格": "else"}
    assert [*found.content["parameters"]["grade_coefficient"]["value"].values()] == [1.1, 1.0, 0.9, 0.7]
    assert marks(found, "不合格0.7，连续2次不合格换岗", "优", "1.0") == {"assumed"}


def test_a_whole_score_that_no_grade_has_is_told(tmp_path: Path) -> None:
    rows = [("等级", "得分"), ("A", "91-100"), ("B", "71-90"), ("C", "<70")]
    found = draft(tmp_path, (), *rows)
    assert scale(found) == {"A": "≥91", "B": "≥71", "C": "else"}
    assert marks(found, "<70") == {"assumed"}
    assert "70–71" in " ".join(note.words for note in found.sourced.notes.values())
    rows[-1] = ("C", "0-70")
    assert marks(draft(tmp_path, (), *rows), "0-70") == {"understood"}


def test_two_grades_in_one_cell_are_two(tmp_path: Path) -> None:
    rows = [("等级", "A", "B", "C/D"), ("得分", "90-100", "80-89", "60-79 / 0-59"), ("系数", 1.2, 1, "0.8/0.5")]
    found = draft(tmp_path, (), *rows)
    assert scale(found) == {"A": "≥90", "B": "≥80", "C": "≥60", "D": "else"}
    assert found.content["parameters"]["grade_coefficient"]["value"] == {"A": 1.2, "B": 1, "C": 0.8, "D": 0.5}


@pytest.mark.parametrize(
    "rows",
    [
        [("评定结果", "S", "A", "B", "C"), ("人数比例", "10%", "30%", "50%", "10%"), ("奖金系数", 1.5, 1.2, 1, 0.6)],
        [("等级", "优秀", "良好", "合格"), ("占比", "20%", "70%", "10%"), ("系数", 1.2, 1, 0.8)],
        [("等级", "甲等", "乙等", "丙等"), ("系数", 1.1, 1, 0.5), ("分布", "15%", "75%", "10%")],
        [("考核结果", "分布比例"), ("A", "20%"), ("B", "70%"), ("C", "10%")],
        [("等级", "人数占比", "对应系数"), ("优", "25%", 1.2), ("良", "60%", 1), ("差", "15%", 0.7)],
    ],
)
def test_how_many_get_each_grade_makes_no_indicators_and_asks_from_how_many_points_on_each_begins(
    tmp_path: Path, rows: list[tuple[object, ...]]
) -> None:
    found = draft(tmp_path, "结果应用：按名次强制分布", *rows)
    assert scale(found) == {}
    assert marks(found, *(str(cell) for row in rows for cell in row if str(cell) != "1")) == {"not_understood"}
    assert any("从多少分起" in line.became for line in found.sourced.lines)


def test_grades_in_a_cell_that_is_merged_over_the_columns_of_items_are_the_grades_of_the_form(tmp_path: Path) -> None:
    told = "A.优秀（90-100分）；B.良好（80-89分）；C.一般（≤79分）"
    rows = [("项目", *head) for head in ITEMS]
    path = workbook(tmp_path / "a.xlsx", [*rows, ["考核评分等级", told]], ["B4:D4"])
    found = import_form(path, tmp_path / "b.xlsx", "zh")
    assert scale(found) == {"A优秀": "≥90", "B良好": "≥80", "C一般": "else"}
    assert marks(found, told) == {"understood"}


def test_pay_in_full_in_part_or_withheld_by_the_total_is_a_coefficient_by_points(tmp_path: Path) -> None:
    lines = (
        "1、当月总得分≥95分绩效工资全额发放；",
        "2、90分≤当月总得分<95分，绩效工资发放50%；",
        "3、当月总得分<90分，扣除当月绩效工资。",
    )
    found = draft(tmp_path, *lines)
    assert found.content["measures"]["grade_coefficient"]["bands"] == {"≥95": 1, "≥90": 0.5, "else": 0}
    assert marks(found, *lines) == {"assumed"}


def test_a_bound_that_the_better_grade_has_is_not_said_to_be_in_the_one_below(tmp_path: Path) -> None:
    line = "A级90分及以上，B级80-89分，C级80分以下"
    found = draft(tmp_path, line)
    [became] = {each.became for each in found.sourced.lines if each.words == line}
    assert "界限值按较好的一档" in became
    assert "按含本数" not in became


def test_grades_between_their_bounds_with_coefficients_in_turn_are_read(tmp_path: Path) -> None:
    line = "绩效等级：A≥90；80≤B<90；C<80。绩效系数分别为1.2、1.0、0.8。"
    found = draft(tmp_path, line, "绩效工资=绩效工资基数×绩效系数")
    assert scale(found) == ABC
    assert [*found.content["parameters"]["grade_coefficient"]["value"].values()] == [1.2, 1.0, 0.8]
    assert marks(found, line) == {"understood"}
