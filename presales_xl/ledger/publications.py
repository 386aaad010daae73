"""What people were told in writing, every revision with what it said, and what they answered.

An answer is to one revision of one document, by a form that came back or by HR's entry. Both are only added; the last
answer of a person to a revision counts.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sqlalchemy import Row, select

from presales_xl.ledger import marks, tables
from presales_xl.ledger.codec import digest, dumps
from presales_xl.ledger.step import Reading, Step, unnumbered
from presales_xl.people.decisions import Decision, Document


@dataclass(frozen=True)
class Publication:
    """A document for one person: its revision (1, 2, …), days as ISO texts, what it states, why it was made anew.

    `employee_id` is who gets it (of results to approve the approver), `answer_by` the last day for an answer, which of
    a statement is an appeal; `interview_by` is "" of all but statements. `facts` are JSON.
    """

    period: str
    document: Document
    employee_id: str
    revision: int
    day: str
    answer_by: str
    interview_by: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)
    why: str = ""
    at: str = ""
    id: int = 0

    @property
    def name(self) -> str:
        """Return whose it is, as it stands in the document; an approver has no other name than the id."""
        return str(self.facts["stated"]["who"][0]) if "stated" in self.facts else self.employee_id

    @property
    def team(self) -> str:
        """Return the team of the employee, as it stands in the document; approvers have none."""
        return str(self.facts["stated"]["who"][3]) if "stated" in self.facts else ""

    @property
    def days(self) -> str:
        """Return the days of the stint that a plan is about, `11-01 – 11-14`, "" where it is the whole period."""
        return " – ".join(day[5:] for day in self.facts.get("stated", {}).get("stint", ()))

    @property
    def is_withdrawal(self) -> bool:
        """Return whether it says that there is no result, because somebody was not employed in the period."""
        return "withdrawn" in self.facts.get("stated", {})

    @property
    def digest(self) -> str:
        """Return the digest of the facts, which a form for answering names."""
        return digest(self.facts)


@dataclass(frozen=True)
class Answer:
    """An answer to a publication, about one person: of plans and statements the one who answers.

    `submission_id` is the file that it came in, None where HR entered it; `author` is who answered, or who entered it.
    """

    period: str
    publication_id: int
    employee_id: str
    decision: Decision
    reason: str = ""
    submission_id: int | None = None
    author: str = ""
    at: str = ""
    id: int = 0


def record(step: Step, documents: Sequence[Publication]) -> list[Publication]:
    """Record documents of one period, and return them with their numbers."""
    if documents:
        marks.begin(step, documents[0].period)
    facts = [dumps(new.facts) for new in documents]
    rows = [unnumbered(new) | {"facts": text, "at": step.at} for new, text in zip(documents, facts, strict=True)]
    keys = step.insert_all(tables.publication, rows)
    return [
        replace(new, facts=json.loads(text), at=step.at, id=int(str(key)))
        for new, text, (key,) in zip(documents, facts, keys, strict=True)
    ]


def states_the_same(last: Publication | None, new: Publication) -> bool:
    """Return whether a document states what the last revision states, whatever its day."""
    return last is not None and dumps(last.facts["stated"]) == dumps(new.facts["stated"])


def all_of(read: Reading, period: str, document: Document) -> list[Publication]:
    """Return every revision of a kind of document in a period, in order."""
    return [each for each in read.records(tables.publication, period, _of) if each.document == document]


def last_of(read: Reading, period: str, document: Document) -> dict[str, Publication]:
    """Return the last revision of everybody's document of a kind, by employee id."""
    return {each.employee_id: each for each in all_of(read, period, document)}


def _of(row: Row[Any]) -> Publication:
    return Publication(**dict(row._mapping) | {"facts": json.loads(row.facts)})


def record_answer(step: Step, new: Answer) -> bool:
    """Record an answer; returns whether it is one more: a file says it once, HR's entry not when it counts already."""
    marks.begin(step, new.period)
    a = tables.answer.c
    about = select(tables.answer).where(a.publication_id == new.publication_id, a.employee_id == new.employee_id)
    same = [Answer(**row._mapping) for row in step.all(about.order_by(a.id))]
    if new.submission_id is None:
        is_known = bool(same) and (same[-1].decision, same[-1].reason) == (new.decision, new.reason)
    else:
        is_known = any(each.submission_id == new.submission_id for each in same)
    if not is_known:
        step.insert(tables.answer, unnumbered(new) | {"author": new.author or step.actor, "at": step.at})
    return not is_known


def answers_of(read: Reading, period: str) -> list[Answer]:
    """Return every answer of a period, in the order in which they came."""
    return [Answer(**row._mapping) for row in read.of_period(tables.answer, period)]


def last_answers(read: Reading, period: str) -> dict[tuple[int, str], Answer]:
    """Return the answers that count, by the number of the publication and the employee id."""
    return {(each.publication_id, each.employee_id): each for each in answers_of(read, period)}
