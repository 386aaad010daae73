"""Mailing workbooks through a real server: everybody gets the own one, once, whatever goes wrong in between."""

import os
import re
import threading
from dataclasses import replace
from email.headerregistry import Address
from pathlib import Path

import pytest

from presales_xl.cli import main
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.mailing import send
from presales_xl.cycle.mailing.mail import message_id
from presales_xl.ledger import deliveries
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.publications import Publication
from presales_xl.project import Project
from tests.cli.running import Runner, run
from tests.cycle.company import Sheets, company, messages_of, refused, write_roster
from tests.cycle.postbox import LOST, Postbox
from tests.cycle.sending import (
    FIRST,
    PERIOD,
    RATER,
    SECOND,
    issued,
    killed_in_the_second_letter,
    mailed,
    people,
    states,
    words,
)
from tests.english import chinese_punctuation

__all__ = ["run"]


def test_everybody_gets_the_own_workbook_once_in_either_database(
    tmp_path: Path, ledger_place: str | Path, post: Postbox, port: int
) -> None:
    project = issued(tmp_path / "我的 公司", port, ledger=ledger_place)
    assert set(states(mailed(project)).values()) == {"done"}
    assert sorted(post.addresses()) == [SECOND, FIRST, RATER]
    for address, name in ((FIRST, "赵一_华东_2026-Q4.xlsx"), (RATER, "周客户_C01_2026-Q4.xlsx")):
        (file,) = post.to(address).iter_attachments()
        folder = project.outbox(PERIOD) / ("raters" if address == RATER else "")
        assert file.get_filename() == name
        assert file.get_content() == (folder / name).read_bytes()
    assert set(states(mailed(project)).values()) == {"sent"}
    assert len(post.letters) == 3


def test_a_dry_run_tells_who_would_get_what_and_sends_nothing(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    found = send.prepare(project, PERIOD, "zh")
    assert [(p.mailed.recipient, p.address, p.file.name, p.size > 5000, p.state) for p in found] == [
        ("赵一", FIRST, "赵一_华东_2026-Q4.xlsx", True, "ready"),
        ("钱二", SECOND, "钱二_华南_2026-Q4.xlsx", True, "ready"),
        ("周客户", RATER, "周客户_C01_2026-Q4.xlsx", True, "ready"),
    ]
    with Ledger.open(project.ledger).reading() as read:
        assert deliveries.all_of(read, PERIOD.text) == []
    assert post.letters == []


@pytest.mark.usefixtures("before_anything_is_due")
def test_a_letter_says_what_to_do_in_text_and_in_html(tmp_path: Path, post: Postbox, port: int) -> None:
    mailed(issued(tmp_path, port))
    letter = post.to(FIRST)
    assert letter["Subject"] == "【请填写】甲公司 2026-Q4 华东 绩效考核工作簿"
    assert (str(letter["From"]), str(letter["To"])) == ("人事部 <hr@example.com>", f"赵一 <{FIRST}>")
    for kind in ("plain", "html"):
        assert all(part in words(letter, kind) for part in ("赵一", "华东", "2026-Q4", "2027-01-03", "黄色单元格"))
    assert post.to(RATER)["Subject"] == "【请评分】甲公司 2026-Q4 绩效评分表"
    assert len({letter["Message-ID"] for letter in post.letters}) == 3


def test_letters_are_in_the_language_of_who_sends_them(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    send.send(project, PERIOD, send.prepare(project, PERIOD, "en", {"m1": "12345678", "c01": "12345678"}), "en")
    assert str(post.to(FIRST)["Subject"]) == "Please fill in: 甲公司 appraisal workbook 2026-Q4, 华东"
    for address, what in ((FIRST, "appraisal workbook of 华东"), (RATER, "Attached is your rating form")):
        for kind in ("plain", "html"):
            said = words(post.to(address), kind)
            assert what in said
            assert "opens with a password" in said
            assert chinese_punctuation(said) == []


def test_a_company_may_have_letters_of_its_own(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "subject.zh.j2").write_text("{{ name }}：{{ period }}", encoding="utf-8")
    mailed(project)
    assert post.to(FIRST)["Subject"] == "赵一：2026-Q4"
    (tmp_path / "mail" / "subject.zh.j2").write_text("{{ nmae }}", encoding="utf-8")
    _, problems = send.send(project, PERIOD, send.prepare(project, PERIOD, "zh", again=["M1"]), "zh")
    assert "邮件模板有误（'nmae' is undefined）" in messages_of(problems)[0]


def test_an_address_that_fails_does_not_stop_the_others_and_is_tried_again(
    tmp_path: Path, post: Postbox, port: int
) -> None:
    project = issued(tmp_path, port)
    post.refused = {FIRST}
    sent = mailed(project)
    assert states(sent) == {FIRST: "held", SECOND: "done", RATER: "done"}
    (message,) = messages_of(sent.problems)
    assert message.startswith(f"邮件服务器没有接收给 赵一（M1，{FIRST}）的邮件：550 5.1.1 no such user。")
    post.refused = set()
    assert states(mailed(project)) == {FIRST: "done", SECOND: "sent", RATER: "sent"}
    assert sorted(post.addresses()) == [SECOND, FIRST, RATER]


def test_the_command_tells_of_a_mail_that_failed_once(
    tmp_path: Path, post: Postbox, port: int, capsys: pytest.CaptureFixture[str]
) -> None:
    project = issued(tmp_path, port)
    post.refused = {FIRST}
    with pytest.raises(SystemExit):
        main(["send", PERIOD.text, "--project", str(project.folder), "--send"])
    said = capsys.readouterr().err
    assert said.count("邮件服务器没有接收给 赵一") == 1


def test_a_letter_that_the_server_refuses_after_its_content_is_tried_again(
    tmp_path: Path, post: Postbox, port: int
) -> None:
    project = issued(tmp_path, port)
    post.answer = lambda number, _envelope: "452 mailbox full" if number == 2 else None
    assert states(mailed(project)) == {FIRST: "done", SECOND: "held", RATER: "done"}
    post.answer = lambda _number, _envelope: None
    assert states(mailed(project)) == {FIRST: "sent", SECOND: "done", RATER: "sent"}


def test_a_connection_lost_while_a_letter_is_on_its_way_leaves_it_to_a_person(
    tmp_path: Path, post: Postbox, port: int
) -> None:
    project = issued(tmp_path, port)
    post.answer = lambda number, _envelope: LOST if number == 1 else None
    sent = mailed(project)
    assert states(sent) == {FIRST: "doubtful", SECOND: "done", RATER: "done"}
    assert f"给 赵一（M1，{FIRST}）的邮件发送途中连接中断" in messages_of(sent.problems)[0]
    assert states(mailed(project))[FIRST] == "doubtful"
    assert post.addresses().count(FIRST) == 1


@pytest.mark.skipif(os.name == "nt", reason="kills by a signal")
def test_killed_between_the_servers_yes_and_the_ledger_a_letter_is_not_sent_again(
    tmp_path: Path, post: Postbox, port: int
) -> None:
    project = issued(tmp_path, port)
    killed_in_the_second_letter(post, project, "send", "2026-Q4", "--send")
    sent = mailed(project)
    assert states(sent) == {FIRST: "sent", SECOND: "doubtful", RATER: "done"}
    (message,) = messages_of(sent.parcels[1].problems)
    assert "可能已经送达，没有重发。请向对方确认；没收到就运行 presales-xl send 2026-Q4 --send --again M2。" in message
    assert [post.addresses().count(address) for address in (FIRST, SECOND, RATER)] == [1, 1, 1]
    assert states(mailed(project, again=("m2",)))[SECOND] == "done"
    both = [letter["Message-ID"] for letter in post.letters if letter["X-RcptTo"] == SECOND]
    assert len(both) == 2
    assert len(set(both)) == 1


def test_two_people_who_send_at_once_send_each_letter_once(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    prepared = [send.prepare(project, PERIOD, "zh") for _ in range(3)]
    runs = [threading.Thread(target=send.send, args=(project, PERIOD, one, "zh")) for one in prepared]
    for sender in runs:
        sender.start()
    for sender in runs:
        sender.join()
    assert sorted(post.addresses()) == [SECOND, FIRST, RATER]


def test_again_sends_to_one_recipient_once_more_and_to_nobody_else(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    mailed(project)
    assert states(mailed(project, again=("M1",))) == {FIRST: "done", SECOND: "sent", RATER: "sent"}
    assert post.addresses().count(FIRST) == 2
    assert "本期没有收件人 M9。" in refused(lambda: send.prepare(project, PERIOD, "zh", again=["M9"]))[0]


def issued_anew(tmp_path: Path) -> Project:
    """Return the project after a joiner on M1's team made a second issue of that workbook."""

    def one_more(sheets: Sheets) -> None:
        people(sheets)
        sheets["员工"].append(["E4", "赵六", "M1", "工程师", None])

    settings = (tmp_path / "presales.toml").read_text(encoding="utf-8").split("\n", 1)[1]
    project = company(tmp_path, one_more, settings)
    generate(project, PERIOD, "zh")
    return project


def test_a_new_issue_is_sent_and_says_that_it_replaces_the_first(tmp_path: Path, post: Postbox, port: int) -> None:
    mailed(issued(tmp_path, port))
    assert states(mailed(issued_anew(tmp_path))) == {FIRST: "done", SECOND: "sent", RATER: "sent"}
    assert "第 2 版，请以此版为准" in str(post.letters[-1]["Subject"])


def test_only_the_last_issue_of_a_workbook_is_mailed(tmp_path: Path, post: Postbox, port: int) -> None:
    issued(tmp_path, port)
    sent = mailed(issued_anew(tmp_path))
    assert sorted((parcel.address, parcel.state) for parcel in sent.parcels) == [
        (SECOND, "done"),
        (FIRST, "done"),
        (RATER, "done"),
    ]
    assert sorted(post.addresses()) == [SECOND, FIRST, RATER]
    assert sum("第 2 版" in str(letter["Subject"]) for letter in post.letters) == 1


def test_the_command_shows_a_dry_run_and_sends_only_when_asked_to(
    tmp_path: Path, post: Postbox, port: int, run: Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "160")
    project = issued(tmp_path, port)

    def sent(*words: str) -> tuple[int, str]:
        said = run("send", PERIOD.text, "--project", project.folder, *words)
        return said.code, re.sub(r"\s+", " ", said.out + said.err)

    code, shown = sent()
    assert (code, len(post.letters)) == (0, 0)
    assert "以上是预演，没有发送任何邮件：待发送 3 封。" in shown
    assert f"M1 赵一 {FIRST} 赵一_华东_2026-Q4.xlsx" in shown
    code, shown = sent("--send")
    assert (code, len(post.letters)) == (0, 3)
    assert "已发送 3 封" in shown
    assert "以前已发 3 封" in sent("--send")[1]
    (project.outbox(PERIOD) / "赵一_华东_2026-Q4.xlsx").unlink()
    code, shown = sent("--again", "M1")
    assert code == 1
    assert "：没有这个文件。请重新运行 presales-xl generate 2026-Q4。" in shown


def other_address(sheets: Sheets, address: str | None = "new@example.com") -> None:
    people(sheets)
    sheets["经理"][1][3] = address
    sheets["评分人"][1][4] = "c01@example.com"


def test_a_workbook_goes_to_the_address_that_the_roster_has_now(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    write_roster(project.folder, other_address)
    assert set(states(mailed(project)).values()) == {"done"}
    assert sorted(post.addresses()) == ["c01@example.com", "new@example.com", SECOND]


def test_what_was_handed_over_without_an_address_is_not_mailed_once_there_is_one(
    tmp_path: Path, post: Postbox, port: int
) -> None:
    project = issued(tmp_path, port)
    write_roster(project.folder, lambda sheets: other_address(sheets, None))
    generate(project, PERIOD, "zh")
    assert len(send.hand_over(project, PERIOD, send.prepare(project, PERIOD, "zh"))) == 3
    write_roster(project.folder, other_address)
    generate(project, PERIOD, "zh")
    assert set(states(mailed(project)).values()) == {"sent"}
    assert post.letters == []
    assert states(mailed(project, again=("M1",)))["new@example.com"] == "done"


def test_a_revision_that_says_again_what_an_earlier_one_said_is_another_letter() -> None:
    facts = {"stated": {"who": ["李四", "E1", "顾问", "华东"]}}
    first = Publication("2026-11", "statement", "E1", 1, day="2026-12-01", answer_by="", facts=facts)
    sender = Address(username="hr", domain="example.com")
    keys = {
        message_id("2026-11", send.of_publication(each, "e1@example.com").seal, "e1@example.com", sender)
        for each in (first, replace(first, revision=3))
    }
    assert len(keys) == 2
