"""`presales-xl init`: a project folder with settings and a roster that explains itself."""

from pathlib import Path

import click

from presales_xl.cli import options
from presales_xl.cli.command import Command
from presales_xl.cli.console import Session
from presales_xl.cycle.init import create
from presales_xl.demo import sample
from presales_xl.files import pasted


@click.command("init", cls=Command)
@options.folder
@options.force
@click.pass_obj
def make_project(session: Session, folder: Path, force: bool) -> int:
    """Make a project folder."""
    _, roster = create(folder, session.lang, sample.roster(session.lang, teams=2), force=force)
    session.say("commands.done.init", "bold green", folder=folder)
    session.say("commands.done.init_next", roster=roster, folder=pasted(folder))
    return 0
