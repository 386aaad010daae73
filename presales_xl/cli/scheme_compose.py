"""`presales-xl scheme compose`: a scheme file from indicators of the library."""

from collections.abc import Sequence
from pathlib import Path

import click

from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.design.compose import choices, compose
from presales_xl.files import new_text
from presales_xl.scheme.errors import Place, fail


@command(
    "compose",
    click.argument("new_id", metavar="ID"),
    click.option("--indicator", metavar="ID=WEIGHT[@PERIODS]", multiple=True),
    click.option("--name", metavar="NAME"),
    click.option("--pay", is_flag=True),
    click.option("--output", "-o", "scheme_file", metavar="FILE", type=options.FILE),
    options.project_folder,
    options.force,
)
def compose_scheme(
    session: Session,
    new_id: str,
    indicator: Sequence[str],
    name: str | None,
    pay: bool,
    scheme_file: Path | None,
    project: Path,
    force: bool,
) -> int:
    """Make a scheme file from indicators of the library."""
    chosen = choices(indicator)
    content = compose(new_id, name or session.word("commands.compose.name", id=new_id), chosen, pay=pay)
    file = scheme_file or project / "schemes" / f"{new_id}.yaml"
    if file.exists() and not force:
        raise fail("project.exists", Place(file=str(file)))
    with new_text(file) as stream:
        stream.write(content)
    session.say("commands.done.compose", "bold green", id=new_id, file=file, indicators=len(chosen))
    session.say("commands.done.compose_next", id=new_id)
    return 0
