"""催办: HR's verb from the ribbon, the same as `status --remind`: who owes what, the words for it, and mails."""

from collections.abc import Collection, Mapping, Sequence

from presales_xl.addin.hr_steps import PeriodStep, Result, in_period
from presales_xl.addin.mailing_step import mail
from presales_xl.addin.native import Book
from presales_xl.addin.ribbon import Answer, Ask
from presales_xl.cycle.mailing.reminders import prepare_reminders
from presales_xl.cycle.mailing.send import Parcel
from presales_xl.periods import today


def run(book: Book, ask: Ask) -> Answer:
    """List who is to be reminded of what, and mail it to those that are chosen; ProblemsError as `status`."""
    return in_period(book, ask, _reminded)


def _reminded(step: PeriodStep) -> Result:
    project, period = step.project, step.period
    step.saved(project.roster)
    now = step.ahead(project.lang).owing()  # in the language of whoever is reminded

    def prepared(_table: Mapping[str, str] | None, again: Collection[str]) -> Sequence[Parcel]:
        return prepare_reminders(project, period, project.lang, now, today=today(), again=again)

    return mail(step, prepared, files=False)
