"""Whose result wants the approval of one above, and how far that is: read from what approvers were shown and answered.

An approval is of what was shown: whose total, grade or pay is another one since is to be approved again. A refusal
stands until an approver agrees, whatever schemes and settings say of approval by then, and under whatever id.
"""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence, Set
from dataclasses import dataclass
from typing import Any, Literal

from presales_xl.cycle.generating.issuing import people_of
from presales_xl.ledger import issues, marks, publications
from presales_xl.ledger.codec import entries_out
from presales_xl.ledger.publications import Answer, Publication
from presales_xl.ledger.step import Reading, Step
from presales_xl.people.appraised import Appraised, Standing
from presales_xl.people.stints import person_id
from presales_xl.people.table import normal
from presales_xl.texts import Lang, text

#: How far it is: nobody was asked, asked and not answered, answered of the result as it is, changed since asked.
State = Literal["not_asked", "asked", "approved", "refused", "changed"]


@dataclass(frozen=True)
class Approval:
    """How far the approval of somebody's result is: what an approver was shown last, and the answer that counts.

    Of what is asked and not answered, or changed since, it is the last answer to what was asked before, which may have
    been under the id `formerly`.
    """

    state: State
    told: Publication | None = None
    answer: Answer | None = None
    formerly: str = ""

    @property
    def stands_refused(self) -> bool:
        """Return whether nobody has agreed since an approver did not."""
        return self.answer is not None and self.answer.decision == "refused"

    def why_not(self, lang: Lang) -> str:
        """Return why a result is not paid and not published yet; of what is approved "approved"."""
        if self.state == "changed" and self.answer and self.answer.employee_id == self.formerly:
            return text(lang, "approval.state.formerly", id=self.formerly)
        if self.state != "refused" or self.answer is None:
            return text(lang, f"approval.state.{self.state}")
        by = approver = self.told.name if self.told else self.answer.author
        if self.answer.submission_id is None:
            by = text(lang, "approval.entered", approver=approver, by=self.answer.author)
        return text(lang, "approval.state.refused", by=by, reason=self.answer.reason)


def in_words(known: Iterable[Approval], lang: Lang, in_vain: Iterable[Approval] = ()) -> str:
    """Return how many results are approved, and how many are not for which reason; or were asked for `in_vain`."""
    counts = Counter[str](each.state for each in known)
    counts.update("approved" if each.state == "approved" else "in_vain" for each in in_vain)
    parts = [text(lang, f"approval.count.{state}", count=count) for state, count in counts.items()]
    return text(lang, "approval.summary", counts=text(lang, "collecting.comma").join(parts))


def shown_of(who: Appraised) -> dict[str, Any]:
    """Return what an approver is shown of somebody, as JSON holds it: total, grade and pay by column id."""
    results = {spec.id: who.outcome.value(spec.id) for spec in who.outcome.plan.of_kind("total", "grade")}
    return entries_out({**results, **who.pay})


def approvals(read: Reading, period: str, roles: Sequence[Standing], *, everywhere: bool) -> dict[str, Approval]:
    """Return how far the approval of everybody's result is who wants one, by employee id.

    Results of a scheme that says so want one, or with `everywhere`, as the project's settings say, all, and whatever
    was refused; of who is not appraised there is none.
    """
    known = _known(read, period, roles, everywhere=everywhere)
    return {key: each for key, (is_wanted, each) in known.items() if is_wanted}


def asked_in_vain(read: Reading, period: str, roles: Sequence[Standing], *, everywhere: bool) -> dict[str, Approval]:
    """Return by employee id the approvals that approvers were asked for, and that are not wanted any more."""
    known = _known(read, period, roles, everywhere=everywhere)
    return {key: each for key, (is_wanted, each) in known.items() if each.told and not is_wanted}


def _known(
    read: Reading, period: str, roles: Sequence[Standing], *, everywhere: bool
) -> dict[str, tuple[bool, Approval]]:
    """Return how far the approval of everybody's result is, and whether one is wanted; see `approvals`."""
    publications_of = publications.all_of(read, period, "approval")
    given = {(each.publication_id, each.employee_id): each for each in publications.answers_of(read, period)}
    people = [who for standing in roles for who in standing.people]
    former = _refused_before(read, period, publications_of, given, here={who.employee_id for who in people})
    known = {}
    for who in (who for who in people if _has_result(who)):
        of_scheme = any(each.outcome.plan.scheme.approval for each in who.stints or (who,))
        approval = _approval(who, publications_of, given, former.get(who.employee_id, ""))
        known[who.employee_id] = everywhere or of_scheme or approval.stands_refused, approval
    return known


def _refused_before(
    read: Reading, period: str, told: Sequence[Publication], given: Mapping[tuple[int, str], Answer], *, here: Set[str]
) -> dict[str, str]:
    """Return, by id of who came since, the id of somebody of the same name who was refused and is not `here` any more.

    It may be one person, whose id was corrected.
    """
    forms = {each.id for each in told}
    answers = (each for each in given.values() if each.publication_id in forms)
    last = {each.employee_id: each.decision for each in sorted(answers, key=lambda each: each.id)}
    gone = {key for key, decision in last.items() if decision == "refused"} - here
    if not gone:
        return {}
    names = {
        person_id(key): normal(name)
        for book in issues.all_of(read, period)
        if book.kind == "manager"
        for key, name in people_of(book).items()
    }
    agreed = {key for key, decision in last.items() if decision == "approved"}
    known = agreed | marks.relied_on(read, period).keys()  # somebody else, as it was known when that was done
    return {
        key: before
        for before in gone & names.keys()
        for key in (here & names.keys()) - known
        if names[key] == names[before]
    }


def _has_result(who: Appraised) -> bool:
    return any(each.outcome.is_appraised for each in who.stints or (who,)) or any(who.pay.values())


def _approval(
    who: Appraised, told: Sequence[Publication], given: Mapping[tuple[int, str], Answer], formerly: str
) -> Approval:
    ids = {who.employee_id, formerly}
    asked = [each for each in told if ids & each.facts["people"].keys()]
    if not asked:
        return Approval("not_asked")
    now = [each for each in asked if each.employee_id == asked[-1].employee_id]  # who was asked last decides alone
    same = [each for each in now if each.facts["people"].get(who.employee_id) == shown_of(who)]
    came = _last_answer({who.employee_id}, same, given)
    if came is None:
        before = _last_answer(ids, asked, given)
        return Approval("asked", same[-1], before) if same else Approval("changed", asked[-1], before, formerly)
    return Approval("approved" if came.decision == "approved" else "refused", same[-1], came)


def _last_answer(
    ids: Collection[str], told: Sequence[Publication], given: Mapping[tuple[int, str], Answer]
) -> Answer | None:
    answers = [answer for each in told for key in ids if (answer := given.get((each.id, key)))]
    return max(answers, key=lambda answer: answer.id, default=None)


def mark(step: Step, period: str, known: Mapping[str, Approval]) -> None:
    """Note that a period is approved, once everybody's result is who wants that."""
    if known and all(each.state == "approved" for each in known.values()):
        marks.add(step, period, "approved")
