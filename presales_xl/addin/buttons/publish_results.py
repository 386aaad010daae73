"""公布: HR's verb from the ribbon, the same as on the command line: how many statements is shown first."""

import xlwings as xw

from presales_xl.addin.hr_steps import PeriodStep, Result, in_period
from presales_xl.addin.ribbon import Answer, Ask
from presales_xl.cycle.publishing.publish import STATEMENTS, Published, publish
from presales_xl.texts import text


def run(book: xw.Book, ask: Ask) -> Answer:
    """Say how many statements are new and revised and which steps are missing, and publish when that is agreed.

    ProblemsError as `publish`.
    """
    return in_period(book, ask, _published)


def _published(step: PeriodStep) -> Result:
    project, period = step.project, step.period

    def published(reason: str, *, dry_run: bool = False) -> Published:
        return publish(project, period, project.lang, track=step.ask.track, reopen=reason, dry_run=dry_run)

    def question(would: Published) -> str:
        counts = {"first": len(would.first), "revised": len(would.revised), "left": would.left_out}
        return text(step.lang, "buttons.publish_results.agree", period=period, **counts)

    made = step.rehearsed(published, question)
    pages = {"count": len(made.pages), "pdfs": len(made.pdfs)}
    line = text(step.lang, "publish.done", period=period, day=made.day, **pages)
    return Result([line], made.problems, [made.folder / STATEMENTS, *made.files])
