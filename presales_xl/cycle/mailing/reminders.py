"""Reminders by mail: to whoever has something open what it is, once a day at most, before the due day too."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator, Sequence

from presales_xl.cycle.answering import Told
from presales_xl.cycle.approving.approvals import Approval
from presales_xl.cycle.collecting.status import Return
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.mailing.send import Mailed, Parcel, Sending
from presales_xl.cycle.rosters.roster import load_roster
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.publications import Publication
from presales_xl.periods import Period
from presales_xl.project import Project
from presales_xl.texts import Lang, text

VERB = "status --remind"


def prepare_reminders(
    project: Project,
    period: Period,
    lang: Lang,
    *,
    returns: Sequence[Return],
    told: Sequence[Told],
    approvals: Iterable[Approval] = (),
    due: dt.date,
    today: dt.date,
    again: Collection[str] = (),
) -> list[Parcel]:
    """Return what `send` would do with reminders, with nothing sent.

    `returns` are reminded of what they owe by the day `due`, those who were `told` something of the answer, approvers
    of `approvals` that they were asked for. `again` are ids of those who get one more today. ProblemsError
    `send.unknown_recipient`, and the roster's.
    """
    with Ledger.open(project.ledger, create=False).reading() as read:
        addresses = {each.employee_id: each.email for each in issuing.roster(read, period.text).employees}
    reminders = [(_of_return(each, due, today), each.chase) for each in returns if each.chase]
    reminders += [
        (_of_document(each.now, each.name, addresses.get(each.now.employee_id, ""), today), _chase(each, today, lang))
        for each in told
        if each.decision is None
    ]
    reminders += _of_approvers(project, period, approvals, today, lang=lang)
    recipients = [mailed.recipient_id for mailed, _ in reminders]
    sending = Sending.of(project, period, recipients, table=None, again=again)
    return [sending.parcel(mailed, said=said) for mailed, said in reminders]


def _of_approvers(
    project: Project, period: Period, approvals: Iterable[Approval], today: dt.date, *, lang: Lang
) -> Iterator[tuple[Mailed, str]]:
    """Yield the reminders of approvers, each with what to write."""
    asked: dict[int, list[Publication]] = {}
    for each in approvals:
        if each.state == "asked" and each.told is not None:
            asked.setdefault(each.told.id, []).append(each.told)
    managers = load_roster(project, lang, period).managers.values() if asked else ()
    addresses = {manager.approver: manager.approver_email for manager in managers}
    for now, *others in asked.values():
        fields = {"name": now.employee_id, "day": now.day, "due": now.answer_by, "count": 1 + len(others)}
        said = text(lang, "status.chase.approval", **fields)
        yield _of_document(now, now.employee_id, addresses.get(now.employee_id, ""), today), said


def _of_return(each: Return, due: dt.date, today: dt.date) -> Mailed:
    book = each.workbook
    document = f"reminder {today} workbook {book.id}"
    return Mailed(
        document,
        VERB,
        kind=book.kind,
        recipient_id=book.recipient_id,
        recipient=book.recipient,
        team=book.team,
        address=book.email,
        issue=book.issue,
        seal=document,
        due=due.isoformat(),
    )


def _of_document(now: Publication, name: str, address: str, today: dt.date) -> Mailed:
    document = f"reminder {today} publication {now.id}"
    return Mailed(
        document,
        VERB,
        kind=now.document,
        recipient_id=now.employee_id,
        recipient=name,
        team="",
        address=address,
        issue=now.revision,
        seal=document,
        due=now.answer_by,
    )


def _chase(each: Told, today: dt.date, lang: Lang) -> str:
    """Return what to write to somebody who has not answered."""
    now = each.now
    fields = {"name": each.name, "what": text(lang, f"answers.document.{now.document}"), "day": now.day}
    key = "answer_late" if each.is_late(today) else "answer"
    return text(lang, f"status.chase.{key}", **fields, revision=now.revision, due=now.answer_by)
