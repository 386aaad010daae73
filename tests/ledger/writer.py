"""What a process writes into a ledger, for tests of several at once and of one that is killed.

Each step issues one workbook (for everybody the same recipient), records a file with 3 entries and adds 1 fen to what
E1 is paid.
"""

from multiprocessing.connection import Connection
from pathlib import Path

from presales_xl.ledger import issues, payments, submissions
from presales_xl.ledger.ledger import Ledger
from tests.ledger.samples import PERIOD, SOURCE, WORKBOOK, entered

STAGES = ("locked", "issued", "recorded", "paid")


def write(test: "Connection[str, None]", place: str | Path, name: str, steps: int, *, stops: bool) -> None:
    """Write the steps and tell the test when each is done; with `stops` wait for its word at every stage of each."""

    def stage(name: str) -> None:
        if stops:
            test.send(name)
            test.recv()

    ledger = Ledger.open(place)
    for number in range(steps):
        mark = f"{name}-{number}"
        with ledger.step(name, "write", mark) as step:
            stage("locked")
            book = issues.issue(step, [issues.LedgerWorkbook(**vars(WORKBOOK) | {"digest": mark})])[0]
            stage("issued")
            scheme = issues.keep_scheme(step, SOURCE, "small")
            new = submissions.Submission(PERIOD, book.id, file=f"{mark}.xlsx", digest=mark, verdict="accepted")
            submissions.record(step, [(new, [entered(scheme, f"E{n}") for n in range(3)])])
            stage("recorded")
            due = payments.paid(step, PERIOD).get(("E1", "pay.bonus"), 0) + 1
            payments.settle(step, PERIOD, PERIOD, {("E1", "pay.bonus"): due})
            stage("paid")
        test.send("done")
