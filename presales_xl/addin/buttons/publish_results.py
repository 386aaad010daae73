"""公布: HR's verb from the ribbon, the same as on the command line: how many statements is shown first."""

from presales_xl.addin.hr_steps import PeriodStep, StepResult, in_period
from presales_xl.addin.native import Book
from presales_xl.addin.ribbon import Ask, Reply, StoppedError, first_few
from presales_xl.cycle.changes import in_one_line
from presales_xl.cycle.publishing.publish import STATEMENTS, Published, publish
from presales_xl.scheme.errors import warning
from presales_xl.texts import counted, text
from presales_xl.titled_table import TitledTable
from presales_xl.workbook.layout import label_of

_NAMED = 20  # people that the question names


def run(book: Book, ask: Ask) -> Reply:
    """Say how many statements are new and revised and which steps are missing, and publish when that is agreed.

    ProblemsError as `publish`.
    """
    return in_period(book, ask, _published)


def _published(step: PeriodStep) -> StepResult:
    project, period = step.project, step.period

    def published(reason: str, *, dry_run: bool = False) -> Published:
        return publish(project, period, project.lang, track=step.ask.track, reopen=reason, dry_run=dry_run)

    def question(would: Published) -> str:
        key = "agree" if any(would.counts.values()) else "unchanged"
        counts = counted(step.lang, {**would.counts, "left_out": would.left_out})
        lines = [text(step.lang, f"buttons.publish_results.{key}", period=period, counts=counts)]
        if would.revised:
            names = first_few([each.now.name for each in would.revised], _NAMED, step.lang)
            lines.insert(0, text(step.lang, "buttons.publish_results.revised", people=names))
        return step.before_its_end("\n\n".join(lines))

    try:
        made = step.rehearsed(published, question, lambda would: [_statements(step, would)])
    except StoppedError:
        left = [label_of(each.employee_id, each.name) for each in published("", dry_run=True).unwritten]
        people = first_few(left, _NAMED, step.lang)
        key = f"buttons.publish_results.{'unwritten' if left else 'behind'}"
        lacking = text(step.lang, key, count=len(left), people=people)
        return StepResult(problems=[warning("publish.stopped", period=period, lacking=lacking)], goes_on=True)
    line, files = made.in_words(period, step.lang), [made.folder / STATEMENTS, *made.files]
    return StepResult([line], made.problems, files, [_statements(step, made)], affected=made.affected)


def _statements(step: PeriodStep, made: Published) -> TitledTable:
    """Return whose statement is new or a revision, and what it says otherwise."""
    lang = step.lang
    heads = [text(lang, f"buttons.publish_results.{key}") for key in ("who", "revision", "changes")]
    rows = [
        [each.now.name, str(each.now.revision), in_one_line(each.changes, lang) if each.replaces else None]
        for each in (*made.revised, *made.first)
    ]
    return TitledTable(text(lang, "buttons.publish_results.table"), heads, rows)
