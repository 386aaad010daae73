"""`presales-xl scheme design`: a design workbook of a scheme, or a blank one."""

from pathlib import Path

import click

from presales_xl import catalogue
from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.design.designbook.design_book import blank, content, write
from presales_xl.files import pasted


@command(
    "design",
    click.argument("scheme_id", metavar="[ID]", required=False, shell_complete=options.schemes),
    click.option("--output", "-o", "design_file", metavar="FILE.xlsx", type=options.FILE, required=True),
    options.project_folder,
    options.force,
)
def design_scheme(session: Session, scheme_id: str | None, design_file: Path, project: Path, force: bool) -> int:
    """Write a design workbook."""
    options.refuse_taken(design_file, force=force)
    if scheme_id is None:
        write(blank(), design_file, session.lang)
    else:
        plan = catalogue.load(scheme_id, project / "schemes")
        write(content(plan), design_file, session.lang, plan)
    session.say("commands.done.design", "bold green", file=design_file)
    session.say("commands.done.design_next", file=pasted(design_file))
    return 0
