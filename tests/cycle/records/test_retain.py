"""After a time names go from ledger and folders: shown first, once, and such a period does not change any more."""

from dataclasses import replace
from pathlib import Path

import pytest

from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.collecting.status import status
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.publishing.plan import plan
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.records.dossier import dossier
from presales_xl.cycle.records.retain import retain
from presales_xl.cycle.standing import standings
from presales_xl.ledger.ledger import Ledger, tail, verify
from presales_xl.project import Project
from tests.cycle.company import refused
from tests.cycle.published import collected
from tests.cycle.returned import PERIOD

AHEAD = -12  # as if a year had passed


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """Return a project with statements and a dossier."""
    project = replace(collected(tmp_path), claimed="何芳")
    publish(project, PERIOD, "zh", with_pdf=False)
    dossier(project, "E1", "zh")
    return project


def files(project: Project) -> list[str]:
    folders = ("outbox", "inbox", "quarantine", "results", "records")
    return [path.name for name in folders for path in (project.folder / name).rglob("*") if path.is_file()]


def test_it_is_shown_first_and_a_period_whose_time_is_not_over_is_left_alone(project: Project) -> None:
    before, lines = files(project), tail(Ledger.open(project.ledger), 1)
    made = retain(project, months=AHEAD)
    assert (made.periods, len(made.files)) == (["2026-11"], len(before))
    assert (files(project), tail(Ledger.open(project.ledger), 1)) == (before, lines)
    nothing = retain(project, reason="满三年")
    assert (nothing.periods, nothing.files, files(project)) == ([], [], before)


def test_names_go_from_ledger_and_folders_and_the_ledger_proves_the_rest(project: Project) -> None:
    kept = tail(Ledger.open(project.ledger), 1)[0].hash
    made = retain(project, months=AHEAD, reason="满三年")
    assert made.people == 5  # three employees, two managers
    assert files(project) == []
    content = Path(project.ledger).read_bytes()
    names = ("张三", "李四", "王五", "赵一", "z@example.com")
    assert [name for name in names if name.encode() in content] == []
    ledger = Ledger.open(project.ledger)
    assert verify(ledger, kept) == []
    assert (tail(ledger, 1)[0].actor, tail(ledger, 1)[0].said()["reason"]) == ("何芳", "满三年")


def test_run_again_it_only_takes_away_files_that_a_run_did_not_get_to(project: Project) -> None:
    retain(project, months=AHEAD, reason="满三年")
    left = project.inbox(PERIOD) / "赵一_华东_2026-11.xlsx"
    left.parent.mkdir(parents=True)
    left.write_bytes(b"left")
    last = tail(Ledger.open(project.ledger), 1)
    made = retain(project, months=AHEAD, reason="满三年")
    assert (made.periods, made.files, left.exists()) == ([], [left], False)
    assert tail(Ledger.open(project.ledger), 1) == last


def test_such_a_period_is_neither_worked_out_nor_changed_any_more(project: Project) -> None:
    retain(project, months=AHEAD, reason="满三年")
    with Ledger.open(project.ledger).reading() as read:
        assert "已过保存期" in refused(lambda: standings(project, read, PERIOD, "zh"))[0]
    assert "已过保存期" in refused(lambda: generate(project, PERIOD, "zh"))[0]
    assert "已过保存期" in refused(lambda: collect(project, PERIOD, (), "zh"))[0]
    assert "已过保存期" in refused(lambda: status(project, PERIOD, "zh"))[0]
    assert "已过保存期" in refused(lambda: plan(project, PERIOD, "zh", with_pdf=False))[0]
    assert "已过保存期" in refused(lambda: publish(project, PERIOD, "zh", with_pdf=False))[0]
