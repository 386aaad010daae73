"""What people are told in writing, and what they may answer to it."""

from collections.abc import Mapping
from typing import Literal

#: The plan at the start of a period, the statement at its end, and the results that one above is asked to approve.
Document = Literal["plan", "statement", "approval"]
Decision = Literal["confirmed", "objected", "approved", "refused"]

#: The two answers to a document: yes, and no, which wants a reason.
DECISIONS: Mapping[Document, tuple[Decision, Decision]] = {
    "plan": ("confirmed", "objected"),
    "statement": ("confirmed", "objected"),
    "approval": ("approved", "refused"),
}


def wants_reason(decision: Decision) -> bool:
    """Return whether an answer is worth nothing without a reason."""
    return decision in ("objected", "refused")
