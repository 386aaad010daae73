"""What is not mailed, and what is mailed under a password only."""

from pathlib import Path

import openpyxl

from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.mailing import encryption, passwords, send
from presales_xl.periods import parse_period
from tests.cycle.company import Sheets, company, messages_of, opened, refused, write_csv
from tests.cycle.postbox import Postbox
from tests.cycle.sending import FIRST, PERIOD, RATER, SECOND, issued, mailed, people, states, words


def test_somebody_without_an_address_or_with_a_wrong_one_is_told_of(tmp_path: Path, post: Postbox, port: int) -> None:
    def change(sheets: Sheets) -> None:
        people(sheets)
        sheets["经理"][1][3], sheets["经理"][2][3] = None, "钱二 at example"

    settings = f'[mail]\nhost = "localhost"\nport = {port}\nsecurity = "none"\nsender = "hr@example.com"\n'
    project = company(tmp_path, change, settings)
    generate(project, PERIOD, "zh")
    sent = mailed(project)
    assert [parcel.state for parcel in sent.parcels] == ["held", "held", "done"]
    messages = [message for parcel in sent.parcels for message in messages_of(parcel.problems)]
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
    assert {parcel.address: parcel.state for parcel in found} == {FIRST: "held", SECOND: "held", RATER: "ready"}
    codes = {problem.code for parcel in found for problem in parcel.problems}
    assert codes == {
        "privacy.other_recipient",
        "privacy.person",
        "send.no_file",
    }


def test_a_period_that_was_not_issued_has_nothing_to_send(tmp_path: Path, port: int) -> None:
    project = issued(tmp_path, port)
    (message,) = refused(lambda: send.prepare(project, parse_period("2026-11"), "zh"))
    assert "2026-11 还没有生成工作簿。" in message


def test_attachments_are_encrypted_and_the_password_is_nowhere(tmp_path: Path, post: Postbox, port: int) -> None:
    project = issued(tmp_path, port)
    table = passwords.read(write_csv(tmp_path / "p.csv", [["工号", "密码"], ["M1", "s3cret-M1"], ["C01", "s3cret-C1"]]))
    sent = mailed(project, table)
    assert states(sent) == {FIRST: "done", SECOND: "held", RATER: "done"}
    assert "密码表里没有 钱二（M2）的密码。" in messages_of(sent.parcels[1].problems)[0]
    (file,) = post.to(FIRST).iter_attachments()
    (tmp_path / "got.xlsx").write_bytes(file.get_content())
    plain = (project.outbox(PERIOD) / "赵一_华东_2026-Q4.xlsx").read_bytes()
    assert encryption.opened(tmp_path / "got.xlsx", "s3cret-M1") == plain
    assert "密码由人事另行告知" in words(post.to(FIRST), "plain")
    everything = [words(letter, kind).encode() for letter in post.letters for kind in ("plain", "html")]
    everything += [letter.as_bytes() for letter in post.letters]
    everything += [path.read_bytes() for path in tmp_path.rglob("*") if path.is_file() and path.name != "p.csv"]
    assert [content for content in everything if b"s3cret" in content] == []
    assert "s3cret" not in repr(sent)


def test_what_was_mailed_under_a_password_is_not_mailed_without_one_later(
    tmp_path: Path, post: Postbox, port: int
) -> None:
    project = issued(tmp_path, port)
    table = {"m1": "s3cret-M1", "m2": "s3cret-M2"}
    mailed(project, table)
    sent = mailed(project, again=("M1",))
    assert states(sent) == {FIRST: "held", SECOND: "sent", RATER: "done"}
    assert "给赵一（M1）的附件以前是加密发的" in messages_of(sent.problems, "send.was_protected")[0]
    assert post.addresses().count(FIRST) == 1
    assert states(mailed(project, table, again=("M1",)))[FIRST] == "done"
