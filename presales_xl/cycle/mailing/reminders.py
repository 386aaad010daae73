"""Reminders by mail: to whoever has something open what it is, once a day at most, before the due day too."""

import datetime as dt
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from presales_xl.cycle.answering import ToldDocument, by_day, local_day
from presales_xl.cycle.approving.approvals import Approval
from presales_xl.cycle.approving.approve import form_file
from presales_xl.cycle.collecting.status import Return, Status
from presales_xl.cycle.generating import issuing
from presales_xl.cycle.generating.seal import keys_of
from presales_xl.cycle.mailing.send import Mailed, Parcel, Sending, addressed, of_publication, of_workbook
from presales_xl.cycle.publishing.pages import form_name, stem_of, write_form_of
from presales_xl.cycle.publishing.withdrawn import withdrawn
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.cycle.rosters.roster_reader import load_roster
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.publications import Publication
from presales_xl.periods import Period
from presales_xl.project import Project
from presales_xl.texts import Lang, text


def prepare_reminders(
    project: Project,
    period: Period,
    lang: Lang,
    now: Status,
    *,
    today: dt.date,
    again: Collection[str] = (),
) -> list[Parcel]:
    """Return what `send` would do with reminders, with nothing sent.

    Of all that is `now` there recipients are reminded of what they owe, those who were told something of the answer,
    with the form for it, approvers of the approvals that they were asked for. `again` are ids of those who get one more
    today.
    ProblemsError `send.unknown_recipient`, `seal.key_missing`, and the roster's.
    """
    with Ledger.open(project.ledger, create=False).reading() as read:
        people = issuing.roster(read, period.text).employees
        gone = [each.employee for each in withdrawn(read, period.text)]
    addresses = {each.employee_id: each.email for each in (*people, *gone)}
    roster = load_roster(project, lang, period)
    chased = [each for each in now.returns if each.chase]
    reminders = [
        (addressed(of_workbook(each.workbook, now.due, _when(each, today)), roster), each.chase) for each in chased
    ]
    reminders += _of_approvers(project, period, now.approvals.values(), today, roster=roster, lang=lang)
    awaited = [each for each in now.told if each.is_awaited]
    recipients = [*(mailed.recipient_id for mailed, _ in reminders), *(each.now.employee_id for each in awaited)]
    sending = Sending.of(project, period, recipients, table=None, again=again)
    parcels = [sending.parcel(mailed, said=said) for mailed, said in reminders]
    with TemporaryDirectory(prefix="presales-") as folder:
        for number, each in enumerate(awaited):
            usual = addresses.get(each.now.employee_id, "")
            mailed = addressed(of_publication(each.now, usual, str(today)), roster)
            form = _form(project, Path(folder) / str(number), each, lang)
            parcels.append(sending.parcel(mailed, enclosed=[form], said=_chase(each, today, lang)))
    return parcels


def _when(each: Return, today: dt.date) -> str:
    """Return of which day a reminder is; of what came today it is another one than of what was owed before."""
    came = each.received_at
    return came if came and local_day(came) == today else str(today)


def _form(project: Project, folder: Path, each: ToldDocument, lang: Lang) -> Path:
    """Write the form in which somebody answers anew, and return it: whoever forgot may not find the first one."""
    folder.mkdir()
    path = folder / form_name(stem_of(each.now), lang)
    write_form_of(project, keys_of(project, make=False), path, each.now, lang=lang)
    return path


def _of_approvers(
    project: Project, period: Period, approvals: Iterable[Approval], today: dt.date, *, roster: Roster, lang: Lang
) -> Iterator[tuple[Mailed, str]]:
    """Yield the reminders of approvers, each with what to write."""
    asked: dict[int, list[Publication]] = {}
    for each in approvals:
        if each.state == "asked" and each.told is not None:
            asked.setdefault(each.told.id, []).append(each.told)
    for now, *others in asked.values():
        fields = {"name": now.employee_id, "day": now.day, "by": by_day(now.answer_by, lang), "count": 1 + len(others)}
        reminder = text(lang, "status.chase.approval", **fields, file=form_file(project, period, now).name)
        address = roster.address_of("approval", now.employee_id, "")
        yield of_publication(now, address, str(today)), reminder


def _chase(each: ToldDocument, today: dt.date, lang: Lang) -> str:
    """Return what to write to somebody who has not answered."""
    now = each.now
    fields = {"name": now.name, "what": text(lang, f"answers.document.{now.document}"), "day": now.day}
    key = "answer_late" if each.is_late(today) else "answer"
    return text(lang, f"status.chase.{key}", **fields, revision=now.revision, due=now.answer_by)
