"""Several processes at once, and processes that are killed: nothing is doubled, lost or half done."""

import random
import time
from contextlib import suppress
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import NamedTuple

import pytest

from presales_xl.ledger import issues, payments, submissions
from presales_xl.ledger.ledger import Ledger, tail, verify
from tests.ledger.samples import PERIOD
from tests.ledger.writer import STAGES, write
from tests.processes import context, started


class Writer(NamedTuple):
    process: BaseProcess
    told: "Connection[None, str]"

    def everything(self) -> list[str]:
        """Return what it tells until it ends."""
        lines = []
        with suppress(EOFError, OSError):
            while True:
                lines.append(self.told.recv())
        self.process.join()
        self.told.close()
        return lines


def writer(place: str | Path, name: str, steps: int, *, stops: bool = False) -> Writer:
    told, test = context().Pipe()
    process = started(write, test, place, name, steps, stops=stops)
    test.close()
    return Writer(process, told)


def steps_kept(ledger: Ledger) -> int:
    """Return how many steps the ledger holds, each of them whole."""
    assert verify(ledger) == []
    marks = [line.subject for line in tail(ledger, 10_000) if line.action == "write"]
    assert len(set(marks)) == len(marks)
    with ledger.reading() as read:
        books = issues.all_of(read, PERIOD)
        files = submissions.all_of(read, PERIOD)
        assert [book.issue for book in books] == list(range(1, len(marks) + 1))
        assert [book.digest for book in books] == marks
        assert [file.digest for file in files] == marks
        assert all(len(submissions.entered(read, file.id)) == 3 for file in files)
        assert len(payments.lines(read)) == len(marks)
        assert sum(payments.paid(read, PERIOD).values()) == len(marks)
    return len(marks)


def test_processes_that_write_at_once_neither_double_nor_lose_anything(ledger_place: str | Path) -> None:
    writers = [writer(ledger_place, name, 15) for name in ("甲", "乙", "丙")]  # they also make the ledger at once
    for writing in writers:
        assert writing.everything() == ["done"] * 15
        assert writing.process.exitcode == 0
    assert steps_kept(Ledger.open(ledger_place)) == 45


@pytest.mark.parametrize("stage", STAGES)
def test_a_process_killed_within_a_step_leaves_the_ledger_as_it_was(ledger: Ledger, stage: str) -> None:
    stopping = writer(ledger.where, "甲", 2, stops=True)
    first, second = [*STAGES, "done"], list(STAGES[: STAGES.index(stage) + 1])
    for place, expected in enumerate([*first, *second], start=1):
        assert stopping.told.recv() == expected
        if expected != "done" and place < len(first + second):
            stopping.told.send(None)
    stopping.process.kill()
    assert stopping.everything() == []
    assert steps_kept(ledger) == 1
    assert writer(ledger.where, "乙", 1).everything() == ["done"]
    assert steps_kept(ledger) == 2


def test_processes_killed_at_any_moment_leave_whole_steps_only(ledger: Ledger) -> None:
    chance = random.Random(5)  # noqa: S311 - moments, no secrets
    kept = 0
    for name in range(8):
        writing = writer(ledger.where, str(name), 1000)
        writing.told.recv()
        time.sleep(chance.uniform(0, 0.08))
        writing.process.kill()
        told = 1 + len(writing.everything())
        now = steps_kept(ledger)
        assert told <= now - kept <= told + 1  # the last may be kept without having been told
        kept = now
