"""The group `addin`: makes the Excel add-in."""

from pathlib import Path
from typing import Annotated

import typer

from presales_xl.addin.addin_file import write
from presales_xl.addin.places import NAME
from presales_xl.cli.language import Command
from presales_xl.cli.options import Lang, addins, session_of


@addins.command("build", cls=Command)
def build(
    context: typer.Context,
    addin_file: Annotated[Path, typer.Option("--output", "-o", metavar="FILE")] = Path(NAME),
    lang: Lang = None,
) -> int:
    """Write the add-in file."""
    session = session_of(context)
    write(addin_file, session.lang)
    session.say("done.addin_build", "bold green", file=addin_file)
    return 0
