"""`presales-xl collect`: a verdict on each file that came back, then everything computed anew from all that counts."""

import logging
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from presales_xl.cycle import recompute
from presales_xl.cycle.collecting import incoming
from presales_xl.cycle.collecting.incoming import Keys
from presales_xl.cycle.collecting.judge import Judge, Judged
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.seal import sealer
from presales_xl.cycle.standing import standings
from presales_xl.ledger import issues, submissions
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.step import Reading, Step
from presales_xl.ledger.submissions import Submission
from presales_xl.periods import Period
from presales_xl.progress import Track, quiet
from presales_xl.project import Project
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.texts import Lang

_UNSEEN = 2**62  # the number of a file that the ledger has not seen: later than all


@dataclass(frozen=True)
class Collected:
    """The verdicts on the files of this run, the results that were written, and where the whole period stands.

    `workbooks` of `expected` managers' workbooks have come back by now, `forms` of `forms_expected` raters' forms;
    `complete` of `people` have a result. `failed` are the files on which the program itself failed: no verdict on them.
    """

    judged: Sequence[Judged]
    files: Sequence[Path]
    workbooks: int
    expected: int
    forms: int
    forms_expected: int
    people: int
    complete: int
    problems: Sequence[Problem]
    failed: Sequence[str] = ()

    @property
    def counts(self) -> dict[str, int]:
        """Return what `commands.done.collect` says."""
        names = ("workbooks", "expected", "forms", "forms_expected", "people", "complete")
        return {name: getattr(self, name) for name in names}


def collect(
    project: Project,
    period: Period,
    files: Sequence[Path],
    lang: Lang,
    track: Track = quiet,
    passwords: Mapping[str, str] | None = None,
) -> Collected:
    """Judge the files (or everything in the inbox), keep what counts in the ledger, and write the results.

    May be run again and again as files come in; stopped at any point and run again it ends in the same state. A file
    that cannot be used goes to the quarantine folder with the reason, and does not stop the others. One on which the
    program itself fails stays where it is; the log has the traceback. `passwords` by recipient id open files that are
    under one. ProblemsError when nothing was issued for the period, the key of the
    seals is gone, or there is no file and none came before.
    """
    ledger = Ledger.open(project.ledger)
    with ledger.reading() as read:
        seen = submissions.all_of(read, period.text)
        issued = issues.all_of(read, period.text)
        used = {str(person["scheme"]) for one in issued for person in one.content.get("people", ())}
        sources = {digest: issues.scheme_source(read, digest) for digest in used}
        accepted = {one.digest: (one, submissions.entered(read, one.id)) for one in seen if one.verdict != "set_aside"}
    if not issued:
        raise fail("standing.nothing_issued", period=period.text)
    inbox = project.inbox(period)
    paths = incoming.files(inbox, files)
    if not paths and (files or not seen):
        raise fail("collect.nothing", Place(file=str(inbox)), period=period.text)
    judge = Judge(
        company=project.company, period=period, seal=sealer(project, make=False), issued=issued, sources=sources
    )
    judged: list[Judged] = []
    problems: list[Problem] = []
    failed: list[str] = []
    for came in incoming.read(paths, inbox, Keys(passwords, issued), track):
        if isinstance(came, Problem):
            problems.append(came)
            continue
        try:
            before = accepted.get(came.digest)
            judged.append(judge.again(came, *before) if before else judge.judge(came))
        except Exception as error:  # a mistake of the program, whatever brought it to light
            logging.getLogger(__name__).exception(came.file)
            failed.append(came.file)
            reason = f"{type(error).__name__}: {error}".strip().splitlines()[-1][:200]
            problems.append(Problem("collect.failed", Place(file=came.file), {"reason": reason}))
    with ledger.step("", "collect", period.text, files=[one.file for one in judged]) as step:
        judged = record(step, period, judged)
        found = standings(project, step, period, lang)
        recompute.keep(step, period, found)
        if not step.changed:
            step.nothing()
        back, out = _returned(step, period), issuing.out(issues.latest_of(step, period.text))
    problems = [*(problem for one in judged for problem in one.problems), *problems]
    problems += _set_aside(project, period, judged, lang)
    written, told = recompute.write(project, period, found=found, problems=problems, lang=lang)
    complete = sum(int(role.outcome.complete.sum()) for role in found.roles)
    return Collected(
        judged=judged,
        files=written,
        workbooks=_count(back, "manager"),
        expected=_count(out, "manager"),
        forms=_count(back, "rater"),
        forms_expected=_count(out, "rater"),
        people=len(found.roster.employees),
        complete=complete,
        problems=told,
        failed=failed,
    )


def _returned(read: Reading, period: Period) -> list[LedgerWorkbook]:
    """Return the workbooks that are back: of their latest issue."""
    back = {one.workbook_id for one in submissions.counting(read, period.text)}
    return [one for one in issues.latest_of(read, period.text) if one.id in back]


def _count(workbooks: Sequence[LedgerWorkbook], kind: str) -> int:
    return sum(one.kind == kind for one in workbooks)


def _set_aside(project: Project, period: Period, judged: Sequence[Judged], lang: Lang) -> Iterator[Problem]:
    """Move what does not count out of the inbox; yields what could not be moved."""
    for one in judged:
        if one.verdict == "set_aside" and not one.stays:
            try:
                incoming.set_aside(
                    one.path,
                    one.digest,
                    folder=project.quarantine(period),
                    inbox=project.inbox(period),
                    problems=one.problems,
                    lang=lang,
                )
            except ProblemsError as error:
                yield from error.problems


# Which of several files of one workbook counts: the one that was saved last, of two saved at once what came last.


@dataclass(frozen=True, order=True)
class _Version:
    """A usable file of a workbook, in order of age."""

    saved: str
    number: int
    digest: str
    file: str


class Newest:
    """The usable files of each workbook: those of this run, and what counted so far."""

    def __init__(self, known: Sequence[Submission], counting: Sequence[Submission], judged: Sequence[Judged]) -> None:
        self._known = {one.digest: one for one in known}
        self._names = {one.id: one.file for one in known}
        useless = {one.digest for one in judged if one.verdict == "set_aside"}
        found = [
            (one.workbook_id, _Version(one.saved, one.id, one.digest, one.file))
            for one in counting
            if one.digest not in useless
        ]
        found += [(one.workbook.id, self._version(one)) for one in judged if one.workbook and self._may_count(one)]
        self.by_workbook: dict[int | None, _Version] = {}
        for key, version in found:
            self.by_workbook[key] = max(self.by_workbook.get(key, version), version)

    def instead(self, one: Judged) -> str:
        """Return the name of the file that counts instead of a usable one, "" when it counts itself."""
        before = self._known.get(one.digest)
        if one.workbook is None or one.verdict == "set_aside":
            return ""
        if before is not None and before.superseded_by is not None:  # once replaced, always so
            return self._names[before.superseded_by]
        newest = self.by_workbook[one.workbook.id]
        return "" if newest.digest == one.digest else newest.file

    def _may_count(self, one: Judged) -> bool:
        before = self._known.get(one.digest)
        return one.verdict != "set_aside" and (before is None or before.superseded_by is None)

    def _version(self, one: Judged) -> _Version:
        before = self._known.get(one.digest)
        if before is not None:
            return _Version(before.saved, before.id, before.digest, one.file)
        return _Version(one.saved, _UNSEEN, one.digest, one.file)


def record(step: Step, period: Period, judged: Sequence[Judged]) -> list[Judged]:
    """Record the files and return them: set aside are also those of which a newer one counts instead."""
    counting = submissions.counting(step, period.text)
    newest = Newest(submissions.all_of(step, period.text), counting, judged)
    told = list(_told(newest, judged))
    recorded = [submissions.record(step, one.submission(period), one.entered) for one in told]
    numbers = {one.digest: one.id for one in (*counting, *recorded)}
    replaced = [one for one, before in zip(recorded, judged, strict=True) if newest.instead(before)]
    for one in (*counting, *replaced):
        version = newest.by_workbook.get(one.workbook_id)
        if version is not None and version.digest != one.digest and one.superseded_by is None:
            submissions.supersede(step, one.id, numbers[version.digest])
    return told


def _told(newest: Newest, judged: Sequence[Judged]) -> Iterator[Judged]:
    for one in judged:
        name = newest.instead(one)
        problem = Problem("collect.superseded", Place(file=one.file), {"newer": name})
        yield replace(one, problems=[*one.problems, problem]) if name else one
