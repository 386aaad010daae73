"""The ribbon: the buttons that `macros/ribbon.yaml` declares, and the one place from which their commands start."""

import logging
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib import import_module
from itertools import accumulate
from pathlib import Path
from typing import Any, Literal

from presales_xl.addin.native import Book
from presales_xl.problem_texts import explain, is_to_mend
from presales_xl.progress import quiet
from presales_xl.resources import declared, folder
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.texts import Lang, shown_by_a_click, text

Severity = Literal["info", "warning", "error"]
_MOST = 5  # problems that one message holds
LONGEST = 150  # characters of a line in a message that cannot hold all
_LINES = 5  # of a problem that a message shows in full
_SHOWN = 300  # characters of a problem of more lines, beside its last line


@dataclass(frozen=True, slots=True)
class Button:
    """One button: the command that it starts, Office's icon, and whether any workbook will do.

    `alone` is what the VBA does where there is no Python, "" for a button that needs it; without `python` it is all.
    It stands for what the command line `does` by these commands or options.
    """

    command: str
    image: str
    large: bool = False
    anywhere: bool = False
    alone: str = ""
    python: bool = True
    does: Sequence[str] = ()

    @property
    def needs_python(self) -> bool:
        """Return whether the workbook's own formulas cannot do it: it is HR's."""
        return not self.alone


@cache
def groups() -> dict[str, tuple[Button, ...]]:
    """Return the buttons of the tab's groups, from left to right, by the id of the group."""
    there = declared(folder("macros") / "ribbon.yaml", list)
    return {group["group"]: tuple(Button(**button) for button in group["buttons"]) for group in there}


def commands() -> list[str]:
    """Return the commands that Python knows, from left to right."""
    return [button.command for button in ribbon_buttons() if button.python]


def ribbon_buttons() -> list[Button]:
    """Return all buttons, from left to right."""
    return [button for buttons in groups().values() for button in buttons]


@cache
def buttons_by_command() -> dict[str, str]:
    """Return the buttons by what they stand for on the command line, commands and options."""
    return {word: button.command for button in ribbon_buttons() for word in button.does}


@dataclass(frozen=True)
class Reply:
    """What a command says when it is done; shown in one message, but for a `quiet` one, whose work is to be seen.

    `cancelled`: a question that has to be answered was not, so nothing was done.
    """

    text: str
    severity: Severity = "info"
    quiet: bool = False
    cancelled: bool = False


class StoppedError(Exception):
    """Whoever clicked has stopped the work between two of its items."""


WORKBOOKS = ("xlsx", "xlsm")  # how files end that are chosen


@dataclass
class Ask:
    """How a command asks the person at the screen; None or False is a no. This one asks nobody and always says no.

    `button` is the command that was clicked.
    """

    lang: Lang = "zh"
    button: str = field(default="", init=False)

    def origin(self, file: Path) -> Path:
        """Return where the open workbook comes from, which may be a copy of another."""
        return file

    def yes(self, question: str, *, proposed: bool = True) -> bool:
        """Return whether the answer to a question is yes; what is not `proposed` is not the answer of a mere Enter."""
        return False

    def folder(self, title: str, proposed: Path | None) -> Path | None:
        """Return a folder that is chosen."""
        return None

    def files(self, title: str, endings: Sequence[str] = WORKBOOKS) -> list[Path]:
        """Return files that are chosen, of those with these endings."""
        return []

    def line(self, question: str, proposed: str) -> str | None:
        """Return a line that is typed, "" where it was left blank."""
        return None

    def show(self, page: Path) -> bool:
        """Show a page of the help; return whether that was possible."""
        return False

    def listed(self, rows: Sequence[Sequence[object]]) -> None:
        """Take notice of what a sheet lists by now, which the next question may be about."""

    def track(self, items: Sequence[Any], what: str) -> Iterable[Any]:
        """Pass items on, telling how far long work is (see `progress.Track`); StoppedError where it is to stop."""
        return quiet(items, what)


def command_of(name: str) -> Callable[[Book, Ask], Reply]:
    """Return what a command does, its module imported only now; KeyError for a name that no button has."""
    if name not in commands():
        raise KeyError(name)
    run: Callable[[Book, Ask], Reply] = import_module(f"presales_xl.addin.buttons.{name}").run
    return run


def dispatch(name: str, book: Book, ask: Ask) -> Reply:
    """Run a command; what goes wrong comes back as an answer, never as an exception.

    KeyError for a name that no button has.
    """
    run = command_of(name)
    ask.button = name
    return guarded(name, ask.lang, lambda: run(book, ask))


def guarded(name: str, lang: Lang, work: Callable[[], Reply]) -> Reply:
    """Return what a command's work answers; what goes wrong meanwhile as an answer, too, never as an exception."""
    try:
        with shown_by_a_click(buttons_by_command()):
            try:
                return work()
            except ProblemsError as error:
                return Reply(in_one_message(error.problems, lang), "error")
    except Exception as error:  # whatever Excel throws: the manager gets one message, the log file the traceback
        logging.getLogger(__name__).exception(name)
        reason = f"{type(error).__name__}: {error}".split("\n")[0][:200]
        return Reply(text(lang, "addin.failed", command=label(name, lang), reason=reason), "error")


def in_one_message(problems: Sequence[Problem], lang: Lang, *, in_short: bool = False) -> str:
    """Return problems as one message: the first few, and how many more there are; of long ones `in_short` both ends."""
    lines = [explain(lang, problem) for problem in problems[:_MOST]]
    if in_short:
        lines = [_both_ends(line, lang) for line in lines]
    if len(problems) > _MOST:
        lines.append(more_problems(problems[_MOST:], lang))
    return "\n\n".join(lines)


def more_problems(left: Sequence[Problem], lang: Lang) -> str:
    """Return how many problems a message has no room for, and whether something is to be done about any of them."""
    key = "more_to_mend" if any(map(is_to_mend, left)) else "more"
    return text(lang, f"addin.{key}", count=len(left), mend=sum(map(is_to_mend, left)))


def _both_ends(told: str, lang: Lang) -> str:
    """Return a text of many lines without most of those in the middle, which are listed where there is more room."""
    lines = told.splitlines()
    return told if len(lines) <= _LINES else "\n".join([*beginning(lines[:-1], _SHOWN, lang), lines[-1]])


def cut_off(line: str, most: int = LONGEST) -> str:
    """Return a line of a message that cannot hold all, cut off where it is too long."""
    return line if len(line) <= most else f"{line[: most - 1]}…"


def beginning(lines: Sequence[str], most: int, lang: Lang) -> list[str]:
    """Return the first lines of many, so many characters at most but always one, and how many more lines there are."""
    cut = [*map(cut_off, lines)]
    shown = [line for line, long in zip(cut, accumulate(map(len, cut)), strict=True) if long <= most] or cut[:1]
    more = len(lines) - len(shown)
    return [*shown, *([text(lang, "addin.more_lines", count=more)] if more else [])]


def first_few(names: Sequence[str], most: int, lang: Lang) -> str:
    """Return names in one line, those behind the first `most` as "…"."""
    return text(lang, "problems.comma").join([*names[:most], *(["…"] if len(names) > most else [])])


def label(command: str, lang: Lang) -> str:
    """Return what a command's button says."""
    return text(lang, f"buttons.{command}.label")
