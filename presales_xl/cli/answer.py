"""`presales-xl answer`: HR enters what people answered to a plan or a statement by word or on paper."""

from pathlib import Path
from typing import cast

import click

from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.cycle.answering import AnswerByHand, enter, entries_of
from presales_xl.people.decisions import Document
from presales_xl.periods import Period
from presales_xl.project import Project
from presales_xl.scheme.errors import fail


@command(
    "answer",
    options.period,
    click.argument("employee", metavar="[EMPLOYEE]", default=""),
    click.argument("document", metavar="[plan|statement]", type=click.Choice(["plan", "statement"]), required=False),
    click.option("--confirmed", is_flag=True),
    click.option("--objected", metavar="REASON", default=""),
    click.option("--table", "answer_table", metavar="FILE", type=options.FILE),
    *options.acting,
)
def enter_answer(
    session: Session,
    period: Period,
    employee: str,
    document: str | None,
    confirmed: bool,
    objected: str,
    answer_table: Path | None,
    project: Project,
) -> int:
    """Record an answer, or those of a table."""
    if answer_table is not None:
        entries = entries_of(answer_table)
    elif employee and document and confirmed is not bool(objected.strip()):
        decided = AnswerByHand(employee, cast(Document, document), "confirmed" if confirmed else "objected", objected)
        entries = [decided]
    else:
        raise fail("answers.which", period=period.text, id=employee or "EMPLOYEE", document=document or "statement")
    session.tell(enter(project, period, entries))
    session.say("answers.entered", "bold green", count=len(entries))
    return 0
