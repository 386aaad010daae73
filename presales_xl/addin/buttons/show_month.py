"""本月进度: a sheet of the open workbook: the state of a period, who has returned what, which button comes next."""

from collections.abc import Iterator, Sequence

import xlwings as xw

from presales_xl.addin.hr_steps import PeriodStep, in_period, next_in_words
from presales_xl.addin.next_step import Month, month_of
from presales_xl.addin.own_sheet import link_to, write_sheet
from presales_xl.addin.ribbon import Answer, Ask, label
from presales_xl.cycle.approving.approvals import in_words
from presales_xl.cycle.collecting.status import Return
from presales_xl.texts import sentences, text


def run(book: xw.Book, ask: Ask) -> Answer:
    """Write the sheet anew, in front; ProblemsError as `month_of` and `write_sheet`."""
    return in_period(book, ask, _shown)


def _shown(step: PeriodStep) -> None:
    month = month_of(step.project, step.period, step.lang)
    name, title = (text(step.lang, f"buttons.show_month.{key}") for key in ("sheet", "title"))
    write_sheet(step.book, name, title, list(_rows(step, month)))


def _rows(step: PeriodStep, month: Month) -> Iterator[Sequence[object]]:
    """Yield the rows below the title: where the period stands, the next button, everybody, files set aside."""
    lang, project, period, now = step.lang, step.project, step.period, month.now
    yield [text(lang, "buttons.show_month.of", company=project.company, period=period.text)]
    states = [] if now is None else [text(lang, f"status.is.{mark.kind}") for mark in now.states()]
    said = text(lang, "collecting.comma").join(states or [text(lang, "status.open")])
    yield [text(lang, "status.period", states=said)]
    yield [next_in_words(month.next_command, lang)]
    if now is None:
        return
    late = sum(each.late for each in now.returns)
    back = sum(each.counts is not None for each in now.returns)
    yield [text(lang, "buttons.show_month.back", back=back, out=len(now.returns), due=now.due, late=late)]
    if now.waiting:
        yield [text(lang, "buttons.show_month.waiting", count=now.waiting)]
    if now.uncalibrated:
        mode = project.settings.calibration.mode
        yield [text(lang, f"buttons.show_month.uncalibrated.{mode}", count=now.uncalibrated)]
    if now.approvals:
        yield [in_words(now.approvals.values(), lang)]
    if month.appeals:
        yield [text(lang, "buttons.show_month.appeals", count=month.appeals)]
    yield []
    columns = ("kind", "recipient", "team", "state", "late", "entries", "file")
    yield [*(text(lang, f"status.column.{key}") for key in columns), text(lang, "buttons.show_month.column")]
    for each in now.returns:
        yield _recipient(step, month, each)
    if now.quarantine:
        yield []
        yield [text(lang, "status.quarantine", folder=project.quarantine(period))]
    for aside in now.quarantine:
        wrong = next(problem for problem in aside.problems if problem.severity == "error")
        yield [aside.file, None, None, sentences(lang, wrong)[1]]


def _recipient(step: PeriodStep, month: Month, each: Return) -> Sequence[object]:
    """Return the row of a recipient, with a link to the file that counts, else to the one that was issued."""
    issued, counts, lang = each.workbook, each.counts, step.lang
    inbox, outbox = step.project.inbox(step.period), step.project.outbox(step.period)
    command = month.next_for(each)
    return [
        text(lang, f"status.kind.{issued.kind}"),
        issued.recipient,
        issued.team,
        each.said(lang),
        text(lang, "status.late") if each.late else None,
        f"{each.filled} / {each.wanted}",
        link_to(inbox / counts.submission.file if counts else outbox / issued.file),
        label(command, lang) if command else None,
    ]
