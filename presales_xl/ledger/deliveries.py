"""Which document was mailed to which address: a workbook, a plan, a statement, a reminder.

Nobody gets one twice, also when the program dies while sending: `claim` in a step of its own, send, then `sent` (or
`release` when the server refused). What was claimed and neither sent nor released is doubtful: the mail may have gone
out; a person decides.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from presales_xl.ledger import tables
from presales_xl.ledger.step import Reading, Step


@dataclass(frozen=True)
class Delivery:
    """A mail: of which document, to whom, its Message-ID; `sent_at` is "" until the server took it.

    What somebody handed over is noted alike, without a Message-ID, and with the address that a mail would have gone to.
    `document` names it by kind and number in the ledger: `workbook 12`, `publication 7`; it `is_protected` where it was
    mailed under a password.
    """

    document: str
    address: str
    period: str
    message_id: str
    claimed_at: str = ""
    sent_at: str = ""
    is_protected: bool = False

    @property
    def is_by_hand(self) -> bool:
        """Return whether somebody handed it over: no server mailed it."""
        return bool(self.sent_at) and not self.message_id


def claim(step: Step, new: Delivery) -> bool:
    """Note that a mail is about to be sent; False when it was sent or claimed before: do not send it."""
    if _find(step, new.document, new.address) is not None:
        return False
    step.insert(tables.delivery, vars(new) | {"claimed_at": step.at, "sent_at": None})
    return True


def sent(step: Step, new: Delivery) -> None:
    """Note that a mail was sent, whether it was claimed before or not, or sent once more."""
    claim(step, new)
    how = {"message_id": new.message_id, "is_protected": new.is_protected}
    step.update(tables.delivery, (new.document, new.address), sent_at=step.at, **how)


def release(step: Step, document: str, address: str) -> None:
    """Note that a claimed mail was certainly not sent: it may be tried again."""
    delivery = _find(step, document, address)
    if delivery is not None and not delivery.sent_at:
        step.delete(tables.delivery, (document, address))


def all_of(read: Reading, period: str) -> list[Delivery]:
    """Return the mails of a period; those without `sent_at` are doubtful unless they are being sent right now."""
    return [_of(row) for row in read.of_period(tables.delivery, period)]


def _find(read: Reading, document: str, address: str) -> Delivery | None:
    d = tables.delivery.c
    row = read.first(select(tables.delivery).where(d.document == document, d.address == address))
    return None if row is None else _of(row)


def _of(row: Row[Any]) -> Delivery:
    return Delivery(**dict(row._mapping) | {"sent_at": row.sent_at or ""})
