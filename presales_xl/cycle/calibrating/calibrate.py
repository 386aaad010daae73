"""`presales-xl calibrate`: writes the calibration workbook of a period, and records the grades that come back in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from presales_xl.cycle import recompute
from presales_xl.cycle.calibrating import calibration_book
from presales_xl.cycle.calibrating.calibration import Calibration
from presales_xl.cycle.changes import Affected
from presales_xl.cycle.generating.seal import keys_of
from presales_xl.cycle.recompute import Reopening
from presales_xl.cycle.standing import Standings, calibration_of, standings
from presales_xl.ledger import by_hand
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.step import Reading
from presales_xl.people.appraised import CalibratedGrade
from presales_xl.periods import Period
from presales_xl.project import Project
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail, too_early
from presales_xl.texts import Lang
from presales_xl.workbook import reader


@dataclass(frozen=True)
class Prepared:
    """The workbook that was written: its file, how many people and pools it holds, how many rows were carried over."""

    file: Path
    people: int
    pools: int
    carried: int


def write(project: Project, period: Period, lang: Lang) -> Prepared:
    """Write `results/PERIOD/calibration.xlsx`; what was typed into the one before and not recorded is carried over.

    ProblemsError: `calibration.nobody` when nobody has a grade, `file.locked` when the workbook is open.
    """
    with Ledger.open(project.ledger, create=False).reading() as read:
        now = _calibration(project, read, period, standings(project, read, period, lang))
    path = project.results(period) / calibration_book.FILE
    typed = {}
    if path.is_file():
        try:
            typed = calibration_book.typed_before(reader.read_own(path), now)
        except ProblemsError:  # what cannot be read holds nothing to carry over
            typed = {}
    calibration_book.write(path, now, lang, keys_of(project, make=False).seal(), typed=typed)
    pools = [pool for distribution in now.distributions for pool in distribution.pools]
    return Prepared(path, sum(len(pool.people) for pool in pools), len(pools), len(typed))


@dataclass(frozen=True)
class Recorded:
    """The grades that were recorded, whose results that were relied on they changed, and what there is to tell."""

    decisions: Sequence[CalibratedGrade]
    affected: Sequence[Affected]
    problems: Sequence[Problem]


def read(
    project: Project,
    period: Period,
    lang: Lang,
    *,
    file: Path | None = None,
    reopen: str = "",
    dry_run: bool = False,
) -> Recorded:
    """Record the grades of a calibration workbook, by default the one that `write` wrote: all of them or none.

    Whoever acts is who decided. ProblemsError with everything that is wrong; `period.closed` where results that are
    relied on would change and no reason to `reopen` is given. A `dry_run` tells all and writes nothing.
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
        decisions, problems = calibration_book.read(sheets, path.name, now, keys_of(project, make=False).seal())
        by_hand.record_grades(step, decisions)
        if decisions:
            current = standings(project, step, period, lang)
            reopening = Reopening(project, f"calibrate {period} --read", reopen, lang)
            affected = recompute.keep(step, period, current, reopening) + recompute.follow(step, period, reopening)
        step.note(changes=len(decisions))
    # Written even when nothing was new: the run before may have ended just before this.
    _, locked = ([], []) if dry_run else recompute.write(project, period, current, lang)
    notices = [
        *problems,
        *current.problems,
        *recompute.not_returned(current, lang),
        *recompute.open_ends(project, period, current, lang),
    ]
    return Recorded(decisions, affected, [*notices, *locked])


def _calibration(project: Project, read: Reading, period: Period, current: Standings) -> Calibration:
    """Return the calibration of where everybody stands; ProblemsError `calibration.nobody` when nobody has a grade."""
    now = calibration_of(project, read, period, current.roles)
    if not now.distributions:
        raise too_early("calibration.nobody", period=period.text)
    return now
