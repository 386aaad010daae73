"""计划: HR's verb from the ribbon, the same as on the command line: what everybody is to do in the period."""

from presales_xl.addin.hr_steps import PeriodStep, StepResult, in_period
from presales_xl.addin.native import Book
from presales_xl.addin.ribbon import Ask, Reply
from presales_xl.cycle.publishing.plan import Plans, plan
from presales_xl.texts import counted, text


def run(book: Book, ask: Ask) -> Reply:
    """Say how many plans are new and revised, and write them when that is agreed; ProblemsError as `plan`."""
    return in_period(book, ask, _planned)


def _planned(step: PeriodStep) -> StepResult:
    def planned(_reason: str, *, dry_run: bool = False) -> Plans:
        return plan(step.project, step.period, step.project.lang, track=step.ask.track, dry_run=dry_run)

    def question(would: Plans) -> str:
        counts = counted(step.lang, would.counts)
        return text(step.lang, "buttons.write_plans.agree", period=step.period, counts=counts) if counts else ""

    made = step.rehearsed(planned, question)
    lines = [made.in_words(step.period, step.lang), text(step.lang, "buttons.write_plans.next")]
    return StepResult(lines, made.problems, [made.folder, made.manifest])
