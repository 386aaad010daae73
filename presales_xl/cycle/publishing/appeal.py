"""`presales-xl appeal`: what an employee appeals against, and what came of it.

An upheld appeal puts other values in the place of entries. From then on everything that works from where people stand
reckons with them: results, statements, and the next settlement, which pays the difference as a correction.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

from presales_xl.backends.frame import beyond_limits
from presales_xl.backends.words import own_name
from presales_xl.cycle import changes, recompute
from presales_xl.cycle.answering import people_told
from presales_xl.cycle.changes import Affected, Change
from presales_xl.cycle.recompute import Reopening
from presales_xl.cycle.standing import Standings, stale_calibrations, standings
from presales_xl.ledger import appeals, by_hand, kept_results, marks, publications
from presales_xl.ledger.appeals import Appeal, AppealOutcome
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.step import Reading, Step
from presales_xl.people.appraised import Appraised
from presales_xl.people.employees import Employee
from presales_xl.people.entries import out_of_range, read_entry
from presales_xl.people.questions import Confirmation
from presales_xl.people.stints import person_id, titled
from presales_xl.periods import Period, parse_period, today
from presales_xl.project import Project
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail, warning
from presales_xl.scheme.states import EXEMPT, STATE
from presales_xl.texts import Lang, text


@dataclass(frozen=True)
class Decided:
    """A decided appeal: what it changes for the employee and for others, and what there is to tell.

    `later` is what is relied on of the employee in later periods, which remember this one, and changes too. Who
    `is_gone` is in the period no more, and gets no other statement of it.
    """

    appeal: Appeal
    entries: Sequence[Change]
    employee: Affected
    others: Sequence[Affected]
    problems: Sequence[Problem]
    later: Sequence[Affected] = ()
    is_gone: bool = False

    def in_words(self, lang: Lang) -> str:
        """Return what was decided of whom, and where that person reads why."""
        key = f"{self.appeal.outcome}_gone" if self.is_gone else self.appeal.outcome
        who = {"employee": self.employee.employee_id, "name": self.employee.name}
        return text(lang, f"publish.appeal.{key}", number=self.appeal.id, period=self.appeal.period, **who)


@dataclass(frozen=True)
class Appellant:
    """Somebody who may appeal, by name with the days of a stint; `who` is in the period, with the `plan` of the role.

    Whoever was told a result and is in the period no more may appeal too.
    """

    employee_id: str
    name: str
    who: Appraised | None = None
    plan: Plan | None = None


def open_appeal(
    project: Project, period: Period, employee_id: str, words: str, *, lang: Lang
) -> tuple[Appeal, list[Problem]]:
    """Record an appeal; a late one, or one before the result was published, is told of and recorded all the same.

    ProblemsError `appeal.no_text`, `appeal.unknown_employee`, `standing.nothing_issued`.
    """
    if not words.strip():
        raise fail("appeal.no_text")
    ledger = Ledger.open(project.ledger, create=False)
    problems = []
    with ledger.step(project.by, "appeal", period.text, employee=employee_id) as step:
        who = _find(_appellants(step, standings(project, step, period, lang), period, lang), employee_id)
        published = publications.last_of(step, period.text, "statement").get(person_id(who.employee_id))
        if published is None:
            problems.append(warning("appeal.unpublished", period=period.text, id=who.employee_id, name=who.name))
        elif str(today()) > published.answer_by:
            problems.append(warning("appeal.late", last=published.answer_by))
        opened = appeals.begin(step, period.text, who.employee_id, words.strip())
    return opened, problems


def all_appeals(project: Project, period: Period | None = None) -> list[Appeal]:
    """Return the appeals of a period, or of all, in order."""
    ledger = Ledger.open(project.ledger, create=False)
    with ledger.reading() as read:
        wanted = [period.text] if period else marks.periods(read)
        return sorted((each for name in wanted for each in appeals.all_of(read, name)), key=lambda each: each.id)


def objecting(project: Project, period: Period) -> dict[str, str]:
    """Return who objects to a statement, of which no appeal was made yet, by person id, and why."""
    with Ledger.open(project.ledger, create=False).reading() as read:
        told = people_told(read, period.text, "statement")
    return {person_id(each.now.employee_id): each.answer.reason for each in told if each.may_be_appeal and each.answer}


def everybody(project: Project, period: Period, lang: Lang) -> dict[str, Appellant]:
    """Return all who may appeal in a period, by employee id; ProblemsError as `standings`."""
    with Ledger.open(project.ledger, create=False).reading() as read:
        return _appellants(read, standings(project, read, period, lang), period, lang)


def decide(
    project: Project,
    number: int,
    *,
    upheld: bool | None,
    note: str,
    settings: Sequence[str],
    lang: Lang,
    dry_run: bool = False,
) -> Decided:
    """Record what was decided, in one step with the results that it changes; a `dry_run` tells all and writes nothing.

    `settings` are entries to change, such as `unresolved=2`, and only go with an appeal that is upheld. ProblemsError:
    `ledger.no_appeal`, `ledger.decided`, `appeal.no_outcome`, `appeal.no_note`, `appeal.set_rejected`,
    `appeal.setting`, `appeal.setting_row`, `appeal.gone` of who is in the period no more, and whatever is wrong with
    a value.
    """
    _refuse_undecided(note, settings, upheld=upheld)
    ledger = Ledger.open(project.ledger, create=False)
    with ledger.step(project.by, "appeal", "", dry_run=dry_run, number=number) as step:
        appeal = appeals.find(step, number)
        if appeal is None:
            raise fail("ledger.no_appeal", id=number)
        period = parse_period(appeal.period)
        before = standings(project, step, period, lang)
        whose = _find(_appellants(step, before, period, lang), appeal.employee_id)
        entries = _entries(whose, settings, period, lang)
        outcome: AppealOutcome = "upheld" if upheld else "rejected"
        appeal = appeals.decide(step, number, outcome, note=note.strip(), changes=entries)
        after = _confirmed(project, step, period, appeal, lang=lang)
        why = Reopening(project, f"appeal {number}", reason=note.strip(), lang=lang)
        later = [each for each in recompute.keep(step, period, after, why) if each.period != period.text]
        person = person_id(appeal.employee_id)
        written = kept_results.periods_written(step)
        is_later = any(person in kept_results.changed(step, name) for name in written if name != period.text)
        step.note(period=appeal.period, employee=appeal.employee_id, outcome=appeal.outcome)
    affected = {each.employee_id: each for each in _affected(before, after, appeal, lang)}
    employee = affected.pop(person, Affected(whose.employee_id, whose.who.name if whose.who else whose.name, ()))
    problems = [problem for role in after.roles for problem in stale_calibrations(role, period, lang)]
    if upheld and not employee.changes and not is_later:
        problems.append(_nothing(whose, entries, period))
    problems += [] if dry_run else recompute.rewrite(project, written, lang)
    return Decided(
        appeal,
        entries=_put_right(whose, entries, lang),
        employee=employee,
        others=[*affected.values(), *(each for each in later if each.employee_id != person)],
        problems=problems,
        later=[each for each in later if each.employee_id == person],
        is_gone=whose.who is None,
    )


def _refuse_undecided(note: str, settings: Sequence[str], *, upheld: bool | None) -> None:
    """Refuse (ProblemsError) a decision without its outcome or a note, or one that rejects and changes entries."""
    if upheld is None:
        raise fail("appeal.no_outcome")
    if not note.strip():
        raise fail("appeal.no_note")
    if settings and not upheld:
        raise fail("appeal.set_rejected")


def _put_right(whose: Appellant, entries: Mapping[str, float], lang: Lang) -> list[Change]:
    """Return the entries of somebody before and after an appeal."""
    if whose.who is None or whose.plan is None:
        return []
    values = {key: (whose.who.outcome.value(key), value) for key, value in entries.items()}
    plan = whose.plan
    return [changes.one((plan, plan), plan.columns[key], both, lang) for key, both in values.items()]


def _nothing(whose: Appellant, entries: Mapping[str, float], period: Period) -> Problem:
    """Return why an upheld appeal changes no result."""
    if whose.who is None:
        return warning("appeal.gone", name=whose.name, id=whose.employee_id, period=period.text)
    if whose.who.outcome.value(STATE) == EXEMPT:
        return warning("appeal.exempt", name=whose.who.name, id=whose.employee_id)
    return warning("appeal.nothing_follows" if entries else "appeal.nothing_changes")


def _confirmed(project: Project, step: Step, period: Period, appeal: Appeal, lang: Lang) -> Standings:
    """Return where everybody stands after an appeal, whose note is the word that what it changed is right."""
    current = standings(project, step, period, lang)
    confirmations = [
        Confirmation(
            period=appeal.period,
            employee_id=role.people[question.place].employee_id,
            column=question.column,
            value=question.value,
            reason=appeal.note,
        )
        for role in current.apart
        for question in role.asked
        if _is_put_right(role.people[question.place].employee, question.column, appeal)
    ]
    if not confirmations:
        return current
    by_hand.record_confirmations(step, confirmations)
    return standings(project, step, period, lang)


def _is_put_right(employee: Employee, column: str, appeal: Appeal) -> bool:
    """Return whether an appeal changed an entry of somebody, or of another stint for which it was given once."""
    is_whose = employee.employee_id == appeal.employee_id
    is_again = person_id(employee.employee_id) == person_id(appeal.employee_id) and column in employee.of_person
    return column in appeal.changes and (is_whose or is_again)


def _appellants(read: Reading, current: Standings, period: Period, lang: Lang) -> dict[str, Appellant]:
    """Return by id who may appeal: everybody in a period, and whoever was told a result or appealed and is gone."""
    people = {
        who.employee_id: Appellant(who.employee_id, titled(who.employee, lang).name, who, role.plan)
        for role in current.apart
        for who in role.people
    }
    here = set(map(person_id, people))
    told = publications.last_of(read, period.text, "statement")
    gone = {key: Appellant(key, each.name) for key, each in told.items() if key not in here}
    appealed = (each.employee_id for each in appeals.all_of(read, period.text))
    return {key: Appellant(key, key) for key in appealed} | people | gone


def _find(people: Mapping[str, Appellant], employee_id: str) -> Appellant:
    """Return who has an id, in letters of any case; ProblemsError `appeal.unknown_employee` for nobody."""
    appellant = next((each for key, each in people.items() if key.casefold() == employee_id.strip().casefold()), None)
    if appellant:
        return appellant
    known = {key: each.name for key, each in people.items()}
    close = get_close_matches(employee_id, known, n=3)
    raise fail("appeal.unknown_employee", found=employee_id, close=[f"{key} {known[key]}" for key in close] or ["—"])


def _entries(whose: Appellant, settings: Sequence[str], period: Period, lang: Lang) -> dict[str, float]:
    """Return the entries by column id that settings such as `unresolved=2` or `input.unresolved=2` name."""
    entries: dict[str, float] = {}
    problems: list[Problem] = []
    if whose.plan is None:
        if settings:
            raise fail("appeal.gone", name=whose.name, id=whose.employee_id, period=period.text)
        return entries
    plan, inputs = whose.plan, whose.plan.inputs()
    for setting in settings:
        name, _, written = (part.strip() for part in setting.partition("="))
        spec = inputs.get(name.removeprefix("input."))
        if (row := _of_rows(plan, name)) and spec is None:
            of_row: dict[str, object] = {"name": own_name(row, lang), "id": whose.employee_id, "period": period.text}
            problems.append(Problem("appeal.setting_row", Place(field="--set"), of_row))
            continue
        if spec is None or not written:
            close = get_close_matches(name.removeprefix("input."), inputs, n=5, cutoff=0.3) or list(inputs)
            fields = {"found": setting, "known": close}
            problems.append(Problem("appeal.setting", Place(field="--set"), fields))
            continue
        entries[spec.id], problem = read_entry(plan, spec, written, lang, typed=False)
        if problem:
            problems.append(problem.at(field=f"--set {name}"))
    known = {**whose.who.employee.entries, **entries} if whose.who else entries
    for key, beyond in beyond_limits(plan, "", known).items():
        if key in entries and beyond:
            told = out_of_range(plan, plan.column(key), entries[key], lang)
            problems.append(told.at(field=f"--set {key.removeprefix('input.')}"))
    if problems:
        raise ProblemsError(problems)
    return entries


def _of_rows(plan: Plan, name: str) -> ColumnSpec | None:
    """Return the input of a detail table that is named, with its table or without, None for none."""
    specs = (spec for table in plan.tables.values() for spec in table.inputs)
    return next((spec for spec in specs if name in (spec.id, spec.id.partition(".")[2])), None)


def _affected(before: Standings, after: Standings, appeal: Appeal, lang: Lang) -> Iterator[Affected]:
    """Yield those whose results differ, ranks among them: each is told on a statement of its own."""
    for old, new in zip(before.roles, after.roles, strict=True):
        for was, who in zip(old.people, new.people, strict=True):
            stints = changes.values_of_stints(was)
            differences = changes.of_person(was.outcome.values, was.pay, who, changes.RESULTS, lang=lang, stints=stints)
            if differences:
                yield Affected(who.employee_id, who.name, differences, appeal.period)
