"""`presales-xl publish`: a statement per employee, the lists for HR, the management report.

The day of publication is kept in the ledger: due dates count from it, and a run that names no day uses it again.
"""

import datetime as dt
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

from presales_xl.cycle.publishing import facts, lists, names, report
from presales_xl.cycle.publishing.files import Statements
from presales_xl.cycle.publishing.lists import Listed
from presales_xl.cycle.publishing.outcomes import raised
from presales_xl.cycle.publishing.people import Discretion, individuals
from presales_xl.cycle.publishing.report import Past
from presales_xl.cycle.publishing.statement import Individual, Notice
from presales_xl.cycle.publishing.workdays import today
from presales_xl.cycle.standing import standings
from presales_xl.files import new_text
from presales_xl.ledger import appeals, payments
from presales_xl.ledger.appeals import Appeal
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.step import Reading, last_of
from presales_xl.office.libreoffice import Office
from presales_xl.people.appraised import Standing
from presales_xl.periods import Period
from presales_xl.progress import Track, quiet
from presales_xl.project import Project
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Problem, ProblemsError, fail
from presales_xl.texts import Lang, text

ACTION = "publish"
REPORT, LISTS, STATEMENTS = "report.html", "lists.xlsx", "statements"


@dataclass(frozen=True)
class Published:
    """What was written, the day that due dates count from, and what there is to tell."""

    folder: Path
    day: dt.date
    pages: Sequence[Path]
    pdfs: Sequence[Path]
    files: Sequence[Path]
    problems: Sequence[Problem]


def publish(
    project: Project,
    period: Period,
    lang: Lang,
    *,
    day: dt.date | None = None,
    with_pdf: bool = True,
    track: Track = quiet,
) -> Published:
    """Write everything that leaves the appraisal of a period, from what the ledger knows of it.

    `day` is the day of publication: by default the one of the first run, which is today. Who has no complete result
    gets no statement. ProblemsError `ledger.missing`, `publish.nothing`, `standing.nothing_issued`, `file.locked`.
    """
    ledger = Ledger.open(project.ledger, create=False)
    with ledger.reading() as read:
        found = standings(project, read, period, lang)
        corrections = _corrections(read, period, found.roles, lang)
        appealed = appeals.all_of(read, period.text)
        past = [*facts.before(read, period.text), Past(period.text, list(facts.now(found.roles, lang)))]
    if not any(role.outcome.complete.any() for role in found.roles):
        raise fail("publish.nothing", period=period.text)
    day = _day(ledger, period, day)
    settings = project.settings.publish
    notice = Notice(
        project.company, period.text, day, settings.interview_days, settings.appeal_days, project.settings.cohort
    )
    people = list(_people(found.roles, corrections, _decisions(appealed, lang), lang))
    folder = project.results(period)
    problems = [*found.problems, *_incomplete(found.roles)]
    with ExitStack() as stack:
        office = _office(stack, problems) if with_pdf else None
        statements = Statements(folder / STATEMENTS, notice, lang, office)
        for plan, person in track(people, "publish"):
            _try(problems, partial(statements.write, plan, person))
    title = text(lang, "publish.list.title", company=project.company, period=names.period_name(period.text, lang))
    _try(problems, partial(lists.write, folder / LISTS, title, _lists(people, lang), lang))
    plans = {role.role: role.plan for role in found.roles}
    overview = report.page(report.report(project.company, past, plans, len(appealed), lang), lang)
    _try(problems, partial(_write, folder / REPORT, overview))
    _try(problems, statements.finish)
    files = [path for path in (folder / REPORT, folder / LISTS, statements.manifest) if path.is_file()]
    return Published(folder, day, statements.pages, statements.pdfs, files, problems)


def _try(problems: list[Problem], write: Callable[[], None]) -> None:
    """Write a file; one that cannot be written is told of and does not stop the others."""
    try:
        write()
    except ProblemsError as error:
        problems += error.problems


def _write(path: Path, content: str) -> None:
    with new_text(path) as file:
        file.write(content)


def published_on(read: Reading, period: str) -> dt.date | None:
    """Return the day on which a period was published, None when it was not."""
    line = last_of(read.connection, ACTION, period)
    return None if line is None else dt.date.fromisoformat(line.said()["day"])


def _day(ledger: Ledger, period: Period, day: dt.date | None) -> dt.date:
    """Return the day of publication, and keep it in the ledger before anything that names it is written."""
    with ledger.step("", ACTION, period.text) as step:
        before = published_on(step, period.text)
        found = day or before or today()
        step.note(day=found.isoformat())
        if found == before:
            step.nothing()
    return found


def _office(stack: ExitStack, problems: list[Problem]) -> Office | None:
    """Return a running LibreOffice, None where there is none, which is told."""
    try:
        return stack.enter_context(Office())
    except ProblemsError as error:
        problems.append(Problem("publish.no_pdf", severity="warning"))
        problems += [replace(problem, severity="warning") for problem in error.problems]
        return None


def _people(
    roles: Sequence[Standing],
    corrections: Mapping[str, Sequence[tuple[str, float]]],
    decisions: Mapping[str, Sequence[str]],
    lang: Lang,
) -> Iterator[tuple[Plan, Individual]]:
    """Yield everybody whose result is complete."""
    discretion = Discretion(roles)
    for standing in roles:
        everybody = individuals(standing, discretion, corrections, decisions, lang)
        for done, person in zip(standing.outcome.complete, everybody, strict=True):
            if done:
                yield standing.plan, person


def _decisions(appealed: Sequence[Appeal], lang: Lang) -> dict[str, list[str]]:
    """Return what was decided on the appeals of each employee."""
    found: dict[str, list[str]] = {}
    for one in appealed:
        if one.decided_at:
            state = text(lang, f"publish.appeal.state.{one.outcome}")
            told = text(lang, "publish.appeal.decision", number=one.id, state=state, note=one.note)
            found.setdefault(one.employee_id, []).append(told)
    return found


def _incomplete(roles: Sequence[Standing]) -> Iterator[Problem]:
    """Yield a notice of those who get no statement."""
    for standing in roles:
        lacking = [who for who, done in zip(standing.people, standing.outcome.complete, strict=True) if not done]
        if lacking:
            who = [f"{one.employee_id} {one.name}" for one in lacking]
            fields = {"role": standing.role, "count": len(who), "people": who}
            yield Problem("publish.incomplete", fields=fields, severity="warning")


def _corrections(
    read: Reading, period: Period, roles: Sequence[Standing], lang: Lang
) -> dict[str, list[tuple[str, float]]]:
    """Return the money of earlier periods that is paid with this one, by employee: what it is, and how many yuan."""
    plans = {who.employee_id: standing.plan for standing in roles for who in standing.people}
    found: dict[str, list[tuple[str, float]]] = {}
    for line in payments.payroll(read, period.text):
        if line.period != period.text and line.employee_id in plans:
            spec = plans[line.employee_id].columns.get(line.item)
            item = names.item(plans[line.employee_id], spec, lang) if spec else text(lang, "publish.earlier_item")
            name = text(lang, "publish.earlier", period=names.period_name(line.period, lang), item=item)
            found.setdefault(line.employee_id, []).append((name, line.fen / 100))
    return found


def _lists(people: Sequence[tuple[Plan, Individual]], lang: Lang) -> dict[str, list[Listed]]:
    """Return who is on which list; a list that nobody is on is there all the same."""
    found: dict[str, list[Listed]] = {}
    for plan, person in people:
        shown = {
            key: names.value(plan, plan.columns[key], person.values[key], lang)
            for key in ("total", "grade")
            if key in plan.columns
        }
        flags = plan.columns.get("flags")
        for label in plan.dimensions[flags.dimension].names if flags else ():
            found.setdefault(label[lang], [])
        for name, told in raised(plan, person.values, person.others, lang):
            found[name].append(
                Listed(
                    person.employee_id,
                    person.name,
                    person.role,
                    person.department,
                    person.team,
                    person.manager,
                    shown["total"],
                    shown.get("grade", ""),
                    told,
                )
            )
    return found
