"""`presales-xl ledger`: is the ledger as it was written, who wrote what, what is held of whom, another key."""

from collections import Counter
from pathlib import Path

import click

from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session
from presales_xl.cycle.generating.seal import rotate
from presales_xl.cycle.records.dossier import dossier, export
from presales_xl.cycle.records.retain import retain
from presales_xl.ledger.ledger import Ledger, tail, verify
from presales_xl.ledger.step import LogLine
from presales_xl.project import Project
from presales_xl.texts import Lang, all_texts, text
from presales_xl.workbook import table_files


@command("verify", click.option("--known", metavar="HASH", default=""), options.project)
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


@command(
    "log",
    click.option("--last", metavar="N", type=click.IntRange(min=1), default=20),
    click.option("--csv", "log_csv", metavar="FILE", type=options.FILE),
    options.project,
)
def show_log(session: Session, last: int, log_csv: Path | None, project: Project) -> int:
    """List the last lines of the log, or write all of it into a file."""
    lang, ledger = session.lang, Ledger.open(project.ledger, create=False)
    columns = ["line", "at", "actor", "action", "subject", "facts", "rows"]
    if log_csv is not None:
        heads = [session.word(f"ledger.log.{key}") for key in (*columns, "hash")]
        lines = tail(ledger, None)
        written = [[*_shown(line, lang, whole=True), line.hash] for line in lines]
        table_files.write(log_csv, table_files.of_rows(heads, written), lang)
        session.say("ledger.log.written", "bold green", lines=len(lines), file=log_csv)
        return 0
    rows = [_shown(line, lang) for line in tail(ledger, last)]
    session.table([session.word(f"ledger.log.{key}") for key in columns], rows)
    return 0


@command(
    "dossier",
    click.argument("employee", metavar="EMPLOYEE"),
    click.option("--output", "-o", "dossier_file", metavar="FILE", type=options.FILE),
    *options.acting,
)
def write_dossier(session: Session, employee: str, dossier_file: Path | None, project: Project) -> int:
    """Write what a person was told, decided and paid over all periods, on a page."""
    session.say("ledger.dossier", "bold green", file=dossier(project, employee, session.lang, dossier_file))
    return 0


@command(
    "export",
    click.argument("employee", metavar="EMPLOYEE"),
    click.option("--output", "-o", "export_folder", metavar="DIR", type=options.FILE),
    *options.acting,
)
def export_person(session: Session, employee: str, export_folder: Path | None, project: Project) -> int:
    """Write all that is held of a person, to read and as data."""
    files = export(project, employee, session.lang, export_folder)
    session.say("ledger.exported", "bold green", count=len(files), folder=files[0].parent)
    for file in files:
        session.print(f"  {file}")
    session.say("ledger.exported_next")
    return 0


@command(
    "retain",
    click.option("--months", "retain_months", metavar="N", type=click.IntRange(min=24)),
    click.option("--reason", "retain_reason", metavar="TEXT", default=""),
    *options.acting,
)
def retain_periods(session: Session, retain_months: int | None, retain_reason: str, project: Project) -> int:
    """Replace names whose time is over by pseudonyms."""
    made = retain(project, months=retain_months, reason=retain_reason)
    code = session.tell(made.problems)
    if not made.periods and not made.files:
        session.say("retain.nothing", months=retain_months or project.settings.keep_months)
        return code
    session.say("retain.due", "bold", periods=session.word("problems.comma").join(made.periods) or "—")
    session.say("retain.files", count=len(made.files))
    if retain_reason.strip():
        session.say("retain.done", "bold green", people=made.people, rows=made.rows)
    else:
        session.say("retain.how", "yellow")
    return code


@command("rotate-key", *options.acting)
def rotate_key(session: Session, project: Project) -> int:
    """Make a new key; what is out stays acceptable."""
    keys = rotate(project)
    session.say("ledger.rotated", "bold green", file=project.key, key=keys.newest, count=len(keys.by_digest) - 1)
    session.say("ledger.rotated_next")
    return 0


def _shown(line: LogLine, lang: Lang, *, whole: bool = False) -> list[str]:
    """Return a line of the log in words, with lists in full only as a `whole`."""
    words = ["\n".join(_facts(line, lang, whole)), "\n".join(_rows(line, lang))]
    return [str(line.seq), line.at, line.actor, line.action, line.subject, *words]


def _facts(line: LogLine, lang: Lang, whole: bool) -> list[str]:
    """Return what a line says beside what it wrote, of lists how many; a fact that has no name here keeps its own."""
    facts = line.said()
    for key, value in facts.items():
        if isinstance(value, list):
            facts[key] = text(lang, "problems.comma").join(map(str, value)) if whole else len(value)
    names = {key: all_texts().get(f"ledger.fact.{key}", {}).get(lang, key) for key in facts}
    return [f"{names[key]} {value}" for key, value in facts.items() if value is not False]


def _rows(line: LogLine, lang: Lang) -> list[str]:
    """Return how many rows of which tables a line wrote."""
    counts = Counter(table for table, _, _ in line.written())
    return [f"{text(lang, f'ledger.table.{table}')} {count}" for table, count in counts.items()]
