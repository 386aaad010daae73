"""What the buttons of HR's month share: for which period, why results that people rely on change, one message."""

import datetime as dt
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import xlwings as xw

from presales_xl.addin.open_book import file_of
from presales_xl.addin.ribbon import Answer, Ask, in_one_message
from presales_xl.periods import Period, parse_period
from presales_xl.project import Project, load
from presales_xl.scheme.errors import ClosedError, Problem, ProblemsError
from presales_xl.scheme.model import Cycle
from presales_xl.settings import FILE
from presales_xl.texts import Lang, text

T = TypeVar("T")
_UP = 5  # folders above a workbook in which its project is looked for


def chosen_project(book: xw.Book, ask: Ask) -> Project | None:
    """Return the project that is chosen, None when none is."""
    title = text(ask.lang, "buttons.generate_workbooks.folder", file=FILE)
    folder = ask.folder(title, _project_of(book))
    return load(folder) if folder else None


def chosen_period(book: xw.Book, ask: Ask) -> tuple[Project, Period] | None:
    """Return the project and the period that are chosen, None when nothing is."""
    project = chosen_project(book, ask)
    if project is None:
        return None
    question = text(ask.lang, "buttons.generate_workbooks.period", company=project.company)
    typed = ask.line(question, proposed_period(project))
    return (project, parse_period(typed)) if typed else None


def reason_to_reopen(problems: Sequence[Problem], ask: Ask) -> str | None:
    """Return why results that people rely on are to change, None when nobody says so: then they stay."""
    told = in_one_message(problems, ask.lang)
    return ask.line(text(ask.lang, "buttons.generate_workbooks.reopen", changes=told), "")


def with_reason(change: Callable[[str], T], ask: Ask) -> tuple[T, str]:
    """Return what came of a change and for which reason it was made, "" for none: only what is closed wants one.

    ProblemsError as the change; ClosedError, with nothing changed, where nobody gives a reason.
    """
    try:
        return change(""), ""
    except ClosedError as error:
        reason = reason_to_reopen(error.problems, ask)
        if reason is None:
            raise
        return change(reason), reason


def cancelled(lang: Lang) -> Answer:
    """Return the message after a question that was not answered."""
    return Answer(text(lang, "buttons.generate_workbooks.cancelled"))


def answer(lines: Sequence[str], problems: Sequence[Problem], lang: Lang) -> Answer:
    """Return the message: what was made, then the first problems, errors before warnings."""
    ranked = sorted(problems, key=lambda problem: problem.severity != "error")
    parts = ["\n".join(lines), in_one_message(ranked, lang)]
    return Answer("\n\n".join(filter(None, parts)), ranked[0].severity if ranked else "info")


def _project_of(book: xw.Book) -> Path | None:
    """Return the project that the open workbook lies in, None when it lies in none."""
    try:
        file = file_of(book)
    except ProblemsError:
        return None
    return next((folder for folder in file.parents[:_UP] if (folder / FILE).is_file()), None)


def proposed_period(project: Project) -> str:
    """Return the period that is most likely meant: of the length of the latest one in the outbox, and now."""
    cycle: Cycle = "month"
    folders = [folder for folder in project.folder.glob("outbox/*") if folder.is_dir()]
    for folder in sorted(folders, key=lambda folder: folder.stat().st_mtime):
        try:
            cycle = parse_period(folder.name).cycle
        except ProblemsError:  # a folder of somebody's own
            continue
    today = dt.datetime.now().astimezone().date()
    part = {
        "month": f"-{today.month:02}",
        "quarter": f"-Q{(today.month + 2) // 3}",
        "half_year": f"-H{1 + (today.month > 6)}",
        "year": "",
    }
    return f"{today.year}{part[cycle]}"
