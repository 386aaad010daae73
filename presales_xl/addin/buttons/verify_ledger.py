"""核对台账: HR's check from the ribbon, the same as on the command line."""

import xlwings as xw

from presales_xl.addin.hr_steps import answer, cancelled, chosen_project
from presales_xl.addin.ribbon import Answer, Ask
from presales_xl.ledger.ledger import Ledger, tail, verify
from presales_xl.texts import text


def run(book: xw.Book, ask: Ask) -> Answer:
    """Say whether the log and every record are as they were written; ProblemsError `ledger.missing`."""
    project = chosen_project(book, ask)
    if project is None:
        return cancelled(ask.lang)
    ledger = Ledger.open(project.ledger, create=False)
    if problems := verify(ledger):
        return answer([], problems, ask.lang)
    last = tail(ledger, 1)[0]
    told = text(ask.lang, "ledger.keep_hash", line=last.seq, at=last.at, hash=last.hash)
    return Answer(f"{text(ask.lang, 'ledger.verified', lines=last.seq)}\n{told}")
