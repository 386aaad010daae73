"""Forms for approving by mail: to each approver the own one, once, with nobody whose results go to somebody else."""

import io
import shutil
from pathlib import Path

import msoffcrypto

from presales_xl.cycle.approving.approve import ApprovalForms, ask
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.mailing.page_mail import prepare_pages
from presales_xl.cycle.mailing.send import Parcel, send
from presales_xl.project import Project
from tests.cli.running import Runner, run
from tests.cycle.approving.test_approve import YES, answered
from tests.cycle.company import Sheets, fill_all, messages_of
from tests.cycle.mailing.test_page_mail import addressed, issued
from tests.cycle.postbox import Postbox
from tests.cycle.returned import PEOPLE, PERIOD
from tests.cycle.sending import words

__all__ = ["run"]

ABOVE = (["审批人", "审批人邮箱"], ["王总", "w@example.com"], ["赵一", "z@example.com"])


def approvers(sheets: Sheets) -> None:
    """Let 王总 approve the team of M1, who is 赵一 and approves the team of M2."""
    addressed(sheets)
    sheets["经理"] = [[*row, *others] for row, others in zip(sheets["经理"], ABOVE, strict=True)]


def complete(folder: Path, port: int) -> Project:
    project = issued(folder, port, approvers, settings="approval = true")
    fill_all(project, PERIOD, PEOPLE)
    collect(project, PERIOD, (), "zh")
    return project


def prepared(project: Project, asked: ApprovalForms, **how: object) -> dict[str, Parcel]:
    parcels = prepare_pages(project, PERIOD, asked.forms, "zh", **how)  # type: ignore[arg-type]
    return {parcel.mailed.recipient_id: parcel for parcel in parcels}


def test_each_approver_gets_the_own_form_once_and_its_answers_count(tmp_path: Path, post: Postbox, port: int) -> None:
    project = complete(tmp_path, port)
    asked = ask(project, PERIOD, "zh")
    parcels, problems = send(project, PERIOD, [*prepared(project, asked).values()], "zh")
    assert ([parcel.state for parcel in parcels], problems) == (["done", "done"], [])
    letter = post.to("w@example.com")
    assert str(letter["Subject"]) == "【请审批】甲公司 2026-11 考核结果"
    assert "共 2 人" in words(letter, "plain")
    [form] = letter.iter_attachments()
    assert form.get_filename() == "审批表_王总_2026-11_1.xlsx"
    assert {parcel.state for parcel in prepared(project, asked).values()} == {"sent"}
    answered(project, asked, E1=YES, E2=YES, E3=YES)
    assert {each.state for each in status(project, PERIOD, "zh").approvals.values()} == {"approved"}


def test_forms_that_were_mixed_up_are_held_back_and_name_who_is_not_to_be_seen(tmp_path: Path, port: int) -> None:
    project = complete(tmp_path, port)
    asked = ask(project, PERIOD, "zh")
    files = {form.now.name: form.file for form in asked.forms}
    shutil.copyfile(files["赵一"], files["王总"])
    parcels = prepared(project, asked)
    assert {key: parcel.state for key, parcel in parcels.items()} == {"王总": "held", "赵一": "ready"}
    assert any("E3 王五" in message for message in messages_of(parcels["王总"].problems, "privacy.person"))


def test_results_that_go_to_another_approver_by_now_are_not_mailed_to_the_old_one(tmp_path: Path, port: int) -> None:
    project = complete(tmp_path, port)
    asked = ask(project, PERIOD, "zh")

    def other(sheets: Sheets) -> None:
        approvers(sheets)
        sheets["经理"][1][-2:] = ["孙总", "s@example.com"]

    parcels = prepared(issued(tmp_path, port, other, settings="approval = true"), asked)
    assert {key: parcel.state for key, parcel in parcels.items()} == {"王总": "held", "赵一": "ready"}


def test_a_form_goes_under_the_password_of_its_approver(tmp_path: Path, post: Postbox, port: int) -> None:
    project = complete(tmp_path, port)
    asked = ask(project, PERIOD, "zh")
    parcels = prepared(project, asked, table={"王总": "geheim-1234"})
    assert "密码表里没有 赵一（赵一）的密码。" in messages_of(parcels["赵一"].problems)[0]
    send(project, PERIOD, [*parcels.values()], "zh")
    assert post.addresses() == ["w@example.com"]
    [form] = post.letters[0].iter_attachments()
    assert msoffcrypto.OfficeFile(io.BytesIO(form.get_content())).is_encrypted()


def test_the_command_mails_only_when_asked_to(tmp_path: Path, post: Postbox, port: int, run: Runner) -> None:
    project = complete(tmp_path, port)
    assert run("approve", "2026-11", "--project", project.folder).code == 0
    assert run("approve", "2026-11", "--send", "--dry-run", "--project", project.folder).code == 0
    assert post.letters == []
    done = run("approve", "2026-11", "--send", "--project", project.folder)
    assert (done.code, sorted(post.addresses())) == (0, ["w@example.com", "z@example.com"])
    assert "已发送 2 封" in done.out
