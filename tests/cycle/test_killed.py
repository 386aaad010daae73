"""`generate` and `collect` as real processes: killed anywhere and run again, and two at once on one ledger."""

import os
import random
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Row, select

from presales_xl.cycle.answering import people_told
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.generating.generate import generate
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.records.dossier import dossier
from presales_xl.cycle.records.retain import retain
from presales_xl.ledger import publications, tables
from presales_xl.ledger.ledger import Ledger, verify
from presales_xl.project import Project
from presales_xl.workbook import reader
from presales_xl.workbook.layout import IDENTITY
from tests.cycle.company import Sheets, company, opened
from tests.cycle.returned import FIRST, PERIOD, returned
from tests.processes import command, started

CHECKOUT = Path(__file__).resolve().parents[2]
KILLS = 6
AMONG_PROCESSES = 3  # kills where each run starts several interpreters
_TIMES = {"at", "opened_at", "issued_at", "received_at", "computed_at", "saved"}
_DAYS = {"day", "answer_by"}  # of a form for approving: it is asked for on the day that it is, whatever is said


def seconds(project: Project, *words: str) -> float:
    """Run a command to its end and return how long it took."""
    begun = time.monotonic()
    command(project, *words).join()
    return time.monotonic() - begun


def killed(project: Project, length: float, *words: str) -> None:
    """Start a command again and again, and kill it each time somewhere on its way."""
    broken_off(partial(command, project, *words), length)


def broken_off(start: Callable[[], BaseProcess], length: float, kills: int = KILLS) -> None:
    """Start a process again and again that takes so many seconds, and kill it each time somewhere on its way."""
    chance = random.Random(11)  # noqa: S311 - moments, no secrets
    for part in range(kills):
        running = start()
        time.sleep(length * (part + chance.random()) / kills)
        running.kill()
        running.join()


def killed_among_processes(
    work: Callable[[Project, int], object], project: Project, other: Project, count: int
) -> None:
    """Do work by so many processes on `other`, and on `project` kill it again and again before it is done there."""
    begun = time.monotonic()
    work(other, count)
    broken_off(partial(started, work, project, count), time.monotonic() - begun, AMONG_PROCESSES)
    work(project, count)


def dying_at(effect: int, work: Callable[[], object]) -> None:
    """Do some work in this process, and die as if killed just before a change of files, by its number from 1."""
    changes = 0

    def count(event: str, _arguments: object) -> None:
        nonlocal changes
        changes += event in ("os.remove", "os.rmdir", "os.rename")
        if changes == effect:
            os._exit(9)

    sys.addaudithook(count)
    work()


def content(project: Project) -> dict[str, list[dict[str, Any]]]:
    """Return what the ledger holds but for the log and what the clock says; it must be as the log says."""
    ledger = Ledger.open(project.ledger)
    assert verify(ledger) == []
    state = {}
    with ledger.reading() as read:
        for table in tables.metadata.sorted_tables:
            if table.name not in (tables.log.name, tables.meta.name):
                state[table.name] = sorted((_timeless(row) for row in read.all(select(table))), key=str)
    return state


def _timeless(row: Row[Any]) -> dict[str, Any]:
    left_out = _TIMES | (_DAYS if row._mapping.get("document") == "approval" else set())
    return {name: value for name, value in row._mapping.items() if name not in left_out}


def is_left(path: Path) -> bool:
    """Return whether a file or folder is what a kill left, which the next run removes."""
    return "/.presales-" in path.as_posix()


def files(project: Project) -> dict[str, object]:
    """Return every file that is there for somebody to read, with what a workbook was issued as."""
    places = (project.outbox(PERIOD), project.inbox(PERIOD), project.quarantine(PERIOD), project.results(PERIOD))
    state: dict[str, object] = {}
    for place in places:
        for path in place.rglob("*"):
            if path.is_file() and not is_left(path):
                name = path.relative_to(project.folder).as_posix()
                issued = path.is_relative_to(project.outbox(PERIOD))
                state[name] = reader.read_one(path)[IDENTITY] if issued else path.suffix == ".csv" and path.read_bytes()
    return state


def twin(project: Project, folder: Path) -> Project:
    """Return a copy of a project; its ledger must be a file."""
    shutil.copytree(project.folder, folder)
    return Project(folder, project.company, project.lang, project.settings)


def more_people(sheets: Sheets) -> None:
    sheets["员工"] += [[f"E{n}", f"员工{n}", f"M{n}", "工程师", None] for n in range(10, 16)]
    sheets["经理"] += [[f"M{n}", f"经理{n}", f"团队{n}", None] for n in range(10, 16)]


def test_generate_killed_anywhere_and_run_again_ends_in_the_same_state(tmp_path: Path) -> None:
    project = company(returned(tmp_path / "a").folder, more_people)
    other = twin(project, tmp_path / "b")
    length = seconds(other, "generate", PERIOD.text)
    killed(project, length, "generate", PERIOD.text)
    seconds(project, "generate", PERIOD.text)
    assert content(project) == content(other)
    assert files(project) == files(other)


def test_collect_killed_anywhere_and_run_again_ends_in_the_same_state(tmp_path: Path) -> None:
    project = returned(tmp_path / "a")
    for number in range(8):
        (project.inbox(PERIOD) / f"坏{number}.xlsx").write_bytes(b"x" * (number + 1))
    other = twin(project, tmp_path / "b")
    length = seconds(other, "collect", PERIOD.text)
    killed(project, length, "collect", PERIOD.text)
    seconds(project, "collect", PERIOD.text)
    assert content(project) == content(other)
    assert files(project) == files(other)
    assert len(list(project.quarantine(PERIOD).glob("*.xlsx"))) == 8


def test_plans_and_answers_killed_anywhere_and_run_again_end_in_the_same_state(tmp_path: Path) -> None:
    project = company(returned(tmp_path / "a").folder, more_people)
    seconds(project, "generate", PERIOD.text)
    other = twin(project, tmp_path / "b")
    words = ("plan", PERIOD.text, "--no-pdf", "--date=2026-11-02")
    killed(project, seconds(other, *words), *words)
    seconds(project, *words)
    assert content(project) == content(other)
    assert files(project) == files(other)
    for place in (project, other):
        for form in (place.results(PERIOD) / "plans").rglob("*.xlsx"):
            book = opened(form)
            book.worksheets[0]["E6"].value = "已知悉并确认"
            book.save(place.inbox(PERIOD) / form.name)
    length = seconds(other, "collect", PERIOD.text)
    killed(project, length, "collect", PERIOD.text)
    seconds(project, "collect", PERIOD.text)
    with Ledger.open(project.ledger).reading() as read:
        told = people_told(read, PERIOD.text, "plan")
        assert [each.decision for each in told] == ["confirmed"] * 9
        assert len(publications.answers_of(read, PERIOD.text)) == 9
    assert verify(Ledger.open(project.ledger)) == []


def test_approvals_killed_anywhere_and_run_again_are_asked_and_recorded_once(tmp_path: Path) -> None:
    def approver(sheets: Sheets) -> None:
        sheets["经理"] = [[*row, more] for row, more in zip(sheets["经理"], ("审批人", "王总", "王总"), strict=True)]

    project = company(returned(tmp_path / "a").folder, approver, "approval = true\n")
    collect(project, PERIOD, (), "zh")
    other = twin(project, tmp_path / "b")
    for words in (("approve", PERIOD.text), ("approve", PERIOD.text, "E2", "--approved", "--reason", "会上同意")):
        killed(project, seconds(other, *words), *words)
        seconds(project, *words)
        assert content(project) == content(other)
        assert files(project) == files(other)
    assert (len(content(project)["publication"]), len(content(project)["answer"])) == (1, 1)


def test_names_that_are_to_go_are_in_no_file_once_a_killed_retention_was_run_again(tmp_path: Path) -> None:
    project = returned(tmp_path / "a")
    collect(project, PERIOD, (), "zh")
    publish(project, PERIOD, "zh", with_pdf=False)
    dossier(project, "E1", "zh")
    again = partial(retain, months=-12, reason="满三年")  # as if a year had passed
    effect, code = 0, 9
    while code == 9:
        effect += 4
        other = twin(project, tmp_path / str(effect))
        process = started(dying_at, effect, partial(again, other))
        process.join()
        code = process.exitcode or 0
        again(other)
        assert not [path for path in other.folder.rglob("*") if path.is_file() and path.parent != other.folder]
        assert verify(Ledger.open(other.ledger)) == []
        assert "张三".encode() not in Path(other.ledger).read_bytes()
    assert effect > 20


def test_a_file_in_the_outbox_that_the_ledger_never_knew_is_written_again(tmp_path: Path) -> None:
    project = returned(tmp_path / "a")
    other = company(twin(project, tmp_path / "b").folder, lambda sheets: sheets["员工"][1].__setitem__(1, "张三丰"))
    seconds(other, "generate", PERIOD.text)
    shutil.copy(other.outbox(PERIOD) / FIRST, project.outbox(PERIOD) / FIRST)  # as if killed before the ledger's line
    before = content(project)
    seconds(project, "generate", PERIOD.text)
    assert content(project) == before
    assert ["person", "工程师", "E1", "张三"] in [
        row[:4] for row in reader.read_one(project.outbox(PERIOD) / FIRST)[IDENTITY]
    ]


def test_what_a_killed_process_left_in_the_outbox_goes_with_the_next_run(tmp_path: Path) -> None:
    project = company(returned(tmp_path).folder, more_people)
    left = f"with draft(Path({str(project.outbox(PERIOD) / 'x')!r})): os._exit(9)"
    code = f"import os\nfrom pathlib import Path\nfrom presales_xl.files import draft\n{left}"
    subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, check=False)
    assert list(project.outbox(PERIOD).glob(".presales-*"))
    generate(project, PERIOD, "zh")
    assert list(project.outbox(PERIOD).glob(".presales-*")) == []


@pytest.mark.parametrize("place", ["sqlite", "postgresql"])
def test_two_collects_at_once_neither_double_nor_lose_anything(
    tmp_path: Path, place: str, request: pytest.FixtureRequest
) -> None:
    project = returned(tmp_path)
    for number in range(4):
        (project.inbox(PERIOD) / f"坏{number}.xlsx").write_bytes(b"x" * (number + 1))
    if place == "postgresql":
        url = request.getfixturevalue("postgresql").database()
        project = company(tmp_path, None, f'ledger = "{url}"\n')
        seconds(project, "generate", PERIOD.text, "--reopen", "换了台账")
    both = [command(project, "collect", PERIOD.text) for _ in range(2)]
    for one in both:
        one.join()
    state = content(project)
    assert len(state["submission"]) == 6
    assert sorted(row["verdict"] for row in state["submission"]) == ["accepted"] * 2 + ["set_aside"] * 4
    assert {row["employee_id"]: row["held"] for row in state["result"]} == {"E1": "", "E2": "", "E3": ""}
    assert len(list(project.quarantine(PERIOD).glob("*.xlsx"))) == 4
    assert len(list(project.inbox(PERIOD).iterdir())) == 2
    before = content(project)
    seconds(project, "collect", PERIOD.text)
    assert content(project) == before


def test_two_generates_at_once_issue_each_workbook_once(tmp_path: Path) -> None:
    project = company(tmp_path, more_people)
    both = [command(project, "generate", PERIOD.text) for _ in range(2)]
    for one in both:
        one.join()
    state = content(project)
    assert sorted(row["issue"] for row in state["workbook"]) == [1] * 8
    seals = {row["file"]: row["seal"] for row in state["workbook"]}
    for name, seal in seals.items():
        rows = reader.read_one(project.outbox(PERIOD) / name)[IDENTITY]
        assert rows[-1][:2] == ["seal", seal]
