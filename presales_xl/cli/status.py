"""`presales-xl status`: how far a period is, and whom to chase."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from presales_xl import periods
from presales_xl import project as projects
from presales_xl.cli.console import Session
from presales_xl.cli.language import Command
from presales_xl.cli.options import HERE, Lang, Period, ProjectFolder, app, session_of
from presales_xl.cycle.collecting import status as standing
from presales_xl.cycle.collecting.status import Return, Status
from presales_xl.ledger.submissions import Submission
from presales_xl.periods import parse_period
from presales_xl.scheme.errors import Place, fail
from presales_xl.texts import sentences, text

_LOOKS = {"complete": "green", "incomplete": "yellow", "set_aside": "red", "missing": ""}


@app.command(cls=Command)
def status(
    context: typer.Context,
    period: Period,
    team: Annotated[str, typer.Option("--team", metavar="TEAM")] = "",
    late: Annotated[bool, typer.Option("--late")] = False,
    csv: Annotated[Path | None, typer.Option("--csv", metavar="FILE")] = None,
    project: ProjectFolder = HERE,
    lang: Lang = None,
) -> int:
    """Show who has returned what."""
    session = session_of(context)
    when, where = parse_period(period), projects.load(project)
    found = standing.status(where, when, session.lang)
    teams = sorted({one.workbook.team for one in found.returns if one.workbook.team})
    if team and team not in teams:
        raise fail("status.unknown_team", Place(field="--team"), found=team, known=teams)
    chosen = [one for one in found.returns if team in ("", one.workbook.team) and (one.late or not late)]
    _say(session, when, found)
    _list(session, chosen)
    if not team and not late:
        _aside(session, found.quarantine, where.quarantine(when))
    _chase(session, [one for one in chosen if one.chase and (one.late or one.aside)])
    if csv is not None:
        standing.write(csv, chosen, session.lang)
        session.print(text(session.lang, "status.written", file=csv), "bold green")
    return 0


def _say(session: Session, period: periods.Period, found: Status) -> None:
    counts: dict[str, int] = {}
    for kind, back, out in (("manager", "workbooks", "expected"), ("rater", "forms", "forms_expected")):
        own = [one for one in found.returns if one.workbook.kind == kind]
        counts |= {back: sum(one.counts is not None for one in own), out: len(own)}
    late = sum(one.late for one in found.returns)
    session.print(text(session.lang, "status.summary", period=period, due=found.due, late=late, **counts), "bold")
    if found.waiting:
        session.print(text(session.lang, "status.waiting", count=found.waiting, period=period), "yellow")


def _list(session: Session, chosen: Sequence[Return]) -> None:
    lang = session.lang
    if not chosen:
        session.print(text(lang, "status.nobody"))
        return
    table = Table(box=box.SIMPLE_HEAD)
    for key in ("kind", "id", "recipient", "team", "state", "entries", "file"):
        table.add_column(text(lang, f"status.column.{key}"), overflow="fold")
    for one in chosen:
        book, late = one.workbook, f" {text(lang, 'status.late')}" if one.late else ""
        state = text(lang, f"status.state.{one.state}") + late
        file = one.counts.file if one.counts else ""
        cells = (
            text(lang, f"status.kind.{book.kind}"),
            book.recipient_id,
            book.recipient,
            book.team,
            state,
            f"{one.filled}/{one.wanted}",
            file,
        )
        table.add_row(*map(Text, cells), style="red" if one.late else _LOOKS[one.state])
    session.out.print(table)


def _aside(session: Session, files: Sequence[Submission], folder: Path) -> None:
    """List the files set aside, each with its first reason."""
    if not files:
        return
    session.print(text(session.lang, "status.quarantine", folder=folder), "bold")
    for one in files:
        errors = [problem for problem in one.problems if problem.severity == "error"]
        _, what, mend = sentences(session.lang, errors[0])
        session.print(f"  {one.file}：{what}{mend}" if session.lang == "zh" else f"  {one.file}: {what} {mend}")


def _chase(session: Session, chosen: Sequence[Return]) -> None:
    if not chosen:
        return
    session.print(text(session.lang, "status.chasing"), "bold")
    for one in chosen:
        email = one.workbook.email
        address = text(session.lang, "status.address", email=email) if email else ""
        session.print(text(session.lang, "status.to", name=one.workbook.recipient, address=address), "dim")
        session.print(one.chase)
        session.print()
