"""Raters: the forms that they get, and what their ratings come to.

Ratings of one kind (several peers of one employee) are merged here by the roster's weights; the kinds are blended by
the scheme's own formulas.
"""

import math
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from presales_xl.backends.words import column_name
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.cycle.rosters.roster_raters import kind_names
from presales_xl.grouping import grouped
from presales_xl.people import anonymity
from presales_xl.people.employees import COMMENT, Assignment, Employee
from presales_xl.people.entries import is_required
from presales_xl.people.notices import BlankNotice
from presales_xl.people.stints import titled
from presales_xl.scheme.columns import ColumnSpec, Plan
from presales_xl.scheme.errors import Problem, warning
from presales_xl.scheme.ratings import kinds, ratings_of
from presales_xl.texts import Lang, text
from presales_xl.workbook.rater_form import Ratings

#: Places that a mean of ratings is rounded to, as every mean.
DIGITS = 10
#: What raters entered, by employee id, column id (`input.teamwork_peer`) and rater id; NaN blank, infinite not valid.
Given = Mapping[tuple[str, str, str], float]
#: What they come to, by employee id and column id; NaN where nobody answered.
Entries = Mapping[str, Mapping[str, float]]
#: The ratings that may stay blank of others and are needed of an employee, by employee id (`conditional_ratings`).
Conditional = Mapping[str, Collection[str]]


@dataclass(frozen=True)
class _Task:
    """One rater's task for one employee: the ratings to give, by column id; texts are not among them."""

    assignment: Assignment
    rater: str
    name: str
    plan: Plan
    columns: Mapping[str, ColumnSpec]

    def answer(self, column: str, given: Given) -> float:
        """Return what the rater entered; NaN for nothing and for what is not valid."""
        entry = given.get((self.assignment.employee_id, column, self.assignment.rater_id), math.nan)
        return entry if math.isfinite(entry) else math.nan

    def needed(self, conditional: Conditional) -> Iterator[str]:
        """Yield the columns that may not stay blank of this employee."""
        yield from due(self.columns.values(), self.assignment.employee_id, conditional)


def due(ratings: Iterable[ColumnSpec], employee_id: str, conditional: Conditional) -> Iterator[str]:
    """Yield the ids of those of some ratings that may not stay blank of an employee."""
    also = conditional.get(employee_id, ())
    yield from (spec.id for spec in ratings if is_required(spec) or spec.id in also)


def forms(roster: Roster, lang: Lang) -> dict[str, list[Ratings]]:
    """Return what each rater has to rate, by the rater's id, in the order of the roster's sheet."""
    by_id = {employee.employee_id: titled(employee, lang) for employee in roster.employees}
    asked: dict[str, dict[tuple[str, str], list[str]]] = {}
    for assignment in roster.assignments:
        role = by_id[assignment.employee_id].role
        if assignment.kind in kinds(roster.roles[role]):
            tasks_of = asked.setdefault(assignment.rater_id, {})
            tasks_of.setdefault((role, assignment.kind), []).append(assignment.employee_id)
    given: dict[str, list[Ratings]] = {rater_id: [] for rater_id in asked}
    alone = _alone(roster)
    for rater_id, tasks in asked.items():
        for (role, kind), people in tasks.items():
            plan, rated = roster.roles[role], [by_id[employee_id] for employee_id in people]
            called, columns = kind_names(plan, lang)[kind], (*(spec.id for spec in kinds(plan)[kind]), COMMENT)
            is_alone = any((employee_id, kind) in alone for employee_id in people)
            ratings = Ratings(role, plan, by=kind, called=called, people=rated, columns=columns, is_alone=is_alone)
            given[rater_id].append(ratings)
    return given


def merge(given: Given, roster: Roster) -> Entries:
    """Return what the ratings come to for everybody who has raters.

    Several raters of a kind: the mean by their weights, of levels the middle one by weight (of two middle ones the
    lower). Whoever did not answer, or not validly, is left out.
    """
    entries: dict[str, dict[str, float]] = {}
    for (employee_id, column), same in _by_column(list(_tasks(roster))).items():
        answers = [(task.answer(column, given), task.assignment.weight) for task in same]
        valid = [(value, weight) for value, weight in answers if not math.isnan(value)]
        combine = _middle if same[0].columns[column].dimension else _mean
        entries.setdefault(employee_id, {})[column] = combine(valid) if valid else math.nan
    return entries


def unrated(given: Given, entries: Entries, roster: Roster, conditional: Conditional, *, lang: Lang) -> list[Problem]:
    """Return warnings of raters who lack what is needed, of whom nobody has rated, and of who is not asked any more.

    `entries` are what `merge` returned.
    """
    tasks = list(_tasks(roster))
    blank = _rated_by_nobody(tasks, entries, conditional)
    rated = [task for task in tasks if (task.assignment.employee_id, task.assignment.kind) not in blank]
    return [*_missing(rated, given, conditional), *_nobody(blank, lang), *_not_asked(tasks, given)]


def owed(given: Given, roster: Roster, conditional: Conditional, lang: Lang) -> dict[tuple[str, str], list[Problem]]:
    """Return by employee and rater id a warning per rating that may stay blank of others and that the rater owes."""
    lacking: dict[tuple[str, str], list[Problem]] = {}
    for task in _tasks(roster):
        also = conditional.get(task.assignment.employee_id, ())
        for key in (key for key in task.columns if key in also and math.isnan(task.answer(key, given))):
            name = column_name(task.columns[key], lang)
            fields = {"id": task.assignment.employee_id, "name": name, "person": task.name, "input": key}
            theirs = lacking.setdefault((task.assignment.employee_id, task.assignment.rater_id), [])
            theirs.append(BlankNotice("workbook.blank", fields=fields, severity="warning"))
    return lacking


def answered(given: Given, roster: Roster) -> Mapping[str, Mapping[str, int]]:
    """Return how many raters have given each rating, by employee and column id."""
    counts: dict[str, Counter[str]] = {}
    for task in _tasks(roster):
        valid = (column for column in task.columns if not math.isnan(task.answer(column, given)))
        counts.setdefault(task.assignment.employee_id, Counter()).update(valid)
    return counts


def too_few(roster: Roster, least: int, lang: Lang) -> Iterator[Problem]:
    """Yield a warning per role and kinds of which people have fewer raters than can stay unknown by themselves.

    Another where a result comes from one such rater alone, who can be worked out from it whatever is shown.
    """
    alone_of = _alone(roster)
    told: dict[tuple[str, str, tuple[str, ...]], list[str]] = {}
    for employee, counts in _asked_of(roster):
        names = kind_names(roster.roles[employee.role], lang)
        alone = {kind for kind in counts if (employee.employee_id, kind) in alone_of}
        few = {kind for kind in counts.keys() & names.keys() - {*anonymity.OPEN} if counts[kind] < least}
        for code, which in (("raters.alone", alone if least > 1 else set()), ("raters.few", few - alone)):
            if which:
                key = (code, employee.role, tuple(name for kind, name in names.items() if kind in which))
                told.setdefault(key, []).append(f"{employee.employee_id} {employee.name}")
    for (code, role, called), people in told.items():
        yield warning(code, role=role, kinds=list(called), people=people, least=least)


def _asked_of(roster: Roster) -> Iterator[tuple[Employee, Counter[str]]]:
    """Yield everybody who has raters, with how many of each kind."""
    counts: dict[str, Counter[str]] = {}
    for each in roster.assignments:
        counts.setdefault(each.employee_id, Counter())[each.kind] += 1
    yield from ((each, counts[each.employee_id]) for each in roster.employees if each.employee_id in counts)


def _alone(roster: Roster) -> set[tuple[str, str]]:
    """Return for whom (by employee id and kind) a rater is the only one in a result who is not known anyway."""
    together = {
        role: [{each.by for each in ratings_of(plan, spec)} for spec in plan.of_kind("points", "adjustment")]
        for role, plan in roster.roles.items()
    }
    alone = set()
    for employee, counts in _asked_of(roster):
        for kinds_in in together[employee.role]:
            asked = kinds_in & counts.keys() - {*anonymity.OPEN}
            if sum(counts[kind] for kind in asked) == 1:
                alone |= {(employee.employee_id, kind) for kind in asked}
    return alone


def _tasks(roster: Roster) -> Iterator[_Task]:
    by_id = {employee.employee_id: employee for employee in roster.employees}
    by_role = {role: kinds(plan) for role, plan in roster.roles.items()}
    for assignment in roster.assignments:
        employee = by_id[assignment.employee_id]
        columns = {spec.id: spec for spec in by_role[employee.role].get(assignment.kind, ()) if not spec.words}
        if columns:
            rater, plan = roster.raters[assignment.rater_id].name, roster.roles[employee.role]
            yield _Task(assignment=assignment, rater=rater, name=employee.name, plan=plan, columns=columns)


def _by_column(tasks: Sequence[_Task]) -> dict[tuple[str, str], list[_Task]]:
    """Return everybody who was asked for a rating, by employee and column."""
    by_column: dict[tuple[str, str], list[_Task]] = {}
    for task in tasks:
        for column in task.columns:
            by_column.setdefault((task.assignment.employee_id, column), []).append(task)
    return by_column


def _mean(answers: Sequence[tuple[float, float]]) -> float:
    """Return the weighted mean, exact in the decimals that people typed, rounded half away from zero."""
    weights = [Fraction(str(weight)) for _, weight in answers]
    total = sum(Fraction(str(value)) * weight for (value, _), weight in zip(answers, weights, strict=True))
    scaled = abs(total / sum(weights)) * 10**DIGITS
    return math.copysign(float(Fraction(math.floor(scaled + Fraction(1, 2)), 10**DIGITS)), total)


def _middle(answers: Sequence[tuple[float, float]]) -> float:
    """Return the weighted median of levels, which are positions from the best on: the lower level is the larger."""
    half = sum(Fraction(str(weight)) for _, weight in answers) / 2
    reached = Fraction(0)
    for value, weight in sorted(answers):
        reached += Fraction(str(weight))
        if reached > half:
            return value
    return math.nan


def _missing(tasks: Sequence[_Task], given: Given, conditional: Conditional) -> Iterator[Problem]:
    """Yield a warning per rater who has not rated everybody in full whom others of the kind have."""
    people: dict[tuple[str, str], dict[str, None]] = {}
    for task in tasks:
        if any(math.isnan(task.answer(column, given)) for column in task.needed(conditional)):
            named = people.setdefault((task.assignment.rater_id, task.rater), {})
            named[f"{task.assignment.employee_id} {task.name}"] = None
    for (rater_id, rater), missing in people.items():
        yield warning("raters.missing", rater=rater, rater_id=rater_id, people=list(missing))


def _rated_by_nobody(
    tasks: Sequence[_Task], entries: Entries, conditional: Conditional
) -> dict[tuple[str, str], list[_Task]]:
    """Return by employee id and kind of which no rater has answered, so that something stays blank, who was asked."""
    asked = grouped(tasks, lambda task: (task.assignment.employee_id, task.assignment.kind))
    return {
        (key, kind): same
        for (key, kind), same in asked.items()
        if any(math.isnan(entries[key][column]) for column in same[0].needed(conditional))
    }


def _nobody(blank: Mapping[tuple[str, str], Sequence[_Task]], lang: Lang) -> Iterator[Problem]:
    """Yield a warning per kind of whom no rater has rated, and whom to ask for it."""
    people: dict[str, list[str]] = {}
    for (employee_id, kind), same in blank.items():
        asked = text(lang, "problems.comma").join(task.rater for task in same)
        who = text(lang, "raters.unrated", id=employee_id, name=same[0].name, raters=asked)
        people.setdefault(kind_names(same[0].plan, lang)[kind], []).append(who)
    for kind, unrated in people.items():
        yield warning("raters.nobody", kind=kind, people=unrated)


def _not_asked(tasks: Sequence[_Task], given: Given) -> Iterator[Problem]:
    """Yield a warning per rater whose ratings nobody asked for: the roster has changed since the forms went out."""
    asked = {(t.assignment.employee_id, column, t.assignment.rater_id) for t in tasks for column in t.columns}
    people: dict[str, dict[str, None]] = {}
    for (employee_id, column, rater_id), entry in given.items():
        if (employee_id, column, rater_id) not in asked and not math.isnan(entry):
            people.setdefault(rater_id, {})[employee_id] = None
    for rater_id, rated in people.items():
        yield warning("raters.not_asked", rater_id=rater_id, people=list(rated))
