"""核对台账: HR's check from the ribbon, the same as on the command line."""

import xlwings as xw

from presales_xl.addin.hr_steps import Result, Step, in_project
from presales_xl.addin.ribbon import Answer, Ask
from presales_xl.ledger.ledger import Ledger, tail, verify
from presales_xl.texts import text


def run(book: xw.Book, ask: Ask) -> Answer:
    """Say whether the log and every record are as they were written; ProblemsError `ledger.missing`."""
    return in_project(book, ask, _verified)


def _verified(step: Step) -> Result:
    ledger = Ledger.open(step.project.ledger, create=False)
    if problems := verify(ledger):
        return Result(problems=problems)
    last = tail(ledger, 1)[0]
    told = text(step.lang, "ledger.keep_hash", line=last.seq, at=last.at, hash=last.hash)
    return Result([text(step.lang, "ledger.verified", lines=last.seq), told])
