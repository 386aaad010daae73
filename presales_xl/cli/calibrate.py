"""`presales-xl calibrate`: write the calibration workbook, or record what came back in it."""

from pathlib import Path
from typing import Annotated

import typer

from presales_xl import project as projects
from presales_xl.cli.language import Command
from presales_xl.cli.options import HERE, Lang, Period, ProjectFolder, app, session_of
from presales_xl.cycle.calibrating import calibrate as calibrating
from presales_xl.periods import parse_period
from presales_xl.texts import text


@app.command(cls=Command)
def calibrate(
    context: typer.Context,
    period: Period,
    calibration_file: Annotated[Path | None, typer.Argument(metavar="FILE")] = None,
    read: Annotated[bool, typer.Option("--read")] = False,
    author: Annotated[str, typer.Option("--author", metavar="NAME")] = "",
    project: ProjectFolder = HERE,
    lang: Lang = None,
) -> int:
    """Write the calibration workbook; with a file or --read, record its grades."""
    session = session_of(context)
    when, where = parse_period(period), projects.load(project)
    if read or calibration_file is not None:
        recorded = calibrating.read(where, when, session.lang, file=calibration_file, author=author)
        code = session.tell(recorded.problems)
        key = "recorded" if recorded.decisions else "nothing"
        session.print(text(session.lang, f"calibration.done.{key}", count=len(recorded.decisions)), "bold green")
        return code
    made = calibrating.write(where, when, session.lang)
    session.print(
        text(session.lang, "calibration.done.written", file=made.file, people=made.people, pools=made.pools),
        "bold green",
    )
    if made.carried:
        session.print(text(session.lang, "calibration.done.carried", count=made.carried))
    session.print(text(session.lang, "calibration.done.next", period=when))
    return 0
