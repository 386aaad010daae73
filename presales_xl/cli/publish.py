"""`presales-xl publish`: statements, lists, report."""

import datetime as dt
from typing import Annotated

import typer

from presales_xl import project as projects
from presales_xl.cli.language import Command
from presales_xl.cli.options import HERE, Lang, Period, ProjectFolder, app, session_of
from presales_xl.cycle.publishing import publish as publishing
from presales_xl.periods import parse_period
from presales_xl.scheme.errors import Place, fail
from presales_xl.texts import text


@app.command(cls=Command)
def publish(
    context: typer.Context,
    period: Period,
    published_on: Annotated[str, typer.Option("--date", metavar="YYYY-MM-DD")] = "",
    no_pdf: Annotated[bool, typer.Option("--no-pdf")] = False,
    project: ProjectFolder = HERE,
    lang: Lang = None,
) -> int:
    """Write a statement per employee, the lists for HR and the management report."""
    session = session_of(context)
    when, where = parse_period(period), projects.load(project)
    day = _day(published_on) if published_on else None
    made = publishing.publish(where, when, session.lang, day=day, with_pdf=not no_pdf, track=session.track)
    code = session.tell(made.problems)
    fields = {"period": when, "day": made.day, "count": len(made.pages), "pdfs": len(made.pdfs)}
    session.print(text(session.lang, "publish.done", **fields), "bold green")
    for file in (made.folder / publishing.STATEMENTS, *made.files):
        session.print(f"  {file}")
    return code


def _day(written: str) -> dt.date:
    try:
        return dt.date.fromisoformat(written)
    except ValueError:
        raise fail("publish.day", Place(field="--date"), found=written) from None
