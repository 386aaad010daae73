"""申诉: HR's verb from the ribbon, the same as on the command line: record an appeal, decide one, list all."""

from collections.abc import Mapping, Sequence
from functools import partial

from presales_xl.addin.choices import choose
from presales_xl.addin.hr_steps import PeriodStep, StepResult, changed, in_period
from presales_xl.addin.native import Book
from presales_xl.addin.ribbon import Ask, Reply
from presales_xl.backends.words import own_name
from presales_xl.cycle.changes import in_short, in_words
from presales_xl.cycle.publishing.appeal import Appellant, all_appeals, decide, everybody, objecting, open_appeal
from presales_xl.ledger.appeals import Appeal
from presales_xl.people.entries import read_entry
from presales_xl.people.stints import person_id
from presales_xl.problem_texts import explain
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.texts import text
from presales_xl.titled_table import TitledTable
from presales_xl.workbook.layout import label_of


def run(book: Book, ask: Ask) -> Reply:
    """List the appeals of a period, and record a new one or decide one, chosen by names; ProblemsError as `decide`.

    Who objected to a statement is offered, with those words.

    What a decision would change is said first, person by person, and nothing is recorded unless that is agreed.
    """
    return in_period(book, ask, _appeals)


def _appeals(step: PeriodStep) -> StepResult:
    lang = step.lang
    people = everybody(step.project, step.period, lang)
    known = all_appeals(step.project, step.period)
    step.show(StepResult(tables=[_table(step, known, people)]))
    undecided = [each for each in known if not each.decided_at]
    told = objecting(step.project, step.period)
    objections = {key: told[person_id(key)] for key in people if person_id(key) in told}
    actions = [text(lang, "buttons.decide_appeals.new")]
    for each in undecided:
        who = label_of(each.employee_id, people[each.employee_id].name)
        actions.append(text(lang, "buttons.decide_appeals.decide", number=each.id, who=who, what=each.text[:30]))
    for key, words in objections.items():
        who = label_of(key, people[key].name)
        actions.append(text(lang, "buttons.decide_appeals.objection", who=who, what=words[:30]))
    place = choose(step.ask, text(lang, "buttons.decide_appeals.which"), actions, proposed=min(1, len(actions) - 1))[0]
    if place == 0 or place > len(undecided):
        chosen = list(objections)[place - len(undecided) - 1] if place else ""
        return _opened(step, people, objections, chosen)
    appeal = undecided[place - 1]
    return _decided(step, appeal, people[appeal.employee_id])


def _opened(
    step: PeriodStep, people: Mapping[str, Appellant], objections: Mapping[str, str], chosen: str
) -> StepResult:
    """Record an appeal of who is chosen, by default in the words in which that person objected to the statement."""
    names = {key: label_of(key, each.name) for key, each in people.items()}
    question = text(step.lang, "buttons.decide_appeals.whose")
    who = chosen or list(names)[step.chosen_person(question, list(names.values()))]
    question = text(step.lang, "buttons.decide_appeals.words", who=names[who])
    words = step.typed(question, objections.get(who, ""))
    step.agree(text(step.lang, "buttons.decide_appeals.open", who=names[who], words=words), proposed=False)
    made, problems = open_appeal(step.project, step.period, who, words, lang=step.project.lang)
    line = text(step.lang, "publish.appeal.opened", number=made.id, employee=names[who], period=made.period)
    return StepResult([line], problems, tables=[_table(step, all_appeals(step.project, step.period), people)])


def _decided(step: PeriodStep, appeal: Appeal, whose: Appellant) -> StepResult:
    lang, name = step.lang, whose.name
    outcomes = [text(lang, f"publish.appeal.state.{key}") for key in ("upheld", "rejected")]
    question = text(lang, "buttons.decide_appeals.outcome", who=label_of(appeal.employee_id, name), what=appeal.text)
    upheld = step.chosen(question, outcomes, proposed=None) == 0
    note = step.typed(text(lang, "buttons.decide_appeals.note"))
    settings = _settings(step, whose.plan) if upheld and whose.plan else []
    decided = partial(decide, step.project, appeal.id, upheld=upheld, note=note, settings=settings)
    would = decided(lang=step.project.lang, dry_run=True)
    changes = in_words([*would.entries, *would.employee.changes], lang)
    changes += [f"{each.period} {change}" for each in would.later for change in in_words(each.changes, lang)]
    if others := {each.employee_id for each in would.others}:
        short = in_short(would.others, lang)
        changes.append(text(lang, "buttons.decide_appeals.others", count=len(others), short=short))
    key = f"buttons.decide_appeals.{'agree' if changes else 'unchanged'}"
    state = outcomes[0 if upheld else 1]
    question = text(lang, key, number=appeal.id, name=name, state=state, changes="\n".join(changes), note=note)
    step.agree(question, would.problems, [changed([would.employee, *would.later, *would.others], lang)], proposed=False)
    made = decided(lang=step.project.lang)
    ahead, beside = step.ahead(), [*made.later, *made.others]
    tables = [changed([made.employee, *beside], lang)]
    return StepResult(
        [made.in_words(lang)], [*made.problems, *ahead.owed()], tables=tables, comes_next=ahead.comes_next(beside)
    )


def _settings(step: PeriodStep, plan: Plan) -> list[str]:
    """Return the entries that an upheld appeal changes: each chosen by its name, until there are no more."""
    inputs = plan.inputs()
    names = [
        text(step.lang, "buttons.decide_appeals.no_more"),
        *(own_name(spec, step.lang) for spec in inputs.values()),
    ]
    asked = [text(step.lang, f"buttons.decide_appeals.{key}") for key in ("entry", *(["rows"] if plan.tables else []))]
    settings: list[str] = []
    while place := choose(step.ask, "\n".join(asked), names)[0]:
        key = list(inputs)[place - 1]
        question = text(step.lang, "buttons.decide_appeals.value", name=names[place])
        settings.append(f"{key}={_value(step, plan, inputs[key], question)}")
    return settings


def _value(step: PeriodStep, plan: Plan, spec: ColumnSpec, question: str) -> str:
    """Return a value that an entry may have; what it may not is told, and asked again."""
    said = question
    while True:
        typed = step.typed(said)
        _, problem = read_entry(plan, spec, typed, step.project.lang, typed=False)
        if problem is None or problem.severity != "error":
            return typed
        said = f"{explain(step.lang, problem)}\n{question}"


def _table(step: PeriodStep, known: Sequence[Appeal], people: Mapping[str, Appellant]) -> TitledTable:
    heads = [text(step.lang, f"publish.appeal.column.{key}") for key in ("number", "name", "state", "text", "note")]
    state = {each.id: text(step.lang, f"publish.appeal.state.{each.outcome or 'open'}") for each in known}
    rows = [[str(each.id), people[each.employee_id].name, state[each.id], each.text, each.note] for each in known]
    return TitledTable(text(step.lang, "buttons.decide_appeals.list"), heads, rows)
