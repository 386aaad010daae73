"""A period issues the roles that are due in it, and says which are not and what else is due."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.generating.generate import Generated, generate
from presales_xl.cycle.rosters.roster_reader import load_roster
from presales_xl.cycle.settling.settle import settle
from presales_xl.ledger.ledger import Ledger
from presales_xl.periods import parse_period
from presales_xl.resources import SCHEMES
from tests.cycle.company import Sheets, company, messages_of, opened, refused
from tests.cycle.published import collected
from tests.cycle.returned import PERIOD, results, roster_changed


def issued(folder: Path, period: str, *cycles: str) -> Generated:
    """Issue a period in which engineers and consultants are due in these cycles, blank as their schemes say."""

    def change(sheets: Sheets) -> None:
        for row, cycle in zip(sheets["岗位"][1:], cycles, strict=True):
            row[2] = cycle

    return generate(company(folder, change), parse_period(period), "zh")


def people_in(made: Generated) -> list[str]:
    found = []
    for file in made.files:
        book = opened(file)
        ids = {str(row[0].value) for sheet in book for row in sheet.iter_rows(max_col=1) if row[0].value}
        found += sorted(ids & {"E1", "E2", "E3"})
    return found


def test_a_quarter_has_no_workbooks_for_roles_of_the_month_and_a_month_none_for_those_of_the_quarter(
    tmp_path: Path,
) -> None:
    month, quarter = issued(tmp_path / "m", "2026-11", "", ""), issued(tmp_path / "q", "2026-Q4", "", "")
    assert people_in(month) == ["E1", "E3"]
    assert people_in(quarter) == ["E2"]
    assert (month.people, quarter.people) == (2, 1)
    (told,) = messages_of(month.problems, "generate.not_due")
    assert told.startswith("2026-11 不考核这些岗位，没有为他们生成工作簿：顾问（季度、年）。")
    (told,) = messages_of(quarter.problems, "generate.not_due")
    assert "工程师（月）" in told


@pytest.mark.parametrize(
    ("period", "also"), [("2026-11", []), ("2026-12", ["2026-Q4", "2026"]), ("2026-06", ["2026-Q2"])]
)
def test_the_month_that_ends_a_longer_period_says_what_else_is_due(
    tmp_path: Path, period: str, also: list[str]
) -> None:
    told = messages_of(issued(tmp_path, period, "", "").problems, "generate.also_due")
    assert [message.partition(f"{period} 结束时 ")[2].partition(" ")[0] for message in told] == also
    assert all(
        "顾问" in message and f"presales-xl generate {longer}" in message
        for message, longer in zip(told, also, strict=True)
    )


@pytest.mark.parametrize(("start", "also"), [("2026-10", ["2026-Q4"]), ("2026-12", [])])
def test_no_longer_period_is_said_to_be_due_for_a_role_whose_scheme_only_begins_within_it(
    tmp_path: Path, start: str, also: list[str]
) -> None:
    def change(sheets: Sheets) -> None:
        sheets["岗位"][1] = ["工程师", "own", "月、季度"]
        sheets["岗位"][2][2] = "月"

    source = (SCHEMES / "support_engineer_kpi.yaml").read_text(encoding="utf-8").replace("support_engineer_kpi", "own")
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / f"own@{start}.yaml").write_text(source, encoding="utf-8")
    made = generate(company(tmp_path, change), parse_period("2026-12"), "zh")
    told = messages_of(made.problems, "generate.also_due")
    assert [message.partition("时 ")[2].partition(" ")[0] for message in told] == also


def test_months_that_no_version_of_a_scheme_appraises_are_named_with_the_month_from_which_one_does(
    tmp_path: Path,
) -> None:
    def change(sheets: Sheets) -> None:
        sheets["岗位"][1] = ["工程师", "own", None]

    source = (SCHEMES / "support_engineer_kpi.yaml").read_text(encoding="utf-8").replace("support_engineer_kpi", "own")
    (tmp_path / "schemes").mkdir()
    for name, cycles in (("own", "[month]"), ("own@2026-11", "[quarter, project]")):
        text = re.sub(r"(?m)^cycles: .*", f"cycles: {cycles}", source)
        (tmp_path / "schemes" / f"{name}.yaml").write_text(text, encoding="utf-8")
    project = company(tmp_path, change)
    rosters = {each: load_roster(project, "zh", parse_period(each)) for each in ("2026-10", "2026-12", "2027-Q1")}
    told = {each: messages_of(roster.warnings, "roster.not_begun") for each, roster in rosters.items()}
    assert ["E1" in roster.by_id for roster in rosters.values()] == [True, False, True]
    assert (told.pop("2026-12")[0].count("(2027-01)"), *told.values()) == (2, [], [])
    assert rosters["2026-12"].ending == {"2026-Q4": ["顾问"]}


def test_what_a_longer_period_takes_over_and_another_version_does_not_have_is_named_while_months_are_issued(
    tmp_path: Path,
) -> None:
    def change(sheets: Sheets) -> None:
        sheets["岗位"][1] = ["工程师", "own", None]

    def told(period: str) -> list[str]:
        return messages_of(load_roster(project, "zh", parse_period(period)).warnings, "roster.not_handed_on")

    source = (SCHEMES / "support_engineer_kpi.yaml").read_text(encoding="utf-8").replace("support_engineer_kpi", "own")
    source = re.sub(r"(?m)^cycles: .*", "cycles: [month, quarter, year]", source)
    source = source.replace(
        "    rule: {kind: bands, of: not_visited", "    periods: [month, year]\n    rule: {kind: bands, of: not_visited"
    )
    calm = "  calm: {name: 全季无投诉, type: yes_no, remembered: {kind: quarter_without, of: [complaints]}}\n"
    mean = "  mean: {name: 季均回访, type: rate, given_by: hr, remembered: {kind: mean_of_quarters, of: follow_up}}\n"
    pay = """pay:
  calm: {name: 无投诉奖, formula: "100 if calm == 'yes' else 0", periods: [quarter]}
  mean: {name: 回访奖, formula: mean * 100, periods: [year]}
"""
    whole = source.replace("\nparameters:\n", f"\n{calm}{mean}parameters:\n") + pay
    later = re.sub(r"(?m)^  complaints: .*\n", "", source).replace("{complaints: 5}", "{not_visited: 5}")
    (tmp_path / "schemes").mkdir()
    for name, text in (("own", whole), ("own@2026-11", later)):
        (tmp_path / "schemes" / f"{name}.yaml").write_text(text, encoding="utf-8")
    project = company(tmp_path, change)
    assert (told("2026-10"), told("2027-01")) == ([], [])
    (message,) = told("2026-11")
    assert "「工程师」本期不填、不算 2026-Q4 还要沿用的数，到时会缺：全季无投诉 (complaints)" in message
    assert "E1 张三" in message
    (message,) = told("2026-Q4")
    assert "2026 还要沿用的数，到时会缺：季均回访 (follow_up)" in message


def test_who_is_back_and_then_in_a_role_that_is_not_due_is_named_until_the_change_has_its_day(
    tmp_path: Path,
) -> None:
    project = collected(tmp_path)

    def role(name: str, *changes: list[str]) -> Callable[[Sheets], object]:
        def change(sheets: Sheets) -> None:
            sheets["员工"][1][3] = name
            sheets["岗位"].append(["新岗位", "own", None])
            sheets["人员变动"] = [["工号", "自", "至", "变动", "值"], *changes]

        return change

    def told(code: str) -> list[str]:
        made = settle(project, Ledger.open(project.ledger), PERIOD, "zh", dry_run=True)
        return messages_of(made.problems, code)

    source = (SCHEMES / "support_engineer_kpi.yaml").read_text(encoding="utf-8").replace("support_engineer_kpi", "own")
    (tmp_path / "schemes").mkdir(exist_ok=True)
    (tmp_path / "schemes" / "own@2026-12.yaml").write_text(source, encoding="utf-8")
    roster_changed(project, role("新岗位"))
    made = generate(project, PERIOD, "zh")
    (message,) = messages_of(made.problems, "generate.left_by_role")
    assert "1 人还在名单里，但现在的岗位不在本期考核：E1 张三（赵一）。" in message
    assert not messages_of(made.problems, "generate.left_out")
    (message,) = told("settlement.in_vain")
    assert "不结算：张三（E1）。" in message
    roster_changed(project, role("工程师", ["E1", "2026-12-01", "", "岗位", "新岗位"]))
    generate(project, PERIOD, "zh")
    collect(project, PERIOD, [], "zh")
    assert results(project)["E1"]["total"] == "93"
    assert told("settlement.in_vain") == []


@pytest.mark.parametrize("written", ["月", "每月、季", "monthly, Quarterly", "年度；月度"])
def test_a_cycle_in_the_roster_counts_instead_of_the_schemes(tmp_path: Path, written: str) -> None:
    made = issued(tmp_path, "2026-11", "", written)
    assert people_in(made) == ["E1", "E2", "E3"]
    assert [problem.code for problem in made.problems] == ["period.other_cycle"]


def test_a_period_in_which_nobody_is_due_writes_nothing(tmp_path: Path) -> None:
    (message,) = refused(lambda: issued(tmp_path, "2026-H2", "", ""))
    assert message.startswith("2026-H2 没有到期的岗位：工程师（月）、顾问（季度、年）。什么也没有写。")
    assert not (tmp_path / "outbox").exists()


def test_a_cycle_that_is_not_understood_is_told_with_its_cell(tmp_path: Path) -> None:
    (message,) = refused(lambda: issued(tmp_path, "2026-11", "双周", ""))
    assert "岗位 › C2：「周期」填的是「双周」，看不懂。请从这些里选，几个之间用顿号隔开：月、季度、半年、年" in message


@pytest.mark.parametrize(("period", "is_asked"), [("2026-Q4", True), ("2026-11", True), ("2026-Q1", False)])
def test_a_quarter_in_the_roster_that_is_not_that_of_the_period_is_asked_about_by_name(
    tmp_path: Path, period: str, is_asked: bool
) -> None:
    def change(sheets: Sheets) -> None:
        sheets["员工"] = [sheets["员工"][0], ["E1", "张三", "M1", "顾问", "高级"]]
        sheets["经理"] = sheets["经理"][:2]
        sheets["岗位"] = [["岗位", "方案", "周期"], ["顾问", "u8erp_support_dept", "月、季度"]]
        sheets["目标与工资"] = [["工号", "季度"], ["E1", "第一季度"]]

    told = messages_of(generate(company(tmp_path, change), parse_period(period), "zh").problems, "generate.doubted")
    assert [message.partition("。")[0] for message in told] == [
        "「顾问」的「季度」本期在第 4 季度，填的是另一个季度：E1 张三（填的是「第一季度」）"
    ] * is_asked
