"""publish and appeal from the command line."""

from collections.abc import Callable
from pathlib import Path

import pytest

from presales_xl.cli import main
from presales_xl.ledger.ledger import Ledger, tail
from presales_xl.project import Project
from tests.cycle.published import collected
from tests.cycle.returned import PERIOD

Command = Callable[..., tuple[int, str, str]]


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project with results."""
    return collected(tmp_path)


@pytest.fixture
def command(project: Project, capsys: pytest.CaptureFixture[str]) -> Command:
    """Return a function that runs a command on the project: exit code, stdout, stderr."""

    def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        with pytest.raises(SystemExit) as left:
            main([*words, "--project", str(project.folder)])
        printed = capsys.readouterr()
        assert "Traceback" not in printed.err
        return int(left.value.code or 0), printed.out, printed.err

    return run


def test_publish_says_how_many_statements_there_are_and_where(project: Project, command: Command) -> None:
    code, out, err = command("publish", "2026-11", "--date", "2026-12-03", "--no-pdf")
    assert code == 0
    assert "还没有人校准" in err and "奖金还没有结算" in err, "steps that usually come before"
    assert out.startswith("2026-11 已公布（公布日期 2026-12-03）：3 份通知单，0 份 PDF。")
    assert str(project.results(PERIOD) / "report.html") in out


@pytest.mark.parametrize("written", ["2026-13-01", "12月3日", "20261203x"])
def test_a_date_that_is_none_is_refused(command: Command, written: str) -> None:
    code, _, err = command("publish", "2026-11", "--date", written)
    assert code == 1
    assert f"--date：「{written}」不是日期。" in err


def test_an_appeal_is_opened_listed_and_decided_with_the_change_shown(command: Command) -> None:
    command("publish", "2026-11", "--no-pdf")
    code, out, _ = command("appeal", "open", "2026-11", "E3", "--text", "应为 0")
    assert (code, out) == (0, "申诉已记录，编号 1：E3，2026-11。\n")
    assert "待处理" in command("appeal", "list")[1]
    code, out, _ = command("appeal", "decide", "1", "--upheld", "--note", "属实", "--set", "unresolved=0")
    assert code == 0
    squeezed = " ".join(out.split())
    assert "未解决客户数 12 0" in squeezed
    assert "总分 73 98" in squeezed
    assert "等级 B S" in squeezed
    assert "成立" in command("appeal", "list", "--period", "2026-11")[1]


def test_no_appeals_are_none(command: Command) -> None:
    assert command("appeal", "list")[1] == "没有申诉。\n"


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (("open", "2026-11", "E3"), "没有写申诉内容。"),
        (("open", "2026-10", "E3", "--text", "x"), "2026-10 还没有发放过工作簿。"),
        (("decide", "7", "--rejected", "--note", "x"), "7"),
        (("decide", "7", "--note", "x"), "没有写处理结果。"),
    ],
)
def test_what_is_lacking_is_told(command: Command, words: tuple[str, ...], expected: str) -> None:
    code, _, err = command("appeal", *words)
    assert code == 1
    assert expected in err


@pytest.mark.parametrize("option", ["--only", "--again"])
@pytest.mark.parametrize("verb", ["plan", "publish"])
def test_an_id_of_nobody_is_refused_before_anything_is_written(
    command: Command, project: Project, verb: str, option: str
) -> None:
    before = sorted(project.folder.rglob("*")), tail(Ledger.open(project.ledger), 1)
    code, _, err = command(verb, "2026-11", option, "E22")
    assert code == 1
    assert "本期没有收件人 E22。什么也没有做。请核对工号；相近的：E2" in " ".join(err.split()).replace("。 ", "。")
    assert (sorted(project.folder.rglob("*")), tail(Ledger.open(project.ledger), 1)) == before
    assert command(verb, "2026-11", option, "E2", "--dry-run")[0] == 0


def test_mailing_and_noting_as_sent_by_hand_at_once_is_refused_before_anything_is_written(
    command: Command, project: Project
) -> None:
    before = tail(Ledger.open(project.ledger), 1)
    assert "不能同时用邮件发送" in command("publish", "2026-11", "--by-hand", "--send")[2]
    assert tail(Ledger.open(project.ledger), 1) == before
