"""`presales-xl collect`: a verdict on each file that came back, then everything computed anew from all that counts."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from presales_xl.cycle import recompute
from presales_xl.cycle.collecting import incoming
from presales_xl.cycle.collecting.incoming import Incoming
from presales_xl.cycle.collecting.judge import Judge, Judged
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.seal import keys_of
from presales_xl.cycle.standing import standings
from presales_xl.ledger import by_hand, issues, submissions
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.step import Reading, Step
from presales_xl.ledger.submissions import Submission
from presales_xl.people.employees import Employee
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
    under one. ProblemsError when nothing was issued for the period, the key of the seals is gone, or there is no file
    and none came before.
    """
    ledger = Ledger.open(project.ledger)
    with ledger.reading() as read:
        judge = _judge(read, project, period)
        seen = submissions.all_of(read, period.text)
        accepted = {
            each.digest: (each, submissions.entered(read, each.id)) for each in seen if each.verdict != "set_aside"
        }
    inbox = project.inbox(period)
    paths = incoming.files(inbox, files)
    if not paths and (files or not seen):
        raise fail("collect.nothing", Place(file=str(inbox)), period=period.text)
    came = incoming.read(paths, inbox, track, issued=judge.issued, table=passwords)
    judged, waiting, failed = _judged(judge, accepted, came)
    with ledger.step("", "collect", period.text, files=[each.file for each in judged]) as step:
        judged = record(step, period, judged)
        for each in judged:
            for said in each.confirmed if each.verdict != "set_aside" else ():
                by_hand.record_confirmation(step, said)
        current = standings(project, step, period, lang)
        recompute.keep(step, period, current)
        if not step.changed:
            step.nothing()
        back, out = _returned(step, period), issuing.out(issues.latest_of(step, period.text))
    problems = [*(problem for each in judged for problem in each.problems), *waiting, *failed]
    problems += _set_aside(project, period, judged, lang)
    written, notices = recompute.write(project, period, current=current, problems=problems, lang=lang)
    complete = sum(int(role.outcome.complete.sum()) for role in current.roles)
    return Collected(
        judged=judged,
        files=written,
        workbooks=_count(back, "manager"),
        expected=_count(out, "manager"),
        forms=_count(back, "rater"),
        forms_expected=_count(out, "rater"),
        people=len(current.roster.employees),
        complete=complete,
        problems=notices,
        failed=[problem.place.file for problem in failed],
    )


def _judge(read: Reading, project: Project, period: Period) -> Judge:
    issued = issues.all_of(read, period.text)
    if not issued:
        raise fail("standing.nothing_issued", period=period.text)
    used = {str(person["scheme"]) for each in issued for person in each.content.get("people", ())}
    return Judge(
        company=project.company,
        period=period,
        keys=keys_of(project, make=False),
        issued=issued,
        sources={digest: issues.scheme_source(read, digest) for digest in used},
    )


def _judged(
    judge: Judge, accepted: Mapping[str, tuple[Submission, Sequence[Employee]]], files: Iterable[Incoming | Problem]
) -> tuple[list[Judged], list[Problem], list[Problem]]:
    """Return the verdicts on files, and of those without one why they cannot be had now, or how the program failed.

    `accepted` are known by their digests.
    """
    judged: list[Judged] = []
    waiting: list[Problem] = []
    failed: list[Problem] = []
    for file in files:
        if isinstance(file, Problem):
            waiting.append(file)
            continue
        try:
            before = accepted.get(file.digest)
            judged.append(judge.again(file, *before) if before else judge.judge(file))
        except Exception as error:  # a mistake of the program, whatever brought it to light
            logging.getLogger(__name__).exception(file.file)
            reason = f"{type(error).__name__}: {error}".strip().splitlines()[-1][:200]
            failed.append(Problem("collect.failed", Place(file=file.file), {"reason": reason}))
    return judged, waiting, failed


def _returned(read: Reading, period: Period) -> list[LedgerWorkbook]:
    """Return the workbooks that are back: of their latest issue."""
    back = {workbook.workbook_id for workbook in submissions.counting(read, period.text)}
    return [workbook for workbook in issues.latest_of(read, period.text) if workbook.id in back]


def _count(workbooks: Sequence[LedgerWorkbook], kind: str) -> int:
    return sum(workbook.kind == kind for workbook in workbooks)


def _set_aside(project: Project, period: Period, judged: Sequence[Judged], lang: Lang) -> Iterator[Problem]:
    """Move what does not count out of the inbox; yields what could not be moved."""
    for file in judged:
        if file.verdict == "set_aside" and not file.stays:
            try:
                incoming.set_aside(
                    file.path,
                    file.digest,
                    folder=project.quarantine(period),
                    inbox=project.inbox(period),
                    problems=file.problems,
                    lang=lang,
                )
            except ProblemsError as error:
                yield from error.problems


# Which of several files of one workbook counts: the one that was saved last, of two saved at once what came last.


def record(step: Step, period: Period, judged: Sequence[Judged]) -> list[Judged]:
    """Record the files and return them: set aside are also those of which a newer one counts instead."""
    counting = submissions.counting(step, period.text)
    known = {each.digest: each for each in submissions.all_of(step, period.text)}
    newest = _newest(period, known, counting, judged)
    newer = [_newer(file, known, newest) for file in judged]
    verdicts = [_superseded(file, name) if name else file for file, name in zip(judged, newer, strict=True)]
    recorded = [submissions.record(step, each.submission(period), each.entered) for each in verdicts]
    numbers = {each.digest: each.id for each in (*counting, *recorded)}
    replaced = [each for each, name in zip(recorded, newer, strict=True) if name]
    for each in (*counting, *replaced):
        version = newest.get(each.workbook_id)
        if version is not None and version.digest != each.digest and each.superseded_by is None:
            submissions.supersede(step, each.id, numbers[version.digest])
    return verdicts


def _newest(
    period: Period, known: Mapping[str, Submission], counting: Sequence[Submission], judged: Sequence[Judged]
) -> dict[int | None, Submission]:
    """Return the newest usable file of each workbook, of this run or of those that counted so far.

    `known` are the files seen before, by digest.
    """
    useless = {each.digest for each in judged if each.verdict == "set_aside"}
    versions = [each for each in counting if each.digest not in useless]
    for file in judged:
        before = known.get(file.digest)
        once_replaced = before is not None and before.superseded_by is not None
        if file.verdict != "set_aside" and not once_replaced:
            came = file.submission(period)
            versions.append(replace(came, saved=before.saved, id=before.id) if before else came)
    versions.sort(key=lambda each: (each.saved, each.id or _UNSEEN, each.digest, each.file))
    return {each.workbook_id: each for each in versions}  # of one workbook the last one stays


def _newer(file: Judged, known: Mapping[str, Submission], newest: Mapping[int | None, Submission]) -> str:
    """Return the name of the file that counts instead of a usable one, "" when it counts itself."""
    if file.workbook is None or file.verdict == "set_aside":
        return ""
    before = known.get(file.digest)
    if before is not None and before.superseded_by is not None:  # once replaced, always so
        return next(each.file for each in known.values() if each.id == before.superseded_by)
    version = newest[file.workbook.id]
    return "" if version.digest == file.digest else version.file


def _superseded(file: Judged, newer: str) -> Judged:
    problem = Problem("collect.superseded", Place(file=file.file), {"newer": newer})
    return replace(file, problems=[*file.problems, problem])
