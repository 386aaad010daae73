"""`presales-xl ledger` as people use it."""

import json
from pathlib import Path

import pytest
from sqlalchemy import update

from presales_xl.cli import main
from presales_xl.ledger import tables
from presales_xl.ledger.engine import transaction
from presales_xl.ledger.ledger import Ledger, tail
from tests.cycle.company import read_csv
from tests.ledger.samples import whole_month


@pytest.fixture
def project(ledger_place: str | Path, tmp_path: Path) -> Path:
    """Return the folder of a project whose ledger holds a month."""
    whole_month(Ledger.open(ledger_place))
    (tmp_path / "presales.toml").write_text(
        f'company = "示例"\nledger = {json.dumps(str(ledger_place))}\n', encoding="utf-8"
    )
    return tmp_path


def run(capsys: pytest.CaptureFixture[str], *words: str | Path) -> tuple[int, str]:
    with pytest.raises(SystemExit) as left:
        main(["ledger", *map(str, words), "--lang", "zh-CN"])
    said = capsys.readouterr()
    assert "p%40ss" not in said.out + said.err
    return int(left.value.code or 0), said.out + said.err


def test_verify_says_that_all_is_well_and_a_hash_to_keep(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "verify", "--project", project)
    assert code == 0
    assert "台账完好：日志 7 条" in said
    kept = said.partition("校验码 ")[2][:64]
    assert run(capsys, "verify", "--project", project, "--known", kept)[0] == 0
    code, said = run(capsys, "verify", "--project", project, "--known", "abc")
    assert code == 1
    assert "abc" in said


def test_verify_names_what_was_changed(
    project: Path, ledger_place: str | Path, capsys: pytest.CaptureFixture[str]
) -> None:
    ledger = Ledger.open(ledger_place)
    with transaction(ledger._engine, ledger_place, writing=True) as connection:
        connection.execute(update(tables.result).where(tables.result.c.employee_id == "E2").values(grade="S"))
    code, said = run(capsys, "verify", "--project", project)
    assert code == 1
    assert "「考核结果」里的记录 2026-11 E2 被改过" in said


def test_log_lists_who_did_what(project: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, said = run(capsys, "log", "--project", project, "--last", "3")
    assert code == 0
    assert all(word in said for word in ("何芳", "calibrate", "settle", "appeal"))
    assert "generate" not in said


def test_without_a_ledger_both_say_how_one_is_made(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "presales.toml").write_text('company = "示例"\n', encoding="utf-8")
    for command in ("verify", "log"):
        code, said = run(capsys, command, "--project", tmp_path)
        assert code == 1
        assert "还没有台账" in said
    assert not (tmp_path / "ledger.sqlite").exists()


def test_the_whole_log_is_written_as_a_table_with_names_and_hashes(
    project: Path, ledger_place: str | Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, _ = run(capsys, "log", "--project", project, "--last", "1", "--csv", project / "log.csv")
    lines = tail(Ledger.open(ledger_place), None)
    rows = read_csv(project / "log.csv")
    assert code == 0
    assert [(row["操作人"], row["操作"], row["校验码"]) for row in rows] == [
        (line.actor, line.action, line.hash) for line in lines
    ]
