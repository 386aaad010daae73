"""校准等级: HR's verb from the ribbon, the same as on the command line: write the workbook, then record its grades."""

from presales_xl.addin.hr_steps import PeriodStep, StepResult, in_period
from presales_xl.addin.native import Book
from presales_xl.addin.ribbon import Ask, Reply, first_few
from presales_xl.cycle.calibrating import calibrate, calibration_book
from presales_xl.cycle.calibrating.calibrate import Recorded
from presales_xl.scheme.errors import IncompleteError, StaleError
from presales_xl.texts import text
from presales_xl.titled_table import TitledTable

_NAMED = 20  # people that the question names


def run(book: Book, ask: Ask) -> Reply:
    """Write the calibration workbook; where there is one, ask whether its grades are to be recorded.

    Whoever says no gets it anew, with what was typed into it, and so does who says yes where results have changed
    since. ProblemsError as `calibrate.write` and `calibrate.read`.
    """
    return in_period(book, ask, _calibrated)


def _calibrated(step: PeriodStep) -> StepResult:
    project, period, lang = step.project, step.period, step.lang
    file = project.results(period) / calibration_book.FILE
    step.saved(file)
    lines = []
    if file.is_file() and step.ask.yes(text(lang, "buttons.calibrate_grades.record", file=file)):
        try:
            return _recorded(step)
        except IncompleteError as error:
            reason = step.reason_for(error.problems, "hr.incomplete")
            if reason is None:
                raise
            return _recorded(step, reason)
        except StaleError:
            lines.append(text(lang, "buttons.calibrate_grades.anew"))
    made = calibrate.write(project, period, project.lang)
    lines += [text(lang, "calibration.done.written", file=made.file, people=made.people, pools=made.pools)]
    if made.carried:
        lines.append(text(lang, "calibration.done.carried", count=made.carried))
    return StepResult([*lines, text(lang, "buttons.calibrate_grades.next")], made.problems, [made.file], goes_on=True)


def _recorded(step: PeriodStep, incomplete: str = "") -> StepResult:
    """Record the grades when that is agreed to; where there are none to record nothing is asked."""
    project, period = step.project, step.period

    def recorded(reason: str, *, dry_run: bool = False) -> Recorded:
        return calibrate.read(project, period, project.lang, incomplete=incomplete, reopen=reason, dry_run=dry_run)

    def question(would: Recorded) -> str:
        if not would.decisions:
            return ""
        grades = [f"{each.name} {each.before} → {each.after}" for each in would.people]
        people = first_few(grades, _NAMED, step.lang)
        return text(step.lang, "buttons.calibrate_grades.agree", period=period, count=len(grades), people=people)

    made = step.rehearsed(recorded, question, lambda would: [_grades(step, would)])
    return StepResult([made.in_words(step.lang)], made.problems, tables=[_grades(step, made)], affected=made.affected)


def _grades(step: PeriodStep, made: Recorded) -> TitledTable:
    """Return whose grades are recorded, before and after, and why."""
    heads = [text(step.lang, f"calibration.{key}") for key in ("column.name", "before", "after", "column.reason")]
    rows = [[each.name, each.before, each.after, each.reason] for each in made.people]
    return TitledTable(text(step.lang, "buttons.calibrate_grades.grades"), heads, rows)
