"""`presales-xl collect`: a verdict on each file that came back, and the results."""

from collections.abc import Sequence
from pathlib import Path

import click

from presales_xl.cli import options
from presales_xl.cli.command import Command
from presales_xl.cli.console import INTERNAL, Session
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.collecting.judge import Judged
from presales_xl.cycle.mailing.passwords import read
from presales_xl.periods import Period
from presales_xl.project import Project
from presales_xl.texts import sentences

_LOOKS = {"accepted": "green", "set_aside": "red"}


@click.command("collect", cls=Command)
@options.period
@click.argument("files", metavar="[FILES]...", nargs=-1, type=options.FILE)
@click.option("--passwords", "open_with", metavar="FILE", type=options.FILE)
@options.project
@click.pass_obj
def collect_returns(
    session: Session, period: Period, files: Sequence[Path], open_with: Path | None, project: Project
) -> int:
    """Read what came back and write the results; 70 when the program itself failed on a file."""
    passwords = None if open_with is None else read(open_with)
    made = collect(project, period, files, session.lang, track=session.track, passwords=passwords)
    code = session.tell(made.problems)
    for each in made.judged:
        session.print(_verdict(session, each), _LOOKS[_of(each)])
    if made.judged:
        counts = {verdict: sum(_of(each) == verdict for each in made.judged) for verdict in _LOOKS}
        session.say("collecting.counts", files=len(made.judged), **counts)
        if any(not each.counts and not each.stays for each in made.judged):
            session.say("collecting.folder", folder=project.quarantine(period))
    session.say("commands.done.collect", "bold" if code else "bold green", **made.counts)
    for file in made.files:
        session.print(f"  {file}")
    return INTERNAL if made.failed else code


def _of(judged: Judged) -> str:
    return "accepted" if judged.counts else "set_aside"


def _verdict(session: Session, judged: Judged) -> str:
    """Return a line about a file: its verdict, how many warnings, or the first reason."""
    if judged.counts:
        return session.word(f"collecting.{_of(judged)}", file=judged.file, count=len(judged.problems))
    errors = [problem for problem in judged.problems if problem.severity == "error"]
    where, what, _ = sentences(session.lang, errors[0].at(file=""))
    what = session.word("status.reason", where=where, what=what) if where else what
    more = session.word("collecting.more", count=len(errors) - 1) if len(errors) > 1 else ""
    return session.word("collecting.set_aside", file=judged.file, what=what, more=more)
