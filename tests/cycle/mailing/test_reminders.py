"""Reminders: to whoever owes something what it is, once a day, and to nobody who owes nothing."""

import datetime as dt
from pathlib import Path

from presales_xl.cycle.answering import AnswerByHand, enter, local_day
from presales_xl.cycle.approving.approve import ask
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.mailing.reminders import prepare_reminders
from presales_xl.cycle.mailing.send import Parcel, send
from presales_xl.cycle.publishing.publish import publish
from presales_xl.project import Project
from tests.cli.running import Runner, run
from tests.cycle.company import Sheets, fill, fill_all, opened, write_roster
from tests.cycle.mailing.test_page_mail import addressed, issued, planned
from tests.cycle.postbox import Postbox
from tests.cycle.returned import FIRST, PEOPLE, PERIOD
from tests.cycle.sending import words

__all__ = ["run"]

DAY = dt.date(2026, 11, 27)


def reminders(project: Project, today: dt.date = DAY) -> list[Parcel]:
    now = status(project, PERIOD, "zh", today)
    return prepare_reminders(project, PERIOD, "zh", now, today=today)


def reminded(project: Project, today: dt.date = DAY) -> dict[str, str]:
    parcels, _ = send(project, PERIOD, reminders(project, today), "zh")
    return {parcel.mailed.recipient_id: parcel.state for parcel in parcels}


def test_managers_and_employees_are_reminded_of_what_they_owe_once_a_day(
    tmp_path: Path, post: Postbox, port: int
) -> None:
    project = issued(tmp_path, port)
    planned(project)
    enter(project, PERIOD, [AnswerByHand("E1", "plan", "confirmed")])
    assert reminded(project) == {"M1": "done", "M2": "held", "E2": "done", "E3": "done"}  # M2 has no address
    assert sorted(post.addresses()) == ["e2@example.com", "e3@example.com", "z@example.com"]
    assert "考核工作簿请在 2026-12-03 前填好交回" in words(post.to("z@example.com"), "plain")
    assert str(post.to("z@example.com")["Subject"]) == "【提醒】甲公司 2026-11 华东 绩效考核工作簿"
    assert [*post.to("z@example.com").iter_attachments()] == []  # the workbook was sent before
    letter = post.to("e2@example.com")
    assert "考核计划（第 1 版）还没有收到您的答复" in words(letter, "plain")
    assert "发给您的" not in words(letter, "plain")  # the plan was only written
    [form] = letter.iter_attachments()
    assert form.get_filename() == "E2 李四 回执.xlsx"
    assert reminded(project)["M1"] == "sent"
    assert len(post.letters) == 3
    assert reminded(project, DAY + dt.timedelta(1))["M1"] == "done"
    assert len(post.letters) == 6


def test_a_reminder_goes_to_the_address_that_the_roster_has_now(tmp_path: Path, post: Postbox, port: int) -> None:
    def corrected(sheets: Sheets) -> None:
        addressed(sheets)
        sheets["员工"][1][5] = "new@example.com"
        sheets["经理"][1][3] = "manager@example.com"

    project = issued(tmp_path, port)
    planned(project)
    write_roster(project.folder, corrected)
    reminded(project)
    assert sorted(post.addresses()) == ["e2@example.com", "e3@example.com", "manager@example.com", "new@example.com"]


def test_the_form_in_a_reminder_counts_like_the_first_one(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    planned(project)
    reminded(project)
    [form] = post.to("e1@example.com").iter_attachments()
    project.inbox(PERIOD).mkdir(parents=True, exist_ok=True)
    file = project.inbox(PERIOD) / "回执.xlsx"
    file.write_bytes(form.get_content())
    book = opened(file)
    keys = [cell.value for cell in book.worksheets[0][1]]
    book.worksheets[0].cell(6, keys.index("decision") + 1).value = "已知悉并确认"
    book.save(file)
    collect(project, PERIOD, (), "zh")
    assert {each.now.employee_id for each in status(project, PERIOD, "zh").told if each.is_awaited} == {"E2", "E3"}


def test_nobody_is_reminded_of_a_plan_once_the_statement_is_out(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    planned(project)
    fill_all(project, PERIOD, PEOPLE)
    collect(project, PERIOD, (), "zh")
    assert {parcel.mailed.kind for parcel in reminders(project)} == {"plan"}
    publish(project, PERIOD, "zh", day=dt.date(2026, 12, 3), with_pdf=False)
    late = dt.date(2027, 1, 31)
    assert {parcel.mailed.kind for parcel in reminders(project, late)} == {"statement"}
    now = status(project, PERIOD, "zh", late)
    assert {each.now.document for each in now.told if each.is_late(late)} == {"statement"}
    assert post.letters == []


def test_after_the_day_a_reminder_says_that_it_is_late(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    planned(project)
    reminded(project, dt.date(2026, 12, 31))
    assert "现已逾期" in words(post.to("z@example.com"), "plain")


def test_who_has_returned_too_little_is_reminded_on_every_day_after(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, {"E1": PEOPLE["E1"]})
    collect(project, PERIOD, (), "zh")
    came = local_day(next(each for each in status(project, PERIOD, "zh").returns if each.filled).received_at)
    days = (came, came, came + dt.timedelta(1), came + dt.timedelta(2))
    assert [reminded(project, day)["M1"] for day in days] == ["done", "sent", "done", "done"]
    assert len(post.letters) == 3


def test_whoever_has_returned_everything_is_not_reminded(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    fill(project.outbox(PERIOD) / FIRST, project.inbox(PERIOD) / FIRST, PEOPLE)
    collect(project, PERIOD, (), "zh")
    assert {parcel.mailed.recipient_id for parcel in reminders(project)} == {"M2"}
    assert post.letters == []


def test_the_command_shows_the_texts_and_mails_only_when_asked_to(
    tmp_path: Path, post: Postbox, port: int, run: Runner
) -> None:
    project = issued(tmp_path, port)
    run("status", "2026-11", "--remind", "--send", "--project", project.folder)
    assert post.letters == []  # what nobody was sent is not owed
    run("send", "2026-11", "--send", "--project", project.folder)
    post.letters.clear()
    shown = run("status", "2026-11", "--remind", "--project", project.folder)
    assert "赵一，您好：2026-11 的考核工作簿" in shown.out
    assert post.letters == []
    run("status", "2026-11", "--remind", "--send", "--project", project.folder)
    assert post.addresses() == ["z@example.com"]


def test_an_approver_is_reminded_of_results_that_wait(tmp_path: Path, post: Postbox, port: int) -> None:
    def above(sheets: Sheets) -> None:
        addressed(sheets)
        more = (["审批人", "审批人邮箱"], ["王总", "w@example.com"], ["王总", "w@example.com"])
        sheets["经理"] = [[*row, *others] for row, others in zip(sheets["经理"], more, strict=True)]

    project = issued(tmp_path, port, above, settings="approval = true")
    fill_all(project, PERIOD, PEOPLE)
    collect(project, PERIOD, (), "zh")
    ask(project, PERIOD, "zh")
    assert reminded(project) == {"王总": "done"}
    assert "填好审批表「审批表_王总_2026-11_1.xlsx」交回" in words(post.to("w@example.com"), "plain")
    assert "还有 3 人等您审批" in words(post.to("w@example.com"), "plain")
    assert str(post.to("w@example.com")["Subject"]) == "【提醒】甲公司 2026-11 考核结果待审批"
