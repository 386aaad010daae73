"""本月进度: a sheet of the open workbook: the state of a period, who has returned what, which button comes next."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from presales_xl.addin.hr_steps import PeriodStep, in_period
from presales_xl.addin.native import Book
from presales_xl.addin.own_sheet import Heads, Strong, lines_to, link_to, write_sheet
from presales_xl.addin.ribbon import Ask, Reply
from presales_xl.cycle.answering import ToldDocument, document_name
from presales_xl.cycle.approving.approvals import in_words
from presales_xl.cycle.calibrating import calibration_book
from presales_xl.cycle.collecting import collected_book
from presales_xl.cycle.collecting.incoming import aside_in_words, lies_at
from presales_xl.cycle.collecting.status import Return, answer_to
from presales_xl.cycle.next_steps import WAITING, Ahead, Open
from presales_xl.cycle.publishing.pages import place_of
from presales_xl.cycle.publishing.plan import PLANS
from presales_xl.cycle.publishing.publish import REPORT, STATEMENTS
from presales_xl.cycle.settling import payroll_files
from presales_xl.problem_texts import explain, sentences
from presales_xl.texts import text


def run(book: Book, ask: Ask) -> Reply:
    """Write the sheet anew, in front; ProblemsError as `PeriodStep.ahead` and `write_sheet`."""
    return in_period(book, ask, _shown)


def _shown(step: PeriodStep) -> None:
    ahead = step.ahead()
    name, title = (text(step.lang, f"buttons.show_month.{key}") for key in ("sheet", "title"))
    write_sheet(step.book, name, title, list(_rows(step, ahead)))


def _rows(step: PeriodStep, ahead: Ahead) -> Iterator[Sequence[object]]:
    """Yield the rows below the title: where the period stands, what is to be done, everybody, objections, files."""
    lang, project, period, now = step.lang, step.project, step.period, ahead.now
    yield [text(lang, "buttons.show_month.of", company=project.company, period=period.text)]
    if now is not None:
        states = [text(lang, f"status.is.{mark.kind}") for mark in now.states()]
        states_in_words = text(lang, "collecting.comma").join(states or [text(lang, "status.open")])
        yield [text(lang, "status.period", states=states_in_words)]
    for place, to_do in enumerate(ahead.steps()):
        if place == 0 or to_do.step != "verify":
            line = lines_to(_to_open(step, to_do), ahead.said(to_do, is_first=place == 0))
            yield from map(Strong, line) if place == 0 else line
    if now is None:
        return
    late = sum(each.late for each in now.returns)
    back = sum(each.counts is not None for each in now.returns)
    awaited = sum(each.state != "exempt" for each in now.returns)
    yield [text(lang, "buttons.show_month.back", back=back, out=awaited, due=now.due, late=late)]
    approvals = in_words(now.approvals.values(), lang) if now.approvals else ""
    owed = [explain(lang, each) for each in (*now.by_other_version, *ahead.owed())]
    lines = (now.without_in_words(lang), *owed, *now.answers_in_words(lang), approvals)
    yield from ([line] for line in lines if line)
    yield []
    columns = ("kind", "recipient", "team", "state", "late", "entries", "file")
    yield Heads((*(text(lang, f"status.column.{key}") for key in columns), text(lang, "buttons.show_month.column")))
    yield from (_recipient(step, ahead, each) for each in now.returns)
    yield from (_objection(step, each) for each in now.told if each.objection)
    if now.quarantine:
        yield []
        yield [text(lang, "status.quarantine", folder=project.quarantine(period))]
    for aside in now.quarantine:
        wrong = next(problem for problem in aside.problems if problem.severity == "error")
        shown = link_to(lies_at(project, period, aside), aside_in_words(project, period, aside, lang))
        button = _button(step, "unusable_statement" if answer_to(aside) in now.unusable else "collect")
        yield [shown, None, None, sentences(lang, wrong)[1], None, None, None, button]


def _objection(step: PeriodStep, each: ToldDocument) -> Sequence[object]:
    """Return the row of somebody who objects to a plan or a statement: its page, the button that records an appeal."""
    lang, now, objection = step.lang, each.now, each.objection_in_words(step.lang)
    step_of = "objection" if now.document == "statement" else "plan_objection"
    page = place_of(step.project.results(step.period) / (STATEMENTS if now.document == "statement" else PLANS), now)
    return [document_name(now, lang), now.name, now.team, objection, None, None, link_to(page), _button(step, step_of)]


def _to_open(step: PeriodStep, to_do: Open) -> Path | None:
    """Return the file or folder that a step is about, None for none."""
    project, period = step.project, step.period
    results = project.results(period)
    places = {
        project.roster: ("generate", "left"),
        project.outbox(period): ("hand_out", "approve", "send_forms"),
        project.inbox(period): ("collect", *WAITING, "approving"),
        results / collected_book.FILE: ("confirm",),
        results / calibration_book.FILE: ("calibrate", "recalibrate", "shifted"),
        results / payroll_files.WORKBOOK: ("settle", "paid_out", "owed"),
        results / REPORT: ("publish",),
        results / PLANS: ("plan", "send_plans", "plan_objection"),
        step.project.quarantine(step.period): ("unusable_plan", "unusable_statement"),
        results / STATEMENTS: ("send_statements", "appeal", "objection"),
    }
    return next((place for place, steps in places.items() if to_do.step in steps), None)


def _recipient(step: PeriodStep, ahead: Ahead, each: Return) -> Sequence[object]:
    """Return the row of a recipient, with a link to the file that counts, else to the one that was issued."""
    issued, counts, lang = each.workbook, each.counts, step.lang
    inbox, outbox = step.project.inbox(step.period), step.project.outbox(step.period)
    comes_next = ahead.for_recipient(each)
    return [
        text(lang, f"status.kind.{issued.kind}"),
        issued.recipient,
        issued.team,
        each.said(lang),
        text(lang, "status.late") if each.late else None,
        each.entries,
        link_to(inbox / counts.submission.file if counts else outbox / issued.file),
        _button(step, comes_next) if comes_next not in ("", *WAITING) else None,
    ]


def _button(step: PeriodStep, name: str) -> str:
    """Return what does a step of the month: the button, or the command where that is what is typed."""
    command = Open(name, "").command(step.project, step.period, step.lang)
    return text(step.lang, "buttons.show_month.by", command=command)
