"""`presales-xl collect`: a verdict on each file that came back, and the results."""

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import click

from presales_xl.cli import options
from presales_xl.cli.command import command
from presales_xl.cli.console import FAILED, INTERNAL, Session
from presales_xl.cli.reopened import changes_of, show_reopened
from presales_xl.cores import Cores
from presales_xl.cycle.collecting import collected_lines
from presales_xl.cycle.collecting.collect import Collected, collect
from presales_xl.cycle.collecting.file_states import (
    FileState,
    counts_in_words,
    file_as_json,
    files_in_words,
    in_lines,
    said_of,
)
from presales_xl.cycle.mailing.passwords import read
from presales_xl.periods import Period
from presales_xl.problem_texts import sentences
from presales_xl.project import Project
from presales_xl.scheme.errors import Problem

_LOOKS = {
    "accepted": "green",
    "confirm": "yellow",
    "in_part": "yellow",
    "replaced": "dim",
    "closed": "red",
    "set_aside": "red",
}
#: People of a file (or problems that are nobody's), and notices of one kind, that are listed: the workbook has all.
_MOST, _OF_A_KIND = 20, 5
_MOVED = ("id", "person", *(f"{key}_{when}" for key in ("total", "grade", "pay") for when in ("before", "after")))


@command(
    "collect",
    options.period,
    click.argument("files", metavar="[FILES]...", nargs=-1, type=options.FILE),
    click.option("--passwords", "open_with", metavar="FILE", type=options.FILE),
    click.option("--json", "as_json", is_flag=True),
    options.cores,
    *options.changing,
)
def collect_returns(
    session: Session,
    period: Period,
    files: Sequence[Path],
    open_with: Path | None,
    as_json: bool,
    cores: Cores,
    reopen: str,
    dry_run: bool,
    project: Project,
) -> int:
    """Read what came back and write the results; 70 when the program itself failed on a file."""
    passwords = None if open_with is None else read(open_with)
    made = collect(
        project,
        period,
        files,
        session.lang,
        track=session.track,
        passwords=passwords,
        reopen=reopen,
        dry_run=dry_run,
        cores=cores,
    )
    if as_json:
        session.print(json.dumps(_data(made, session), ensure_ascii=False, indent=1))
    else:
        _say(made, session, period, project)
    is_wrong = any(problem.severity == "error" for problem in made.problems)
    return INTERNAL if made.failed else FAILED if is_wrong else 0


def _data(made: Collected, session: Session) -> dict[str, object]:
    return {
        **made.counts,
        "files": [file_as_json(state, session.lang) for state in made.returns],
        "problems": [session.as_json(problem) for problem in made.others],
        "reopened": [changes_of(each) for each in made.affected],
        "changed_by_others": [
            {**{key: str(each.fields[key]) for key in _MOVED}, **session.as_json(each)} for each in made.moved
        ],
        "written": [str(file) for file in made.files],
    }


def _say(made: Collected, session: Session, period: Period, project: Project) -> None:
    told, left = _few_of_a_kind(made.others)
    session.tell(told)
    if left:
        session.complain(session.word("collecting.notices", count=left), "yellow")
    for state in (each for each in made.returns if not each.says_yes):
        session.print(_verdict(session, state), _LOOKS[state.verdict])
        for line in _details(session, state, is_news=made.is_news(state)):
            session.print(f"  {line}")
    if answers := collected_lines.answered([*filter(made.is_news, made.returns)], session.lang):
        session.print(answers, "green")
    for line in collected_lines.moved(made.moved, session.lang, _MOST):
        session.print(line)
    if made.returns:
        session.print(files_in_words(made.returns, session.lang))
        if any(state.questions for state in made.returns):
            session.say("collecting.how_to_confirm", period=period, project=project.option)
        if any(not each.counts and not each.stays for each in made.judged):
            session.say("collecting.folder", folder=project.quarantine(period))
    show_reopened(session, made.affected)
    is_wrong = any(problem.severity == "error" for problem in made.problems)
    session.print(made.in_words(session.lang), "bold" if is_wrong else "bold green")
    if made.files:
        session.say("collecting.results")
    for file in made.files:
        session.print(f"  {file}")


def _few_of_a_kind(problems: Sequence[Problem]) -> tuple[list[Problem], int]:
    """Return all errors, and the first notices of each kind; with how many notices are left out."""
    seen: Counter[str] = Counter()
    kept = []
    for problem in problems:
        seen[problem.code] += 1
        if problem.severity == "error" or seen[problem.code] <= _OF_A_KIND:
            kept.append(problem)
    return kept, len(problems) - len(kept)


def _verdict(session: Session, state: FileState) -> str:
    """Return the line of a file: its verdict, with how its people stand, or why it does not count."""
    errors = [problem for problem in state.problems if problem.severity == "error"]
    words = counts_in_words(state, session.lang)
    if state.verdict == "replaced":
        words = "".join(sentences(session.lang, problem)[1] for problem in state.problems)
    if state.verdict in ("set_aside", "closed"):
        where, what, _ = sentences(session.lang, errors[0].at(file=""))
        words = session.word("status.reason", where=where, what=what) if where else what
        words += session.word("collecting.more", count=len(errors) - 1) if len(errors) > 1 else ""
    verdict = session.word(f"collecting.line.{state.verdict}", file=state.submission.file)
    return session.word("collecting.of", who=verdict, what=words) if words else verdict


def _details(session: Session, state: FileState, *, is_news: bool) -> Iterator[str]:
    """Yield what is to be mended, person by person, what changes or does not count, and how much else there is."""
    if state.verdict in ("set_aside", "closed"):
        first = next(problem for problem in state.problems if problem.severity == "error")
        yield sentences(session.lang, first)[2]
        return
    if state.verdict == "replaced":  # what its line says is all
        return
    yield from list(in_lines(state.problems, session.lang))[:_MOST]
    people = said_of([person for person in state.people if person.to_mend], session.lang)
    yield from people[:_MOST]
    if len(people) > _MOST:
        yield session.word("collecting.more_people", count=len(people) - _MOST)
    overruled = state.overruled if is_news else []
    if is_news:
        yield from collected_lines.changed(state, session.lang, _MOST)
        yield from in_lines(overruled, session.lang)
    notices = sum(len(person.problems) - len(person.to_mend) - len(person.changes) for person in state.people)
    notices -= len(overruled)
    if notices:
        yield session.word("collecting.notices", count=notices)
