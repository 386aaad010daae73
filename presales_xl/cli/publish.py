"""`presales-xl publish`: statements, lists, report."""

import datetime as dt

import click

from presales_xl.cli import options
from presales_xl.cli.command import Command
from presales_xl.cli.console import Session
from presales_xl.cli.reopened import show_reopened, tell_dry_run
from presales_xl.cycle.changes import in_one_line
from presales_xl.cycle.publishing.publish import STATEMENTS, publish
from presales_xl.periods import Period
from presales_xl.project import Project
from presales_xl.scheme.errors import Place, fail


def _day(_ctx: click.Context, _param: click.Parameter, written: str | None) -> dt.date | None:
    try:
        return dt.date.fromisoformat(written) if written else None
    except ValueError:
        raise fail("publish.day", Place(field="--date"), found=written) from None


@click.command("publish", cls=Command)
@options.period
@click.option("--date", "published_on", metavar="YYYY-MM-DD", callback=_day)
@click.option("--no-pdf", "no_pdf", is_flag=True)
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
    if made.revised:
        session.say("publish.revised", "bold", count=len(made.revised))
        for each in made.revised:
            fields = {"id": each.now.employee_id, "revision": each.now.revision, "day": each.now.day}
            what = in_one_line(each.changes, session.lang)
            session.print(f"  {session.word('publish.revised_one', what=what, **fields)}")
    for file in () if dry_run else (made.folder / STATEMENTS, *made.files):
        session.print(f"  {file}")
    return code
