"""`presales-xl collect`: a verdict on each file that came back, then everything computed anew from all that counts."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from presales_xl.cycle import quarantine, recompute
from presales_xl.cycle.judge import Judge, Judged
from presales_xl.cycle.progress import Track, quiet
from presales_xl.cycle.project import Period, Project
from presales_xl.cycle.seal import sealer
from presales_xl.cycle.standing import standings
from presales_xl.ledger import issues, submissions
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.step import Reading, Step
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.texts import Lang
from presales_xl.workbook import reader

_LOCK = "~$"  # how Excel begins the name of the lock file beside an open workbook


@dataclass(frozen=True)
class Collected:
    """The verdicts on the files of this run, the results that were written, and where the whole period stands.

    `workbooks` of `expected` have come back by now; `complete` of `people` have a result.
    """

    judged: Sequence[Judged]
    files: Sequence[Path]
    workbooks: int
    expected: int
    people: int
    complete: int
    problems: Sequence[Problem]


def collect(project: Project, period: Period, files: Sequence[Path], lang: Lang, track: Track = quiet) -> Collected:
    """Judge the files (or everything in the inbox), keep what counts in the ledger, and write the results.

    May be run again and again as files come in. A file that cannot be used goes to the quarantine folder with the
    reason, and does not stop the others. ProblemsError when nothing was issued for the period, or when there is no file
    and none came before.
    """
    ledger = Ledger.open(project.ledger)
    with ledger.reading() as read:
        seen = submissions.all_of(read, period.text)
        if not issues.latest_of(read, period.text):
            raise fail("standing.nothing_issued", period=period.text)
    paths = _paths(project, period, files, needed=not seen)
    judged = _superseded(ledger, period, list(_judged(ledger, project, period, paths, track)))
    with ledger.step("", "collect", period.text, files=[one.file for one in judged]) as step:
        _record(step, period, judged)
        found = standings(project, step, period, lang)
        recompute.keep(step, period, found)
        if not step.changed:
            step.nothing()
        counting = submissions.current(step, period.text)
        expected = len(issues.latest_of(step, period.text))
    problems = [problem for one in judged for problem in one.problems]
    for one in judged:
        if one.verdict == "set_aside":
            try:
                quarantine.set_aside(one.path, one.digest, project.quarantine(period), project.inbox(period),
                                     one.problems, lang)  # fmt: skip
            except ProblemsError as error:
                problems += error.problems
    written, told = recompute.write(project, period, found, problems, lang)
    complete = sum(int(role.outcome.complete.sum()) for role in found.roles)
    return Collected(judged, written, len(counting), expected, len(found.roster.employees), complete, told)


def _paths(project: Project, period: Period, files: Sequence[Path], *, needed: bool) -> list[Path]:
    """Return the files to read: those given, folders being opened, else those of the inbox; no lock files."""
    inbox = project.inbox(period)
    found: list[Path] = []
    for path in files or [inbox]:
        found += sorted(path.rglob("*.xls*")) if path.is_dir() else [path]
    found = [path for path in found if not path.name.startswith(_LOCK)]
    if not found and (needed or files):
        raise fail("collect.nothing", Place(file=str(inbox)), period=period.text)
    return list(dict.fromkeys(found))


def _judged(ledger: Ledger, project: Project, period: Period, paths: Sequence[Path], track: Track) -> Iterator[Judged]:
    several = len({path.name for path in paths}) < len(paths)
    with ledger.reading() as read:
        judge = Judge(project.company, period, sealer(project), read)
        for path, sheets in reader.read(track(paths, "collect")):
            yield judge.judge(path, str(path) if several else path.name, sheets)


def _superseded(ledger: Ledger, period: Period, judged: Sequence[Judged]) -> list[Judged]:
    """Return the files with those set aside that an equally good file of the same workbook was saved after."""
    with ledger.reading() as read:
        before = {one.workbook_id: one for one, _ in submissions.current(read, period.text)}
        saved = _saved(read, period)
    newest: dict[int, Judged] = {}
    for one in judged:
        if one.workbook is not None and one.verdict != "set_aside":
            newest[one.workbook.id] = max(newest.get(one.workbook.id, one), one, key=lambda each: each.saved)
    found = []
    for one in judged:
        if one.workbook is None or one.verdict == "set_aside":
            found.append(one)
            continue
        latest, old = newest[one.workbook.id], before.get(one.workbook.id)
        other = ""
        if latest.digest != one.digest:
            other = latest.file
        elif old is not None and old.digest != one.digest and saved.get(old.id, "") > one.saved:
            other = old.file
        problem = Problem("collect.superseded", Place(file=one.file), {"newer": other})
        found.append(replace(one, problems=[*one.problems, problem]) if other else one)
    return found


def _saved(read: Reading, period: Period) -> dict[int, str]:
    """Return when each submission says that it was saved."""
    return {one.id: one.saved for one in submissions.all_of(read, period.text)}


def _record(step: Step, period: Period, judged: Sequence[Judged]) -> None:
    """Record the files; what counted of a workbook before is superseded by what counts now."""
    for one in judged:
        before = {s.workbook_id: s for s, _ in submissions.current(step, period.text)}
        recorded = submissions.record(step, one.submission(period), one.entered if one.verdict != "set_aside" else ())
        old = before.get(recorded.workbook_id)
        if one.verdict != "set_aside" and old is not None and old.id != recorded.id and recorded.superseded_by is None:
            submissions.supersede(step, old.id, recorded.id)
