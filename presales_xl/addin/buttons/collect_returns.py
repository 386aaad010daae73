"""收回汇总: HR's verb from the ribbon, the same as on the command line."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from functools import partial
from itertools import chain
from pathlib import Path, PurePath

from presales_xl.addin.choices import CancelledError
from presales_xl.addin.hr_steps import PeriodStep, StepResult, in_period
from presales_xl.addin.native import Book
from presales_xl.addin.own_sheet import link_to
from presales_xl.addin.ribbon import WORKBOOKS, Ask, Reply, first_few
from presales_xl.cycle.collecting import collected_lines, several_files
from presales_xl.cycle.collecting.collect import Collected, collect
from presales_xl.cycle.collecting.file_states import FileState, counts_in_words, files_in_words
from presales_xl.cycle.collecting.inbox import listed
from presales_xl.cycle.collecting.incoming import quarantined
from presales_xl.ledger import issues
from presales_xl.ledger.ledger import Ledger
from presales_xl.scheme.errors import Problem, ProblemsError, too_early
from presales_xl.texts import Lang, text
from presales_xl.titled_table import TitledTable

_MOST = 5  # people of a file whose changes are told: a message is short, and the workbook has all
_ENDINGS = (*WORKBOOKS, "zip")


def run(book: Book, ask: Ask) -> Reply:
    """Take back what is in the inbox, or files that are chosen.

    Where some are under passwords a table of these is asked for. Files that would change results that people rely on
    count only when a reason is typed. ProblemsError as `collect`.
    """
    return in_period(book, ask, _collected)


def _collected(step: PeriodStep) -> StepResult:
    project, period, lang = step.project, step.period, step.lang
    files: list[Path] = []
    if not listed(project.inbox(period), [])[0]:
        with Ledger.open(project.ledger, create=False).reading() as read:
            if not issues.latest_of(read, period.text):
                raise too_early("standing.nothing_issued", period=period.text)
        files = step.files(text(lang, "buttons.collect_returns.files", inbox=project.inbox(period)), _ENDINGS)
    step.saved(project.inbox(period))

    words: Mapping[str, str] | None = None
    wrong = list[Problem]()

    def unlock(locked: Sequence[str]) -> Mapping[str, str] | None:
        nonlocal words
        try:
            words = _passwords(step, locked)
        except ProblemsError as error:  # of the table: what can be read counts
            wrong.extend(error.problems)
        return words

    collected = partial(collect, project, period, files, lang=project.lang, track=step.ask.track)
    made = collected(passwords=unlock)
    for reason, whose in _reasons(step, made):
        again = collected(passwords=words, reopen=reason, reopened_by=whose)
        made = _after(made, again, project.lang)
    lines = [*([files_in_words(made.returns, lang)] if made.returns else []), made.in_words(lang)]
    lines += _news(made, lang)
    to_mend = [problem for state in made.returns for person in state.people for problem in person.to_mend]
    to_mend += [problem for state in made.returns for problem in state.problems]
    to_mend += [problem for state in filter(made.is_news, made.returns) for problem in state.overruled]
    aside = {state.submission.file: _file_of(step, state) for state in made.returns if state.verdict == "set_aside"}
    errors = [*wrong, *(_at(problem, aside) for problem in made.problems if problem.severity == "error")]
    notices = [problem for problem in (*to_mend, *made.others) if problem.severity != "error"]
    heads = [text(lang, f"status.column.{key}") for key in ("file", "recipient", "state", "entries")]
    table = TitledTable(text(lang, "buttons.collect_returns.table"), heads, list(_rows(step, made)))
    return StepResult(lines, [*errors, *notices], made.files, [table], affected=made.affected)


def _reasons(step: PeriodStep, made: Collected) -> Iterator[tuple[str, Sequence[str]]]:
    """Yield the reasons that are typed for files that would change what people rely on, with the names of these files.

    Each is told to those alone whom its files are about, so of several files it is asked which ones it is for.
    """
    closed = {each.submission.file: each.problems for each in made.returns if each.verdict == "closed"}
    while closed and (reason := step.reason_for([*chain(*closed.values())])):
        names, which = [*closed], text(step.lang, "buttons.collect_returns.which")
        try:
            places = step.chosen_of(which, names) if len(names) > 1 else [0]
        except CancelledError:  # what counts already is told all the same
            return
        yield reason, [names[place] for place in places]
        closed = {name: closed[name] for place, name in enumerate(names) if place not in places}


def _passwords(step: PeriodStep, locked: Sequence[str]) -> Mapping[str, str] | None:
    """Return the passwords of a table that is chosen for files under one, None where none is wanted.

    ProblemsError as `password_table`.
    """
    names = first_few(locked, _MOST, step.lang)
    if not step.yes(text(step.lang, "buttons.collect_returns.locked", count=len(locked), files=names)):
        return None
    with suppress(CancelledError):  # what can be read counts
        from presales_xl.addin.mailing_step import password_table  # noqa: PLC0415 - decrypting is seldom needed

        return password_table(step)
    return None


def _after(before: Collected, now: Collected, lang: Lang) -> Collected:
    """Return what came of reading again: what the files have changed before belongs to this click, too."""
    moved = several_files.once_each([*before.moved, *now.moved], lang)
    return replace(now, fresh={*before.fresh, *now.fresh}, moved=moved)


def _news(made: Collected, lang: Lang) -> Iterator[str]:
    """Yield who has answered what, and whose results changed by which new file, or by what is entered of others."""
    if answers := collected_lines.answered([*filter(made.is_news, made.returns)], lang):
        yield answers
    for state in filter(made.is_news, made.returns):
        for place, line in enumerate(collected_lines.changed(state, lang, _MOST)):
            yield line if place else text(lang, "collecting.of", who=state.submission.file, what=line)
    yield from collected_lines.moved(made.moved, lang, _MOST)


def _rows(step: PeriodStep, made: Collected) -> Iterator[Sequence[object]]:
    """Yield a row per file: a link to it, and its verdict."""
    for state in made.returns:
        verdict = text(step.lang, f"collecting.verdict.{state.verdict}")
        shown = link_to(_file_of(step, state), state.submission.file)
        yield [shown, state.recipient, verdict, counts_in_words(state, step.lang)]


def _file_of(step: PeriodStep, state: FileState) -> Path:
    """Return where a file lies by now: in the inbox, or, under a name of its own, aside."""
    name = PurePath(state.submission.file)
    if state.verdict == "set_aside":
        return quarantined(name, state.submission.digest, step.project.quarantine(step.period))
    return step.project.inbox(step.period) / name


def _at(problem: Problem, aside: Mapping[str, Path]) -> Problem:
    """Return a problem at the place where its file lies by now."""
    file = aside.get(problem.place.file)
    return problem.at(file=file.name) if file and file.is_file() else problem
