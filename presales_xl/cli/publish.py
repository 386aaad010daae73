"""`presales-xl publish`: statements, lists, report."""

import datetime as dt

import click

from presales_xl.cli import options
from presales_xl.cli.command import Command
from presales_xl.cli.console import Session
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
@options.project
@click.pass_obj
def publish_results(
    session: Session, period: Period, published_on: dt.date | None, no_pdf: bool, project: Project
) -> int:
    """Write a statement per employee, the lists for HR and the management report."""
    made = publish(project, period, session.lang, day=published_on, with_pdf=not no_pdf, track=session.track)
    code = session.tell(made.problems)
    counts = {"count": len(made.pages), "pdfs": len(made.pdfs)}
    session.say("publish.done", "bold green", period=period, day=made.day, **counts)
    for file in (made.folder / STATEMENTS, *made.files):
        session.print(f"  {file}")
    return code
