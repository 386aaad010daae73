"""`presales-xl generate`: a workbook per manager and a form per rater."""

from pathlib import Path

import click

from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.cli.reopened import show_reopened
from presales_xl.cores import Cores
from presales_xl.cycle.generating.generate import generate
from presales_xl.periods import Period
from presales_xl.project import Project


@command(
    "generate",
    options.period,
    *options.acting,
    click.option("--prefill", metavar="FILE", type=options.FILE),
    options.cores,
    options.reopen,
    options.dry_run,
    click.option("--keep-versions", is_flag=True),
)
def generate_workbooks(
    session: Session,
    period: Period,
    project: Project,
    prefill: Path | None,
    cores: Cores,
    reopen: str,
    dry_run: bool,
    keep_versions: bool,
) -> int:
    """Write the managers' workbooks."""
    how = {"dry_run": dry_run, "keep_versions": keep_versions}
    made = generate(
        project, period, session.lang, prefill=prefill, track=session.track, reopen=reopen, cores=cores, **how
    )
    code = session.tell(made.problems)
    show_reopened(session, made.affected)
    if made.files:
        outbox, inbox = project.outbox(period), project.inbox(period)
        session.print(made.in_words(outbox, session.lang), "bold yellow" if made.unwritten else "bold green")
        if not (dry_run or made.unwritten):
            session.say("commands.done.generate_next", inbox=inbox, period=period)
    return code
