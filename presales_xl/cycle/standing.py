"""Where everybody of a period stands: from what was issued, what came back and what was decided since.

Everything after `collect` works from here: calibration, settlement, statements.
"""

import math
import zlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from itertools import chain

from presales_xl import unchanged
from presales_xl.cycle.approving.approvals import approvals
from presales_xl.cycle.calibrating import calibration
from presales_xl.cycle.calibrating.calibration import Calibration
from presales_xl.cycle.generating import history, issuing, raters, upheld
from presales_xl.cycle.generating.history import Memory
from presales_xl.cycle.period_settings import with_own_settings
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.cycle.rosters.roster_raters import kind_names
from presales_xl.cycle.settled_rows import settled_shares
from presales_xl.grouping import grouped
from presales_xl.ledger import by_hand, issues, marks, payments, publications, submissions
from presales_xl.ledger.step import Reading
from presales_xl.ledger.submissions import Submission
from presales_xl.people import anonymity, conditional_ratings, stints
from presales_xl.people.appraised import Appraised, Cause, Standing, appraise, fen, is_calibrated
from presales_xl.people.employees import COMMENT, REMARKS, WITHHELD, Employee, Role, with_others
from presales_xl.people.entries import asked_of_manager, names_of
from presales_xl.people.notices import ShownOtherwise
from presales_xl.people.questions import SHOWN, Confirmation, Question, open_questions
from presales_xl.people.rows_of_others import with_shared_rows
from presales_xl.people.stints import person_id
from presales_xl.people.unresolved import owed_by_hr
from presales_xl.periods import Period
from presales_xl.project import Project
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Problem, too_early, warning
from presales_xl.scheme.states import AWAY, EXEMPT, PROBATION, STATE
from presales_xl.settings import Settings
from presales_xl.texts import Lang, first_of, text
from presales_xl.workbook.identity import as_issued

_NAMED = 6  # cells, or people, that a message names
#: By what standings are told apart: a plan by the scheme as issued, somebody by all but the cells of entries.
_INSTEAD: unchanged.Instead = {Plan: as_issued, Employee: lambda person: {**vars(person), "places": ()}}


@dataclass(frozen=True)
class Standings:
    """All roles of a period, and what there is to tell: raters who have not answered, calibrations that are stale.

    `aside` is what was wrong with the files that were set aside and are still open. `apart` are the roles with each
    stint of a person by itself, as workbooks have them; in `roles` everybody is there once (see `people/stints`).
    `shifted` are the ids of those who were settled or told a grade and whom an enforced quota gives another one since,
    once everybody who competes is there: before that it is given out to nobody.
    `conditional` are ratings that may stay blank of others and are needed of an employee, `owed` what there is to
    tell of those of them that a rater has not given, by employee and rater id. `earlier` are the periods, by id of a
    stint, whose results somebody takes something over of before they are due, with why they are not. `sharing` are
    those who wait for nothing but the approval of others whom they share rows with, and whom, by id. `settings` are
    those by which all of that is worked out.
    """

    roster: Roster
    roles: Sequence[Standing]
    settings: Settings
    problems: Sequence[Problem]
    aside: Sequence[Problem] = ()
    apart: Sequence[Standing] = ()
    shifted: Collection[str] = ()
    conditional: raters.Conditional = field(default_factory=dict)
    owed: Mapping[tuple[str, str], Sequence[Problem]] = field(default_factory=dict)
    earlier: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    sharing: Mapping[str, Sequence[str]] = field(default_factory=dict)

    @cached_property
    def digest(self) -> str:
        """Return what tells the roles and everything about everybody in them, but for cells of entries, from others."""
        return unchanged.digest(self.roles, _INSTEAD)

    @property
    def everybody(self) -> Iterator[Appraised]:
        """Yield everybody of the period, once."""
        return (who for role in self.roles for who in role.people)

    @property
    def every_stint(self) -> Iterator[Appraised]:
        """Yield everybody of whom something is entered by itself: of a person with several stints each."""
        return (who for role in self.apart for who in role.people)

    @property
    def incomplete(self) -> frozenset[str]:
        """Return the ids of those of whom something is still to come: there is nothing to calibrate of them yet."""
        return frozenset(who.employee_id for role in self.roles for who in role.incomplete)

    @property
    def awaiting(self) -> Iterator[tuple[Appraised, Mapping[str, str]]]:
        """Yield those who wait for nothing but results of earlier periods, with these and why they are not due."""
        for role in self.roles:
            held = [who for who in role.people if role.held_back.get(who.employee_id) == "earlier"]
            for who in held:
                of_stints = (self.earlier.get(each.employee_id, {}) for each in who.stints or (who,))
                yield who, {period: why for each in of_stints for period, why in each.items()}

    def named_awaiting(self, lang: Lang) -> dict[str, str]:
        """Return by id those who wait for nothing but results of earlier periods, in words with what for."""
        named = {}
        for who, results in self.awaiting:
            each = [
                text(lang, "settlement.awaited", period=period, why=text(lang, f"settlement.earlier.{why}"))
                for period, why in results.items()
            ]
            words = text(lang, "problems.comma").join(each)
            named[who.employee_id] = text(lang, "settlement.awaits", id=who.employee_id, name=who.name, results=words)
        return named

    def named_of_hr(self, lang: Lang) -> dict[str, str]:
        """Return by id those who wait for nothing but figures of HR's, in words with these."""
        named = {}
        for who in (who for who in self.every_stint if not who.outcome.is_complete):
            if keys := owed_by_hr(who.employee, who.outcome):
                names = text(lang, "problems.comma").join(names_of(who.outcome.plan, keys, lang))
                named[person_id(who.employee_id)] = text(
                    lang, "settlement.awaits", id=who.employee_id, name=who.name, results=names
                )
        return named

    def named_sharing(self, lang: Lang) -> dict[str, str]:
        """Return by id those who wait for nothing but the approval of others, these by name."""
        names = {
            who.employee_id: text(lang, "settlement.person", id=who.employee_id, name=who.name)
            for who in (self.everybody if self.sharing else ())
        }
        comma = text(lang, "problems.comma")
        return {
            key: comma.join(first_of([names[each] for each in of], _NAMED, lang)) for key, of in self.sharing.items()
        }


def standings(
    project: Project, read: Reading, period: Period, lang: Lang, *, known: submissions.Entered | None = None
) -> Standings:
    """Return where everybody stands; ProblemsError `standing.nothing_issued` for a period without workbooks.

    `known` are entries that were read of the ledger before, as `submissions.all_entered` takes them.
    """
    marks.refuse_retained(read, period.text)
    roster = issuing.roster(read, period.text)
    if not roster.employees:
        raise too_early("standing.nothing_issued", period=period.text)
    team, ratings, written = _returned(read, period.text, known)
    project = with_own_settings(project, read, period.text)
    of_raters = _of_raters(written, roster, project.settings.anonymous_below, lang)
    merged, answered = raters.merge(ratings, roster), raters.answered(ratings, roster)
    back = [team.get((each.manager_id, each.employee_id), (None, None)) for each in roster.employees]
    files = {each.employee_id: file for each, (file, _) in zip(roster.employees, back, strict=True) if file}
    people = map(issuing.with_returned, roster.employees, (came for _, came in back))
    rated = (_with_ratings(each, merged, of_raters, answered) for each in people)
    entered, earlier, typed = _with_earlier(read, period, roster, rated)
    held: dict[str, Cause] = dict.fromkeys(earlier, "earlier")
    by_team, of_files = project.settings.cohort == "team", {key: each.file for key, each in files.items()}
    confirmed, conditional = by_hand.confirmations(read, period.text), dict[str, Collection[str]]()
    decided, by_stint = by_hand.current_grades(read, period.text), []
    settled = settled_shares(read, period.text, roster, files)
    for role in with_others(_of_roles(roster, entered), settled.taken):
        conditional |= conditional_ratings.needed(role)
        standing = appraise(role, roster.managers, decided, of_files, by_team=by_team)
        by_stint.append(replace(standing, asked=_asked(standing, files, confirmed), held=held))
    by_stint = list(with_shared_rows(by_stint))
    is_enforced = project.settings.calibration.mode == "enforce"
    joined = stints.joined(by_stint, roster.managers, decided, of_files, by_team=by_team, is_enforced=is_enforced)
    roles, apart, shifted = _held_back(project, read, period, (joined, by_stint), lang=lang)
    waiting = settled.waited_for(read, roles, apart)
    roles, apart = ([_also_held(role, dict.fromkeys(waiting, "shared")) for role in each] for each in (roles, apart))
    return Standings(
        roster,
        roles,
        project.settings,
        [
            *raters.unrated(ratings, merged, roster, conditional, lang=lang),
            *upheld.void(read, period.text, roster, lang),
            *history.typed_otherwise(roster, period.text, typed, lang),
            *_notices(roles, period, lang),
            *_settled_otherwise(waiting, sharing := settled.awaited_approvals(roles, apart), lang),
        ],
        aside=[problem for file in submissions.left_aside(read, period.text) for problem in file.problems],
        apart=apart,
        shifted=shifted,
        conditional=conditional,
        owed=raters.owed(ratings, roster, conditional, lang),
        earlier=earlier,
        sharing=sharing,
    )


def _of_roles(roster: Roster, people: Iterable[Employee]) -> list[Role]:
    """Return the roles that people are in, with these."""
    of_roles = grouped(people, lambda who: who.role)
    return [Role(name, plan, of_roles[name]) for name, plan in roster.roles.items() if name in of_roles]


def _with_earlier(
    read: Reading, period: Period, roster: Roster, people: Iterable[Employee]
) -> tuple[list[Employee], dict[str, dict[str, str]], list[tuple[Employee, Memory]]]:
    """Return people with what earlier periods leave by now, and by id the periods that they wait for, with why.

    What an appeal decided counts more. Last comes what managers may have typed instead of what was not known.
    """
    past, people = history.Past(read, period.text), list(people)
    decided = upheld.decided(read, period.text, roster, people)
    renewed, earlier, typed = list[Employee](), {}, list[tuple[Employee, Memory]]()
    for who in people:
        memories = [*past.of(who, roster.roles[who.role])]
        now = replace(who, entries={**who.entries, **history.renewed(past, who, memories)})
        renewed.append(upheld.put_right(now, roster.roles[who.role], decided.get(who.employee_id, {})))
        if waits_for := {name: why for _, name, why in history.waited_for(past, who, memories)}:
            earlier[who.employee_id] = waits_for
        asked = [each for spec, each in memories if (who.employee_id, spec.id) not in past.by_hand()]
        typed += [(renewed[-1], each) for each in asked if each.column not in who.locked]
    return renewed, earlier, typed


_Roles = Sequence[Standing]


def _held_back(
    project: Project, read: Reading, period: Period, standing: tuple[_Roles, _Roles], *, lang: Lang
) -> tuple[_Roles, _Roles, Collection[str]]:
    """Return roles with those held back who wait for a workbook, pool or approval, and whose grades are shifted."""
    roles, apart = standing
    out = _still_out(read, period.text, roles, apart)
    roles = [_also_held(role, dict.fromkeys(out, "incomplete")) for role in roles]
    apart = [_also_held(role, dict.fromkeys(chain(*out.values()), "incomplete")) for role in apart]
    shifted: Collection[str] = ()
    if project.settings.calibration.mode == "enforce":  # else no pool is open, and none is looked at
        now = calibration_of(project, read, period, roles)
        shifted = () if competing(roles) else now.shifted
        held: dict[str, Cause] = dict.fromkeys(now.open, "calibration")
        roles, apart = ([_also_held(role, held) for role in each] for each in (roles, apart))
    wanted = approvals(read, period.text, roles, everywhere=project.settings.approval)
    if unapproved := {key: each.why_not(lang) for key, each in wanted.items() if each.state != "approved"}:
        refused = [key for key in unapproved if wanted[key].stands_refused]
        roles, apart = (
            [replace(role, unapproved=unapproved, refused=refused) for role in each] for each in (roles, apart)
        )
    return roles, apart, shifted


def _still_out(read: Reading, period: str, roles: _Roles, apart: _Roles) -> dict[str, list[str]]:
    """Return of whom something may come in a workbook that is still out, with the stints in it.

    Blank entries may count by a default, but not before the manager has left them blank. Who is on leave or has left is
    appraised once the manager enters something, and so waits, too, for a workbook that is out for others; where a
    manager has nobody else, that is not waited for, but what was settled otherwise stays until it comes.
    Whom HR exempts is not waited for.
    """
    settled = payments.by_employee(payments.paid(read, period))
    people = {who.employee_id: who for role in roles for who in role.people}

    def is_settled_otherwise(person: str) -> bool:
        return person in settled and settled[person] != sum(map(fen, people[person].pay.values()))

    absent = [
        (who, bool(role.plan.tables or asked_of_manager(role.plan, who.employee)))
        for role in apart
        for who in role.people
        if not who.file
    ]
    expected = {who.manager.manager_id for who, is_asked in absent if is_asked and who.outcome.is_appraised}
    out = defaultdict[str, list[str]](list)
    for who, is_asked in absent:
        person, is_away = person_id(who.employee_id), who.outcome.value(AWAY) == 1
        may_come = is_asked and (who.outcome.is_appraised or (is_away and who.manager.manager_id in expected))
        if may_come or (is_away and is_settled_otherwise(person)):
            out[person].append(who.employee_id)
    return out


def _also_held(role: Standing, held: Mapping[str, Cause]) -> Standing:
    return replace(role, held={**held, **role.held})


def _settled_otherwise(
    waiting: Mapping[str, Sequence[Employee]], sharing: Collection[str], lang: Lang
) -> Iterator[Problem]:
    """Yield a warning of those who were settled for rows that do not count so now, with how many wait for them.

    Of who waits for nothing but the approval of others, `sharing` with them, something else is said.
    """
    left = {key: settled for key, settled in waiting.items() if person_id(key) not in sharing}
    people = {person_id(each.employee_id): each.name for settled in left.values() for each in settled}
    named = [text(lang, "settlement.person", id=key, name=name) for key, name in people.items()]
    if named:
        count = len({person_id(key) for key in left})
        yield warning("standing.settled_rows", people=first_of(named, _NAMED, lang), count=count)


def _with_ratings(
    person: Employee,
    merged: raters.Entries,
    texts: Mapping[str, Mapping[str, str]],
    answered: Mapping[str, Mapping[str, int]],
) -> Employee:
    """Return a person with what raters gave of what they are asked for, what they wrote, and how many answered."""
    theirs = merged.get(person.employee_id, {})
    return replace(
        person,
        entries={**person.entries, **{key: value for key, value in theirs.items() if key in person.awaited}},
        texts={**person.texts, **texts.get(person.employee_id, {})},
        raters=answered.get(person.employee_id, {}),
    )


def calibration_of(project: Project, read: Reading, period: Period, roles: Sequence[Standing]) -> Calibration:
    """Return the calibration of where everybody stands, by the mode and the size of pools that the settings say."""
    settings = with_own_settings(project, read, period.text).settings.calibration
    relied, least = marks.relied_on(read, period.text), settings.pool_min
    return calibration.of(roles, project.company, period.text, mode=settings.mode, least=least, relied=relied)


def competing(roles: Sequence[Standing]) -> list[Appraised]:
    """Return those who compete for places of a quota and of whom something is still to come."""
    return [
        who
        for role in roles
        if role.plan.quota_groups()
        for who in role.people
        if role.held_back.get(who.employee_id) == "incomplete" and who.by_scale.value(STATE) not in (PROBATION, EXEMPT)
    ]


def uncalibrated(project: Project, read: Reading, period: Period, current: Standings) -> int:
    """Return how many people have another grade than their quota proposes, though nobody has decided that.

    Where the quota is enforced they are those who wait for it, once it can be given out; where it advises, nobody's
    grade waits once somebody has calibrated these results, settled or published, nor, where nobody has calibrated, once
    approvers were asked.
    """
    if current.settings.calibration.mode == "enforce":
        waiting = sum(cause == "calibration" for role in current.roles for cause in role.held_back.values())
        return 0 if competing(current.roles) else waiting
    if marks.state_of(marks.all_of(read, period.text)).keys() - {"approved"}:
        return 0
    basis, now = calibrated_on(read, period), calibration_of(project, read, period, current.roles)
    is_decided = publications.last_of(read, period.text, "approval") if basis is None else basis == now.digest
    return 0 if is_decided else len(now.differing - current.incomplete)


def calibrated_on(read: Reading, period: Period) -> str | None:
    """Return the digest of the results that were calibrated last, None where nobody has calibrated."""
    done = read.last_facts("calibrate", period.text)
    return None if done is None else str(done["basis"])


def left_uncalibrated(project: Project, read: Reading, period: Period, current: Standings) -> Iterator[Problem]:
    """Yield a warning of those whose grades are about to count by scale or as they were, where a quota has others."""
    count = uncalibrated(project, read, period, current)
    if count and current.settings.calibration.mode == "advise":
        code = "standing.uncalibrated" if calibrated_on(read, period) is None else "standing.changed_since"
        yield warning(code, count=count, period=period.text)
    if current.shifted:
        yield warning("standing.shifted", count=len(current.shifted), period=period.text)


def _notices(roles: Sequence[Standing], period: Period, lang: Lang) -> Iterator[Problem]:
    """Yield what there is to tell of people's grades: calibrations that are stale, vetoes of earlier days."""
    for role in roles:
        yield from stale_calibrations(role, period, lang)
    yield from vetoed_before(roles, lang)


def vetoed_before(roles: Sequence[Standing], lang: Lang) -> list[Problem]:
    """Return a warning of whom a veto of earlier days alone, maybe under another scheme, gives the lowest grade."""
    people = []
    for who in (who for role in roles for who in role.people if who.stints and who.outcome.is_complete):
        earlier = [each for each in who.stints[:-1] if each.is_vetoed]
        if earlier and not who.stints[-1].is_vetoed and who.by_scale.grade:
            days = text(lang, "problems.comma").join(_days(earlier, lang))
            fields = {"id": who.employee_id, "name": who.name, "days": days}
            people.append(text(lang, "publish.stint.vetoed_before", **fields))
    return [warning("standing.vetoed_before", people=people, count=len(people))] if people else []


def _asked(role: Standing, files: Mapping[str, Submission], confirmed: Sequence[Confirmation]) -> list[Question]:
    """Return what nobody has confirmed yet: doubted entries, and results that people saw otherwise than they count."""
    shown: list[Question] = []
    for place, who in enumerate(role.people):
        submission = files.get(who.employee_id)
        problems = submission.problems if submission else ()
        theirs = [
            each for each in problems if isinstance(each, ShownOtherwise) and each.fields.get("id") == who.employee_id
        ]
        if theirs:
            cells = [f"{each.place.sheet} {each.place.cell}" for each in theirs]
            seen = sorted((cell, str(each.fields["found"])) for cell, each in zip(cells, theirs, strict=True))
            value = float(zlib.crc32(repr(seen).encode()))
            named = "; ".join(cells[:_NAMED])
            shown.append(Question(place, SHOWN, value, SHOWN, last=math.nan, tolerance=0.5, cells=named))
    return open_questions(role.outcome, [who.employee_id for who in role.people], confirmed, shown)


_Team = Mapping[tuple[str, str], tuple[Submission, Employee]]
_Written = Mapping[tuple[str, str], Mapping[str, str]]  # what raters wrote by column id, by employee and rater id


def _of_raters(written: _Written, roster: Roster, least: int, lang: Lang) -> dict[str, dict[str, str]]:
    """Return the texts that raters wrote, by employee and column id: of several one below the other.

    Comments are named after the capacity in which they were given, in an order that names nobody; of kinds that are
    only shown joined after none, and where even that would name somebody they are HR's alone (see `anonymity`).
    """
    employees = {employee.employee_id: employee for employee in roster.employees}
    answers = [each for each in roster.assignments if (each.employee_id, each.rater_id) in written]
    counts: dict[str, Counter[str]] = {}
    for each in answers:
        counts.setdefault(each.employee_id, Counter())[each.kind] += 1
    lines: dict[str, dict[str, list[str]]] = {}
    for each in answers:
        employee = employees[each.employee_id]
        called = kind_names(roster.roles[employee.role], lang).get(each.kind)
        joined = anonymity.joined_kinds(counts[each.employee_id], least)
        is_withheld = joined is None and each.kind not in anonymity.OPEN
        capacity = text(lang, "raters.other") if joined and each.kind in joined else called
        texts = lines.setdefault(each.employee_id, {})
        for column, words in written[each.employee_id, each.rater_id].items() if called else ():
            if column == COMMENT:
                remark = text(lang, "raters.remark", kind=capacity, words=words)
                texts.setdefault(WITHHELD if is_withheld else REMARKS, []).append(remark)
            elif column in employee.awaited:
                texts.setdefault(column, []).append(words)
    return {key: {column: "\n".join(sorted(each)) for column, each in texts.items()} for key, texts in lines.items()}


def _returned(read: Reading, period: str, known: submissions.Entered | None) -> tuple[_Team, raters.Given, _Written]:
    """Return what managers entered, by manager and employee id, what raters gave, and what raters wrote.

    Of an older issue the entries count of those of whom nothing that was shown was issued otherwise since.
    """
    workbooks = {each.id: each for each in issues.all_of(read, period)}
    latest = {each.whose: each for each in workbooks.values()}  # in the order of issues
    team: dict[tuple[str, str], tuple[Submission, Employee]] = {}
    ratings: dict[tuple[str, str, str], float] = {}
    written: dict[tuple[str, str], Mapping[str, str]] = {}
    for submission, people in submissions.current(read, period, known):
        workbook = workbooks[submission.workbook_id or 0]
        counts = issuing.still_counting(read, submission.id, workbook, latest[workbook.whose])
        for each in (each for each in people if each.employee_id in counts):
            if workbook.kind == "manager":
                team[workbook.recipient_id, each.employee_id] = (submission, each)
            else:
                for column, entry in each.entries.items():
                    ratings[each.employee_id, column, workbook.recipient_id] = entry
                written[each.employee_id, workbook.recipient_id] = each.texts
    return team, ratings, written


def stale_calibrations(role: Standing, period: Period, lang: Lang) -> Iterator[Problem]:
    """Yield a warning per calibrated grade that is void, or whose total has come to another grade by the scale."""
    for person in role.people:
        decided, is_graded = person.void or person.calibration, bool(person.by_scale.grade)
        if decided is None or not is_graded or not (person.is_stale or person.void):
            continue
        code = "standing.stale_calibration"
        if not is_calibrated(person.by_scale):
            code = "standing.void_probation"
        elif person.limited:
            code = "standing.void_limits"
        elif person.void:
            keys = role.plan.dimensions["grade"].keys
            limited = "standing.void_veto" if person.is_vetoed else "standing.void_lowered"
            is_of_scheme = decided.scheme == role.plan.scheme.id and decided.to_grade in keys
            code = limited if is_of_scheme else "standing.void_of_scheme"
        yield warning(
            code,
            id=person.employee_id,
            name=person.name,
            period=period.text,
            was=decided.from_grade,
            now=person.by_scale.grade,
            final=decided.to_grade,
            days=_days(person.limited, lang),
        )


def _days(of: Sequence[Appraised], lang: Lang) -> list[str]:
    """Return the days and the role of each of some stints."""
    return [f"{stints.days_of(each.employee, lang)} {each.employee.role}" for each in of]
