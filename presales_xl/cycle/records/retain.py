"""`presales-xl ledger retain`: after a time names go from ledger and folders, and figures and their proof stay."""

import datetime as dt
import shutil
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from presales_xl import periods
from presales_xl.cycle.records.dossier import FOLDER
from presales_xl.cycle.settling import debts
from presales_xl.files import unwritable
from presales_xl.ledger import issues, kept_results, marks, payments, repayments
from presales_xl.ledger.ledger import RETAIN, Ledger
from presales_xl.ledger.pseudonyms import Pseudonyms
from presales_xl.ledger.step import Reading
from presales_xl.people.appraised import paid_by_item
from presales_xl.periods import parse_period, today
from presales_xl.project import Project
from presales_xl.scheme.errors import Problem, warning


@dataclass(frozen=True)
class Retained:
    """The periods whose time is over, their files, and what there is to tell; with a reason how much was replaced."""

    periods: Sequence[str]
    files: Sequence[Path]
    problems: Sequence[Problem]
    people: int = 0
    rows: int = 0


def retain(project: Project, *, months: int | None = None, reason: str = "") -> Retained:
    """Replace the names of periods that ended `months` ago or more (`keep_months`), and take their files away.

    Without a `reason` nothing is changed: what would be is returned. The ledger comes first, in one step; files that a
    run did not get to are taken away by the next. ProblemsError `file.unwritable`, `file.locked`.
    """
    before = _before(today(), project.settings.keep_months if months is None else months)
    ledger = Ledger.open(project.ledger, create=False)
    with ledger.reading() as read:
        over = [name for name in marks.periods(read) if periods.last_day(name) < before]
        gone = [name for name in over if marks.is_retained(read, name)]
        unpaid = [name for name in over if name not in gone and _is_unpaid(read, name)]
        owed = [name for name in over if name not in (*gone, *unpaid) and _is_owed(read, name)]
        due = _untied(read, [name for name in over if name not in (*gone, *unpaid, *owed)], gone)
    problems = [warning("retain.not_paid", period=name) for name in unpaid]
    problems += [warning("retain.not_returned", period=name) for name in owed]
    files = [path for name in (*gone, *due) for path in _files(project, name)]
    if due or files:
        files += _all_in(project.folder / FOLDER)
    if not reason.strip():
        return Retained(due, files, problems)
    people = rows = 0
    if due:
        with ledger.step(project.by, RETAIN, due[-1], periods=due, reason=reason.strip()) as step:
            pseudonyms = Pseudonyms(step, due)
            rows, people = pseudonyms.replace(), pseudonyms.people
            step.note(people=people)
            for name in due:
                marks.add(step, name, "retained")
    if files:  # records first: while a period has files the next run takes away what this one did not get to
        _take_away(project.folder / FOLDER)
    for name in (*gone, *due):
        for folder in _folders(project, name):
            _take_away(folder)
    return Retained(due, files, problems, people=people, rows=rows)


def _before(day: dt.date, months: int) -> dt.date:
    """Return the day that lies so many months before another."""
    number = day.year * 12 + day.month - 1 - months
    return dt.date(number // 12, number % 12 + 1, 1)


def _is_unpaid(read: Reading, period: str) -> bool:
    return bool(payments.paid(read, period)) and not marks.paid_at(read, period)


def _is_owed(read: Reading, period: str) -> bool:
    """Return whether somebody still has to return money by the payroll of a period."""
    return any(debt.period == period for debt in debts.owing(read, period, with_own=True))


def _untied(read: Reading, names: Collection[str], gone: Collection[str]) -> list[str]:
    """Return those of some periods whose money stands in no payroll that keeps its names, in order.

    A payroll that was handed over stays as it was only while the ids in it are of one kind. Nor is it what a period
    with days in common that keeps its names does not pay once more.
    """
    tied = {
        name: {line.paid_in for line in payments.lines(read, period=name)}
        | {each.paid_in for each in repayments.all_of(read, name) if each.paid_in}
        | set(_not_paying_again(read, name))
        for name in names
    }
    kept = set(names)
    while waiting := {name for name in kept if not tied[name] <= kept | set(gone)}:
        kept -= waiting
    return sorted(kept, key=periods.order)


def _not_paying_again(read: Reading, name: str) -> Iterator[str]:
    """Yield the periods in which somebody has earned what a period with days in common has paid under the scheme."""
    paid = payments.paid(read, name)
    schemes = {each.employee_id: issues.scheme_id(read, each.scheme) for each in kept_results.all_of(read, name)}
    for other in (each for each in marks.periods(read) if each != name and periods.overlaps(each, name)):
        own = payments.paid(read, other)
        same = (
            each
            for each in kept_results.all_of(read, other)
            if schemes.get(each.employee_id) == issues.scheme_id(read, each.scheme)
        )
        earned = {(each.employee_id, key) for each in same for key in paid_by_item(each.columns)}
        if earned & paid.keys() - own.keys():
            yield other


def _folders(project: Project, name: str) -> list[Path]:
    period = parse_period(name)
    return [project.outbox(period), project.inbox(period), project.quarantine(period), project.results(period)]


def _files(project: Project, name: str) -> list[Path]:
    return [path for folder in _folders(project, name) for path in _all_in(folder)]


def _all_in(folder: Path) -> list[Path]:
    return sorted(path for path in folder.rglob("*") if path.is_file())


def _take_away(folder: Path) -> None:
    if folder.is_dir():
        try:
            shutil.rmtree(folder)
        except OSError as error:
            raise unwritable(folder, error) from None
