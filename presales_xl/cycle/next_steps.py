"""What is still to be done in a period, in its order: found by what each of HR's verbs would do now.

The one answer for the sheet of the month, for what a button says at its end, and for `presales-xl status`.
"""

import datetime as dt
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TypeVar, get_args

from presales_xl.cycle.answering import ToldDocument, local_day
from presales_xl.cycle.approving.approvals import Approval
from presales_xl.cycle.approving.approve import ask
from presales_xl.cycle.changes import Affected
from presales_xl.cycle.collecting.confirm import open_entries
from presales_xl.cycle.collecting.incoming import is_in_inbox
from presales_xl.cycle.collecting.status import Return, Status, status
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.history import TypedOtherwise
from presales_xl.cycle.mailing.send import of_publication, of_workbook, reminders
from presales_xl.cycle.publishing.plan import plan
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.publishing.withdrawn import Withdrawn, withdrawn
from presales_xl.cycle.recompute import is_outdated
from presales_xl.cycle.rosters.roster_reader import not_employed
from presales_xl.cycle.settling.payroll_files import written_payable
from presales_xl.cycle.settling.settle import Settled, handed_over_before, settle
from presales_xl.cycle.standing import Standings, competing, standings
from presales_xl.grouping import grouped
from presales_xl.ledger import appeals, deliveries, kept_results
from presales_xl.ledger.ledger import Ledger, is_lost
from presales_xl.ledger.marks import periods, state_of
from presales_xl.ledger.publications import Publication
from presales_xl.people.appraised import yuan
from presales_xl.people.decisions import Document
from presales_xl.people.stints import person_id
from presales_xl.periods import Period, order, parse_period, today
from presales_xl.problem_texts import sentences
from presales_xl.project import Project
from presales_xl.scheme.errors import (
    ClosedError,
    KeyGoneError,
    NoPayError,
    Problem,
    ProblemsError,
    TooEarlyError,
    too_early,
)
from presales_xl.texts import Lang, counted, first_of, text

#: The command of each step; the command or an option of it names the button, too (see `macros/ribbon.yaml`).
COMMANDS: Mapping[str, str] = {
    "generate": "generate {period}",
    "collect": "collect {period}",
    "appeal": "appeal list --period {period}",
    "objection": "appeal open {period} EMPLOYEE --text TEXT",
    "plan_objection": "answer {period} EMPLOYEE plan --confirmed",
    "unusable_plan": "answer {period} EMPLOYEE plan --confirmed",
    "unusable_statement": "answer {period} EMPLOYEE statement --confirmed",
    "hand_out": "send {period}",
    "plan": "plan {period}",
    "send_plans": "plan {period} --send",
    "remind": "status {period} --remind",
    "confirm": "confirm {period} EMPLOYEE INPUT --reason TEXT",
    "wait": "collect {period}",
    "reminded": "collect {period}",
    "calibrate": "calibrate {period}",
    "recalibrate": "calibrate {period}",
    "shifted": "calibrate {period}",
    "approve": "approve {period}",
    "send_forms": "approve {period} --send",
    "unapproved": "status {period} --remind",
    "approving": "collect {period}",
    "settle": "settle {period}",
    "publish": "publish {period}",
    "send_statements": "publish {period} --send",
    "paid_out": "settle {period} --paid-out",
    "earlier": "status {period}",
    "left": "generate {period}",
    "away": "generate {period}",
    "verify": "ledger verify",
}

#: Those that only wait for somebody else.
WAITING = ("wait", "reminded")
_NAMED = 6  # people that a step names
T = TypeVar("T")


@dataclass(frozen=True)
class Open:
    """A step that would do something now, and why it is to be done; of `another` period where it is not of this one."""

    step: str
    why: str
    another: str = ""

    def command(self, project: Project, period: Period, lang: Lang) -> str:
        """Return the command line that does it, "" where no command does; without a mail server nothing is mailed."""
        line = COMMANDS.get(self.step, "").format(period=self.another or period)
        for place in ("EMPLOYEE", "INPUT", "TEXT"):  # for what is to be typed there
            line = line.replace(place, text(lang, f"next.typed.{place.lower()}"))
        if not project.settings.mail.is_set:
            line = line.replace(" --send", " --by-hand")
        return line and line + project.option


@dataclass(frozen=True)
class Ahead:
    """How far a period is and what lies ahead; `sent` is what was mailed, `reminded` when (UTC) of what.

    `withdrawn` are those who were told a result that is void.
    `now` and `current`, where everybody stands, are None before anything is issued, and where the ledger of a project
    that was at work is gone: `too_early` tells.
    """

    project: Project
    period: Period
    lang: Lang
    now: Status | None
    current: Standings | None = None
    sent: Collection[str] = ()
    reminded: Mapping[str, str] = field(default_factory=dict)
    withdrawn: Sequence[Withdrawn] = ()
    today: dt.date = field(default_factory=today)
    too_early: TooEarlyError | None = None

    def comes_next(self, affected: Iterable[Affected] = ()) -> str:
        """Return which step comes next and why, as a line of its own; see `next_of_others` for those of `affected`."""
        others = next_of_others(self.project, affected, self.period, self.lang)
        return "\n".join([self.said(self.first(), is_first=True), *others])

    def said(self, each: Open, *, is_first: bool = False) -> str:
        """Return a step in words, with its command or its button; what comes first as such."""
        key, command = "next.first" if is_first else "next.also", each.command(self.project, self.period, self.lang)
        return text(self.lang, key, command=command, why=each.why) if command else each.why

    def for_recipient(self, each: Return) -> str:
        """Return the step that comes next for a recipient, "" for none: nobody is reminded of what was not sent."""
        match each.state:
            case "complete" | "exempt":
                return ""
            case "confirm":
                return "confirm"
            case _ if not self._is_handed_out(each):
                return "hand_out"
            case "missing" if not each.late:
                return "wait"
        due = self.now.due if self.now else self.today
        document = of_workbook(each.workbook, due).document
        return "reminded" if self._is_reminded(document, each.received_at, due) else "remind"

    def _is_reminded(self, document: str, since: str, due: dt.date) -> bool:
        """Return whether an answer is waited for: who was asked for it once more today, or has until the `due` day.

        What came `since` (UTC) that reminder was the answer to it.
        """
        at = self.reminded.get(document, "")
        return bool(at) and at >= since and self.today in (local_day(at), min(self.today, due))

    def _is_handed_out(self, each: Return) -> bool:
        """Return whether a recipient has the last issue: it was mailed or is noted, or cannot be mailed as others were.

        That the due day is over tells nothing: it may be over when workbooks are written. What came back was there, and
        tells nothing of a later issue.
        """
        if each.is_back or each.workbook.issued_at <= self._unnoted_until:
            return True
        if of_workbook(each.workbook, self.today).document in self.sent:
            return True
        others = any(name.startswith("workbook ") for name in self.sent)
        return others and self.project.settings.mail.is_set and not each.workbook.email

    @cached_property
    def _unnoted_until(self) -> str:
        """Return until when (UTC) HR handed out what was issued without noting it: so much came back; else ""."""
        returns = self.now.returns if self.now else ()
        back = [each.workbook.issued_at for each in returns if each.is_back]
        back += [each.counts.workbook.issued_at for each in returns if each.counts and each.counts.workbook]
        return "" if self.sent else max(back, default="")

    def first(self) -> Open:
        """Return what comes next; the rest is not looked for."""
        return next(self.steps())

    def steps(self) -> Iterator[Open]:
        """Yield what is still to be done, what comes next first; at last, that the ledger is to be verified.

        What people still have to return, and what managers typed and the ledger knows otherwise, come behind that: they
        keep nothing.
        """
        if self.now is None:
            yield self._open("restore" if is_lost(self.project) else "generate")
            return
        if not self.project.key.exists():
            yield self._open("restore_key")
        if self.now.waiting:
            yield self._open("collect", count=self.now.waiting)
        elif self._is_outdated:
            yield Open("collect", text(self.lang, "next.why.rewrite"))
        if left := sum(is_in_inbox(self.project, self.period, each) for each in self.now.quarantine):
            yield Open("collect", text(self.lang, "next.why.locked", count=left))
        yield from self._disputed(self.now)
        waiting = Counter(map(self.for_recipient, self.now.returns))
        if waiting["hand_out"]:
            yield self._open("hand_out", count=waiting["hand_out"])
        yield from self._plans(self.now)
        if unsent := self._unsent("plan", self.now):
            yield self._open("send_plans", count=len(unsent))
        if waiting["remind"]:
            yield self._open("remind", count=self.owing(overdue=True).owing)
        if doubted := open_entries(self.project, self.period, self.project.lang, current=self.current):
            yield self._open("confirm", count=len(doubted))
        if objecting := [each for each in self.now.told if each.now.document == "plan" and each.objection]:
            yield self._open("plan_objection", count=len(objecting))
        yield from self._unusable(self.now)
        until = {"due": self.now.due, "until": max(self.now.due, self.today)}
        yield from (self._open(step, count=waiting[step], **until) for step in WAITING if waiting[step])
        yield from self._away()
        yield from self._calibrations(self.now)
        if self.now.approvals:
            yield from self._approvals(self.now)
        if self.now.states() or not any(waiting[step] for step in ("hand_out", "remind", *WAITING)):
            yield from self._results(self.now)
            yield from self._awaited()
            yield from self._earlier()
        yield from self._of_hr()
        yield from self._left()
        yield self._open("verify")
        yield from self._owed()
        yield from self._typed()

    def owing(self, *, overdue: bool = False) -> Status:
        """Return the state with those who may be reminded: nobody is of what was not sent yet.

        `overdue` leaves out who has time still, or was reminded today. TooEarlyError where nothing is issued.
        """
        if self.now is None:
            raise self.too_early or too_early("standing.nothing_issued", period=self.period.text)
        now, in_time = self.now, {"hand_out", "send_forms"} | ({*WAITING, "approving"} if overdue else set())
        unsent = {each.now.id for kind in get_args(Document) for each in self._unsent(kind, now)}
        told = [each for each in now.told if each.now.id not in unsent]
        return replace(
            now,
            returns=[each for each in now.returns if self.for_recipient(each) not in in_time],
            told=[each for each in told if each.is_late(self.today)] if overdue else told,
            approvals={
                key: each for key, each in now.approvals.items() if self._for_approval(now, key, each) not in in_time
            },
        )

    def unsent(self) -> str:
        """Return which step sends what is to be sent next, "" for none; nothing is settled or published on trial."""
        if self.now is None:
            return ""
        if any(self.for_recipient(each) == "hand_out" for each in self.now.returns):
            return "hand_out"
        if self._unsent("plan", self.now):
            return "send_plans"
        if self._unsent_forms(self.now):
            return "send_forms"
        return "send_statements" if self._unsent("statement", self.now) else ""

    def owed(self) -> list[Problem]:
        """Return what has changed since the payroll was handed over, and comes with the next period's."""
        if self.now is None or "paid" not in state_of(self.now.marks):
            return []
        try:
            return list(handed_over_before(self._settled.payroll, self.lang))
        except ProblemsError:  # what keeps it from being settled is what comes next
            return []

    def _disputed(self, now: Status) -> Iterator[Open]:
        """Yield what is disputed: appeals that nobody has decided, and objections that are no appeals yet."""
        with Ledger.open(self.project.ledger, create=False).reading() as read:
            known = appeals.all_of(read, self.period.text)
        if undecided := sum(not each.decided_at for each in known):
            yield self._open("appeal", count=undecided)
        if objecting := [each.now.answer_by for each in now.told if each.may_be_appeal]:
            yield self._open("objection", count=len(objecting), last=min(objecting))

    def _unusable(self, now: Status) -> Iterator[Open]:
        """Yield whose answers came in forms that cannot be used, for plans and for statements."""
        for document in ("plan", "statement"):
            people = [each.now for each in now.unusable.values() if each.now.document == document]
            named = first_of([f"{each.employee_id} {each.name}" for each in people], _NAMED, self.lang)
            fields = {"count": len(people), "people": text(self.lang, "problems.comma").join(named)}
            if people:
                yield Open(f"unusable_{document}", text(self.lang, "next.why.unusable", **fields))

    def _calibrations(self, now: Status) -> Iterator[Open]:
        """Yield whose grades are to be decided, and whose once more, since they were settled, told or calibrated."""
        if now.uncalibrated:
            mode = self.current.settings.calibration.mode if self.current else "advise"
            key = "anew" if mode == "advise" and now.is_calibrated else mode
            yield Open("calibrate", text(self.lang, f"next.why.calibrate.{key}", count=now.uncalibrated))
        if self.current is None or (
            self.current.settings.calibration.mode == "enforce" and competing(self.current.roles)
        ):
            return  # what is enforced is given out when everybody is there
        stale = {who.employee_id for who in self.current.everybody if who.is_stale} - self.current.incomplete
        if self.current.shifted:
            yield self._open("shifted", count=len(self.current.shifted))
        elif stale:
            yield self._open("recalibrate", count=len(stale))

    def _approvals(self, now: Status) -> Iterator[Open]:
        """Yield what keeps results from being approved: forms to be written, to be sent, and to be answered."""
        if all(each.state == "approved" for each in now.approvals.values()):
            return
        yield from self._rehearsed(
            "approve",
            lambda: ask(self.project, self.period, self.project.lang, dry_run=True, current=self.current),
            lambda would: {"count": len(would.new)},
        )
        if unsent := self._unsent_forms(now):
            yield self._open("send_forms", count=unsent)
        open_still = Counter((self._for_approval(now, key, each), each.state) for key, each in now.approvals.items())
        for step in ("unapproved", "approving"):
            counts = {"asked": open_still[step, "asked"], "refused": open_still[step, "refused"]}
            if reasons := [
                text(self.lang, f"next.why.{step}.{key}", count=count) for key, count in counts.items() if count
            ]:
                yield Open(step, text(self.lang, "answers.gap").join(reasons))

    def _for_approval(self, now: Status, key: str, each: Approval) -> str:
        """Return the step that an approval waits for, "" for none: forms are answered, what is refused is mended."""
        if each.state == "asked" and each.told:
            due = dt.date.fromisoformat(each.told.answer_by)
            if not self._is_sent(each.told) and self.today <= due:
                return "send_forms"
            is_reminded = self._is_reminded(of_publication(each.told, "").document, "", due)
            return "approving" if is_reminded or self.today <= due else "unapproved"
        if each.state == "refused" and each.answer:
            books = (book.workbook for book in now.returns if key in issuing.people_of(book.workbook))
            documents = [of_workbook(book, now.due).document for book in books if book.kind == "manager"]
            is_reminded = any(self._is_reminded(name, each.answer.at, now.due) for name in documents)
            return "approving" if is_reminded else "unapproved"
        return ""

    @cached_property
    def _is_outdated(self) -> bool:
        """Return whether HR's files of results are of other results than the ledger has."""
        with Ledger.open(self.project.ledger, create=False).reading() as read:
            return is_outdated(self.project, read, self.period)

    @cached_property
    def _settled(self) -> Settled:
        """Return what settling would do; ProblemsError as `settle`."""
        ledger = Ledger.open(self.project.ledger, create=False)
        return settle(self.project, ledger, self.period, self.project.lang, dry_run=True, current=self.current)

    def _results(self, now: Status) -> Iterator[Open]:
        """Yield what is to be settled, to be published, and to be mailed of that."""
        yield from self._rehearsed(
            "settle",
            lambda: self._settled,
            lambda would: {"count": len({line.employee_id for line in would.added})},
        )
        state = state_of(now.marks)
        if "settled" in state and "paid" not in state:
            yield from self._payroll()
        yield from self._rehearsed(
            "publish",
            lambda: publish(self.project, self.period, self.project.lang, dry_run=True, current=self.current),
            lambda would: {"counts": self._counted({**would.counts, "unwritten": self._lacking(would.unwritten, now)})},
        )
        if unsent := self._unsent("statement", now):
            yield self._open("send_statements", count=len(unsent))
        if "settled" in state and "paid" not in state:
            yield self._open("paid_out")

    def _payroll(self) -> Iterator[Open]:
        """Yield that a payroll is to be settled once more, whose files are not those of what the ledger pays."""
        try:
            would = self._settled
        except ProblemsError:
            return
        if not would.added and written_payable(self.project.results(self.period)) != would.payroll.payable:
            yield Open("settle", text(self.lang, "next.why.payroll", payable=yuan(would.payroll.payable)))

    def _plans(self, now: Status) -> Iterator[Open]:
        """Yield that plans are to be written that are on record and lie in no file."""
        if self._lacking([each.now for each in now.told if each.now.document == "plan"], now):
            yield from self._rehearsed(
                "plan",
                lambda: plan(self.project, self.period, self.project.lang, dry_run=True),
                lambda would: {"counts": self._counted({"unwritten": self._lacking(would.unwritten, now)})},
            )

    def _lacking(self, documents: Sequence[Publication], now: Status) -> int:
        """Return how many of some documents nobody has sent or answered: of the others there was a file."""
        waiting = {each.now.id for each in now.told if each.is_awaited and not self._is_sent(each.now)}
        return sum(each.id in waiting for each in documents)

    def _counted(self, counts: Mapping[str, int]) -> str:
        return counted(self.lang, counts)

    def _of_hr(self) -> Iterator[Open]:
        """Yield who waits for nothing but figures of HR's, which no workbook brings."""
        if named := [*(self.current.named_of_hr(self.lang) if self.current else {}).values()]:
            people = text(self.lang, "problems.comma").join(first_of(named, _NAMED, self.lang))
            yield self._open("of_hr", count=len(named), people=people, period=self.period)

    def _awaited(self) -> Iterator[Open]:
        """Yield earlier periods whose results somebody waits for, and who is to be issued anew, as there is none."""
        people: dict[tuple[str, str], list[str]] = {}
        for who, results in self.current.awaiting if self.current else ():
            for period, why in results.items():
                key = "gone" if why == "gone" else "awaited"
                people.setdefault((key, period), []).append(f"{who.employee_id} {who.name}")
        for (key, period), named in sorted(people.items(), key=lambda each: order(each[0][1])):
            fields = {"people": text(self.lang, "problems.comma").join(first_of(named, _NAMED, self.lang))}
            why = text(self.lang, f"next.why.{key}", period=period, count=len(named), **fields)
            yield Open("generate", why) if key == "gone" else Open("earlier", why, another=period)

    def _earlier(self) -> Iterator[Open]:
        """Yield earlier periods in which something is due and not paid yet: each has its own sheet of the month.

        What only waits for a payroll, of this period or of a later one, is to be done in none of them.
        """
        try:
            unpaid = self._settled.payroll.unpaid
        except ProblemsError:
            return
        waiting = (each.period for each in unpaid if each.cause not in ("return", "handed_over"))
        for period, count in sorted(Counter(waiting).items()):
            if period != self.period.text:
                why = text(self.lang, "next.why.earlier", period=period, count=count)
                yield Open("earlier", why, another=period)

    def _away(self) -> Iterator[Open]:
        """Yield who is in the period and by the roster's dates was not employed in it: there is nothing to pay."""
        everybody = self.current.everybody if self.current else ()
        if people := not_employed(self.project, self.lang, self.period, everybody):
            named = text(self.lang, "problems.comma").join(first_of(people, _NAMED, self.lang))
            yield self._open("away", count=len(people), period=self.period, people=named)

    def _left(self) -> Iterator[Open]:
        """Yield who is not in the period any more and was settled in it, with a result that later periods wait for."""
        here = {who.employee_id for who in self.current.everybody} if self.current else set()
        with Ledger.open(self.project.ledger, create=False).reading() as read:
            results = (each for each in kept_results.all_of(read, self.period.text) if each.employee_id not in here)
            gone = {each.employee_id: each.name for each in results if each.held}
            later = [name for name in periods(read) if gone and order(name) > order(self.period.text)]
            waits = [each for name in later for each in kept_results.all_of(read, name) if each.held == "earlier"]
        by_period = grouped((each for each in waits if each.employee_id in gone), lambda each: each.employee_id)
        if by_period:
            names = sorted({each.period for of in by_period.values() for each in of}, key=order)
            named = first_of([f"{key} {gone[key]}" for key in by_period], _NAMED, self.lang)
            comma = text(self.lang, "problems.comma").join
            words = {"people": comma(named), "later": comma(names)}
            yield self._open("left", count=len(by_period), period=self.period, **words)

    def _owed(self) -> Iterator[Open]:
        """Yield what people have to return by payrolls that were handed over."""
        try:
            owing = self._settled.owing
        except ProblemsError:
            return
        if owing:
            people = {each.employee.employee_id: each.employee.name for each in owing}
            named = first_of([f"{key} {name}" for key, name in people.items()], _NAMED, self.lang)
            people_named = text(self.lang, "problems.comma").join(named)
            amount = yuan(-sum(each.fen or 0 for each in owing))
            fields = {"amount": amount, "people": people_named, "period": self.period}
            yield self._open("owed", count=len(people), **fields)

    def _typed(self) -> Iterator[Open]:
        """Yield what managers typed for want of an earlier result that the ledger has by now, with another figure."""
        for problem in self.current.problems if self.current else ():
            if isinstance(problem, TypedOtherwise):
                yield Open("typed", "".join(sentences(self.lang, problem)))

    def _unsent_forms(self, now: Status) -> int:
        """Return how many forms that wait for an approver were not sent."""
        waiting = [each for key, each in now.approvals.items() if self._for_approval(now, key, each) == "send_forms"]
        return len({each.told.id for each in waiting if each.told})

    def _unsent(self, document: Document, now: Status) -> list[ToldDocument]:
        """Return what was told of those who were not sent it and can be.

        Without a mail server everybody can, unless HR hands everything out without noting it.
        """
        by_hand = not self.project.settings.mail.is_set
        if self.current is None or (by_hand and self._unnoted_until):
            return []
        people = [*self.current.roster.employees, *(each.employee for each in self.withdrawn)]
        mailable = {person_id(each.employee_id) for each in people if each.email or by_hand}
        told = [each for each in now.told if each.now.document == document and not each.is_over]
        return [each for each in told if person_id(each.now.employee_id) in mailable and not self._is_sent(each.now)]

    def _is_sent(self, told: Publication) -> bool:
        return of_publication(told, "").document in self.sent

    def _rehearsed(
        self, step: str, work: Callable[[], T], counts: Callable[[T], Mapping[str, object]]
    ) -> Iterator[Open]:
        """Yield a step whose dry run would do something, or is kept from it by what is to be mended or agreed to."""
        try:
            counted = counts(work())
        except (TooEarlyError, NoPayError, KeyGoneError):
            return  # there is nothing of the kind to do, or what is to be restored comes first
        except ClosedError as error:
            fields = error.problems[0].fields
            why = (
                text(self.lang, "next.why.closed", count=fields["count"], short=fields["short"])
                if "short" in fields
                else ""
            )
            yield Open(step, why or sentences(self.lang, error.problems[0])[1])
            return
        except ProblemsError as error:
            yield Open(step, sentences(self.lang, error.problems[0])[1])
            return
        if any(counted.values()):
            yield self._open(step, **counted)

    def _open(self, step: str, **fields: object) -> Open:
        how = "" if self.project.settings.mail.is_set else text(self.lang, "next.by_hand")
        return Open(step, text(self.lang, f"next.why.{step}", **fields, how=how))


def next_of_others(project: Project, affected: Iterable[Affected], period: Period, lang: Lang) -> list[str]:
    """Return which step comes next in each other period whose results a change has reached, in order."""
    names = sorted({each.period for each in affected} - {period.text}, key=order)
    return [
        text(lang, "next.of_other", period=name, step=ahead_of(project, parse_period(name), lang).comes_next())
        for name in names
    ]


def ahead_of(project: Project, period: Period, lang: Lang) -> Ahead:
    """Return how far a period is and what lies ahead; ProblemsError as `status`, but where nothing is issued yet.

    Where everybody stands is worked out once, in the language of statements, for all that looks at it.
    """
    try:
        with Ledger.open(project.ledger, create=False).reading() as read:
            current = standings(project, read, period, project.lang)
            mails, gone = deliveries.all_of(read, period.text), withdrawn(read, period.text)
        now = status(project, period, lang, current=current)
    except TooEarlyError as error:
        return Ahead(project, period, lang, now=None, too_early=error)
    sent = {each.document for each in mails}
    ahead = Ahead(project, period, lang, now=now, current=current, sent=sent, reminded=reminders(mails), withdrawn=gone)
    unsent = {each.workbook.id for each in now.returns if ahead.for_recipient(each) == "hand_out"}
    returns = [replace(each, chase="") if each.workbook.id in unsent else each for each in now.returns]
    return replace(ahead, now=replace(now, returns=returns))  # nobody is written to of what was never sent
