"""发送: HR's verb from the ribbon, the same as on the command line: workbooks, plans, statements, approvers' forms."""

from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial

from presales_xl.addin.hr_steps import PeriodStep, StepResult, in_period
from presales_xl.addin.mailing_step import Mailing, Prepare, mail
from presales_xl.addin.native import Book
from presales_xl.addin.ribbon import Ask, Reply
from presales_xl.cycle.mailing.page_mail import prepare_pages
from presales_xl.cycle.mailing.send import Parcel, prepare
from presales_xl.cycle.publishing.pages import Page
from presales_xl.scheme.errors import fail
from presales_xl.texts import text


def run(book: Book, ask: Ask) -> Reply:
    """Ask what is to be sent, list who would get it, and mail it to those that are chosen.

    ProblemsError as `prepare`, `publish.not_published` and `approval.not_asked` where the button for it comes first.
    """
    return in_period(book, ask, _sent)


def _sent(step: PeriodStep) -> StepResult:
    step.saved(step.project.roster)
    kinds = [text(step.lang, f"buttons.send_documents.{key}") for key in _KINDS]
    kind = step.chosen(text(step.lang, "buttons.send_documents.what"), kinds, _next_of(step))
    return mail(step, *list(_KINDS.values())[kind](step))


def _next_of(step: PeriodStep) -> int:
    """Return the place of what is to be sent next in the period, the first where nothing is."""
    return list(_KINDS).index(_SENT_BY.get(step.ahead().unsent(), "workbooks"))


def _workbooks(step: PeriodStep) -> Mailing:
    def prepared(table: Mapping[str, str] | None, again: Collection[str]) -> Sequence[Parcel]:
        return prepare(step.project, step.period, step.project.lang, table=table, again=again, track=step.ask.track)

    return prepared, ()


def _plans(step: PeriodStep) -> Mailing:
    from presales_xl.cycle.publishing.plan import plan  # noqa: PLC0415 - workbooks are sent without pandas

    planned = partial(plan, step.project, step.period, step.project.lang, track=step.ask.track)
    would = planned(dry_run=True)
    _refuse_unwritten(step, "publish.plan_not_written", len(would.first) + len(would.revised))
    made = planned()
    return _of_pages(step, made.pages), made.problems


def _statements(step: PeriodStep) -> Mailing:
    from presales_xl.cycle.publishing.publish import publish  # noqa: PLC0415

    published = partial(publish, step.project, step.period, step.project.lang, track=step.ask.track)
    would = published(dry_run=True)
    _refuse_unwritten(step, "publish.not_published", len(would.first) + len(would.revised))
    made = published()
    return _of_pages(step, made.documents), made.problems


def _approvals(step: PeriodStep) -> Mailing:
    from presales_xl.cycle.approving import approve  # noqa: PLC0415

    asked = partial(approve.ask, step.project, step.period, step.project.lang)
    would = asked(dry_run=True)
    _refuse_unwritten(step, "approval.not_asked", len(would.new))
    made = asked()
    return _of_pages(step, made.forms), made.problems


def _refuse_unwritten(step: PeriodStep, code: str, count: int) -> None:
    """Refuse to send what is yet to be written: there is a button for it that says what that would be."""
    if count:
        raise fail(code, period=step.period.text, count=count)


def _of_pages(step: PeriodStep, pages: Sequence[Page]) -> Prepare:
    return lambda table, again: prepare_pages(
        step.project, step.period, pages, step.project.lang, table=table, again=again, track=step.ask.track
    )


#: What each step that sends something sends.
_SENT_BY = {"send_plans": "plans", "send_forms": "approvals", "send_statements": "statements"}
_KINDS: Mapping[str, Callable[[PeriodStep], Mailing]] = {
    "workbooks": _workbooks,
    "plans": _plans,
    "statements": _statements,
    "approvals": _approvals,
}
