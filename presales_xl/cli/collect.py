"""`presales-xl collect`: a verdict on each file that came back, and the results."""

from pathlib import Path
from typing import Annotated

import typer

from presales_xl import project as projects
from presales_xl.cli.console import INTERNAL, Session
from presales_xl.cli.language import Command
from presales_xl.cli.options import HERE, Lang, Period, ProjectFolder, app, session_of
from presales_xl.cycle.collecting import collect as collecting
from presales_xl.cycle.collecting.judge import Judged
from presales_xl.cycle.mailing import passwords
from presales_xl.periods import parse_period
from presales_xl.texts import sentences, text

_LOOKS = {"accepted": "green", "warned": "yellow", "set_aside": "red"}


@app.command(cls=Command)
def collect(
    context: typer.Context,
    period: Period,
    files: Annotated[list[Path] | None, typer.Argument(metavar="[FILES]...")] = None,
    open_with: Annotated[Path | None, typer.Option("--passwords", metavar="FILE")] = None,
    project: ProjectFolder = HERE,
    lang: Lang = None,
) -> int:
    """Read what came back and write the results; 70 when the program itself failed on a file."""
    session = session_of(context)
    when, where = parse_period(period), projects.load(project)
    table = None if open_with is None else passwords.read(open_with)
    made = collecting.collect(where, when, files or [], session.lang, session.track, table)
    code = session.tell(made.problems)
    for one in made.judged:
        session.print(_verdict(session, one), _LOOKS[one.verdict])
    if made.judged:
        counts = {verdict: sum(one.verdict == verdict for one in made.judged) for verdict in _LOOKS}
        session.print(text(session.lang, "collecting.counts", files=len(made.judged), **counts))
        if any(one.verdict == "set_aside" and not one.stays for one in made.judged):
            session.print(text(session.lang, "collecting.folder", folder=where.quarantine(when)))
    session.say("done.collect", "bold" if code else "bold green", **made.counts)
    for file in made.files:
        session.print(f"  {file}")
    return INTERNAL if made.failed else code


def _verdict(session: Session, one: Judged) -> str:
    """Return a line about a file: its verdict, how many warnings, or the first reason."""
    if one.verdict == "set_aside":
        errors = [problem for problem in one.problems if problem.severity == "error"]
        where, what, _ = sentences(session.lang, errors[0].at(file=""))
        what = text(session.lang, "status.reason", where=where, what=what) if where else what
        more = text(session.lang, "collecting.more", count=len(errors) - 1) if len(errors) > 1 else ""
        return text(session.lang, "collecting.set_aside", file=one.file, what=what, more=more)
    return text(session.lang, f"collecting.{one.verdict}", file=one.file, count=len(one.problems))
