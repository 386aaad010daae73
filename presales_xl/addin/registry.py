"""The commands of the ribbon by name, and the one place from which they are started."""

import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

import xlwings as xw

from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.texts import Lang, explain, text

Severity = Literal["info", "warning", "error"]
_MOST = 5  # problems that one message holds


@dataclass(frozen=True)
class Answer:
    """What a command says when it is done; shown in one message, but for a `quiet` one, whose work is to be seen."""

    text: str
    severity: Severity = "info"
    quiet: bool = False


class Ask(Protocol):
    """How a command asks the person at the screen; None or False is a no."""

    @property
    def lang(self) -> Lang:
        """Return the language that messages are in."""

    def yes(self, question: str) -> bool:
        """Return whether the answer to a question is yes."""

    def folder(self, title: str, proposed: Path | None) -> Path | None:
        """Return a folder that is chosen."""

    def files(self, title: str) -> list[Path]:
        """Return files that are chosen."""

    def line(self, question: str, proposed: str) -> str | None:
        """Return a line that is typed."""


@dataclass(frozen=True)
class Unasked:
    """Answers for nobody: no to every question."""

    lang: Lang = "zh"

    def yes(self, _question: str) -> bool:
        """Say no."""
        return False

    def folder(self, _title: str, _proposed: Path | None) -> Path | None:
        """Choose none."""
        return None

    def files(self, _title: str) -> list[Path]:
        """Choose none."""
        return []

    def line(self, _question: str, _proposed: str) -> str | None:
        """Type nothing."""
        return None


NOBODY = Unasked()
Command = Callable[[xw.Book, Ask], Answer]
#: Every command by the tag of its button.
COMMANDS: dict[str, Command] = {}


def command(work: Command) -> Command:
    """Register a command by its function's name."""
    COMMANDS[work.__name__] = work
    return work


def dispatch(name: str, book: xw.Book, ask: Ask = NOBODY) -> Answer:
    """Run a command; what a person can mend comes back as an answer, never as an exception.

    KeyError for an unknown name.
    """
    work = COMMANDS[name]
    try:
        return work(book, ask)
    except ProblemsError as error:
        return Answer(told(error.problems, ask.lang), "error")
    except Exception as error:  # whatever Excel throws: the manager gets one message, the log file the traceback
        logging.getLogger(__name__).exception(name)
        reason = f"{type(error).__name__}: {error}".split("\n")[0][:200]
        return Answer(text(ask.lang, "addin.failed", command=title(name, ask.lang), reason=reason), "error")


def told(problems: Sequence[Problem], lang: Lang) -> str:
    """Return problems as one message: the first few, and how many more there are."""
    lines = [explain(lang, problem) for problem in problems[:_MOST]]
    if len(problems) > _MOST:
        lines.append(text(lang, "addin.more", count=len(problems) - _MOST))
    return "\n\n".join(lines)


def title(name: str, lang: Lang) -> str:
    """Return what a command's button says."""
    return text(lang, f"ribbon.button.{name}.label")
