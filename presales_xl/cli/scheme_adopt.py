"""`presales-xl scheme adopt`: the scheme of a design workbook becomes one of the project, or a version of one."""

from pathlib import Path

import click

from presales_xl import catalogue
from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session, is_at_terminal, says_yes
from presales_xl.design import trial
from presales_xl.design.designbook.adoption import Proposal, keep, marked_copy, propose
from presales_xl.periods import Period, first_month
from presales_xl.scheme.errors import ProblemsError


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
    asked, plan = keep(proposal), proposal.plan
    session.say(
        "commands.done.adopt",
        "bold green",
        id=plan.scheme.id,
        name=plan.scheme.name[session.lang],
        indicators=len(plan.scheme.enabled()),
        file=proposal.file,
    )
    if proposal.figures is not None:
        session.say("commands.adopt.figures", count=len(proposal.figures))
    starts = [version.start for version in catalogue.versions(project / "schemes")[plan.scheme.id] if version.start]
    if month:
        session.say("commands.adopt.version", id=plan.scheme.id, start=month)
    elif starts:
        session.say("commands.adopt.before_versions", "bold yellow", start=starts[0])
    session.say("commands.done.adopt_next", id=plan.scheme.id)
    return session.tell([*asked, *trial.issued_before(project, plan.scheme.id)])


def _tried(session: Session, proposal: Proposal, folder: Path, wanted: bool | None) -> bool:
    """Show what a scheme would have done to the last periods, where that is wanted; whether to go on."""
    is_asked = wanted is None and is_at_terminal()
    if trial.ledger_of(folder) is None or not (wanted or is_asked):
        return True
    scheme = proposal.plan.scheme.id
    periods = trial.periods_of(folder, scheme)
    if not periods:
        if wanted:
            session.say("commands.adopt.no_periods", id=scheme)
        return True
    named = session.word("page.join").join(period.text for period in periods)
    question = session.word("commands.adopt.ask_what_if", periods=named)
    if is_asked and not says_yes(question, session.lang, proposed=True):
        return True
    for period, moves, problems in trial.tried(folder, proposal.plan, periods, session.lang):
        head, *lines = trial.in_words(period, moves, session.lang)
        session.print(head, "bold cyan")
        for line in lines:
            session.print(line)
        session.tell(problems)
    return not is_asked or says_yes(session.word("commands.adopt.ask_adopt"), session.lang, proposed=True)
