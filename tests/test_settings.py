"""What presales.toml may say: everything has a usual value, and a slip is told of with the line or key."""

import json
from pathlib import Path

import pytest

from presales_xl import settings
from presales_xl.cycle.generating.generate import generate
from presales_xl.periods import parse_period
from presales_xl.problem_texts import explain
from presales_xl.settings import Settings
from presales_xl.texts import LANGUAGES
from tests.cycle.company import company, refused


def file(folder: Path, content: str) -> Path:
    path = folder / "presales.toml"
    path.write_text(content, encoding="utf-8")
    return path


def test_a_file_that_says_nothing_gives_the_usual_values(tmp_path: Path) -> None:
    assert settings.read(file(tmp_path, "\n")) == Settings()
    usual = Settings()
    assert (usual.roster, usual.ledger, usual.due, usual.cohort) == ("roster.xlsx", "ledger.sqlite", 3, "role")
    assert (usual.calibration.mode, usual.calibration.pool_min) == ("advise", 10)
    assert (usual.publish.interview_days, usual.publish.appeal_days) == (5, 5)
    assert (usual.mail.port, usual.mail.security) == (587, "starttls")


def test_everything_may_be_said(tmp_path: Path) -> None:
    content = """
        company = " 甲公司 "
        lang = "en"
        roster = "名单.xlsx"
        cohort = "team"
        due = 0
        returns = "//服务器/考核"
        ledger = "postgresql://hr@db/presales"
        [calibration]
        mode = "enforce"
        pool_min = 1
        [mail]
        host = "smtp.example.com"
        port = 465
        user = "hr"
        sender = "HR <hr@example.com>"
        security = "ssl"
        [publish]
        interview_days = 3
        appeal_days = 7
    """
    said = settings.read(file(tmp_path, content))
    assert (said.company, said.due, said.ledger) == ("甲公司", 0, "postgresql://hr@db/presales")
    assert (said.calibration.mode, said.mail.security, said.publish.appeal_days) == ("enforce", "ssl", 7)


def test_a_file_from_notepad_is_read_whatever_its_encoding(tmp_path: Path) -> None:
    path = tmp_path / "presales.toml"
    for encoding in ("utf-8-sig", "gbk", "utf-16"):
        path.write_text('company = "甲公司"\r\n', encoding=encoding)
        assert settings.read(path).company == "甲公司"


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        ("due = 61", "due：填的是「61」。应为 ≤ 60"),
        ("due = -1", "due：填的是「-1」。应为 ≥ 0"),
        ('due = "3"', "due：填的是「3」。应为 123"),
        ('cohort = "company"', 'cohort：填的是「company」。应为 "role" / "team"'),
        ('company = " "', "company：填的是「 」。"),
        ("calibration = 1", "calibration：填的是「1」。应为 […]"),
        ('[calibration]\nmode = "on"', 'calibration.mode：填的是「on」。应为 "off" / "advise" / "enforce"'),
        ("[calibration]\npool_min = 0", "calibration.pool_min：填的是「0」。应为 ≥ 1"),
        ("[publish]\nappeal_days = 0", "publish.appeal_days：填的是「0」。应为 ≥ 1"),
        ("[mail]\nport = 70000", "mail.port：填的是「70000」。应为 ≤ 65535"),
        ('[mail]\npassword = "x"', "mail.password："),
        ("dew = 3", "dew："),
        ("due = \nlang = 1", "第 1 行"),
    ],
)
def test_a_slip_is_told_of_with_its_key_and_what_was_expected(tmp_path: Path, content: str, expected: str) -> None:
    messages = refused(lambda: settings.read(file(tmp_path, content)))
    assert len(messages) == 1
    assert expected in messages[0]


def test_all_slips_are_told_of_at_once_and_unknown_keys_come_first(tmp_path: Path) -> None:
    content = 'due = 99\nrooster = "x"\n[mail]\nport = 0\nhots = "y"'
    messages = refused(lambda: settings.read(file(tmp_path, content)))
    keys = [message.split("：")[0].split(" › ")[-1] for message in messages]
    assert keys == ["rooster", "mail.hots", "due", "mail.port"]


@pytest.mark.parametrize(
    "returns",
    [
        *("", "  ", "//服务器/考核", r"\\server\考核", r"D:\考核\交回", "D:/考核", "/Volumes/hr"),
        *("https://drive.example.com/hr", "hr@example.com", "mailto:hr@example.com", "smb://nas/hr"),
    ],
)
def test_a_place_for_returns_that_is_the_same_on_each_computer_is_not_remarked_on(returns: str) -> None:
    assert list(settings.relative_returns(Settings(returns=returns))) == []


@pytest.mark.parametrize("returns", ["returns", "./returns", r"..\交回", r"C:returns", r"\returns", "收件夹"])
def test_a_place_for_returns_that_is_another_one_on_each_computer_is_told_when_workbooks_are_generated(
    tmp_path: Path, returns: str
) -> None:
    [told] = settings.relative_returns(Settings(returns=returns))
    for lang in LANGUAGES:
        message = explain(lang, told)
        assert "presales.toml › returns" in message
        assert returns in message
    project = company(tmp_path, settings=f"returns = {json.dumps(returns)}")
    assert told in generate(project, parse_period("2026-11"), "zh").problems
