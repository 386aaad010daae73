"""`presales-xl collect`: a verdict on each file that came back, then everything computed anew from all that counts."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from presales_xl.cycle import recompute
from presales_xl.cycle.collecting import incoming, versions
from presales_xl.cycle.collecting.inbox import listed
from presales_xl.cycle.collecting.incoming import Incoming
from presales_xl.cycle.collecting.judge import Judge, Judged
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.seal import keys_of
from presales_xl.cycle.standing import standings
from presales_xl.ledger import by_hand, issues, submissions
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.step import Reading
from presales_xl.ledger.submissions import Submission
from presales_xl.people.employees import Employee
from presales_xl.periods import Period
from presales_xl.progress import Track, quiet
from presales_xl.project import Project
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.texts import Lang


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
    listing = listed(inbox, files)
    if not listing.files and (files or not seen):
        raise fail("collect.nothing", Place(file=str(inbox)), period=period.text)
    came = incoming.read(listing.files, track, issued=judge.issued, table=passwords)
    judged, waiting, failed = _judged(judge, accepted, came)
    with ledger.step("", "collect", period.text, files=[each.file for each in judged]) as step:
        judged = versions.record(step, period, judged, lang)
        for each in judged:
            for said in each.confirmed if each.counts else ():
                by_hand.record_confirmation(step, said)
        current = standings(project, step, period, lang)
        recompute.keep(step, period, current)
        if not step.changed:
            step.nothing()
        back, out = _returned(step, period), issuing.out(issues.latest_of(step, period.text))
    problems = [*(problem for each in judged for problem in each.problems), *listing.left_out, *waiting, *failed]
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
    """Return the workbooks that are back, in the latest issue or in an older one that still counts for somebody."""
    known = {workbook.id: workbook for workbook in issues.all_of(read, period.text)}
    back = {
        known[each.workbook_id or 0].whose: known[each.workbook_id or 0]
        for each in submissions.counting(read, period.text)
    }
    latest = issuing.out(issues.latest_of(read, period.text))
    return [each for each in latest if each.whose in back and issuing.unchanged(back[each.whose], each)]


def _count(workbooks: Sequence[LedgerWorkbook], kind: str) -> int:
    return sum(workbook.kind == kind for workbook in workbooks)


def _set_aside(project: Project, period: Period, judged: Sequence[Judged], lang: Lang) -> Iterator[Problem]:
    """Move what does not count out of the inbox; yields what could not be moved."""
    for file in judged:
        if not file.counts and not file.stays:
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
