"""The roster's sheet 个别调整: whose figures are set otherwise, when, and every way in which a row may be wrong."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest

from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.cycle.rosters.roster_reader import load_roster
from presales_xl.cycle.standing import standings
from presales_xl.ledger import kept_results
from presales_xl.ledger.ledger import Ledger
from presales_xl.periods import parse_period
from presales_xl.scheme.columns import individual_column
from presales_xl.texts import LANGUAGES, Lang
from tests.cycle.company import CONSULTANT, ENGINEER, Sheets, company, fill, fill_all, messages_of, refused
from tests.cycle.returned import FIRST, PEOPLE, PERIOD, SECOND, changed, issued, results, roster_changed, run, typed

HEADER = ["调整哪个数", "值", "原因", "工号", "团队", "岗位", "自", "至"]
Row = Sequence[Any]
PER_COMPLAINT = individual_column("complaints.deduction_1")


def with_rows(*rows: Row) -> Any:
    def change(sheets: Sheets) -> None:
        sheets["个别调整"] = [HEADER, *([*row, *[None] * (len(HEADER) - len(row))] for row in rows)]

    return change


def read(folder: Path, *rows: Row, period: str = "2026-11", lang: Lang = "zh") -> Roster:
    return load_roster(company(folder, with_rows(*rows)), lang, parse_period(period))


def wrong(folder: Path, *rows: Row) -> list[str]:
    project = company(folder, with_rows(*rows))
    told = refused(lambda: load_roster(project, "zh", PERIOD))
    return [message.removeprefix(f"{project.roster} › 个别调整 › ") for message in told]


def own(roster: Roster, column: str) -> dict[str, float]:
    return {each.employee_id: each.entries[column] for each in roster.employees if column in each.entries}


def test_a_row_sets_a_figure_for_a_person_a_team_or_a_role_and_the_nearest_counts(tmp_path: Path) -> None:
    role = ("客户投诉次数 每次扣分", 4, "全员", None, None, "工程师")
    team = ("客户投诉次数 每次扣分", 3, "大客户多", None, "华东")
    person = ("客户投诉次数 每次扣分", "2", "新区域", "E1")
    assert own(read(tmp_path / "1", role), PER_COMPLAINT) == {"E1": 4, "E3": 4}
    assert own(read(tmp_path / "2", role, team), PER_COMPLAINT) == {"E1": 3, "E3": 4}
    assert own(read(tmp_path / "3", person, team, role), PER_COMPLAINT) == {"E1": 2, "E3": 4}


def test_whoever_has_no_row_is_appraised_as_the_scheme_says_and_cannot_be_given_one_by_hand(tmp_path: Path) -> None:
    roster = read(tmp_path, ("客户投诉次数 每次扣分", 2, "新区域", "E1"))
    (other,) = [each for each in roster.employees if each.employee_id == "E3"]
    assert PER_COMPLAINT not in other.entries
    assert {PER_COMPLAINT, "words.individual"} <= other.locked
    assert roster.roles["顾问"].scheme.individual == {}
    assert roster.bases["工程师"].scheme.individual == {}


@pytest.mark.parametrize(
    ("since", "until", "periods"),
    [
        ("2026-11", "2026-12", ["2026-11", "2026-12"]),
        ("2026-11", None, ["2026-11", "2026-12", "2027-01"]),
        (None, "2026-Q4", ["2026-10", "2026-11", "2026-12"]),
        (dt.date(2026, 11, 1), dt.date(2026, 12, 1), ["2026-11", "2026-12"]),
        ("2026-11-15", None, ["2026-12", "2027-01"]),
        ("2026年11月", "2026Q4", ["2026-11", "2026-12"]),
    ],
)
def test_a_row_counts_for_the_periods_that_begin_within_its_days(
    since: object, until: object, periods: list[str], tmp_path: Path
) -> None:
    row = ("客户投诉次数 每次扣分", 2, "新区域", "E1", None, None, since, until)
    asked = ["2026-10", "2026-11", "2026-12", "2027-01"]
    assert [each for each in asked if own(read(tmp_path / each, row, period=each), PER_COMPLAINT)] == periods


def test_everything_that_is_wrong_with_the_sheet_is_told_at_its_cell_in_one_reading(tmp_path: Path) -> None:
    told = wrong(
        tmp_path,
        (None, 2, "x", "E1"),
        ("客户投诉次数 每次扣分", None, "x", "E1"),
        ("客户投诉次数 每次扣分", 2, None, "E1"),
        ("客户投诉次数 每次扣分", "两分", "x", "E1"),
        ("客户投诉次数 每次扣分", 2, "x"),
        ("客户投诉次数 每次扣分", 2, "x", "E99"),
        ("客户投诉次数 每次扣分", 2, "x", None, "华北"),
        ("客户投诉次数 每次扣分", 2, "x", None, None, "经理"),
        ("客户投诉次数 每次减分", 2, "x", "E1"),
        ("等级 A", 2, "x", "E1"),
        ("客户投诉次数 每次扣分", 2, "x", "E1", None, None, "下月"),
        ("客户投诉次数 每次扣分", 2, "x", "E1", None, None, "2026-12", "2026-10"),
        ("客户投诉次数 每次扣分", 2, "长" * 101, "E1"),
    )
    cells = [message.split("　")[0].split("：")[0] for message in told]
    assert [each.split(" ")[0] for each in cells] == [
        "A2", "B3", "C4", "B5", "A6", "D7", "E8", "F9", "A10", "A11", "G12", "H13", "C14",
    ]  # fmt: skip
    assert "客户投诉次数 每次扣分" in told[8]


def test_two_values_for_one_person_and_period_are_refused(tmp_path: Path) -> None:
    rows = [
        ("客户投诉次数 每次扣分", value, "x", "E1", None, None, since) for value, since in ((2, None), (3, "2026-11"))
    ]
    assert "第 2 行" in wrong(tmp_path / "1", *rows)[0]
    assert own(read(tmp_path / "2", *rows, period="2026-10"), PER_COMPLAINT) == {"E1": 2}


def test_full_points_of_a_person_have_to_sum_to_those_of_the_scheme(tmp_path: Path) -> None:
    more = ("项目支持满意度 满分", 20, "新区域", "E1")
    assert "105" in wrong(tmp_path / "1", more)[0]
    less = ("客户投诉次数 满分（权重）", 10, "新区域", "E1")
    assert own(read(tmp_path / "2", more, less), individual_column("satisfaction.points")) == {"E1": 20}


def test_bounds_of_a_person_have_to_stay_in_order(tmp_path: Path) -> None:
    told = wrong(tmp_path, ("项目支持满意度 界限 ≥90", 97, "新区域", "E1"))
    assert "E1 张三" in told[0]


def test_a_row_of_which_nobody_is_meant_is_told_of_and_nothing_else(tmp_path: Path) -> None:
    roster = read(tmp_path, ("客户投诉次数 每次扣分", 2, "x", None, "华南", "顾问"))
    assert len(messages_of(roster.warnings, "individual.of_none")) == 1


def test_a_row_of_what_is_not_due_waits_for_its_period(tmp_path: Path) -> None:
    rows = [("客户投诉次数 每次扣分", 2, "x", "E1"), ("AI 工具应用 上限", 1, "x", None, None, "顾问")]

    def by_quarter(sheets: Sheets) -> None:
        with_rows(*rows)(sheets)
        sheets["员工"][2][4] = "年度标准"
        sheets["岗位"][1:] = [["工程师", "support_engineer_kpi", "季度"], ["顾问", "sales_2024", "月、季度"]]
        del sheets["目标与工资"]

    project = company(tmp_path, by_quarter)
    month, quarter = (load_roster(project, "zh", parse_period(period)) for period in ("2026-11", "2026-Q4"))
    assert [each.employee_id for each in month.employees] == ["E2"]
    assert month.warnings == []
    assert own(quarter, PER_COMPLAINT) == {"E1": 2}


def test_whoever_sets_what_everybody_has_an_entry_for_is_told_where_that_is_written(tmp_path: Path) -> None:
    [told] = wrong(tmp_path, ("销售贡献目标", 700000, "x", "E2"))
    assert "「目标与工资」表里这个人的那一行" in told


def test_a_name_that_is_not_known_brings_those_that_are_like_it(tmp_path: Path) -> None:
    [told] = wrong(tmp_path / "1", ("客户投诉权数", 10, "x", "E1"))
    assert "可写：客户投诉次数 满分（权重）" in told
    less, more = ("客户投诉次数权重", 10, "x", "E1"), ("项目支持满意度 权重", 20, "x", "E1")
    assert own(read(tmp_path / "2", less, more), individual_column("complaints.points")) == {"E1": 10}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_who_reads_it_is_told_what_was_set_what_the_scheme_says_why_and_until_when(lang: Lang, tmp_path: Path) -> None:
    row = ("complaints.deduction_1", 2, "新区域", "E1", None, None, None, "2027-03")
    (person,) = [each for each in read(tmp_path, row, lang=lang).employees if each.employee_id == "E1"]
    for part in ("2", "5", "新区域", "2027-03"):
        assert part in person.texts["words.individual"]


@pytest.mark.parametrize(
    ("since", "until", "told"),
    [
        (None, None, "新区域"),
        (" ", "　", "新区域"),
        ("2026-11", None, "新区域（自 2026-11 起）"),
        (None, "2026-12", "新区域（至 2026-12 止）"),
        ("2026-11", "2026-12", "新区域（2026-11 至 2026-12）"),
    ],
)
def test_whoever_reads_a_reason_reads_from_when_and_until_when_it_counts(
    since: str | None, until: str | None, told: str, tmp_path: Path
) -> None:
    row = ("complaints.deduction_1", 2, "新区域", "E1", None, None, since, until)
    (person,) = [each for each in read(tmp_path, row).employees if each.employee_id == "E1"]
    assert person.texts["words.individual"].endswith(f"：{told}")


@pytest.mark.parametrize(("row", "found"), [(6, "另有说明"), (7, "自己写的"), (6, None)])
def test_a_text_of_hr_that_was_changed_in_a_workbook_is_told_and_does_not_count(
    tmp_path: Path, row: int, found: str | None
) -> None:
    def one_team(sheets: Sheets) -> None:
        with_rows(("客户投诉次数 每次扣分", 2, "新区域", "E1"))(sheets)
        sheets["员工"][3][2] = "M1"

    project = company(tmp_path, one_team)
    generate(project, PERIOD, "zh")
    fill_all(project, PERIOD, PEOPLE)
    assert messages_of(run(project).problems, "review.hr_text") == []
    changed(project, FIRST, typed("工程师", row, "words.individual", found))
    (told,) = messages_of(run(project).problems, "review.hr_text")
    assert f"是人事写的，工作簿里被改成了「{found or '未填'}」" in told
    with Ledger.open(project.ledger).reading() as reading:
        people = {who.employee_id: who.employee for who in standings(project, reading, PERIOD, "zh").everybody}
    assert "新区域" in people["E1"].texts["words.individual"]


def test_results_statement_and_ledger_have_the_figures_of_the_person(tmp_path: Path) -> None:
    project = issued(tmp_path)
    before = {"E1": 93.0, "E3": 73.0}
    rows = [
        ("项目支持满意度 满分", 20, "新建区域", "E1"),
        ("客户投诉次数 满分", 10, "新建区域", "E1"),
        ("客户投诉次数 每次扣分", 2, "大客户多", "E1"),
    ]
    roster_changed(project, with_rows(*rows))
    for file in generate(project, PERIOD, "zh").files:
        if file.name in (FIRST, SECOND):
            fill(file, project.inbox(PERIOD) / file.name, PEOPLE)
    run(project)
    found = {key: float(row["total"]) for key, row in results(project).items() if key in before}
    # 12 of 15 points are 16 of 20, 15 − 1 × 2 of 15 are 8.67 of 10
    assert found == {"E1": 95.67, "E3": before["E3"]}
    made = publish(project, PERIOD, "zh", day=dt.date(2026, 12, 3), with_pdf=False)
    (said,) = [each for path in made.pages if "张三" in (each := path.read_text(encoding="utf-8"))]
    for part in ("12 × 20 ÷ 15", "新建区域", "大客户多", "每次扣分 改为 2（方案 5）"):
        assert part in said
    with Ledger.open(project.ledger).reading() as reading:
        (kept,) = [each for each in kept_results.all_of(reading, PERIOD.text) if each.employee_id == "E1"]
    assert kept.entries[PER_COMPLAINT] == 2


def test_a_figure_of_somebody_in_one_role_leaves_another_role_of_the_scheme_as_it_is(tmp_path: Path) -> None:
    def two_roles(sheets: Sheets) -> None:
        with_rows(("客户投诉次数 每次扣分", 2, "新区域", "E1"))(sheets)
        sheets["岗位"].append(["高级工程师", "support_engineer_kpi", "月、季度"])
        sheets["员工"][1][2], sheets["员工"][3][2:4] = "M2", ["M2", "高级工程师"]

    project = company(tmp_path, two_roles)
    generate(project, PERIOD, "zh")
    fill_all(project, PERIOD, {"E1": ENGINEER, "E2": CONSULTANT, "E3": ENGINEER})
    run(project)
    assert [results(project)[key]["total"] for key in ("E1", "E3")] == ["96", "93"]


def dated(sheets: Sheets) -> None:
    """Give one person a day of joining long ago."""
    sheets["员工"][0].append("入职日期")
    for row in sheets["员工"][1:]:
        row.append("2020-01-01" if row[0] == "E2" else None)


@pytest.mark.parametrize("change", [with_rows(("客户投诉次数 每次扣分", 2, "大客户多", "E3")), dated])
def test_what_hr_writes_of_one_person_opens_nobody_else_and_changes_nobody_elses_statement(
    tmp_path: Path, change: Callable[[Sheets], object]
) -> None:
    project = issued(tmp_path)
    for file in project.outbox(PERIOD).glob("*.xlsx"):
        fill(file, project.inbox(PERIOD) / file.name, PEOPLE)
    run(project)
    before = {key: row["total"] for key, row in results(project).items()}
    publish(project, PERIOD, "zh", day=dt.date(2026, 12, 3), with_pdf=False)
    roster_changed(project, change)
    made = generate(project, PERIOD, "zh", reopen="补录")
    assert {each.employee_id for each in made.affected} <= {"E3"}
    assert not any("张三" in message or "李四" in message for message in messages_of(made.problems, "generate.void"))
    collect(project, PERIOD, [], "zh", reopen="补录")
    after = {key: row["total"] for key, row in results(project).items()}
    assert {key: after[key] for key in ("E1", "E2")} == {key: before[key] for key in ("E1", "E2")}
    revised = publish(project, PERIOD, "zh", day=dt.date(2026, 12, 8), with_pdf=False).revised
    assert {each.now.employee_id for each in revised} <= {"E3"}


@pytest.mark.parametrize(("words", "lang"), [("大客户多，10 月起", "zh"), ("大客户多", "en")])
def test_other_words_for_a_figure_open_nobody_and_change_no_result(tmp_path: Path, words: str, lang: Lang) -> None:
    project = issued(tmp_path)
    roster_changed(project, with_rows(("客户投诉次数 每次扣分", 2, "大客户多", "E1")))
    generate(project, PERIOD, "zh")
    for file in project.outbox(PERIOD).glob("*.xlsx"):
        fill(file, project.inbox(PERIOD) / file.name, PEOPLE)
    run(project)
    before = results(project)
    publish(project, PERIOD, "zh", day=dt.date(2026, 12, 3), with_pdf=False)
    roster_changed(project, with_rows(("客户投诉次数 每次扣分", 2, words, "E1")))
    made = generate(project, PERIOD, lang, reopen="改说明")
    assert not made.affected
    assert not messages_of(made.problems, "generate.void")
    run(project)
    assert results(project) == before


def test_what_is_set_of_somebody_counts_while_that_workbook_could_not_be_issued_anew(tmp_path: Path) -> None:
    project = company(tmp_path, with_rows(("客户投诉次数 每次扣分", 2, "新区域", "E1")))
    generate(project, PERIOD, "zh")
    fill_all(project, PERIOD, PEOPLE)
    run(project)
    before = results(project)["E1"]
    in_use = project.outbox(PERIOD) / FIRST
    in_use.unlink()
    in_use.mkdir()
    project = roster_changed(project, with_rows(("项目技术解决率 得分 20", 21, "新区域", "E3")))
    generate(project, PERIOD, "zh")
    run(project)
    assert results(project)["E1"]["total"] == before["total"]
