"""`presales-xl send`: shows who would get what, and with `--send` mails it."""

from pathlib import Path
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from presales_xl import project as projects
from presales_xl.cli.console import Session
from presales_xl.cli.language import Command
from presales_xl.cli.options import HERE, Lang, Period, ProjectFolder, app, session_of
from presales_xl.cycle.mailing import passwords as tables_of_passwords
from presales_xl.cycle.mailing import send as sending
from presales_xl.cycle.mailing.send import Parcel, Sent
from presales_xl.periods import parse_period
from presales_xl.texts import text

_COLUMNS = ("id", "recipient", "address", "file", "size", "password", "state")
_LOOKS = {"ready": "bold", "sent": "dim", "done": "green", "doubtful": "yellow", "held": "red"}


@app.command(cls=Command)
def send(
    context: typer.Context,
    period: Period,
    really: Annotated[bool, typer.Option("--send")] = False,
    passwords: Annotated[Path | None, typer.Option("--passwords", metavar="FILE")] = None,
    again: Annotated[list[str] | None, typer.Option("--again", metavar="ID")] = None,
    project: ProjectFolder = HERE,
    lang: Lang = None,
) -> int:
    """Mail the workbooks."""
    session = session_of(context)
    when, where = parse_period(period), projects.load(project)
    table = None if passwords is None else tables_of_passwords.read(passwords)
    prepared = sending.prepare(where, when, session.lang, table, again or [], session.track)
    sent = sending.send(where, when, prepared, session.lang, session.track) if really else prepared
    _show(session, sent)
    code = session.tell([*prepared.problems, *sent.problems] if really else prepared.problems)
    key = "send.finished" if really else "send.dry_run"
    session.print(text(session.lang, key, **_counts(sent, really=really)), "bold green" if code == 0 else "bold")
    return code


def _counts(sent: Sent, *, really: bool) -> dict[str, int]:
    counts = {
        "ready": sent.count("ready"),
        "sent": sent.count("sent"),
        "doubtful": sent.count("doubtful"),
        "held": sent.count("held"),
    }
    return counts | {"done": sent.count("done")} if really else counts


def _show(session: Session, sent: Sent) -> None:
    table = Table(box=box.SIMPLE_HEAD)
    for key in _COLUMNS:
        title = text(session.lang, f"send.column.{key}")
        table.add_column(title, overflow="fold", justify="right" if key == "size" else "left")
    for parcel in sent.parcels:
        table.add_row(*(Text(cell) for cell in _row(session, parcel)), style=_LOOKS[parcel.state])
    session.out.print(table)


def _row(session: Session, parcel: Parcel) -> list[str]:
    lang, book = session.lang, parcel.workbook
    size = text(lang, "send.size", kilobytes=-(-parcel.size // 1024)) if parcel.size else ""
    protected = text(lang, "send.yes" if parcel.password else "send.no")
    state = text(lang, f"send.state.{parcel.state}")
    return [book.recipient_id, book.recipient, book.email, parcel.file.name, size, protected, state]
