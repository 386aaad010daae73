"""`presales-xl ledger verify`, `log` and `rotate-key`: is the ledger as it was written, who wrote what, another key."""

from collections import Counter

import click

from presales_xl.cli import options
from presales_xl.cli.command import Command
from presales_xl.cli.console import Session
from presales_xl.cycle.generating.seal import rotate
from presales_xl.ledger.ledger import Ledger, tail, verify
from presales_xl.ledger.step import Line
from presales_xl.project import Project
from presales_xl.texts import Lang, all_texts, text


@click.command("verify", cls=Command)
@click.option("--known", metavar="HASH", default="")
@options.project
@click.pass_obj
def verify_ledger(session: Session, known: str, project: Project) -> int:
    """Check the log and every record."""
    ledger = Ledger.open(project.ledger, create=False)
    problems = verify(ledger, known)
    if problems:
        return session.tell(problems)
    last = tail(ledger, 1)[0]
    session.say("ledger.verified", "bold green", lines=last.seq)
    session.say("ledger.keep_hash", line=last.seq, at=last.at, hash=last.hash)
    return 0


@click.command("log", cls=Command)
@click.option("--last", metavar="N", type=click.IntRange(min=1), default=20)
@options.project
@click.pass_obj
def show_log(session: Session, last: int, project: Project) -> int:
    """List the last lines of the log."""
    lang, lines = session.lang, tail(Ledger.open(project.ledger, create=False), last)
    rows = [
        [str(line.seq), line.at, line.actor, line.action, line.subject, _facts(line, lang), _rows(line, lang)]
        for line in lines
    ]
    columns = ("line", "at", "actor", "action", "subject", "facts", "rows")
    session.table([session.word(f"ledger.log.{key}") for key in columns], rows)
    return 0


@click.command("rotate-key", cls=Command)
@options.by
@options.project
@click.pass_obj
def rotate_key(session: Session, project: Project) -> int:
    """Make a new key; what is out stays acceptable."""
    keys = rotate(project)
    session.say("ledger.rotated", "bold green", file=project.key, key=keys.newest, count=len(keys.by_digest) - 1)
    session.say("ledger.rotated_next")
    return 0


def _facts(line: Line, lang: Lang) -> str:
    """Return what a line says beside what it wrote, of lists how many; a fact that has no name here keeps its own."""
    facts = {key: len(value) if isinstance(value, list) else value for key, value in line.said().items()}
    names = {key: all_texts().get(f"ledger.fact.{key}", {}).get(lang, key) for key in facts}
    return "\n".join(f"{names[key]} {value}" for key, value in facts.items() if value is not False)


def _rows(line: Line, lang: Lang) -> str:
    """Return how many rows of which tables a line wrote."""
    counts = Counter(table for table, _, _ in line.written())
    return "\n".join(f"{text(lang, f'ledger.table.{table}')} {count}" for table, count in counts.items())
