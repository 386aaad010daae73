"""Results go to one above: nothing is published or paid before, and what changes afterwards goes there again."""

import json
from dataclasses import replace
from functools import partial
from pathlib import Path

import pytest

from presales_xl.cli import main
from presales_xl.cycle import recompute
from presales_xl.cycle.approving.approve import ApprovalForms, ask, decide, decide_all
from presales_xl.cycle.collecting.collect import Collected, collect
from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.next_steps import ahead_of
from presales_xl.cycle.publishing import appeal, report
from presales_xl.cycle.publishing.publish import STATEMENTS, publish
from presales_xl.cycle.records.dossier import dossier, export
from presales_xl.cycle.rosters.roster_reader import load_roster
from presales_xl.cycle.settling.settle import settle
from presales_xl.cycle.standing import standings
from presales_xl.ledger import by_hand, kept_results, marks
from presales_xl.ledger.ledger import Ledger, tail, verify
from presales_xl.people.appraised import CalibratedGrade
from presales_xl.periods import Period, parse_period
from presales_xl.problem_texts import explain
from presales_xl.project import Project, load
from presales_xl.scheme.errors import ProblemsError
from presales_xl.settings import Settings
from presales_xl.texts import LANGUAGES
from tests.cycle.company import (
    CONSULTANT,
    ENGINEER,
    Sheets,
    company,
    fill,
    fill_all,
    messages_of,
    opened,
    refused,
    write_roster,
)
from tests.cycle.returned import FIRST, PERIOD, SECOND, returned, run

SETTINGS = "approval = true\n"
GROWTH = """id: growth
name: {zh: 销售增长, en: Growth of sales}
cycles: [month]
inputs:
  work: {name: {zh: 工作, en: Work}, type: score}
  sales: {name: {zh: 销售额, en: Sales}, type: money, usual: [1000, 100000]}
  sales_last: {name: {zh: 上月销售额, en: Sales last month}, type: money, optional: true, given_by: hr,
    remembered: {kind: previous, of: sales}}
indicators:
  growth:
    name: {zh: 增长, en: Growth}
    points: 50
    rule: {kind: growth, of: sales, previous: sales_last, step: 0.10, per_step: 10, cap: 50}
  work: {name: {zh: 工作, en: Work}, points: 50, rule: {kind: formula, formula: work}}
grades:
  scale: {A: ≥90, B: else}
"""


def test_an_approval_that_people_rely_on_is_taken_back_for_a_reason_only_and_is_the_approvers(project: Project) -> None:
    answered(project, ask(project, PERIOD, "zh"), E1=YES, E2=YES, E3=YES)
    publish(project, PERIOD, "zh", with_pdf=False)
    (message,) = refused(lambda: decide(project, PERIOD, "E1", approved=False, reason="改主意", lang="zh"))
    assert "--reopen" in message
    assert "已公布" in message
    assert states(project)["E1"] == "approved"
    now = decide(project, PERIOD, "E1", approved=False, reason="电话更正", reopen="审批人更正", lang="zh")
    assert now.why_not("zh") == "王总（何芳 登记） 不同意：电话更正"
    with Ledger.open(project.ledger).reading() as read:
        assert marks.all_of(read, PERIOD.text)[-1].reason == "审批人更正"


def approvers(sheets: Sheets) -> None:
    sheets["经理"] = [[*row, *more] for row, more in zip(sheets["经理"], (["审批人"], ["王总"], ["m1"]), strict=True)]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project whose workbooks are back and complete, and whose results want approval."""
    returned(tmp_path)
    project = replace(company(tmp_path, approvers, SETTINGS), claimed="何芳")
    run(project)
    return project


def states(project: Project) -> dict[str, str]:
    return {key: each.state for key, each in status(project, PERIOD, "zh").approvals.items()}


def answered(project: Project, asked: ApprovalForms, name: str = "", **said: tuple[str, str]) -> Collected:
    """Return the forms with decisions and comments by employee id, and collect them."""
    for form in asked.forms:
        book = opened(form.file)
        sheet = book.worksheets[0]
        heads = [cell.value for cell in sheet[1]]
        for row in range(6, sheet.max_row + 1):
            decision, comment = said.get(str(sheet.cell(row, 1).value), ("", ""))
            sheet.cell(row, heads.index("decision") + 1).value = decision or None
            sheet.cell(row, heads.index("reason") + 1).value = comment or None
        project.inbox(PERIOD).mkdir(parents=True, exist_ok=True)
        book.save(project.inbox(PERIOD) / f"{name}{form.file.name}")
    return collect(project, PERIOD, (), "zh")


YES, NO = ("✓ 同意", ""), ("✗ 不同意", "客户投诉没有计入")


def test_nothing_is_published_before_one_above_has_approved_it(project: Project) -> None:
    (said,) = refused(lambda: publish(project, PERIOD, "zh", with_pdf=False))
    assert "还没有可以公布的结果：3 人还没有审批同意" in said
    asked = ask(project, PERIOD, "zh")
    assert {form.now.name: list(form.now.facts["people"]) for form in asked.forms} == {
        "王总": ["E1", "E2"],
        "赵一": ["E3"],
    }
    answered(project, asked, E1=YES, E2=YES)
    assert states(project) == {"E1": "approved", "E2": "approved", "E3": "asked"}
    made = publish(project, PERIOD, "zh", with_pdf=False)
    assert {each.now.employee_id for each in made.first} == {"E1", "E2"}
    assert "E3 王五" in messages_of(made.problems, "publish.not_approved")[0]
    assert verify(Ledger.open(project.ledger)) == []


def test_publishing_says_who_was_refused_and_why_and_sends_them_to_their_managers(project: Project) -> None:
    answered(project, ask(project, PERIOD, "zh"), E1=YES, E2=NO)
    told = messages_of(publish(project, PERIOD, "zh", with_pdf=False, dry_run=True).problems, "publish.not_approved")
    assert any("E2 李四：王总 不同意：客户投诉没有计入" in each and "请其经理按意见改好交回" in each for each in told)


def test_an_approver_whose_address_stands_in_one_row_only_gets_one_form(tmp_path: Path) -> None:
    def change(sheets: Sheets) -> None:
        more: list[list[object]] = [["审批人", "审批人邮箱"], ["王总", None], ["王总", "Wang@example.com"]]
        sheets["经理"] = [[*row, *each] for row, each in zip(sheets["经理"], more, strict=True)]

    returned(tmp_path)
    project = company(tmp_path, change, SETTINGS)
    run(project)
    [form] = ask(project, PERIOD, "zh").forms
    assert form.email == "Wang@example.com"

    def first(sheets: Sheets) -> None:
        change(sheets)
        sheets["经理"][1][-1], sheets["经理"][2][-1] = sheets["经理"][2][-1], None

    roster = load_roster(company(tmp_path, first, SETTINGS), "zh")
    assert roster.address_of("approval", "王总", "") == "Wang@example.com"  # as of who is reminded

    def another(sheets: Sheets) -> None:
        change(sheets)
        sheets["经理"][1][-1] = "wang.w@example.com"

    (message,) = refused(lambda: generate(company(tmp_path, another, SETTINGS), PERIOD, "zh"))
    assert "审批人「王总」有两个邮箱：wang.w@example.com 和 Wang@example.com" in message


def test_a_form_shows_whom_it_is_about_with_total_grade_and_pay(project: Project) -> None:
    form = ask(project, PERIOD, "zh").forms[0]
    people = [
        [cell.value for cell in row[:8]] for row in opened(form.file).worksheets[0].iter_rows(min_row=6, max_row=7)
    ]
    assert people[0][:6] == ["E1", "张三", "赵一", "工程师", "93", "S"]
    assert [row[0] for row in people] == ["E1", "E2"]


def test_the_period_is_marked_as_approved_once_everybody_is(project: Project) -> None:
    answered(project, ask(project, PERIOD, "zh"), E1=YES, E2=YES, E3=YES)
    assert [mark.kind for mark in status(project, PERIOD, "zh").states()] == ["approved"]


def test_a_no_goes_back_to_the_manager_with_its_comment(project: Project, capsys: pytest.CaptureFixture[str]) -> None:
    answered(project, ask(project, PERIOD, "zh"), E1=NO, E2=YES, E3=YES)
    now = status(project, PERIOD, "zh")
    assert states(project)["E1"] == "refused"
    chase = {each.workbook.recipient_id: each.chase for each in now.returns}
    assert "E1 张三: 王总 不同意：客户投诉没有计入" in chase["M1"]
    with pytest.raises(SystemExit):
        main(["status", PERIOD.text, "--project", str(project.folder)])
    assert "\n  E1 张三: 王总 不同意：客户投诉没有计入" in capsys.readouterr().out
    assert not chase["M2"]
    assert now.states() == []


def test_what_changed_after_it_was_approved_is_approved_again_and_the_others_are_not_asked(project: Project) -> None:
    answered(project, ask(project, PERIOD, "zh"), E1=YES, E2=YES, E3=YES)
    file = project.inbox(PERIOD) / FIRST
    fill(file, file, {"E1": {"unresolved": 5}})
    collect(project, PERIOD, (), "zh")
    assert states(project) == {"E1": "changed", "E2": "approved", "E3": "approved"}
    assert status(project, PERIOD, "zh").states() == []
    again = ask(project, PERIOD, "zh")
    assert [(form.now.revision, list(form.now.facts["people"])) for form in again.forms] == [(2, ["E1"])]
    answered(project, again, E1=YES)
    assert set(states(project).values()) == {"approved"}


def test_asked_again_without_a_change_it_is_the_same_form_and_nothing_is_recorded(project: Project) -> None:
    ask(project, PERIOD, "zh")
    ledger = Ledger.open(project.ledger)
    before = tail(ledger, 1)
    again = ask(project, PERIOD, "zh")
    assert [(form.now.revision, form.now.id in again.new) for form in again.forms] == [(1, False), (1, False)]
    assert tail(ledger, 1) == before


def test_a_dry_run_writes_nothing(project: Project) -> None:
    before = tail(Ledger.open(project.ledger), 1)
    asked = ask(project, PERIOD, "zh", dry_run=True)
    assert [form.now.id in asked.new for form in asked.forms] == [True, True]
    assert not any(form.file.exists() for form in asked.forms)
    assert tail(Ledger.open(project.ledger), 1) == before


def test_how_far_the_approval_is_counts_the_forms_of_this_run(project: Project) -> None:
    assert {each.state for each in ask(project, PERIOD, "zh").known.values()} == {"asked"}


def test_a_rehearsal_counts_the_forms_that_were_written_before_it(project: Project) -> None:
    assert {each.state for each in ask(project, PERIOD, "zh", dry_run=True).known.values()} == {"not_asked"}


def test_nothing_is_asked_before_a_result_is_back_nor_of_who_is_not_appraised(tmp_path: Path) -> None:
    def sheets(given: Sheets) -> None:
        approvers(given)
        given["员工"][0].append("状态")
        for row in given["员工"][1:]:
            row.append("休假" if row[0] == "E1" else None)

    project = company(tmp_path, sheets, SETTINGS)
    generate(project, PERIOD, "zh")
    asked = ask(project, PERIOD, "zh", dry_run=True)
    assert (asked.forms, sorted(asked.known)) == ([], ["E2", "E3"])


SERVICE = """id: service
name: {zh: 客服, en: Service}
cycles: [month]
parameters:
  base: {name: {zh: 基数, en: Base}, value: 2000, unit: money}
indicators:
  service:
    name: {zh: 服务, en: Service}
    points: 100
    rule: {kind: rating, scale: 100, rescaled: true, raters: {superior: 0.5, peer: 0.5}}
pay:
  bonus: {name: {zh: 服务奖, en: Bonus}, formula: base * total / 100}
"""


def test_whose_ratings_have_not_come_is_told_before_the_result_is_approved_or_paid(tmp_path: Path) -> None:
    def rated(sheets: Sheets) -> None:
        approvers(sheets)
        sheets["岗位"], sheets["目标与工资"] = (
            [["岗位", "方案"], *([role, "service"] for role in ("工程师", "顾问"))],
            [["工号"]],
        )
        sheets["评分人"] = [["被评人工号", "评分人工号", "评分人姓名", "评分角色"], ["E1", "E3", None, "同事"]]

    project = company(tmp_path, rated, SETTINGS)
    (tmp_path / "schemes").mkdir()
    (tmp_path / "schemes" / "service.yaml").write_text(SERVICE, encoding="utf-8")
    generate(project, PERIOD, "zh")
    for name in (FIRST, SECOND):
        everybody = {key: {"service_superior": 80} for key in ("E1", "E2", "E3")}
        fill(project.outbox(PERIOD) / name, project.inbox(PERIOD) / name, everybody)
    collect(project, PERIOD, [], "zh")
    asked = ask(project, PERIOD, "zh", dry_run=True)
    assert "E1" in asked.grades
    made = settle(project, Ledger.open(project.ledger), PERIOD, "zh", dry_run=True)
    for problems in (asked.problems, made.problems):
        (told,) = messages_of(problems, "raters.nobody")
        assert "张三（E1，评分人 王五）" in told


def test_hr_enters_the_word_of_an_approver_with_a_reason(project: Project) -> None:
    assert (
        "approve 2026-11"
        in refused(lambda: decide(project, PERIOD, "E1", approved=True, reason="会上同意", lang="zh"))[0]
    )
    ask(project, PERIOD, "zh")
    assert decide(project, PERIOD, "e1", approved=True, reason="会上同意", lang="zh").state == "approved"
    assert kept_as_due(project) == ["E1"]
    assert decide(project, PERIOD, "E1", approved=False, reason="电话更正", lang="zh").state == "refused"
    assert kept_as_due(project) == []
    for reason, approved in (("", True), ("同意", None)):
        refused(lambda: decide(project, PERIOD, "E1", approved=approved, reason=reason, lang="zh"))  # noqa: B023
    with Ledger.open(project.ledger).reading() as read:
        assert marks.all_of(read, PERIOD.text) == []


def kept_as_due(project: Project) -> list[str]:
    """Return of whom later periods may take something over."""
    with Ledger.open(project.ledger).reading() as read:
        return [each.employee_id for each in kept_results.all_of(read, PERIOD.text) if not each.held]


def test_the_dossier_says_for_which_approver_hr_entered_a_word(project: Project) -> None:
    ask(project, PERIOD, "zh")
    decide(project, PERIOD, "E1", approved=True, reason="会上同意", lang="zh")
    assert "人事代王总登记" in dossier(project, "E1", "zh").read_text(encoding="utf-8")


def test_the_dossier_says_when_a_result_went_to_whom_for_approval_and_nothing_of_others(project: Project) -> None:
    ask(project, PERIOD, "zh")
    page, data, *_ = export(project, "E1", "zh")
    assert "结果送王总审批（" in page.read_text(encoding="utf-8")
    (asked,) = json.loads(data.read_text(encoding="utf-8"))["publication"]
    assert list(asked["facts"]["people"]) == ["E1"]


def test_who_has_no_approver_or_would_approve_the_own_team_is_told_of(tmp_path: Path) -> None:
    returned(tmp_path)

    def own(sheets: Sheets) -> None:
        approvers(sheets)
        sheets["经理"][1][-1], sheets["经理"][2][-1] = "赵一", None

    project = company(tmp_path, own, SETTINGS)
    run(project)
    messages = refused(lambda: ask(project, PERIOD, "zh"))
    assert ["审批人就是自己" in messages[0], "没有审批人" in messages[1]] == [True, True]


def test_a_late_yes_of_an_earlier_approver_does_not_count_against_the_no_of_who_was_asked_since(
    tmp_path: Path, project: Project
) -> None:
    earlier = ask(project, PERIOD, "zh")

    def other(sheets: Sheets) -> None:
        approvers(sheets)
        sheets["经理"][1][-1] = sheets["经理"][2][-1] = "钱总"

    project = replace(company(tmp_path, other, SETTINGS), claimed="何芳")
    answered(project, ask(project, PERIOD, "zh"), E1=NO, E2=NO, E3=NO)
    told = messages_of(answered(project, earlier, E1=YES, E2=YES, E3=YES).problems, "answers.other_approver")
    assert any("王总 对 2 人的审批不再作数，之后已改由 钱总 审批：E1、E2" in message for message in told)
    assert set(states(project).values()) == {"refused"}


def test_whom_another_file_of_the_form_answers_is_not_told_as_open(project: Project) -> None:
    asked = ask(project, PERIOD, "zh")
    assert "E2" in messages_of(answered(project, asked, E1=YES, E3=YES).problems, "answers.blank")[0]
    made = answered(project, asked, name="2 ", E2=YES, E3=YES)
    assert messages_of(made.problems, "answers.blank") == []


def test_whom_an_older_form_leaves_blank_is_asked_by_the_new_one(project: Project) -> None:
    asked = ask(project, PERIOD, "zh")
    file = project.inbox(PERIOD) / FIRST
    fill(file, file, {"E1": {"unresolved": 5}})
    collect(project, PERIOD, (), "zh")
    ask(project, PERIOD, "zh")
    made = answered(project, asked, E1=YES, E3=YES)
    assert messages_of(made.problems, "answers.blank") == []
    assert "第 2 版" in messages_of(made.problems, "answers.replaced")[0]


def test_once_the_new_form_is_answered_nothing_is_told_of_the_older_one(project: Project) -> None:
    answered(project, ask(project, PERIOD, "zh"), E1=YES, E2=YES, E3=NO)
    file = project.inbox(PERIOD) / SECOND
    fill(file, file, {"E3": {"unresolved": 5}})
    collect(project, PERIOD, (), "zh")
    made = answered(project, ask(project, PERIOD, "zh"), E3=YES)
    assert set(states(project).values()) == {"approved"}
    assert messages_of(made.problems, "answers.replaced", "answers.no_to_approval") == []


def test_a_no_without_a_comment_is_an_error_until_a_new_form_asks_about_the_same_person(project: Project) -> None:
    made = answered(project, ask(project, PERIOD, "zh"), E1=YES, E2=YES, E3=("✗ 不同意", ""))
    assert messages_of(made.problems, "answers.no_reason") != []
    file = project.inbox(PERIOD) / SECOND
    fill(file, file, {"E3": {"unresolved": 5}})
    collect(project, PERIOD, (), "zh")
    made = answered(project, ask(project, PERIOD, "zh"), E3=YES)
    assert set(states(project).values()) == {"approved"}
    assert [each for each in made.problems if each.severity == "error"] == []


def test_an_older_form_is_not_waited_for_where_the_new_one_asks_about_others(project: Project) -> None:
    answered(project, ask(project, PERIOD, "zh"), E1=YES, E2=NO, E3=YES)
    file = project.inbox(PERIOD) / FIRST
    fill(file, file, {"E1": {"unresolved": 5}})
    collect(project, PERIOD, (), "zh")
    older = ask(project, PERIOD, "zh")
    answered(project, older, E1=YES, E2=YES)
    fill(file, file, {"E2": {"bids_won": 3}})
    collect(project, PERIOD, (), "zh")
    made = answered(project, ask(project, PERIOD, "zh"), E2=YES)
    assert set(states(project).values()) == {"approved"}
    assert messages_of(made.problems, "answers.replaced", "answers.no_to_approval") == []


def test_what_was_refused_is_told_by_name_until_it_is_put_right(project: Project) -> None:
    made = answered(project, ask(project, PERIOD, "zh"), E1=NO, E2=NO, E3=YES)
    (message,) = messages_of(made.problems, "answers.no_to_approval")
    assert "✗ 不同意 2 人" in message
    assert "E1 张三：客户投诉没有计入" in message
    file = project.inbox(PERIOD) / FIRST
    fill(file, file, {"E1": {"unresolved": 5}})
    (message,) = messages_of(collect(project, PERIOD, (), "zh").problems, "answers.no_to_approval")
    assert ("✗ 不同意 1 人" in message, "E1" in message) == (True, False)
    fill(file, file, {"E2": {"bids_won": 3}})
    made = collect(project, PERIOD, (), "zh")
    assert messages_of(made.problems, "answers.no_to_approval") == []
    assert all(not state.problems for state in made.returns if state.told)


def wanting_no_more(project: Project) -> Project:
    """Return the project once HR has switched approval off for the periods to come."""
    file = project.folder / "presales.toml"
    file.write_text(file.read_text(encoding="utf-8").replace(SETTINGS, ""), encoding="utf-8")
    return replace(load(project.folder), claimed=project.claimed)


def test_who_was_refused_is_not_paid_before_an_approver_agrees_though_approval_is_wanted_no_more(
    project: Project,
) -> None:
    def settled(*, dry_run: bool = False) -> tuple[list[str], list[str]]:
        """Return whom settling pays, and what it tells of approvals."""
        made = settle(later, Ledger.open(project.ledger), PERIOD, "zh", dry_run=dry_run)
        told = messages_of(made.problems, "settlement.approval", "settlement.not_awaited")
        return [each.employee_id for each in made.added], told

    asked, later = ask(project, PERIOD, "zh"), wanting_no_more(project)
    paid, (told,) = settled(dry_run=True)
    assert "已送审、还没有答复，而现在的设置不要求审批，不再等答复：李四（E2，送 王总 审批）" in told
    assert paid == ["E2"]
    made = answered(later, asked, E1=YES, E2=NO)
    assert "E2 李四" in messages_of(made.problems, "answers.no_to_approval")[0]
    assert states(later) == {"E2": "refused"}
    assert "未获同意 1 人" in "".join(each.why for each in ahead_of(later, PERIOD, "zh").steps())
    paid, (told,) = settled()
    assert "李四（E2）王总 不同意" in told
    assert paid == []
    file = project.inbox(PERIOD) / FIRST
    fill(file, file, {"E2": {"bids_won": 3}})  # put right: it goes to the approver again
    collect(later, PERIOD, (), "zh")
    assert (states(later), settled()[0]) == ({"E2": "changed"}, [])
    assert [form.now.name for form in ask(later, PERIOD, "zh").forms] == ["王总"]
    assert (states(later), settled()[0]) == ({"E2": "asked"}, [])
    assert decide(later, PERIOD, "E2", approved=True, reason="电话", lang="zh").state == "approved"
    assert settled() == (["E2"], [])


def test_who_is_refused_after_settling_is_not_handed_over_and_is_paid_in_a_later_payroll_once_approved(
    project: Project,
) -> None:
    later, ledger = wanting_no_more(project), Ledger.open(project.ledger)
    asked, (paid,) = ask(project, PERIOD, "zh"), settle(later, ledger, PERIOD, "zh").added
    assert paid.employee_id == "E2"
    answered(later, asked, E1=YES, E2=NO)
    made = settle(later, ledger, PERIOD, "zh", paid_out=True)
    assert "李四（E2）王总 不同意" in messages_of(made.problems, "settlement.approval")[0]
    assert made.payroll.payable == 0
    decide(later, PERIOD, "E2", approved=True, reason="电话", lang="zh")
    (owed,) = settle(later, ledger, PERIOD, "zh").payroll.unpaid
    assert (owed.employee.employee_id, owed.cause, owed.fen) == ("E2", "handed_over", paid.fen)


def test_who_is_paid_without_the_answer_of_an_approver_is_told_once_whoever_else_is(project: Project) -> None:
    def more(sheets: Sheets) -> None:
        approvers(sheets)
        sheets["员工"].append(["E4", "周六", "M1", "顾问", "中级"])
        sheets["目标与工资"].append(["E4", 500000, 30000])

    def told() -> list[str]:
        made = settle(later, Ledger.open(project.ledger), PERIOD, "zh")
        return messages_of(made.problems, "settlement.not_awaited")

    write_roster(project.folder, more)
    generate(project, PERIOD, "zh")
    fill_all(project, PERIOD, {"E1": ENGINEER, "E2": CONSULTANT, "E4": CONSULTANT})
    collect(project, PERIOD, (), "zh")
    ask(project, PERIOD, "zh")
    later = wanting_no_more(project)
    assert "有 2 人的结果已送审、还没有答复" in told()[0]
    decide(later, PERIOD, "E4", approved=False, reason="电话", reopen="审批人不同意", lang="zh")
    assert told() == []


def test_where_a_period_goes_by_other_settings_and_nobody_is_paid_nothing_counts_as_settled(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    project = returned(tmp_path)
    run(project)
    publish(project, PERIOD, "zh", with_pdf=False)
    company(tmp_path, approvers, SETTINGS)
    command = ["settle", PERIOD.text, "--current-settings", "--reopen", "要审批", "--project", str(project.folder)]
    with pytest.raises(SystemExit):
        main(command)
    said = capsys.readouterr().out
    assert ("已改按现在的设置" in said, "结算完成" in said, "台账未增加" in said) == (True, False, False)


def test_who_was_refused_is_not_paid_under_a_corrected_id_before_an_approver_agrees(project: Project) -> None:
    def corrected(sheets: Sheets) -> None:
        approvers(sheets)
        for name in ("员工", "目标与工资"):
            sheets[name] = [["E02" if row[0] == "E2" else row[0], *row[1:]] for row in sheets[name]]

    def beside(sheets: Sheets) -> None:
        approvers(sheets)
        for name in ("员工", "目标与工资"):
            sheets[name] += [["E02", *row[1:]] for row in sheets[name] if row[0] == "E2"]

    def settled() -> tuple[list[str], list[str]]:
        made = settle(later, Ledger.open(project.ledger), PERIOD, "zh")
        return [each.employee_id for each in made.added], messages_of(made.problems, "settlement.approval")

    answered(project, ask(project, PERIOD, "zh"), E1=YES, E2=NO)
    later = wanting_no_more(project)
    for roster in (beside, corrected):
        write_roster(project.folder, roster)
        generate(later, PERIOD, "zh")
    fill_all(later, PERIOD, {"E1": ENGINEER, "E02": CONSULTANT})
    collect(later, PERIOD, (), "zh")
    paid, (told,) = settled()
    assert "李四（E02）与未获同意、现已不在本期的 E2 同名" in told
    assert (paid, states(later)) == ([], {"E02": "changed"})
    ask(later, PERIOD, "zh")
    assert (settled()[0], states(later)) == ([], {"E02": "asked"})
    decide(later, PERIOD, "E02", approved=True, reason="电话", lang="zh")
    assert settled() == (["E02"], [])


def test_of_two_namesakes_of_who_was_refused_each_is_free_once_it_is_recorded_that_it_is_somebody_else(
    project: Project,
) -> None:
    def renamed(sheets: Sheets) -> None:
        approvers(sheets)
        for name in ("员工", "目标与工资"):
            of = next(row for row in sheets[name] if row[0] == "E2")
            sheets[name] = [*(row for row in sheets[name] if row is not of), ["E02", *of[1:]], ["E03", *of[1:]]]

    def settled() -> list[str]:
        return [each.employee_id for each in settle(later, Ledger.open(project.ledger), PERIOD, "zh").added]

    answered(project, ask(project, PERIOD, "zh"), E1=YES, E2=NO)
    later = wanting_no_more(project)
    write_roster(project.folder, renamed)
    generate(later, PERIOD, "zh")
    fill_all(later, PERIOD, {"E1": ENGINEER, "E02": CONSULTANT, "E03": CONSULTANT})
    collect(later, PERIOD, (), "zh")
    made = ask(later, PERIOD, "zh", dry_run=True)
    assert "是另一个人的也送审" in made.known["E03"].why_not("zh")
    assert (settled(), states(later)) == ([], {"E02": "changed", "E03": "changed"})
    ask(later, PERIOD, "zh")
    decide(later, PERIOD, "E03", approved=True, reason="是另一人", lang="zh")
    assert (settled(), states(later)["E02"]) == (["E03"], "asked")


def test_hr_enters_a_no_of_an_approver_who_was_asked_though_approval_is_wanted_no_more(project: Project) -> None:
    ask(project, PERIOD, "zh")
    later = wanting_no_more(project)
    assert decide(later, PERIOD, "E2", approved=False, reason="电话", lang="zh").state == "refused"
    assert states(later) == {"E2": "refused"}


def test_nobody_approves_the_own_result(tmp_path: Path) -> None:
    returned(tmp_path)

    def own(sheets: Sheets) -> None:
        approvers(sheets)
        sheets["经理"][1][-1] = "张三"

    project = company(tmp_path, own, SETTINGS)
    run(project)
    (message,) = refused(lambda: ask(project, PERIOD, "zh"))
    assert "张三（E1）会审批自己的结果" in message


def test_a_word_is_about_one_employee_and_a_dry_run_records_none(project: Project) -> None:
    ask(project, PERIOD, "zh")
    refused(lambda: decide(project, PERIOD, "", approved=True, reason="会上同意", lang="zh"))
    said = decide(project, PERIOD, "E1", approved=True, reason="会上同意", lang="zh", dry_run=True)
    assert (said.state, states(project)["E1"]) == ("approved", "asked")


def test_with_four_eyes_who_decided_a_grade_enters_no_word_of_an_approver_on_it(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    ask(project, PERIOD, "zh")
    with Ledger.open(project.ledger).step("何芳", "calibrate", PERIOD.text) as step:
        everybody = standings(project, step, PERIOD, "zh").everybody
        who = next(who for who in everybody if who.employee_id == "E1")
        grade, scheme = who.by_scale.grade, who.outcome.plan.scheme.id
        decided = CalibratedGrade(PERIOD.text, "E1", grade, grade, reason="校准会", author="何芳", scheme=scheme)
        by_hand.record_grades(step, [decided])
        step.note(basis="")
    settings = Settings(approval=True, four_eyes=True, users={"hefang": "何芳", "li": "李人事"})
    hefang, li = (replace(project, settings=settings, claimed=name) for name in ("何芳", "李人事"))
    monkeypatch.setenv("LOGNAME", "hefang")
    (message,) = refused(lambda: decide(hefang, PERIOD, "E1", approved=True, reason="会上同意", lang="zh"))
    assert "四眼" in message
    assert states(project)["E1"] == "asked"
    assert decide(hefang, PERIOD, "E2", approved=True, reason="会上同意", lang="zh").state == "approved"
    monkeypatch.setenv("LOGNAME", "li")
    assert decide(li, PERIOD, "E1", approved=True, reason="会上同意", lang="zh").state == "approved"


def test_what_was_told_stays_until_a_reopened_result_is_approved_and_told_anew(project: Project) -> None:
    answered(project, ask(project, PERIOD, "zh"), E1=YES, E2=YES, E3=YES)
    publish(project, PERIOD, "zh", with_pdf=False)
    folder = project.results(PERIOD) / STATEMENTS
    before = {path: path.read_bytes() for path in folder.rglob("E1*")}
    file = project.inbox(PERIOD) / FIRST
    fill(file, file, {"E1": {"unresolved": 5}})
    collect(project, PERIOD, (), "zh", reopen="补录投诉")
    publish(project, PERIOD, "zh", with_pdf=False)
    assert len(before) == 2
    assert {path: path.read_bytes() for path in folder.rglob("E1*")} == before
    assert "E1,张三" in folder.with_suffix(".csv").read_text(encoding="utf-8-sig")
    answered(project, ask(project, PERIOD, "zh"), E1=YES)
    (revised,) = publish(project, PERIOD, "zh", with_pdf=False).revised
    assert (revised.now.employee_id, revised.now.revision) == ("E1", 2)
    assert {path: path.read_bytes() for path in folder.rglob("E1*")} != before


def test_the_report_keeps_the_money_that_was_paid_before_one_above_said_no(project: Project) -> None:
    def money() -> float:
        with Ledger.open(project.ledger).reading() as read:
            people = report.facts(standings(project, read, PERIOD, "zh").roles, read, PERIOD.text, "zh")
        return float(people.set_index("employee")["money"]["E2"])

    answered(project, ask(project, PERIOD, "zh"), E1=YES, E2=YES, E3=YES)
    earned = money()
    assert earned > 0
    settle(project, Ledger.open(project.ledger), PERIOD, "zh", paid_out=True)
    decide(project, PERIOD, "E2", approved=False, reason="王总电话", reopen="更正", lang="zh")
    assert states(project)["E2"] == "refused"
    assert money() == earned


def test_what_somebody_earned_under_a_scheme_that_wants_approval_is_approved_whatever_the_role_is_now(
    tmp_path: Path,
) -> None:
    def change(sheets: Sheets) -> None:
        sheets["岗位"][2] = ["顾问", "nc_u8_consultant", "季度"]
        sheets["人员变动"] = [["工号", "自", "至", "变动", "值"], ["E2", "2026-11-15", None, "岗位", "工程师"]]

    quarter = parse_period("2026-Q4")
    project = company(tmp_path, change)
    generate(project, quarter, "zh")
    assert {key: each.state for key, each in status(project, quarter, "zh").approvals.items()} == {"E2": "not_asked"}


def test_where_nothing_wants_approval_it_says_so(tmp_path: Path) -> None:
    project = returned(tmp_path)
    run(project)
    with pytest.raises(ProblemsError) as error:
        ask(project, PERIOD, "zh")
    assert [problem.code for problem in error.value.problems] == ["approval.not_wanted"]
    assert all(explain(lang, problem) for lang in LANGUAGES for problem in error.value.problems)


def test_who_has_a_statement_is_told_that_it_stays_until_the_new_result_is_approved(project: Project) -> None:
    answered(project, ask(project, PERIOD, "zh"), E1=YES, E2=YES)
    publish(project, PERIOD, "zh", with_pdf=False)
    opened_appeal, _ = appeal.open_appeal(project, PERIOD, "E1", "未解决只有一件", lang="zh")
    appeal.decide(project, opened_appeal.id, upheld=True, note="核实", settings=["unresolved=12"], lang="zh")
    made = publish(project, PERIOD, "zh", with_pdf=False, dry_run=True)
    (stays,) = messages_of(made.problems, "publish.stays")
    assert "E1 张三" in stays
    assert "E3 王五" in "".join(messages_of(made.problems, "publish.not_approved"))
    assert not any("E1" in message for message in messages_of(made.problems, "publish.not_approved"))
    assert made.left_out == 1


def test_what_comes_after_an_appeal_that_is_upheld_is_its_approval(
    project: Project, capsys: pytest.CaptureFixture[str]
) -> None:
    answered(project, ask(project, PERIOD, "zh"), E1=YES, E2=YES, E3=YES)
    publish(project, PERIOD, "zh", with_pdf=False)
    number = appeal.open_appeal(project, PERIOD, "E1", "未解决只有一件", lang="zh")[0].id
    decided = ("--upheld", "--note", "核实", "--set", "unresolved=12", "--project", str(project.folder), "--by", "何芳")
    with pytest.raises(SystemExit):
        main(["appeal", "decide", str(number), *decided])
    assert f"下一步：运行 presales-xl approve {PERIOD}" in capsys.readouterr().out.replace("\n", "")


def under_growth(sheets: Sheets) -> None:
    approvers(sheets)
    sheets["岗位"], sheets["目标与工资"] = [["岗位", "方案"], ["工程师", "growth"], ["顾问", "growth"]], [["工号"]]


def of_growth(folder: Path) -> Project:
    """Return a project of people who are appraised by how their sales grow, and approved."""
    project = company(folder, under_growth, SETTINGS)
    (folder / "schemes").mkdir()
    (folder / "schemes" / "growth.yaml").write_text(GROWTH, encoding="utf-8")
    return project


def came_in(project: Project, period: Period, sales: float, work: float = 50) -> None:
    """Collect a month in which everybody has these sales."""
    generate(project, period, "zh")
    fill_all(project, period, {key: {"sales": sales, "work": work} for key in ("E1", "E2", "E3")})
    collect(project, period, (), "zh")


def test_who_waits_for_an_earlier_month_is_told_so_by_approving_by_publishing_and_by_what_comes_next(
    tmp_path: Path,
) -> None:
    def without_the_first(sheets: Sheets) -> None:
        under_growth(sheets)
        del sheets["员工"][1]

    def steps(of: Project) -> dict[str, str]:
        ahead = ahead_of(of, PERIOD, "zh")
        return {each.command(of, PERIOD, "zh").split(" --")[0]: each.why for each in ahead.steps()}

    project, before = of_growth(tmp_path), parse_period("2026-10")
    for period, sales in {before: 500, PERIOD: 1500}.items():
        came_in(project, period, sales)
    awaited = "E1 张三（等 2026-10 的结果：有待确认的数）"
    assert awaited in messages_of(ask(project, PERIOD, "zh").problems, "approval.earlier")[0]
    assert awaited in refused(lambda: publish(project, PERIOD, "zh"))[0]
    assert "E1 张三、E3 王五、E2 李四" in steps(project)[f"status {before}"]
    write_roster(tmp_path, without_the_first)
    generate(project, before, "zh")
    assert "E3 王五、E2 李四" in steps(project)[f"status {before}"]
    assert "E1 张三" in steps(project)[f"generate {PERIOD}"]


def test_approving_asks_first_for_a_reason_where_what_people_rely_on_in_a_later_month_follows(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project, before = of_growth(tmp_path), parse_period("2026-10")

    def approved(period: Period, *ids: str, reopen: str = "") -> None:
        decide_all(project, period, ids, approved=True, reason="会上 同意", lang="zh", reopen=reopen)

    for period, sales in {before: 2000, PERIOD: 2200}.items():
        came_in(project, period, sales)
        ask(project, period, "zh")
        approved(period, "E1", "E2", "E3")
    publish(project, PERIOD, "zh", with_pdf=False)
    with monkeypatch.context() as patched:  # the later month has not followed yet
        patched.setattr(recompute, "keep", partial(recompute.keep, alone=True))
        came_in(project, before, 1100, work=40)
    ask(project, before, "zh")
    (told,) = refused(lambda: approved(before, "E1"))
    assert all(words in told for words in ("2026-11 已公布", "张三（E1）"))
    assert f"presales-xl approve {before} E1 --approved --reason '会上 同意' --project" in told
    assert "--reopen 原因" in told
    with Ledger.open(project.ledger).reading() as read:
        assert not marks.reopenings(read, PERIOD.text)
    approved(before, "E1", reopen="十月的数核对过")
    with Ledger.open(project.ledger).reading() as read:
        assert {each.reason for each in marks.reopenings(read, PERIOD.text)["E1"]} == {"十月的数核对过"}


def test_who_is_refused_after_settling_stands_in_no_payroll_beside_others_and_is_relied_on_no_more(
    project: Project,
) -> None:
    def more(sheets: Sheets) -> None:
        approvers(sheets)
        sheets["员工"].append(["E4", "周六", "M1", "顾问", "中级"])
        sheets["目标与工资"].append(["E4", 500000, 30000])

    project = company(project.folder, more, SETTINGS)
    generate(project, PERIOD, "zh")
    people = {"E1": ENGINEER, "E2": CONSULTANT, "E3": ENGINEER, "E4": CONSULTANT}
    fill_all(project, PERIOD, people)
    run(project)
    answered(project, ask(project, PERIOD, "zh"), E1=YES, E2=YES, E3=YES, E4=YES)
    ledger = Ledger.open(project.ledger)
    settle(project, ledger, PERIOD, "zh")
    decide(project, PERIOD, "E2", approved=False, reason="电话更正", lang="zh", reopen="电话更正")
    for paid_out in (False, True):
        made = settle(project, ledger, PERIOD, "zh", paid_out=paid_out)
        assert [line.employee.employee_id for line in made.payroll.lines] == ["E4"]
        with ledger.reading() as read:
            assert "E2" not in marks.relied_on(read, PERIOD.text)
            assert marks.relied_on(read, PERIOD.text)["E4"][0] == "settled"
