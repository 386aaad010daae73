"""生成工作簿: HR's verb from the ribbon, the same as on the command line: how many is shown first."""

from typing import Any

from presales_xl.addin.hr_steps import PeriodStep, StepResult, in_period
from presales_xl.addin.native import Book
from presales_xl.addin.ribbon import Ask, Reply, StoppedError
from presales_xl.cycle.generating.generate import Generated, generate
from presales_xl.scheme.errors import ClosedError, warning
from presales_xl.texts import counted, text


def run(book: Book, ask: Ask) -> Reply:
    """Say how many workbooks would be issued, and write them when that is agreed; ProblemsError as `generate`."""
    return in_period(book, ask, _generated, begins=True)


def _generated(step: PeriodStep) -> StepResult:
    project, period = step.project, step.period
    step.saved(project.roster)

    keep_versions: bool | None = None  # as long as nobody was asked

    def generated(reason: str, *, dry_run: bool = False) -> Generated:
        nonlocal keep_versions
        how: dict[str, Any] = {"track": step.ask.track, "dry_run": dry_run, "keep_versions": bool(keep_versions)}
        closed: ClosedError | None = None
        try:
            made = generate(project, period, project.lang, **how, reopen=reason)
        except ClosedError as error:
            if not dry_run or keep_versions is not None:
                raise
            closed = error  # what changes, and so what needs a reason, hangs on the versions that are kept
            made = generate(project, period, project.lang, **how, reopen="—")
        if dry_run and made.turned and keep_versions is None:
            keep_versions = step.yes(text(step.lang, "buttons.generate_workbooks.keep", period=period), made.turned)
            return generated(reason, dry_run=True) if keep_versions or closed else made
        if closed:
            raise closed
        return made

    def question(would: Generated) -> str:
        if not would.counts["issued"]:  # files that are missing are written without a word
            return ""
        counts = counted(step.lang, would.counts)
        return text(step.lang, "buttons.generate_workbooks.agree", period=period, counts=counts)

    try:
        made = step.rehearsed(generated, question)
    except StoppedError:
        return StepResult(problems=[warning("issued.stopped", period=period)], goes_on=True)
    lines = []
    if made.files:
        folder, inbox = project.outbox(period), project.inbox(period)
        lines.append(made.in_words(folder, step.lang))
        if not made.unwritten:
            lines.append(text(step.lang, "buttons.generate_workbooks.next", inbox=inbox))
    return StepResult(lines, made.problems, made.files, affected=made.affected)
