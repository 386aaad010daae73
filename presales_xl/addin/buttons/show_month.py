"""本月进度: a sheet of the open workbook: the state of a period, who has returned what, which button comes next."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path

import xlwings as xw

from presales_xl.addin.hr_steps import cancelled, chosen_period
from presales_xl.addin.open_book import as_typed, identity_of, sheets_by_name
from presales_xl.addin.ribbon import Answer, Ask, label
from presales_xl.cycle.collecting.status import Return, Status, status
from presales_xl.periods import Period
from presales_xl.project import Project
from presales_xl.scheme.errors import ProblemsError
from presales_xl.texts import Lang, sentences, text

_WIDTH = 7  # columns
_LONGEST = 250  # characters of a text in a formula, for Excel


def run(book: xw.Book, ask: Ask) -> Answer:
    """Write the sheet anew, in front; ProblemsError as `status`, but for a period of which nothing is issued yet.

    A workbook that was handed out stays as it is, and so does a sheet of that name which is somebody's own.
    """
    if identity_of(sheets_by_name(book)) is not None:
        return Answer(text(ask.lang, "buttons.show_month.issued"), "error")
    chosen = chosen_period(book, ask)
    if chosen is None:
        return cancelled(ask.lang)
    project, period = chosen
    rows = [*_rows(project, period, _status(project, period, ask.lang), ask.lang)]
    name, title = text(ask.lang, "buttons.show_month.sheet"), text(ask.lang, "buttons.show_month.title")
    if name in [sheet.name for sheet in book.sheets]:
        sheet = book.sheets[name]
        if sheet.range("A1").value not in (None, title):
            return Answer(text(ask.lang, "buttons.show_month.taken", sheet=name), "error")
        sheet.used_range.clear_contents()
    else:
        sheet = book.sheets.add(name, after=book.sheets[len(book.sheets) - 1])
    block = [[title], *rows]
    sheet.range("A1").value = [[*row, *[None] * (_WIDTH - len(row))] for row in block]
    if [] in rows:  # the table; the lines above it may run over
        with suppress(Exception):  # a program without it shows narrow columns
            sheet.range((rows.index([]) + 3, 1), (len(block), _WIDTH)).columns.autofit()
    sheet.activate()
    return Answer("", quiet=True)


def _status(project: Project, period: Period, lang: Lang) -> Status | None:
    """Return how far a period is, None when nothing of it is issued yet."""
    try:
        return status(project, period, lang)
    except ProblemsError as error:
        if {problem.code for problem in error.problems} <= {"standing.nothing_issued", "ledger.missing"}:
            return None
        raise


def _rows(project: Project, period: Period, now: Status | None, lang: Lang) -> Iterator[Sequence[object]]:
    """Yield the rows below the title: where the period stands, the next button, everybody, files set aside."""
    yield [text(lang, "buttons.show_month.of", company=project.company, period=period.text)]
    states = [] if now is None else [text(lang, f"status.is.{mark.kind}") for mark in now.states()]
    said = text(lang, "collecting.comma").join(states or [text(lang, "status.open")])
    yield [text(lang, "status.period", states=said)]
    yield [text(lang, "buttons.show_month.next", button=label(next_command(now), lang))]
    if now is None:
        return
    late = sum(each.late for each in now.returns)
    back = sum(each.counts is not None for each in now.returns)
    yield [text(lang, "buttons.show_month.back", back=back, out=len(now.returns), due=now.due, late=late)]
    if now.waiting:
        yield [text(lang, "buttons.show_month.waiting", count=now.waiting)]
    yield []
    columns = ("kind", "recipient", "team", "state", "late", "entries", "file")
    yield [text(lang, f"status.column.{key}") for key in columns]
    for each in now.returns:
        yield _recipient(project, period, each, lang)
    if now.quarantine:
        yield []
        yield [text(lang, "status.quarantine", folder=project.quarantine(period))]
    for aside in now.quarantine:
        wrong = next(problem for problem in aside.problems if problem.severity == "error")
        yield [as_typed(aside.file), None, None, as_typed(sentences(lang, wrong)[1])]


def _recipient(project: Project, period: Period, each: Return, lang: Lang) -> Sequence[object]:
    """Return the row of a recipient, with a link to the file that counts, else to the one that was issued."""
    issued, counts = each.workbook, each.counts
    file = project.inbox(period) / counts.submission.file if counts else project.outbox(period) / issued.file
    return [
        text(lang, f"status.kind.{issued.kind}"),
        as_typed(issued.recipient),
        as_typed(issued.team),
        each.said(lang),
        text(lang, "status.late") if each.late else None,
        as_typed(f"{each.filled} / {each.wanted}"),
        _link(file),
    ]


def _link(file: Path) -> str:
    """Return the formula that leads to a file, only its name where it is gone or a formula cannot hold its path."""
    target, shown = (part.replace('"', '""') for part in (str(file), file.name))
    if not file.is_file() or max(len(target), len(shown)) > _LONGEST:
        return as_typed(file.name)
    return f'=HYPERLINK("{target}","{shown}")'


def next_command(now: Status | None) -> str:
    """Return the button of the ribbon that comes next in a period."""
    if now is None:
        return "generate_workbooks"
    states = {mark.kind for mark in now.states()}
    if "published" in states:
        return "verify_ledger"
    if "settled" in states:
        return "publish_results"
    if now.waiting or any(each.state != "complete" for each in now.returns):
        return "collect_returns"
    return "settle_pay"
