"""`presales-xl score`: a table of inputs becomes a table of results, without any workbook."""

import gc
from collections.abc import Sequence
from pathlib import Path

import click

from presales_xl import catalogue
from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.people.entries import names_ids
from presales_xl.people.score import score
from presales_xl.people.table import Table
from presales_xl.periods import Period
from presales_xl.scheme.errors import Place, Problem, fail
from presales_xl.workbook import table_files


@command(
    "score",
    options.scheme_id,
    options.inputs,
    click.option("--output", "-o", metavar="RESULTS", type=options.FILE, required=True),
    options.detail,
    options.of_period,
    options.project_folder,
)
def score_table(
    session: Session,
    scheme_id: str,
    inputs: Path,
    output: Path,
    detail: Sequence[str],
    period: Period | None,
    project: Path,
) -> int:
    """Score a table of inputs."""
    plan = catalogue.load(scheme_id, project / "schemes", period=period)
    gc.disable()  # of millions of fields none holds another one: looking for cycles among them costs a third
    try:
        table, details, problems = read_tables(inputs, detail)
        scored = score(plan, table, details, session.lang)
        columns = scored.outcome.table(session.lang)
        table_files.write(output, {"employee_id": scored.employee_ids, **columns}, session.lang)
    finally:
        gc.enable()
    code = session.tell([*problems, *scored.problems])
    complete = int(scored.outcome.complete.sum())
    session.say("commands.done.score", "bold green", people=len(scored.employee_ids), complete=complete, file=output)
    return code


def read_tables(inputs: Path, detail: Sequence[str]) -> tuple[Table, dict[str, Table], list[Problem]]:
    """Return the table of inputs, the detail tables (given as `TABLE=FILE`) by id, and warnings about them."""
    table, problems = table_files.read(inputs, names_ids)
    details = {}
    for pair in detail:
        key, equals, file = pair.partition("=")
        if not (key and equals and file):
            raise fail("table.detail_option", Place(), found=pair)
        details[key], warnings = table_files.read(Path(file), names_ids)
        problems += warnings
    return table, details, problems
