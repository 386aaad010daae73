"""Several processes at once, and processes that are killed: nothing is doubled, lost or half done."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from presales_xl.ledger import issues, payments, submissions
from presales_xl.ledger.ledger import Ledger, tail, verify
from tests.ledger.samples import PERIOD
from tests.ledger.writer import STAGES

CHECKOUT = Path(__file__).resolve().parents[2]


def writer(place: str | Path, name: str, steps: int, *options: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "tests.ledger.writer", str(place), name, str(steps), *options]
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=CHECKOUT, stdin=pipe, stdout=pipe, encoding="utf-8")


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
    for process in writers:
        said, _ = process.communicate()
        assert process.returncode == 0
        assert said.count("done") == 15
    assert steps_kept(Ledger.open(ledger_place)) == 45


@pytest.mark.parametrize("stage", STAGES)
def test_a_process_killed_within_a_step_leaves_the_ledger_as_it_was(ledger: Ledger, stage: str) -> None:
    with writer(ledger.where, "甲", 2, "stops") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        first, second = [*STAGES, "done"], list(STAGES[: STAGES.index(stage) + 1])
        for place, expected in enumerate([*first, *second], start=1):
            assert process.stdout.readline().strip() == expected
            if expected != "done" and place < len(first + second):
                process.stdin.write("\n")
                process.stdin.flush()
        process.kill()
    assert steps_kept(ledger) == 1
    with writer(ledger.where, "乙", 1) as another:
        another.communicate()
    assert steps_kept(ledger) == 2


def test_processes_killed_at_any_moment_leave_whole_steps_only(ledger: Ledger) -> None:
    chance = random.Random(5)  # noqa: S311 - moments, no secrets
    kept = 0
    for name in range(8):
        with writer(ledger.where, str(name), 1000) as process:
            assert process.stdout is not None
            process.stdout.readline()
            time.sleep(chance.uniform(0, 0.08))
            process.kill()
            told = 1 + process.stdout.read().count("done")
        now = steps_kept(ledger)
        assert told <= now - kept <= told + 1  # the last may be kept without having been told
        kept = now
