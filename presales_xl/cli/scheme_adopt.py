"""`presales-xl scheme adopt`: the scheme of a design workbook becomes one of the project."""

from pathlib import Path

import click

from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.design.designbook.adoption import adopt, marked_copy
from presales_xl.scheme.errors import ProblemsError


@command(
    "adopt",
    click.argument("design_file", metavar="FILE", type=options.FILE),
    options.project_folder,
    options.force,
)
def adopt_scheme(session: Session, design_file: Path, project: Path, force: bool) -> int:
    """Keep the scheme of a design workbook, or tell all that is wrong with it."""
    try:
        adopted = adopt(design_file, project / "schemes", force=force)
    except ProblemsError as error:
        if any(problem.place.cell for problem in error.problems):
            copy = marked_copy(design_file, error.problems, session.lang)
            code = session.tell(error.problems)
            session.complain(session.word("commands.adopt.copy", count=len(error.problems), file=copy))
            return code
        raise
    plan = adopted.plan
    session.say(
        "commands.done.adopt",
        "bold green",
        id=plan.scheme.id,
        name=plan.scheme.name[session.lang],
        indicators=len(plan.scheme.enabled()),
        file=adopted.file,
    )
    session.say("commands.done.adopt_next", id=plan.scheme.id)
    return session.tell(adopted.asked)
