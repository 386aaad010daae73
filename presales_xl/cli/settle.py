"""`presales-xl settle`: what is paid in a period, and what the ledger says of it."""

import click

from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.cli.reopened import show_reopened
from presales_xl.cycle.next_steps import ahead_of
from presales_xl.cycle.settling.debts import returned_written
from presales_xl.cycle.settling.payroll_files import written_payable
from presales_xl.cycle.settling.settle import Settled, settle
from presales_xl.ledger.ledger import Ledger
from presales_xl.people.appraised import fen, yuan
from presales_xl.periods import Period
from presales_xl.project import Project


@command(
    "settle",
    options.period,
    click.option("--budget", metavar="YUAN", type=click.FloatRange(min=0)),
    click.option("--deduct/--no-deduct", "deduct", default=None),
    click.option("--returned", "returned", metavar="ID[=YUAN]", multiple=True),
    click.option("--paid-out", "paid_out", is_flag=True),
    click.option("--current-settings", "current_settings", is_flag=True),
    *options.changing,
)
def settle_pay(
    session: Session,
    period: Period,
    budget: float | None,
    deduct: bool | None,
    returned: tuple[str, ...],
    paid_out: bool,
    current_settings: bool,
    reopen: str,
    dry_run: bool,
    project: Project,
) -> int:
    """Settle a period and write its payroll."""
    ledger = Ledger.open(project.ledger, create=False)
    limit = None if budget is None else fen(round(budget, 2))
    as_written = written_payable(project.results(period))
    made = settle(
        project,
        ledger,
        period,
        session.lang,
        budget=limit,
        deduct=deduct,
        returned=returned_written(";".join(returned)),
        paid_out=paid_out,
        current_settings=current_settings or None,
        reopen=reopen,
        dry_run=dry_run,
    )
    code, payroll = session.tell(made.problems), made.payroll
    if made.settings:  # that was done, though nobody may be settled by them yet
        key = "settlement.would_change_settings" if dry_run else "settlement.settings"
        session.say(key, period=period, found=session.word("problems.comma").join(made.settings))
    else:
        payroll.refuse_nobody(session.lang)
    show_reopened(session, made.affected)
    if payroll.lines or not made.settings:
        _tell_payroll(session, made, as_written, period=period, dry_run=dry_run)
    if limit is not None:
        session.say("settlement.budget", budget=yuan(limit), left=yuan(limit - payroll.payable))
    if paid_out:
        session.say("settlement.would_be_paid_out" if dry_run else "settlement.paid_out", period=period)
    for file in made.files:
        session.print(f"  {file}")
    if not dry_run:
        session.print(ahead_of(project, period, session.lang).comes_next(made.affected), "bold")
    return code


def _tell_payroll(session: Session, made: Settled, as_written: int | None, *, period: Period, dry_run: bool) -> None:
    """Tell what a payroll comes to, and what is new in it or in its files since they were written."""
    payroll = made.payroll
    shown = {key: yuan(amount) for key, amount in payroll.sums().items()}
    session.say("settlement.done", "bold green", period=period, people=payroll.heads(), **shown)
    if made.files or dry_run:
        session.say("settlement.tied", lines=len(payroll.lines), total=yuan(payroll.total()))
    if made.added:
        key = "settlement.would_add" if dry_run else "settlement.added"
        session.say(key, lines=len(made.added), amount=yuan(sum(line.fen for line in made.added)))
    elif as_written in (None, payroll.payable):
        session.say("settlement.nothing_added")
    elif made.files or dry_run:
        key = "settlement.would_rewrite" if dry_run else "settlement.rewritten"
        session.say(key, before=yuan(as_written or 0), after=yuan(payroll.payable))
