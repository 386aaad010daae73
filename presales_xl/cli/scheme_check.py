"""`presales-xl scheme check`: whether a scheme file is right, and what is wrong with it."""

from pathlib import Path

import click

from presales_xl.catalogue import load_file
from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.scheme.check import paid_in_full, undescribed
from presales_xl.scheme.errors import Place, fail


@command("check", click.argument("file", metavar="FILE", type=options.FILE))
def check_scheme(session: Session, file: Path) -> int:
    """Check a scheme file."""
    if not file.is_file():
        raise fail("file.missing", Place(file=str(file)))
    plan = load_file(file)
    session.say(
        "commands.done.check",
        "bold green",
        id=plan.scheme.id,
        name=plan.scheme.name[session.lang],
        indicators=len(plan.scheme.enabled()),
        inputs=len(plan.inputs()),
    )
    return session.tell([problem.at(file=file.name) for problem in (*undescribed(plan), *paid_in_full(plan))])
