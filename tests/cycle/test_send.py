"""Mailing workbooks through a real server: everybody gets the own one, once, whatever goes wrong in between."""

import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path

import openpyxl
import pytest
from aiosmtpd.smtp import Envelope

from presales_xl.cycle import passwords, send
from presales_xl.cycle.generate import generate
from presales_xl.cycle.mail import PASSWORD
from presales_xl.cycle.project import Project, parse_period
from presales_xl.cycle.send import Sent
from presales_xl.ledger import deliveries
from presales_xl.ledger.ledger import Ledger
from tests.cycle.certificate import certificate
from tests.cycle.company import Sheets, company, opened, refused, told, write_csv
from tests.cycle.postbox import LOST, Postbox, only, serving
from tests.cycle.test_raters import with_raters

PERIOD = parse_period("2026-Q4")
FIRST, SECOND, RATER = "z@example.com", "q@example.com", "zhou@example.com"


def people(sheets: Sheets) -> None:
    """Give the second manager an address, and E1 a customer who rates."""
    with_raters(["E1", "客户", "C01", "周客户", RATER])(sheets)
    sheets["经理"][2][3] = SECOND


def project_at(folder: Path, port: int, security: str = "none", more: str = "", ledger: str | Path = "") -> Project:
    place = f'ledger = "{ledger if isinstance(ledger, str) else ledger.as_posix()}"\n' if ledger else ""
    mail = f'[mail]\nhost = "localhost"\nport = {port}\nsecurity = "{security}"\nsender = "人事部 <hr@example.com>"\n'
    return company(folder, people, place + mail + more)


def issued(folder: Path, port: int, security: str = "none", more: str = "", ledger: str | Path = "") -> Project:
    """Return a project with two workbooks and a rater's form in its outbox."""
    project = project_at(folder, port, security, more, ledger)
    assert len(generate(project, PERIOD, "zh").files) == 3
    return project


def mailed(project: Project, table: dict[str, str] | None = None, again: tuple[str, ...] = ()) -> Sent:
    return send.send(project, PERIOD, send.prepare(project, PERIOD, "zh", table, again), "zh")


def states(sent: Sent) -> dict[str, str]:
    return {parcel.address: parcel.state for parcel in sent.parcels}


def words(letter: EmailMessage, kind: str) -> str:
    body = letter.get_body((kind,))
    assert body is not None
    return str(body.get_content())


@pytest.fixture
def post() -> Postbox:
    return Postbox()


@pytest.fixture
def port(post: Postbox) -> Iterator[int]:
    with serving(post) as port:
        yield port


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
    assert [(p.workbook.recipient, p.address, p.file.name, p.size > 5000, p.state) for p in found.parcels] == [
        ("赵一", FIRST, "赵一_华东_2026-Q4.xlsx", True, "ready"),
        ("钱二", SECOND, "钱二_华南_2026-Q4.xlsx", True, "ready"),
        ("周客户", RATER, "周客户_C01_2026-Q4.xlsx", True, "ready"),
    ]
    with Ledger.open(project.ledger).reading() as read:
        assert deliveries.all_of(read, PERIOD.text) == []
    assert post.letters == []


def test_a_letter_says_what_to_do_in_text_and_in_html(tmp_path: Path, post: Postbox, port: int) -> None:
    mailed(issued(tmp_path, port))
    letter = post.to(FIRST)
    assert letter["Subject"] == "【请填写】甲公司 2026-Q4 华东 绩效考核工作簿"
    assert (str(letter["From"]), str(letter["To"])) == ("人事部 <hr@example.com>", f"赵一 <{FIRST}>")
    for kind in ("plain", "html"):
        assert all(part in words(letter, kind) for part in ("赵一", "华东", "2026-Q4", "2027-01-03", "黄色单元格"))
    assert post.to(RATER)["Subject"] == "【请评分】甲公司 2026-Q4 绩效评分表"
    assert len({letter["Message-ID"] for letter in post.letters}) == 3


def test_a_company_may_have_letters_of_its_own(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "subject.zh.j2").write_text("{{ name }}：{{ period }}", encoding="utf-8")
    mailed(project)
    assert post.to(FIRST)["Subject"] == "赵一：2026-Q4"
    (tmp_path / "mail" / "subject.zh.j2").write_text("{{ nmae }}", encoding="utf-8")
    sent = send.send(project, PERIOD, send.prepare(project, PERIOD, "zh", again=["M1"]), "zh")
    assert "邮件模板有误（'nmae' is undefined）" in told(sent.problems)[0]


def test_an_address_that_fails_does_not_stop_the_others_and_is_tried_again(
    tmp_path: Path, post: Postbox, port: int
) -> None:
    project = issued(tmp_path, port)
    post.refused = {FIRST}
    sent = mailed(project)
    assert states(sent) == {FIRST: "held", SECOND: "done", RATER: "done"}
    (message,) = told(sent.problems)
    assert message.startswith(f"邮件服务器没有接收给 赵一（M1，{FIRST}）的邮件：550 5.1.1 no such user。")
    post.refused = set()
    assert states(mailed(project)) == {FIRST: "done", SECOND: "sent", RATER: "sent"}
    assert sorted(post.addresses()) == [SECOND, FIRST, RATER]


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
    assert f"给 赵一（M1，{FIRST}）的邮件发送途中连接中断" in told(sent.problems)[0]
    assert states(mailed(project))[FIRST] == "doubtful"
    assert post.addresses().count(FIRST) == 1


def test_without_a_server_nothing_is_lost_and_a_rerun_sends(tmp_path: Path, post: Postbox) -> None:
    with serving(Postbox()) as gone:
        pass
    project = issued(tmp_path, gone)
    sent = mailed(project)
    assert (set(states(sent).values()), [problem.code for problem in sent.problems]) == (
        {"ready"},
        ["mail.unreachable"],
    )
    with serving(post) as port:
        assert set(states(mailed(project_at(tmp_path, port))).values()) == {"done"}
    assert len(post.letters) == 3


def command(project: Project, *words: str) -> list[str]:
    return [sys.executable, "-m", "presales_xl", "send", "2026-Q4", "--project", str(project.folder), *words]


@pytest.mark.skipif(os.name == "nt", reason="kills by a signal")
def test_killed_between_the_servers_yes_and_the_ledger_a_letter_is_not_sent_again(
    tmp_path: Path, post: Postbox, port: int
) -> None:
    project = issued(tmp_path, port)
    arrived, killed = threading.Event(), threading.Event()

    def wait(number: int, _envelope: Envelope) -> str | None:
        if number == 2:
            arrived.set()
            killed.wait(30)
        return None

    post.answer = wait
    with subprocess.Popen(command(project, "--send"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as run:
        assert arrived.wait(60)
        run.send_signal(signal.SIGKILL)
        run.wait()
    killed.set()
    post.answer = lambda _number, _envelope: None
    sent = mailed(project)
    assert states(sent) == {FIRST: "sent", SECOND: "doubtful", RATER: "done"}
    (message,) = told(sent.parcels[1].problems)
    assert "可能已经送达，没有重发。请向对方确认；没收到就运行 send --send --again M2。" in message
    assert [post.addresses().count(address) for address in (FIRST, SECOND, RATER)] == [1, 1, 1]
    assert states(mailed(project, again=("m2",)))[SECOND] == "done"
    both = [letter["Message-ID"] for letter in post.letters if letter["X-RcptTo"] == SECOND]
    assert len(both) == 2
    assert len(set(both)) == 1


def test_two_people_who_send_at_once_send_each_letter_once(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    prepared = [send.prepare(project, PERIOD, "zh") for _ in range(3)]
    runs = [threading.Thread(target=send.send, args=(project, PERIOD, one, "zh")) for one in prepared]
    for run in runs:
        run.start()
    for run in runs:
        run.join()
    assert sorted(post.addresses()) == [SECOND, FIRST, RATER]


def test_again_sends_to_one_recipient_once_more_and_to_nobody_else(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    mailed(project)
    assert states(mailed(project, again=("M1",))) == {FIRST: "done", SECOND: "sent", RATER: "sent"}
    assert post.addresses().count(FIRST) == 2
    assert "本期没有收件人 M9。" in refused(lambda: send.prepare(project, PERIOD, "zh", again=["M9"]))[0]


def test_a_new_issue_is_sent_and_says_that_it_replaces_the_first(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    mailed(project)

    def one_more(sheets: Sheets) -> None:
        people(sheets)
        sheets["员工"].append(["E4", "赵六", "M1", "工程师", None])

    settings = (tmp_path / "presales.toml").read_text(encoding="utf-8").split("\n", 1)[1]
    project = company(tmp_path, one_more, settings)
    generate(project, PERIOD, "zh")
    assert states(mailed(project)) == {FIRST: "done", SECOND: "sent", RATER: "sent"}
    assert "第 2 版，请以此版为准" in str(post.letters[-1]["Subject"])


# What is not sent.


def test_somebody_without_an_address_or_with_a_wrong_one_is_told_of(tmp_path: Path, post: Postbox, port: int) -> None:
    def change(sheets: Sheets) -> None:
        people(sheets)
        sheets["经理"][1][3], sheets["经理"][2][3] = None, "钱二 at example"

    settings = f'[mail]\nhost = "localhost"\nport = {port}\nsecurity = "none"\nsender = "hr@example.com"\n'
    project = company(tmp_path, change, settings)
    generate(project, PERIOD, "zh")
    sent = mailed(project)
    assert [parcel.state for parcel in sent.parcels] == ["held", "held", "done"]
    messages = [message for parcel in sent.parcels for message in told(parcel.problems)]
    assert "赵一（M1）没有邮箱。" in messages[0]
    assert "钱二（M2）的邮箱「钱二 at example」不是有效地址。" in messages[1]


def test_a_workbook_that_shows_somebody_of_another_team_is_held_back(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    file = project.outbox(PERIOD) / "赵一_华东_2026-Q4.xlsx"
    book: openpyxl.Workbook = opened(file)
    book["汇总"]["Z99"].value = "王五"
    book.save(file)
    assert states(mailed(project)) == {FIRST: "held", SECOND: "done", RATER: "done"}


def test_files_that_were_mixed_up_or_are_gone_are_held_back(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    first, second = (project.outbox(PERIOD) / name for name in ("赵一_华东_2026-Q4.xlsx", "钱二_华南_2026-Q4.xlsx"))
    first.write_bytes(second.read_bytes())
    second.unlink()
    found = send.prepare(project, PERIOD, "zh")
    assert states(found) == {FIRST: "held", SECOND: "held", RATER: "ready"}
    assert {problem.code for problem in found.problems} == {"privacy.other_recipient", "privacy.person", "send.no_file"}


def test_a_period_that_was_not_issued_has_nothing_to_send(tmp_path: Path, port: int) -> None:
    project = issued(tmp_path, port)
    (message,) = refused(lambda: send.prepare(project, parse_period("2026-11"), "zh"))
    assert "2026-11 还没有生成工作簿。" in message


# Passwords.


def test_attachments_are_encrypted_and_the_password_is_nowhere(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    table = passwords.read(write_csv(tmp_path / "p.csv", [["工号", "密码"], ["M1", "s3cret-M1"], ["C01", "s3cret-C1"]]))
    sent = mailed(project, table)
    assert states(sent) == {FIRST: "done", SECOND: "held", RATER: "done"}
    assert "密码表里没有 钱二（M2）的密码。" in told(sent.parcels[1].problems)[0]
    (file,) = post.to(FIRST).iter_attachments()
    (tmp_path / "got.xlsx").write_bytes(file.get_content())
    plain = (project.outbox(PERIOD) / "赵一_华东_2026-Q4.xlsx").read_bytes()
    assert passwords.opened(tmp_path / "got.xlsx", "s3cret-M1") == plain
    assert "密码由人事另行告知" in words(post.to(FIRST), "plain")
    everything = [words(letter, kind).encode() for letter in post.letters for kind in ("plain", "html")]
    everything += [letter.as_bytes() for letter in post.letters]
    everything += [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.name != "p.csv"]
    assert [content for content in everything if b"s3cret" in content] == []
    assert "s3cret" not in repr(sent)


# The way to the server.


def test_over_starttls_or_ssl_the_letters_are_encrypted_and_the_login_comes_from_the_environment(
    tmp_path: Path, post: Postbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, trusted = certificate(tmp_path / "tls")
    monkeypatch.setenv("SSL_CERT_FILE", str(trusted))
    monkeypatch.setenv(PASSWORD, "right")
    options = {"authenticator": only("hr", "right"), "auth_required": True}
    with serving(post, tls_context=context, require_starttls=True, **options) as port:
        sent = mailed(issued(tmp_path / "a", port, "starttls", 'user = "hr"\n'))
        assert set(states(sent).values()) == {"done"}, told(sent.problems)
        monkeypatch.setenv(PASSWORD, "wrong")
        wrong = mailed(issued(tmp_path / "b", port, "starttls", 'user = "hr"\n'))
        monkeypatch.delenv(PASSWORD)
        missing = mailed(issued(tmp_path / "c", port, "starttls", 'user = "hr"\n'))
    assert post.is_encrypted == [True] * 3
    assert [problem.code for problem in wrong.problems] == ["mail.login"]
    assert [problem.code for problem in missing.problems] == ["mail.no_password"]
    assert "PRESALES_XL_MAIL_PASSWORD" in told(missing.problems)[0]
    with serving(post, ssl_context=context) as port:
        assert set(states(mailed(issued(tmp_path / "d", port, "ssl"))).values()) == {"done"}


def test_nothing_goes_out_in_the_clear_where_encryption_was_asked_for(
    tmp_path: Path, post: Postbox, port: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    context, _ = certificate(tmp_path / "tls")
    codes = [problem.code for problem in mailed(issued(tmp_path / "a", port, "starttls")).problems]
    with serving(post, tls_context=context) as other:
        codes += [problem.code for problem in mailed(issued(tmp_path / "b", other, "starttls")).problems]
    monkeypatch.setenv(PASSWORD, "right")
    codes += [problem.code for problem in mailed(issued(tmp_path / "c", port, "none", 'user = "hr"\n')).problems]
    assert codes == ["mail.tls", "mail.tls", "mail.in_clear"]
    assert post.letters == []


def test_settings_that_are_missing_are_named(tmp_path: Path) -> None:
    project = company(tmp_path, people)
    generate(project, PERIOD, "zh")
    (message,) = refused(lambda: mailed(project))
    assert "没有设置邮件服务器或发件人。" in message


# The command.


def test_the_command_shows_a_dry_run_and_sends_only_when_asked_to(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)

    def run(*words: str) -> tuple[int, str]:
        done = subprocess.run(command(project, *words), capture_output=True, encoding="utf-8", check=False,
                              env=os.environ | {"PYTHONIOENCODING": "utf-8", "COLUMNS": "160"})  # fmt: skip
        return done.returncode, re.sub(r"\s+", " ", done.stdout + done.stderr)

    code, shown = run()
    assert (code, len(post.letters)) == (0, 0)
    assert "以上是预演，没有发送任何邮件：待发送 3，以前已发 0，不确定 0，不能发 0。" in shown
    assert f"M1 赵一 {FIRST} 赵一_华东_2026-Q4.xlsx" in shown
    code, shown = run("--send")
    assert (code, len(post.letters)) == (0, 3)
    assert "已发送 3 封" in shown
    assert "已发送 0 封；以前已发 3" in run("--send")[1]
    (project.outbox(PERIOD) / "赵一_华东_2026-Q4.xlsx").unlink()
    code, shown = run("--again", "M1")
    assert code == 1
    assert "发件箱里没有这个文件。" in shown
