"""`presales-xl collect`: a verdict on each file that came back, then everything computed anew from all that counts."""

import logging
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import chain
from pathlib import Path

from presales_xl.cycle import recompute
from presales_xl.cycle.collecting import collected_book, incoming, versions
from presales_xl.cycle.collecting.inbox import listed
from presales_xl.cycle.collecting.incoming import Incoming
from presales_xl.cycle.collecting.judge import Judge, Judged
from presales_xl.cycle.collecting.verdict import FileState, Verdicts
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.seal import keys_of
from presales_xl.cycle.standing import Standings, standings
from presales_xl.ledger import by_hand, issues, kept_results, submissions
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.step import Reading
from presales_xl.ledger.submissions import Submission
from presales_xl.people.employees import Employee
from presales_xl.periods import Period
from presales_xl.progress import Track, quiet
from presales_xl.project import Project
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail, warning
from presales_xl.texts import Lang


@dataclass(frozen=True)
class Collected:
    """The verdicts on the files of this run, the results that were written, and where the whole period stands.

    `judged` and `returns` are the files of this run, in the same order. `workbooks` of `expected` managers' workbooks
    have come back by now, `forms` of `forms_expected` raters' forms; `complete` of `people` have a result. `problems`
    are all there are, `others` those that do not lie in one of these files. `failed` are the files on which the
    program itself failed: no verdict on them.
    """

    judged: Sequence[Judged]
    returns: Sequence[FileState]
    files: Sequence[Path]
    workbooks: int
    expected: int
    forms: int
    forms_expected: int
    people: int
    complete: int
    problems: Sequence[Problem]
    others: Sequence[Problem] = ()
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
    judged, others = _came(project, period, ledger, files, track=track, passwords=passwords)
    with ledger.step("", "collect", period.text, files=[each.file for each in judged]) as step:
        before = {result.employee_id: result for result in kept_results.all_of(step, period.text)}
        judged = versions.record(step, period, judged, lang)
        for each in judged:
            for said in each.confirmed if each.counts else ():
                by_hand.record_confirmation(step, said)
        current = standings(project, step, period, lang)
        judged = versions.effects(step, period, judged, current=current, before=before, lang=lang)
        recompute.keep(step, period, current)
        open_ends = recompute.open_ends(project, period, current, lang)
        states = _states(step, period, current, open_ends, judged=judged)
        if not step.changed:
            step.nothing()
        back, out = _returned(step, period), issuing.out(issues.latest_of(step, period.text))
    others += _set_aside(project, period, judged, lang)
    written, locked = recompute.write(project, period, current, lang)
    others += [*current.problems, *recompute.not_returned(current, lang), *locked]
    try:
        written.append(collected_book.write(project, period, states, others, lang=lang))
    except ProblemsError as error:
        others += error.problems
    in_files = {each.digest: each.problems for each in judged}.values()
    problems = [*chain.from_iterable(in_files), *others, *open_ends]
    return Collected(
        judged=judged,
        returns=states[: len(judged)],
        files=written,
        workbooks=_count(back, "manager"),
        expected=_count(out, "manager"),
        forms=_count(back, "rater"),
        forms_expected=_count(out, "rater"),
        people=len(current.roster.employees),
        complete=sum(int(role.outcome.complete.sum()) for role in current.roles),
        problems=sorted(problems, key=lambda problem: problem.severity != "error"),
        others=others,
        failed=[problem.place.file for problem in others if problem.code == "collect.failed"],
    )


def _came(
    project: Project,
    period: Period,
    ledger: Ledger,
    files: Sequence[Path],
    *,
    track: Track,
    passwords: Mapping[str, str] | None,
) -> tuple[list[Judged], list[Problem]]:
    """Return the files, judged, and what there is to tell of those without a verdict."""
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
    aside = project.quarantine(period)
    fresh = [file for file in listing.files if files or not incoming.was_set_aside(file, aside)]
    came = incoming.read(fresh, track, issued=judge.issued, table=passwords)
    judged, without = _judged(judge, accepted, came)
    return judged, [*listing.left_out, *without]


def _states(
    read: Reading, period: Period, current: Standings, open_ends: Sequence[Problem], *, judged: Sequence[Judged]
) -> list[FileState]:
    """Return the verdicts on the files of this run in their order, then on what else counts or is still set aside."""
    verdicts = Verdicts(read, period.text, current, open_ends)
    wanted = {each.digest for each in judged}
    wanted |= {each.digest for each in submissions.counting(read, period.text)}
    wanted |= {each.digest for each in submissions.left_aside(read, period.text)}
    states = {each.digest: verdicts.of(each) for each in submissions.all_of(read, period.text) if each.digest in wanted}
    returns = _returns(judged, states)
    came = {each.digest for each in judged}
    return [*returns, *(state for digest, state in states.items() if digest not in came)]


def _returns(judged: Sequence[Judged], states: Mapping[str, FileState]) -> list[FileState]:
    """Return the verdicts on the files of this run, each under its own name.

    Of several with the same bytes one has the verdict, by preference the one that the ledger knows by its name. The
    others are as good as that one, which is all that is said of them.
    """
    first: dict[str, Judged] = {}
    for each in judged:
        if each.digest not in first or each.file == states[each.digest].submission.file:
            first[each.digest] = each
    returns = []
    for each in judged:
        state = states[each.digest]
        state = replace(state, submission=replace(state.submission, file=each.file))
        if each is not first[each.digest] and state.verdict != "set_aside":
            same = warning("collect.same", Place(file=each.file), newer=first[each.digest].file)
            state = replace(state, verdict="replaced", people=(), problems=[same])
        returns.append(state)
    return returns


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
) -> tuple[list[Judged], list[Problem]]:
    """Return the verdicts on files, and of those without one why they cannot be had now, or how the program failed.

    `accepted` are known by their digests.
    """
    judged: list[Judged] = []
    without: list[Problem] = []
    for file in files:
        if isinstance(file, Problem):
            without.append(file)
            continue
        try:
            before = accepted.get(file.digest)
            judged.append(judge.again(file, *before) if before else judge.judge(file))
        except Exception as error:  # a mistake of the program, whatever brought it to light
            logging.getLogger(__name__).exception(file.file)
            reason = f"{type(error).__name__}: {error}".strip().splitlines()[-1][:200]
            without.append(Problem("collect.failed", Place(file=file.file), {"reason": reason}))
    return judged, without


def _returned(read: Reading, period: Period) -> list[LedgerWorkbook]:
    """Return the workbooks that are back, in the latest issue or in an older one that still counts for somebody."""
    known = {workbook.id: workbook for workbook in issues.all_of(read, period.text)}
    back = {known[each.workbook_id or 0].whose: each for each in submissions.counting(read, period.text)}
    return [
        latest
        for latest in issuing.out(issues.latest_of(read, period.text))
        if (file := back.get(latest.whose))
        and issuing.still_counting(read, file.id, known[file.workbook_id or 0], latest)
    ]


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
