"""What is still to be done in a period, in its order: found by what each of HR's verbs would do now.

The one answer for the sheet of the month, for what a button says at its end, and for `presales-xl status`.
"""

from collections import Counter
from collections.abc import Callable, Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

from presales_xl.cycle.approving.approve import ask
from presales_xl.cycle.collecting.confirm import open_entries
from presales_xl.cycle.collecting.status import Return, Status, status
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.mailing.send import of_publication
from presales_xl.cycle.publishing.publish import publish
from presales_xl.cycle.settling.settle import settle
from presales_xl.ledger import appeals, deliveries, marks, publications
from presales_xl.ledger.ledger import Ledger
from presales_xl.people.stints import person_id
from presales_xl.periods import Period
from presales_xl.project import Project
from presales_xl.scheme.errors import ProblemsError, TooEarlyError
from presales_xl.texts import Lang, explain, sentences, text

#: The command of each step; a word or an option of it names the button, too (see `macros/ribbon.yaml`).
COMMANDS: Mapping[str, str] = {
    "generate": "generate {period}",
    "collect": "collect {period}",
    "appeal": "appeal list {period}",
    "objection": "appeal open {period}",
    "hand_out": "send {period}",
    "remind": "status {period} --remind",
    "confirm": "confirm {period}",
    "wait": "collect {period}",
    "calibrate": "calibrate {period}",
    "approve": "approve {period}",
    "send_forms": "approve {period} --send",
    "unapproved": "status {period} --remind",
    "settle": "settle {period}",
    "publish": "publish {period}",
    "send_statements": "publish {period} --send",
    "paid_out": "settle {period} --paid-out",
    "verify": "ledger verify",
}

T = TypeVar("T")


@dataclass(frozen=True)
class Open:
    """A step that would do something now, and why it is to be done."""

    step: str
    why: str

    def command(self, project: Project, period: Period) -> str:
        """Return the command line that does it."""
        return COMMANDS[self.step].format(period=period) + project.option


@dataclass(frozen=True)
class Ahead:
    """How far a period is and what lies ahead; `sent` is what was mailed.

    `now` is None before anything is issued, and where the ledger of a project that was at work is gone: `too_early`
    tells.
    """

    project: Project
    period: Period
    lang: Lang
    now: Status | None
    sent: Collection[str] = ()
    too_early: TooEarlyError | None = None

    def said(self, each: Open, *, is_first: bool = False) -> str:
        """Return a step in words, with its command or its button; what comes first as such."""
        key, command = "next.first" if is_first else "next.also", each.command(self.project, self.period)
        return text(self.lang, key, command=command, why=each.why)

    def for_recipient(self, each: Return) -> str:
        """Return the step that comes next for a recipient, "" for none: nobody is reminded of what was not sent."""
        match each.state:
            case "complete":
                return ""
            case "confirm":
                return "confirm"
            case "missing" if not self._is_handed_out:
                return "hand_out"
            case "missing" if not each.late:
                return "wait"
        return "remind"

    @cached_property
    def _is_handed_out(self) -> bool:
        """Return whether workbooks were handed out: mailed, or by hand, as what came back or is late tells."""
        returns = self.now.returns if self.now else ()
        by_hand = any(each.late or each.state != "missing" for each in returns)
        return by_hand or any(each.startswith("workbook ") for each in self.sent)

    def first(self) -> Open:
        """Return what comes next; the rest is not looked for."""
        return next(self.steps())

    def steps(self) -> Iterator[Open]:
        """Yield what is still to be done, what comes next first; at last, that the ledger is to be verified."""
        if self.now is None:
            problems = self.too_early.problems if self.too_early else ()
            was_begun = self.project.outbox(self.period).parent.is_dir()
            gone = next((each for each in problems if was_begun and each.code == "ledger.missing"), None)
            yield Open("generate", explain(self.lang, gone)) if gone else self._open("generate")
            return
        if self.now.waiting:
            yield self._open("collect", count=self.now.waiting)
        yield from self._disputed(self.now)
        waiting = Counter(map(self.for_recipient, self.now.returns))
        yield from (self._open(step, count=waiting[step]) for step in ("hand_out", "remind") if waiting[step])
        if doubted := open_entries(self.project, self.period, self.project.lang):
            yield self._open("confirm", count=len(doubted))
        if waiting["wait"]:
            yield self._open("wait", count=waiting["wait"], due=self.now.due)
        if self.now.uncalibrated:
            mode = self.project.settings.calibration.mode
            yield Open("calibrate", text(self.lang, f"next.why.calibrate.{mode}", count=self.now.uncalibrated))
        if self.now.approvals:
            yield from self._approvals(self.now)
        if self.now.states() or not any(waiting[step] for step in ("hand_out", "remind", "wait")):
            yield from self._results()
        yield self._open("verify")

    def unsent(self) -> str:
        """Return which step sends what is to be sent next, "" for none; nothing is settled or published on trial."""
        if self.now is None:
            return ""
        if any(self.for_recipient(each) == "hand_out" for each in self.now.returns):
            return "hand_out"
        if self._unsent_forms(self.now):
            return "send_forms"
        return "send_statements" if self._unsent_statements() else ""

    def _disputed(self, now: Status) -> Iterator[Open]:
        """Yield what is disputed: appeals that nobody has decided, and objections that are no appeals yet."""
        with Ledger.open(self.project.ledger, create=False).reading() as read:
            known = appeals.all_of(read, self.period.text)
        if undecided := sum(not each.decided_at for each in known):
            yield self._open("appeal", count=undecided)
        if objecting := [each.now.answer_by for each in now.told if each.may_be_appeal]:
            yield self._open("objection", count=len(objecting), last=min(objecting))

    def _approvals(self, now: Status) -> Iterator[Open]:
        """Yield what keeps results from being approved: forms to be written, to be sent, and to be answered."""
        yield from self._rehearsed(
            "approve",
            lambda: ask(self.project, self.period, self.project.lang, dry_run=True),
            lambda would: {"count": len(would.new)},
        )
        states = Counter(each.state for each in now.approvals.values())
        if unsent := self._unsent_forms(now):
            yield self._open("send_forms", count=unsent)
        if states["asked"] + states["refused"]:
            yield self._open("unapproved", asked=states["asked"], refused=states["refused"])

    def _results(self) -> Iterator[Open]:
        """Yield what is to be settled, to be published, and to be mailed of that."""
        ledger = Ledger.open(self.project.ledger, create=False)
        yield from self._rehearsed(
            "settle",
            lambda: settle(self.project, ledger, self.period, self.project.lang, dry_run=True),
            lambda would: {"count": len({line.employee_id for line in would.added})},
        )
        yield from self._rehearsed(
            "publish",
            lambda: publish(self.project, self.period, self.project.lang, dry_run=True),
            lambda would: {"first": len(would.first), "revised": len(would.revised)},
        )
        if unsent := self._unsent_statements():
            yield self._open("send_statements", count=unsent)
        with ledger.reading() as read:
            state = marks.state_of(marks.all_of(read, self.period.text))
        if "settled" in state and "paid" not in state:
            yield self._open("paid_out")

    def _unsent_forms(self, now: Status) -> int:
        """Return how many forms that wait for an approver were not sent."""
        asked = {each.told.id: each.told for each in now.approvals.values() if each.state == "asked" and each.told}
        return sum(of_publication(each, "").document not in self.sent for each in asked.values())

    def _unsent_statements(self) -> int:
        """Return how many have an address and were not sent their statements, 0 where no mail is set up."""
        if not self.project.settings.mail.sender:
            return 0
        with Ledger.open(self.project.ledger, create=False).reading() as read:
            told = publications.last_of(read, self.period.text, "statement")
            employees = issuing.roster(read, self.period.text).employees
        mailable = {person_id(each.employee_id) for each in employees if each.email}
        unsent = [key for key, each in told.items() if of_publication(each, "").document not in self.sent]
        return len(mailable.intersection(unsent))

    def _rehearsed(self, step: str, work: Callable[[], T], counts: Callable[[T], Mapping[str, int]]) -> Iterator[Open]:
        """Yield a step whose dry run would do something, or is kept from it by what is to be mended or agreed to."""
        try:
            found = counts(work())
        except TooEarlyError:
            return
        except ProblemsError as error:
            if error.problems[0].code != "settlement.no_pay":  # there is nothing of the kind to do
                yield Open(step, sentences(self.lang, error.problems[0])[1])
            return
        if any(found.values()):
            yield self._open(step, **found)

    def _open(self, step: str, **fields: object) -> Open:
        return Open(step, text(self.lang, f"next.why.{step}", **fields))


def ahead_of(project: Project, period: Period, lang: Lang) -> Ahead:
    """Return how far a period is and what lies ahead; ProblemsError as `status`, but where nothing is issued yet."""
    try:
        now = status(project, period, lang)
    except TooEarlyError as error:
        return Ahead(project, period, lang, now=None, too_early=error)
    with Ledger.open(project.ledger, create=False).reading() as read:
        sent = {each.document for each in deliveries.all_of(read, period.text)}
    return Ahead(project, period, lang, now=now, sent=sent)
