"""`presales-xl ledger verify` and `ledger log`: whether the ledger is as it was written, and who wrote what when."""

from collections import Counter
from typing import Annotated

import typer
from rich import box
from rich.table import Table
from rich.text import Text

from presales_xl import project as projects
from presales_xl.cli.language import Command
from presales_xl.cli.options import HERE, Lang, ProjectFolder, group, session_of
from presales_xl.ledger.ledger import Ledger, tail, verify
from presales_xl.ledger.step import Line
from presales_xl.texts import Lang as Language
from presales_xl.texts import catalogue, text

ledgers = group("ledger")


@ledgers.command("verify", cls=Command)
def ledger_verify(
    context: typer.Context,
    known: Annotated[str, typer.Option("--known", metavar="HASH")] = "",
    project: ProjectFolder = HERE,
    lang: Lang = None,
) -> int:
    """Check the log and every record."""
    session = session_of(context)
    opened = Ledger.open(projects.load(project).ledger, create=False)
    problems = verify(opened, known)
    if problems:
        return session.tell(problems)
    last = tail(opened, 1)[0]
    session.print(text(session.lang, "ledger.verified", lines=last.seq), "bold green")
    session.print(text(session.lang, "ledger.keep_hash", line=last.seq, at=last.at, hash=last.hash))
    return 0


@ledgers.command("log", cls=Command)
def ledger_log(
    context: typer.Context,
    last: Annotated[int, typer.Option("--last", metavar="N", min=1)] = 20,
    project: ProjectFolder = HERE,
    lang: Lang = None,
) -> int:
    """List the last lines of the log."""
    session = session_of(context)
    table = Table(box=box.SIMPLE_HEAD)
    for key in ("line", "at", "actor", "action", "subject", "facts", "rows"):
        table.add_column(text(session.lang, f"ledger.log.{key}"), overflow="fold")
    for line in tail(Ledger.open(projects.load(project).ledger, create=False), last):
        told = (_facts(line, session.lang), _rows(line, session.lang))
        table.add_row(*map(Text, (str(line.seq), line.at, line.actor, line.action, line.subject, *told)))
    session.out.print(table)
    return 0


def _facts(line: Line, lang: Language) -> str:
    """Return what a line says beside what it wrote, of lists how many; a fact that has no name here keeps its own."""
    said = {key: len(value) if isinstance(value, list) else value for key, value in line.said().items()}
    names = {key: catalogue().get(f"ledger.fact.{key}", {}).get(lang, key) for key in said}
    return "\n".join(f"{names[key]} {value}" for key, value in said.items() if value is not False)


def _rows(line: Line, lang: Language) -> str:
    """Return how many rows of which tables a line wrote."""
    counts = Counter(table for table, _, _ in line.written())
    return "\n".join(f"{text(lang, f'ledger.table.{table}')} {count}" for table, count in counts.items())
