"""`presales-xl scheme show`, `check` and `compose`: a scheme in words, is a file right, one from the library."""

from collections.abc import Sequence
from pathlib import Path

import click

from presales_xl import catalogue
from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.design.compose import choices, compose
from presales_xl.design.scheme_page import page
from presales_xl.files import new_text
from presales_xl.periods import Period
from presales_xl.scheme.errors import Place, Problem, fail


@command(
    "show",
    options.scheme_id,
    click.option("--format", "shape", metavar="text|markdown", type=click.Choice(["text", "markdown"]), default="text"),
    click.option("--output", "-o", "page_file", metavar="FILE", type=options.FILE),
    options.of_period,
    options.project_folder,
)
def show_scheme(
    session: Session, scheme_id: str, shape: str, page_file: Path | None, period: Period | None, project: Path
) -> int:
    """Explain a scheme in words, on the terminal or as a page of Markdown."""
    content = page(catalogue.load(scheme_id, project / "schemes", period=period, whole=True), session.lang)
    if page_file is not None:
        with new_text(page_file) as file:
            file.write(content)
        session.say("commands.done.page", "bold green", file=page_file)
    elif shape == "markdown":
        click.echo(content, nl=False)
    else:
        session.page(content)
        starts = [version.start for version in catalogue.versions(project / "schemes")[scheme_id] if version.start]
        if starts:
            session.say("commands.show.has_versions", versions=session.word("page.join").join(starts))
    return 0


@command("check", click.argument("scheme_files", metavar="FILE...", nargs=-1, required=True, type=options.FILE))
def check_schemes(session: Session, scheme_files: Sequence[Path]) -> int:
    """Check scheme files: all that is wrong in all of them, in one run."""
    problems: list[Problem] = []
    for file in dict.fromkeys(scheme_files):
        plan, found = catalogue.findings(file)
        problems += found
        if plan is not None and all(problem.severity == "warning" for problem in found):
            session.say(
                "commands.done.check",
                "bold green",
                id=plan.scheme.id,
                name=plan.scheme.name[session.lang],
                indicators=len(plan.scheme.enabled()),
                inputs=len(plan.inputs()),
            )
    return session.tell(problems)


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
