"""收回汇总: HR's verb from the ribbon, the same as on the command line."""

from collections import Counter
from pathlib import Path
from typing import get_args

import xlwings as xw

from presales_xl.addin.hr_steps import answer, cancelled, chosen_period, reason_to_reopen
from presales_xl.addin.ribbon import Answer, Ask
from presales_xl.cycle.collecting.collect import collect
from presales_xl.cycle.collecting.verdict import Verdict
from presales_xl.texts import text


def run(book: xw.Book, ask: Ask) -> Answer:
    """Ask for the project and the period, and take back what is in the inbox, or files that are chosen.

    Files that would change results that people rely on count only when a reason is typed.
    ProblemsError as `collect`.
    """
    chosen = chosen_period(book, ask)
    if chosen is None:
        return cancelled(ask.lang)
    project, period = chosen
    files: list[Path] = []
    if not any(project.inbox(period).glob("**/*.xls*")):
        files = ask.files(text(ask.lang, "buttons.collect_returns.files", inbox=project.inbox(period)))
        if not files:
            return cancelled(ask.lang)
    collected = collect(project, period, files, project.lang)
    closed = [problem for problem in collected.problems if problem.code == "collect.closed"]
    if closed and (reason := reason_to_reopen(closed, ask)):
        collected = collect(project, period, files, project.lang, reopen=reason)
    lines = [text(ask.lang, "commands.done.collect", **collected.counts), *map(str, collected.files)]
    if collected.returns:
        verdicts = Counter[str](state.verdict for state in collected.returns)
        counts = {verdict: verdicts[verdict] for verdict in get_args(Verdict)}
        lines.insert(0, text(ask.lang, "collecting.counts", files=len(collected.returns), **counts))
    errors = [problem for problem in collected.problems if problem.severity == "error"]
    notices = [problem for problem in collected.others if problem.severity != "error"]
    return answer(lines, [*errors, *notices], ask.lang)
