"""What came back: each file once per period, with its verdict and, where it counts, everybody's entries."""

import json
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import Row, select

from presales_xl.ledger import issues, marks, tables
from presales_xl.ledger.codec import (
    Stored,
    dumps,
    entries_in,
    entries_out,
    place_out,
    places_in,
    problems_in,
    problems_out,
    rows_in,
    rows_out,
)
from presales_xl.ledger.step import Key, Reading, Step, unnumbered
from presales_xl.people.employees import Employee
from presales_xl.scheme.errors import Problem

#: Whether a file may count. How far its people are hangs on more than the file: `collect` and `status` say it.
Verdict = Literal["accepted", "set_aside"]
#: What submissions say of everybody, by their numbers.
Entered = Mapping[int, Sequence[Employee]]
Whose = tuple[issues.Kind, str]
_AT_ONCE = 200  # files whose entries one statement asks for


@dataclass(frozen=True)
class Submission:
    """A file that came back. `digest` is the SHA-256 of its bytes; `workbook_id` is None when it is none of ours.

    `saved` is when it was saved last, as it says itself (UTC, "" when it does not, or is not believed). Once it is
    recorded it has its number, when it was first seen (UTC), and the number of the file that counts instead of it.
    """

    period: str
    workbook_id: int | None
    file: str
    digest: str
    verdict: Verdict
    problems: Sequence[Problem] = ()
    saved: str = ""
    id: int = 0
    received_at: str = ""
    superseded_by: int | None = None


def record(step: Step, files: Sequence[tuple[Submission, Sequence[Employee]]]) -> list[Submission]:
    """Record files of one period, each with what it says of everybody, and return them in their order.

    The same bytes in the same period are the same submission: seen again they get the verdict of now, and nothing is
    written when that is the old one. What somebody else superseded stays so. Of bytes that get the verdict that they
    had, entries are as they were recorded, and so are those of bytes that are set aside by now: see `returned`.
    """
    if not files:
        return []
    period = files[0][0].period
    marks.begin(step, period)
    known = {each.digest: each for each in all_of(step, period)}
    rows = {new.digest: unnumbered(new) | {"problems": problems_out(new.problems)} for new, _ in files}
    fresh = {digest: row | {"received_at": step.at} for digest, row in rows.items() if digest not in known}
    judged: dict[Key, dict[str, object]] = {}
    for digest, before in known.items():
        if digest in rows:
            old = {**vars(before), "problems": problems_out(before.problems)}
            now = {name: rows[digest][name] for name in ("workbook_id", "verdict", "problems")}
            if any(old[name] != value for name, value in now.items()):
                judged[before.id,] = now
    step.insert_all(tables.submission, list(fresh.values()))
    step.update_all(tables.submission, judged)
    changed = {number for (number,) in judged}
    recorded = {each.digest: each for each in all_of(step, period)}
    anew = [
        (recorded[new.digest].id, entered)
        for new, entered in files
        if new.digest in fresh or (entered and recorded[new.digest].id in changed)
    ]
    for start in range(0, len(anew), _AT_ONCE):
        block = anew[start : start + _AT_ONCE]
        of_block = select(tables.entry).where(tables.entry.c.submission_id.in_([key for key, _ in block]))
        entries = [_row(key, employee) for key, entered in block for employee in entered]
        step.sync(tables.entry, step.all(of_block), entries)
    return [recorded[new.digest] for new, _ in files]


def supersede(step: Step, older: int, newer: int) -> None:
    """Note that a submission was replaced by a newer file of the same workbook; both are kept."""
    row = step.first(select(tables.submission.c.superseded_by).where(tables.submission.c.id == older))
    if row is not None and row.superseded_by != newer:
        step.update(tables.submission, (older,), superseded_by=newer)


def find(read: Reading, period: str, digest: str) -> Submission | None:
    """Return the submission with these bytes, None when they were not seen in this period."""
    return next((each for each in all_of(read, period) if each.digest == digest), None)


def all_of(read: Reading, period: str) -> list[Submission]:
    """Return every submission of a period, in the order in which they were first seen."""
    return read.records(tables.submission, period, _of)


def entered(read: Reading, submission: int) -> list[Employee]:
    """Return what a submission says of everybody, by employee id."""
    query = select(tables.entry).where(tables.entry.c.submission_id == submission).order_by(tables.entry.c.employee_id)
    return [_entered(row) for row in read.all(query)]


def counting(read: Reading, period: str) -> list[Submission]:
    """Return what counts in a period: of each workbook the last submission that was accepted and not superseded."""
    return [*{each.workbook_id: each for each in all_of(read, period) if _counts(each)}.values()]


def _counts(each: Submission) -> bool:
    return each.verdict != "set_aside" and each.superseded_by is None and each.workbook_id is not None


def owners(read: Reading, period: str) -> Callable[[Submission], Whose | None]:
    """Return what says whose a file is, by kind and id: it says so itself, else its name, as issued, does."""
    known = issues.all_of(read, period)
    by_number = {each.id: each.whose for each in known}
    by_name = {_own_name(each.file): each.whose for each in known if each.file}
    return lambda file: by_number[file.workbook_id] if file.workbook_id else by_name.get(_own_name(file.file))


def _own_name(file: str) -> str:
    """Return the name of a file without its folders, in small letters."""
    return re.split(r"[/\\]", file)[-1].casefold()


def left_aside(read: Reading, period: str) -> list[Submission]:
    """Return what was set aside and is still open: nothing that came later counts for its recipient.

    Of a file that does not say whose it is, damaged perhaps, its name does (see `owners`).
    """
    counted = counting(read, period)
    whose = owners(read, period)
    latest = {whose(each): each.id for each in counted}
    return [
        each
        for each in all_of(read, period)
        if each.verdict == "set_aside"
        and each.superseded_by is None
        and (whose(each) is None or each.id > latest.get(whose(each), 0))
    ]


def all_entered(read: Reading, period: str, known: Entered | None = None) -> Entered:
    """Return what every submission of a period says of everybody, by its number: see `entered`.

    What is `known` by then is not read again: entries are those of a file, which does not change.
    """
    employees = dict(known or {})
    fresh: dict[int, list[Employee]] = {}
    first = min((each.id for each in all_of(read, period) if each.id not in employees), default=None)
    if first is None:
        return employees
    query = select(tables.entry).join(tables.submission).where(tables.submission.c.period == period)
    query = query.where(tables.entry.c.submission_id >= first)  # numbers grow: what is new comes last
    for row in read.all(query.order_by(tables.entry.c.submission_id, tables.entry.c.employee_id)):
        if row.submission_id not in employees:
            fresh.setdefault(row.submission_id, []).append(_entered(row))
    return {**employees, **fresh}


def everybody(read: Reading, period: str) -> dict[str, str]:
    """Return the names, by id, of all of whom anything came back in a period that was accepted then."""
    of = tables.entry.c
    query = select(of.employee_id, of.name).distinct().join(tables.submission)
    return {row.employee_id: row.name for row in read.all(query.where(tables.submission.c.period == period))}


def current(read: Reading, period: str, known: Entered | None = None) -> list[tuple[Submission, Sequence[Employee]]]:
    """Return what counts in a period, with what it says of everybody; `known` as `all_entered` takes it."""
    employees = all_entered(read, period, known)
    return [(submission, employees.get(submission.id, [])) for submission in counting(read, period)]


def returned(read: Reading, period: str) -> list[tuple[Submission, Sequence[Employee]]]:
    """Return what came back last of each recipient and was accepted then, with what it says of everybody.

    It may be set aside by now: a newer issue makes a file void, but not what was entered in it.
    """
    employees, whose = all_entered(read, period), owners(read, period)
    accepted = (each for each in all_of(read, period) if each.id in employees and each.superseded_by is None)
    last = {whose(each): each for each in accepted}
    return [(each, employees[each.id]) for each in sorted(last.values(), key=lambda each: each.id)]


def _of(row: Row[Any]) -> Submission:
    return Submission(**dict(row._mapping) | {"problems": problems_in(row.problems)})


def _row(submission: int, employee: Employee) -> dict[str, object]:
    return {
        "submission_id": submission,
        "employee_id": employee.employee_id,
        "name": employee.name,
        "role": employee.role,
        "scheme": employee.scheme,
        "entries": dumps(entries_out(employee.entries)),
        "rows": rows_out(employee.rows),
        "texts": dumps(employee.texts),
        "places": dumps({key: place_out(place) for key, place in employee.places.items()}),
    }


def _entered(row: Row[Any]) -> Employee:
    entries = entries_in(json.loads(row.entries))
    texts = json.loads(row.texts)
    return Employee(
        row.employee_id,
        row.name,
        entries,
        rows=rows_in(row.rows),
        texts=texts,
        role=row.role,
        scheme=row.scheme,
        places=Stored(row.places, places_in),
    )
