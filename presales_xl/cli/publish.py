"""`presales-xl publish`: statements, lists, report."""

import datetime as dt
from collections.abc import Mapping, Sequence

from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.cli.reopened import show_reopened, show_revised
from presales_xl.cli.send import mail_pages
from presales_xl.cores import Cores
from presales_xl.cycle.publishing.publish import STATEMENTS, publish
from presales_xl.periods import Period
from presales_xl.project import Project


@command("publish", options.period, options.day, options.no_pdf, options.cores, *options.mailing, *options.changing)
def publish_results(
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
    reopen: str,
    dry_run: bool,
    project: Project,
) -> int:
    """Write a statement per employee, the lists for HR and the management report."""
    made = publish(
        project,
        period,
        session.lang,
        day=published_on,
        with_pdf=not no_pdf,
        track=session.track,
        reopen=reopen,
        recipients=[*only, *again],
        dry_run=dry_run,
        cores=cores,
    )
    code = session.tell(made.problems)
    show_reopened(session, made.affected)
    if dry_run:
        session.say("publish.would_be", first=len(made.first), revised=len(made.revised))
        if made.unwritten:
            session.say("publish.would_write", count=len(made.unwritten))
    else:
        session.print(made.in_words(period, session.lang), "bold yellow" if made.unwritten else "bold green")
    show_revised(session, made.revised)
    if dry_run:
        return code
    for file in (made.folder / STATEMENTS, *made.files):
        session.print(f"  {file}")
    return max(
        code,
        mail_pages(
            session,
            project,
            period,
            made.documents,
            really=really,
            by_hand=by_hand,
            only=only,
            passwords=passwords,
            again=again,
        ),
    )
