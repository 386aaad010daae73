"""`presales-xl plan`: everybody's plan of a period, with a form for answering."""

import datetime as dt
from collections.abc import Mapping, Sequence

from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.cli.reopened import show_revised
from presales_xl.cli.send import mail_pages
from presales_xl.cores import Cores
from presales_xl.cycle.publishing.plan import plan
from presales_xl.periods import Period
from presales_xl.project import Project


@command(
    "plan",
    options.period,
    options.day,
    options.no_pdf,
    options.cores,
    *options.mailing,
    options.dry_run,
    *options.acting,
)
def write_plans(
    session: Session,
    period: Period,
    published_on: dt.date | None,
    no_pdf: bool,
    cores: Cores,
    really: bool,
    by_hand: bool,
    only: Sequence[str],
    passwords: Mapping[str, str] | None,
    again: Sequence[str],
    dry_run: bool,
    project: Project,
) -> int:
    """Write a plan per employee, to be confirmed before the period is appraised."""
    made = plan(
        project,
        period,
        session.lang,
        day=published_on,
        with_pdf=not no_pdf,
        track=session.track,
        recipients=[*only, *again],
        dry_run=dry_run,
        cores=cores,
    )
    code = session.tell(made.problems)
    if dry_run:
        session.say("publish.plan.would_be", **made.counts)
        if made.unwritten:
            session.say("publish.would_write", count=len(made.unwritten))
    else:
        session.print(made.in_words(period, session.lang), "bold yellow" if made.unwritten else "bold green")
    show_revised(session, made.revised)
    if dry_run:
        return code
    for file in (made.folder, made.manifest):
        session.print(f"  {file}")
    return max(
        code,
        mail_pages(
            session,
            project,
            period,
            made.pages,
            really=really,
            by_hand=by_hand,
            only=only,
            passwords=passwords,
            again=again,
        ),
    )
