"""`presales-xl calibrate`: writes the calibration workbook of a period, and records the grades that come back in it."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from presales_xl.cycle import recompute
from presales_xl.cycle.calibrating import calibration_book
from presales_xl.cycle.calibrating.calibration import Calibration, Mode
from presales_xl.cycle.calibrating.grade_sheet import FinalGrade
from presales_xl.cycle.changes import Affected
from presales_xl.cycle.generating.seal import keys_of
from presales_xl.cycle.period_settings import other_settings
from presales_xl.cycle.recompute import Reopening
from presales_xl.cycle.standing import Standings, calibrated_on, calibration_of, competing, standings
from presales_xl.ledger import by_hand, kept_results
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.step import Reading
from presales_xl.people.appraised import Appraised, CalibratedGrade
from presales_xl.periods import Period
from presales_xl.project import Project
from presales_xl.scheme.errors import IncompleteError, Place, Problem, ProblemsError, fail, too_early
from presales_xl.texts import Lang, first_of, text
from presales_xl.workbook import reader

_NAMED = 10  # managers that a message names
_INCOMPLETE: Mapping[Mode, str] = {
    "advise": "calibration.incomplete_advise",
    "enforce": "calibration.incomplete_enforce",
}


@dataclass(frozen=True)
class Prepared:
    """The workbook that was written: its file, how many people and pools it holds, how many rows were carried over.

    `problems` say who is not in it yet.
    """

    file: Path
    people: int
    pools: int
    carried: int
    problems: Sequence[Problem] = ()


def write(project: Project, period: Period, lang: Lang) -> Prepared:
    """Write `results/PERIOD/calibration.xlsx`; what was typed into the one before and not recorded is carried over.

    Of whom the ledger has another grade since it is not, which is told.

    ProblemsError: `calibration.nobody` when nobody has a grade, `file.locked` when the workbook is open.
    """
    with Ledger.open(project.ledger, create=False).reading() as read:
        current = standings(project, read, period, lang)
        now = _calibration(project, read, period, current)
    path = project.results(period) / calibration_book.FILE
    typed, left = dict[str, FinalGrade](), list[Problem]()
    if path.is_file():
        with suppress(ProblemsError):  # what cannot be read holds nothing to carry over
            typed, left = calibration_book.typed_before(reader.read_own(path), now, lang)
    calibration_book.write(path, now, lang, keys_of(project, make=False).seal(), typed=typed)
    pools = [pool for distribution in now.distributions for pool in distribution.pools]
    missing = [replace(problem, severity="warning") for problem in _missing(current, now, lang)]
    problems = [*left, *other_settings(project, current.settings, period.text, lang), *missing]
    people = sum(len(pool.people) for pool in pools)
    return Prepared(path, people, pools=len(pools), carried=len(typed), problems=problems)


@dataclass(frozen=True)
class Regraded:
    """Whose grade is decided: what it was and is, as people write it, and why."""

    name: str
    before: str
    after: str
    reason: str


@dataclass(frozen=True)
class Recorded:
    """The grades that were recorded, whose results that were relied on they changed, and what there is to tell."""

    decisions: Sequence[CalibratedGrade]
    people: Sequence[Regraded]
    affected: Sequence[Affected]
    problems: Sequence[Problem]

    def in_words(self, lang: Lang) -> str:
        """Return of how many people a grade was decided, and how many have another one by that."""
        if not self.decisions:
            return text(lang, "calibration.done.nothing")
        changed = sum(each.before != each.after for each in self.people)
        return text(lang, "calibration.done.recorded", count=len(self.decisions), changed=changed)


def read(
    project: Project,
    period: Period,
    lang: Lang,
    *,
    file: Path | None = None,
    incomplete: str = "",
    reopen: str = "",
    dry_run: bool = False,
) -> Recorded:
    """Record the grades of a calibration workbook, by default the one that `write` wrote: all of them or none.

    Whoever acts is who decided. ProblemsError with everything that is wrong; IncompleteError where a quota is given out
    among those who are there and nothing says why that may be `incomplete`: where it is enforced nothing may.
    `period.closed` where results that are relied on would change and no reason to `reopen` is given. A `dry_run` tells
    all and writes nothing.
    """
    path = file or project.results(period) / calibration_book.FILE
    if not path.is_file():
        code = "file.missing" if file else "calibration.not_written"
        raise fail(code, Place(file=str(path)), period=period.text)
    sheets = reader.read_own(path)
    affected: list[Affected] = []
    ledger = Ledger.open(project.ledger, create=False)
    with ledger.step(project.by, "calibrate", period.text, dry_run=dry_run, file=path.name) as step:
        current = standings(project, step, period, lang)
        now = _calibration(project, step, period, current)
        known = (step.last_facts("calibrate", period.text) or {}).get("recorded", ())
        seal = keys_of(project, make=False).seal()
        told = calibration_book.read(sheets, path.name, now, seal, actor=step.actor, recorded=known)
        decisions = told.decisions
        missing = list(_missing(current, now, lang))
        _refuse_incomplete(decisions, missing, mode=now.mode, reason=incomplete)
        # That somebody has looked at all of them and changed nothing is told, too.
        step.is_told = not missing and calibrated_on(step, period) != now.digest
        by_hand.record_grades(step, decisions)
        before = current
        if decisions:
            current = standings(project, step, period, lang)
            reopening = Reopening(project, f"calibrate {period} --read", reopen, lang)
            affected = recompute.keep(step, period, current, reopening)
        step.note(changes=len(decisions), incomplete=incomplete, basis=now.digest, recorded=[*told.marks])
        open_ends = recompute.open_ends(project, step, period, current, lang=lang)
        later, as_of = kept_results.periods_written(step), kept_results.as_of(step, period.text)
    # Written even when nothing was new: the run before may have ended just before this.
    _, locked = ([], []) if dry_run else recompute.write(project, period, current, lang, as_of=as_of, others=later)
    notices = [
        *told.problems,
        *other_settings(project, current.settings, period.text, lang),
        *(replace(problem, severity="warning") for problem in missing if not incomplete),
        *current.problems,
        *recompute.not_returned(current, period, lang),
        *open_ends,
    ]
    return Recorded(decisions, _regraded(before, current, decisions, lang), affected, [*notices, *locked])


def _regraded(before: Standings, after: Standings, decisions: Sequence[CalibratedGrade], lang: Lang) -> list[Regraded]:
    """Return whose grades were decided, in the order of the decisions."""
    was, now = ({who.employee_id: who for who in each.everybody} for each in (before, after))

    def grade(who: Appraised) -> str:
        return str(who.outcome.cell("grade", lang))

    return [
        Regraded(now[key].name, grade(was[key]), grade(now[key]), each.reason)
        for each in decisions
        for key in [each.employee_id]
    ]


def _missing(current: Standings, now: Calibration, lang: Lang) -> Iterator[Problem]:
    """Yield an error of those who compete for places of a quota and have no result yet, with their managers."""
    people = competing(current.roles) if now.mode in _INCOMPLETE else ()
    teams = Counter((who.manager.name, who.manager.team) for who in people)
    if teams:
        named = [
            text(lang, "calibration.missing", manager=name, team=team or "—", count=count)
            for (name, team), count in teams.items()
        ]
        fields = {"period": now.period, "count": sum(teams.values()), "managers": first_of(named, _NAMED, lang)}
        yield Problem(_INCOMPLETE[now.mode], fields=fields)


def _refuse_incomplete(decisions: Sequence[object], missing: Sequence[Problem], *, mode: Mode, reason: str) -> None:
    """Refuse to record grades (see `read`) while some have no result, unless there is nothing to record."""
    if decisions and missing and mode == "enforce":
        raise ProblemsError(missing)
    if decisions and missing and not reason:
        raise IncompleteError(missing)


def _calibration(project: Project, read: Reading, period: Period, current: Standings) -> Calibration:
    """Return the calibration of where everybody stands; ProblemsError `calibration.nobody` when nobody has a grade."""
    now = calibration_of(project, read, period, current.roles)
    if not now.distributions:
        raise too_early("calibration.nobody", period=period.text)
    return now
