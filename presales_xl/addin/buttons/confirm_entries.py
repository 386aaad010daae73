"""确认存疑: HR's verb from the ribbon, the same as on the command line: doubted entries that are right."""

from functools import partial

from presales_xl.addin.hr_steps import PeriodStep, StepResult, in_period
from presales_xl.addin.native import Book
from presales_xl.addin.ribbon import Ask, Reply
from presales_xl.cycle.collecting.confirm import confirm_all, open_entries
from presales_xl.problem_texts import sentences
from presales_xl.texts import text
from presales_xl.titled_table import TitledTable
from presales_xl.workbook.layout import label_of


def run(book: Book, ask: Ask) -> Reply:
    """List what is doubted, and record with a reason that what is chosen of it is right; ProblemsError as `confirm`."""
    return in_period(book, ask, _confirmed)


def _confirmed(step: PeriodStep) -> StepResult:
    project, period, lang = step.project, step.period, step.lang
    entries = open_entries(project, period, project.lang)
    if not entries:
        return StepResult([text(lang, "buttons.confirm_entries.nothing", period=period)])
    whose = [label_of(who.employee_id, who.name) for who, _, _ in entries]
    rows = [[who, sentences(lang, words)[1]] for who, (_, _, words) in zip(whose, entries, strict=True)]
    heads = [text(lang, f"buttons.confirm_entries.{key}") for key in ("who", "what")]
    step.show(StepResult(tables=[TitledTable(text(lang, "buttons.confirm_entries.open"), heads, rows)]))
    choices = [sentences(lang, words)[1] for _, _, words in entries]
    chosen = step.chosen_people(text(lang, "buttons.confirm_entries.which"), choices, whose)
    reason = step.typed(text(lang, "buttons.confirm_entries.why", count=len(chosen)))
    keys = [(who.employee_id, question.key) for who, question, _ in map(entries.__getitem__, chosen)]
    confirmed = partial(confirm_all, project, period, keys, reason=reason, lang=project.lang)
    step.with_reason(lambda given: confirmed(reopen=given))
    done = [rows[place] for place in chosen]
    line = text(lang, "buttons.confirm_entries.done", count=len(done), left=len(entries) - len(done))
    return StepResult([line], tables=[TitledTable(text(lang, "buttons.confirm_entries.confirmed"), heads, done)])
