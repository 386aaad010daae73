"""结算: HR's verb from the ribbon, the same as on the command line: what would be paid is shown first."""

import xlwings as xw

from presales_xl.addin.hr_steps import answer, cancelled, chosen_period, with_reason
from presales_xl.addin.ribbon import Answer, Ask
from presales_xl.cycle.settling.settle import Settled, settle
from presales_xl.ledger.ledger import Ledger
from presales_xl.people.pay import yuan
from presales_xl.texts import text


def run(book: xw.Book, ask: Ask) -> Answer:
    """Say what would be paid, and settle when that is agreed; nothing is written else.

    Where nothing is new, ask whether the payroll was handed over, which is noted. ProblemsError as `settle`.
    """
    chosen = chosen_period(book, ask)
    if chosen is None:
        return cancelled(ask.lang)
    project, period = chosen
    ledger = Ledger.open(project.ledger, create=False)

    def settled(reason: str, *, dry_run: bool = False, paid_out: bool = False) -> Settled:
        how = {"paid_out": paid_out, "dry_run": dry_run}
        return settle(project, ledger, period, project.lang, reopen=reason, **how)

    would, reason = with_reason(lambda given: settled(given, dry_run=True), ask)
    due = {"people": would.payroll.heads(), "payable": yuan(would.payroll.sums()["payable"])}
    if would.added:
        added = yuan(sum(line.fen for line in would.added))
        if not ask.yes(text(ask.lang, "buttons.settle_pay.agree", period=period, added=added, **due)):
            return cancelled(ask.lang)
    paid_out = not would.added and ask.yes(text(ask.lang, "buttons.settle_pay.handed_over", period=period, **due))
    made = settled(reason, paid_out=paid_out)
    sums = {key: yuan(amount) for key, amount in made.payroll.sums().items()}
    lines = [text(ask.lang, "settlement.done", period=period, people=made.payroll.heads(), **sums)]
    if made.added:
        amount = yuan(sum(line.fen for line in made.added))
        lines.append(text(ask.lang, "settlement.added", lines=len(made.added), amount=amount))
    else:
        lines.append(text(ask.lang, "settlement.nothing_added"))
    if paid_out:
        lines.append(text(ask.lang, "settlement.paid_out", period=period))
    return answer([*lines, *map(str, made.files)], made.problems, ask.lang)
