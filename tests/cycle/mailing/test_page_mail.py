"""Plans and statements by mail: to each employee the own page and form, once, and nothing that shows anybody else."""

import os
import shutil
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from presales_xl.cycle.answering import AnswerByHand, enter
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.mailing.page_mail import prepare_pages
from presales_xl.cycle.mailing.send import Parcel, send
from presales_xl.cycle.publishing.plan import Plans, plan
from presales_xl.cycle.publishing.publish import publish
from presales_xl.ledger import deliveries
from presales_xl.ledger.ledger import Ledger
from presales_xl.project import Project
from presales_xl.workbook import identity, reader
from presales_xl.workbook.layout import IDENTITY
from tests.cli.running import Runner, run
from tests.cycle.company import Sheets, company, fill_all, messages_of, refused, write_roster
from tests.cycle.postbox import Postbox
from tests.cycle.returned import PEOPLE, PERIOD
from tests.cycle.sending import killed_in_the_second_letter, words

__all__ = ["run"]

ADDRESSES = {"E1": "e1@example.com", "E2": "e2@example.com", "E3": "e3@example.com"}


def addressed(sheets: Sheets) -> None:
    sheets["员工"][0].append("邮箱")
    for row in sheets["员工"][1:]:
        row.append(ADDRESSES[row[0]])


def issued(folder: Path, port: int, change: object = addressed, ledger: str | Path = "", settings: str = "") -> Project:
    place = f'ledger = "{ledger if isinstance(ledger, str) else ledger.as_posix()}"\n' if ledger else ""
    mail = f'[mail]\nhost = "localhost"\nport = {port}\nsecurity = "none"\nsender = "人事部 <hr@example.com>"\n'
    project = company(folder, change, f"{settings}\n{place}{mail}")  # type: ignore[arg-type]
    generate(project, PERIOD, "zh")
    return project


def planned(project: Project, *, with_pdf: bool = False) -> Plans:
    return plan(project, PERIOD, "zh", with_pdf=with_pdf)


def prepared(project: Project, made: Plans, **how: object) -> list[Parcel]:
    return prepare_pages(project, PERIOD, made.pages, "zh", **how)  # type: ignore[arg-type]


def mailed(project: Project, made: Plans | None = None, **how: object) -> dict[str, str]:
    parcels, _ = send(project, PERIOD, prepared(project, made or planned(project), **how), "zh")
    return {parcel.mailed.recipient_id: parcel.state for parcel in parcels}


def against(parcels: list[Parcel], employee_id: str) -> list[str]:
    [parcel] = [parcel for parcel in parcels if parcel.mailed.recipient_id == employee_id]
    assert parcel.state == "held"
    return messages_of(parcel.problems)


def page_of(made: Plans, employee_id: str) -> Path:
    return next(page.file for page in made.pages if page.now.employee_id == employee_id)


def form_of(made: Plans, employee_id: str) -> Path:
    return next(page.form for page in made.pages if page.now.employee_id == employee_id)


def test_everybody_gets_the_own_plan_and_form_once_in_either_database(
    tmp_path: Path, ledger_place: str | Path, post: Postbox, port: int
) -> None:
    project = issued(tmp_path / "我的 公司", port, ledger=ledger_place)
    made = planned(project)
    assert mailed(project, made) == dict.fromkeys(ADDRESSES, "done")
    assert sorted(post.addresses()) == sorted(ADDRESSES.values())
    page, form = post.to("e2@example.com").iter_attachments()
    assert page.get_filename() == "E2 李四.html"
    assert "销售贡献目标" in str(page.get_content())
    assert form.get_filename() == "E2 李四 回执.xlsx"
    (tmp_path / "form.xlsx").write_bytes(form.get_content())
    asked = identity.read(reader.read_one(tmp_path / "form.xlsx")[IDENTITY])
    assert asked is not None
    assert (asked.identity.recipient_id, asked.document, asked.identity.issue) == ("E2", "plan", 1)
    assert mailed(project) == dict.fromkeys(ADDRESSES, "sent")
    assert len(post.letters) == 3


def test_a_project_with_templates_of_its_own_for_workbooks_alone_mails_plans_in_the_shipped_words(
    tmp_path: Path, post: Postbox, port: int
) -> None:
    project = issued(tmp_path, port)
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "subject.zh.j2").write_text("工作簿 {{ period }}", encoding="utf-8")
    (tmp_path / "mail" / "page_text.zh.j2").write_text("{{ name }}，见附件", encoding="utf-8")
    mailed(project)
    letter = post.to("e1@example.com")
    assert str(letter["Subject"]) == "【请确认】甲公司 2026-11 绩效考核计划"
    assert words(letter, "plain").strip() == "张三，见附件"


def test_a_revision_is_mailed_to_whom_it_concerns_and_says_that_it_replaces_the_first(
    tmp_path: Path, post: Postbox, port: int
) -> None:
    mailed(issued(tmp_path, port))

    def other_target(sheets: Sheets) -> None:
        addressed(sheets)
        sheets["目标与工资"][1][1] = 600000

    assert mailed(issued(tmp_path, port, other_target)) == {"E1": "sent", "E2": "done", "E3": "sent"}
    assert str(post.letters[-1]["Subject"]) == "【请确认】甲公司 2026-11 绩效考核计划（第 2 版，请以此版为准）"


def test_who_has_another_manager_now_gets_the_page_that_names_both(tmp_path: Path, post: Postbox, port: int) -> None:
    mailed(issued(tmp_path, port))

    def other_manager(sheets: Sheets) -> None:
        addressed(sheets)
        sheets["员工"][1][2] = "M2"

    project = issued(tmp_path, port, other_manager)
    assert mailed(project)["E1"] == "done"
    *_, letter = (each for each in post.letters if each["X-RcptTo"] == "e1@example.com")
    assert "赵一" in str(next(letter.iter_attachments()).get_content())


def test_a_page_that_names_somebody_else_is_held_back_and_the_others_go(
    tmp_path: Path, post: Postbox, port: int
) -> None:
    project = issued(tmp_path, port)
    made = planned(project)
    page = page_of(made, "E1")
    page.write_text(page.read_text(encoding="utf-8").replace("</body>", "<p>王五也要看</p></body>"), encoding="utf-8")
    assert "这里有收件人团队以外的人：王五" in against(prepared(project, made), "E1")[0]
    assert mailed(project, made) == {"E1": "held", "E2": "done", "E3": "done"}
    assert "e1@example.com" not in post.addresses()


def test_pages_or_forms_that_were_mixed_up_are_held_back(tmp_path: Path, port: int) -> None:
    project = issued(tmp_path, port)
    made = planned(project)
    shutil.copyfile(page_of(made, "E3"), page_of(made, "E1"))
    assert any("这份文件里找不到 E1 张三" in message for message in against(prepared(project, made), "E1"))
    shutil.copyfile(form_of(made, "E3"), form_of(made, "E2"))
    assert any("文件里写的是 王五" in message for message in against(prepared(project, made), "E2"))


def test_nobody_gets_a_page_at_an_address_that_is_somebody_elses_too(tmp_path: Path, port: int) -> None:
    def shared(sheets: Sheets) -> None:
        addressed(sheets)
        sheets["员工"][1][5] = "Z@example.com"  # the manager's

    project = issued(tmp_path, port, shared)
    assert "张三（E1）的邮箱 Z@example.com 也是 M1 赵一 的" in against(prepared(project, planned(project)), "E1")[0]


def corrected(address: str) -> Callable[[Sheets], None]:
    """Return a change of the roster that gives E1 another address."""

    def change(sheets: Sheets) -> None:
        addressed(sheets)
        sheets["员工"][1][5] = address

    return change


def test_a_page_goes_to_the_address_that_the_roster_has_now_unless_it_is_somebody_elses_too(
    tmp_path: Path, post: Postbox, port: int
) -> None:
    project = issued(tmp_path, port)
    write_roster(project.folder, corrected("z@example.com"))
    assert "张三（E1）的邮箱 z@example.com 也是 M1 赵一 的" in against(prepared(project, planned(project)), "E1")[0]
    write_roster(project.folder, corrected("new@example.com"))
    assert mailed(project) == dict.fromkeys(ADDRESSES, "done")
    assert sorted(post.addresses()) == ["e2@example.com", "e3@example.com", "new@example.com"]


def test_without_an_address_a_page_is_held_back(tmp_path: Path, port: int) -> None:
    project = issued(tmp_path, port, None)
    assert "张三（E1）没有邮箱。" in against(prepared(project, planned(project)), "E1")[0]


def test_a_page_of_html_is_never_mailed_where_a_password_is_wanted(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    made = planned(project)
    table = dict.fromkeys(("e1", "e2"), "geheim-1234")
    parcels = prepared(project, made, table=table)
    assert "网页不能加密码" in against(parcels, "E1")[0]
    assert "密码表里没有 王五（E3）的密码。" in against(parcels, "E3")[0]
    assert post.letters == []


@pytest.mark.usefixtures("typesetting")
def test_a_pdf_goes_under_the_password_and_the_form_without(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    made = planned(project, with_pdf=True)
    assert mailed(project, made, table=dict.fromkeys(("e1", "e2", "e3"), "geheim-1234")) == dict.fromkeys(
        ADDRESSES, "done"
    )
    letter = post.to("e1@example.com")
    page, form = letter.iter_attachments()
    assert (page.get_filename(), page.get_content_type()) == ("E1 张三.pdf", "application/pdf")
    sealed = PdfReader(BytesIO(page.get_content()))
    assert sealed.is_encrypted
    assert not sealed.decrypt("")
    assert sealed.decrypt("geheim-1234")
    assert "张三" in sealed.pages[0].extract_text()
    assert form.get_content().startswith(b"PK")
    body = letter.get_body(("plain",))
    assert body is not None
    assert "密码由人事另行告知" in str(body.get_content())
    shutil.copyfile(page_of(made, "E3").with_suffix(".pdf"), page_of(made, "E2").with_suffix(".pdf"))
    assert any("E2 李四" in message for message in against(prepared(project, made, again=["E2"]), "E2"))


@pytest.mark.skipif(os.name == "nt", reason="kills by a signal")
def test_killed_between_the_servers_yes_and_the_ledger_a_page_is_not_sent_again(
    tmp_path: Path, post: Postbox, port: int
) -> None:
    project = issued(tmp_path, port)
    killed_in_the_second_letter(post, project, "plan", "2026-11", "--no-pdf", "--send")
    made = planned(project)
    assert not made.first
    parcels = prepared(project, made)
    assert sorted(parcel.state for parcel in parcels) == ["doubtful", "ready", "sent"]
    [doubtful] = [parcel for parcel in parcels if parcel.state == "doubtful"]
    who = doubtful.mailed.recipient_id
    assert f"没收到就运行 presales-xl plan 2026-11 --send --again {who}。" in messages_of(doubtful.problems)[0]
    mailed(project, made)
    assert sorted(post.addresses()) == sorted(ADDRESSES.values())
    assert mailed(project, made, again=(who.lower(),))[who] == "done"


def test_again_for_an_id_without_a_page_is_refused(tmp_path: Path, port: int) -> None:
    project = issued(tmp_path, port)
    made = planned(project)
    assert "本期没有收件人 E9。" in refused(lambda: prepared(project, made, again=["E9"]))[0]


def test_the_command_sends_only_where_it_is_told_to(tmp_path: Path, post: Postbox, port: int, run: Runner) -> None:
    project = issued(tmp_path, port)
    where = ("2026-11", "--no-pdf", "--project", str(project.folder))
    assert run("plan", *where).code == 0
    assert post.letters == []
    done = run("plan", *where, "--send")
    assert (done.code, len(post.letters)) == (0, 3)
    assert "已发送 3 封" in done.out
    with Ledger.open(project.ledger).reading() as read:
        assert {each.document.split()[0] for each in deliveries.all_of(read, PERIOD.text)} == {"publication"}


def moving(sheets: Sheets) -> None:
    """Let E1 go to the second manager in the middle of the month."""
    addressed(sheets)
    sheets["人员变动"] = [["工号", "自", "至", "变动", "值"], ["E1", "2026-11-15", None, "经理", "M2"]]


def test_who_changes_manager_gets_a_plan_for_each_part_and_one_statement(
    tmp_path: Path, post: Postbox, port: int
) -> None:
    project = issued(tmp_path, port, moving)
    made = planned(project)
    days = {page.now.team: page.file.read_text(encoding="utf-8") for page in made.pages if page.now.name == "张三"}
    assert "2026-11-01 至 2026-11-14" in days["华东"]
    assert "2026-11-15 至 2026-11-30" in days["华南"]
    assert set(mailed(project, made).values()) == {"done"}
    assert post.addresses().count("e1@example.com") == 2
    parts = ("11-01 – 11-14", "11-15 – 11-30")
    assert {page.file.stem for page in made.pages} >= {f"E1 张三 {days}" for days in parts}
    subjects = {str(letter["Subject"]) for letter in post.letters}
    assert subjects >= {f"【请确认】甲公司 2026-11 绩效考核计划（{days}）" for days in parts}
    enter(project, PERIOD, [AnswerByHand("E1", "plan", "confirmed")])
    fill_all(project, PERIOD, PEOPLE | {"E1#1": PEOPLE["E1"]})
    collect(project, PERIOD, (), "zh")
    statements = publish(project, PERIOD, "zh", with_pdf=False)
    parcels = prepare_pages(project, PERIOD, statements.documents, "zh")
    assert {parcel.mailed.recipient_id: parcel.state for parcel in parcels} == dict.fromkeys(ADDRESSES, "ready")
