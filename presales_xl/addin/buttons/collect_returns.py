"""收回汇总: HR's verb from the ribbon, the same as on the command line."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import get_args

from presales_xl.addin.hr_steps import PeriodStep, Result, Table, in_period
from presales_xl.addin.native import Book
from presales_xl.addin.own_sheet import link_to
from presales_xl.addin.ribbon import Answer, Ask
from presales_xl.cycle.collecting.collect import Collected, collect
from presales_xl.cycle.collecting.verdict import Verdict, counts_in_words
from presales_xl.texts import text


def run(book: Book, ask: Ask) -> Answer:
    """Take back what is in the inbox, or files that are chosen.

    Files that would change results that people rely on count only when a reason is typed. ProblemsError as `collect`.
    """
    return in_period(book, ask, _collected)


def _collected(step: PeriodStep) -> Result:
    project, period, lang = step.project, step.period, step.lang
    files: list[Path] = []
    if not any(project.inbox(period).glob("**/*.xls*")):
        files = step.files(text(lang, "buttons.collect_returns.files", inbox=project.inbox(period)))
    step.saved(project.inbox(period))

    def collected(reason: str = "") -> Collected:
        return collect(project, period, files, project.lang, track=step.ask.track, reopen=reason)

    made = collected()
    closed = [problem for state in made.returns if state.verdict == "closed" for problem in state.problems]
    if closed and (reason := step.reason_for(closed)):
        made = collected(reason)
    lines = [text(lang, "commands.done.collect", **made.counts)]
    if made.returns:
        verdicts = Counter[str](state.verdict for state in made.returns)
        counts = {verdict: verdicts[verdict] for verdict in get_args(Verdict)}
        lines.insert(0, text(lang, "collecting.counts", files=len(made.returns), **counts))
    to_mend = [problem for state in made.returns for person in state.people for problem in person.to_mend]
    to_mend += [problem for state in made.returns for problem in state.problems]
    errors = [problem for problem in made.problems if problem.severity == "error"]
    notices = [problem for problem in (*to_mend, *made.others) if problem.severity != "error"]
    heads = [text(lang, f"status.column.{key}") for key in ("file", "recipient", "state", "entries")]
    table = Table(text(lang, "buttons.collect_returns.table"), heads, list(_rows(step, made)))
    return Result(lines, [*errors, *notices], made.files, [table])


def _rows(step: PeriodStep, made: Collected) -> Iterator[Sequence[object]]:
    """Yield a row per file: a link to it, and its verdict."""
    for state in made.returns:
        name = state.submission.file
        file = next((each for folder in step.folders() if (each := folder / name).is_file()), None)
        verdict = text(step.lang, f"collecting.verdict.{state.verdict}")
        shown = link_to(file, name) if file else name
        yield [shown, state.recipient, verdict, counts_in_words(state, step.lang)]
