"""`presales-xl settle`: what is paid in a period, and what the ledger says of it."""

from typing import Annotated

import typer

from presales_xl import project as projects
from presales_xl.cli.language import Command
from presales_xl.cli.options import HERE, Lang, Period, ProjectFolder, app, session_of
from presales_xl.cycle.settling import settle as settling
from presales_xl.cycle.settling.payroll import fen, yuan
from presales_xl.ledger.ledger import Ledger
from presales_xl.periods import parse_period
from presales_xl.texts import text


@app.command(cls=Command)
def settle(
    context: typer.Context,
    period: Period,
    budget: Annotated[float | None, typer.Option("--budget", metavar="YUAN", min=0)] = None,
    deduct: Annotated[bool, typer.Option("--deduct")] = False,
    paid_out: Annotated[bool, typer.Option("--paid-out")] = False,
    project: ProjectFolder = HERE,
    lang: Lang = None,
) -> int:
    """Settle a period and write its payroll."""
    session = session_of(context)
    when, where = parse_period(period), projects.load(project)
    ledger = Ledger.open(where.ledger, create=False)
    limit = None if budget is None else fen(round(budget, 2))
    made = settling.settle(where, ledger, when, session.lang, budget=limit, deduct=deduct, paid_out=paid_out)
    code, payroll = session.tell(made.problems), made.payroll

    def tell(key: str, style: str = "", **fields: object) -> None:
        session.print(text(session.lang, f"settlement.{key}", **fields), style)

    sums = {
        "payable": payroll.payable,
        "regular": payroll.total("regular"),
        "correction": payroll.total("correction"),
        "returned": -payroll.total("return"),
    }
    shown = {key: yuan(amount) for key, amount in sums.items()}
    tell("done", "bold green", period=when, people=len(payroll.by_person()), **shown)
    tell("tied", lines=len(payroll.lines), total=yuan(payroll.total()))
    if made.added:
        tell("added", lines=len(made.added), amount=yuan(sum(line.fen for line in made.added)))
    else:
        tell("nothing_added")
    if limit is not None:
        tell("budget", budget=yuan(limit), left=yuan(limit - payroll.payable))
    if paid_out:
        tell("paid_out", period=when)
    for file in made.files:
        session.print(f"  {file}")
    return code
