"""A process that writes into a ledger, for tests of several at once and of one that is killed.

    python -m tests.ledger.writer PLACE NAME STEPS [stops]

Each step issues one workbook (for everybody the same recipient), records a file with 3 entries and adds 1 fen to what
E1 is paid. With `stops` it waits for a line on stdin at every stage of each step.
"""

import sys
from collections.abc import Callable

from presales_xl.ledger import issues, payments, submissions
from presales_xl.ledger.ledger import Ledger
from tests.ledger.samples import PERIOD, SOURCE, WORKBOOK, entered

STAGES = ("locked", "issued", "recorded", "paid")


def main(place: str, name: str, steps: int, stage: Callable[[str], None]) -> None:
    """Write the steps."""
    ledger = Ledger.open(place)
    for number in range(steps):
        mark = f"{name}-{number}"
        with ledger.step(name, "write", mark) as step:
            stage("locked")
            book = issues.issue(step, issues.LedgerWorkbook(**vars(WORKBOOK) | {"digest": mark}))
            stage("issued")
            scheme = issues.keep_scheme(step, SOURCE, "small")
            new = submissions.Submission(PERIOD, book.id, file=f"{mark}.xlsx", digest=mark, verdict="accepted")
            submissions.record(step, new, [entered(scheme, f"E{n}") for n in range(3)])
            stage("recorded")
            due = payments.paid(step, PERIOD).get(("E1", "pay.bonus"), 0) + 1
            payments.settle(step, PERIOD, PERIOD, {("E1", "pay.bonus"): due})
            stage("paid")
        print("done", flush=True)


def wait(stage: str) -> None:
    """Say which stage this is, and go on when told to."""
    print(stage, flush=True)
    sys.stdin.readline()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), wait if sys.argv[4:] == ["stops"] else lambda stage: None)
