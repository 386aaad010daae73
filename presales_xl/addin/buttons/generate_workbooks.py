"""生成工作簿: HR's verb from the ribbon, the same as on the command line."""

import xlwings as xw

from presales_xl.addin.hr_steps import answer, cancelled, chosen_period, with_reason
from presales_xl.addin.ribbon import Answer, Ask
from presales_xl.cycle.generating.generate import generate
from presales_xl.texts import text


def run(book: xw.Book, ask: Ask) -> Answer:
    """Ask for the project and the period, and write the workbooks; ProblemsError as `generate`."""
    chosen = chosen_period(book, ask)
    if chosen is None:
        return cancelled(ask.lang)
    project, period = chosen
    generated, _ = with_reason(lambda reason: generate(project, period, project.lang, reopen=reason), ask)
    lines = []
    if generated.files:
        folder, inbox = project.outbox(period), project.inbox(period)
        lines.append(text(ask.lang, "commands.done.generate", folder=folder, **generated.counts))
        lines.append(text(ask.lang, "buttons.generate_workbooks.next", inbox=inbox))
    return answer(lines, generated.problems, ask.lang)
