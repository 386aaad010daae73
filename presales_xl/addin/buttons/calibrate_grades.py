"""校准等级: HR's verb from the ribbon, the same as on the command line: write the workbook, then record its grades."""

import xlwings as xw

from presales_xl.addin.hr_steps import answer, cancelled, chosen_period, with_reason
from presales_xl.addin.ribbon import Answer, Ask
from presales_xl.cycle.calibrating import calibrate, calibration_book
from presales_xl.periods import Period
from presales_xl.project import Project
from presales_xl.texts import text


def run(book: xw.Book, ask: Ask) -> Answer:
    """Write the calibration workbook; where there is one, ask whether its grades are to be recorded.

    Whoever says no gets it anew, with what was typed into it. ProblemsError as `calibrate.write` and `calibrate.read`.
    """
    chosen = chosen_period(book, ask)
    if chosen is None:
        return cancelled(ask.lang)
    project, period = chosen
    file = project.results(period) / calibration_book.FILE
    if file.is_file() and ask.yes(text(ask.lang, "buttons.calibrate_grades.record", file=file)):
        return _recorded(project, period, ask)
    made = calibrate.write(project, period, project.lang)
    lines = [text(ask.lang, "calibration.done.written", file=made.file, people=made.people, pools=made.pools)]
    if made.carried:
        lines.append(text(ask.lang, "calibration.done.carried", count=made.carried))
    return answer([*lines, text(ask.lang, "buttons.calibrate_grades.next")], [], ask.lang)


def _recorded(project: Project, period: Period, ask: Ask) -> Answer:
    recorded, _ = with_reason(lambda reason: calibrate.read(project, period, project.lang, reopen=reason), ask)
    count = len(recorded.decisions)
    done = text(ask.lang, f"calibration.done.{'recorded' if count else 'nothing'}", count=count)
    return answer([done], recorded.problems, ask.lang)
