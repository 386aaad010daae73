"""审批: HR's verb from the ribbon, the same as on the command line: forms for approvers, and what they said."""

from presales_xl.addin.choices import choose
from presales_xl.addin.hr_steps import PeriodStep, Result, Table, in_period
from presales_xl.addin.native import Book
from presales_xl.addin.ribbon import Answer, Ask
from presales_xl.cycle.approving import approve
from presales_xl.cycle.approving.approvals import in_words
from presales_xl.cycle.approving.approve import Asked
from presales_xl.texts import text
from presales_xl.workbook.layout import label_of


def run(book: Book, ask: Ask) -> Answer:
    """Say how far approvals are, and write the forms, or record what an approver said; ProblemsError as `approve`."""
    return in_period(book, ask, _approved)


def _approved(step: PeriodStep) -> Result:
    project, period, lang = step.project, step.period, step.lang
    step.saved(project.roster)
    would = approve.ask(project, period, project.lang, dry_run=True)
    waiting = _decidable(would)
    actions = [text(lang, f"buttons.approve_results.{key}") for key in ("write", "record")]
    if waiting and choose(step.ask, _summary(step, would), actions, proposed=0 if would.new else 1)[0] == 1:
        return _recorded(step, would)
    if not would.forms:
        return Result([_summary(step, would), text(lang, "approval.nothing")], would.problems)
    key = f"buttons.approve_results.{'agree' if would.new else 'unchanged'}"
    question = text(lang, key, summary=_summary(step, would), count=len(would.new))
    step.agree(question, would.problems)
    made = approve.ask(project, period, project.lang)
    return Result([_summary(step, made)], made.problems, [form.file for form in made.forms], [_table(step, made)])


def _recorded(step: PeriodStep, asked: Asked) -> Result:
    """Record what an approver said of somebody."""
    lang = step.lang
    people = _decidable(asked)
    place = step.chosen_person(
        text(lang, "buttons.approve_results.whose"), [label_of(key, asked.names[key]) for key in people]
    )
    who = label_of(people[place], asked.names[people[place]])
    words = [text(lang, f"buttons.approve_results.{key}") for key in ("yes", "no")]
    approved = step.chosen(text(lang, "buttons.approve_results.said", who=who), words, proposed=None)
    reason = step.typed(text(lang, "buttons.approve_results.why", who=who))
    told = asked.known[people[place]].told
    fields = {"who": who, "grade": asked.grades[people[place]], "approver": told.name if told else "—"}
    question = text(lang, "buttons.approve_results.enter", **fields, said=words[approved], reason=reason)
    step.agree(question, proposed=False)
    now = approve.decide(
        step.project, step.period, people[place], approved=approved == 0, reason=reason, lang=step.project.lang
    )
    return Result([text(lang, "approval.decided", id=who, state=now.why_not(lang))])


def _decidable(asked: Asked) -> list[str]:
    """Return of whom an approver's word may be recorded: who waits for one, and who was not approved."""
    return [key for key, each in asked.known.items() if each.state in ("asked", "refused")]


def _summary(step: PeriodStep, asked: Asked) -> str:
    return in_words(asked.known.values(), step.lang)


def _table(step: PeriodStep, asked: Asked) -> Table:
    heads = [text(step.lang, f"approval.column.{key}") for key in ("id", "name", "remarks")]
    rows = [[key, asked.names[key], each.why_not(step.lang)] for key, each in asked.known.items()]
    return Table(text(step.lang, "buttons.approve_results.people"), heads, rows)
