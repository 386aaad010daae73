"""生成工作簿、收回汇总: HR's verbs from the ribbon, the same as on the command line."""

import datetime as dt
from collections.abc import Sequence
from pathlib import Path

import xlwings as xw

from presales_xl import project as projects
from presales_xl.addin.registry import NOBODY, Answer, Ask, Severity, command, told
from presales_xl.addin.submit import file_of
from presales_xl.cycle.collecting import collect as collecting
from presales_xl.cycle.generating import generate as generating
from presales_xl.periods import Period, parse_period
from presales_xl.project import Project
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.scheme.model import Cycle
from presales_xl.settings import FILE
from presales_xl.texts import Lang, text

_UP = 5  # folders above a workbook in which its project is looked for


@command
def generate(book: xw.Book, ask: Ask = NOBODY) -> Answer:
    """Ask for the project and the period, and write the workbooks; ProblemsError as `cycle.generate`."""
    chosen = _chosen(book, ask)
    if chosen is None:
        return Answer(text(ask.lang, "addin.hr.cancelled"))
    project, period = chosen
    made = generating.generate(project, period, project.lang)
    lines = []
    if made.files:
        outbox, inbox = project.outbox(period), project.inbox(period)
        lines.append(text(ask.lang, "commands.done.generate", folder=outbox, **made.counts))
        lines.append(text(ask.lang, "addin.hr.generate_next", inbox=inbox))
    return _answer(lines, made.problems, ask.lang)


@command
def collect(book: xw.Book, ask: Ask = NOBODY) -> Answer:
    """Ask for the project and the period, and take back what is in the inbox, or files that are chosen.

    ProblemsError as `cycle.collect`.
    """
    chosen = _chosen(book, ask)
    if chosen is None:
        return Answer(text(ask.lang, "addin.hr.cancelled"))
    project, period = chosen
    files: list[Path] = []
    if not any(project.inbox(period).glob("**/*.xls*")):
        files = ask.files(text(ask.lang, "addin.hr.files", inbox=project.inbox(period)))
        if not files:
            return Answer(text(ask.lang, "addin.hr.cancelled"))
    made = collecting.collect(project, period, files, project.lang)
    lines = [text(ask.lang, "commands.done.collect", **made.counts), *map(str, made.files)]
    return _answer(lines, made.problems, ask.lang)


def _answer(lines: Sequence[str], problems: Sequence[Problem], lang: Lang) -> Answer:
    """Return the message: what was made, then the first problems, errors before warnings."""
    ranked = sorted(problems, key=lambda problem: problem.severity != "error")
    severity: Severity = ranked[0].severity if ranked else "info"
    return Answer("\n\n".join(filter(None, ["\n".join(lines), told(ranked, lang)])), severity)


def _chosen(book: xw.Book, ask: Ask) -> tuple[Project, Period] | None:
    """Return the project and the period that are chosen, None when nothing is."""
    folder = ask.folder(text(ask.lang, "addin.hr.folder", file=FILE), _project_of(book))
    if folder is None:
        return None
    project = projects.load(folder)
    proposed = _proposed(project)
    typed = ask.line(text(ask.lang, "addin.hr.period", company=project.company), proposed)
    return (project, parse_period(typed)) if typed else None


def _project_of(book: xw.Book) -> Path | None:
    """Return the project that the open workbook lies in, None when it lies in none."""
    try:
        file = file_of(book)
    except ProblemsError:
        return None
    return next((folder for folder in file.parents[:_UP] if (folder / FILE).is_file()), None)


def _proposed(project: Project) -> str:
    """Return the period that is most likely meant: of the length of the latest one in the outbox, and now."""
    cycle: Cycle = "month"
    folders = [folder for folder in project.folder.glob("outbox/*") if folder.is_dir()]
    for folder in sorted(folders, key=lambda each: each.stat().st_mtime):
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
