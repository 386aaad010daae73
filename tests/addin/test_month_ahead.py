"""What the sheet of the month, the buttons and `status` say comes next: what the steps themselves would still do."""

import datetime as dt
import json
import math
import re
import sys
import time
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any, cast

import pytest
import xlwings as xw

from presales_xl.addin.ribbon import StoppedError, buttons_by_command, dispatch
from presales_xl.cycle.approving.approve import ask
from presales_xl.cycle.calibrating import calibrate
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.mailing import privacy
from presales_xl.cycle.next_steps import ahead_of
from presales_xl.cycle.publishing.appeal import all_appeals
from presales_xl.cycle.standing import calibration_of
from presales_xl.ledger import by_hand, issues, publications
from presales_xl.ledger.ledger import Ledger
from presales_xl.people.appraised import CalibratedGrade
from presales_xl.periods import parse_period, today
from presales_xl.project import Project, load
from presales_xl.texts import all_texts, button_of
from tests.addin.commanding import OfHr
from tests.addin.plain_book import App, PlainBook, book_of
from tests.cli.running import Runner, run
from tests.cycle.approving.test_approve import SETTINGS, answered, approvers, wanting_no_more
from tests.cycle.calibrating import test_calibrate
from tests.cycle.collecting.test_answers import form
from tests.cycle.company import ENGINEER, Sheets, company, fill, fill_all
from tests.cycle.postbox import Postbox, serving
from tests.cycle.published import collected
from tests.cycle.returned import (
    FIRST,
    PEOPLE,
    PERIOD,
    SECOND,
    changed,
    issued,
    returned,
    roles_of,
    roster_changed,
    typed,
)

__all__ = ["run"]
MAIL = '[mail]\nhost = "localhost"\nsender = "hr@example.com"\n'
RESULT, MONTH, OBJECTION = "本次结果", "本月进度", "漏算一个项目"
NEXT, AFTER, FIRST_TEAM = parse_period("2026-12"), parse_period("2027-01"), "华东"


def settled_and_published(project: Project) -> PlainBook:
    book = book_of(project)
    book.click("settle_pay")
    book.click("publish_results")
    return book


def settled_next(project: Project, book: PlainBook) -> dict[str, str]:
    """Settle, publish and hand over the next period by buttons; return what names it to them."""
    for file in generate(project, NEXT, "zh").files:
        fill(file, project.inbox(NEXT) / file.name, PEOPLE)
    collect(project, NEXT, (), "zh")
    period = {"考核周期（": NEXT.text}
    for button in ("settle_pay", "publish_results", "settle_pay"):
        book.click(button, **period)
    return period


def objected(project: Project, key: str, name: str) -> None:
    """Put into the inbox that an employee objects to the statement."""
    with Ledger.open(project.ledger).reading() as read:
        told = publications.last_of(read, PERIOD.text, "statement")[key]
    form(project, told, "有异议", OBJECTION, name=f"{key} 回执.xlsx", who=(key, name))


def correct(book: PlainBook, who: str, entry: str, value: str) -> str:
    """Record an appeal of somebody and uphold it with another value of an entry; return what the button says."""
    book.click("decide_appeals", **{"申诉：": "登记一件新的申诉", "谁申诉": who, "申诉的内容": "数错了"})
    told = {"更正哪个数": iter([entry, "不再更正"]), "应为": value, "处理说明": "查实"}
    return book.click("decide_appeals", **{"1. 成立": "成立", **told})[0].text


# Objections


def test_an_objection_to_a_statement_is_seen_by_every_button_and_becomes_an_appeal_in_its_words(
    tmp_path: Path,
) -> None:
    project = collected(tmp_path)
    book = settled_and_published(project)
    objected(project, "E1", "张三")
    said, _ = book.click("collect_returns")
    assert (said.severity, OBJECTION in said.text, "这还不是申诉" in said.text) == ("warning", True, True)
    assert "下一步：点「申诉」" in said.text
    month = book.month()
    assert "绩效结果通知单：共 3 份，已确认 0，有异议 1，未答复 2（逾期 0）" in month
    assert "1 人对通知单有异议" in month
    page = project.results(PERIOD) / "statements" / "华东" / "E1 张三.html"
    assert page.is_file() and book.link_of(MONTH, page.name) == str(page)
    (row,) = (
        row for row in month.splitlines() if row.startswith(f"绩效结果通知单 张三 华东 有异议；原因：{OBJECTION} ")
    )
    assert row.endswith(" 申诉")
    recorded, hr = book.click("decide_appeals")
    assert f"把 E1 张三 的异议登记为申诉：{OBJECTION}" in hr.asked[1]
    assert ("申诉已记录" in recorded.text, OBJECTION in book.said(RESULT)) == (True, True)
    assert "有 1 件申诉待处理" in book.month()
    assert "有异议，还没有处理" not in book.month()
    _, hr = book.click("decide_appeals", **{"1. 成立": "驳回", "处理说明": "核对无误"})
    assert "结果不变" in hr.asked[-1] and "会改变" not in hr.asked[-1]
    assert not [question for question in hr.asked if "的异议登记为申诉" in question]
    assert book.next_button() == "公布"  # who appealed hears of the decision


def test_a_rejected_appeal_is_told_to_who_appealed_by_a_revision_that_is_mailed(tmp_path: Path) -> None:
    def with_address(sheets: Sheets) -> None:
        for row, more in zip(sheets["员工"], ("邮箱", "e1@example.com", None, None), strict=True):
            row.append(more)

    post = Postbox()
    with serving(post) as port:
        project = returned(tmp_path)
        project = company(tmp_path, with_address, MAIL + f'port = {port}\nsecurity = "none"\n')
        generate(project, PERIOD, "zh", reopen="邮箱")
        collect(project, PERIOD, (), "zh")
        book = settled_and_published(project)
        book.click("send_documents", 发送什么="通知单")
        book.click("decide_appeals", **{"申诉：": "登记一件新的申诉", "谁申诉": "张三", "申诉的内容": "漏算"})
        said, _ = book.click("decide_appeals", **{"1. 成立": "驳回", "处理说明": "核对无误"})
        assert "下一步：点「公布」" in said.text
        _, hr = book.click("publish_results")
        assert "修订的是：张三。" in hr.asked[-1]
        assert "张三 2 申诉 1 — → 驳回 · 核对无误" in book.said(RESULT)
        assert book.next_button() == "发送"
        book.click("send_documents")
    assert len(post.letters) == 2
    page = next((project.results(PERIOD) / "statements").rglob("E1*.html")).read_text(encoding="utf-8")
    assert "申诉 1（驳回）：核对无误" in page
    book.click("publish_results")
    assert "没有新的，也没有修订" in book.click("publish_results", 现在公布=False)[1].asked[-1]


def test_an_objection_stays_when_the_appeal_of_somebody_else_revises_the_statement(tmp_path: Path, run: Runner) -> None:
    project = collected(tmp_path)
    book = settled_and_published(project)
    objected(project, "E1", "张三")
    book.click("collect_returns")
    correct(book, "王五", "未解决客户数", "0")  # who overtakes E1
    book.click("publish_results")
    [told] = [each for each in status(project, PERIOD, "zh").told if each.now.employee_id == "E1"]
    assert (told.now.revision, told.decision) == (2, "objected")
    shown = run("status", PERIOD.text, "--project", project.folder)
    assert "有异议 1" in shown.out
    assert "张三 对绩效结果通知单（第 1 版）的答复" in "".join(shown.err.split("\n"))
    assert book.next_button() == "申诉"


# What comes next


def test_after_publication_those_without_a_result_are_counted_and_their_managers_come_next(tmp_path: Path) -> None:
    project = collected(tmp_path, PEOPLE | {"E2": {"bids_won": None}})
    book = book_of(project)
    book.click("publish_results")
    month = book.month()
    assert "3 人：1 人还没有结果，1 人没有通知单。" in month
    assert month.partition("下一步：点「")[2].startswith("催办")
    row = next(line for line in month.splitlines() if line.startswith("考核工作簿 赵一"))
    assert row.endswith("催办")


def test_who_was_settled_and_is_to_be_filled_in_again_is_not_called_without_a_result_or_settlement(
    tmp_path: Path,
) -> None:
    project = collected(tmp_path)
    book = settled_and_published(project)
    roster_changed(project, lambda sheets: sheets["目标与工资"][1].__setitem__(1, 600000))
    generate(project, PERIOD, "zh", reopen="目标改了")
    assert "3 人：1 人的结果要重新得出（已结算的不变）。" in book.month()


def test_after_an_upheld_appeal_publishing_and_settling_come_next_as_they_have_something_to_do(
    tmp_path: Path, run: Runner
) -> None:
    project = collected(tmp_path)
    book = settled_and_published(project)
    assert book.next_button() == "结算"  # to note that the payroll was handed over
    said = correct(book, "李四", "中标项目数", "0")
    assert "下一步：点「结算」" in said
    assert "还要点「公布」。通知单：修订 1 份。" in book.month()
    shown = json.loads(run("status", PERIOD.text, "--json", "--project", project.folder).out)
    assert shown["next"]["command"].startswith("settle 2026-11 --project")
    assert f"下一步：运行 presales-xl settle {PERIOD}" in run("status", PERIOD.text, "--project", project.folder).out
    book.click("settle_pay")
    assert book.next_button() == "公布"
    book.click("publish_results")
    assert book.next_button() == "结算"  # to note that the payroll was handed over


def test_a_value_that_an_upheld_appeal_gives_is_confirmed_by_its_note(tmp_path: Path) -> None:
    project = collected(tmp_path)
    book = settled_and_published(project)
    correct(book, "张三", "满意度", "1")  # far from what is usual
    assert all(each.state == "complete" for each in status(project, PERIOD, "zh").returns)
    published, _ = book.click("publish_results")
    assert "存疑" not in published.text
    assert book.next_button() == "结算"  # to note that the payroll was handed over


def test_a_file_against_an_upheld_appeal_is_told_by_the_button_and_its_sheet_once(tmp_path: Path) -> None:
    project = collected(tmp_path)
    book = settled_and_published(project)
    correct(book, "王五", "未解决客户数", "1")
    file = project.inbox(PERIOD) / SECOND
    fill(file, file, {"E3": {"unresolved": 9}})
    said = "王五（E3）的「未解决客户数」交回的是 9，但申诉已裁定为 1：仍按裁定的计入"
    told, _ = book.click("collect_returns")
    assert (told.severity, said in told.text, said in book.said("本次结果")) == ("warning", True, True)
    told, _ = book.click("collect_returns")
    assert (said in told.text, said in book.said("本次结果")) == (False, False)


def test_where_forms_were_asked_in_vain_approving_says_so_and_still_takes_what_an_approver_said(tmp_path: Path) -> None:
    returned(tmp_path)
    project = replace(company(tmp_path, approvers, SETTINGS), claimed="何芳")
    collect(project, PERIOD, (), "zh")
    book_of(project).click("approve_results")
    book = book_of(wanting_no_more(project))
    told, hr = book.click("approve_results", **{"审批：": "写出审批表"})
    assert "现在不要求审批而不等答复 3" in hr.asked[-1]
    assert "没有要送审的结果" in told.text
    word = {"审批：": "登记审批人的意见", "谁的结果": "王五", "审批人对": "不同意", "依据（": "电话"}
    assert "不同意：电话" in book.click("approve_results", **word)[0].text
    assert "未获同意 1 人" in book.month()


def test_an_upheld_appeal_of_an_approved_result_names_approving_first(tmp_path: Path) -> None:
    returned(tmp_path)
    project = replace(company(tmp_path, approvers, SETTINGS), claimed="何芳")
    collect(project, PERIOD, (), "zh")
    book = book_of(project)
    assert "还要点「审批」。有结果还没有送审" in book.month()
    book.click("approve_results")
    assert book.next_button() == "发送"
    answered(project, ask(project, PERIOD, "zh"), E1=("✓ 同意", ""), E2=("✓ 同意", ""), E3=("✗ 不同意", "再核"))
    refused = book.month()
    assert ("未获同意 1 人" in refused, "待审批" in refused.partition("审批：")[0]) == (True, False)
    word = {"审批：": "登记审批人的意见", "谁的结果": "王五", "审批人对": "同意", "依据（": "会上同意"}
    told, hr = book.click("approve_results", **word)
    assert "已同意" in told.text
    assert any("王五" in question for question in hr.asked if "谁的结果" in question)
    mistaken = word | {"谁的结果": "王五", "审批人对": "不同意", "依据（": "登记错了人"}
    told, hr = book.click("approve_results", **mistaken)
    assert any("E3 王五（已同意）" in question for question in hr.asked if "谁的结果" in question)
    assert "不同意：登记错了人" in told.text
    told, hr = book.click("approve_results", **word | {"谁的结果": "全部"})
    assert "E1" not in hr.asked[-1] and "已登记 E3 王五 的审批：已同意" in told.text
    roster = project.roster.read_bytes()
    project.roster.write_bytes(b"no workbook any more")
    assert "点「审批」" not in book.month()
    project.roster.write_bytes(roster)
    book.click("settle_pay")
    book.click("publish_results")
    assert "下一步：点「审批」" in correct(book, "李四", "中标项目数", "0")
    assert book.next_button() == "审批"


def test_where_the_ledger_is_gone_the_month_says_to_restore_it_before_anything_is_issued(tmp_path: Path) -> None:
    project = collected(tmp_path)
    book = book_of(project)
    Path(project.ledger).unlink()
    assert ("请不要重新生成" in book.month(), "下一步：点「生成工作簿」" in book.month()) == (True, False)
    for button in ("settle_pay", "verify_ledger"):
        said = book.click(button)[0].text
        assert ("从备份恢复台账文件" in said, "点「生成工作簿」" in said.replace("时会", "")) == (True, False), said
    told, hr = book.click("generate_workbooks")
    assert "会另建一本空台账" in "".join(hr.asked)
    assert not Path(project.ledger).exists(), told.text


def test_where_the_key_is_gone_the_month_says_to_restore_it_and_names_no_button_that_cannot(tmp_path: Path) -> None:
    project = collected(tmp_path)
    book = settled_and_published(project)
    book.click("settle_pay")
    project.key.unlink()
    said = book.month()
    assert "下一步：从备份恢复封签密钥文件（presales.key）" in said
    assert "点「公布」" not in said


def test_a_project_that_is_new_is_not_told_that_something_is_lost(tmp_path: Path) -> None:
    month = book_of(company(tmp_path)).month()
    assert ("下一步：点「生成工作簿」" in month, "备份" in month) == (True, False)


@pytest.mark.parametrize(("due", "button"), [("2099-01-01", "收回汇总"), ("2026-01-01", "催办")])
def test_what_was_handed_out_is_waited_for_until_it_is_late(
    tmp_path: Path, due: str, button: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("presales_xl.cycle.collecting.status.due_back", lambda *_: dt.date.fromisoformat(due))
    project = returned(tmp_path)
    (project.inbox(PERIOD) / SECOND).unlink()
    collect(project, PERIOD, (), "zh")
    book = book_of(project)
    assert book.next_button() == button
    row = next(line for line in book.month().splitlines() if line.startswith("考核工作簿 钱二"))
    assert ("催办" in row) == (button == "催办")


@pytest.mark.parametrize(("last", "is_told"), [("2099-12-31", True), ("2026-01-31", False)])
def test_before_the_end_of_a_period_settling_and_publishing_say_so(
    tmp_path: Path, last: str, is_told: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("presales_xl.addin.hr_steps.last_day", lambda _: dt.date.fromisoformat(last))
    book = book_of(collected(tmp_path))
    for button in ("settle_pay", "publish_results"):
        _, hr = book.click(button)
        assert ("2026-11 还没有结束" in hr.asked[-1]) == is_told


def test_a_payroll_that_is_not_noted_as_handed_over_comes_next_until_it_is(tmp_path: Path) -> None:
    book = book_of(collected(tmp_path))
    book.click("settle_pay", 已经交出发放=False)
    book.click("publish_results")
    assert "下一步：点「结算」。已结算的工资单还没有记为已发放" in book.month()
    book.click("settle_pay")
    assert book.next_button() == "核对台账"


def test_what_an_appeal_changes_after_the_payroll_was_handed_over_is_told_as_owed(tmp_path: Path) -> None:
    book = settled_and_published(collected(tmp_path))
    book.click("settle_pay")
    said = correct(book, "李四", "中标项目数", "0")
    for told in (said, book.month()):
        assert "2026-11 的工资单已发放，之后又有变化" in told
        assert "李四（E2）" in told
    assert "下一步：点「公布」" in said
    listed = book.click("publish_results")[0].text and book.said(RESULT)
    assert "李四 2 中标项目数 6 → 0" in listed  # what was corrected comes first


def test_what_only_waits_for_the_next_payroll_is_no_step_of_another_period(tmp_path: Path) -> None:
    project = collected(tmp_path)
    book = settled_and_published(project)
    book.click("settle_pay")
    period = settled_next(project, book)
    correct(book, "李四", "中标项目数", "0")
    book.click("publish_results")
    book.click("show_month", **period)
    said = book.said("本月进度")
    assert ("下一步：点「核对台账」" in said, PERIOD.text in said) == (True, False)
    assert book.next_button() == "核对台账"
    assert "之后又有变化" in book.month()


def test_whoever_an_earlier_period_waits_for_is_a_step_that_names_the_button_and_the_period(tmp_path: Path) -> None:
    project = collected(tmp_path)
    book = settled_and_published(project)
    book.click("settle_pay")
    period = settled_next(project, book)
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / f"再交 {FIRST}", {"E1": PEOPLE["E1"], "E2": {}})
    collect(project, PERIOD, (), "zh", reopen="李四的要重填")
    book.click("show_month", **period)
    assert f"下一步：点「本月进度」。{PERIOD} 还有 1 笔没有结算" in book.said("本月进度")


def test_who_was_calibrated_and_has_another_grade_since_is_to_be_calibrated_or_recorded_once_more(
    tmp_path: Path,
) -> None:
    project = collected(tmp_path)
    book = book_of(project)
    before = next(who for role in roles_of(project) for who in role.people if who.employee_id == "E1")
    scheme = before.outcome.plan.scheme.id
    grade = CalibratedGrade(PERIOD.text, "E1", "一般", "良好", reason="带教突出", author="HR", scheme=scheme)
    with Ledger.open(project.ledger).step("HR", "calibrate", PERIOD.text) as step:
        by_hand.record_grades(step, [replace(grade, to_grade=before.by_scale.grade)])
        step.note(basis=calibration_of(project, step, PERIOD, roles_of(project)).digest)
    assert "下一步：点「校准等级」。1 人校准以后，按分数定的等级变了" in book.month()
    book.click("calibrate_grades")
    assert book.next_button() == "校准等级"
    recorded, _ = book.click("calibrate_grades")
    assert "已记入台账" in recorded.text
    assert "校准以后，按分数定的等级变了" not in book.month()


def test_nothing_is_to_be_calibrated_of_whose_workbook_is_out_once_more(tmp_path: Path) -> None:
    project = test_calibrate.collected(tmp_path, "advise", 10)
    book = book_of(project)
    scheme = next(iter(roles_of(project))).plan.scheme.id
    keys = roles_of(project)[0].plan.dimensions["grade"].keys
    with Ledger.open(project.ledger).step("HR", "calibrate", PERIOD.text) as step:
        for who in (who for role in roles_of(project) for who in role.people):
            was = next(key for key in keys if key != who.by_scale.grade)
            grade = CalibratedGrade(PERIOD.text, who.employee_id, was, keys[0], reason="", author="HR", scheme=scheme)
            by_hand.record_grades(step, [grade])
        step.note(basis="other results")
    said = "人校准以后，按分数定的等级变了", "的等级与名额建议不同"
    assert [words in book.month() for words in said] == [True, True]
    entered = {
        who.employee_id: {key: value for key, value in who.employee.entries.items() if math.isfinite(value)}
        for role in roles_of(project)
        for who in role.people
    }
    with Ledger.open(project.ledger).step("HR", "generate", PERIOD.text) as step:  # what was entered is proposed
        books = [each for each in issues.latest_of(step, PERIOD.text) if each.kind == "manager"]
        people = [[each | {"entries": entered[each["id"]]} for each in book.content["people"]] for book in books]
        anew = [
            replace(book, digest="anew", issue=0, content={**book.content, "people": of})
            for book, of in zip(books, people, strict=True)
        ]
        issues.issue(step, anew)
    assert [words in book.month() for words in said] == [False, False]


def test_who_looked_at_the_quotas_proposals_and_changed_no_grade_is_not_sent_to_calibrate_again(tmp_path: Path) -> None:
    book = book_of(collected(tmp_path))
    assert book.next_button() == "校准等级"
    book.click("calibrate_grades")
    book.click("calibrate_grades")
    assert book.next_button() == "结算"


def test_a_calibration_workbook_of_earlier_results_is_written_anew_with_what_was_typed(tmp_path: Path) -> None:
    project = collected(tmp_path)
    book = book_of(project)
    book.click("calibrate_grades")
    file = project.inbox(PERIOD) / SECOND
    fill(file, file, {"E3": {"unresolved": 0}})
    book.click("collect_returns")
    told, _ = book.click("calibrate_grades")
    assert "已重新写出" in told.text
    assert "没有要改的等级" in book.click("calibrate_grades")[0].text


def test_a_payroll_that_was_noted_as_handed_over_is_not_asked_about_again(tmp_path: Path) -> None:
    book = book_of(collected(tmp_path))
    book.click("settle_pay")
    assert "已记为发放" in book.click("settle_pay")[0].text
    told, hr = book.click("settle_pay")
    assert ("已经交出发放" in hr.asked[-1], "已记为发放" in told.text) == (False, False)


@pytest.mark.parametrize("late", [False, True])
def test_without_a_mail_server_nobody_is_reminded_of_a_workbook_that_was_not_handed_out(
    tmp_path: Path, late: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = issued(tmp_path)
    due = dt.date(2026 if late else 2099, 1, 1)
    monkeypatch.setattr("presales_xl.cycle.collecting.status.due_back", lambda *_: due)
    book = book_of(project)
    for button, command in (("发送", "send_documents"), ("催办", "remind"))[: 1 + late]:
        assert book.next_button() == button
        told, hr = book.click(command, 已经自己发出=False)
        assert "请自己发出：2 份" in hr.asked[-1]
        assert "没有邮箱" not in told.text + book.said("本次结果")  # nothing goes by mail
        assert book.next_button() == button
        told, _ = book.click(command)
        assert "已记为自己发出：2 份" in told.text
        assert "请自己发出" not in str(book.click(command)[1].asked)
    assert book.next_button() == "收回汇总"
    assert "等待交回" in book.month()


def test_who_has_handed_out_some_by_hand_says_which_and_the_others_stay_to_be_sent(tmp_path: Path) -> None:
    book = book_of(issued(tmp_path))
    told, hr = book.click("send_documents", 哪几份="赵一")
    assert "已记为自己发出：1 份" in told.text
    assert "钱二" in hr.asked[-1]
    assert "1 份工作簿、评分表还没有发给本人；没有设置邮件" in book.month()
    told, _ = book.click("send_documents")
    assert "已记为自己发出：1 份" in told.text


def newcomer(project: Project) -> None:
    """Put somebody more into the first team, whose workbook is issued anew for that."""
    roster_changed(project, lambda sheets: sheets["员工"].append(["E9", "吴九", "M1", "工程师", None]))


@pytest.mark.parametrize("notes", [True, False])
def test_an_issue_that_is_not_back_is_to_be_sent_though_the_one_before_came_back(
    tmp_path: Path, *, notes: bool
) -> None:
    project = issued(tmp_path)
    book = book_of(project)
    if notes:
        book.click("send_documents")
    fill_all(project, PERIOD, PEOPLE)
    book.click("collect_returns")
    newcomer(project)
    told, _ = book.click("generate_workbooks")
    assert "新发 1 份" in told.text
    assert book.next_button() == "发送"
    assert "1 份工作簿、评分表还没有发给本人" in book.month()


def test_an_issue_that_came_back_was_handed_out_though_only_the_one_before_is_noted(tmp_path: Path) -> None:
    project = issued(tmp_path)
    book = book_of(project)
    book.click("send_documents")
    newcomer(project)
    book.click("generate_workbooks")
    fill_all(project, PERIOD, PEOPLE)  # but for who is new
    book.click("collect_returns")
    assert book.next_button() == "催办"
    book.click("remind")
    assert "E9 吴九" in book.said(RESULT)


def test_publishing_that_is_stopped_says_what_is_on_record_and_whose_page_is_not_written(tmp_path: Path) -> None:
    class Stopping(OfHr):
        def track(self, items: Sequence[Any], what: str) -> Iterator[Any]:
            del what
            yield from items[:0]
            raise StoppedError

    project = collected(tmp_path)
    book = book_of(project)
    book.click("settle_pay")
    stopped = dispatch("publish_results", cast("xw.Book", book), Stopping(told={"考核周期（": PERIOD.text}))
    assert "2026-11 的通知单都已记入台账，算作公布；还有 3 份没有写成文件：" in stopped.text
    assert "什么都没有做" not in stopped.text
    assert "张三" in stopped.text
    assert "请再点「公布」" in stopped.text
    assert book.next_button() == "公布"
    book.click("publish_results")
    assert "没有写成文件" not in book.month()


def test_without_a_mail_server_plans_that_are_only_written_are_sent_next_and_nobody_is_reminded_of_them(
    tmp_path: Path,
) -> None:
    book = book_of(issued(tmp_path))
    book.click("write_plans")
    assert "没有要发的" in book.click("remind")[0].text
    book.click("send_documents")
    assert "3 份考核计划还没有发给本人" in book.month()
    assert "请自己发出：3 份" in book.click("send_documents")[1].asked[-2]
    assert "没有要发的" not in book.click("remind")[0].text


def test_an_appeal_is_nobodys_until_a_person_is_named_and_what_is_recorded_agreed_to(tmp_path: Path) -> None:
    project = collected(tmp_path)
    book = book_of(project)
    new = {"申诉：": "登记一件新的申诉", "申诉的内容": "数错了"}
    assert book.click("decide_appeals", **new)[0].cancelled
    told, hr = book.click("decide_appeals", **{"记入台账": False, **new, "谁申诉": "张三"})
    assert (told.cancelled, "E1 张三 申诉：数错了" in hr.asked[-1]) == (True, True)
    assert all_appeals(project) == []


def reminded(folder: Path, port: int, due: str, monkeypatch: pytest.MonkeyPatch) -> PlainBook:
    """Return the roster of a project whose workbooks were issued and mailed, and whose managers were reminded."""
    monkeypatch.setattr("presales_xl.cycle.collecting.status.due_back", lambda *_: dt.date.fromisoformat(due))

    def with_address(sheets: Sheets) -> None:
        sheets["经理"][2][3] = "q@example.com"

    project = company(folder, with_address, MAIL + f'port = {port}\nsecurity = "none"\n')
    generate(project, PERIOD, "zh")
    book = book_of(project)
    book.click("send_documents")
    book.click("remind")
    return book


@pytest.mark.parametrize("due", ["2099-01-01", "2026-01-01"])
def test_who_was_reminded_is_waited_for_until_the_due_day_or_the_day_after(
    tmp_path: Path, due: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Postbox()
    with serving(post) as port:
        book = reminded(tmp_path, port, due, monkeypatch)
    assert len(post.letters) == 4
    month = book.month()
    until = max(due, str(today()))
    late = due < until
    assert ("下一步：点「收回汇总」" in month, f"（等到 {until}" in month) == (True, late)
    assert not [line for line in month.splitlines() if line.startswith("考核工作簿") and "催办" in line]
    ahead = ahead_of(load(tmp_path), PERIOD, "zh")
    tomorrow = replace(ahead, today=today() + dt.timedelta(1))
    assert tomorrow.first().step == ("remind" if late else "wait")


def test_who_was_reminded_and_returned_something_incomplete_since_is_reminded_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Postbox()
    with serving(post) as port:
        book = reminded(tmp_path, port, "2099-01-01", monkeypatch)
        project = load(tmp_path)
        fill_all(project, PERIOD, PEOPLE | {"E2": {"bids_won": None}})
        time.sleep(1.1)  # moments are told apart by their seconds
        book.click("collect_returns")
        assert book.next_button() == "催办"
        before = len(post.letters)
        book.click("remind")
        assert len(post.letters) == before + 1  # of what came since, and of nothing that was told today
        assert book.next_button() != "催办"
        book.click("remind")
        assert len(post.letters) == before + 1


def test_workbooks_written_after_their_due_day_are_sent_before_anybody_is_reminded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("presales_xl.cycle.collecting.status.due_back", lambda *_: dt.date(2026, 1, 1))
    project = company(tmp_path, None, MAIL + 'port = 9\nsecurity = "none"\n')
    generate(project, PERIOD, "zh")
    book = book_of(project)
    assert book.next_button() == "发送"
    assert not [line for line in book.month().splitlines() if line.startswith("考核工作簿") and "催办" in line]


def test_who_has_time_still_to_answer_is_reminded_only_when_hr_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("presales_xl.cycle.collecting.status.due_back", lambda *_: dt.date(2026, 1, 1))
    book = book_of(issued(tmp_path))
    book.click("send_documents")
    book.click("write_plans")
    book.click("send_documents", 发送什么="考核计划")
    _, hr = book.click("remind", 已经自己发出=False)
    assert "已到期的、没交齐的 2 件" in "".join(hr.asked)
    assert "请自己发出：2 份" in hr.asked[-1]
    _, hr = book.click("remind", 催哪些="全部 5 件", 已经自己发出=False)
    assert "请自己发出：5 份" in hr.asked[-1]


def test_workbooks_in_a_zip_file_are_read_by_the_button(tmp_path: Path) -> None:
    project = returned(tmp_path)
    inbox = project.inbox(PERIOD)
    with zipfile.ZipFile(inbox / "全部.zip", "w") as archive:
        for file in inbox.glob("*.xlsx"):
            archive.write(file, file.name)
            file.unlink()
    assert "接收 2" in book_of(project).click("collect_returns")[0].text


def test_a_roster_that_is_not_the_projects_is_named_before_the_period_is_asked(tmp_path: Path) -> None:
    project = collected(tmp_path)
    copied = project.folder / "roster - 副本.xlsx"
    copied.write_bytes(project.roster.read_bytes())
    for file, is_told in ((copied, True), (project.roster, False)):
        book = PlainBook(file, App())
        for name in ("经理", "岗位"):
            book.sheets.add(name, book.sheets["员工"])
        _, hr = book.click("generate_workbooks")
        first = hr.asked[0]
        assert (f"打开的「{file.name}」不是本项目的名单" in first, "考核周期（" in first) == (is_told, True)
        assert (str(project.roster) in first) == is_told


def test_nothing_is_asked_for_before_anything_was_issued(tmp_path: Path) -> None:
    book = book_of(company(tmp_path))
    Ledger.open(load(tmp_path).ledger)
    told, hr = book.click("collect_returns")
    assert ("下一步：点「生成工作簿」" in told.text, len(hr.asked)) == (True, 1)


def test_a_workbook_that_is_issued_anew_is_sent_before_its_manager_is_reminded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    post = Postbox()
    with serving(post) as port:
        book = reminded(tmp_path, port, "2026-01-01", monkeypatch)
        project = load(tmp_path)
        fill_all(project, PERIOD, PEOPLE)
        book.click("collect_returns")

        def higher(sheets: Sheets) -> None:
            sheets["经理"][2][3] = "q@example.com"
            sheets["目标与工资"][1][1] = 600000

        company(tmp_path, higher, MAIL + f'port = {port}\nsecurity = "none"\n')
        book.click("generate_workbooks", 写明原因="目标改了", 请写原因="目标改了")
        before = len(post.letters)
        assert book.next_button() == "发送"
        book.click("send_documents")
        assert len(post.letters) == before + 1
        assert book.next_button() == "催办"


def test_where_all_is_sent_nobody_is_proposed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    post = Postbox()
    with serving(post) as port:
        book = reminded(tmp_path, port, "2099-01-01", monkeypatch)
        before = len(post.letters)
        assert book.click("send_documents")[0].cancelled
    assert len(post.letters) == before


def test_right_after_the_forms_for_approving_were_sent_approvers_are_waited_for(tmp_path: Path) -> None:
    returned(tmp_path)

    def with_addresses(sheets: Sheets) -> None:
        sheets["经理"] = [[*row, *more] for row, more in zip(sheets["经理"], _APPROVERS, strict=True)]

    with serving(Postbox()) as port:
        settings = SETTINGS + MAIL + f'port = {port}\nsecurity = "none"\n'
        project = replace(company(tmp_path, with_addresses, settings), claimed="何芳")
        collect(project, PERIOD, (), "zh")
        book = book_of(project)
        book.click("approve_results")
        assert book.next_button() == "发送"
        book.click("send_documents")
    assert "下一步：点「收回汇总」。3 人的结果等待审批人答复" in book.month()
    ahead: Any = ahead_of(project, PERIOD, "zh")
    due = dt.date.fromisoformat(next(each.told.answer_by for each in ahead.now.approvals.values()))
    days = due, due + dt.timedelta(1)  # the last day is theirs
    assert [replace(ahead, today=day).first().step for day in days] == ["approving", "unapproved"]


_APPROVERS = (["审批人", "审批人邮箱"], ["王总", "w@example.com"], ["王总", "w@example.com"])


def test_statements_that_were_not_mailed_come_after_publishing(tmp_path: Path) -> None:
    def with_address(sheets: Sheets) -> None:
        for row, more in zip(sheets["员工"], ("邮箱", "e1@example.com", None, None), strict=True):
            row.append(more)

    project = company(tmp_path, with_address, MAIL)
    for file in generate(project, PERIOD, "zh").files:
        fill(file, project.inbox(PERIOD) / file.name, PEOPLE)
    collect(project, PERIOD, (), "zh")
    book = settled_and_published(project)
    assert "下一步：点「发送」。1 份通知单还没有发给本人。" in book.month()
    _, hr = book.click("send_documents", 现在发给=False)  # whoever takes what is proposed sends those
    assert "张三" in "\n".join(hr.asked)
    assert "statements" in book.said(RESULT)


# What a statement's revision says, and to whom


def test_whose_statements_an_appeal_revises_is_told_before_it_is_decided_and_before_they_are_published(
    tmp_path: Path,
) -> None:
    project = collected(tmp_path)
    book = settled_and_published(project)
    book.click("decide_appeals", **{"申诉：": "登记一件新的申诉", "谁申诉": "王五", "申诉的内容": "数错了"})
    told = {"更正哪个数": iter(["未解决客户数", "不再更正"]), "应为": "0", "处理说明": "查实", "1. 成立": "成立"}
    _, hr = book.click("decide_appeals", **told)
    assert "另有 1 人随之变化：等级和奖金都不变；1 人只是名次变了。" in hr.asked[-1]
    _, hr = book.click("publish_results")
    assert "修订的是：张三、王五。" in hr.asked[-1]
    listed = book.said(RESULT)
    assert "张三 2 名次 1 → 2" in listed


# Links and buttons of the sheet of the month


def test_each_step_leads_to_the_file_or_folder_that_it_is_about_once_that_is_there(tmp_path: Path) -> None:
    project = company(tmp_path)
    book = book_of(project)

    def leads_to(words: str) -> str:
        book.click("show_month")
        return book.link_of(MONTH, words)

    assert leads_to("点「生成工作簿」") == str(project.roster)
    book.click("generate_workbooks")
    assert leads_to("点「发送」") == str(project.outbox(PERIOD))
    fill_all(project, PERIOD, PEOPLE)
    assert leads_to("点「收回汇总」") == str(project.inbox(PERIOD))
    book.click("collect_returns")
    assert leads_to("点「校准等级」") == "", "there is no calibration workbook yet"
    book.click("calibrate_grades")
    assert leads_to("点「校准等级」") == str(project.results(PERIOD) / "calibration.xlsx")
    book.click("settle_pay")
    book.click("publish_results")
    assert leads_to("点「结算」") == str(project.results(PERIOD) / "payroll.xlsx")


def test_a_file_that_was_set_aside_is_linked_with_the_button_that_takes_the_next_one(tmp_path: Path) -> None:
    project = returned(tmp_path)
    changed(project, FIRST, typed("工程师", 5, "employee_id", "X9"))
    book = book_of(project)
    book.click("collect_returns")
    (aside,) = project.quarantine(PERIOD).glob("*.xlsx")
    (row,) = (row for row in book.month().splitlines() if aside.name in row)
    assert (book.link_of(MONTH, aside.name), row.endswith(" 收回汇总")) == (str(aside), True)


# Sheets that cannot be written, workbooks that are not saved


def test_where_the_sheet_of_the_result_cannot_be_written_the_message_says_why(tmp_path: Path) -> None:
    book = book_of(collected(tmp_path))
    book.sheets.is_locked = True
    assert "明细没有写出来：工作簿加不了新的一页" in book.click("publish_results")[0].text
    assert "加不了新的一页" in book.click("show_month")[0].text
    book.sheets.is_locked = False
    book.month()
    book.sheets["本月进度"].has_password = True
    assert book.click("show_month")[0].text == "", "nothing is new"
    book.click("settle_pay")
    assert "加了密码保护" in book.click("show_month")[0].text


def test_a_sheet_of_the_month_that_is_hidden_is_shown_by_the_click(tmp_path: Path) -> None:
    book = book_of(collected(tmp_path))
    book.month()
    book.sheets["本月进度"].visible = False
    book.click("show_month")
    assert book.sheets["本月进度"].visible


@pytest.mark.parametrize("agrees", [True, False])
def test_a_step_that_reads_a_workbook_with_unsaved_changes_offers_to_save_it(tmp_path: Path, agrees: bool) -> None:
    project = collected(tmp_path)
    book = book_of(project)
    file = calibrate.write(project, PERIOD, "zh").file
    calibration, elsewhere = PlainBook(file, book.app), PlainBook(tmp_path.parent / "别的.xlsx", book.app)
    calibration.changed = elsewhere.changed = True
    _, hr = book.click("calibrate_grades", **{"没有保存的改动": agrees})
    asked = next(question for question in hr.asked if "没有保存的改动" in question)
    assert ("calibration.xlsx" in asked, "别的.xlsx" in asked) == (True, False)
    assert (calibration.changed, elsewhere.changed) == (not agrees, True)
    book.changed = True
    book.click("generate_workbooks", **{"没有保存的改动": agrees, "现在生成": False})
    assert book.changed is not agrees


def test_what_a_button_writes_is_no_change_that_somebody_is_asked_to_save(tmp_path: Path) -> None:
    book = book_of(collected(tmp_path))
    book.month()
    assert not book.changed


def test_who_stands_in_no_row_of_the_passwords_is_named_before_anything_is_sent(tmp_path: Path) -> None:
    table = tmp_path / "密码.csv"
    table.write_text("工号,密码\nM1,vK8-qnwz-31\n", encoding="utf-8")

    def with_address(sheets: Sheets) -> None:
        sheets["经理"][2][3] = "q@example.com"

    project = company(tmp_path / "公司", with_address, MAIL)
    generate(project, PERIOD, "zh")
    told = {"附件加密": "按密码表加密", "密码表（": [table], "现在发给": False}
    answer, hr = book_of(project).click("send_documents", **told)
    assert answer.text == "已取消，什么都没有做。"
    assert "现在发给 1 人？\n赵一" in hr.asked[-1]
    assert "密码" in hr.asked[-1].partition("现在发给")[0]


def test_in_english_hrs_sheets_and_questions_hold_no_chinese_marks(tmp_path: Path) -> None:
    project = collected(tmp_path, PEOPLE | {"E1": ENGINEER | {"satisfaction": 1}}, 'lang = "en"\n')
    book = PlainBook(project.roster, App())
    hr = OfHr(lang="en", told={"the period (such as": PERIOD.text, "how": "asked", "why": "asked"})
    for button in ("confirm_entries", "show_month"):
        dispatch(button, cast("xw.Book", book), hr)
    said = [*hr.asked, book.said("Result"), book.said("This period")]
    assert not [each for each in said if any(sign in each for sign in "\u3000\uff1a\u3002\uff0c")]


# The sheet of results is of one click


@pytest.mark.parametrize(
    ("button", "told", "shown"),
    [
        ("verify_ledger", {"校验码": "0" * 64}, ["「核对台账」", "没有校验码"]),
        ("publish_results", {"考核周期（": "2026-12"}, ["「公布」", "2026-12 还没有发放过工作簿"]),
        ("publish_results", {"现在公布": False}, ["「公布」", "已取消，什么都没有做"]),
        ("publish_results", {"考核周期（": "二月"}, ["「公布」", "二月"]),
    ],
)
def test_the_sheet_of_results_names_its_click_and_keeps_no_list_of_a_former_one(
    tmp_path: Path, button: str, told: dict[str, object], shown: list[str]
) -> None:
    book = book_of(collected(tmp_path))
    book.click("settle_pay")
    assert "甲公司　「结算」　20" in book.said(RESULT).splitlines()[1]
    assert "payroll" in book.said(RESULT)
    book.click(button, **told)
    assert [word in book.said(RESULT) for word in ("payroll", "「结算」", *shown)] == [False, False, True, True]


def test_an_error_of_the_program_leaves_no_list_of_a_former_click(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = book_of(collected(tmp_path))
    book.click("settle_pay")

    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("kaputt")

    monkeypatch.setattr("presales_xl.addin.buttons.publish_results.publish", fails)
    answer = dispatch("publish_results", cast("xw.Book", book), OfHr(told={"考核周期（": PERIOD.text}))
    assert ("kaputt" in answer.text, "payroll" in book.said(RESULT)) == (True, False)
    assert "没有做完：RuntimeError: kaputt" in book.said(RESULT)


def test_who_says_no_after_a_list_finds_it_still_there_and_that_nothing_was_done(tmp_path: Path) -> None:
    book = book_of(collected(tmp_path))
    book.click("publish_results", 现在公布=False)
    shown = book.said(RESULT)
    assert ("已取消，什么都没有做" in shown, "新的和修订的通知单" in shown) == (True, True)


# What settling waits for, and what is taken from pay


def test_where_nobody_can_be_settled_the_button_says_what_is_waited_for_and_by_which_buttons(tmp_path: Path) -> None:
    (tmp_path / "enforced").mkdir()
    said, _ = book_of(test_calibrate.collected(tmp_path / "enforced", "enforce", 10)).click("settle_pay")
    assert "2026-11 还没有人可以结算：10 人的等级按名额定，还没有校准（人齐后点「校准等级」）" in said.text
    (tmp_path / "half").mkdir()
    said, _ = book_of(test_calibrate.collected(tmp_path / "half", "enforce", 10, back=1)).click("settle_pay")
    assert "6 人未完成（点「收回汇总」）" in said.text
    assert "4 人的等级按名额定，还没有校准（人齐后点「校准等级」）" in said.text


def test_a_payroll_of_nobody_is_none_on_the_command_line_too(tmp_path: Path, run: Runner) -> None:
    project = test_calibrate.collected(tmp_path, "enforce", 10)
    said = run("settle", PERIOD.text, "--project", project.folder)
    assert (said.code, "2026-11 还没有人可以结算：10 人的等级按名额定，还没有校准" in said.err) == (1, True)
    assert not (project.results(PERIOD) / "payroll.xlsx").exists()


def test_deducting_is_asked_until_it_is_said_once_more_by_who_has_not_handed_over_and_only_of_who_gets_something(
    tmp_path: Path, run: Runner
) -> None:
    project = collected(tmp_path)
    book = settled_and_published(project)
    book.click("settle_pay")
    correct(book, "李四", "中标项目数", "0")
    for file in generate(project, NEXT, "zh").files:
        fill(file, project.inbox(NEXT) / file.name, PEOPLE if FIRST_TEAM not in file.name else {"E1": PEOPLE["E1"]})
    collect(project, NEXT, (), "zh")
    period = {"考核周期（": NEXT.text}
    _, hr = book.click("settle_pay", **period)
    assert not any("扣回吗" in question for question in hr.asked)  # E2 gets nothing yet
    for file in project.outbox(NEXT).glob("*.xlsx"):
        fill(file, project.inbox(NEXT) / file.name, PEOPLE)
    book.click("collect_returns", **period, 写原因="补交")
    _, hr = book.click("settle_pay", **period, 扣回吗=True)
    (asked,) = [question for question in hr.asked if "可以从他们本次的应发中扣回" in question]
    assert "E2 李四　2,700.00 元" in asked
    told, hr = book.click("settle_pay", **period, 扣回吗=False, 已经交出发放=False)
    in_turn = [key for question in hr.asked for key in ("已经交出发放", "扣回吗") if key in question]
    assert in_turn == ["已经交出发放", "扣回吗"]  # nobody has seen the payroll that is rewritten then
    assert "应发合计由" in hr.asked[-1]
    assert ("工资单已按新的合计重写" in told.text, "没有新的变化" in told.text) == (True, False)
    said = run("settle", NEXT.text, "--deduct", "--project", project.folder)
    assert ("工资单已按新的合计重写" in said.out, "没有新的变化" in said.out) == (True, False)
    assert f"下一步：运行 presales-xl publish {NEXT}" in said.out
    told, hr = book.click("settle_pay", **period, 已经交出发放=True)
    assert not any("扣回吗" in question for question in hr.asked), "only the handing over is to be noted"
    assert "应退回 0.00 元" in told.text
    _, hr = book.click("settle_pay", **period)
    assert not any("扣回吗" in question for question in hr.asked)


def test_what_collecting_refuses_is_told_without_a_heading_of_nothing_and_linked_where_it_lies(tmp_path: Path) -> None:
    project = returned(tmp_path)
    changed(project, FIRST, typed("工程师", 5, "employee_id", "X9"))
    book = book_of(project)
    said, _ = book.click("collect_returns")
    assert said.text.startswith("本次 2 个文件：接收 1，未计入 1。\n本周期已交工作簿 1／2 份")
    assert "结果：\n" not in said.text
    (aside,) = project.quarantine(PERIOD).glob("*.xlsx")
    shown = book.said(RESULT)
    assert (f'"{aside}","{FIRST}"' in shown, f"{aside}#'工程师'!A5" in shown) == (True, True)
    assert str(project.outbox(PERIOD)) not in shown


def test_what_was_sent_by_hand_is_noted_on_the_command_line_too(tmp_path: Path, run: Runner) -> None:
    project = issued(tmp_path)
    at = ("--project", project.folder)
    assert "没有邮箱" not in run("send", PERIOD.text, *at).err  # nothing goes by mail
    assert run("send", PERIOD.text, "--send", "--by-hand", *at).code != 0
    assert "没有收件人 M9" in run("send", PERIOD.text, "--by-hand", "--only", "M9", *at).err
    assert "已记为自己发出：1 份" in run("send", PERIOD.text, "--by-hand", "--only", "m2", *at).out
    said = run("send", PERIOD.text, "--by-hand", *at)
    assert (said.code, "已记为自己发出：1 份" in said.out, "没有邮箱" in said.err) == (0, True, False)
    assert "已记为自己发出：0 份" in run("send", PERIOD.text, "--by-hand", *at).out
    assert book_of(project).next_button() != "发送"
    assert "已记为自己发出：2 份" in run("status", PERIOD.text, "--remind", "--by-hand", *at).out
    assert "已记为自己发出：0 份" in run("status", PERIOD.text, "--remind", "--by-hand", *at).out


def test_at_a_terminal_what_is_to_be_sent_by_hand_is_listed_and_noted_only_by_whoever_says_that_it_was_sent(
    tmp_path: Path, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = collected(tmp_path)
    settled_and_published(project).click("settle_pay")
    at = ("--project", project.folder)
    run("send", PERIOD.text, "--by-hand", *at)
    monkeypatch.setattr("presales_xl.cli.send.is_at_terminal", lambda: True)
    for answer, is_noted in (("n\n", False), ("\n", False), ("好\n否\n", False), ("是\n", True)):
        assert "3 份通知单还没有发给本人" in book_of(project).month()
        monkeypatch.setattr(sys, "stdin", StringIO(answer))
        said = run("publish", PERIOD.text, "--by-hand", *at)
        assert "不再列为待发送。 [是/否，直接回车为「否」]：" in said.err
        assert ("已记为自己发出：3 份" in said.out) == is_noted
        assert "E1" in said.out  # listed before it is asked
    assert "通知单还没有发给本人" not in book_of(project).month()


def test_a_command_of_a_group_is_called_by_the_button_that_does_the_same_and_by_no_other() -> None:
    known = buttons_by_command()
    assert button_of("scheme design", known) == "schemes"
    assert button_of("ledger verify --known HASH", known) == "verify_ledger"
    assert [button_of(line, known) for line in ("scheme show", "ledger rotate-key")] == ["", ""]


def test_two_steps_in_one_sentence_are_said_one_after_the_other() -> None:
    joined = re.compile(r"\{do:[^}]*(\{[^}]*\}[^}]*)*\} ?(和|、)\{do:")
    assert [key for key, said in all_texts().items() if joined.search(said["zh"])] == []


def test_a_statement_says_what_the_payroll_pays_and_what_is_to_be_returned_beside_it(tmp_path: Path) -> None:
    project = collected(tmp_path)
    book = settled_and_published(project)
    book.click("settle_pay")
    correct(book, "李四", "中标项目数", "0")  # 2,700 less than the 13,500 that were paid
    for file in generate(project, NEXT, "zh").files:
        fill(file, project.inbox(NEXT) / file.name, PEOPLE)
    collect(project, NEXT, (), "zh")
    period = {"考核周期（": NEXT.text}

    def stated() -> str:
        book.click("publish_results", **period)
        (page,) = (project.results(NEXT) / "statements").rglob("E2 *.html")
        return privacy.words_of_page(page.read_bytes())

    book.click("settle_pay", **period, 扣回吗=False)
    said = stated()
    assert re.search(r"奖金合计\s+13,500.00 元", said)
    assert re.search(r"应退回（不从奖金中扣）\s+2,700.00 元", said)
    _, hr = book.click("settle_pay", **period, 已经交出发放=False, 扣回吗=True)
    assert any("应发合计由 13,500.00 元变为 10,800.00 元" in question for question in hr.asked)
    said = stated()
    assert "应退回 2,700.00 元 → 0.00 元" in book.said(RESULT)  # as the page says it, without a sign
    assert re.search(r"奖金合计\s+10,800.00 元", said)
    assert "应退回（不从奖金中扣）" not in said


def test_the_statement_of_who_is_exempt_says_what_is_to_be_returned_for_what(tmp_path: Path) -> None:
    def exempt(sheets: Sheets) -> None:
        for row, state in zip(sheets["员工"], ("状态", None, "免考", None), strict=True):
            row.append(state)

    project = collected(tmp_path)
    book = settled_and_published(project)
    book.click("settle_pay")
    correct(book, "李四", "中标项目数", "0")  # 2,700 less than the 13,500 that were paid
    project = company(tmp_path, exempt)
    for file in generate(project, NEXT, "zh").files:
        fill(file, project.inbox(NEXT) / file.name, PEOPLE)
    collect(project, NEXT, (), "zh")
    period = {"考核周期（": NEXT.text}
    for button in ("settle_pay", "publish_results"):
        book.click(button, **period)
    (page,) = (project.results(NEXT) / "statements").rglob("E2 *.html")
    said = privacy.words_of_page(page.read_bytes())
    assert re.search(r"应退回（不从奖金中扣）\s+2,700.00 元", said)
    assert re.search(r"2026年11月 季度绩效奖金（更正）\s+往期更正，应退回，没有从本期奖金中扣\s+−2,700.00 元", said)


@pytest.mark.usefixtures("before_anything_is_due")
def test_what_came_back_after_a_payroll_was_handed_over_is_asked_for_by_names_and_noted(tmp_path: Path) -> None:
    project = collected(tmp_path)
    book = settled_and_published(project)
    book.click("settle_pay")
    correct(book, "李四", "中标项目数", "0")
    for file in generate(project, NEXT, "zh").files:
        fill(file, project.inbox(NEXT) / file.name, PEOPLE)
    collect(project, NEXT, (), "zh")
    period = {"考核周期（": NEXT.text}
    book.click("settle_pay", **period, 扣回吗=False)
    _, hr = book.click("settle_pay", **period, 扣回吗=False, 已经交出发放=True)
    assert not any("谁已经退回了" in question for question in hr.asked)
    (handed_over,) = [question for question in hr.asked if "已经交出发放" in question]
    assert f"▲ {NEXT} 还没有结束" in handed_over
    assert "▲ 1 人还应退回共" in handed_over  # what is odd is told before the mark, which nobody can take back
    _, hr = book.click("settle_pay", **period, 谁已经退回了="")
    (asked,) = [question for question in hr.asked if "谁已经退回了" in question]
    owed = re.search(r"E2 李四　([\d,.]+) 元", asked)
    assert owed
    for words in ("没有", "李四=99999", "李四=100、E2=200"):
        told, _ = book.click("settle_pay", **period, 谁已经退回了=words)
        assert "什么也没有登记" in told.text
        assert "应退回 0.00 元" not in told.text
    told, hr = book.click("settle_pay", **period, 谁已经退回了="李四：１００", 这样登记吗=False)
    left = f"{float(owed[1].replace(',', '')) - 100:,.2f}"
    (noting,) = [question for question in hr.asked if "这样登记吗" in question]
    assert noting.startswith(f"E2 李四 退回 100.00 元，还欠 {left} 元")
    assert told.cancelled
    told, _ = book.click("settle_pay", **period, 谁已经退回了="e2 100", 这样登记吗=True)
    assert f"已登记：E2 李四 退回 100.00 元，还欠 {left} 元。" in told.text
    assert f"1 人还应退回共 {left} 元" in told.text
    book.click("show_month", **period)
    assert f"1 人按已发放的工资单还应退回共 {left} 元（E2 李四）" in book.said("本月进度")
    assert f"李四 赵一 {NEXT} −{left} " in book.said(RESULT)
    told, _ = book.click("settle_pay", **period, 谁已经退回了="李四=-100", 这样登记吗=True)
    assert f"E2 李四 以前登记的退回冲回 100.00 元，还欠 {owed[1]} 元" in told.text
    told, _ = book.click("settle_pay", **period, 谁已经退回了="E2", 这样登记吗=True)
    assert "还应退回共" not in told.text
    _, hr = book.click("settle_pay", **period)
    assert not any("谁已经退回了" in question for question in hr.asked)
    assert any(f"最近登记过退回：\nE2 李四　{owed[1]} 元" in question for question in hr.asked)
    told, _ = book.click("settle_pay", **period, 最近登记过退回="李四=-100", 这样登记吗=True)
    assert "E2 李四 以前登记的退回冲回 100.00 元，还欠 100.00 元" in told.text  # by the button, with nobody owing
    for file in generate(project, AFTER, "zh").files:
        fill(file, project.inbox(AFTER) / file.name, PEOPLE)
    collect(project, AFTER, (), "zh")
    period = {"考核周期（": AFTER.text}
    book.click("settle_pay", **period, 谁已经退回了="", 扣回吗=True)
    told, hr = book.click("settle_pay", **period, 谁已经退回了="E2", 这样登记吗=True)
    assert any("谁已经退回了" in question and "E2 李四　100.00 元" in question for question in hr.asked)
    assert "已登记：E2 李四 退回 100.00 元" in told.text  # though the open payroll would have taken it


@pytest.mark.parametrize("document", ["plan", "publish"])
def test_what_is_on_record_and_lies_in_no_file_comes_next_until_it_is_written_or_was_sent(
    run: Runner, tmp_path: Path, document: str
) -> None:
    project, at = collected(tmp_path), ("--project", tmp_path)
    run("send", PERIOD.text, "--by-hand", *at)
    assert run(document, PERIOD.text, "--no-pdf", *at).code == 0
    folder = project.results(PERIOD) / {"plan": "plans", "publish": "statements"}[document]

    def comes_next() -> bool:
        steps = ahead_of(project, PERIOD, "zh").steps()
        return [each.why for each in steps if each.step == document and "没有写成文件的 1 份" in each.why] != []

    page = folder / "华东" / "E1 张三.html"
    assert not comes_next()
    page.unlink()
    assert comes_next()
    assert "没有写成文件" in run(document, PERIOD.text, "--dry-run", *at).out
    assert run(document, PERIOD.text, "--no-pdf", *at).code == 0
    assert not comes_next()
    run(document, PERIOD.text, "--no-pdf", "--by-hand", *at)
    page.unlink()
    assert not comes_next()
