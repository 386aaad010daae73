"""`presales-xl appeal open`, `list` and `decide`."""

import datetime as dt
from collections.abc import Sequence

import click

from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.cli.reopened import show
from presales_xl.cycle.changes import Affected, Change
from presales_xl.cycle.next_steps import ahead_of, next_of_others
from presales_xl.cycle.publishing.appeal import all_appeals, decide, open_appeal
from presales_xl.ledger.appeals import Appeal
from presales_xl.periods import Period, period_written
from presales_xl.project import Project


@command(
    "open",
    options.period,
    click.argument("employee", metavar="EMPLOYEE"),
    click.option("--text", "appeal_text", metavar="TEXT", default=""),
    *options.acting,
)
def record_appeal(session: Session, period: Period, employee: str, appeal_text: str, project: Project) -> int:
    """Record an appeal."""
    made, problems = open_appeal(project, period, employee, appeal_text, lang=session.lang)
    code = session.tell(problems)
    opened = {"number": made.id, "employee": made.employee_id, "period": made.period}
    session.say("publish.appeal.opened", "bold green", **opened)
    return code


@command("list", options.of_period, options.project)
def list_appeals(session: Session, period: Period | None, project: Project) -> int:
    """List the appeals."""
    appeals = all_appeals(project, period)
    if not appeals:
        session.say("publish.appeal.none")
        return 0
    rows = [[str(a.id), a.period, a.employee_id, _day(a), _state(session, a), a.text, a.note] for a in appeals]
    _table(session, ("number", "period", "employee", "opened", "state", "text", "note"), rows)
    return 0


@command(
    "decide",
    click.argument("number", metavar="NUMBER", type=int),
    click.option("--upheld/--rejected", "upheld", default=None),
    click.option("--note", metavar="TEXT", default=""),
    click.option("--set", "entries", metavar="INPUT=VALUE", multiple=True),
    *options.acting,
)
def decide_appeal(
    session: Session, number: int, upheld: bool | None, note: str, entries: Sequence[str], project: Project
) -> int:
    """Record what was decided and show what changes."""
    made = decide(project, number, upheld=upheld, note=note, settings=entries, lang=session.lang)
    code = session.tell(made.problems)
    session.print(made.in_words(session.lang), "bold green")
    _changes(session, "entries", made.entries)
    _changes(session, "results", made.employee.changes)
    if made.later:
        session.print()
        show(session, made.later)
    _others(session, made.others)
    period = period_written(made.appeal.period)
    if made.employee.changes:
        session.print(ahead_of(project, period, session.lang).comes_next(), "bold")
    for line in next_of_others(project, [*made.later, *made.others], period, session.lang):
        session.print(line, "bold")
    return code


def _day(appeal: Appeal) -> str:
    return dt.datetime.fromisoformat(appeal.opened_at).astimezone().date().isoformat()


def _state(session: Session, appeal: Appeal) -> str:
    return session.word(f"publish.appeal.state.{appeal.outcome or 'open'}")


def _changes(session: Session, title: str, changes: Sequence[Change]) -> None:
    if changes:
        session.print()
        session.say(f"publish.appeal.{title}", "bold")
        rows = [[change.name, change.before, change.after] for change in changes]
        _table(session, ("item", "before", "after"), rows)


def _others(session: Session, others: Sequence[Affected]) -> None:
    if others:
        session.print()
        session.say("publish.appeal.others", "bold", count=len({each.employee_id for each in others}))
        show(session, others)


def _table(session: Session, columns: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
    session.table([session.word(f"publish.appeal.column.{key}") for key in columns], rows)
