"""登记答复: HR's verb from the ribbon, the same as on the command line: what people said of plans and statements."""

from collections.abc import Sequence

from presales_xl.addin.hr_steps import PeriodStep, StepResult, in_period
from presales_xl.addin.native import Book
from presales_xl.addin.ribbon import Ask, Reply, first_few
from presales_xl.cycle.answering import AnswerByHand, ToldDocument, enter, told_in
from presales_xl.people.decisions import DECISIONS, Decision, wants_reason
from presales_xl.texts import text
from presales_xl.workbook.answer_form import said
from presales_xl.workbook.layout import label_of

_NAMED = 20  # people that the question names


def run(book: Book, ask: Ask) -> Reply:
    """Record for people that are chosen by name what they said or signed on paper; ProblemsError as `enter`."""
    return in_period(book, ask, _answered)


def _answered(step: PeriodStep) -> StepResult:
    lang, period = step.lang, step.period
    told = told_in(step.project, period)
    if not told:
        return StepResult([text(lang, "buttons.enter_answers.nothing", period=period)])
    kinds = list(dict.fromkeys(each.now.document for each in told))
    names = [text(lang, f"answers.document.{kind}") for kind in kinds]
    which = step.chosen(text(lang, "buttons.enter_answers.which"), names, len(kinds) - 1) if len(kinds) > 1 else 0
    known = [each for each in told if each.now.document == kinds[which]]
    people = sorted(known, key=lambda each: not each.is_awaited)
    whom = step.chosen_people(text(lang, "buttons.enter_answers.whose"), [_named(step, each) for each in people])
    chosen = [people[place].now for place in whom]
    decisions = DECISIONS[kinds[which]]
    names = [said(each, lang) for each in decisions]
    question = text(lang, "buttons.enter_answers.what", count=len(chosen))
    decision = decisions[step.chosen(question, names, proposed=None)]
    reason = step.typed(text(lang, "buttons.enter_answers.why")) if wants_reason(decision) else ""
    step.agree(_question(step, [people[place] for place in whom], decision, reason), proposed=False)
    entries = [
        AnswerByHand(each.employee_id, each.document, decision, reason, publication_id=each.id) for each in chosen
    ]
    notices = enter(step.project, period, entries)
    return StepResult([text(lang, "answers.entered", count=len(entries))], notices)


def _question(step: PeriodStep, chosen: Sequence[ToldDocument], decision: Decision, reason: str) -> str:
    """Return whether it is to be recorded, with whose answer it replaces."""
    lang = step.lang
    who = first_few([_named(step, each) for each in chosen], _NAMED, lang)
    what = said(decision, lang)
    if reason:
        what = text(lang, "buttons.enter_answers.because", what=what, why=reason)
    asked = text(lang, "buttons.enter_answers.agree", count=len(chosen), people=who, what=what)
    before = [_named(step, each) for each in chosen if each.decision not in (None, decision)]
    if not before:
        return asked
    replaced = text(lang, "buttons.enter_answers.replaced", count=len(before), people=first_few(before, _NAMED, lang))
    return f"{replaced}\n\n{asked}"


def _named(step: PeriodStep, told: ToldDocument) -> str:
    """Return how somebody is chosen: by name, each stint by its own id, with what is recorded already."""
    who = label_of(told.now.employee_id, told.now.name)
    if told.decision is None:
        return who
    return text(step.lang, "buttons.enter_answers.given", who=who, said=said(told.decision, step.lang))
