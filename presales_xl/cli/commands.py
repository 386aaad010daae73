"""The commands: each reads its words, calls a verb of `cycle`, and says what was made and where.

Their help is in `texts/commands.yaml`: `help.<command>` and `option.<parameter>`.
"""

from enum import Enum
from pathlib import Path
from typing import Annotated

import typer

from presales_xl import __version__, catalogue
from presales_xl import project as projects
from presales_xl.cli import show
from presales_xl.cli import what_if as show_what_if
from presales_xl.cli.language import Command
from presales_xl.cli.options import (
    HERE,
    Details,
    Folder,
    Force,
    Inputs,
    Lang,
    OfPeriod,
    Period,
    ProjectFolder,
    SchemeId,
    app,
    schemes,
    session_of,
)
from presales_xl.cycle import init as starting
from presales_xl.cycle.generating import generate as generating
from presales_xl.demo import sample
from presales_xl.design import compose as composing
from presales_xl.design import what_if as trying
from presales_xl.design.page import page
from presales_xl.files import new_text
from presales_xl.people import score as scoring
from presales_xl.people.table import Table
from presales_xl.periods import parse_period
from presales_xl.scheme.errors import Place, Problem, fail
from presales_xl.scheme.model import Cycle
from presales_xl.workbook import table_files


class Shape(Enum):
    """How a scheme is shown."""

    TEXT = "text"
    MARKDOWN = "markdown"


def _version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"presales-xl {__version__}")
        raise typer.Exit


@app.callback()
def root(
    lang: Lang = None,
    version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True)] = False,
) -> None:
    """Hold the options that stand before a command; the language was looked for before the command started."""


@app.command(cls=Command)
def init(context: typer.Context, folder: Folder, force: Force = False, lang: Lang = None) -> int:
    """Make a project folder."""
    session = session_of(context)
    content = sample.roster(session.lang, teams=2)
    _, roster = starting.create(folder, session.lang, content, force=force)
    session.say("done.init", "bold green", folder=folder)
    session.say("done.init_next", roster=roster, folder=folder)
    return 0


@app.command(cls=Command)
def generate(
    context: typer.Context,
    period: Period,
    project: ProjectFolder = HERE,
    prefill: Annotated[Path | None, typer.Option("--prefill", metavar="FILE")] = None,
    lang: Lang = None,
) -> int:
    """Write the managers' workbooks."""
    session = session_of(context)
    when, where = parse_period(period), projects.load(project)
    made = generating.generate(where, when, session.lang, prefill, session.track)
    code = session.tell(made.problems)
    if made.files:
        outbox, inbox = where.outbox(when), where.inbox(when)
        session.say("done.generate", "bold green", folder=outbox, **made.counts)
        session.say("done.generate_next", inbox=inbox, period=when)
    return code


@app.command(cls=Command)
def score(
    context: typer.Context,
    scheme_id: SchemeId,
    inputs: Inputs,
    output: Annotated[Path, typer.Option("--output", "-o", metavar="RESULTS")],
    detail: Details = None,
    period: OfPeriod = None,
    project: ProjectFolder = HERE,
    lang: Lang = None,
) -> int:
    """Score a table of inputs."""
    session = session_of(context)
    plan = projects.find_scheme(scheme_id, project / "schemes", cycle=_cycle(period))
    table, details, problems = _tables(inputs, detail)
    scored = scoring.score(plan, table, details, session.lang)
    columns = scored.outcome.table(session.lang)
    table_files.write(output, ["employee_id", *columns], [scored.employee_ids, *columns.values()], session.lang)
    code = session.tell([*problems, *scored.problems])
    complete = int(scored.outcome.complete.sum())
    session.say("done.score", "bold green", people=len(scored.employee_ids), complete=complete, file=output)
    return code


def _cycle(period: str | None) -> Cycle | None:
    return None if period is None else parse_period(period).cycle


def _tables(inputs: Path, detail: list[str] | None) -> tuple[Table, dict[str, Table], list[Problem]]:
    """Return the table of inputs, the detail tables by id, and warnings about them."""
    table, problems = table_files.read(inputs)
    details = {}
    for pair in detail or []:
        key, equals, file = pair.partition("=")
        if not (key and equals and file):
            raise fail("table.detail_option", Place(), found=pair)
        details[key], told = table_files.read(Path(file))
        problems += told
    return table, details, problems


@app.command("what-if", cls=Command)
def what_if(
    context: typer.Context,
    scheme_id: SchemeId,
    inputs: Inputs,
    settings: Annotated[list[str] | None, typer.Option("--set", metavar="NAME=VALUE")] = None,
    detail: Details = None,
    period: OfPeriod = None,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="RESULTS")] = None,
    project: ProjectFolder = HERE,
    lang: Lang = None,
) -> int:
    """Show what a change of figures would do."""
    session = session_of(context)
    plan = projects.find_scheme(scheme_id, project / "schemes", cycle=_cycle(period))
    table, details, problems = _tables(inputs, detail)
    found = trying.what_if(plan, table, details, settings or [], lang=session.lang)
    show_what_if.show(session, found)
    if output is not None:
        columns = found.table(session.lang)
        ids = found.before.employee_ids
        table_files.write(output, ["employee_id", *columns], [ids, *columns.values()], session.lang)
        session.say("done.what_if", "bold green", file=output)
    return session.tell([*problems, *found.problems])


@schemes.command("list", cls=Command)
def scheme_list(context: typer.Context, project: ProjectFolder = HERE, lang: Lang = None) -> int:
    """List the schemes."""
    return show.list_schemes(session_of(context), project / "schemes")


@schemes.command("show", cls=Command)
def scheme_show(
    context: typer.Context,
    scheme_id: SchemeId,
    shape: Annotated[Shape, typer.Option("--format", metavar="text|markdown")] = Shape.TEXT,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE")] = None,
    project: ProjectFolder = HERE,
    lang: Lang = None,
) -> int:
    """Explain a scheme in words, on the terminal or as a page of Markdown."""
    session = session_of(context)
    plan = projects.find_scheme(scheme_id, project / "schemes")
    if output is not None:
        with new_text(output) as file:
            file.write(page(plan, session.lang))
        session.say("done.page", "bold green", file=output)
    elif shape is Shape.MARKDOWN:
        session.out.print(page(plan, session.lang), markup=False, emoji=False, end="")
    else:
        show.show_scheme(session, plan)
    return 0


@schemes.command("compose", cls=Command)
def scheme_compose(
    context: typer.Context,
    new_id: Annotated[str, typer.Argument(metavar="ID")],
    indicator: Annotated[list[str] | None, typer.Option("--indicator", metavar="ID=WEIGHT[@PERIODS]")] = None,
    name: Annotated[str | None, typer.Option("--name", metavar="NAME")] = None,
    pay: Annotated[bool, typer.Option("--pay")] = False,
    output: Annotated[Path | None, typer.Option("--output", "-o", metavar="FILE")] = None,
    project: ProjectFolder = HERE,
    force: Force = False,
    lang: Lang = None,
) -> int:
    """Make a scheme file from indicators of the library."""
    session = session_of(context)
    chosen = composing.choices(indicator or [])
    content = composing.compose(new_id, name or session.word("compose.name", id=new_id), chosen, pay=pay)
    file = output or project / "schemes" / f"{new_id}.yaml"
    if file.exists() and not force:
        raise fail("project.exists", Place(file=str(file)))
    with new_text(file) as stream:
        stream.write(content)
    session.say("done.compose", "bold green", id=new_id, file=file, indicators=len(chosen))
    session.say("done.compose_next", id=new_id)
    return 0


@schemes.command("check", cls=Command)
def scheme_check(
    context: typer.Context, file: Annotated[Path, typer.Argument(metavar="FILE")], lang: Lang = None
) -> int:
    """Check a scheme file."""
    session = session_of(context)
    if not file.is_file():
        raise fail("file.missing", Place(file=str(file)))
    plan = catalogue.load_file(file)
    scheme = plan.scheme
    session.say(
        "done.check",
        "bold green",
        id=scheme.id,
        name=scheme.name[session.lang],
        indicators=len(scheme.enabled()),
        inputs=len(plan.inputs()),
    )
    return 0
