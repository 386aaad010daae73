"""The seal: only who has the project's key can make one, over everything that a workbook says of itself."""

import os
from dataclasses import replace
from pathlib import Path

import pytest

from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.generating import seal
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.generating.seal import is_whole, keys_of, rotate
from presales_xl.ledger.ledger import Ledger, tail, verify
from presales_xl.periods import parse_period
from presales_xl.problem_texts import explain
from presales_xl.project import Project
from presales_xl.workbook.identity import Identity, Issued, SheetPart
from tests.cycle.company import ENGINEER, company, fill, refused
from tests.cycle.returned import FIRST, PERIOD, SECOND, long_ago, returned, run, saved_at

KNOWN = Identity(
    "甲公司",
    "2026-11",
    kind="manager",
    recipient_id="M1",
    recipient="赵一",
    team="华东",
    lang="zh",
)
ISSUED = Issued(
    KNOWN,
    [SheetPart("工程师", "工程师", "kpi")],
    people={"工程师": [("E1", "张三")]},
    schemes={"kpi": '{"id": "kpi"}'},
    areas={"checks": ("检查", 20)},
    awaited={"E1": ("input.peer",)},
)


def project(folder: Path) -> Project:
    return Project(folder, "甲公司")


def sealed(folder: Path) -> Issued:
    return replace(ISSUED, seal=keys_of(project(folder)).seal()(ISSUED.digest()))


def test_what_was_sealed_is_whole_as_often_as_it_is_asked(tmp_path: Path) -> None:
    made = sealed(tmp_path)
    assert is_whole(made.seal, made.digest(), keys_of(project(tmp_path)).seal())
    assert sealed(tmp_path) == made


@pytest.mark.parametrize(
    "change",
    [
        {"identity": replace(KNOWN, company="乙公司")},
        {"identity": replace(KNOWN, period="2026-12")},
        {"identity": replace(KNOWN, recipient_id="M2")},
        {"identity": replace(KNOWN, team="华南")},
        {"identity": replace(KNOWN, returns="//别处")},
        {"identity": replace(KNOWN, issue=2)},
        {"identity": replace(KNOWN, kind="rater")},
        {"parts": [SheetPart("工程师", "工程师", "kpi", rows=1)]},
        {"people": {"工程师": [("E1", "张三"), ("E2", "李四")]}},
        {"people": {"工程师": [("E1", "李四")]}},
        {"schemes": {"kpi": '{"id": "kpi "}'}},
        {"sheets": {"工程师": ("employee_id", "name")}},
        {"areas": {"checks": ("检查", 21)}},
        {"awaited": {}},
        {"seal": "0" * 64},
        {"seal": ""},
        {"seal": "封"},
    ],
    ids=str,
)
def test_whatever_a_workbook_says_of_itself_is_under_the_seal(tmp_path: Path, change: dict[str, object]) -> None:
    changed = replace(sealed(tmp_path), **change)  # type: ignore[arg-type]
    assert not is_whole(changed.seal, changed.digest(), keys_of(project(tmp_path)).seal())


def test_texts_that_hold_tabs_and_line_ends_cannot_stand_for_other_rows(tmp_path: Path) -> None:
    two = replace(ISSUED, people={"工程师": [("E1", "张三"), ("E2", "李四")]})
    one = replace(ISSUED, people={"工程师": [("E1\t张三\nperson\t工程师\tE2", "李四")]})
    made = keys_of(project(tmp_path)).seal()
    assert made(one.digest()) != made(two.digest())


def test_another_project_makes_other_seals(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert sealed(tmp_path / "a").seal != sealed(tmp_path / "b").seal


def test_the_key_is_made_once_and_is_32_random_bytes(tmp_path: Path) -> None:
    sealed(tmp_path)
    key = project(tmp_path).key.read_bytes()
    sealed(tmp_path)
    assert project(tmp_path).key.read_bytes() == key
    assert len(bytes.fromhex(key.decode())) == 32
    assert [file.name for file in tmp_path.iterdir()] == ["presales.key"]


def test_a_key_that_somebody_else_made_a_moment_before_stays(tmp_path: Path) -> None:
    sealed(tmp_path)
    key = project(tmp_path).key.read_bytes()
    seal._write(project(tmp_path).key, [bytes(32)], replace=False)
    assert project(tmp_path).key.read_bytes() == key
    assert [file.name for file in tmp_path.iterdir()] == ["presales.key"]


@pytest.mark.parametrize("content", [b"", b"abc", b"00" * 31, b"00" * 32 + b"\nabc", "密钥".encode(), b"\xff\xfe"])
def test_a_damaged_key_is_told_of_and_stays(tmp_path: Path, content: bytes) -> None:
    file = project(tmp_path).key
    file.write_bytes(content)
    assert refused(lambda: keys_of(project(tmp_path)))[0].startswith(f"{file}：封签密钥文件损坏或读不出来。")
    assert file.read_bytes() == content


def test_a_key_that_is_gone_is_not_made_anew_where_workbooks_are_out(tmp_path: Path) -> None:
    made = returned(tmp_path)
    made.key.unlink()
    message = refused(lambda: keys_of(made, make=False))[0]
    assert message.startswith(f"{made.key}：封签密钥文件不见了")
    assert not made.key.exists()


def test_a_new_key_wants_a_reason_once_anything_was_issued_and_what_was_sealed_before_is_not_accused(
    tmp_path: Path,
) -> None:
    made, later = company(tmp_path), parse_period("2026-12")
    (file, *_) = generate(made, PERIOD, "zh").files
    kept = made.key.read_bytes()
    made.key.unlink()
    assert "封签密钥文件却不见了" in refused(lambda: generate(made, later, "zh"))[0]
    generate(made, later, "zh", reopen="没有备份")
    fill(file, made.inbox(PERIOD) / file.name, {"E1": ENGINEER})
    told = [explain("zh", problem) for problem in collect(made, PERIOD, [], "zh").problems]
    assert any("是用另一把密钥封签的" in message for message in told)
    assert not any("被改动过" in message for message in told)
    assert (made.inbox(PERIOD) / file.name).exists()
    made.key.write_bytes(made.key.read_bytes() + kept)  # found after all
    assert not [each for each in collect(made, PERIOD, [], "zh").problems if "key" in each.code]


def test_before_anything_was_issued_no_key_is_missed_but_the_ledger(tmp_path: Path) -> None:
    message = refused(lambda: keys_of(project(tmp_path), make=False))[0]
    assert message.startswith(f"{project(tmp_path).ledger}：这里还没有台账")
    Ledger.open(project(tmp_path).ledger)  # as a roster that was refused leaves it
    assert refused(lambda: keys_of(project(tmp_path), make=False))[0].startswith("还没有发放过任何周期。")


@pytest.mark.skipif(os.name == "nt", reason="on Windows the rights of the folder hold")
def test_key_and_ledger_are_for_their_owner_only(tmp_path: Path) -> None:
    made = returned(tmp_path)
    rotate(made)
    assert isinstance(made.ledger, Path)
    for file in (made.key, made.ledger):
        assert file.stat().st_mode & 0o777 == 0o600


def test_what_was_issued_under_an_older_key_counts_and_stays_the_issue_that_it_is(tmp_path: Path) -> None:
    made = returned(tmp_path)
    saved_at(long_ago(made).inbox(PERIOD) / FIRST, "2020-01-01T08:00:00Z")
    (made.outbox(PERIOD) / FIRST).unlink()
    before = keys_of(made)
    after = rotate(made)
    assert (after.newest != before.newest, list(after.by_digest)[1:]) == (True, list(before.by_digest))
    again = generate(made, PERIOD, "zh")
    assert (len(again.files), again.unchanged) == (2, 2)  # the file that was gone is written again, under its own key
    (made.inbox(PERIOD) / "again.xlsx").write_bytes((made.outbox(PERIOD) / FIRST).read_bytes())
    verdict = {state.submission.file: state.verdict for state in run(made).returns}
    assert (verdict[FIRST], verdict[SECOND]) == ("replaced", "accepted")  # the newer one is of the same issue
    assert verdict["again.xlsx"] == "in_part"


def test_the_log_says_when_the_key_was_changed_and_not_what_it_is(tmp_path: Path) -> None:
    made = returned(tmp_path)
    before, after = keys_of(made), rotate(made)
    ledger = Ledger.open(made.ledger)
    (line,) = tail(ledger, 1)
    assert (line.action, line.said()) == ("rotate-key", {"key": after.newest, "key_before": before.newest})
    assert verify(ledger) == []
    assert not any(key.hex() in line.facts for key in after.by_digest.values())


def test_whoever_has_only_an_older_key_cannot_seal_what_is_new(tmp_path: Path) -> None:
    made = returned(tmp_path)
    old = keys_of(made).seal()
    forged = replace(ISSUED, seal=old(ISSUED.digest()))
    assert is_whole(forged.seal, forged.digest(), keys_of(made).seal())
    assert not is_whole(forged.seal, forged.digest(), rotate(made).seal())


def test_there_is_no_key_to_change_where_nothing_was_issued(tmp_path: Path) -> None:
    assert "还没有台账" in refused(lambda: rotate(project(tmp_path)))[0]
    assert list(tmp_path.iterdir()) == []
