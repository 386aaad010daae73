"""`presales-xl plan`: everybody's plan of a period, with a form for answering."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import click

from presales_xl.cli import options
from presales_xl.cli.command import Command
from presales_xl.cli.console import Session
from presales_xl.cli.reopened import show_revised, tell_dry_run
from presales_xl.cli.send import mail_pages
from presales_xl.cycle.planning.plan import plan
from presales_xl.periods import Period
from presales_xl.project import Project


@click.command("plan", cls=Command)
@options.period
@options.day
@click.option("--no-pdf", "no_pdf", is_flag=True)
@options.really
@options.passwords
@options.again
@options.dry_run
@options.by
@options.project
@click.pass_obj
def write_plans(
    session: Session,
    period: Period,
    published_on: dt.date | None,
    no_pdf: bool,
    really: bool,
    passwords: Path | None,
    again: Sequence[str],
    dry_run: bool,
    project: Project,
) -> int:
    """Write a plan per employee, to be confirmed before the period is appraised."""
    how = {"with_pdf": not no_pdf, "dry_run": tell_dry_run(session, dry_run)}
    made = plan(project, period, session.lang, day=published_on, track=session.track, **how)
    code = session.tell(made.problems)
    counts = {"first": len(made.first), "revised": len(made.revised)}
    if dry_run:
        session.say("publish.plan.would_be", **counts)
    else:
        pdfs = sum(page.pdf.is_file() for page in made.pages)
        session.say("publish.plan.done", "bold green", period=period, count=len(made.pages), pdfs=pdfs, **counts)
    show_revised(session, made.revised)
    for file in () if dry_run else (made.folder, made.manifest):
        session.print(f"  {file}")
    pages = () if dry_run else made.pages
    return max(code, mail_pages(session, project, period, pages, really=really, passwords=passwords, again=again))
