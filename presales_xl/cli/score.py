"""`presales-xl score`: a table of inputs becomes a table of results, without any workbook."""

import gc
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path

import click

from presales_xl import catalogue
from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import MOST, Session
from presales_xl.people.entries import names_ids
from presales_xl.people.score import Scored, Tally, in_blocks
from presales_xl.people.table import Coded, Table
from presales_xl.periods import Period
from presales_xl.scheme.errors import Place, Problem, fail
from presales_xl.texts import Lang
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
        scored = in_blocks(plan, table, details, session.lang, track=session.track)
        told, done = Tally(MOST), Counter[str]()
        told.add([problems])
        table_files.write_blocks(output, _results(scored, told, done, session.lang), session.lang)
    finally:
        gc.enable()
    code = session.tell(told.problems, told.counts)
    session.say("commands.done.score", "bold green", **done, file=output)
    return code


def _results(
    scored: Iterable[Scored], told: Tally, done: Counter[str], lang: Lang
) -> Iterator[Mapping[str, table_files.Cells | Coded]]:
    """Yield the columns of each block, and count its people and problems."""
    for block in scored:
        told.add([[], *block.told])
        done.update(people=block.outcome.size, complete=int(block.outcome.complete.sum()))
        yield {"employee_id": block.ids, **block.outcome.columns(lang)}


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
