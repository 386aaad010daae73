"""审批: HR's verb from the ribbon, the same as on the command line: forms for approvers, and what they said."""

from functools import partial

from presales_xl.addin.choices import choose
from presales_xl.addin.hr_steps import PeriodStep, StepResult, in_period
from presales_xl.addin.native import Book
from presales_xl.addin.ribbon import Ask, Reply, first_few
from presales_xl.cycle.approving import approve
from presales_xl.cycle.approving.approvals import Approval, in_words
from presales_xl.cycle.approving.approve import ApprovalForms
from presales_xl.texts import text
from presales_xl.titled_table import TitledTable
from presales_xl.workbook.layout import label_of

_NAMED = 20  # people that a question names


def run(book: Book, ask: Ask) -> Reply:
    """Say how far approvals are, and write the forms, or record what an approver said; ProblemsError as `approve`."""
    return in_period(book, ask, _approved)


def _approved(step: PeriodStep) -> StepResult:
    project, period, lang = step.project, step.period, step.lang
    step.saved(project.roster)
    would = approve.ask(project, period, project.lang, dry_run=True)
    waiting, people = _waiting(would), _decidable(would)
    actions = [text(lang, f"buttons.approve_results.{key}") for key in ("write", "record")]
    proposed = 1 if waiting and not would.new else 0
    if people and choose(step.ask, _summary(step, would), actions, proposed=proposed)[0] == 1:
        return _recorded(step, would)
    if not would.forms:
        return StepResult([_summary(step, would), text(lang, "approval.nothing")], would.problems)
    key = f"buttons.approve_results.{'agree' if would.new else 'unchanged'}"
    question = text(lang, key, summary=_summary(step, would), count=len(would.new))
    step.agree(question, would.problems)
    made = approve.ask(project, period, project.lang)
    return StepResult([_summary(step, made)], made.problems, [form.file for form in made.forms], [_table(step, made)])


def _recorded(step: PeriodStep, asked: ApprovalForms) -> StepResult:
    """Record what an approver said of people who are chosen; all are those whose results are not approved yet."""
    lang = step.lang
    people, waiting = _decidable(asked), _waiting(asked)
    places = step.chosen_people(
        text(lang, "buttons.approve_results.whose"), [_named(step, asked, key) for key in people]
    )
    is_all = len(places) == len(people) and bool(waiting)
    chosen = waiting if is_all else [people[place] for place in places]
    who = first_few([_named(step, asked, key) for key in chosen], _NAMED, lang)
    words = [text(lang, f"buttons.approve_results.{key}") for key in ("yes", "no")]
    approved = step.chosen(text(lang, "buttons.approve_results.said", who=who), words, proposed=None)
    reason = step.typed(text(lang, "buttons.approve_results.why", who=who))
    approvers = dict.fromkeys(told.name for key in chosen if (told := _asked(asked)[key].told))
    grades = dict.fromkeys(asked.grades[key] for key in chosen)
    comma = text(lang, "problems.comma")
    fields = {"who": who, "grade": comma.join(grades), "approver": comma.join(approvers) or "—"}
    question = text(lang, "buttons.approve_results.enter", **fields, said=words[approved], reason=reason)
    step.agree(question, proposed=False)
    decided = partial(approve.decide_all, step.project, step.period, chosen, approved=approved == 0, reason=reason)
    now, _ = step.with_reason(lambda given: decided(lang=step.project.lang, reopen=given))
    names = {key: label_of(key, asked.names[key]) for key in chosen}
    return StepResult(
        [text(lang, "approval.decided", id=names[key], state=each.why_not(lang)) for key, each in now.items()]
    )


def _waiting(asked: ApprovalForms) -> list[str]:
    """Return of whom an approver's word is wanted: who waits for one, and who was not approved."""
    return [key for key, each in asked.known.items() if each.state in ("asked", "refused")]


def _decidable(asked: ApprovalForms) -> list[str]:
    """Return of whom an approver's word may be recorded: of whom it is wanted, then who was asked about otherwise.

    These are approved, maybe wrongly, or nobody waits for the answer.
    """
    approved = (key for key, each in asked.known.items() if each.state == "approved")
    return [*_waiting(asked), *approved, *(key for key, each in asked.in_vain.items() if each.state != "changed")]


def _asked(asked: ApprovalForms) -> dict[str, Approval]:
    return {**asked.known, **asked.in_vain}


def _named(step: PeriodStep, asked: ApprovalForms, key: str) -> str:
    """Return how somebody is chosen: by name, with what is recorded already."""
    who, known = label_of(key, asked.names[key]), _asked(asked)[key]
    if known.state == "asked":
        return who
    return text(step.lang, "buttons.enter_answers.given", who=who, said=known.why_not(step.lang))


def _summary(step: PeriodStep, asked: ApprovalForms) -> str:
    return in_words(asked.known.values(), step.lang, asked.in_vain.values())


def _table(step: PeriodStep, asked: ApprovalForms) -> TitledTable:
    heads = [text(step.lang, f"approval.column.{key}") for key in ("id", "name", "remarks")]
    rows = [[key, asked.names[key], each.why_not(step.lang)] for key, each in _asked(asked).items()]
    return TitledTable(text(step.lang, "buttons.approve_results.people"), heads, rows)
