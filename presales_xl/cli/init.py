"""`presales-xl init`: a project folder with settings and a roster that explains itself."""

import os
import re
import shlex
from pathlib import Path

import click

from presales_xl.cli import options
from presales_xl.cli.command import Command
from presales_xl.cli.console import Session
from presales_xl.cycle.init import create
from presales_xl.demo import sample


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


def pasted(path: Path, *, windows: bool = os.name == "nt") -> str:
    """Return a path as it is pasted into a command line: in quotes where it holds what a shell would take apart."""
    if not windows:
        return shlex.quote(str(path)) if re.search(r"""[\s"'`$&|;<>(){}\[\]*?!#~\\]""", str(path)) else str(path)
    return f'"{path}"' if re.search(r"[\s&|<>^%(){}\[\]=;!'+,`~@$]", str(path)) else str(path)
