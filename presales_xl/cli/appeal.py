"""`presales-xl appeal open`, `list` and `decide`."""

import datetime as dt
from collections.abc import Sequence
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from presales_xl import project as projects
from presales_xl.cli.console import Session
from presales_xl.cli.language import Command
from presales_xl.cli.options import HERE, Lang, OfPeriod, Period, ProjectFolder, group, session_of
from presales_xl.cycle.publishing import appeal as appealing
from presales_xl.cycle.publishing.appeal import Affected, Change
from presales_xl.ledger.appeals import Appeal
from presales_xl.periods import parse_period
from presales_xl.texts import text

appeals = group("appeal")


@appeals.command("open", cls=Command)
def appeal_open(
    context: typer.Context,
    period: Period,
    employee: Annotated[str, typer.Argument(metavar="EMPLOYEE")],
    appeal_text: Annotated[str, typer.Option("--text", metavar="TEXT")] = "",
    project: ProjectFolder = HERE,
    lang: Lang = None,
) -> int:
    """Record an appeal."""
    session = session_of(context)
    when, where = parse_period(period), projects.load(project)
    made, problems = appealing.open_appeal(where, when, employee, appeal_text, lang=session.lang)
    code = session.tell(problems)
    session.print(_say(session, "opened", number=made.id, employee=made.employee_id, period=made.period), "bold green")
    return code


@appeals.command("list", cls=Command)
def appeal_list(
    context: typer.Context, period: OfPeriod = None, project: ProjectFolder = HERE, lang: Lang = None
) -> int:
    """List the appeals."""
    session = session_of(context)
    found = appealing.all_appeals(projects.load(project), parse_period(period) if period else None)
    if not found:
        session.print(_say(session, "none"))
        return 0
    rows = [[str(a.id), a.period, a.employee_id, _day(a), _state(session, a), a.text, a.note] for a in found]
    _table(session, ("number", "period", "employee", "opened", "state", "text", "note"), rows)
    return 0


@appeals.command("decide", cls=Command)
def appeal_decide(
    context: typer.Context,
    number: Annotated[int, typer.Argument(metavar="NUMBER")],
    upheld: Annotated[bool | None, typer.Option("--upheld/--rejected")] = None,
    note: Annotated[str, typer.Option("--note", metavar="TEXT")] = "",
    entries: Annotated[list[str] | None, typer.Option("--set", metavar="INPUT=VALUE")] = None,
    project: ProjectFolder = HERE,
    lang: Lang = None,
) -> int:
    """Record what was decided and show what changes."""
    session = session_of(context)
    made = appealing.decide(
        projects.load(project), number, upheld=upheld, note=note, settings=entries or [], lang=session.lang
    )
    code = session.tell(made.problems)
    said = {"number": made.appeal.id, "employee": made.own.employee_id, "name": made.own.name}
    session.print(_say(session, made.appeal.outcome, **said), "bold green")
    _changes(session, "entries", made.entries)
    _changes(session, "results", made.own.changes)
    _others(session, made.others)
    if made.own.changes:
        session.print(_say(session, "next", period=made.appeal.period))
    return code


def _say(session: Session, key: str, **fields: object) -> str:
    return text(session.lang, f"publish.appeal.{key}", **fields)


def _day(appeal: Appeal) -> str:
    return dt.datetime.fromisoformat(appeal.opened_at).astimezone().date().isoformat()


def _state(session: Session, appeal: Appeal) -> str:
    return _say(session, f"state.{appeal.outcome or 'open'}")


def _changes(session: Session, title: str, changes: Sequence[Change]) -> None:
    if changes:
        session.print()
        session.print(_say(session, title), "bold")
        _table(session, ("item", "before", "after"), [[one.name, one.before, one.after] for one in changes])


def _others(session: Session, others: Sequence[Affected]) -> None:
    if others:
        session.print()
        session.print(_say(session, "others", count=len(others)), "bold")
        rows = [[o.employee_id, o.name, c.name, c.before, c.after] for o in others for c in o.changes]
        _table(session, ("employee", "name", "item", "before", "after"), rows)


def _table(session: Session, heads: tuple[str, ...], rows: list[list[str]]) -> None:
    table = Table(box=box.SIMPLE_HEAD)
    for key in heads:
        table.add_column(_say(session, f"column.{key}"), overflow="fold")
    for row in rows:
        table.add_row(*map(Text, row))
    session.out.print(table)
