"""`presales-xl status`: who has returned what and how complete, who is late, and what to write to them."""

import datetime as dt
import math
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, Literal

from presales_xl.cycle import recompute
from presales_xl.cycle.answering import ToldDocument, by_day, told_of
from presales_xl.cycle.approving.approvals import Approval, approvals
from presales_xl.cycle.collecting import file_states
from presales_xl.cycle.collecting.file_states import FileState, PersonState, Verdict, Verdicts, in_lines, said_of
from presales_xl.cycle.collecting.inbox import listed
from presales_xl.cycle.collecting.judge import ANSWER_TO
from presales_xl.cycle.generating import issuing, raters
from presales_xl.cycle.generating.other_version import other_version
from presales_xl.cycle.rosters.roster import Roster, Wants
from presales_xl.cycle.standing import Standings, calibrated_on, standings, uncalibrated
from presales_xl.files import digest_of
from presales_xl.ledger import issues, marks, payments, publications, submissions
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.marks import Mark, state_of
from presales_xl.ledger.step import Reading
from presales_xl.ledger.submissions import Submission
from presales_xl.people.employees import Employee, Role
from presales_xl.people.entries import fillable, is_required
from presales_xl.people.notices import WaitingNotice
from presales_xl.people.outcome import not_appraised
from presales_xl.people.stints import person_id
from presales_xl.periods import Period, due_back, local_time, today
from presales_xl.problem_texts import sentences
from presales_xl.project import Project
from presales_xl.scheme.columns import Plan
from presales_xl.scheme.errors import Problem, too_early
from presales_xl.scheme.ratings import kinds
from presales_xl.scheme.states import EXEMPT, STATE
from presales_xl.texts import Lang, text
from presales_xl.workbook import table_files

State = Literal["complete", "confirm", "incomplete", "set_aside", "missing", "exempt"]
_BY_VERDICT: Mapping[Verdict, State] = {"accepted": "complete", "confirm": "confirm", "in_part": "incomplete"}
_TOLD = 20  # people, or reasons, that a text for chasing names
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
    """One recipient: the workbook as issued last, the file that counts for it, what was set aside since, and when.

    `filled` of `wanted` required entries are there; a detail table that needs rows is one entry per employee, and of
    whoever is not appraised nothing is wanted. `is_over` where the due day is. It `wants` nothing back where HR exempts
    everybody in it, or nothing but rows where these count for others, too. `chase` is what to write to the recipient,
    "" for nothing.
    """

    workbook: LedgerWorkbook
    counts: FileState | None
    aside: Submission | None
    filled: int
    wanted: int
    is_over: bool
    wants: Wants = "all"
    chase: str = ""

    @property
    def state(self) -> State:
        """Return where the recipient stands."""
        if self.counts is not None:
            return _BY_VERDICT[self.counts.verdict]
        if self.aside is not None:
            return "set_aside"
        return "exempt" if self.wants == "nothing" else "missing"

    @property
    def late(self) -> bool:
        """Return whether nothing that counts is back after the due day."""
        return self.is_over and self.counts is None and self.wants != "nothing"

    @property
    def entries(self) -> str:
        """Return how many of the required entries are there, a dash where none is wanted."""
        return f"{self.filled}/{self.wanted}" if self.wanted else "—"

    @property
    def received_at(self) -> str:
        """Return when the last file came (UTC), "" where none did."""
        return max((file.received_at for file in self._files), default="")

    @property
    def is_back(self) -> bool:
        """Return whether a file of the last issue came, or of the only one: the recipient had it."""
        own = {None} if self.workbook.issue == 1 else set()
        return any(file.workbook_id in {self.workbook.id, *own} for file in self._files)

    @property
    def _files(self) -> list[Submission]:
        return [file for file in (self.counts.submission if self.counts else None, self.aside) if file]

    def said(self, lang: Lang) -> str:
        """Return where the recipient stands in words: how many people are open, and how much is to be confirmed."""
        if self.state == "incomplete" and self.counts is not None:
            counts = {"open": len(self.counts.of("open")), "confirm": self.counts.questions}
            parts = [text(lang, f"status.count.{key}", count=count) for key, count in counts.items() if count]
            return text(lang, "status.state.incomplete", what=text(lang, "collecting.comma").join(parts))
        return text(lang, f"status.state.{self.state}", count=self.counts.questions if self.counts else 0)


@dataclass(frozen=True)
class Status:
    """A period: its marks, when its workbooks are due back, every recipient, files set aside, files not yet read.

    `told` is who was told what in plans and statements, and has answered what.
    `approvals` is how far they are of those whose results want one, by employee id. `uncalibrated` are how many people
    have another grade than their quota proposes, though nobody has decided that (see `standing.uncalibrated`); it
    `is_calibrated` where somebody has, these results or earlier ones. `people` are in the period; `without` says how
    many of them have no `result`, or none `again`, one that waits for `calibration`, or after others were told and paid
    no `statement` or no `settlement`.
    `by_other_version` is what there is to tell where the schemes as issued are not those that the project has now.
    """

    marks: Sequence[Mark]
    due: dt.date
    today: dt.date
    returns: Sequence[Return]
    quarantine: Sequence[Submission]
    waiting: int
    approvals: Mapping[str, Approval]
    told: Sequence[ToldDocument] = ()
    uncalibrated: int = 0
    is_calibrated: bool = False
    people: int = 0
    without: Mapping[str, int] = field(default_factory=dict)
    by_other_version: Sequence[Problem] = ()

    @property
    def unusable(self) -> dict[str, ToldDocument]:
        """Return who has answered a plan or a statement in a form that was set aside alone, by `answer_to`."""
        forms = {answer_to(each) for each in self.quarantine}
        awaited = {f"{each.now.document} {each.now.employee_id}": each for each in self.told if each.is_awaited}
        return {key: each for key, each in awaited.items() if key in forms}

    @property
    def owing(self) -> int:
        """Return how many things are still owed: workbooks, answers, approvals."""
        answers = sum(each.is_awaited for each in self.told)
        forms = {each.told.id for each in self.approvals.values() if each.state == "asked" and each.told}
        return sum(bool(each.chase) for each in self.returns) + answers + len(forms)

    def without_in_words(self, lang: Lang) -> str:
        """Return how many people have no result, no statement, or no settlement, "" where all have."""
        parts = [text(lang, f"next.without.{key}", count=count) for key, count in self.without.items() if count]
        joined = text(lang, "collecting.comma").join(parts)
        return text(lang, "next.people", people=self.people, parts=joined) if parts else ""

    def answers_in_words(self, lang: Lang) -> list[str]:
        """Return how many have answered plans and statements, a line for each kind."""
        lines = []
        for kind in dict.fromkeys(each.now.document for each in self.told):
            same = [each for each in self.told if each.now.document == kind]
            given = Counter(each.decision for each in same)
            counts = {"told": len(same), "confirmed": given["confirmed"], "objected": given["objected"]}
            counts |= {"open": given[None], "late": sum(each.is_late(self.today) for each in same)}
            lines.append(text(lang, "answers.count", document=text(lang, f"answers.document.{kind}"), **counts))
        return lines

    def states(self) -> list[Mark]:
        """Return the last mark of each state; a period is not approved where a result is not, or not any more."""
        states = state_of(self.marks)
        if any(each.state != "approved" for each in self.approvals.values()):
            states.pop("approved", None)
        return list(states.values())


def status(
    project: Project, period: Period, lang: Lang, day: dt.date | None = None, *, current: Standings | None = None
) -> Status:
    """Return how far a period is; late is who has returned nothing that counts after the due day.

    `current` is where everybody stands, if known. ProblemsError `ledger.retained`, `standing.nothing_issued`.
    """
    with Ledger.open(project.ledger, create=False).reading() as read:
        marks.refuse_retained(read, period.text)
        if not (out := issuing.out(issues.latest_of(read, period.text))):
            raise too_early("standing.nothing_issued", period=period.text)
        known = {each.id: each for each in issues.all_of(read, period.text)}
        current = current or standings(project, read, period, lang)
        verdicts = Verdicts(read, period.text, current, recompute.open_ends(project, read, period, current, lang=lang))
        latest = {workbook.whose: workbook for workbook in out}
        came: dict[tuple[str, str], tuple[FileState, Sequence[Employee], frozenset[str]]] = {}
        for each, people in submissions.current(read, period.text):
            older = known[each.workbook_id or 0]
            still = issuing.still_counting(read, each.id, older, latest.get(older.whose, older))
            came[older.whose] = (verdicts.of(each), people, still)
        left, whose = submissions.left_aside(read, period.text), submissions.owners(read, period.text)
        set_aside = {whose(each): each for each in left}
        marked = marks.all_of(read, period.text)
        now = Status(
            marked,
            due_back(period.text, project.settings.due),
            today=day or today(),
            returns=(),
            quarantine=left,
            waiting=_waiting(project, period, submissions.all_of(read, period.text)),
            approvals=approvals(read, period.text, current.roles, everywhere=current.settings.approval),
            told=told_of(read, period.text),
            uncalibrated=uncalibrated(project, read, period, current),
            is_calibrated=calibrated_on(read, period) is not None,
            people=len(list(current.everybody)),
            without=_without(read, period, current, state_of(marked)),
            by_other_version=list(other_version(project, read, period.text)),
        )
    returns = []
    for workbook in out:
        counts, entered, still = came.get(workbook.whose, (None, (), frozenset()))
        wanted = _wanted(workbook, current, [each for each in entered if each.employee_id in still])
        in_it = [each for each in entered if each.employee_id in wanted and each.employee_id in still]
        recipient = Return(
            workbook=workbook,
            counts=counts if still else None,
            aside=set_aside.get(workbook.whose),
            filled=sum(_filled(wanted[each.employee_id], each) for each in in_it),
            wanted=sum(map(len, wanted.values())),
            is_over=now.today > now.due,
            wants=current.roster.wants(_team(workbook, current.roster)),
        )
        chase = _chase(recipient, period, now.due, lang), _refused(workbook, now.approvals, lang)
        returns.append(replace(recipient, chase="\n".join(filter(None, chase))))
    return replace(now, returns=returns)


def answer_to(aside: Submission) -> str:
    """Return to whose document a form is that was set aside, `statement E1`; "" of any other file."""
    return next((str(each.fields[ANSWER_TO]) for each in aside.problems if ANSWER_TO in each.fields), "")


def _without(read: Reading, period: Period, current: Standings, states: Collection[str]) -> dict[str, int]:
    """Return how many people have no result, wait to be calibrated, or after others have no statement or settlement.

    Who was settled and has no result any more, or one that waits, is in `again` alone: what was settled stays so long.
    """
    told = publications.last_of(read, period.text, "statement")
    paid = {employee_id for employee_id, _ in payments.paid(read, period.text)}
    held = {person_id(key) for role in current.apart for key in role.pay_held_back}
    open_ = {who.employee_id for who in current.everybody if not who.outcome.is_complete}
    again = paid & (open_ | held)
    counts = Counter[str]()
    for role in current.roles:
        counts["calibration"] += sum(cause == "calibration" for cause in role.held_back.values())
        for who in role.people:
            counts["again"] += who.employee_id in again
            counts["result"] += not who.outcome.is_complete and who.employee_id not in again
            counts["statement"] += "published" in states and who.employee_id not in told
    due = {who.employee_id for role in current.roles for who in role.due() if any(who.pay.values())}
    counts["settlement"] = len((held | (due - paid)) - again) if "settled" in states else 0
    return counts


def _refused(workbook: LedgerWorkbook, known: Mapping[str, Approval], lang: Lang) -> str:
    """Return what to write to a manager of people whose results were not approved, "" for nothing."""
    lines = [
        f"{key} {name}: {known[key].why_not(lang)}"
        for key, name in issuing.people_of(workbook).items()
        if workbook.kind == "manager" and key in known and known[key].state == "refused"
    ]
    return text(lang, "approval.open", people=_listed(lines, lang)) if lines else ""


def _waiting(project: Project, period: Period, seen: Sequence[Submission]) -> int:
    """Return how many files of the inbox have not been collected yet."""
    digests = {submission.digest for submission in seen}
    return sum(digest_of(file.path) not in digests for file in listed(project.inbox(period), [])[0])


def _wanted(workbook: LedgerWorkbook, current: Standings, entered: Sequence[Employee]) -> dict[str, list[str]]:
    """Return what a recipient has to fill in, by employee id: column ids, and names of detail tables with rows.

    Of whom nobody appraises, as HR or what was `entered` tells, a manager has nothing to fill in.
    """
    roster, by_id = current.roster, current.roster.by_id
    if workbook.kind == "manager":
        left_out = {*_not_appraised(entered, roster)}
        ids = [employee["id"] for employee in workbook.content["people"] if employee["id"] not in left_out]
        employees = [by_id[key] for key in ids if key in by_id and by_id[key].entries.get(STATE) != EXEMPT]
        return {employee.employee_id: _of_manager(employee, roster.roles[employee.role]) for employee in employees}
    ratings_due: dict[str, list[str]] = {}
    for asked in workbook.content["assignments"]:
        if (employee := by_id.get(asked["employee_id"])) is not None:
            ratings = kinds(roster.roles[employee.role]).get(asked["kind"], [])
            due = raters.due(ratings, employee.employee_id, current.conditional)
            ratings_due.setdefault(employee.employee_id, []).extend(due)
    return ratings_due


def _team(workbook: LedgerWorkbook, roster: Roster) -> list[Employee]:
    """Return those in a manager's workbook who are in the period; of a rater's form nobody."""
    ids = (each["id"] for each in workbook.content.get("people", ()))
    return [roster.by_id[key] for key in ids if key in roster.by_id]


def _not_appraised(entered: Sequence[Employee], roster: Roster) -> Iterator[str]:
    """Yield the ids of those of a returned workbook whom nobody appraises, of whom nothing is wanted."""
    for each in entered:
        if (employee := roster.by_id.get(each.employee_id)) is not None:
            yield from not_appraised(Role(employee.role, roster.roles[employee.role], [each]))


def _of_manager(employee: Employee, plan: Plan) -> list[str]:
    given = {*employee.locked, *employee.awaited, "level"}
    wanted = [spec.id for spec in fillable(plan) if is_required(spec) and spec.id not in given]
    return wanted + [table for table in plan.tables if plan.scheme.details[table].least]


def _filled(wanted: Sequence[str], entered: Employee) -> int:
    numbers = {key for key, entry in entered.entries.items() if math.isfinite(entry)}
    return sum(bool(key in numbers or entered.rows.get(key) or entered.texts.get(key)) for key in wanted)


def _chase(recipient: Return, period: Period, due: dt.date, lang: Lang) -> str:
    """Return what to write to a recipient, in the language of whoever writes: per person what to mend, and where."""
    fields: dict[str, object] = {
        "name": recipient.workbook.recipient,
        "period": period.text,
        "due": due.isoformat(),
        "by": by_day(due, lang),
        "what": text(lang, f"status.kind.{recipient.workbook.kind}"),
    }
    if (aside := recipient.aside) is not None:
        errors = [each for each in aside.problems if each.severity == "error"]
        key = "unreadable" if all(each.code.startswith("file.") for each in errors) else "set_aside"
        listed = _listed([_reason(each, lang) for each in errors], lang)
        return text(lang, f"status.chase.{key}", **fields, file=Path(aside.file).name, reasons=listed)
    if recipient.state == "exempt":
        return ""
    if recipient.counts is None:
        chase = text(lang, f"status.chase.{'late' if recipient.late else 'missing'}", **fields)
        return chase + text(lang, "status.chase.rows") if recipient.wants == "rows" else chase
    if recipient.state == "complete":
        return ""
    state = recipient.counts
    reasons = said_of([_without_hr(person) for person in state.people if person.state in ("open", "confirm")], lang)
    reasons += in_lines((each for each in state.problems if each.severity == "error"), lang)
    fields |= {"file": Path(state.submission.file).name, "reasons": _listed(reasons, lang)}
    fields["how"] = text(lang, "status.how_to_confirm") if state.questions else ""
    return text(lang, "status.chase.in_part", **fields)


def _without_hr(person: PersonState) -> PersonState:
    """Return where somebody stands as the manager is told of it: without what only HR does."""
    own = (problem for problem in person.problems if not isinstance(problem, WaitingNotice))
    told = [replace(each, fields={**each.fields, **dict.fromkeys({"of_hr"} & each.fields.keys(), "")}) for each in own]
    return replace(person, problems=told)


def _listed(reasons: Sequence[str], lang: Lang) -> str:
    more = [text(lang, "status.more", count=len(reasons) - _TOLD)] if len(reasons) > _TOLD else []
    return "\n".join(f"- {reason}" for reason in [*reasons[:_TOLD], *more])


def _reason(problem: Problem, lang: Lang) -> str:
    """Return what is wrong for the recipient, who knows which file it is; what HR does about it is left out."""
    where, what, _ = sentences(lang, problem.at(file=""))
    return text(lang, "status.reason", where=where, what=what) if where else what


def return_as_json(recipient: Return, lang: Lang) -> dict[str, Any]:
    """Return a recipient as JSON, with the file that counts."""
    book = recipient.workbook
    return {
        "kind": book.kind,
        "id": book.recipient_id,
        "recipient": book.recipient,
        "team": book.team,
        "email": book.email,
        "state": recipient.state,
        "late": recipient.late,
        "filled": recipient.filled,
        "wanted": recipient.wanted,
        "file": file_states.file_as_json(recipient.counts, lang) if recipient.counts else None,
        "set_aside": recipient.aside.file if recipient.aside else "",
        "chase": recipient.chase,
    }


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
        recipient.said(lang),
        text(lang, "status.late") if recipient.late else "",
        recipient.filled,
        recipient.wanted,
        counts.submission.file if counts else "",
        local_time(counts.submission.received_at) if counts else "",
        recipient.chase,
    )
