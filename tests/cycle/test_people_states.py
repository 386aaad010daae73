"""People's states from the roster to the payslip: a leaver holds nobody up, HR exempts, probation takes no quota."""

import re
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from presales_xl.cycle.calibrating.calibration import counts
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.mailing.privacy import words_of_page
from presales_xl.cycle.publishing.appeal import decide, open_appeal
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.publishing.report import facts
from presales_xl.cycle.rosters.roster_reader import load_roster
from presales_xl.cycle.settling.settle import settle
from presales_xl.ledger import kept_results, payments
from presales_xl.ledger.ledger import Ledger
from presales_xl.people.employees import Employee
from presales_xl.periods import parse_period
from presales_xl.project import Project
from presales_xl.scheme.states import EXEMPT, LEAVE, STATES
from presales_xl.texts import LANGUAGES
from tests.cycle.calibrated import calibrated, team
from tests.cycle.company import CONSULTANT, ENGINEER, Sheets, company, fill, messages_of, opened, refused
from tests.cycle.published import collected
from tests.cycle.returned import FIRST, PEOPLE, PERIOD, SECOND, changed, results, roles_of, run, typed, verdicts

NOTHING = dict.fromkeys(CONSULTANT)


def stated(**states: str) -> Any:
    """Return what writes states into the roster, by employee id."""

    def change(sheets: Sheets) -> None:
        head, *rows = sheets["员工"]
        head.append("状态")
        for row in rows:
            row.append(states.get(row[0]))

    return change


def came_back(folder: Path, people: dict[str, dict[str, Any]], **states: str) -> Project:
    """Return a project whose workbooks were issued with these states and came back filled in."""
    project = company(folder, stated(**states))
    for file in generate(project, PERIOD, "zh").files:
        fill(file, project.inbox(PERIOD) / file.name, people)
    return project


def of_roster(project: Project) -> dict[str, Employee]:
    return {employee.employee_id: employee for employee in load_roster(project, "zh").employees}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_roster_says_states_in_both_languages_and_a_blank_is_nothing_said(tmp_path: Path, lang: Any) -> None:
    leave, exempt = (STATES[key][lang] for key in ("leave", "exempt"))
    people = of_roster(company(tmp_path, stated(E1=f" {leave.upper()} ", E2=exempt)))
    assert [people[key].entries.get("state") for key in ("E1", "E2", "E3")] == [LEAVE, EXEMPT, None]
    assert [sorted(people[key].locked & {"state"}) for key in ("E1", "E2", "E3")] == [[], ["state"], []]


def test_an_unknown_state_is_one_message_with_its_cell(tmp_path: Path) -> None:
    project = company(tmp_path, stated(E2="病假"))
    assert refused(lambda: load_roster(project, "zh")) == [
        f"{project.roster} › 员工 › F3：「状态」填的是「病假」，不在选项中。"
        "请从这些选项中选：正常 / 试用 / 休假 / 离职 / 免考。"
    ]


def test_a_team_with_a_leaver_is_complete_settled_and_published(tmp_path: Path) -> None:
    project = came_back(tmp_path, {**PEOPLE, "E1": {"state": "离职"}})
    made = run(project)
    assert verdicts(made) == {FIRST: "accepted", SECOND: "accepted"}
    assert messages_of(made.problems) == []
    assert made.complete == 3
    assert [each.state for each in status(project, PERIOD, "zh").returns] == ["complete", "complete"]
    leaver, other = results(project)["E1"], results(project)["E3"]
    assert [leaver[key] for key in ("state", "status", "total", "grade", "rank")] == [
        "离职",
        "不考核",
        "不考核",
        "",
        "",
    ]
    assert [other[key] for key in ("state", "status", "rank")] == ["正常", "完成", "1"]
    settled = settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    assert (settled.payroll.unpaid, {line.employee.employee_id for line in settled.payroll.lines}) == ([], {"E2"})
    published = publish(project, PERIOD, "zh", with_pdf=False)
    assert messages_of(published.problems) == []
    page = next(path for path in published.pages if path.name.startswith("E1")).read_text(encoding="utf-8")
    assert "本期不考核" in page
    assert "离职" in page
    assert "项目技术解决率" not in page


def test_a_leaver_is_told_nothing_before_the_workbook_of_the_manager_who_may_still_appraise_is_back(
    tmp_path: Path,
) -> None:
    project = company(tmp_path, stated(E1="离职"))
    first, second = sorted(generate(project, PERIOD, "zh").files, key=lambda file: file.name != FIRST)
    fill(second, project.inbox(PERIOD) / second.name, PEOPLE)
    run(project)
    published = publish(project, PERIOD, "zh", with_pdf=False)
    assert [each.now.employee_id for each in published.first] == ["E3"]
    assert "E1 张三" in str([problem.fields for problem in published.problems if problem.code == "publish.incomplete"])
    below = PEOPLE | {"E1": PEOPLE["E1"] | {"unresolved": 30}}  # the places that were told stay
    fill(first, project.inbox(PERIOD) / first.name, below)
    made = run(project)
    assert (verdicts(made)[FIRST], made.complete) == ("accepted", 3)


def test_a_leaver_of_whom_something_is_entered_is_appraised_and_owes_the_rest(tmp_path: Path) -> None:
    project = came_back(tmp_path, {**PEOPLE, "E1": {"state": "离职", "unresolved": 2}})
    made = run(project)
    assert made.complete == 2
    assert results(project)["E1"]["status"] == "未完成"
    assert [each.state for each in status(project, PERIOD, "zh").returns] == ["incomplete", "complete"]


def test_a_leaver_with_all_entries_is_appraised_like_everybody(tmp_path: Path) -> None:
    project = came_back(tmp_path, {**PEOPLE, "E1": ENGINEER | {"state": "离职"}})
    run(project)
    assert [results(project)["E1"][key] for key in ("status", "total", "rank")] == ["完成", "93", "1"]


def settled_and_moved(folder: Path, state: str) -> Project:
    """Return a project that was settled and published, and where E2 has a state and another manager since."""

    def change(sheets: Sheets) -> None:
        stated(E2=state)(sheets)
        sheets["员工"][2][2] = "M3"
        sheets["经理"].append(["M3", "孙三", "华北", "m3@example.com"])

    project = came_back(folder, PEOPLE)
    run(project)
    settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    publish(project, PERIOD, "zh", with_pdf=False)
    project = company(folder, change)
    generate(project, PERIOD, "zh", reopen="归孙三")
    return project


def paid(project: Project) -> int:
    """Settle, and return what E2 is paid by now, in fen."""
    settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    with Ledger.open(project.ledger).reading() as read:
        return payments.by_employee(payments.paid(read, PERIOD.text))["E2"]


@pytest.mark.parametrize("state", ["休假", "离职"])
def test_what_was_settled_is_not_taken_back_of_who_is_away_while_the_workbook_that_may_say_otherwise_is_out(
    tmp_path: Path, state: str
) -> None:
    project = settled_and_moved(tmp_path, state)
    made = run(project)
    assert (made.complete, made.people) == (2, 3)
    assert "共 1 人未完成" in messages_of(made.problems, "collect.not_returned")[0]
    settled = settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    assert [(each.employee.employee_id, each.cause, each.why) for each in settled.payroll.unpaid] == [
        ("E2", "incomplete", "未完成：工作簿还没有交回")
    ]
    assert (settled.added, settled.payroll.unpaid[0].settled) == ([], paid(project))
    published = publish(project, PERIOD, "zh", with_pdf=False)
    assert (published.revised, len(messages_of(published.problems, "publish.stays"))) == ([], 1)
    before, name = paid(project), "孙三_华北_2026-11.xlsx"
    fill(project.outbox(PERIOD) / name, project.inbox(PERIOD) / name, {"E2": CONSULTANT})
    assert run(project).complete == 3  # for no other reason
    assert paid(project) == before > 0


@pytest.mark.parametrize(("state", "is_back"), [("休假", True), ("离职", True), ("免考", False)])
def test_what_was_settled_is_taken_back_of_who_is_away_once_the_workbook_says_nothing_and_of_whom_hr_exempts_at_once(
    tmp_path: Path, state: str, is_back: bool
) -> None:
    project = settled_and_moved(tmp_path, state)
    name = "孙三_华北_2026-11.xlsx"
    if is_back:
        fill(project.outbox(PERIOD) / name, project.inbox(PERIOD) / name, {"E2": NOTHING})
    run(project)
    assert paid(project) == 0


def test_whom_hr_exempts_takes_no_rank_whatever_the_manager_enters(tmp_path: Path) -> None:
    project = came_back(tmp_path, PEOPLE, E1="免考")
    run(project)
    assert [results(project)["E1"][key] for key in ("state", "total", "rank")] == ["免考", "不考核", ""]
    assert results(project)["E3"]["rank"] == "1"


def test_what_was_entered_of_who_is_exempt_is_told_by_name(tmp_path: Path) -> None:
    project = came_back(tmp_path, PEOPLE | {"E3": {}}, E1="免考", E3="免考")
    (told,) = messages_of(run(project).problems, "collect.of_exempt")
    assert told.startswith("1 人免考，交回的工作簿里却填了内容，不计分、不评等级：E1 张三。")
    late = company(tmp_path, stated(E2="免考", E3="免考"))
    generate(late, PERIOD, "zh")
    (told,) = messages_of(run(late).problems, "collect.of_exempt")
    assert "E2 李四" in told and "张三" not in told


@pytest.mark.parametrize("is_back", [True, False], ids=["back", "out"])
def test_of_who_is_exempt_no_entry_is_wanted_whether_the_workbook_is_back_or_out(tmp_path: Path, is_back: bool) -> None:
    project = came_back(tmp_path, PEOPLE, E3="免考")
    if not is_back:
        (project.inbox(PERIOD) / SECOND).unlink()
    made = run(project)
    returns = status(project, PERIOD, "zh").returns
    assert {each.workbook.file: each.entries for each in returns} == {FIRST: "33/33", SECOND: "—"}
    assert messages_of(made.problems, "collect.not_returned") == [], "nothing of it is waited for"


def test_hr_alone_exempts(tmp_path: Path) -> None:
    project = came_back(tmp_path, {**PEOPLE, "E1": {"state": "免考"}})
    made = run(project)
    assert verdicts(made)[FIRST] == "accepted"
    assert messages_of(made.problems, "input.exempt") == [
        f"{FIRST} › 工程师 › C6：「状态」填的是「免考」，只有人事能定。"
        "请改成别的状态，或请人事在名单里写上，再重新发一份工作簿。"
    ]
    assert [results(project)[key]["status"] for key in ("E1", "E2")] == ["未完成", "完成"]


def test_whom_hr_exempts_stays_exempt_whatever_the_workbook_says(tmp_path: Path) -> None:
    project = came_back(tmp_path, PEOPLE, E1="免考")
    changed(project, FIRST, typed("工程师", 6, "state", "正常"))
    made = run(project)
    assert len(messages_of(made.problems, "review.hr_figure")) == 1
    assert results(project)["E1"]["status"] == "不考核"


def test_the_state_of_the_roster_stands_in_the_workbook_and_the_manager_may_change_it(tmp_path: Path) -> None:
    project = came_back(tmp_path, PEOPLE, E1="休假")
    run(project)
    assert results(project)["E1"]["state"] == "休假"
    changed(project, FIRST, typed("工程师", 6, "state", "正常"))
    run(project)
    assert results(project)["E1"]["state"] == "正常"


def test_a_workbook_that_is_issued_anew_keeps_the_managers_state_where_the_roster_says_nothing(tmp_path: Path) -> None:
    project = came_back(tmp_path, {**PEOPLE, "E1": {"state": "离职"}, "E3": ENGINEER | {"state": "离职"}})
    run(project)

    def renamed(sheets: Sheets) -> None:
        stated(E3="休假")(sheets)
        for row in sheets["员工"][1:]:
            row[1] += "（新）"

    generate(company(tmp_path, renamed), PERIOD, "zh")
    files = {name: opened(project.outbox(PERIOD) / name)["工程师"] for name in (FIRST, SECOND)}
    assert [sheet["C6"].value for sheet in files.values()] == ["离职", "休假"]


def test_who_is_on_probation_keeps_the_grade_of_the_scale_and_takes_no_place() -> None:
    everybody = team(*range(99, 79, -2))
    newcomer = type(everybody[0])("E99", 100, state="probation")
    (distribution,) = calibrated([*everybody, newcomer]).distributions
    assert [each.employee_id for each in distribution.everybody] == [each.employee_id for each in everybody]
    proposed = [each.proposed or 0 for each in distribution.everybody]
    assert list(counts(distribution.groups, proposed).values()) == [1, 2, 6, 1]
    (free,) = calibrated([*everybody, newcomer], mode="off").distributions
    assert "E99" not in {each.employee_id for each in free.everybody}


def test_nobody_who_is_not_appraised_competes_for_a_grade() -> None:
    everybody = team(90, 80, 70)
    exempt = type(everybody[0])("E99", 100, state="exempt")
    (distribution,) = calibrated([*everybody, exempt]).distributions
    assert "E99" not in {each.employee_id for each in distribution.everybody}


def test_an_appeal_of_somebody_who_is_exempt_says_that_no_result_follows(tmp_path: Path) -> None:
    project = came_back(tmp_path, PEOPLE, E1="免考")
    run(project)
    appeal, _ = open_appeal(project, PERIOD, "E1", "数据有误", lang="zh")
    made = decide(project, appeal.id, upheld=True, note="属实", settings=["unresolved=0"], lang="zh")
    assert messages_of(made.problems)[0].startswith("张三（E1）本期免考：申诉成立也不改变任何结果。")


def test_who_was_exempt_counts_in_later_reports_as_little_as_in_that_of_the_period(tmp_path: Path) -> None:
    project = came_back(tmp_path, PEOPLE, E1="免考")
    run(project)
    with Ledger.open(project.ledger).step("HR", "collect", "2026-10") as step:
        kept = kept_results.all_of(step, PERIOD.text)
        kept_results.put(step, "2026-10", [replace(each, period="2026-10") for each in kept])
    roles = roles_of(project)
    with Ledger.open(project.ledger).reading() as read:
        people = facts(roles, read, PERIOD.text, "zh")
    by_period = {name: sorted(rows["employee"]) for name, rows in people.groupby("period")}
    assert by_period == {"2026-10": ["E2", "E3"], "2026-11": ["E2", "E3"]}


@pytest.mark.parametrize(
    ("was", "now", "told"),
    [
        (6, 0, r"应退回（不从奖金中扣）\s+2,700.00 元"),
        (0, 6, r"往期更正，随本期发放\s+2,700.00 元"),
    ],
)
def test_who_is_exempt_is_told_what_an_earlier_period_pays_or_wants_back_in_the_payroll(
    tmp_path: Path, was: int, now: int, told: str
) -> None:
    def exempt_later(sheets: Sheets) -> None:
        sheets["人员变动"] = [["工号", "自", "至", "变动", "值"], ["E2", "2026-12-01", None, "免考", None]]

    later = parse_period("2026-12")
    project = collected(tmp_path, {"E2": {**CONSULTANT, "bids_won": was}})
    ledger = Ledger.open(project.ledger)
    for paid_out in (False, True):
        settle(project, ledger, PERIOD, "zh", paid_out=paid_out)
    project = company(tmp_path, exempt_later)
    for file in generate(project, later, "zh").files:
        fill(file, project.inbox(later) / file.name, PEOPLE)
    collect(project, later, (), "zh")
    appeal, _ = open_appeal(project, PERIOD, "E2", "中标数有误", lang="zh")
    decide(project, appeal.id, upheld=True, note="查实", settings=[f"bids_won={now}"], lang="zh")
    settle(project, ledger, later, "zh", deduct=False)
    publish(project, later, "zh", with_pdf=False)
    (page,) = (project.results(later) / "statements").rglob("E2 *.html")
    said = words_of_page(page.read_bytes())
    assert re.search(r"本期不考核\s+免考", said)
    assert re.search(told, said), said
