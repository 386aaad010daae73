"""Raters: who rates whom by the roster, who gets which form, what managers see of it, what ratings come to."""

import math
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from presales_xl.cycle.generating import raters
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.generating.raters import Entries, Given
from presales_xl.cycle.rosters import roster_book
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.cycle.rosters.roster_reader import load_roster
from presales_xl.demo import sample
from presales_xl.periods import parse_period
from presales_xl.scheme.errors import Problem
from presales_xl.texts import LANGUAGES, Lang
from presales_xl.workbook.build import write
from presales_xl.workbook.layout import FIRST_ROW
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.returned import missing_inputs, read
from tests.cycle.company import Sheets, company, fill, messages_of, opened, refused
from tests.engines import Recalculate, Value

HEADER = ["被评人工号", "评分角色", "评分人工号", "评分人姓名", "邮箱", "权重"]
#: E1 张三, E3 王五 (five_dimension), E2 李四 (technical_support_110), raters E3, C01 and the people themselves.
LINES: list[list[Any]] = [
    ["E1", "同事", "E3", None, None, None],
    ["E1", "客户", "C01", "周客户", "zhou@example.com", 2],
    ["E1", "客户评", "C02", "吴客户", "wu@example.com", 1],
    ["E1", "自评", "E1", None, None, None],
    ["E2", "self", "E2", None, None, None],
]
PEER, CUSTOMER, SELF = "input.teamwork_peer", "input.satisfaction", "input.growth_self"
COMMENT = "words.comment"


def with_raters(*lines: Sequence[Any], header: Sequence[str] = HEADER) -> Callable[[Sheets], None]:
    def change(sheets: Sheets) -> None:
        sheets["岗位"] = [["岗位", "方案"], ["工程师", "five_dimension"], ["顾问", "technical_support_110"]]
        sheets["目标与工资"] = [["工号"], ["E1"]]
        sheets["评分人"] = [list(header), *map(list, lines)]

    return change


def read_roster(folder: Path, *lines: Sequence[Any], period: str = "2026-Q4", lang: Lang = "zh") -> Roster:
    return load_roster(company(folder, with_raters(*lines)), lang, parse_period(period))


def wrong(folder: Path, *lines: Sequence[Any]) -> list[str]:
    project = company(folder, with_raters(*lines))
    return [m.removeprefix(f"{project.roster} › 评分人 › ") for m in refused(lambda: load_roster(project, "zh"))]


def person(found: Roster, employee_id: str) -> Any:
    return next(employee for employee in found.employees if employee.employee_id == employee_id)


def merge(given: Given, roster: Roster, lang: Lang) -> tuple[Entries, list[Problem]]:
    entries = raters.merge(given, roster)
    return entries, raters.unrated(given, entries, roster, {}, lang=lang)


# The roster.


def test_raters_are_employees_managers_or_people_from_outside(tmp_path: Path) -> None:
    found = read_roster(tmp_path, *LINES, ["E3", "上级", "m1", None, None, None])
    assert {rater.rater_id: (rater.name, rater.email) for rater in found.raters.values()} == {
        "E3": ("王五", ""),
        "C01": ("周客户", "zhou@example.com"),
        "C02": ("吴客户", "wu@example.com"),
        "E1": ("张三", ""),
        "E2": ("李四", ""),
        "M1": ("赵一", "z@example.com"),
    }
    assert [(one.employee_id, one.kind, one.rater_id, one.weight) for one in found.assignments] == [
        ("E1", "peer", "E3", 1),
        ("E1", "customer", "C01", 2),
        ("E1", "customer", "C02", 1),
        ("E1", "self", "E1", 1),
        ("E2", "self", "E2", 1),
        ("E3", "superior", "M1", 1),
    ]


@pytest.mark.parametrize("name", ["peer", "同事", "同事评", "同级", "colleague", " Peer "])
def test_a_kind_of_rater_may_be_called_by_any_of_its_names(name: str, tmp_path: Path) -> None:
    assert read_roster(tmp_path, ["E1", name, "E3"]).assignments[0].kind == "peer"


def test_a_form_for_rating_stays_as_it_is_when_somebody_else_of_the_role_leaves(tmp_path: Path) -> None:
    def leaving(day: str | None) -> Callable[[Sheets], None]:
        def change(sheets: Sheets) -> None:
            with_raters(["E3", "客户", "C02", "吴客户", None, None])(sheets)
            sheets["员工"] = [[*row, *("离职日期",) * (row[0] == "工号")] for row in sheets["员工"]]
            sheets["员工"][1].append(day)

        return change

    quarter = parse_period("2026-Q4")
    first, second = (generate(company(tmp_path, leaving(day)), quarter, "zh") for day in (None, "2026-12-20"))
    kept = [file.name for file in second.files if file.name in {"吴客户_C02_2026-Q4.xlsx", "钱二_华南_2026-Q4.xlsx"}]
    assert second.unchanged == len(kept) == len(first.files) - 1


def test_a_position_that_the_scheme_names_is_a_kind_of_rater(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        with_raters(["E1", "销售总监", "C01", "周总", None])(sheets)
        sheets["岗位"][1] = ["工程师", "erp_project_consultant"]

    assert load_roster(company(tmp_path, change), "zh").assignments[0].kind == "sales_director"


def test_a_roster_without_raters_is_as_it_was(tmp_path: Path) -> None:
    found = load_roster(company(tmp_path), "zh")
    assert (found.raters, found.assignments, raters.forms(found, "zh")) == ({}, (), {})
    assert merge({}, found, "zh") == ({}, [])


def test_departments_and_addresses_are_read_where_the_roster_has_them(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["经理"][0].append("部门")
        sheets["经理"][1].append("销售中心")
        sheets["员工"][0].append("邮箱")
        sheets["员工"][1].append("zhangsan@example.com")

    found = load_roster(company(tmp_path, change), "zh")
    assert [manager.department for manager in found.managers.values()] == ["销售中心", ""]
    assert [employee.email for employee in found.employees] == ["zhangsan@example.com", "", ""]


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        ([["E9", "同事", "E3"]], "A2：「员工」表里没有被评人 E9。"),
        (
            [["E1", "供应商", "E3"]],
            "B2：方案 five_dimension 没有评分角色「供应商」。可用：客户评、同事评、上级评、自评。",
        ),
        ([["E2", "同事", "E3"]], "B2：方案 technical_support_110 没有评分角色「同事」。可用：上级评、自评。"),
        ([["E1", None, "E3"]], "B2：方案 five_dimension 没有评分角色「—」。"),
        ([["E1", "同事", None]], "C2：这一行没有「评分人工号」。"),
        ([["E1", "同事", "a b"]], "C2：「评分人工号」是「a b」，含有不能用的字符。"),
        ([["E1", "同事", "E3"], ["E1", "客户", "e3"]], "C3：王五 给 E1 评分写了两次，第 2 行已有。"),
        ([["E1", "自评", "E3"]], "C2：「自评」应由本人填写，这里写的评分人是 E3，被评人是 张三（E1）。"),
        ([["E1", "同事", "E1"]], "C2：张三（E1）不能以「同事」给自己评分（评分人 E1）。"),
        ([["E1", "客户", "C01"]], "D2：评分人 C01 不在员工和经理之中，也没有写姓名。"),
        ([["E1", "同事", "E3", "王六"]], "D2：评分人 E3 的姓名是「王六」，别处是「王五」。"),
        ([["E1", "客户", "C01", "甲"], ["E3", "客户", "C01", "乙"]], "D3：评分人 C01 的姓名是「乙」，别处是「甲」。"),
        (
            [["E1", "客户", "C01", "甲", "a@x.cn"], ["E3", "客户", "C01", None, "b@x.cn"]],
            "E3：评分人 C01 的邮箱是 b@x.cn，上面写的是 a@x.cn。",
        ),
        ([["E1", "同事", "E3", None, None, 0]], "F2：权重是「0」，应为大于 0 的数。"),
        ([["E1", "同事", "E3", None, None, "两倍"]], "F2：权重是「两倍」，应为大于 0 的数。"),
        ([["E1", "同事", "E3", None, None, True]], "F2：权重是「—」，应为大于 0 的数。"),
    ],
)
def test_what_is_wrong_with_a_line_is_told_with_its_cell(
    lines: Sequence[Sequence[Any]], message: str, tmp_path: Path
) -> None:
    (found,) = wrong(tmp_path, *lines)
    assert found.startswith(message)


def test_a_scheme_without_ratings_has_no_raters(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        with_raters(["E1", "同事", "E3"])(sheets)
        sheets["岗位"][1] = ["工程师", "support_engineer_kpi"]

    (message,) = refused(lambda: load_roster(company(tmp_path, change), "zh"))
    assert "方案 support_engineer_kpi 没有由人评分的项目" in message


def test_a_missing_column_is_told_and_an_empty_sheet_is_none(tmp_path: Path) -> None:
    (message,) = refused(
        lambda: load_roster(company(tmp_path, with_raters(["E1"], header=["被评人工号", "评分角色"])), "zh")
    )
    assert "名单缺少列：评分人工号 / Rater ID。" in message
    assert load_roster(company(tmp_path, with_raters(header=[])), "zh").assignments == ()


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_roster_that_init_writes_has_the_sheet_ready(lang: Lang, tmp_path: Path) -> None:
    roster_book.write(tmp_path / "roster.xlsx", sample.roster(lang), lang)
    book = opened(tmp_path / "roster.xlsx")
    sheet = book["评分人" if lang == "zh" else "Raters"]
    assert [cell.value for cell in sheet[1]][:3] == (
        HEADER[:3] if lang == "zh" else ["Rated employee ID", "Rates as", "Rater ID"]
    )


def test_a_row_of_a_roster_that_is_written_has_nothing_where_nothing_is_given(tmp_path: Path) -> None:
    employees: list[roster_book.Cells] = [["E1", "张三"], ["E2", "", "M1", None]]
    roster_book.write(tmp_path / "roster.xlsx", {"employees": employees}, "zh")
    rows = read_one(tmp_path / "roster.xlsx")["员工"][1:3]
    assert [[value for value in row if value is not None] for row in rows] == [["E1", "张三"], ["E2", "M1"]]


@pytest.mark.parametrize("weight", [None, "", " ", "　", "\u00a0", "\u200b"])
def test_a_weight_that_looks_blank_is_1(weight: str | None, tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        with_raters(["E1", "同事", "E3", None, None, "2"], ["E3", "同事", "E1", None, None, weight])(sheets)

    assert [one.weight for one in load_roster(company(tmp_path, change), "zh").assignments] == [2, 1]


# Forms.


def test_every_rater_gets_one_form_with_just_the_own_people(tmp_path: Path) -> None:
    known = read_roster(tmp_path, *LINES, ["E3", "同事", "E1"])
    said = {
        known.raters[rater_id].name: [(r.role, r.called, [p.name for p in r.people], r.columns) for r in ratings]
        for rater_id, ratings in raters.forms(known, "zh").items()
    }
    assert said["王五"] == [("工程师", "同事评", ["张三"], (PEER, COMMENT))]
    assert said["周客户"] == [("工程师", "客户评", ["张三"], (CUSTOMER, COMMENT))]
    assert said["张三"] == [
        ("工程师", "自评", ["张三"], (SELF, COMMENT)),
        ("工程师", "同事评", ["王五"], (PEER, COMMENT)),
    ]
    assert len(said["李四"][0][3]) == 12


def test_whose_rating_can_be_worked_out_from_the_result_is_told_before_rating(tmp_path: Path) -> None:
    alone = {
        rater_id: [r.is_alone for r in given]
        for rater_id, given in raters.forms(read_roster(tmp_path, *LINES), "zh").items()
    }
    assert alone == {"E3": [True], "C01": [False], "C02": [False], "E1": [False], "E2": [False]}


@pytest.mark.parametrize("state", ["休假", "离职", "免考"])
def test_nobody_is_asked_to_rate_whom_nobody_appraises(state: str, tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        with_raters(*LINES)(sheets)
        for row, told in zip(sheets["员工"], ("状态", state, None, None), strict=True):
            row.append(told)

    found = load_roster(company(tmp_path, change), "zh", parse_period("2026-Q4"))
    assert [(each.employee_id, each.rater_id) for each in found.assignments] == [("E2", "E2")]
    assert not person(found, "E1").awaited
    (told,) = messages_of(found.warnings)
    assert "不考核 E1 张三（休假、离职或免考），没有请人给他们评分。" in told


def test_ratings_that_are_not_due_in_the_period_are_not_asked_for(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        with_raters(["E1", "客户", "C01", "周客户"])(sheets)
        sheets["岗位"][1] = ["工程师", "sales_2024"]
        sheets["员工"][1][4] = sheets["员工"][3][4] = "standard"

    project = company(tmp_path, change)
    asked = {
        period: len(raters.forms(load_roster(project, "zh", parse_period(period)), "zh"))
        for period in ("2026-11", "2026-Q4")
    }
    assert asked == {"2026-11": 0, "2026-Q4": 1}


# What the manager sees.


def test_what_raters_give_is_locked_in_the_managers_workbook_with_a_hint_and_not_missing_there(
    tmp_path: Path, in_ironcalc: Recalculate
) -> None:
    found = read_roster(tmp_path, *LINES)
    assert person(found, "E1").awaited == {PEER, CUSTOMER, SELF}
    path = tmp_path / "team.xlsx"
    write(found.book("甲公司", "2026-Q4", found.managers["M2"], "zh"), path, "zh")  # E3 has no raters
    write(found.book("甲公司", "2026-Q4", found.managers["M1"], "zh"), path, "zh")
    sheet = opened(path)["工程师"]
    ids = [cell.value for cell in sheet[1]]
    row = FIRST_ROW + 1
    locked = {
        key for key in (PEER, CUSTOMER, SELF, "input.sales") if sheet.cell(row, ids.index(key) + 1).protection.locked
    }
    assert locked == {PEER, CUSTOMER, SELF}
    hints = [rule.prompt for rule in sheet.data_validations.dataValidation if rule.promptTitle == "评分人填写"]
    assert hints == ["由评分人填写，收回后自动汇总，这里不用填。"] * 3
    own = {"sales": 10000, "sales_target": 10000, "knowledge": 80, "teamwork_superior": 90, "growth_superior": 70}
    fill(path, tmp_path / "back.xlsx", {"E1": own})
    content = read(read_one(tmp_path / "back.xlsx"), "back.xlsx")
    role = content.roles[0]
    assert list(missing_inputs(role, content, "back.xlsx", "zh")) == []
    entered: dict[str, Value] = {sheet.cell(row, ids.index(f"input.{key}") + 1).coordinate: own[key] for key in own}
    checks = in_ironcalc(path, {"工程师": entered})["检查"]
    marks = {str(checks.get(f"B{row}")): checks.get(f"H{row}") for row in range(7, 60)}
    assert {marks["E1 张三"], marks["客户满意度（客户评）"], marks["销售额"]} == {"✓"}


# Merging.


def given(**entries: float) -> Given:
    """Return entries by `E1__input_teamwork_peer__E3`-like names: employee, column's last part, rater."""
    found = {}
    for key, value in entries.items():
        employee_id, column, rater = key.split("__")
        found[employee_id, f"input.{column}", rater] = value
    return found


def test_several_raters_of_a_kind_count_by_their_weights(tmp_path: Path) -> None:
    merged, problems = merge(
        given(E1__teamwork_peer__E3=80, E1__satisfaction__C01=90, E1__satisfaction__C02=60, E1__growth_self__E1=70),
        read_roster(tmp_path, *LINES[:4]),
        "zh",
    )
    assert merged == {"E1": {PEER: 80, CUSTOMER: 80, SELF: 70}}
    assert problems == []


def test_how_many_have_answered_counts_those_whose_rating_is_there(tmp_path: Path) -> None:
    entered = given(E1__teamwork_peer__E3=80, E1__satisfaction__C01=90, E1__satisfaction__C02=math.nan)
    counts = raters.answered(entered, read_roster(tmp_path, *LINES[:4]))
    assert counts == {"E1": {PEER: 1, CUSTOMER: 1}}


def test_a_weight_may_be_a_text_as_in_every_table_of_hr(tmp_path: Path) -> None:
    found = read_roster(tmp_path, ["E1", "客户", "C0", "甲", None, " ２ "], ["E1", "客户", "C1", "乙", None, "1,000"])
    assert [each.weight for each in found.assignments] == [2, 1000]
    blank = read_roster(tmp_path, ["E1", "客户", "C0", "甲", None, None], ["E1", "客户", "C1", "乙", None, ""])
    assert [each.weight for each in blank.assignments] == [1, 1]


def test_a_mean_is_exact_in_what_was_typed_and_rounded_to_ten_places(tmp_path: Path) -> None:
    lines = [["E1", "客户", f"C{n}", f"客户{n}", None, 1] for n in range(3)]
    found = read_roster(tmp_path, *lines)
    third, _ = merge(given(E1__satisfaction__C0=70, E1__satisfaction__C1=70, E1__satisfaction__C2=80), found, "zh")
    assert third["E1"][CUSTOMER] == 73.3333333333
    tenths, _ = merge(given(E1__satisfaction__C0=0.1, E1__satisfaction__C1=0.2, E1__satisfaction__C2=0.3), found, "zh")
    assert tenths["E1"][CUSTOMER] == 0.2
    heavy = read_roster(tmp_path, ["E1", "客户", "C0", "甲", None, 1], ["E1", "客户", "C1", "乙", None, 1023])
    half, _ = merge(given(E1__satisfaction__C0=0.3, E1__satisfaction__C1=0), heavy, "zh")
    assert half["E1"][CUSTOMER] == 0.0002929688  # 0.3 ÷ 1024 is 0.00029296875


def test_who_has_not_answered_is_left_out_and_named(tmp_path: Path) -> None:
    merged, problems = merge(
        given(E1__satisfaction__C02=60, E1__teamwork_peer__E3=80, E1__growth_self__E1=math.inf),
        read_roster(tmp_path, *LINES[:4]),
        "zh",
    )
    assert merged["E1"][CUSTOMER] == 60
    assert math.isnan(merged["E1"][SELF])
    assert {problem.severity for problem in problems} == {"warning"}
    assert messages_of(problems) == [
        "周客户（C01）还没有给这些人评分：E1 张三。请催交；在此之前按其他评分人计算。",
        "这些人的「自评」还没有任何人评分，该项空缺：张三（E1，评分人 张三）。请催交。",
    ]


def test_levels_of_several_raters_come_to_the_middle_one_and_the_lower_of_two(tmp_path: Path) -> None:
    lines = [["E2", "上级", f"C{n}", f"主管{n}", None, weight] for n, weight in enumerate((1, 1, 1, 3), 1)]
    column = "workload_superior"  # 好 0, 一般 1, 差 2

    def level(*answers: float) -> float:
        found = read_roster(tmp_path, *lines[: len(answers)])
        entered = {f"E2__{column}__C{n}": answer for n, answer in enumerate(answers, 1)}
        return merge(given(**entered), found, "zh")[0]["E2"][f"input.{column}"]

    assert [level(0), level(0, 1, 2), level(0, 2), level(0, 1), level(0, 0, 0, 2)] == [0, 1, 2, 1, 2]


def test_ratings_that_may_stay_blank_are_not_chased(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        with_raters(["E1", "自评", "E1"])(sheets)
        sheets["岗位"][1] = ["工程师", "competency"]

    merged, problems = merge({}, load_roster(company(tmp_path, change), "zh"), "zh")
    assert problems == []
    assert all(math.isnan(value) for value in merged["E1"].values())


def test_ratings_by_somebody_whom_the_roster_no_longer_asks_are_told_of_and_not_used(tmp_path: Path) -> None:
    merged, problems = merge(
        given(E1__teamwork_peer__E3=80, E1__teamwork_peer__E7=10), read_roster(tmp_path, *LINES[:1]), "zh"
    )
    assert merged["E1"][PEER] == 80
    assert messages_of(problems, "raters.not_asked") == [
        "评分人 E7 给 E1 的评分不在现在的名单里，没有使用。若仍要使用，请在「评分人」表里加上。"
    ]
