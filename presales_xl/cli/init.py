"""`presales-xl init`: a project folder with settings and a roster that explains itself."""

from pathlib import Path

import click

from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.cycle.init import create
from presales_xl.demo import sample
from presales_xl.files import pasted


@command("init", options.folder, click.option("--company", metavar="NAME", default=""), options.force)
def make_project(session: Session, folder: Path, company: str, force: bool) -> int:
    """Make a project folder."""
    content = sample.roster(session.lang, teams=2)
    _, roster = create(folder, session.lang, content, company=company.strip(), force=force)
    session.say("commands.done.init", "bold green", folder=folder)
    session.say("commands.done.init_next", roster=roster, folder=pasted(folder))
    return 0
