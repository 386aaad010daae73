"""`presales-xl collect`: a verdict on each file that came back, then everything computed anew from all that counts."""

import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import chain, compress
from operator import not_
from pathlib import Path
from typing import cast, get_args

from presales_xl.cores import ALL, Cores, in_blocks
from presales_xl.cycle import recompute
from presales_xl.cycle.approving.approvals import approvals, mark
from presales_xl.cycle.changes import Affected
from presales_xl.cycle.collecting import collected_book, incoming, several_files
from presales_xl.cycle.collecting.file_states import FileState, Verdicts
from presales_xl.cycle.collecting.inbox import IN_ZIP, InboxFile, listed
from presales_xl.cycle.collecting.incoming import Incoming
from presales_xl.cycle.collecting.judge import Judge, JudgedFile, without_past
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.seal import keys_of
from presales_xl.cycle.recompute import Reopening
from presales_xl.cycle.standing import Standings, standings
from presales_xl.files import pasted, write_or_tell
from presales_xl.ledger import by_hand, issues, kept_results, marks, publications, submissions
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.step import Reading
from presales_xl.ledger.submissions import Submission
from presales_xl.people.decisions import Document
from presales_xl.people.employees import Employee
from presales_xl.periods import Period
from presales_xl.progress import Track, quiet
from presales_xl.project import Project
from presales_xl.scheme.errors import ClosedError, Place, Problem, ProblemsError, fail, too_early, warning
from presales_xl.texts import Lang, text
from presales_xl.workbook import reader

_BLOCK = 50  # files that a machine of a cluster gets at once
_WORTH = 20  # files whose reading takes as long as starting one more reading process
_SUSPECTS = 16  # parts of the files that may change what is relied on, each of which is tried by itself


@dataclass(frozen=True)
class Collected:
    """The verdicts on the files of this run, the results that were written, and where the whole period stands.

    `judged` and `returns` are the files of this run, in the same order. `workbooks` of `expected` managers' workbooks
    have come back by now, `forms` of `forms_expected` raters' forms; `complete` of `people` have a result. `problems`
    are all there are, `others` those that do not lie in one of these files, `moved` the notices of people whose results
    changed by what is entered of others, `fresh` the digests of the files that did not count before. `failed` are the
    files on which the program itself failed: no verdict on them.
    `affected` are those whose results were relied on and are reopened.
    """

    judged: Sequence[JudgedFile]
    returns: Sequence[FileState]
    files: Sequence[Path]
    workbooks: int
    expected: int
    forms: int
    forms_expected: int
    people: int
    complete: int
    waiting: int
    problems: Sequence[Problem]
    others: Sequence[Problem] = ()
    moved: Sequence[Problem] = ()
    fresh: Collection[str] = ()
    failed: Sequence[str] = ()
    affected: Sequence[Affected] = ()

    def is_news(self, state: FileState) -> bool:
        """Return whether what a file has changed is told now; of one that counted before it was told when it came."""
        return state.submission.digest in self.fresh

    @property
    def counts(self) -> dict[str, int]:
        """Return how much of the period is back, and how many people are complete."""
        names = ("workbooks", "expected", "forms", "forms_expected", "people", "complete")
        return {name: getattr(self, name) for name in names}

    def in_words(self, lang: Lang) -> str:
        """Return how much of the period is back."""
        waits = text(lang, "commands.done.waiting", count=self.waiting) if self.waiting else ""
        key = f"commands.done.collect{'_forms' if self.forms_expected else ''}"
        return text(lang, key, **self.counts, waiting=waits)


class _Failure(Problem):
    """What there is to tell of a file on which the program itself fails."""


#: The verdict on a file, or what there is to tell of one that has none.
_Told = Sequence[JudgedFile | Problem]
_Verdict = Callable[[InboxFile], _Told]
#: Asks for the passwords of files that are under one: by recipient id, None where there are none.
Unlock = Callable[[Sequence[str]], Mapping[str, str] | None]
#: Files that were accepted before with what they say of everybody, by their digests.
_Seen = Mapping[str, tuple[Submission, Sequence[Employee]]]


@dataclass(frozen=True)
class _Counted:
    """What became of files in the ledger: as they were recorded, where everybody stands, whom it reopened, verdicts.

    `fresh` are the digests of those that did not count before, `later` the periods whose results change. `as_of` says
    which results of the ledger the period has by now.
    """

    judged: Sequence[JudgedFile]
    current: Standings
    affected: Sequence[Affected]
    moved: Sequence[Problem]
    fresh: Collection[str]
    open_ends: Sequence[Problem]
    states: Sequence[FileState]
    back: Sequence[LedgerWorkbook]
    out: Sequence[LedgerWorkbook]
    later: Sequence[str]
    as_of: str


def collect(
    project: Project,
    period: Period,
    files: Sequence[Path],
    lang: Lang,
    track: Track = quiet,
    passwords: Mapping[str, str] | Unlock | None = None,
    *,
    reopen: str = "",
    reopened_by: Collection[str] = (),
    dry_run: bool = False,
    cores: Cores = ALL,
) -> Collected:
    """Judge the files (or everything in the inbox), keep what counts in the ledger, and write the results.

    May be stopped at any point and run again as files come in. A file that cannot be used goes to the quarantine folder
    with the reason, and does not stop the others. One on which the program itself fails stays where it is; the log has
    the traceback. `passwords` by recipient id open files that are under one; they may be asked for first. A file that
    would change results that were settled, paid or published stays in the inbox, unless there is a reason to `reopen`
    them, of all files or those `reopened_by` it, by name. A `dry_run` writes nothing. As many processes as there are
    `cores` read files, or the machines of a cluster. ProblemsError when nothing was issued for the period, the key of
    the seals is gone, there never was a file, or something else than files would change such results.
    """
    ledger = Ledger.open(project.ledger, create=False)
    judged, others, seen = _came(project, period, ledger, files, track=track, passwords=passwords, cores=cores)
    reopening = Reopening(project, f"collect {period}", reopen, lang, dry_run=dry_run)
    now, held = _counted(project, period, ledger, judged, seen=seen, reopening=reopening, only=reopened_by)
    current = now.current
    others += [*current.problems, *recompute.not_returned(current, period, lang), *recompute.of_exempt(current, period)]
    recorded, states_of_run = iter(now.judged), iter(now.states)
    judged = [each if each.path in held else next(recorded) for each in judged]
    returns = [held.get(each.path) or next(states_of_run) for each in judged]
    states = [*returns, *now.states[len(now.judged) :]]
    written = [] if dry_run else _written(project, period, now, states, others=others, lang=lang)
    in_files = {each.digest: each.problems for each in now.judged}.values()
    problems = [*chain(*in_files, *(state.problems for state in held.values())), *others, *now.open_ends]
    waiting = sum(len(role.waiting()) for role in current.roles)
    return Collected(
        judged=judged,
        returns=returns,
        files=written,
        workbooks=_count(now.back, "manager"),
        expected=_count(now.out, "manager"),
        forms=_count(now.back, "rater"),
        forms_expected=_count(now.out, "rater"),
        people=sum(len(role.people) for role in current.roles),
        complete=sum(len(role.people) - len(role.incomplete) for role in current.roles) - waiting,
        waiting=waiting,
        problems=sorted(problems, key=lambda problem: problem.severity != "error"),
        others=others,
        moved=now.moved,
        fresh=now.fresh,
        failed=[problem.place.file for problem in others if isinstance(problem, _Failure)],
        affected=now.affected,
    )


def _written(
    project: Project, period: Period, now: _Counted, states: Sequence[FileState], *, others: list[Problem], lang: Lang
) -> list[Path]:
    """Move what does not count and write the results; returns the files, and adds to `others` what went wrong."""
    others += [*_set_aside(project, period, now.judged, lang), *_brought_in(project, period, now.judged)]
    written, locked = recompute.write(project, period, now.current, lang, as_of=now.as_of, others=now.later)
    others += locked
    told = list(others)

    def write() -> None:
        written.append(collected_book.write(project, period, states, told, moved=now.moved, lang=lang))

    write_or_tell(others, write)
    return written


def _counted(
    project: Project,
    period: Period,
    ledger: Ledger,
    judged: Sequence[JudgedFile],
    *,
    seen: _Seen,
    reopening: Reopening,
    only: Collection[str],
) -> tuple[_Counted, dict[Path, FileState]]:
    """Let the files count that may, and return with it those that stay, by their paths.

    `seen` are the files that counted before: those change nothing. The reason is that of all files, or of some `only`,
    by name. ProblemsError `period.closed`.
    """
    held: dict[Path, FileState] = {}
    unsaid = replace(reopening, reason="") if only else reopening
    try:
        return _kept(project, period, ledger, judged, seen=seen, reopening=unsaid), held
    except ClosedError as error:
        fresh = [each for each in judged if each.counts and each.digest not in seen]
        counting = [each for each in judged if not each.counts or each.digest in seen]
        rehearsal = partial(_kept, project, period, ledger, seen=seen, reopening=replace(unsaid, dry_run=True))
        for suspects in _suspects(fresh, error):
            taken, closed = _tried(suspects, counting, rehearsal, at_once=-(-len(suspects) // _SUSPECTS))
            counting += taken
            for each, problems in closed:
                told = [_closed(problem, each, reopening, period) for problem in problems]
                held[each.path] = FileState(each.submission(period), each.workbook, "closed", problems=told)
    held = {path: state for path, state in held.items() if state.submission.file not in only}
    counting = [each for each in judged if each.path not in held]
    return _kept(project, period, ledger, counting, seen=seen, reopening=reopening), held


def _closed(problem: Problem, file: JudgedFile, reopening: Reopening, period: Period) -> Problem:
    """Return why a file stays where it is, with the command by which it alone counts for a reason.

    Where it changes nothing but places that others were told, it came after these.
    """
    command = f"collect {period}" if IN_ZIP in file.file else f"collect {period} {pasted(file.path)}"
    reopen = text(reopening.lang, "status.reopen", command=command, project=reopening.project.option)
    is_ranks = all(each.is_rank_alone for each in cast(Sequence[Affected], problem.fields["affected"]))
    code = "collect.closed_ranks" if is_ranks else "collect.closed"
    return replace(problem, code=code, fields={**problem.fields, "command": reopen}).at(file=file.file)


def _suspects(fresh: Sequence[JudgedFile], error: ClosedError) -> tuple[Sequence[JudgedFile], Sequence[JudgedFile]]:
    """Return the files that tell of nobody whose result changes, which seldom change it, and those that do."""
    ids = {key for problem in error.problems for key in cast(Sequence[str], problem.fields["ids"])}
    of_them = [any(who.employee_id in ids for who in each.entered) for each in fresh]
    return list(compress(fresh, map(not_, of_them))), list(compress(fresh, of_them))


def _tried(
    suspects: Sequence[JudgedFile],
    counting: Sequence[JudgedFile],
    rehearsal: Callable[[Sequence[JudgedFile]], object],
    *,
    at_once: int,
) -> tuple[Sequence[JudgedFile], list[tuple[JudgedFile, Sequence[Problem]]]]:
    """Return which files may count beside those that do, and which change results that are relied on, each with how.

    Halves are tried, one after the other, down to so many files `at_once`.
    """
    if not suspects:
        return [], []
    try:
        rehearsal([*counting, *suspects])
    except ClosedError as error:
        if len(suspects) <= at_once:
            return [], [(each, error.problems) for each in suspects]
    else:
        return suspects, []
    middle = len(suspects) // 2
    taken, closed = _tried(suspects[:middle], counting, rehearsal, at_once=at_once)
    more, others = _tried(suspects[middle:], [*counting, *taken], rehearsal, at_once=at_once)
    return [*taken, *more], closed + others


def _kept(
    project: Project,
    period: Period,
    ledger: Ledger,
    judged: Sequence[JudgedFile],
    *,
    seen: _Seen,
    reopening: Reopening,
) -> _Counted:
    """Record files in one step with the results that follow; with ProblemsError `period.closed` nothing is."""
    lang, files = reopening.lang, [each.file for each in judged]
    with ledger.step(project.by, "collect", period.text, dry_run=reopening.dry_run, files=files) as step:
        before = {result.employee_id: result for result in kept_results.all_of(step, period.text)}
        known_before = {each.digest for each in submissions.counting(step, period.text)}
        known_before |= {each.digest for each in judged if each.answers and _is_kept(step, period, each)}
        judged = without_past(judged, step, period.text)
        judged = several_files.record(step, period, judged, lang)
        by_hand.record_confirmations(step, [said for each in judged if each.counts for said in each.confirmed])
        for each in judged:
            if each.answers and (file := submissions.find(step, period.text, each.digest)):
                for answer in each.answers:
                    publications.record_answer(step, replace(answer, submission_id=file.id))
        entered = {each.id: people for each, people in seen.values()}
        current = standings(project, step, period, lang, known=entered)
        affected = recompute.keep(step, period, current, reopening, before=before)
        known = approvals(step, period.text, current.roles, everywhere=current.settings.approval)
        if any(each.answers for each in judged):
            mark(step, period.text, known)
        judged = several_files.effects(step, period, judged, current=current, before=before, lang=lang)
        fresh = [each for each in judged if each.digest not in known_before]
        written = kept_results.changed(step, period.text)
        changed = {key: result for key, result in before.items() if key in written}
        moved = several_files.by_others(fresh, current=current, before=changed, lang=lang)
        open_ends = recompute.open_ends(project, step, period, current, lang=lang)
        open_ends += several_files.since_settled(step, period, current=current, before=before, lang=lang)
        verdicts = Verdicts(step, period.text, current, open_ends, known=known)
        states = _states(step, period, verdicts, judged=judged)
        judged = [
            replace(each, problems=state.problems) if each.answers else each
            for each, state in zip(judged, states, strict=False)
        ]
        return _Counted(
            judged,
            current,
            affected,
            moved=moved,
            fresh={each.digest for each in fresh},
            open_ends=open_ends,
            states=states,
            back=_returned(step, period),
            out=issuing.out(issues.latest_of(step, period.text)),
            later=kept_results.periods_written(step),
            as_of=kept_results.as_of(step, period.text),
        )


def _is_kept(read: Reading, period: Period, form: JudgedFile) -> bool:
    """Return whether a form for answering was accepted before: what it says is no news."""
    known = submissions.find(read, period.text, form.digest)
    return known is not None and known.verdict != "set_aside"


def _came(
    project: Project,
    period: Period,
    ledger: Ledger,
    files: Sequence[Path],
    *,
    track: Track,
    passwords: Mapping[str, str] | Unlock | None,
    cores: Cores,
) -> tuple[list[JudgedFile], list[Problem], _Seen]:
    """Return the files, judged, what there is to tell of those without a verdict, and what counted before."""
    with ledger.reading() as read:
        judge = _judge(read, project, period)
        seen, entered = submissions.all_of(read, period.text), submissions.all_entered(read, period.text)
        accepted = {
            each.digest: (each, entered.get(each.id, []))
            for each in seen
            if each.verdict != "set_aside" and each.workbook_id
        }
    inbox = project.inbox(period)
    there, left_out = listed(inbox, files)
    if not there and (files or not seen):
        raise fail("collect.nothing", Place(file=str(inbox)), period=period.text)
    aside = project.quarantine(period)
    fresh = [file for file in there if files or not incoming.was_set_aside(file, aside)]
    verdict = partial(_verdict, judge, accepted)
    known = None if callable(passwords) else passwords
    told = dict(zip(fresh, _verdicts(partial(verdict, known), fresh, track, cores), strict=True))
    locked = {file: names for file, said in told.items() if (names := _locked(said))}
    if locked and callable(passwords) and (table := passwords(list(chain(*locked.values())))):
        told |= zip(locked, _verdicts(partial(verdict, table), list(locked), track, cores), strict=True)
    judged = [each for each in chain(*told.values()) if isinstance(each, JudgedFile)]
    return judged, [*left_out, *(each for each in chain(*told.values()) if isinstance(each, Problem))], accepted


def _locked(told: _Told) -> list[str]:
    """Return what is under a password of what is told of a file, by the names that messages call it."""
    return [each.file for each in told if isinstance(each, JudgedFile) and each.is_locked]


def _states(read: Reading, period: Period, verdicts: Verdicts, *, judged: Sequence[JudgedFile]) -> list[FileState]:
    """Return the verdicts on the files of this run in their order, then on what else counts or is still set aside."""
    wanted = {each.digest for each in judged}
    wanted |= {each.digest for each in submissions.counting(read, period.text)}
    wanted |= {each.digest for each in submissions.left_aside(read, period.text)}
    states = {each.digest: verdicts.of(each) for each in submissions.all_of(read, period.text) if each.digest in wanted}
    returns = _returns(judged, states)
    came = {each.digest for each in judged}
    return [*returns, *(state for digest, state in states.items() if digest not in came)]


def _returns(judged: Sequence[JudgedFile], states: Mapping[str, FileState]) -> list[FileState]:
    """Return the verdicts on the files of this run, each under its own name.

    Of several with the same bytes one has the verdict, by preference the one that the ledger knows by its name. The
    others are as good as that one, which is all that is said of them.
    """
    first: dict[str, JudgedFile] = {}
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
    marks.refuse_retained(read, period.text)
    issued = issues.all_of(read, period.text)
    if not issued:
        raise too_early("standing.nothing_issued", period=period.text)
    used = {str(person["scheme"]) for each in issued for person in each.content.get("people", ())}
    return Judge(
        company=project.company,
        period=period,
        keys=keys_of(project, make=False),
        issued=issued,
        sources={digest: issues.scheme_source(read, digest) for digest in used},
        told=[each for kind in get_args(Document) for each in publications.all_of(read, period.text, kind)],
    )


def _verdict(judge: Judge, accepted: _Seen, passwords: Mapping[str, str] | None, file: InboxFile) -> _Told:
    """Return the verdict on a file, or without one why it cannot be had now, or how the program failed.

    `accepted` are known by their digests.
    """
    came = incoming.read(file, issued=judge.issued, table=passwords, known=accepted)
    if not isinstance(came, Incoming):
        return came
    try:
        before = accepted.get(came.digest)
        return [judge.again(came, *before) if before else judge.judge(came)]
    except Exception as error:  # a mistake of the program, whatever brought it to light
        logging.getLogger(__name__).exception(came.file)
        reason = f"{type(error).__name__}: {error}".strip().splitlines()[-1][:200]
        return [_Failure("collect.failed", Place(file=came.file), {"reason": reason})]


def _verdicts(verdict: _Verdict, files: Sequence[InboxFile], track: Track, cores: Cores) -> Sequence[_Told]:
    """Return what is said of each file, in their order.

    A cluster reads what lies in the inbox; what came in a zip file was unpacked here, and is read here.
    """
    away = [file for file in files if cores.scheduler and file.path == file.lies]
    told = in_blocks(
        partial(_of_block, verdict),
        [replace(file, path=file.path.absolute()) for file in away],
        _BLOCK,
        prepare=lambda file: file,
        name=lambda file: file.name,
        least=1,
        track=track,
        what="collect",
        cores=cores,
    )
    known = dict(zip(away, told, strict=True))
    here = [file for file in files if file not in known]
    results = reader.in_processes(verdict, here, min(cores.count, len(here) // _WORTH))
    known |= dict(zip(track(here, "collect"), results, strict=True))
    return [known[file] for file in files]


def _of_block(verdict: _Verdict, files: Sequence[InboxFile]) -> Sequence[_Told]:
    """Return what a machine of a cluster says of its files, each read in a bounded process of its own."""
    return [verdict(file) for file in files]


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


def _brought_in(project: Project, period: Period, judged: Sequence[JudgedFile]) -> Iterator[Problem]:
    """Copy what counts and was given from elsewhere into the inbox; yields what could not be copied."""
    inbox = project.inbox(period)
    for file in (each for each in judged if each.counts):
        lies_there = file.path.resolve().is_relative_to(inbox.resolve())
        in_zip = inbox / file.file.partition(IN_ZIP)[0]
        if not (lies_there or (IN_ZIP in file.file and in_zip.is_file())):
            try:
                incoming.keep(project, period, file.path, file.digest)
            except ProblemsError as error:
                yield from error.problems


def _set_aside(project: Project, period: Period, judged: Sequence[JudgedFile], lang: Lang) -> Iterator[Problem]:
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
