"""核对台账: HR's check from the ribbon, the same as on the command line."""

from presales_xl.addin.hr_steps import HrStep, StepResult, in_project
from presales_xl.addin.native import Book
from presales_xl.addin.ribbon import Ask, Reply
from presales_xl.ledger.ledger import Ledger, tail, verify
from presales_xl.texts import text


def run(book: Book, ask: Ask) -> Reply:
    """Say whether the log and every record are as they were written, up to a hash that HR may have kept, too.

    ProblemsError `ledger.missing`.
    """
    return in_project(book, ask, _verified)


def _verified(step: HrStep) -> StepResult:
    ledger = Ledger.open(step.project.ledger, create=False)
    known = step.ask.line(text(step.lang, "buttons.verify_ledger.known"), "") or ""
    if problems := verify(ledger, known):
        return StepResult(problems=problems)
    last = tail(ledger, 1)[0]
    told = text(step.lang, "ledger.keep_hash", line=last.seq, at=last.at, hash=last.hash)
    found = [text(step.lang, "buttons.verify_ledger.found")] if known.strip() else []
    return StepResult([text(step.lang, "ledger.verified", lines=last.seq), *found, told])
