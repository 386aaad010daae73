"""Who changes manager or role within a period is appraised in both, from the roster to the pay and the statement."""

import csv
import json
import re
import shutil
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from presales_xl.cycle import changes
from presales_xl.cycle.calibrating import calibrate
from presales_xl.cycle.calibrating.grade_sheet import FIRST_ROW, ID_ROW
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.collecting.confirm import confirm
from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.generating import history
from presales_xl.cycle.generating.generate import Generated, generate
from presales_xl.cycle.generating.seal import keys_of
from presales_xl.cycle.mailing import privacy
from presales_xl.cycle.mailing.privacy import Everybody
from presales_xl.cycle.publishing import appeal
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.records import dossier
from presales_xl.cycle.rosters.figures import with_figures
from presales_xl.cycle.rosters.roster_reader import load_roster
from presales_xl.cycle.settling.settle import settle
from presales_xl.design.what_if_ledger import try_cases
from presales_xl.ledger import kept_results, payments
from presales_xl.ledger.kept_results import Result
from presales_xl.ledger.ledger import Ledger, verify
from presales_xl.periods import Period, parse_period
from presales_xl.project import Project, load
from presales_xl.resources import SCHEMES
from presales_xl.scheme.errors import ProblemsError
from presales_xl.scheme.states import LEAVE, STATE
from presales_xl.workbook import identity
from presales_xl.workbook.layout import IDENTITY
from presales_xl.workbook.reader import read_one
from tests.cycle.company import (
    CONSULTANT,
    ENGINEER,
    Sheets,
    company,
    fill,
    fill_all,
    kept_folder,
    messages_of,
    opened,
    refused,
    write_csv,
)
from tests.cycle.generating.test_raters import with_raters
from tests.cycle.returned import PERIOD, results, roster_changed, run

CHANGES = ["工号", "自", "至", "变动", "值"]
#: 93 points, 73 points; 103.49 and 94.49 points.
GOOD, FAIR = ENGINEER, ENGINEER | {"unresolved": 12}
STRONG, WEAK = CONSULTANT, CONSULTANT | {"bids_won": 3}
POOR = CONSULTANT | dict.fromkeys(("bids_won", "led_amount", "high_value_projects", "proposals_adopted"), 0)
PEOPLE: dict[str, dict[str, Any]] = {"E1#1": GOOD, "E1": FAIR, "E2#1": STRONG, "E2": WEAK, "E3": GOOD}


def moved(sheets: Sheets) -> None:
    """Let E1 and E2 go to the second manager in the middle of November."""
    sheets["人员变动"] = [CHANGES, *([key, "2026-11-15", None, "经理", "M2"] for key in ("E1", "E2"))]


def only_the_first(sheets: Sheets) -> None:
    moved(sheets)
    sheets["人员变动"].pop()


def changed(folder: Path, shipped: str, before: str, after: str) -> str:
    """Let a project have a scheme of its own, a shipped one with a change; return its id."""
    own = f"{shipped}_changed"
    source = (SCHEMES / f"{shipped}.yaml").read_text(encoding="utf-8")
    assert before in source
    made = source.replace(f"id: {shipped}", f"id: {own}").replace(before, after)
    (folder / "schemes").mkdir(parents=True)
    (folder / "schemes" / f"{own}.yaml").write_text(made, encoding="utf-8")
    return own


def generated(folder: Path, change: Any = moved, settings: str = "") -> tuple[Project, Generated]:
    project = company(folder, change, settings)
    return project, generate(project, PERIOD, "zh")


@cache
def _original() -> Path:
    """Return a project with results, some of whose people moved; made once, copied for each test."""
    return returned(kept_folder(), moved, PEOPLE).folder


def returned(folder: Path, change: Any = moved, people: dict[str, dict[str, Any]] | None = None) -> Project:
    if change is moved and people is None:
        return load(shutil.copytree(_original(), folder, dirs_exist_ok=True))
    project, made = generated(folder, change)
    for file in made.files:
        fill(file, project.inbox(PERIOD) / file.name, people or PEOPLE)
    run(project)
    return project


def kept(project: Project) -> dict[str, Result]:
    with Ledger.open(project.ledger).reading() as read:
        return {each.employee_id: each for each in kept_results.all_of(read, PERIOD.text)}


def settled(project: Project) -> dict[str, int]:
    made = settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    return {line.employee.employee_id: line.fen for line in made.payroll.lines}


def refused_codes(work: Callable[[], object]) -> list[str]:
    with pytest.raises(ProblemsError) as caught:
        work()
    return [problem.code for problem in caught.value.problems]


def page_of(project: Project, employee_id: str) -> str:
    """Return what the statement of somebody says, without markup."""
    made = publish(project, PERIOD, "zh", with_pdf=False)
    path = next(path for path in made.pages if path.name.startswith(employee_id))
    return " ".join(re.sub(r"<[^>]+>", " ", path.read_text(encoding="utf-8")).split())


def names_in(path: Path, sheet: str) -> dict[str, str]:
    rows = opened(path)[sheet].iter_rows(min_row=2, max_col=2, values_only=True)
    return {str(key): str(name) for key, name in rows if re.fullmatch(r"E\d(#\d)?", str(key))}


def test_each_manager_has_the_stint_with_its_days_and_nobody_sees_the_others(tmp_path: Path) -> None:
    project, made = generated(tmp_path)
    first, second = made.files
    assert names_in(first, "工程师") == {"E1#1": "张三（11-01 至 11-14）"}
    assert names_in(second, "工程师") == {"E1": "张三（11-15 至 11-30）", "E3": "王五"}
    known = load_roster(project, "zh", PERIOD)
    for file in made.files:
        sheets = read_one(file)
        issued = identity.read(sheets[IDENTITY])
        assert issued is not None
        seal = keys_of(project, make=False).seal()
        assert privacy.check(sheets, file.read_bytes(), Everybody(known), issued.identity, seal=seal) == []


def test_a_state_at_the_end_of_the_period_is_that_of_the_last_stint_and_of_no_earlier_one(tmp_path: Path) -> None:
    def on_leave(sheets: Sheets) -> None:
        moved(sheets)
        head, first, *_ = sheets["员工"]
        head.append("状态")
        first.append("休假")

    loaded = load_roster(company(tmp_path, on_leave), "zh", PERIOD)
    states = {each.employee_id: each.entries.get(STATE) for each in loaded.employees}
    assert (states["E1#1"], states["E1"]) == (None, LEAVE)


def test_results_are_joined_by_days_and_the_person_is_there_once(tmp_path: Path) -> None:
    project = returned(tmp_path)
    rows = results(project)
    assert set(rows) == {"E1", "E2", "E3"}
    # (93 × 14 + 73 × 16) ÷ 30 = 82.33…, (103.49 × 14 + 94.49 × 16) ÷ 30 = 98.69
    assert [(rows[key]["total"], rows[key]["grade"], rows[key]["rank"]) for key in ("E1", "E2", "E3")] == [
        ("82.33", "A", "2"),
        ("98.69", "S", "1"),
        ("93", "S", "1"),
    ]
    assert [rows["E1"][key] for key in ("manager", "team")] == ["钱二", "华南"]
    # 36000 × 25% × 1.5 × 14 ÷ 30 = 6300, × 16 ÷ 30 = 7200
    assert settled(project) == {"E2": 1350000}
    assert settled(project) == {"E2": 1350000}
    assert kept(project)["E1"].total == 82.33


def test_points_of_one_stint_do_not_stand_beside_the_total_of_all(tmp_path: Path) -> None:
    project = returned(tmp_path)
    with (project.results(PERIOD) / "support_engineer_kpi.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = {row["employee_id"]: row for row in csv.DictReader(file)}
    points = [key for key in rows["E1"] if key.startswith("points.")]
    assert {rows["E1"][key] for key in points} == {""}
    assert all(rows["E3"][key] for key in points)
    assert (rows["E1"]["total"], rows["E1"]["status"]) == ("82.33", "完成")
    sheet = read_one(project.results(PERIOD) / "results.xlsx")["售前技术支持工程师 KPI"]
    shown = {row[0]: [cell for cell in row if isinstance(cell, float | int)] for row in sheet}
    assert shown["E1"] == [82.33, 2]
    assert len(shown["E3"]) > 2


def test_nothing_is_different_for_who_has_not_moved(tmp_path: Path) -> None:
    people = PEOPLE | {"E2": STRONG, "E1": GOOD}
    plain = kept(returned(tmp_path / "plain", None, people))
    beside = kept(returned(tmp_path / "beside", only_the_first, people))
    assert set(plain) == set(beside) == {"E1", "E2", "E3"}
    for key in ("E2", "E3"):
        before, after = plain[key], beside[key]
        same = {column: value for column, value in before.columns.items() if "days" not in column}
        assert {column: after.columns[column] for column in same} == pytest.approx(same, abs=0, nan_ok=True)
        assert (after.total, after.grade, after.rank, after.cohort) == (
            before.total,
            before.grade,
            before.rank,
            before.cohort,
        )
    assert settled(company(tmp_path / "plain")) == settled(company(tmp_path / "beside", only_the_first))


def test_the_statement_shows_both_stints_and_how_they_were_joined(tmp_path: Path) -> None:
    project = returned(tmp_path)
    words = page_of(project, "E2")
    for said in (
        "11-01 至 11-14（在岗 14 天） 顾问 · 赵一（华东） · 小计",
        "11-15 至 11-30（在岗 16 天） 顾问 · 钱二（华南） · 小计",
        "36,000 元 × 25% × 1.5 × 14 ÷ 30 = 6,300 元",
        "(103.49 × 14 天 + 94.49 × 16 天) ÷ 30 天 = 98.69",
        "合并后的总分对照现岗位（顾问）的等级表",
        "6,300.00 元（11-01 至 11-14） + 7,200.00 元（11-15 至 11-30）",
        "合计 13,500.00 元",
    ):
        assert said in words, said
    assert "在岗" not in page_of(project, "E3").replace("在岗天数", "").replace("应在岗", "")


def test_an_earlier_stint_that_is_open_holds_the_person_back_and_is_told_by_its_id(tmp_path: Path) -> None:
    project = returned(tmp_path, people=PEOPLE | {"E2#1": dict.fromkeys(CONSULTANT)})
    made = settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    assert made.payroll.lines == []
    assert [each.employee.employee_id for each in made.payroll.unpaid] == ["E2#1"]
    project = returned(tmp_path / "both", people=PEOPLE | dict.fromkeys(("E2#1", "E2"), dict.fromkeys(CONSULTANT)))
    (told,) = messages_of(settle(project, Ledger.open(project.ledger), PERIOD, "zh").problems, "settlement.incomplete")
    assert told.startswith("1 人未完成考核，不结算：李四（E2#1）、李四（E2）。")
    project = returned(tmp_path, people=PEOPLE | {"E2#1": dict.fromkeys(CONSULTANT)})
    assert results(project)["E2"]["total"] == ""
    states = {each.workbook.recipient_id: each.state for each in status(project, PERIOD, "zh").returns}
    assert states == {"M1": "incomplete", "M2": "complete"}


def test_figures_of_a_stint_count_in_it_and_those_of_the_person_in_all_others(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        moved(sheets)
        sheets["目标与工资"].append(["E2#1", 300000, None])

    loaded = load_roster(company(tmp_path, change), "zh", PERIOD)
    figures = {each.employee_id: each.entries for each in loaded.employees if each.role == "顾问"}
    assert {key: entries["input.contribution_target"] for key, entries in figures.items()} == {
        "E2#1": 300000,
        "E2": 500000,
    }
    assert {entries["input.base_salary"] for entries in figures.values()} == {36000}
    assert [figures[key]["input.days_at_work"] for key in ("E2#1", "E2")] == [14, 16]
    file = write_csv(tmp_path / "crm.csv", [["工号", "bids_joined"], ["E2", 8], ["E2#1", 5], ["E3", None]])
    known, problems = with_figures(loaded, file, "zh")
    assert [each.code for each in problems] == []
    given = {each.employee_id: each.entries.get("input.bids_joined") for each in known.employees}
    assert (given["E2#1"], given["E2"]) == (5, 8)


def test_raters_of_the_person_rate_every_stint_but_those_for_which_the_roster_names_others(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        with_raters(["E1", "同事", "E3"], ["E1", "自评", "E1"], ["E2", "self", "E2"], ["E2#1", "领导", "M1"])(sheets)
        moved(sheets)

    loaded = load_roster(company(tmp_path, change), "zh", PERIOD)
    asked = sorted((each.employee_id, each.kind, each.rater_id) for each in loaded.assignments)
    assert asked == [
        ("E1", "peer", "E3"),
        ("E1", "self", "E1"),
        ("E1#1", "peer", "E3"),
        ("E1#1", "self", "E1"),
        ("E2", "self", "E2"),
        ("E2#1", "superior", "M1"),
    ]


def test_an_appeal_against_an_earlier_stint_changes_the_persons_result(tmp_path: Path) -> None:
    project = returned(tmp_path)
    assert "82.33" in page_of(project, "E1")
    opened_appeal, problems = appeal.open_appeal(project, PERIOD, "e1#1", "未解决只有一件", lang="zh")
    assert (opened_appeal.employee_id, [each.code for each in problems]) == ("E1#1", [])
    decided = appeal.decide(project, opened_appeal.id, upheld=True, note="核实", settings=["unresolved=12"], lang="zh")
    assert decided.employee.employee_id == "E1"
    assert kept(project)["E1"].total == 73
    words = page_of(project, "E1")
    assert "(73 × 14 天 + 73 × 16 天) ÷ 30 天 = 73" in words
    assert "第 2 版" in words
    assert "核实" in words


def test_who_passes_an_earlier_stint_in_rank_makes_no_revision_for_that_person_and_wants_no_reason(
    tmp_path: Path,
) -> None:
    def change(sheets: Sheets) -> None:
        sheets["人员变动"] = [CHANGES, ["E2", "2026-11-21", None, "岗位", "工程师"]]
        sheets["员工"].append(["E4", "赵六", "M2", "顾问", "中级"])
        sheets["目标与工资"].append(["E4", 500000, 36000])

    people = PEOPLE | {"E2#1": WEAK, "E2": FAIR, "E1": GOOD, "E4": CONSULTANT | {"bids_won": 0}}
    project = returned(tmp_path, change, people)
    publish(project, PERIOD, "zh", with_pdf=False)
    opened_appeal, _ = appeal.open_appeal(project, PERIOD, "E4", "中标 6 个", lang="zh")
    made = appeal.decide(project, opened_appeal.id, upheld=True, note="核实", settings=["bids_won=6"], lang="zh")
    assert "总分" in [each.name for each in made.employee.changes]
    assert [each.now.employee_id for each in publish(project, PERIOD, "zh", with_pdf=False).revised] == ["E4"]


def test_an_appeal_of_somebody_else_changes_nothing_of_who_has_several_stints(tmp_path: Path) -> None:
    project = returned(tmp_path)
    publish(project, PERIOD, "zh", with_pdf=False)
    opened_appeal, _ = appeal.open_appeal(project, PERIOD, "E3", "请复核", lang="zh")
    made = appeal.decide(project, opened_appeal.id, upheld=True, note="核对无误", settings=[], lang="zh")
    assert ([*made.employee.changes], [*made.others]) == ([], [])


def test_a_role_with_another_scheme_is_appraised_by_it_for_its_days(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["人员变动"] = [CHANGES, ["E2", "2026-11-21", None, "岗位", "工程师"]]

    project = returned(tmp_path, change, PEOPLE | {"E2#1": STRONG, "E2": FAIR, "E1": GOOD})
    row = results(project)["E2"]
    # (103.49 × 20 + 73 × 10) ÷ 30 = 93.33
    assert (row["role"], row["scheme"], row["total"], row["grade"]) == ("工程师", "support_engineer_kpi", "93.33", "S")
    assert settled(project) == {"E2": 900000}  # 36000 × 25% × 1.5 × 20 ÷ 30, an item of the earlier role
    words = page_of(project, "E2")
    assert "11-01 至 11-20（在岗 20 天） 顾问 · 赵一（华东） · 小计" in words
    assert "合计 9,000.00 元" in words


def test_whoever_has_two_stints_with_one_manager_is_named_once_where_both_are_to_be_returned_again(
    tmp_path: Path,
) -> None:
    def change(sheets: Sheets) -> None:
        sheets["人员变动"] = [CHANGES, ["E2", "2026-11-21", None, "岗位", "工程师"]]

    returned(tmp_path, change, PEOPLE | {"E2#1": STRONG, "E2": FAIR, "E1": GOOD})

    def renamed(sheets: Sheets) -> None:
        change(sheets)
        sheets["员工"][2][4] = "资深"

    (told,) = messages_of(generate(company(tmp_path, renamed), PERIOD, "zh").problems, "generate.void")
    assert "1 人" in told and told.count("李四") == 1


def test_a_stint_in_a_role_that_is_not_due_is_left_to_its_own_period(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["岗位"][2] = ["顾问", "software_presales", "季度"]
        sheets["人员变动"] = [CHANGES, ["E2", "2026-11-21", None, "岗位", "工程师"]]

    loaded = load_roster(company(tmp_path, change), "zh", PERIOD)
    (told,) = messages_of(loaded.warnings, "roster.stint_only")
    assert "E2 李四 (11-21 – 11-30 M1 赵一 工程师)" in told
    assert messages_of(loaded.warnings, "roster.stints") == []  # there is nothing to join
    stint = {each.employee_id: each.stint for each in loaded.employees}["E2"]
    assert stint is not None
    assert (stint.first.day, stint.days, set(stint.post)) == (21, 10, {"工程师", "M1"})


@pytest.mark.parametrize(
    ("period", "cycle", "moves", "named"),
    [
        ("2026-11", "月", True, "2026-12: 11-16 – 11-30 M1 赵一 新岗位"),
        ("2026-11", "季度", True, "2027-01: 11-16 – 11-30 M1 赵一 新岗位"),  # no quarter begins before that
        ("2026-Q4", "月", True, "2026-12: 11-16 – 12-31 M1 赵一 新岗位"),
        ("2026-11", "月", False, "2026-12"),
        ("2026-12", "季度", False, "2027-01"),
    ],
)
def test_days_that_no_period_appraises_are_named_and_nowhere_said_to_be_those_of_another_period(
    tmp_path: Path, period: str, cycle: str, named: str, *, moves: bool
) -> None:
    def change(sheets: Sheets) -> None:
        sheets["岗位"].append(["新岗位", "later", cycle])
        sheets["员工"][1][3] = "工程师" if moves else "新岗位"
        sheets["人员变动"] = [CHANGES, *[["E1", "2026-11-16", None, "岗位", "新岗位"]] * moves]
        sheets["员工"].append(["E4", "周六", "M2", "新岗位", None])

    own = changed(tmp_path, "support_engineer_kpi", "id: ", "id: ")
    source = (tmp_path / "schemes" / f"{own}.yaml").read_text(encoding="utf-8").replace(own, "later")
    (tmp_path / "schemes" / "later@2026-12.yaml").write_text(source, encoding="utf-8")
    loaded = load_roster(company(tmp_path, change), "zh", parse_period(period))
    (told,) = messages_of(loaded.warnings, "roster.not_begun")
    assert f"：E1 张三 ({named})、E4 周六 (" in told
    assert not messages_of(loaded.warnings, "roster.stint_only")


@pytest.mark.parametrize(
    ("before", "after", "month", "quarter"),
    [
        ("维修", "顾问", {"E1": "维修 11-01 11-14"}, {"E1": "顾问 11-15 12-31"}),
        ("顾问", "维修", {"E1": "维修 11-15 11-30"}, {"E1": "顾问 10-01 11-14"}),
        ("淘宝", "维修", {"E1#1": "淘宝 11-01 11-14", "E1": "维修 11-15 11-30"}, {}),
        ("维修", "淘宝", {"E1#1": "维修 11-01 11-14", "E1": "淘宝 11-15 11-30"}, {}),
    ],
)
def test_days_under_one_scheme_are_never_left_to_a_role_of_another(
    tmp_path: Path, before: str, after: str, month: dict[str, str], quarter: dict[str, str]
) -> None:
    def change(sheets: Sheets) -> None:
        schemes = {"维修": "repair_stars", "淘宝": "taobao_presales", "顾问": "nc_u8_consultant"}
        sheets["岗位"][1:] = [[name, scheme, None] for name, scheme in schemes.items()]
        sheets["员工"][1:] = [["E1", "张三", "M1", before, None], ["E2", "李四", "M1", "维修", None]]
        sheets["目标与工资"] = [["工号"]]
        sheets["人员变动"] = [
            CHANGES,
            ["E1", "2026-11-15", None, "岗位", after],
            ["E1", "2026-11-15", None, "经理", "M2"],
        ]

    for period, expected in (("2026-11", month), ("2026-Q4", quarter)):
        loaded = load_roster(company(tmp_path / period, change), "zh", parse_period(period))
        stints = {each.employee_id: each.stint for each in loaded.employees if each.employee_id != "E2"}
        found = {key: each and f"{each.role} {each.first:%m-%d} {each.last:%m-%d}" for key, each in stints.items()}
        assert found == expected
        told = [each for each in loaded.warnings if each.code in ("roster.stints", "roster.stint_only")]
        assert len(told) == bool(expected)  # nobody is told of who is not in the period


def test_who_has_the_new_manager_in_the_roster_already_is_told_of(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        moved(sheets)
        sheets["员工"][1][2] = "M2"

    _, made = generated(tmp_path, change)
    (told,) = messages_of(made.problems, "roster.no_move")
    assert "看不出之前在哪里：E1 张三。" in told


def test_what_a_manager_returned_before_the_change_was_known_goes_into_the_stint_of_that_manager(
    tmp_path: Path,
) -> None:
    project, made = generated(tmp_path, None)
    for file in made.files:
        fill(file, project.inbox(PERIOD) / file.name, {"E1": GOOD, "E2": STRONG, "E3": GOOD})
    run(project)
    project, made = generated(tmp_path)
    first, second = (opened(file)["工程师"] for file in made.files)
    shown: dict[str, object] = {}
    for sheet in (first, second):
        place = [cell.value for cell in sheet[1]].index("input.satisfaction")
        shown |= {str(row[0].value): row[place].value for row in sheet.iter_rows(min_row=2) if row[0].value}
    assert {key: shown[key] for key in ("E1#1", "E1", "E3")} == {"E1#1": 91, "E1": None, "E3": 91}
    assert results(project)["E1"]["total"] == ""  # until both have come back
    for file in made.files:
        fill(file, project.inbox(PERIOD) / file.name, {"E1": FAIR, "E2": WEAK})
    run(project)
    assert results(project)["E1"]["total"] == "82.33"


def test_an_award_of_the_month_before_is_paid_once(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        moved(sheets)
        sheets["岗位"][1] = ["工程师", changed(tmp_path, "ecom_dept_presales", "stints: last", "stints: by_days"), "月"]

    loaded = load_roster(company(tmp_path, change), "zh", PERIOD)
    with Ledger.open(tmp_path / "ledger.sqlite").reading() as read:
        remembered = history.remember(read, loaded, PERIOD, "zh").roster.employees
    award = {each.employee_id: each.entries.get("input.last_month_award") for each in remembered}
    assert {key: award[key] for key in ("E1#1", "E1", "E3")} == {"E1#1": 0, "E1": None, "E3": None}


def test_units_of_the_whole_month_are_measured_by_its_stars_whoever_had_the_repairer_before(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        only_the_first(sheets)
        sheets["岗位"][1] = ["工程师", "repair_stars", "月"]
        sheets["目标与工资"] = [
            ["工号", "入库单已签收", "complaint_free_quarter"],
            ["E1", "是", "是"],
            ["E3", "是", "否"],
        ]

    units = {"genuine_units": 180, "class_b_units": 0, "major_complaints": 0, "skill_complaints": 0, "severe": "否"}
    project, made = generated(tmp_path, change)
    assert "E1 张三" in messages_of(made.problems, "roster.moved")[0]
    for file in made.files:
        fill(file, project.inbox(PERIOD) / file.name, {"E1": units})
    run(project)
    assert (results(project)["E1"]["grade"], results(project)["E1"]["manager"]) == ("3★", "钱二")
    confirm(project, PERIOD, "E1", "complaint_free_quarter", reason="属实", lang="zh")
    lines = settle(project, Ledger.open(project.ledger), PERIOD, "zh").payroll.lines
    # the base of 3★, 180 × 5, and the quarter's award once
    assert {line.item: line.fen for line in lines} == {
        "pay.base": 40000,
        "pay.piece": 90000,
        "pay.quarter_award": 20000,
    }


@pytest.mark.parametrize("scheme", ["nc_u8_consultant", "ecom_dept_presales", "u8erp_large_projects"])
def test_what_a_whole_period_is_measured_by_is_left_to_the_last_stint(tmp_path: Path, scheme: str) -> None:
    def change(sheets: Sheets) -> None:
        moved(sheets)
        sheets["岗位"][1] = ["工程师", scheme, "月、季度"]

    quarter_or_month = parse_period("2026-Q4") if scheme == "nc_u8_consultant" else PERIOD
    loaded = load_roster(company(tmp_path, change), "zh", quarter_or_month)
    assert {each.employee_id: each.manager_id for each in loaded.employees if each.role == "工程师"} == {
        "E1": "M2",
        "E3": "M2",
    }
    assert all(each.stint is None for each in loaded.employees if each.role == "工程师")


@pytest.mark.parametrize(("of_first", "paid"), [(None, 87000), (20000, 117000)])
def test_what_hr_gives_once_for_the_person_is_paid_once(tmp_path: Path, of_first: int | None, paid: int) -> None:
    def change(sheets: Sheets) -> None:
        moved(sheets)
        sheets["岗位"][1] = [
            "工程师",
            changed(tmp_path, "u8erp_large_projects", "stints: last", "stints: by_days"),
            "月",
        ]
        sheets["目标与工资"] = [["工号", "large_project_receipts"], ["E1", 58000], ["E3", 10000]]
        sheets["目标与工资"] += [["E1#1", of_first]] if of_first else []

    project, _ = generated(tmp_path, change)
    assert settled(project) == {"E1": paid, "E3": 15000}  # 1.5 %, whoever the manager is


def test_settle_names_what_each_stint_was_paid_in_full(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        moved(sheets)
        own = changed(tmp_path, "software_presales", "periods: [quarter], prorated: true", "periods: [quarter]")
        sheets["岗位"][2] = ["顾问", own, "月、季度"]

    project = returned(tmp_path, change)
    made = settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    (told,) = messages_of(made.problems, "settlement.in_full")
    assert "李四（E2）「季度绩效奖金」13,500.00 + 13,500.00 元" in told
    assert sum(line.fen for line in made.payroll.lines) == 2700000
    project = returned(tmp_path / "prorated")
    made = settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    assert "settlement.in_full" not in [each.code for each in made.problems]


def test_a_veto_of_earlier_days_that_takes_the_grade_of_all_is_named_wherever_hr_goes_on(tmp_path: Path) -> None:
    veto = "vetoes:\n  grave: {name: 重大投诉, when: complaints > 1, effect: lowest_grade}\ngrades:"

    def change(sheets: Sheets) -> None:
        moved(sheets)
        sheets["岗位"][1] = ["工程师", changed(tmp_path, "support_engineer_kpi", "grades:", veto), "月、季度"]

    project, made = generated(tmp_path, change)
    for file in made.files:
        people = PEOPLE | {"E1#1": GOOD | {"complaints": 2}, "E3": GOOD | {"complaints": 2}}
        fill(file, project.inbox(PERIOD) / file.name, people)
    named = "张三（E1，11-01 至 11-14 工程师）"
    for told in (
        run(project).others,
        settle(project, Ledger.open(project.ledger), PERIOD, "zh").problems,
        publish(project, PERIOD, "zh", with_pdf=False).problems,
    ):
        (words,) = messages_of(told, "standing.vetoed_before")
        assert (named in words, "王五" in words) == (True, False)


def test_a_later_payroll_names_what_each_stint_of_a_period_that_it_corrects_is_paid_in_full(tmp_path: Path) -> None:
    own = changed(tmp_path, "software_presales", "periods: [quarter], prorated: true", "periods: [quarter]")
    next_month = parse_period("2026-12")

    def stayed(sheets: Sheets) -> None:
        sheets["岗位"][2] = ["顾问", own, "月、季度"]

    def left(sheets: Sheets) -> None:
        stayed(sheets)
        moved(sheets)

    project = returned(tmp_path, stayed, {"E1": GOOD, "E2": STRONG, "E3": GOOD})
    assert settled(project) == {"E2": 1350000}
    settle(project, Ledger.open(project.ledger), PERIOD, "zh", paid_out=True)
    roster_changed(project, left)
    for file in generate(project, PERIOD, "zh", reopen="换了经理").files:
        fill(file, project.inbox(PERIOD) / file.name, PEOPLE)
    collect(project, PERIOD, (), "zh", reopen="换了经理")
    generate(project, next_month, "zh")
    fill_all(project, next_month, PEOPLE)
    collect(project, next_month, (), "zh")
    made = settle(project, Ledger.open(project.ledger), next_month, "zh")
    assert [(line.period, line.fen) for line in made.payroll.lines if line.period != next_month.text] == [
        (PERIOD.text, 1350000)
    ]
    (told,) = messages_of(made.problems, "settlement.in_full")
    assert (PERIOD.text in told, "李四（E2）「季度绩效奖金」13,500.00 + 13,500.00 元" in told) == (True, True)


def test_what_becomes_of_all_pay_is_told_once_whatever_the_schemes_call_it(tmp_path: Path) -> None:
    def repairer(sheets: Sheets) -> None:
        sheets["岗位"][1] = ["工程师", "repair_stars", "月"]
        sheets["岗位"].append(["客服", "ecom_presales_service", "月"])
        sheets["目标与工资"] = [["工号", "入库单已签收", "complaint_free_quarter"], ["E1", "是", "是"]]

    def left(sheets: Sheets) -> None:
        repairer(sheets)
        sheets["人员变动"] = [CHANGES, ["E1", "2026-11-15", None, "岗位", "客服"]]

    units = {"genuine_units": 180, "class_b_units": 0, "major_complaints": 0, "skill_complaints": 0, "severe": "否"}
    project = returned(tmp_path, repairer, {"E1": units, "E2": STRONG})
    confirm(project, PERIOD, "E1", "complaint_free_quarter", reason="属实", lang="zh")
    paid = settle(project, Ledger.open(project.ledger), PERIOD, "zh").payroll.lines
    assert sum(line.fen for line in paid if line.employee.employee_id == "E1") == 150000
    roster_changed(project, left)
    made = generate(project, PERIOD, "zh", reopen="调岗")
    affected = [each for each in made.affected if each.employee_id == "E1"]
    assert "张三 1,500.00 元 → 未填" in changes.in_short(affected, "zh")
    names = [each.name for each in affected[0].changes if each.kind == "pay"]
    assert sorted(names) == sorted(set(names))


def test_pay_of_two_schemes_is_told_and_called_all_pay_not_by_the_name_of_the_only_item_of_the_last_one(
    tmp_path: Path,
) -> None:
    pay = "pay:\n  service: {name: 服务奖, formula: 100 * total, prorated: true}\ngrades:"

    def paid(sheets: Sheets) -> None:
        sheets["岗位"][1] = ["工程师", changed(tmp_path, "support_engineer_kpi", "grades:", pay), "月"]
        sheets["人员变动"] = [CHANGES, ["E2", "2026-11-21", None, "岗位", "工程师"]]

    def told(all_changes: Sequence[changes.Change]) -> dict[str, tuple[str, str]]:
        return {each.name: (each.before, each.after) for each in all_changes if each.kind == "pay"}

    people = PEOPLE | {"E1": GOOD, "E2": FAIR}
    project = returned(tmp_path, paid, people)
    settled(project)
    publish(project, PERIOD, "zh", with_pdf=False)
    for file in project.inbox(PERIOD).iterdir():
        fill(file, file, people | {"E2#1": POOR})
    affected = {each.employee_id: each for each in collect(project, PERIOD, (), "zh", reopen="更正").affected}
    revised = {each.now.employee_id: each for each in publish(project, PERIOD, "zh", with_pdf=False).revised}
    # 36000 × 25% × 1.5 × 20 ÷ 30 = 9000 → 0, beside 100 × 73 × 10 ÷ 30 = 2433.33
    assert (
        told(affected["E2"].changes)
        == told(revised["E2"].changes)
        == {
            "季度绩效奖金": ("9,000.00 元", "0.00 元"),
            "奖金合计": ("11,433.33 元", "2,433.33 元"),
        }
    )


def test_hr_calibrates_the_person_and_every_stint_is_paid_by_that_grade(tmp_path: Path) -> None:
    project = returned(tmp_path)
    assert settled(project) == {"E2": 1350000}
    written = calibrate.write(project, PERIOD, "zh")
    assert written.people == 3
    book = opened(written.file)
    for sheet in book:
        heads = [cell.value for cell in sheet[ID_ROW + 1]]
        for row in sheet.iter_rows(min_row=FIRST_ROW + 1) if "final" in heads else ():
            assert "#" not in str(row[heads.index("employee_id")].value)
            if row[heads.index("employee_id")].value == "E2":
                row[heads.index("final")].value, row[heads.index("reason")].value = "A", "比例"
    book.save(written.file)
    made = calibrate.read(project, PERIOD, "zh", reopen="比例调整")
    assert [each.employee_id for each in made.affected] == ["E2"]
    assert kept(project)["E2"].grade == "A"
    assert settled(project) == {"E2": 1080000}  # 36000 × 25% × 1.2 × (14 + 16) ÷ 30
    words = page_of(project, "E2")
    assert "原因：比例" in words
    assert "5,040.00 元（11-01 至 11-14） + 5,760.00 元（11-15 至 11-30）" in words


def test_a_change_that_is_known_late_reopens_what_was_paid(tmp_path: Path) -> None:
    project = returned(tmp_path, None, {"E1": GOOD, "E2": STRONG, "E3": GOOD})
    assert settled(project) == {"E2": 1350000}
    project = company(tmp_path, moved)
    assert "generate.closed" in refused_codes(lambda: generate(project, PERIOD, "zh"))
    generate(project, PERIOD, "zh", reopen="调动补录")
    fill_all(project, PERIOD, PEOPLE)
    run(project)
    assert settled(project) == {"E2": 1350000}  # S twice: 6300 + 7200
    assert kept(project)["E2"].total == 98.69
    with Ledger.open(project.ledger).reading() as read:
        assert sum(payments.paid(read, PERIOD.text).values()) == 1350000


def test_who_moved_and_was_settled_is_not_called_not_settled_once_the_result_is_open_again(tmp_path: Path) -> None:
    def other_level(sheets: Sheets) -> None:
        moved(sheets)
        sheets["员工"][2][4] = "资深"

    project = returned(tmp_path)
    assert settled(project).keys() == {"E2"}
    roster_changed(project, other_level)
    generate(project, PERIOD, "zh", reopen="目标改了")
    without = status(project, PERIOD, "zh").without
    assert {key: count for key, count in without.items() if count} == {"again": 1}


def test_the_dossier_has_what_was_entered_of_both_stints(tmp_path: Path) -> None:
    project = returned(tmp_path)
    page, data, *_ = dossier.export(project, "E2", "zh")
    held = json.loads(data.read_text(encoding="utf-8"))
    assert {each["employee_id"] for each in held["entry"]} == {"E2", "E2#1"}
    assert {each["recipient_id"] for each in held["workbook"]} == {"M1", "M2"}
    assert "赵一_华东_2026-11.xlsx" in page.read_text(encoding="utf-8")


def test_what_would_be_under_other_figures_is_joined_too(tmp_path: Path) -> None:
    project = returned(tmp_path)
    cases = try_cases(project, "software_presales", [PERIOD], [["performance_share=0.3"]], lang="zh")
    rows = cases.people[cases.people["id"] == "E2"]
    assert list(rows["total"]) == [98.69, 98.69]
    assert list(rows["fen"]) == [1350000, 1620000]


def test_a_quarter_is_joined_over_its_months_on_any_ledger(tmp_path: Path, ledger_place: str | Path) -> None:
    quarter = parse_period("2026-Q4")
    place = ledger_place if isinstance(ledger_place, str) else ledger_place.as_posix()
    project = company(tmp_path, moved, f'ledger = "{place}"\n')
    made = generate(project, quarter, "zh")
    assert set(names_in(made.files[0], "顾问").values()) == {"李四（10-01 至 11-14）"}
    for file in made.files:
        fill(file, project.inbox(quarter) / file.name, PEOPLE)
    collect(project, quarter, [], "zh")
    with Ledger.open(project.ledger).reading() as read:
        (one,) = [each for each in kept_results.all_of(read, quarter.text) if each.employee_id == "E2"]
    # (103.49 × 45 + 94.49 × 47) ÷ 92 = 98.892…; 36000 × 25% × 1.5 × 45 ÷ 92 = 6603.26, × 47 ÷ 92 = 6896.74
    assert one.total == 98.89
    lines = settle(project, Ledger.open(project.ledger), quarter, "zh").payroll.lines
    assert [(line.employee.employee_id, line.fen) for line in lines if line.item == "pay.bonus"] == [("E2", 1350000)]
    assert verify(Ledger.open(project.ledger)) == []


def test_a_doubted_entry_of_an_earlier_stint_holds_the_person_back_until_it_is_confirmed(tmp_path: Path) -> None:
    project = returned(tmp_path, people=PEOPLE | {"E2#1": STRONG | {"first_pass_rate": 0.05}})
    made = settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    assert made.payroll.lines == []
    (waiting,) = made.payroll.unpaid
    assert (waiting.employee.employee_id, waiting.cause) == ("E2#1", "confirm")
    for command in waiting.commands:
        assert "E2#1" in command
        confirm(project, PERIOD, "E2#1", command.split("E2#1")[1].split()[0], reason="属实", lang="zh")
    assert set(settled(project)) == {"E2"}


def test_the_results_workbook_explains_each_stint_and_what_they_were_joined_to(tmp_path: Path) -> None:
    project = returned(tmp_path)
    sheets = read_one(project.results(PERIOD) / "results.xlsx")
    rows = [row for sheet in sheets.values() for row in sheet if len(row) == 7 and str(row[0]).startswith("E2")]
    totals = [row for row in rows if row[3] == "总分"]
    assert [(row[0], row[1], row[-1]) for row in totals] == [
        ("E2#1", "李四（11-01 至 11-14）", 103.49),
        ("E2", "李四（11-15 至 11-30）", 94.49),
        ("E2", "李四", 98.69),
    ]
    assert totals[-1][-2] == "(103.49 × 14 天 + 94.49 × 16 天) ÷ 30 天 = 98.69"
    assert [row[-2] for row in rows if row[3] == "季度绩效奖金"][-1] == "6,300.00 + 7,200.00"


def test_where_a_quota_is_enforced_one_grade_pays_all_days_whether_or_not_the_quota_changes_it(tmp_path: Path) -> None:
    people = {**PEOPLE, "E2": POOR}
    advised, enforced = returned(tmp_path / "advised", people=people), returned(tmp_path / "enforced", people=people)
    settings = enforced.folder / "presales.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '[calibration]\nmode = "enforce"\n', encoding="utf-8")
    assert {kept(project)["E2"].grade for project in (advised, enforced)} == {"B"}  # of 103.49 and a poor total
    assert settled(advised) == {"E2": 630000}  # 36000 × 25% × 1.5 × 14 ÷ 30 as S, nothing as D
    assert settled(load(enforced.folder)) == {"E2": 900000}  # 36000 × 25% × 1 for all days as B


def test_whoever_changed_managers_keeps_the_pay_and_statement_of_then_when_a_quota_is_enforced_later(
    tmp_path: Path,
) -> None:
    project = returned(tmp_path, people={**PEOPLE, "E2": POOR})
    assert settled(project) == {"E2": 630000}
    publish(project, PERIOD, "zh", with_pdf=False)
    settings = project.folder / "presales.toml"
    settings.write_text(settings.read_text(encoding="utf-8") + '[calibration]\nmode = "enforce"\n', encoding="utf-8")
    later = load(project.folder)
    assert settle(later, Ledger.open(project.ledger), PERIOD, "zh").added == []
    told = publish(later, PERIOD, "zh", with_pdf=False)
    assert (told.revised, told.affected) == ([], [])


def test_a_figure_that_one_stint_of_a_person_uses_is_told_of_nowhere_and_one_that_none_uses_is(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["人员变动"] = [CHANGES, ["E2", "2026-11-21", None, "岗位", "工程师"]]

    loaded = load_roster(company(tmp_path / "one", change), "zh", PERIOD)
    assert not messages_of(loaded.warnings, "roster.not_in_scheme")

    def of_another(sheets: Sheets) -> None:
        change(sheets)
        sheets["目标与工资"].append(["E1", 500000, None])

    loaded = load_roster(company(tmp_path / "two", of_another), "zh", PERIOD)
    assert "E1" in messages_of(loaded.warnings, "roster.not_in_scheme")[0]


def due_in_quarters(*changes: list[Any]) -> Any:
    """Return what lets consultants be appraised in quarters, engineers in months, with what else has changed."""

    def change(sheets: Sheets) -> None:
        sheets["岗位"] = [
            sheets["岗位"][0],
            ["工程师", "support_engineer_kpi", "月"],
            ["顾问", "software_presales", "季度"],
        ]
        sheets["人员变动"] = [CHANGES, *changes]
        sheets["员工"].append(["E4", "周六", "M2", "顾问", "中级"])
        sheets["目标与工资"].append(["E4", 500000, 36000])

    return change


def test_a_role_that_is_given_another_scheme_is_not_told_to_pay_back_what_the_one_before_paid(tmp_path: Path) -> None:
    def by(scheme: str, cycle: str) -> Any:
        def change(sheets: Sheets) -> None:
            sheets["岗位"] = [sheets["岗位"][0], ["工程师", "support_engineer_kpi", "月"], ["顾问", scheme, cycle]]

        return change

    quarter = parse_period("2026-Q4")
    project = company(tmp_path, by("software_presales", "季度"))
    generate(project, quarter, "zh")
    fill_all(project, quarter, {"E2": CONSULTANT})
    collect(project, quarter, [], "zh")
    assert settle(project, Ledger.open(project.ledger), quarter, "zh", paid_out=True).payroll.lines
    company(tmp_path, by("support_engineer_kpi", "月"))
    problems = generate(project, parse_period("2026-11"), "zh").problems
    assert messages_of(problems, "generate.paid_elsewhere") == []
    (told,) = messages_of(problems, "generate.paid_by_scheme_before")
    assert "李四（E2）：岗位换了方案，同样的日子 2026-Q4 已按原来的方案发过钱。" in told


def test_whose_days_turn_out_to_be_those_of_other_periods_was_paid_too_much_and_is_to_return_it(tmp_path: Path) -> None:
    quarter = parse_period("2026-Q4")
    project = company(tmp_path, due_in_quarters())
    generate(project, quarter, "zh")
    fill_all(project, quarter, dict.fromkeys(("E2", "E4"), CONSULTANT))
    collect(project, quarter, [], "zh")
    ledger = Ledger.open(project.ledger)
    lines = settle(project, ledger, quarter, "zh", paid_out=True).payroll.lines
    paid = sum(line.fen for line in lines if line.employee.employee_id == "E2")
    assert paid > 0

    company(tmp_path, due_in_quarters(["E2", "2026-10-01", "2026-12-31", "岗位", "工程师"]))
    made = generate(project, parse_period("2026-11"), "zh")
    (twice,) = messages_of(made.problems, "generate.paid_elsewhere")
    assert "李四（E2）：按名单，2026-Q4 的日子都属于别的周期考核的岗位，但 2026-Q4 发过钱" in twice
    (told,) = refused(lambda: generate(project, quarter, "zh"))
    assert f"李四（E2）：名单 在内 → 不在内，季度绩效奖金 {paid / 100:,.2f} 元 → 0.00 元" in told
    generate(project, quarter, "zh", reopen="10 月起调岗，人事晚知道")
    assert messages_of(generate(project, parse_period("2026-11"), "zh").problems, "generate.paid_elsewhere") == []
    later = parse_period("2027-Q1")
    generate(project, later, "zh")
    fill_all(project, later, dict.fromkeys(("E2", "E4"), CONSULTANT))
    collect(project, later, [], "zh")
    lines = settle(project, ledger, later, "zh").payroll.lines
    assert sum(line.fen for line in lines if (line.employee.employee_id, line.period) == ("E2", quarter.text)) == -paid


def test_days_of_a_role_that_a_month_has_paid_are_not_paid_again_by_the_quarter_of_another_role(tmp_path: Path) -> None:
    month, quarter = parse_period("2026-10"), parse_period("2026-Q4")

    def engineer_from_november(sheets: Sheets) -> None:
        sheets["人员变动"] = [CHANGES, ["E2", "2026-11-01", None, "岗位", "工程师"]]

    project = company(tmp_path, engineer_from_november)
    for period in (month, quarter):
        for file in generate(project, period, "zh").files:
            fill(
                file,
                project.inbox(period) / file.name,
                {"E1": GOOD, "E2": {**STRONG, **GOOD}, "E2#1": STRONG, "E3": GOOD},
            )
        collect(project, period, [], "zh")
        made = settle(project, Ledger.open(project.ledger), period, "zh", paid_out=period == month)
        paid = {line.employee.employee_id for line in made.payroll.lines if line.fen}
        assert paid == ({"E2"} if period == month else set())
    (told,) = messages_of(made.problems, "settlement.settled_by_another")
    assert "李四" in told


def test_what_a_month_and_its_quarter_pay_by_two_schemes_under_one_name_is_asked_about(tmp_path: Path) -> None:
    month, quarter = parse_period("2026-10"), parse_period("2026-Q4")
    wages, receipts = ["quarter_base_wages", "department_actual", "quarter"], "large_project_receipts"

    def by(scheme: str, cycle: str, *columns: str, values: Sequence[Any]) -> Callable[[Sheets], None]:
        def change(sheets: Sheets) -> None:
            people = ("E1", "张三", "M1"), ("E3", "王五", "M2")
            sheets["员工"] = [sheets["员工"][0], *([*each, "顾问", "高级"] for each in people)]
            sheets["岗位"] = [["岗位", "方案", "周期"], ["顾问", scheme, cycle]]
            sheets["目标与工资"] = [["工号", *columns], *([key, *values] for key in ("E1", "E3"))]

        return change

    def told(period: Period) -> list[str]:
        generate(project, period, "zh")
        fill_all(project, period, dict.fromkeys(("E1", "E3"), entries if period == quarter else {}))
        collect(project, period, [], "zh")
        made = settle(project, Ledger.open(project.ledger), period, "zh", paid_out=period == month)
        assert {line.employee.employee_id for line in made.payroll.lines} == {"E1", "E3"}
        return messages_of(made.problems, "settlement.two_schemes")

    counts = ("missing_events", "missed_trainings", "good_proposals", "proposals", "projects_won", "projects_due")
    entries = {**dict.fromkeys(counts, 3), **dict.fromkeys(("sales_process", "product_comparison"), "是")}
    entries |= {"competitor_analysis": "是"}
    project = company(tmp_path, by("u8erp_large_projects", "月", receipts, values=[600000]))
    assert told(month) == []
    company(tmp_path, by("u8erp_support_dept", "季度", *wages, receipts, values=[30000, 348, "第四季度", 600000]))
    (message,) = told(quarter)
    again = settle(project, Ledger.open(project.ledger), quarter, "zh")
    assert messages_of(again.problems, "settlement.two_schemes") == []  # it was settled with that
    assert "2026-Q4 与 2026-10 有重叠的日期，按两个方案都发「大项目奖」：" in message
    assert "张三（E1，9,000.00 元和 9,000.00 元）、王五" in message


def test_a_payroll_of_nobody_cannot_be_called_handed_over_while_people_are_still_to_be_paid(tmp_path: Path) -> None:
    project, _ = generated(tmp_path)
    ledger = Ledger.open(project.ledger)
    (told,) = refused(lambda: settle(project, ledger, PERIOD, "zh", paid_out=True))
    assert told.startswith("2026-11 还没有人可以结算：")
    for file in project.outbox(PERIOD).glob("*.xlsx"):
        fill(file, project.inbox(PERIOD) / file.name, PEOPLE)
    run(project)
    assert settled(project)["E2"] > 0
