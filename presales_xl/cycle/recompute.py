"""The results of a period from where everybody stands: into the ledger, and as workbook and tables for HR."""

import math
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import get_args

from presales_xl import periods, unchanged
from presales_xl.cache import CacheNote
from presales_xl.cycle import changes, own_data
from presales_xl.cycle.changes import Affected
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.rosters.roster import digest_of
from presales_xl.cycle.shared_rows import (
    alike_names,
    counted_otherwise,
    failed_rows,
    of_several_schemes,
    still_out,
    withdrawn,
)
from presales_xl.cycle.standing import Standings, standings
from presales_xl.files import pasted, write_or_tell
from presales_xl.ledger import issues, kept_results, marks
from presales_xl.ledger.kept_results import Result, StintResult
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.marks import State
from presales_xl.ledger.step import Reading, Step
from presales_xl.people import questions
from presales_xl.people.appraised import Appraised, Standing
from presales_xl.people.entries import asked_of_manager, texts_of
from presales_xl.people.notices import QuestionNotice, UnratedNotice, WaitingNotice
from presales_xl.people.questions import Question
from presales_xl.people.stints import person_id
from presales_xl.people.unresolved import unresolved
from presales_xl.periods import Period, parse_period
from presales_xl.project import Project
from presales_xl.scheme.errors import ClosedError, Place, Problem, warning
from presales_xl.scheme.states import EXEMPT, LEFT, STATE
from presales_xl.texts import Lang, first_of, text
from presales_xl.workbook import results, table_files
from presales_xl.workbook.identity import as_issued
from presales_xl.workbook.results import by_scheme
from presales_xl.workbook.table_files import Cells

WORKBOOK = "results.xlsx"
SUMMARY = "results.csv"
_IN_PART = "—"  # what a workbook is of whose tables could not all be written
_NAMED = 10  # managers that a message names
#: Columns of the table of all employees that every scheme has, after those of the person.
_COMMON = ("level", "state", "status", "total", "grade", "rank", "pay.total", "flags")


@dataclass(frozen=True)
class Reopening:
    """May results that are relied on be changed? By which command (`collect 2026-11`), and why: without a reason not.

    `because` is the reason that the command itself was given, where it has one. `lang` is the language in which changes
    are told; in a `dry_run` all is told and nothing kept.
    """

    project: Project
    command: str
    reason: str = ""
    lang: Lang = "zh"
    dry_run: bool = False
    because: str = ""

    def fields(self, period: str, affected: Sequence[Affected], states: Collection[State]) -> dict[str, object]:
        """Return what a message says of changes that nobody gave a reason for."""
        command = f"{self.command} --reason {pasted(self.because)}" if self.because else self.command
        return {
            "period": period,
            "states": [text(self.lang, f"status.is.{state}") for state in get_args(State) if state in states],
            "count": len({each.employee_id for each in affected}),
            "short": changes.in_short(affected, self.lang),
            "changes": changes.in_lines(affected, self.lang),
            "affected": affected,
            "command": text(self.lang, "status.reopen", command=command, project=self.project.option),
            "ids": [each.employee_id for each in affected],
        }


def keep(
    step: Step,
    period: Period,
    current: Standings,
    reopening: Reopening,
    before: Mapping[str, Result] | None = None,
    absent: Collection[str] = (),
    *,
    alone: bool = False,
) -> list[Affected]:
    """Make these the results of the period in the ledger, and what comes of them those of later periods.

    This is the one place where they change. `before` are the results until now, by employee id, where they were read;
    a period that is kept `alone` is followed by none. Returns whose results that were relied on change, by the reason
    given; ProblemsError `period.closed`, which tells all of it, where there is none. A place in rank alone pays nothing
    and needs no reason, but where a statement says it. Who is to fill in again what was reopened is relied on no more
    until complete; what is relied on of people who are no longer in the period stays, but that of those who are
    `absent`, by id: they were not employed in it, or all their days are those of other periods.
    """
    kept = _Kept(step, reopening)
    kept.put(period, current, before, absent)
    later = [name for name in marks.periods(step) if periods.order(name) > periods.order(period.text)]
    for name in () if alone else sorted(later, key=periods.order):
        if kept_results.all_of(step, name):
            when = parse_period(name)
            kept.put(when, standings(reopening.project, step, when, reopening.lang), is_later=True)
    if kept.closed and not reopening.reason:
        name = next(iter(kept.closed))
        raise ClosedError([Problem("period.closed", fields=reopening.fields(name, kept.affected, kept.closed[name]))])
    return kept.affected


@dataclass
class _Kept:
    """What a change comes to, period by period: whose results that are relied on it affects.

    `closed` are the periods in which some may not change without a reason, each with what relies on those who do.
    `moved` are the ids of those whose own data have changed, in the first period or since.
    """

    step: Step
    reopening: Reopening
    affected: list[Affected] = field(default_factory=list)
    closed: dict[str, set[State]] = field(default_factory=dict)
    moved: set[str] = field(default_factory=set)

    def put(
        self,
        period: Period,
        current: Standings,
        before: Mapping[str, Result] | None = None,
        absent: Collection[str] = (),
        *,
        is_later: bool = False,
    ) -> None:
        """Keep the results of one period; whoever changes in a later one by others' data alone is told no reason."""
        step = self.step
        if before is None:
            before = {result.employee_id: result for result in kept_results.all_of(step, period.text)}
        relied = marks.relied_on(step, period.text)
        affected = list(self._affected(period, current, before, relied))
        states = {each.employee_id: relied[each.employee_id] for each in affected}
        self.affected += affected
        if any(not each.is_rank_alone or "published" in states[each.employee_id] for each in affected):
            self.closed[period.text] = {state for each in states.values() for state in each}
        for role in current.roles:  # joined of what teams were issued with, a plan may be none of theirs
            issues.keep_scheme(step, as_issued(role.plan), role.plan.scheme.id)
        if self.reopening.reason:
            self._note(period, current, before, states, is_later=is_later)
        plans = {who.employee_id for who in current.everybody}
        gone = {key: result for key, result in before.items() if key in relied and key not in plans}
        never_there = {key: _of_nobody(result) for key, result in gone.items() if key in absent}
        _put(step, period, current, [*(gone | never_there).values()], project=self.reopening.project)

    def _affected(
        self, period: Period, current: Standings, before: Mapping[str, Result], relied: Collection[str]
    ) -> Iterator[Affected]:
        for of, who in ((role, who) for role in current.roles for who in role.people):
            old = before.get(who.employee_id)
            if who.employee_id not in relied or old is None or not old.complete:
                continue
            was = issuing.plan_issued(self.step, old.scheme) if old.scheme != digest_of(of.plan) else None
            values = {**old.entries, **old.columns}
            kinds = (*changes.RESULTS, *changes.ENTRIES)
            stints = [{**each.entries, **each.columns} for each in old.stints]
            differences = changes.of_person(
                values, values, who, kinds, lang=self.reopening.lang, was=was, stints=stints
            )
            if differences:
                yield Affected(who.employee_id, who.name, differences, period.text)

    def _note(
        self,
        period: Period,
        current: Standings,
        before: Mapping[str, Result],
        affected: Collection[str],
        *,
        is_later: bool,
    ) -> None:
        """Note the reason for those affected, apart whose own data it is about and who only follows these.

        Where the settings of the period have changed it is about all.
        """
        people = {who.employee_id: (who, role) for role in current.roles for who in role.people}
        moved = {key for key, now in people.items() if key in before and own_data.moved(self.step, before[key], *now)}
        if is_later:
            moved &= self.moved
        elif marks.has_changed_settings(self.step, period.text):
            moved = set(affected)
        else:
            moved |= people.keys() ^ before.keys()
        self.moved |= moved
        for is_of_others in (False, True):
            if whose := [key for key in affected if (key not in moved) == is_of_others]:
                why = self.reopening.command, self.reopening.reason
                marks.reopen(self.step, period.text, *why, people=whose, is_of_others=is_of_others)


def _put(step: Step, period: Period, current: Standings, others: Sequence[Result], *, project: Project) -> None:
    """Keep results, with those of `others`, but where it is noted that the ledger as it is has just these.

    That is known by the last line of its log: nothing gets into it without one.
    """
    note = CacheNote(f"results {project.ledger} {period.text}")
    told = unchanged.digest([unchanged.code(), current.digest, others])
    if kept_results.changed(step, period.text) or note.read() != f"{told} {step.head}":
        now = [result for role in current.roles for result in _results(period, role)]
        kept_results.put(step, period.text, [*now, *others])
    step.afterwards.append(lambda head: note.write(f"{told} {head}"))


def _of_nobody(result: Result) -> Result:
    """Return what a result is of somebody who had no day in its period: there is none, and nothing is owed."""
    nothing = replace(result, total=None, grade="", grade_by_scale="", rank=None, held="")
    return replace(nothing, columns={}, entries={STATE: float(LEFT)}, stints=())


def renew(step: Step, period: Period, reopening: Reopening) -> list[Affected]:
    """Keep where everybody stands in a period by now, and what follows in later ones; returns and raises as `keep`.

    For whatever changes whose results are due, and so what later periods may take over of them.
    """
    return keep(step, period, standings(reopening.project, step, period, reopening.lang), reopening)


def _results(period: Period, role: Standing) -> Iterator[Result]:
    scheme = digest_of(role.plan)
    for person in role.people:
        employee, manager, outcome = person.employee, person.manager, person.outcome
        yield Result(
            period=period.text,
            employee_id=employee.employee_id,
            name=employee.name,
            role=role.role,
            manager_id=manager.manager_id,
            manager=manager.name,
            team=manager.team,
            department=manager.department,
            scheme=scheme,
            total=outcome.total if math.isfinite(outcome.total) else None,
            grade=outcome.grade,
            grade_by_scale=person.by_scale.grade,
            rank=outcome.rank,
            cohort=outcome.ranked,
            held=role.held_back.get(employee.employee_id, ""),
            columns={**outcome.values, **(person.pay if person.stints and outcome.is_complete else {})},
            entries=dict(employee.entries),
            written=own_data.written(person),
            stints=[_of_stint(each) for each in person.stints],
        )


def _of_stint(stint: Appraised) -> StintResult:
    days = stint.employee.stint.days if stint.employee.stint else 0
    return StintResult(
        stint.employee.role,
        digest_of(stint.outcome.plan),
        days,
        columns=dict(stint.outcome.values),
        entries=dict(stint.employee.entries),
        locked=sorted(stint.employee.locked),
        of_person=sorted(stint.employee.of_person),
    )


def write(
    project: Project, period: Period, current: Standings, lang: Lang, *, as_of: str, others: Iterable[str] = ()
) -> tuple[list[Path], list[Problem]]:
    """Write the results workbook and the tables; returns them, and why some could not be written.

    `as_of` says which results of the ledger they are (see `kept_results`). Those of `others`, by name, whose results
    have changed are written anew as `rewrite` does.
    """
    written, locked = _write(project, period, current, lang, as_of=as_of)
    return written, locked + rewrite(project, others, lang, but=period.text)


def _write(
    project: Project, period: Period, current: Standings, lang: Lang, *, as_of: str
) -> tuple[list[Path], list[Problem]]:
    """Write the tables, then the workbook, which says of which results all of them are."""
    written: list[Path] = []
    locked: list[Problem] = []
    about = {"company": project.company, "period": period.text, "cohort": current.settings.cohort}
    told = unchanged.digest([current.digest, lang, about])
    book = project.results(period) / WORKBOOK
    for path, make in _tables(project, period, current.roles, lang):
        if write_or_tell(locked, partial(unchanged.write, path, told, make)):
            written.append(path)
    of = _IN_PART if locked else as_of
    make = partial(results.write, book, current.roles, lang=lang, as_of=of, **about)
    if write_or_tell(locked, partial(unchanged.write, book, [told, of], make)):
        written.insert(0, book)
    return written, locked


def rewrite(project: Project, names: Iterable[str], lang: Lang, *, but: str = "") -> list[Problem]:
    """Write the files of results anew of those periods, by name, that have them; returns why some could not be written.

    Whatever changes results in the ledger does so: what HR reads of a period is not older than what it pays. So are
    those of every other period that are outdated, `but` one: who changed them was stopped before they were written.
    """
    problems: list[Problem] = []

    def written(period: Period) -> None:
        with Ledger.open(project.ledger, create=False).reading() as read:
            current, as_of = standings(project, read, period, lang), kept_results.as_of(read, period.text)
        problems.extend(_write(project, period, current, lang, as_of=as_of)[1])

    for period in (parse_period(name) for name in dict.fromkeys([*names, *_outdated(project)]) if name != but):
        if (project.results(period) / SUMMARY).is_file():
            write_or_tell(problems, partial(written, period))
    return problems


def rewrite_after(step: Step, project: Project, lang: Lang) -> list[Problem]:
    """Write anew what a step that has ended changed, as `rewrite` does; what cannot be written is outdated then."""
    return rewrite(project, kept_results.periods_written(step), lang)


def _outdated(project: Project) -> list[str]:
    """Return the periods, by name, whose files of results lie there and are outdated."""
    there = {book.parent.name for book in project.folder.glob(f"results/*/{WORKBOOK}")}
    if not there:
        return []
    with Ledger.open(project.ledger, create=False).reading() as read:
        known = (name for name in marks.periods(read) if name in there)
        return [name for name in known if is_outdated(project, read, parse_period(name))]


def is_outdated(project: Project, read: Reading, period: Period) -> bool:
    """Return whether the files of results of a period are of other results than the ledger has now."""
    of = results.as_of(project.results(period) / WORKBOOK)
    return of not in ("", kept_results.as_of(read, period.text)) and not marks.is_retained(read, period.text)


def open_ends(project: Project, read: Reading, period: Period, current: Standings, *, lang: Lang) -> list[Problem]:
    """Return what there is to tell of where people stand: what is refused or doubted, and what leaves results open."""
    problems: list[Problem] = []
    out, gone = still_out(current), withdrawn(read, period.text, current)
    for role in current.apart:
        scheme = role.plan.scheme.id
        problems += [
            *_questions(role, partial(confirming, project, period, lang=lang), lang),
            *failed_rows(role, out[scheme], current.roster, lang, withdrawn=gone[scheme]),
            *counted_otherwise(role, lang),
            *_unresolved(role, lang),
        ]
    return [*problems, *alike_names(current.apart, lang), *of_several_schemes(read, period.text, current, lang)]


def not_returned(current: Standings, period: Period, lang: Lang) -> Iterator[Problem]:
    """Yield a notice of the managers of whom nothing usable has come back yet."""
    back = {person.manager.manager_id for person in current.every_stint if person.file}
    out = {key: current.roster.team(key) for key in current.roster.managers if key not in back}
    teams = {key for key, people in out.items() if people and current.roster.wants(people) != "nothing"}
    late = [current.roster.managers[key].name for key in out if key in teams]
    if late:
        named = first_of(late, _NAMED, lang)
        incomplete = (each for role in current.apart for each in role.incomplete)
        people = {person_id(each.employee_id) for each in incomplete if each.manager.manager_id in teams}
        fields = {"managers": named, "count": len(late), "people": len(people), "period": period.text}
        yield Problem("collect.not_returned", fields=fields, severity="warning")


def of_exempt(current: Standings, period: Period) -> Iterator[Problem]:
    """Yield a notice of those who are exempt though their managers entered something of them: it is not scored.

    Of who is open all the same, for what is paid of it, another one.
    """
    entered: dict[str, list[str]] = {"collect.of_exempt": [], "collect.of_exempt_open": []}
    for role in current.apart:
        for who in (who for who in role.people if who.employee.entries.get(STATE) == EXEMPT):
            entries, asked = who.employee.entries, asked_of_manager(role.plan, who.employee)
            if any(not math.isnan(entries.get(key, math.nan)) for key in asked) or any(who.employee.rows.values()):
                code = "collect.of_exempt" if who.outcome.is_complete else "collect.of_exempt_open"
                entered[code].append(f"{who.employee_id} {who.name}")
    for code, people in entered.items():
        if people:
            yield warning(code, people=people, count=len(people), period=period.text)


def confirming(project: Project, period: Period, employee_id: str, question: Question, lang: Lang) -> str:
    """Return the command by which HR confirms a doubted entry."""
    fields = {"id": employee_id, "input": question.key, "project": project.option}
    return text(lang, "collecting.command", period=period, **fields)


def _questions(role: Standing, command: Callable[[str, Question], str], lang: Lang) -> Iterator[Problem]:
    """Yield an error per entry that others refuse, a notice per doubted one that nobody has confirmed."""
    for asked in [*(each for each in questions.refused(role.outcome) if role.people[each.place].file), *role.asked]:
        who = role.people[asked.place]
        is_rated = asked.column in who.employee.awaited  # which the manager neither sees nor can confirm
        code, kind = ("collect.question_rated", WaitingNotice) if is_rated else ("collect.question", QuestionNotice)
        question = questions.problem(role.plan, asked, who.employee_id, code, lang=lang, name=who.name, kind=kind)
        place = Place() if is_rated else replace(_place_of(role, asked), file=who.file)
        yield replace(question, place=place, fields={**question.fields, "command": command(who.employee_id, asked)})


def _place_of(role: Standing, asked: Question) -> Place:
    """Return where in the workbook that came back the entry stands that a question asks about."""
    if asked.table:
        return list(role.entered.rows(asked.table))[asked.row][1].place
    return role.people[asked.place].employee.places.get(asked.column, Place())


def _unresolved(role: Standing, lang: Lang) -> Iterator[Problem]:
    """Yield a notice of everybody whose file is back and lacks nothing that must be given, and who has no result yet.

    Whose ratings are lacking is told by raters.
    """
    files = {person.employee_id: person.file for person in role.people}
    for problem in unresolved(role.entered, role.outcome, lang):
        if (file := files[str(problem.fields["id"])]) and not isinstance(problem, UnratedNotice):
            yield problem.at(file=file)


def _tables(
    project: Project, period: Period, roles: Sequence[Standing], lang: Lang
) -> Iterator[tuple[Path, Callable[[], None]]]:
    """Yield each table with the function that writes it; that may raise ProblemsError `file.locked`."""
    folder = project.results(period)

    yield folder / SUMMARY, partial(_table, folder / SUMMARY, _everybody, roles, lang=lang)
    for scheme, roles_of in by_scheme(roles).items():
        path = folder / f"{scheme}.csv"
        yield path, partial(_table, path, _of_scheme, roles_of, lang=lang)


_Columns = Callable[[Sequence[Standing], Lang], dict[str, Cells]]


def _table(path: Path, columns: _Columns, roles: Sequence[Standing], lang: Lang) -> None:
    table_files.write(path, columns(roles, lang), lang)


def _everybody(roles: Sequence[Standing], lang: Lang) -> dict[str, Cells]:
    """Return the table of all employees."""
    people = [(role, person) for role in roles for person in role.people]
    return {
        "employee_id": [person.employee_id for _, person in people],
        "name": [person.name for _, person in people],
        "manager": [person.manager.name for _, person in people],
        "team": [person.manager.team for _, person in people],
        "role": [person.employee.role for _, person in people],
        "scheme": [role.plan.scheme.id for role, _ in people],
        **{key: [_common(person, key, lang) for _, person in people] for key in _COMMON},
    }


def _common(person: Appraised, key: str, lang: Lang) -> str | float | None:
    if key == "pay.total" and person.stints and person.outcome.is_complete:
        return person.money  # items of earlier roles among it
    return person.outcome.cell(person.outcome.plan.pay_total() if key == "pay.total" else key, lang)


def _of_scheme(roles: Sequence[Standing], lang: Lang) -> dict[str, Cells]:
    """Return the table of one scheme, with the columns that `score` writes, and what was written of everybody."""
    tables = [role.outcome.table(lang) for role in roles]
    people = [person.employee for role in roles for person in role.people]
    columns = {key: [cell for table in tables for cell in table[key]] for key in tables[0]}
    for place, person in enumerate(person for role in roles for person in role.people):
        for key, cells in columns.items() if person.stints else ():
            cells[place] = person.cell(key, lang)
    return {
        "employee_id": [person.employee_id for person in people],
        **columns,
        **{key: [person.texts.get(key) for person in people] for key in texts_of(roles[0].plan, people, lang)},
    }
