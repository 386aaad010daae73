"""`presales-xl status`: who has returned what and how complete, who is late, and what to write to them."""

import datetime as dt
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from presales_xl.cycle.collecting.inbox import listed
from presales_xl.cycle.collecting.incoming import digest_of
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.ledger import issues, submissions
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.submissions import Submission
from presales_xl.people.employees import Employee, Role
from presales_xl.people.entries import fillable, is_required
from presales_xl.people.outcome import not_appraised
from presales_xl.periods import Period, due_back
from presales_xl.project import Project
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Problem, fail
from presales_xl.scheme.ratings import kinds
from presales_xl.texts import Lang, sentences, text
from presales_xl.workbook import table_files

State = Literal["complete", "incomplete", "set_aside", "missing"]
_TOLD = 3  # reasons that a text for chasing names
_COLUMNS = (
    "kind",
    "id",
    "recipient",
    "team",
    "email",
    "state",
    "late",
    "filled",
    "wanted",
    "file",
    "received",
    "chase",
)


@dataclass(frozen=True)
class Return:
    """One recipient: the workbook as issued last, the file that counts of it, what was set aside since, and when.

    `filled` of `wanted` required entries are there; a detail table that needs rows is one entry per employee, and of
    whoever is not appraised nothing is wanted. `chase`
    is what to write to the recipient, "" for nothing.
    """

    workbook: LedgerWorkbook
    counts: Submission | None
    aside: Submission | None
    filled: int
    wanted: int
    late: bool
    chase: str = ""

    @property
    def state(self) -> State:
        """Return where the recipient stands."""
        if self.counts is not None:
            return "complete" if self.filled == self.wanted else "incomplete"
        return "set_aside" if self.aside is not None else "missing"


@dataclass(frozen=True)
class Status:
    """A period: when its workbooks are due back, every recipient, files set aside, and files not yet collected."""

    due: dt.date
    returns: Sequence[Return]
    quarantine: Sequence[Submission]
    waiting: int


def status(project: Project, period: Period, lang: Lang, today: dt.date | None = None) -> Status:
    """Return how far a period is; late is who has returned nothing that counts after the due day.

    ProblemsError `standing.nothing_issued`.
    """
    ledger = Ledger.open(project.ledger)
    with ledger.reading() as read:
        out = issuing.out(issues.latest_of(read, period.text))
        if not out:
            raise fail("standing.nothing_issued", period=period.text)
        known = {each.id: each for each in issues.all_of(read, period.text)}
        seen = submissions.all_of(read, period.text)
        current = {each.workbook_id: (each, entered) for each, entered in submissions.current(read, period.text)}
        roster = issuing.roster(read, period.text)
        left = submissions.left_aside(read, period.text)
    due = due_back(period.text, project.settings.due)
    after_due = (today or dt.date.today()) > due
    returns = []
    for workbook in out:
        counts, entered = current.get(workbook.id, (None, []))
        since = [each for each in left if each.workbook_id and known[each.workbook_id].whose == workbook.whose]
        wanted = _wanted(workbook, roster)
        for left_out in _not_appraised(entered, roster) if workbook.kind == "manager" else ():
            wanted.pop(left_out, None)
        filled = sum(_filled(wanted[each.employee_id], each) for each in entered if each.employee_id in wanted)
        recipient = Return(
            workbook=workbook,
            counts=counts,
            aside=since[-1] if since else None,
            filled=filled,
            wanted=sum(map(len, wanted.values())),
            late=after_due and counts is None,
        )
        returns.append(replace(recipient, chase=_chase(recipient, period, due, lang)))
    return Status(due, returns, left, _waiting(project, period, seen))


def _waiting(project: Project, period: Period, seen: Sequence[Submission]) -> int:
    """Return how many files of the inbox have not been collected yet."""
    digests = {submission.digest for submission in seen}
    return sum(digest_of(file.path) not in digests for file in listed(project.inbox(period), []).files)


def _wanted(workbook: LedgerWorkbook, roster: Roster) -> dict[str, list[str]]:
    """Return what a recipient has to fill in, by employee id: column ids, and names of detail tables with rows."""
    by_id = {employee.employee_id: employee for employee in roster.employees}
    if workbook.kind == "manager":
        employees = [by_id[employee["id"]] for employee in workbook.content["people"] if employee["id"] in by_id]
        return {employee.employee_id: _of_manager(employee, roster.roles[employee.role]) for employee in employees}
    ratings_due: dict[str, list[str]] = {}
    for asked in workbook.content["assignments"]:
        if (employee := by_id.get(asked["employee_id"])) is not None:
            ratings = kinds(roster.roles[employee.role]).get(asked["kind"], [])
            ratings_due.setdefault(employee.employee_id, []).extend(spec.id for spec in ratings if is_required(spec))
    return ratings_due


def _not_appraised(entered: Sequence[Employee], roster: Roster) -> Iterator[str]:
    """Yield the ids of those of a returned workbook whom nobody appraises, of whom nothing is wanted."""
    by_id = {employee.employee_id: employee for employee in roster.employees}
    for each in entered:
        if (employee := by_id.get(each.employee_id)) is not None:
            yield from not_appraised(Role(employee.role, roster.roles[employee.role], [each]))


def _of_manager(employee: Employee, plan: Plan) -> list[str]:
    given = {*employee.locked, *employee.awaited, "level"}
    wanted = [spec.id for spec in fillable(plan) if is_required(spec) and spec.id not in given]
    return wanted + [table for table in plan.tables if plan.scheme.details[table].least]


def _filled(wanted: Sequence[str], entered: Employee) -> int:
    numbers = {key for key, entry in entered.entries.items() if math.isfinite(entry)}
    return sum(bool(key in numbers or entered.rows.get(key) or entered.texts.get(key)) for key in wanted)


def _chase(recipient: Return, period: Period, due: dt.date, lang: Lang) -> str:
    """Return what to write to a recipient, in the language of whoever writes."""
    fields: dict[str, object] = {
        "name": recipient.workbook.recipient,
        "period": period.text,
        "due": due.isoformat(),
        "what": text(lang, f"status.kind.{recipient.workbook.kind}"),
        "blank": recipient.wanted - recipient.filled,
        "wanted": recipient.wanted,
    }
    file = recipient.aside or recipient.counts
    reasons = [_reason(each, lang) for each in (file.problems if file else ()) if each.severity == "error"]
    if file is not None and reasons:
        more = text(lang, "status.more", count=len(reasons) - _TOLD) if len(reasons) > _TOLD else ""
        listed = "\n".join(f"- {reason}" for reason in [*reasons[:_TOLD], *([more] if more else [])])
        key = "set_aside" if recipient.aside else "in_part"
        return text(lang, f"status.chase.{key}", **fields, file=Path(file.file).name, reasons=listed)
    if recipient.state == "complete":
        return ""
    key = "late" if recipient.late else recipient.state
    return text(lang, f"status.chase.{key}", **fields)


def _reason(problem: Problem, lang: Lang) -> str:
    """Return what is wrong for the recipient, who knows which file it is; what HR does about it is left out."""
    where, what, _ = sentences(lang, problem.at(file=""))
    return text(lang, "status.reason", where=where, what=what) if where else what


def write(path: Path, returns: Sequence[Return], lang: Lang) -> None:
    """Write the recipients with the texts for chasing as CSV or as a workbook."""
    heads = [text(lang, f"status.column.{key}") for key in _COLUMNS]
    table_files.write(path, table_files.of_rows(heads, [_row(recipient, lang) for recipient in returns]), lang)


def _row(recipient: Return, lang: Lang) -> tuple[str | int, ...]:
    book, counts = recipient.workbook, recipient.counts
    return (
        text(lang, f"status.kind.{book.kind}"),
        book.recipient_id,
        book.recipient,
        book.team,
        book.email,
        text(lang, f"status.state.{recipient.state}"),
        text(lang, "status.late") if recipient.late else "",
        recipient.filled,
        recipient.wanted,
        counts.file if counts else "",
        counts.received_at if counts else "",
        recipient.chase,
    )
