"""`presales-xl scheme adopt`: the scheme of a design workbook becomes one of the project, or a version of one."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import click

from presales_xl import catalogue, project
from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session, is_at_terminal, signed
from presales_xl.design.designbook.adoption import Proposal, keep, marked_copy, propose
from presales_xl.ledger import marks
from presales_xl.ledger.ledger import Ledger
from presales_xl.periods import Period, first_month
from presales_xl.scheme.errors import Problem, ProblemsError, warning
from presales_xl.settings import FILE

if TYPE_CHECKING:  # pandas, which is imported where something is tried
    from presales_xl.design.what_if_ledger import Moves

#: How many periods a scheme is tried on before it is adopted.
LAST = 3


@command(
    "adopt",
    click.argument("design_file", metavar="FILE", type=options.FILE),
    click.option("--from", "start", metavar="PERIOD", callback=options.period_of),
    click.option("--what-if/--no-what-if", "what_if", default=None),
    options.project_folder,
    options.force,
)
def adopt_scheme(
    session: Session, design_file: Path, start: Period | None, what_if: bool | None, project: Path, force: bool
) -> int:
    """Keep the scheme of a design workbook, or tell all that is wrong with it."""
    month = first_month(start.text) if start else ""
    try:
        proposal = propose(design_file, project / "schemes", month, force=force)
    except ProblemsError as error:
        if any(problem.place.cell for problem in error.problems):
            copy = marked_copy(design_file, error.problems, session.lang)
            code = session.tell(error.problems)
            session.complain(session.word("commands.adopt.copy", count=len(error.problems), file=copy))
            return code
        raise
    if not _tried(session, proposal, project, what_if):
        session.say("commands.adopt.left", "bold yellow")
        return 0
    adopted = keep(proposal)
    plan = adopted.plan
    session.say(
        "commands.done.adopt",
        "bold green",
        id=plan.scheme.id,
        name=plan.scheme.name[session.lang],
        indicators=len(plan.scheme.enabled()),
        file=adopted.file,
    )
    if proposal.figures is not None:
        session.say("commands.adopt.figures", count=len(proposal.figures))
    starts = [version.start for version in catalogue.versions(project / "schemes")[plan.scheme.id] if version.start]
    if month:
        session.say("commands.adopt.version", id=plan.scheme.id, start=month)
    elif starts:
        session.say("commands.adopt.before_versions", "bold yellow", start=starts[0])
    session.say("commands.done.adopt_next", id=plan.scheme.id)
    return session.tell([*adopted.asked, *_settled(project, plan.scheme.id, month)])


def _ledger(folder: Path) -> Ledger | None:
    """Return the ledger of a project, None where there is none yet."""
    if not (folder / FILE).is_file():
        return None
    try:
        return Ledger.open(project.load(folder).ledger, create=False)
    except ProblemsError as error:
        if any(problem.code != "ledger.missing" for problem in error.problems):
            raise
        return None


def _settled(folder: Path, scheme_id: str, month: str) -> Iterator[Problem]:
    """Yield a warning of the periods that are settled already and for which the version would hold."""
    ledger = _ledger(folder)
    if ledger is None or not month:
        return
    with ledger.reading() as read:
        begun = [period for period in marks.periods(read) if first_month(period) >= month]
        settled = [period for period in begun if "settled" in marks.state_of(marks.all_of(read, period))]
    if settled:
        yield warning("design.settled", periods=settled, scheme=scheme_id)


def _tried(session: Session, proposal: Proposal, folder: Path, wanted: bool | None) -> bool:
    """Show what a scheme would have done to the last periods, where that is wanted; whether to go on."""
    ledger = _ledger(folder)
    is_asked = wanted is None and is_at_terminal()
    if ledger is None or not (wanted or is_asked):
        return True
    from presales_xl.design import what_if_ledger  # noqa: PLC0415 - pandas, which is not needed without a ledger

    scheme = proposal.plan.scheme.id
    with ledger.reading() as read:
        periods = what_if_ledger.last_periods(read, scheme, LAST)
    if not periods:
        if wanted:
            session.say("commands.adopt.no_periods", id=scheme)
        return True
    named = session.word("page.join").join(period.text for period in periods)
    if is_asked and not click.confirm(session.word("commands.adopt.ask_what_if", periods=named), True, err=True):
        return True
    for period in periods:
        cases = what_if_ledger.try_cases(project.load(folder), scheme, [period], [proposal.plan], lang=session.lang)
        _show(session, period.text, what_if_ledger.moves(cases, 1))
        session.tell(cases.problems)
    return not is_asked or click.confirm(session.word("commands.adopt.ask_adopt"), True, err=True)


def _show(session: Session, period: str, moves: "Moves") -> None:
    """Print whose totals, grades and pay would have been others in a period."""
    session.say("commands.adopt.period", "bold cyan", period=period, results=moves.results)
    session.say("commands.adopt.totals", count=moves.totals, mean=signed(moves.mean), most=signed(moves.most))
    session.say("commands.adopt.grades", count=moves.better + moves.worse, up=moves.better, down=moves.worse)
    session.say("commands.adopt.pay", count=moves.paid, money=signed(moves.money))
