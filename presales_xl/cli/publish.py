"""`presales-xl publish`: statements, lists, report."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import click

from presales_xl.cli import options
from presales_xl.cli.command import Command
from presales_xl.cli.console import Session
from presales_xl.cli.reopened import show_reopened, show_revised, tell_dry_run
from presales_xl.cli.send import mail_pages
from presales_xl.cycle.publishing.publish import STATEMENTS, publish
from presales_xl.periods import Period
from presales_xl.project import Project


@click.command("publish", cls=Command)
@options.period
@options.day
@click.option("--no-pdf", "no_pdf", is_flag=True)
@options.really
@options.passwords
@options.again
@options.reopen
@options.dry_run
@options.by
@options.project
@click.pass_obj
def publish_results(
    session: Session,
    period: Period,
    published_on: dt.date | None,
    no_pdf: bool,
    really: bool,
    passwords: Path | None,
    again: Sequence[str],
    reopen: str,
    dry_run: bool,
    project: Project,
) -> int:
    """Write a statement per employee, the lists for HR and the management report."""
    how = {"with_pdf": not no_pdf, "dry_run": tell_dry_run(session, dry_run)}
    made = publish(project, period, session.lang, day=published_on, track=session.track, reopen=reopen, **how)
    code = session.tell(made.problems)
    show_reopened(session, made.affected)
    counts = {"count": len(made.pages), "pdfs": len(made.pdfs)}
    if dry_run:
        session.say("publish.would_be", first=len(made.first), revised=len(made.revised))
    else:
        session.say("publish.done", "bold green", period=period, day=made.day, **counts)
    show_revised(session, made.revised)
    for file in () if dry_run else (made.folder / STATEMENTS, *made.files):
        session.print(f"  {file}")
    pages = () if dry_run else made.documents
    return max(code, mail_pages(session, project, period, pages, really=really, passwords=passwords, again=again))
