"""`presales-xl generate`: one workbook per manager in the project's outbox."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from presales_xl.cycle import prefill as prefilled
from presales_xl.cycle import roster as rosters
from presales_xl.cycle.progress import Track, quiet
from presales_xl.cycle.project import Period, Project
from presales_xl.cycle.roster import Manager, Roster
from presales_xl.cycle.roster_checks import file_stem
from presales_xl.scheme.errors import Problem, ProblemsError
from presales_xl.texts import Lang, text
from presales_xl.workbook import build


@dataclass(frozen=True)
class Generated:
    """The workbooks that were written, for how many people, and what there is to tell."""

    files: Sequence[Path]
    people: int
    problems: Sequence[Problem]


def generate(
    project: Project, period: Period, lang: Lang, prefill: Path | None = None, track: Track = quiet
) -> Generated:
    """Write the workbooks of a period and return them; one that is open in Excel does not stop the others.

    ProblemsError when the roster or the file with known figures is wrong; nothing is written then.
    """
    roster = rosters.load(project, lang, period.cycle)
    problems = [*roster.warnings, *_other_cycles(roster, period, lang)]
    if prefill is not None:
        roster, told = prefilled.apply(roster, prefill, lang)
        problems += told
    managers = [manager for manager in roster.managers.values() if roster.team(manager.manager_id)]
    files = []
    for manager in track(managers, "generate"):
        path = project.outbox(period) / file_name(manager, period)
        try:
            build.write(roster.book(project.company, period.text, manager), path, lang)
        except ProblemsError as error:
            problems += error.problems
        else:
            files.append(path)
    return Generated(files, len(roster.employees), problems)


def file_name(manager: Manager, period: Period) -> str:
    """Return the name of a manager's workbook: manager, team, period."""
    return f"{file_stem(manager.name, manager.team)}_{period.text}.xlsx"


def _other_cycles(roster: Roster, period: Period, lang: Lang) -> Iterator[Problem]:
    """Yield a warning per scheme that is not meant for periods of this length."""
    for plan in {plan.scheme.id: plan for plan in roster.roles.values()}.values():
        if period.cycle not in plan.scheme.cycles:
            cycles = [text(lang, f"commands.cycle.{cycle}") for cycle in plan.scheme.cycles]
            cycle = text(lang, f"commands.cycle.{period.cycle}")
            fields = {"scheme": plan.scheme.id, "cycles": cycles, "cycle": cycle, "period": period.text}
            yield Problem("period.other_cycle", fields=fields, severity="warning")
