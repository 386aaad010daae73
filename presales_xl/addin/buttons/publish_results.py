"""公布: HR's verb from the ribbon, the same as on the command line: how many statements is shown first."""

import xlwings as xw

from presales_xl.addin.hr_steps import answer, cancelled, chosen_period, with_reason
from presales_xl.addin.ribbon import Answer, Ask
from presales_xl.cycle.publishing.publish import STATEMENTS, Published, publish
from presales_xl.texts import text


def run(book: xw.Book, ask: Ask) -> Answer:
    """Say how many statements are new and how many revised, and publish when that is agreed; nothing is written else.

    ProblemsError as `publish`.
    """
    chosen = chosen_period(book, ask)
    if chosen is None:
        return cancelled(ask.lang)
    project, period = chosen

    def published(reason: str, *, dry_run: bool = False) -> Published:
        return publish(project, period, project.lang, reopen=reason, dry_run=dry_run)

    would, reason = with_reason(lambda given: published(given, dry_run=True), ask)
    counts = {"first": len(would.first), "revised": len(would.revised)}
    if not ask.yes(text(ask.lang, "buttons.publish_results.agree", period=period, **counts)):
        return cancelled(ask.lang)
    made = published(reason)
    pages = {"count": len(made.pages), "pdfs": len(made.pdfs)}
    lines = [text(ask.lang, "publish.done", period=period, day=made.day, **pages)]
    return answer([*lines, *map(str, (made.folder / STATEMENTS, *made.files))], made.problems, ask.lang)
