"""What people answered to what they were told: only added; the last answer of a person to a document counts.

An answer is to one revision of one document, by a form that came back or by HR's entry.
"""

from dataclasses import dataclass

from sqlalchemy import select

from presales_xl.ledger import kept_periods, tables
from presales_xl.ledger.step import Reading, Step, unnumbered
from presales_xl.people.decisions import Decision


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


def record(step: Step, new: Answer) -> bool:
    """Record an answer; returns whether it is one more: a file says it once, HR's entry not when it counts already."""
    kept_periods.begin(step, new.period)
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


def all_of(read: Reading, period: str) -> list[Answer]:
    """Return every answer of a period, in the order in which they came."""
    return [Answer(**row._mapping) for row in read.of_period(tables.answer, period)]


def last_of(read: Reading, period: str) -> dict[tuple[int, str], Answer]:
    """Return the answers that count, by the number of the publication and the employee id."""
    return {(each.publication_id, each.employee_id): each for each in all_of(read, period)}
