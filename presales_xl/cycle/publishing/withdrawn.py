"""The statement of who turned out not to be of a period: it takes the place of the one with a result.

It says that the result is void, and how much of what was paid by it is to be returned.
"""

import math
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from presales_xl.cycle import changes
from presales_xl.cycle.changes import Change
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.publishing import wording
from presales_xl.cycle.publishing.statement import Notice, Statement, StatementLine
from presales_xl.ledger import issues, kept_results, marks, payments, publications
from presales_xl.ledger.codec import entries_in
from presales_xl.ledger.kept_results import Result
from presales_xl.ledger.publications import Publication
from presales_xl.ledger.step import Reading
from presales_xl.people.employees import Employee
from presales_xl.people.stints import person_id
from presales_xl.texts import Lang, text

_TOLD = ("name", "role", "department", "team", "manager")  # as a statement keeps who it is about


@dataclass(frozen=True)
class Withdrawn:
    """Somebody with a statement who was not employed in its period, and what was paid for it, in fen."""

    employee: Employee
    last: Publication
    received: int

    def facts(self, notice: Notice, appeals: Mapping[str, Any]) -> dict[str, Any]:
        """Return what the statement states, as JSON holds it: no result, and what is stated of `appeals`."""
        nothing: dict[str, Any] = {"columns": {}, "hidden": [], "corrections": 0, "reason": "", "texts": {}, "rows": {}}
        stated = {
            **nothing,
            "returned": -self.received,
            "who": self.last.facts["stated"]["who"],
            "withdrawn": True,
            **appeals,
        }
        return {
            "stated": stated,
            "scheme": self.last.facts["scheme"],
            "days": [notice.interview_days, notice.appeal_days],
        }

    def statement(self, decisions: Sequence[str], lang: Lang) -> Statement:
        """Return what the statement says."""

        def say(key: str) -> str:
            return text(lang, f"publish.{key}")

        who = dict(zip(_TOLD, self.last.facts["stated"]["who"], strict=True))
        facts = [(say("fact.name"), who["name"]), (say("fact.id"), self.employee.employee_id)]
        facts += [(say("fact.role"), who["role"])]
        facts += [(say("fact.team"), " · ".join(filter(None, (who["department"], who["team"]))))]
        facts += [(say("fact.manager"), who["manager"])]
        results, pay = [(say("withdrawn.result"), say("withdrawn.void"))], list[StatementLine]()
        if self.received > 0:
            paid, back = (wording.money(amount / 100, lang) for amount in (self.received, -self.received))
            results.append((say("withdrawn.returned"), paid))
            pay = [
                StatementLine(say("withdrawn.paid"), paid, rule=say("withdrawn.why")),
                StatementLine(say("withdrawn.returned"), back, rule=say("withdrawn.how")),
            ]
        return Statement(
            name=self.employee.name,
            facts=facts,
            results=results,
            blocks=[],
            tables=[],
            conclusion=[],
            calibrated={},
            pay=pay,
            pay_total=wording.money(0.0, lang) if pay else "",
            outcomes=[],
            decisions=decisions,
            words=[],
        )

    def changes(self, read: Reading, before: Publication, now: Publication, lang: Lang) -> Iterator[Change]:
        """Yield what the statement says otherwise than the one before: there is no total, no grade, and no pay."""
        was = before.facts["stated"]
        if not before.is_withdrawal:
            name, on, off = (text(lang, f"status.roster.{key}") for key in ("name", "on", "off"))
            yield Change(name, on, off)
        plan, values = issuing.plan_issued(read, before.facts["scheme"]), entries_in(was["columns"])
        for spec in plan.of_kind("total", "grade", "pay"):
            if math.isfinite(value := values.get(spec.id, math.nan)):
                yield changes.one((plan, plan), spec, (value, 0.0 if spec.kind == "pay" else math.nan), lang)
        if before.day != now.day:
            yield Change(text(lang, "publish.fact.published"), before.day, now.day)


def withdrawn(read: Reading, period: str) -> list[Withdrawn]:
    """Return who has a statement of a period in which, as HR has learnt since, they had no day."""
    results = {each.employee_id: each for each in kept_results.all_of(read, period) if each.is_of_nobody}
    statements = {key: each for key, each in publications.last_of(read, period, "statement").items() if key in results}
    if not statements:
        return []
    addresses = _addresses(read, period)
    return [
        Withdrawn(
            Employee(key, last.name, role=results[key].role, email=addresses.get(key, "")),
            last,
            received=_received(read, results[key]),
        )
        for key, last in statements.items()
    ]


def _received(read: Reading, nobody: Result) -> int:
    """Return what was paid for a period before it was known that somebody was not employed, claimed back or not."""
    lines = payments.lines(read, period=nobody.period, employee_id=nobody.employee_id)
    sums = Counter[str]()
    for line in lines:
        sums[line.paid_in] += line.fen
    if lines and not sums.total() and lines[-1].at >= nobody.computed_at:
        return max(0, -sums[lines[-1].paid_in])  # that is the payroll that claims it
    return max(0, sum(amount for paid_in, amount in sums.items() if marks.paid_at(read, paid_in)))


def _addresses(read: Reading, period: str) -> Mapping[str, str]:
    """Return everybody's mail address as it was issued last, by person id, of who is in no workbook any more too."""
    books = (book for book in issues.all_of(read, period) if book.kind == "manager")
    people = (person for book in books for person in book.content["people"])
    return {person_id(person["id"]): person["email"] for person in people if person.get("email")}
