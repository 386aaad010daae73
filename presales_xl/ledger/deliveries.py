"""Which workbook was mailed to which address. Nobody gets one twice, also when the program dies while sending.

`claim` in a step of its own, send, then `sent` (or `release` when the server refused). What was claimed and neither
sent nor released is doubtful: the mail may have gone out; a person decides.
"""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Row, select

from presales_xl.ledger import tables
from presales_xl.ledger.step import Reading, Step


@dataclass(frozen=True)
class Delivery:
    """A mail: of which workbook, to whom, its Message-ID; `sent_at` is "" until the server took it."""

    workbook_id: int
    address: str
    message_id: str
    claimed_at: str
    sent_at: str = ""


def claim(step: Step, workbook_id: int, address: str, message_id: str) -> bool:
    """Note that a mail is about to be sent; False when it was sent or claimed before: do not send it."""
    if _find(step, workbook_id, address) is not None:
        return False
    row = {"workbook_id": workbook_id, "address": address, "message_id": message_id, "claimed_at": step.at}
    step.insert(tables.delivery, row)
    return True


def sent(step: Step, workbook_id: int, address: str, message_id: str) -> None:
    """Note that a mail was sent, whether it was claimed before or not."""
    claim(step, workbook_id, address, message_id)
    delivery = _find(step, workbook_id, address)
    if delivery is not None and not delivery.sent_at:
        step.update(tables.delivery, (workbook_id, address), sent_at=step.at, message_id=message_id)


def release(step: Step, workbook_id: int, address: str) -> None:
    """Note that a claimed mail was certainly not sent: it may be tried again."""
    delivery = _find(step, workbook_id, address)
    if delivery is not None and not delivery.sent_at:
        step.delete(tables.delivery, (workbook_id, address))


def all_of(read: Reading, period: str) -> list[Delivery]:
    """Return the mails of a period; those without `sent_at` are doubtful unless they are being sent right now."""
    query = select(tables.delivery).join(tables.workbook).where(tables.workbook.c.period == period)
    return [_of(row) for row in read.all(query.order_by(tables.delivery.c.workbook_id, tables.delivery.c.address))]


def _find(read: Reading, workbook_id: int, address: str) -> Delivery | None:
    d = tables.delivery.c
    row = read.first(select(tables.delivery).where(d.workbook_id == workbook_id, d.address == address))
    return None if row is None else _of(row)


def _of(row: Row[Any]) -> Delivery:
    return Delivery(**dict(row._mapping) | {"sent_at": row.sent_at or ""})
