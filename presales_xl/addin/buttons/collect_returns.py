"""收回汇总: HR's verb from the ribbon, the same as on the command line."""

from pathlib import Path

import xlwings as xw

from presales_xl.addin.buttons.generate_workbooks import answer, cancelled, chosen_period
from presales_xl.addin.ribbon import Answer, Ask
from presales_xl.cycle.collecting.collect import collect
from presales_xl.texts import text


def run(book: xw.Book, ask: Ask) -> Answer:
    """Ask for the project and the period, and take back what is in the inbox, or files that are chosen.

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
    lines = [text(ask.lang, "commands.done.collect", **collected.counts), *map(str, collected.files)]
    return answer(lines, collected.problems, ask.lang)
