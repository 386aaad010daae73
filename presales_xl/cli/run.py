"""`presales-xl run`: a command of the ribbon on a copy of a workbook, in LibreOffice, where there is no Excel."""

import shutil
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import click

from presales_xl.addin.native import Book, select
from presales_xl.addin.own_sheet import in_words
from presales_xl.addin.ribbon import WORKBOOKS, Ask, Reply, command_of, commands
from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import Session, is_at_terminal, says_yes
from presales_xl.cycle.collecting.inbox import copy_of, project_of_inbox
from presales_xl.files import locked, unwritable
from presales_xl.office.xlwings_engine.app import Alert, agree, libreoffice_app
from presales_xl.progress import Track, quiet
from presales_xl.scheme.errors import Place, fail
from presales_xl.texts import text
from presales_xl.workbook.reader import read_one


@dataclass
class AtTerminal(Ask):
    """Asks the person at the terminal; without one the answers are no, with `agreed` those proposed.

    `workbook` is the one whose copy is open, `unanswered` what nobody was there to answer, `unseen` the lines of a
    sheet that nobody can see before the copy is saved: they are shown before the next question.
    """

    workbook: Path = Path()
    agreed: bool = False
    progress: Track = quiet
    unanswered: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)

    def origin(self, file: Path) -> Path:
        """Return the workbook whose copy is open."""
        return self.workbook.absolute()

    def yes(self, question: str, *, proposed: bool = True) -> bool:
        """Return whether the answer to a question is yes; what is not `proposed` is agreed to by a person only."""
        if self.agreed and proposed:
            return True
        if not self.agreed and is_at_terminal():
            self._shown()
            return says_yes(question, self.lang)
        self.unanswered.append(question)
        return False

    def folder(self, title: str, proposed: Path | None) -> Path | None:
        """Return a folder that is typed."""
        typed = self.line(title, str(proposed or ""))
        return Path(typed) if typed else None

    def files(self, title: str, endings: Sequence[str] = WORKBOOKS) -> list[Path]:
        """Return files that are typed, one a line, until an empty one."""
        files: list[Path] = []
        if not self.agreed and is_at_terminal():
            click.echo(text(self.lang, "commands.asks.files"), err=True)
        while typed := self.line(title, ""):
            files.append(Path(typed))
        return files

    def line(self, question: str, proposed: str) -> str | None:
        """Return a line that is typed."""
        if self.agreed and proposed:
            return proposed
        if self.agreed or not is_at_terminal():
            self.unanswered.append(question)
            return None
        self._shown()
        words = question.rstrip(" :：")  # a colon comes behind it anyway
        typed = click.prompt(words, default=proposed, show_default=bool(proposed), err=True)
        return str(typed).strip().strip('"')

    def listed(self, rows: Sequence[Sequence[object]]) -> None:
        """Keep what a sheet lists for the next question."""
        self.unseen = list(map(in_words, rows))

    def _shown(self) -> None:
        for line in self.unseen:
            click.echo(line, err=True)
        self.unseen = []

    def track(self, items: Sequence[Any], what: str) -> Iterable[Any]:
        """Pass items on with a progress bar."""
        return self.progress(items, what)

    def respond(self, alert: Alert) -> str:
        """Answer a message box."""
        if "yes" in alert.buttons:
            return "yes" if self.yes(alert.prompt) else "no"
        return agree(alert)


@command(
    "run",
    click.argument("ribbon_command", metavar="COMMAND"),
    click.argument("workbook", metavar="FILE", type=options.FILE),
    click.option("--output", "-o", "run_copy", metavar="COPY", type=options.FILE),
    click.option("--cell", "run_cell", metavar="SHEET!CELL", default=""),
    click.option("--yes", "-y", "run_yes", is_flag=True),
    options.force,
)
def run_button(
    session: Session,
    ribbon_command: str,
    workbook: Path,
    run_copy: Path | None,
    run_cell: str,
    run_yes: bool,
    force: bool,
) -> int:
    """Run a command on a copy; 1 when it finds errors. Where it fails, no copy is left."""
    if ribbon_command not in commands():
        raise fail("office.command", found=ribbon_command, expected=sorted(commands()))
    read_one(workbook)  # LibreOffice opens only what the guard lets through
    copy = run_copy or copy_of(workbook, ribbon_command)
    if project_of_inbox(copy):
        raise fail("office.inbox", Place(file=str(copy)))
    if copy.exists() and (not force or copy.samefile(workbook)):
        raise fail("office.exists", Place(file=str(copy)))
    ask = AtTerminal(session.lang, workbook, run_yes, session.track)
    answer = on_copy(ribbon_command, workbook, copy, ask, cell=run_cell)
    if answer.text:
        session.print(answer.text, {"error": "bold red", "warning": "yellow"}.get(answer.severity, ""))
    if not answer.cancelled:
        session.say("addin_run.copy", "bold green", file=copy)
    return int(answer.severity == "error")


def on_copy(command: str, workbook: Path, copy: Path, ask: AtTerminal, *, cell: str = "") -> Reply:
    """Run a command on a copy of a workbook and return what it says; `cell` ("工程师!F7") is selected before.

    ProblemsError as LibreOffice's or the command's own; no copy is left of a command that fails, whatever it is, nor of
    one that was cancelled.
    """
    try:
        copy.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(workbook, copy)
    except PermissionError:
        raise locked(copy) from None
    except OSError as error:
        raise unwritable(copy, error) from None
    try:
        with libreoffice_app(ask.respond) as app, app.books.open(copy) as book:
            if cell:
                _select(book, cell)
            ask.button = command
            answer = command_of(command)(book, ask)
            if answer.cancelled and ask.unanswered:
                raise fail("office.unanswered", Place(file=str(workbook)), question=ask.unanswered[-1])
            if not answer.cancelled:
                book.save()
                return answer
        copy.unlink(missing_ok=True)
        return answer
    except BaseException:
        copy.unlink(missing_ok=True)
        raise


def _select(book: Book, cell: str) -> None:
    """Select a cell given as `工程师!F7`, or as `F7` on the sheet in front."""
    sheet, _, address = cell.rpartition("!")
    name = sheet.strip("'").replace("''", "'")
    try:
        select(book.sheets[name] if sheet else book.sheets.active, address)
    except (KeyError, IndexError):
        names = [sheet.name for sheet in book.sheets if sheet.visible == -1]
        raise fail("office.cell", Place(field="--cell"), found=cell, expected=names) from None
