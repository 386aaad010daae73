"""催办: HR's verb from the ribbon, the same as `status --remind`: who owes what, the words for it, and mails."""

from collections.abc import Collection, Mapping, Sequence

from presales_xl.addin.hr_steps import PeriodStep, StepResult, in_period
from presales_xl.addin.mailing_step import mail
from presales_xl.addin.native import Book
from presales_xl.addin.ribbon import Ask, Reply
from presales_xl.cycle.collecting.status import Status
from presales_xl.cycle.mailing.reminders import prepare_reminders
from presales_xl.cycle.mailing.send import Parcel
from presales_xl.periods import today
from presales_xl.texts import text


def run(book: Book, ask: Ask) -> Reply:
    """List who is to be reminded of what, and mail it to those that are chosen; ProblemsError as `status`."""
    return in_period(book, ask, _reminded)


def _reminded(step: PeriodStep) -> StepResult:
    project, period = step.project, step.period
    step.saved(project.roster)
    now = _whom(step)

    def prepared(_table: Mapping[str, str] | None, again: Collection[str]) -> Sequence[Parcel]:
        return prepare_reminders(project, period, project.lang, now, today=today(), again=again)

    return mail(step, prepared, files=False)


def _whom(step: PeriodStep) -> Status:
    """Return the state with those who are to be reminded: where some have time still, HR says whether they are."""
    ahead = step.ahead(step.project.lang)  # in the language of whoever is reminded
    ways = ahead.owing(overdue=True), ahead.owing()
    counts = [each.owing for each in ways]
    if not 0 < counts[0] < counts[1]:
        return ways[1]
    kinds = ("overdue", "everybody")
    names = [text(step.lang, f"buttons.remind.{kind}", count=count) for kind, count in zip(kinds, counts, strict=True)]
    return ways[step.chosen(text(step.lang, "buttons.remind.which"), names)]
