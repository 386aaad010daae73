"""Where everybody stands: by what was issued last, what came back of it, and who has whom by now."""

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.generating.generate import Generated, generate
from presales_xl.cycle.next_steps import ahead_of
from presales_xl.cycle.publishing.appeal import decide, open_appeal
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.settling.settle import settle
from presales_xl.ledger import appeals, issues
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.ledger import Ledger
from presales_xl.people.appraised import Standing
from presales_xl.periods import parse_period
from presales_xl.project import Project
from tests.cycle.company import CONSULTANT, ENGINEER, Sheets, company, fill, messages_of, refused
from tests.cycle.returned import FIRST, PEOPLE, PERIOD, SECOND, reasons, results, returned, roles_of, run, verdicts


def reissued(project: Project, change: Callable[[Sheets], object], settings: str = "") -> tuple[Project, Generated]:
    """Change the roster and issue again what is concerned."""
    project = company(project.folder, change, settings)
    return project, generate(project, PERIOD, "zh")


def refilled(project: Project, *names: str) -> None:
    """Let managers fill in and return what is in the outbox."""
    for name in names:
        fill(project.outbox(PERIOD) / name, project.inbox(PERIOD) / name, PEOPLE)


def latest(project: Project) -> dict[str, int]:
    with Ledger.open(project.ledger).reading() as read:
        return {one.recipient_id: one.issue for one in issues.latest_of(read, PERIOD.text)}


def books(project: Project) -> list[LedgerWorkbook]:
    with Ledger.open(project.ledger).reading() as read:
        return issues.latest_of(read, PERIOD.text)


def by_role(project: Project) -> dict[str, Standing]:
    return {role.role: role for role in roles_of(project)}


def test_everybody_stands_with_what_came_back_and_the_plan_as_issued(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    standings = by_role(project)
    engineers = standings["工程师"]
    assert [(one.name, one.manager.name, one.manager.team, one.file) for one in engineers.people] == [
        ("张三", "赵一", "华东", FIRST),
        ("王五", "钱二", "华南", SECOND),
    ]
    assert engineers.outcome.values["total"].tolist() == [93, 73]
    assert [one.outcome.grade for one in engineers.people] == ["S", "B"]
    assert standings["顾问"].people[0].employee.entries["input.base_salary"] == 36000


def test_whoever_has_not_returned_stands_with_what_hr_gave(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project, project.inbox(PERIOD) / SECOND)
    (consultant,) = by_role(project)["顾问"].people
    assert consultant.file == ""
    assert consultant.employee.entries["input.base_salary"] == 36000


def test_a_period_without_workbooks_is_told_of(tmp_path: Path) -> None:
    project = company(tmp_path)
    message = refused(lambda: roles_of(project))[0]
    assert message.startswith("2026-11 还没有发放过工作簿。")


def test_people_may_be_compared_within_their_teams(tmp_path: Path) -> None:
    project = returned(tmp_path, settings='cohort = "team"')
    run(project)
    assert [results(project)[key]["rank"] for key in ("E1", "E3")] == ["1", "1"]


def test_an_upheld_appeal_counts_instead_of_what_was_entered(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    with Ledger.open(project.ledger).step("HR", "appeal", PERIOD.text) as step:
        one = appeals.begin(step, PERIOD.text, "E3", "多算了")
        appeals.decide(step, one.id, "upheld", changes={"input.unresolved": 2})
    assert by_role(project)["工程师"].outcome.values["total"].tolist() == [93, 93]


# What changes after the workbooks are out.


def test_what_did_not_change_is_not_issued_again(tmp_path: Path) -> None:
    project = returned(tmp_path)
    before = (project.outbox(PERIOD) / FIRST).read_bytes()
    made = generate(project, PERIOD, "zh")
    assert (made.unchanged, latest(project)) == (2, {"M1": 1, "M2": 1})
    assert (project.outbox(PERIOD) / FIRST).read_bytes() == before


def test_mail_addresses_that_change_make_no_new_issue_and_are_known_afterwards(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["经理"][1][3] = "new@example.com"
        sheets["员工"][0].append("邮箱")
        sheets["员工"][1].append("zhang@example.com")

    project, made = reissued(returned(tmp_path), change)
    assert (made.unchanged, latest(project)) == (2, {"M1": 1, "M2": 1})
    mine = next(one for one in books(project) if one.recipient_id == "M1")
    assert (mine.email, mine.content["people"][0]["email"]) == ("new@example.com", "zhang@example.com")
    assert run(project).complete == 3


def test_a_role_of_another_team_makes_no_new_issue_for_the_others(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["岗位"].insert(1, ["客服", "taobao_presales"])
        sheets["经理"].append(["M3", "孙三", "华北", None])
        sheets["员工"].append(["E4", "孙六", "M3", "客服", None])

    project, made = reissued(returned(tmp_path), change)
    assert (len(made.files), made.unchanged, latest(project)) == (3, 2, {"M1": 1, "M2": 1, "M3": 1})
    assert list(by_role(project)) == ["客服", "工程师", "顾问"]


def test_an_employee_who_moved_belongs_to_the_new_manager_and_both_are_issued_again(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    project, made = reissued(project, lambda sheets: sheets["员工"][1].__setitem__(2, "M2"))
    assert latest(project) == {"M1": 2, "M2": 2}
    assert messages_of(made.problems, "generate.void")[0].startswith(
        "钱二已交回过，新发的第 2 版里有 1 人是新加的，或方案、目标、人事给的数变了，要再交一次：张三。其他人"
    )
    people = by_role(project)["工程师"].people
    assert [(one.name, one.manager.name, one.file) for one in people] == [
        ("张三", "钱二", ""),
        ("王五", "钱二", SECOND),
    ]
    assert run(project).complete == 2  # of whom the first issue still counts
    refilled(project, FIRST, SECOND)
    made_again = run(project)
    assert (made_again.complete, results(project)["E1"]["manager"]) == (3, "钱二")


def test_an_employee_who_left_is_not_in_the_results(tmp_path: Path) -> None:
    project, _ = reissued(returned(tmp_path), lambda sheets: sheets["员工"].pop(1))
    refilled(project, FIRST)
    run(project)
    assert set(results(project)) == {"E2", "E3"}
    assert latest(project) == {"M1": 2, "M2": 1}


def test_one_who_left_leaves_the_others_entries_as_they_came_back(tmp_path: Path) -> None:
    project, made = reissued(returned(tmp_path), lambda sheets: sheets["员工"].pop(1))
    assert messages_of(made.problems, "generate.void") == []
    collected = run(project)
    assert verdicts(collected) == {FIRST: "accepted", SECOND: "accepted"}
    assert (collected.complete, collected.people, collected.workbooks) == (2, 2, 2)


def test_of_an_older_issue_nobody_counts_of_whom_hr_gave_other_figures_since(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        row = next(row for row in sheets["目标与工资"] if row[0] == "E2")
        row[1] = 99000

    run(project := returned(tmp_path))
    project, made = reissued(project, change)
    assert "要再交一次：李四。" in messages_of(made.problems, "generate.void")[0]
    run(project)
    assert [results(project)[key]["status"] for key in ("E1", "E2", "E3")] == ["完成", "未完成", "完成"]
    refilled(project, FIRST)
    assert run(project).complete == 3


def test_a_late_file_says_of_whom_it_does_not_count_any_more(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["员工"][2][2] = "M2"

    project, _ = reissued(returned(tmp_path), change)
    made = run(project)
    assert "E2 李四" in messages_of(made.problems, "collect.older_part")[0]
    assert [results(project)[key]["status"] for key in ("E1", "E2", "E3")] == ["完成", "未完成", "完成"]


def without_second(sheets: Sheets) -> None:
    sheets["经理"].pop(2)
    sheets["员工"][3][2] = "M1"


def test_the_workbook_of_a_manager_who_is_dropped_does_not_count_any_more(tmp_path: Path) -> None:
    project, made = reissued(returned(tmp_path), without_second)
    assert messages_of(made.problems, "generate.withdrawn")[0].startswith(
        f"钱二名下已没有人，发过的工作簿 {SECOND} 作废。"
    )
    refilled(project, FIRST)
    collected = run(project)
    assert reasons(collected, SECOND) == ["collect.withdrawn"]
    assert (collected.workbooks, collected.expected, collected.complete) == (1, 1, 3)
    assert results(project)["E3"]["manager"] == "赵一"
    again = generate(project, PERIOD, "zh")
    assert (again.unchanged, messages_of(again.problems, "generate.withdrawn")) == (1, [])


def test_people_who_left_with_their_manager_are_not_waited_for(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["经理"].pop(2)
        sheets["员工"].pop(3)

    project, _ = reissued(returned(tmp_path), change)
    made = run(project)
    assert (made.people, made.complete, set(results(project))) == (2, 2, {"E1", "E2"})


def test_a_manager_who_comes_back_is_issued_anew(tmp_path: Path) -> None:
    project, _ = reissued(returned(tmp_path), without_second)
    project, _ = reissued(project, lambda sheets: None)
    assert latest(project) == {"M1": 3, "M2": 3}
    refilled(project, FIRST, SECOND)
    assert run(project).complete == 3


def test_a_role_that_was_renamed_is_issued_again_under_its_new_name(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        sheets["岗位"][1][0] = sheets["员工"][1][3] = sheets["员工"][3][3] = "支持工程师"

    project, _ = reissued(returned(tmp_path), change)
    made = run(project)  # what people are appraised by is as it was
    assert (made.complete, results(project)["E1"]["role"]) == (3, "支持工程师")
    refilled(project, FIRST, SECOND)
    assert run(project).complete == 3


OWN = """\
id: own
name: {zh: 自有, en: Own}
cycles: [month]
parameters: {each: {name: {zh: 每个得分, en: Points each}, value: 10}}
inputs: {done: {name: {zh: 完成数, en: Done}, type: count}}
indicators:
  done: {name: {zh: 完成, en: Done}, points: 100, rule: {kind: formula, formula: done * each}}
"""


def with_own_scheme(sheets: Sheets) -> None:
    sheets["岗位"][1][1] = "own"


def test_a_period_keeps_the_scheme_that_it_was_issued_with_whatever_becomes_of_the_file(tmp_path: Path) -> None:
    project = company(tmp_path, with_own_scheme)
    own = tmp_path / "schemes" / "own.yaml"
    own.parent.mkdir()
    own.write_text(OWN, encoding="utf-8")
    generate(project, PERIOD, "zh")
    people: dict[str, dict[str, Any]] = {"E1": {"done": 7}, "E2": CONSULTANT, "E3": {"done": 9}}
    fill(project.outbox(PERIOD) / SECOND, project.inbox(PERIOD) / SECOND, people)
    own.write_text(OWN.replace("value: 10", "value: 5"), encoding="utf-8")
    run(project)
    assert results(project)["E3"]["total"] == "90"
    own.unlink()
    run(project)
    assert results(project)["E3"]["total"] == "90"


def test_a_scheme_that_changed_is_issued_again_to_those_concerned_and_the_old_returns_are_refused(
    tmp_path: Path,
) -> None:
    def change(sheets: Sheets) -> None:
        with_own_scheme(sheets)
        sheets["员工"][1][3:] = ["顾问", "初级"]  # so that the first team has no engineer

    project = company(tmp_path, change)
    own = tmp_path / "schemes" / "own.yaml"
    own.parent.mkdir()
    own.write_text(OWN, encoding="utf-8")
    generate(project, PERIOD, "zh")
    people: dict[str, dict[str, Any]] = {"E1": CONSULTANT, "E2": CONSULTANT, "E3": {"done": 9}}
    for name in (FIRST, SECOND):
        fill(project.outbox(PERIOD) / name, project.inbox(PERIOD) / name, people)
    own.write_text(OWN.replace("value: 10", "value: 5"), encoding="utf-8")
    made = generate(project, PERIOD, "zh")
    assert (made.unchanged, latest(project)) == (1, {"M1": 1, "M2": 2})
    collected = run(project)
    assert verdicts(collected) == {FIRST: "accepted", SECOND: "set_aside"}  # HR gave E1 no salary
    assert messages_of(collected.problems)[0].startswith(f"{SECOND}：这是发给钱二的第 1 版，现在有效的是第 2 版。")
    fill(project.outbox(PERIOD) / SECOND, project.inbox(PERIOD) / SECOND, people)
    run(project)
    assert results(project)["E3"]["total"] == "45"


def test_a_workbook_that_is_gone_from_the_outbox_is_written_again_as_the_same_issue(tmp_path: Path) -> None:
    project = returned(tmp_path)
    (project.outbox(PERIOD) / FIRST).unlink()
    made = generate(project, PERIOD, "zh")
    assert (made.unchanged, latest(project)) == (2, {"M1": 1, "M2": 1})
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, PEOPLE)
    assert verdicts(run(project))[FIRST] == "accepted"


def test_a_workbook_that_is_gone_and_that_this_version_would_write_otherwise_is_the_next_issue(tmp_path: Path) -> None:
    run(project := returned(tmp_path))
    (project.outbox(PERIOD) / FIRST).unlink()
    with closing(sqlite3.connect(project.ledger)) as ledger, ledger:  # as if other texts had been sealed
        ledger.execute("UPDATE workbook SET seal = ? WHERE recipient_id = 'M1'", ["0" * 64])
    made = generate(project, PERIOD, "zh")
    assert (made.unchanged, latest(project), messages_of(made.problems, "generate.void")) == (1, {"M1": 2, "M2": 1}, [])
    assert run(project).complete == 3  # what had come back counts
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / f"new_{FIRST}", PEOPLE)
    assert verdicts(run(project))[f"new_{FIRST}"] == "accepted"


def test_another_key_makes_new_issues_of_everything(tmp_path: Path) -> None:
    project = returned(tmp_path)
    project.key.unlink()
    generate(project, PERIOD, "zh", reopen="没有备份")
    assert latest(project) == {"M1": 2, "M2": 2}
    refilled(project, FIRST, SECOND)
    assert run(project).complete == 3


@pytest.mark.parametrize("name", ["张三", "=1+1", "Zoë 🙂", "赵\u3000一"])
def test_people_of_any_name_come_back_as_they_went_out(tmp_path: Path, name: str) -> None:
    project = company(tmp_path, lambda sheets: sheets["员工"][1].__setitem__(1, name))
    generate(project, PERIOD, "zh")
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, {"E1": ENGINEER, "E2": CONSULTANT})
    assert verdicts(run(project)) == {FIRST: "accepted"}


# What HR gives or changes after the workbooks came back.

UNITS: dict[str, Any] = {
    "genuine_units": 240,
    "class_b_units": 0,
    "major_complaints": 0,
    "skill_complaints": 0,
    "severe": "否",
}


def repairers(tmp_path: Path, signed: str | None, **figures: object) -> Project:
    """Return a project whose only workbook came back of repair staff, of whom HR gave these figures."""

    def change(sheets: Sheets) -> None:
        sheets["员工"][1:] = [["R1", "张三", "M1", "维修", None]]
        sheets["岗位"][1:] = [["维修", "repair_stars"]]
        sheets["目标与工资"] = [["工号", "入库单已签收", *figures], ["R1", signed, *figures.values()]]

    return company(tmp_path, change)


def repaired(project: Project) -> tuple[str, str, str]:
    row = results(project)["R1"]
    return row["status"], row["total"], row["pay.total"]


def test_a_figure_of_hr_that_the_results_waited_for_leaves_what_came_back_counting(tmp_path: Path) -> None:
    generate(project := repairers(tmp_path, "否"), PERIOD, "zh")
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, {"R1": UNITS})
    run(project)
    assert repaired(project)[0] == "未完成"
    made = generate(repairers(tmp_path, "是"), PERIOD, "zh")
    assert messages_of(made.problems, "generate.void") == []
    collected = run(project)
    assert (latest(project), collected.complete, collected.workbooks) == ({"M1": 2}, 1, 1)
    assert [(state.verdict, len(state.of("complete"))) for state in collected.returns] == [("accepted", 1)]
    assert repaired(project) == ("完成", "240", "1650")
    [recipient] = status(project, PERIOD, "zh").returns
    assert (recipient.state, recipient.filled == recipient.wanted) == ("complete", True)


def test_who_waits_for_a_figure_of_hr_is_named_with_it_and_with_steps_that_mend_it(tmp_path: Path) -> None:
    def two(sheets: Sheets) -> None:
        sheets["员工"][1:] = [["R1", "张三", "M1", "维修", None], ["R2", "李四", "M1", "维修", None]]
        sheets["岗位"][1:] = [["维修", "repair_stars"]]
        sheets["目标与工资"] = [["工号", "入库单已签收"], ["R1", "否"], ["R2", "是"]]

    generate(project := company(tmp_path, two), PERIOD, "zh")
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, dict.fromkeys(("R1", "R2"), UNITS))
    run(project)
    (told,) = messages_of(settle(project, Ledger.open(project.ledger), PERIOD, "zh").problems, "settlement.of_hr")
    steps = [each.why for each in ahead_of(project, PERIOD, "zh").steps() if each.step == "of_hr"]
    (published,) = messages_of(publish(project, PERIOD, "zh", with_pdf=False).problems, "publish.of_hr")
    assert "R1 张三（等 入库单已签收）" in published
    for words in (told, *steps):
        assert "presales-xl appeal list --period 2026-11" in words
        assert "presales-xl generate 2026-11" in words
    assert (len(steps), [words for words in (told, *steps) if "入库单已签收" not in words]) == (1, [])
    assert "R1 张三（等 入库单已签收）" in steps[0]
    appeal, _ = open_appeal(project, PERIOD, "R1", "已补签", lang="zh")
    decide(project, appeal.id, upheld=True, note="仓管员已签收", settings=["stock_in_signed=是"], lang="zh")
    assert sum(line.fen for line in settle(project, Ledger.open(project.ledger), PERIOD, "zh").added) == 1650_00


def test_generating_a_month_by_figures_that_the_roster_has_for_a_later_one_says_so(tmp_path: Path) -> None:
    generate(project := repairers(tmp_path, "否"), PERIOD, "zh")
    generate(project, parse_period("2026-12"), "zh")
    assert messages_of(generate(project, PERIOD, "zh").problems, "generate.later_figures") == []
    project = repairers(tmp_path, "是")
    (told,) = messages_of(generate(project, PERIOD, "zh", dry_run=True).problems, "generate.later_figures")
    assert told.startswith(
        "2026-12 已经发放过，名单里人事给的数与 2026-11 发放时不同，1 人会改按名单现在的数计算：入库单已签收（张三"
    )
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, {"R1": UNITS})
    run(project)
    decided, _ = open_appeal(project, PERIOD, "R1", "已补签", lang="zh")
    decide(project, decided.id, upheld=True, note="已签收", settings=["stock_in_signed=是"], lang="zh")
    settle(project, Ledger.open(project.ledger), PERIOD, "zh")
    project = repairers(tmp_path, "否", extra_rate=0.5)
    (asked,) = refused(lambda: generate(project, PERIOD, "zh"))
    assert "2026-12 已经发放过，名单里人事给的数与 2026-11 发放时不同" in asked


def test_a_figure_of_hr_that_was_blank_is_taken_when_it_comes_and_no_more_asked_of_the_manager(tmp_path: Path) -> None:
    generate(project := repairers(tmp_path, None), PERIOD, "zh")
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, {"R1": UNITS})
    [state] = run(project).returns
    assert [problem.code for problem in state.people[0].problems] == ["workbook.blank"]
    generate(repairers(tmp_path, "否"), PERIOD, "zh")
    [state] = run(project).returns
    assert (state.verdict, state.people[0].state) == ("accepted", "waits")
    generate(repairers(tmp_path, "是"), PERIOD, "zh")
    run(project)
    assert repaired(project) == ("完成", "240", "1650")


@pytest.mark.parametrize("signed", ["是", None])
def test_a_figure_of_hr_on_which_results_were_shown_opens_whom_it_changes(tmp_path: Path, signed: str | None) -> None:
    generate(project := repairers(tmp_path, signed), PERIOD, "zh")
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, {"R1": UNITS | {"stock_in_signed": "是"}})
    run(project)
    assert repaired(project)[0] == "完成"
    made = generate(repairers(tmp_path, "否" if signed is None else "是", extra_rate=0.5), PERIOD, "zh")
    assert "要再交一次：张三。" in messages_of(made.problems, "generate.void")[0]
    [state] = run(project).returns
    assert (state.verdict, [problem.code for problem in state.problems]) == ("set_aside", ["collect.older_issue"])
    assert repaired(project)[0] == "未完成"
