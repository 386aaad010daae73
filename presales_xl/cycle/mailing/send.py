"""Mailing: the workbooks of a period (`presales-xl send`), plans and statements, each to its recipient, nobody twice.

First everything is looked at without sending: who gets what, and what stands against it. A letter is claimed in the
ledger before it leaves and noted as sent once the server has taken it; one that was claimed and never noted may have
arrived, and is left to a person to decide (`again`).
"""

import datetime as dt
from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field, replace
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal, get_args

from presales_xl.cycle.answering import by_day, refuse_unknown
from presales_xl.cycle.generating.seal import keys_of
from presales_xl.cycle.mailing import encryption, mail, passwords, privacy
from presales_xl.cycle.mailing.mail import DoubtfulError, NotTakenError, Post
from presales_xl.cycle.mailing.privacy import Everybody
from presales_xl.cycle.publishing.pages import PAGE
from presales_xl.cycle.rosters.roster import Roster
from presales_xl.cycle.rosters.roster_reader import load_roster
from presales_xl.ledger import deliveries, issues
from presales_xl.ledger.deliveries import Delivery
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.publications import Publication
from presales_xl.ledger.step import Step
from presales_xl.people.decisions import Document
from presales_xl.periods import Period, due_back
from presales_xl.progress import Track, quiet
from presales_xl.project import Project
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail, too_early, warning
from presales_xl.settings import FILE
from presales_xl.texts import Lang, counted
from presales_xl.workbook import reader
from presales_xl.workbook.identity import Identity
from presales_xl.workbook.reader import Sheets

#: ready to be sent; sent before; perhaps sent before; something stands against it; sent just now.
State = Literal["ready", "sent", "doubtful", "held", "done"]

#: The commands that mail what people are told.
_VERBS: Mapping[Document, str] = {"plan": "plan", "statement": "publish", "approval": "approve"}
_REMIND, _REMINDER = "status --remind", "reminder"
_NONE = Path()


@dataclass(frozen=True)
class Mailed:
    """What is mailed to one recipient: a workbook, or a page with the form for answering.

    `document` is how the ledger names it, `verb` the command that mails it, `seal` tells one content from another,
    `issue` counts what the recipient got of it, `people` how many a workbook is about, `days` the days that a
    plan is about where it is not the whole period.
    """

    document: str
    verb: str
    kind: str
    recipient_id: str
    recipient: str
    team: str
    address: str
    issue: int
    seal: str
    due: str
    people: int = 0
    days: str = ""


def of_workbook(book: LedgerWorkbook, due: dt.date, reminded: str = "") -> Mailed:
    """Return a workbook as something that is mailed, or where it is `reminded` of, the reminder of that day or moment.

    A moment is when the file came that the reminder is about.
    """
    mailed = Mailed(
        f"workbook {book.id}",
        "send",
        kind=book.kind,
        recipient_id=book.recipient_id,
        recipient=book.recipient,
        team=book.team,
        address=book.email,
        issue=book.issue,
        seal=book.seal,
        due=due.isoformat(),
        people=len(book.content.get("people", ())),
    )
    return _reminder(mailed, reminded) if reminded else mailed


def of_publication(now: Publication, address: str, reminded: str = "") -> Mailed:
    """Return what somebody was told as something that is mailed, or with a day `reminded` the reminder of that day."""
    mailed = Mailed(
        f"publication {now.id}",
        _VERBS[now.document],
        kind=now.document,
        recipient_id=now.employee_id,
        recipient=now.name,
        team=now.team,
        address=address,
        issue=now.revision,
        seal=f"{now.document} {now.revision} {now.digest}",  # what is said again is another letter
        due=now.answer_by,
        people=len(now.facts.get("people", ())),
        days=now.days,
    )
    return _reminder(mailed, reminded) if reminded else mailed


def addressed(mailed: Mailed, roster: Roster) -> Mailed:
    """Return what is mailed with the address that the roster of now gives, whatever it was when that was issued."""
    return replace(mailed, address=roster.address_of(mailed.kind, mailed.recipient_id, mailed.address))


def reminders(mails: Sequence[Delivery]) -> dict[str, str]:
    """Return when (UTC) somebody was last reminded of each document, by its name."""
    named = (each.document.split(" ", maxsplit=2) for each in mails)
    moments = ((max(each.claimed_at, each.sent_at), name) for each, name in zip(mails, named, strict=True))
    reminders = sorted((at, name[2]) for at, name in moments if name[0] == _REMINDER)
    return {document: at for at, document in reminders}


def _reminder(mailed: Mailed, when: str) -> Mailed:
    document = f"{_REMINDER} {when} {mailed.document}"
    return replace(mailed, document=document, verb=_REMIND, seal=document)


@dataclass(frozen=True)
class Parcel:
    """What is to be mailed: to whom, which file or what is `said`, how large, under a password or not, how it stands.

    `enclosed` are the names and bytes of what goes beside the file and is never under a password. `of_address` are
    those `problems` that keep it from being mailed and not from being handed over. It `was_protected` where it was
    mailed under a password before and there is no table of these now.
    """

    mailed: Mailed
    file: Path
    state: State
    data: bytes = field(default=b"", repr=False)
    size: int = 0
    password: str = field(default="", repr=False)
    again: bool = False
    problems: Sequence[Problem] = ()
    of_address: Sequence[Problem] = ()
    enclosed: Sequence[tuple[str, bytes]] = field(default=(), repr=False)
    said: str = ""
    was_protected: bool = False

    @property
    def lacks_passwords(self) -> bool:
        """Return whether a table of passwords is all that it lacks."""
        return self.was_protected and len(self.problems) == 1

    @property
    def address(self) -> str:
        """Return the recipient's address."""
        return self.mailed.address


@dataclass(frozen=True)
class Sending:
    """What a run of mailing knows: what was mailed before, the passwords, and who gets something once more.

    `before` is by document and address; what somebody handed over is there by document and "": it went to no address.
    With a table of passwords, by recipient id, whoever has none gets nothing.
    """

    project: Project
    period: Period
    before: Mapping[tuple[str, str], Delivery]
    table: Mapping[str, str] | None
    again: frozenset[str]

    @classmethod
    def of(
        cls,
        project: Project,
        period: Period,
        recipients: Collection[str],
        *,
        table: Mapping[str, str] | None,
        again: Collection[str],
    ) -> "Sending":
        """Return it; ProblemsError `send.unknown_recipient` when an id of `again` is that of no recipient."""
        refuse_unknown(again, recipients)
        with Ledger.open(project.ledger, create=False).reading() as read:
            mails = deliveries.all_of(read, period.text)
        before = {(each.document, each.address): each for each in mails}
        before |= {(each.document, ""): each for each in mails if each.is_by_hand}
        return cls(project, period, before, table, again=frozenset(key.casefold() for key in again))

    def parcel(self, mailed: Mailed, file: Path = _NONE, enclosed: Sequence[Path] = (), said: str = "") -> Parcel:
        """Return how something stands: whether it was sent, has an address and a password, and is there.

        A reminder has no file but something to be `said`, and may have a form beside it.
        """
        problems: list[Problem] = []
        who = {"id": mailed.recipient_id, "name": mailed.recipient}
        once_more = mailed.recipient_id.casefold() in self.again
        delivery = self.before.get((mailed.document, "")) or self.before.get((mailed.document, mailed.address))
        if delivery is not None and not once_more:
            if delivery.sent_at:
                return Parcel(mailed, file, "sent")
            fields = {**who, "period": self.period.text, "address": delivery.address, "at": delivery.claimed_at}
            doubtful = warning("send.doubtful", Place(), verb=mailed.verb, **fields)
            return Parcel(mailed, file, "doubtful", problems=[doubtful])
        password = passwords.password_of(self.table or {}, mailed.recipient_id)
        place = Place(file=self.project.settings.roster)
        if not self.project.settings.mail.is_set:
            pass  # nothing goes by mail: nobody needs an address
        elif not mailed.address:
            problems.append(Problem("send.no_address", place, who))
        elif not mail.is_address(mailed.address):
            problems.append(Problem("send.bad_address", place, who | {"found": mailed.address}))
        was_protected = self.table is None and not said and self._was_protected(mailed)
        if was_protected:
            fields = {**who, "verb": mailed.verb, "period": self.period.text}
            problems.append(Problem("send.was_protected", fields=fields))
        of_address = list(problems)
        if self.table is not None and not password:
            problems.append(Problem("passwords.none", fields=who))
        if password and file.suffix == PAGE:
            problems.append(Problem("send.no_pdf", Place(file=str(file))))
        data = b"" if said else self._read(file, mailed.verb, problems)
        others = [self._read(path, mailed.verb, problems) for path in enclosed]
        state: State = "held" if problems else "ready"
        return Parcel(
            mailed,
            file,
            state,
            data=data,
            size=len(data),
            password=password,
            again=once_more,
            problems=problems,
            of_address=of_address,
            enclosed=[(path.name, content) for path, content in zip(enclosed, others, strict=True)],
            said=said,
            was_protected=was_protected,
        )

    def _was_protected(self, mailed: Mailed) -> bool:
        """Return whether this was mailed under a password before, or an earlier issue of a workbook to the address."""
        earlier = (each for each in self.before.values() if each.is_protected)
        is_workbook = mailed.verb == "send"
        return any(
            each.document == mailed.document
            or (is_workbook and each.address == mailed.address and each.document.startswith("workbook "))
            for each in earlier
        )

    def _read(self, file: Path, verb: str, problems: list[Problem]) -> bytes:
        try:
            return file.read_bytes()
        except FileNotFoundError:
            fields = {"period": self.period.text, "verb": "generate" if verb == "send" else verb}
            problems.append(Problem("send.no_file", Place(file=str(file)), fields))
        except OSError as error:
            reason = error.strerror or str(error)
            problems.append(Problem("file.unreadable", Place(file=str(file)), {"reason": reason}))
        return b""


def prepare(
    project: Project,
    period: Period,
    lang: Lang,
    table: Mapping[str, str] | None = None,
    again: Collection[str] = (),
    track: Track = quiet,
) -> list[Parcel]:
    """Return what `send` would do with the workbooks, with nothing sent: each parcel with what stands against it.

    `table` are passwords by recipient id: with it, whoever has none gets nothing. `again` are ids of recipients who
    get their workbook once more whatever was sent. ProblemsError when the roster is wrong, nothing was issued for the
    period, or an id of `again` is that of no recipient.
    """
    roster = load_roster(project, lang, period)
    with Ledger.open(project.ledger, create=False).reading() as read:
        workbooks = [book for book in issues.latest_of(read, period.text) if book.file]  # the others were withdrawn
    if not workbooks:
        raise too_early("send.nothing_issued", period=period.text)
    recipients = [book.recipient_id for book in workbooks]
    sending = Sending.of(project, period, recipients, table=table, again=again)
    due = due_back(period.text, project.settings.due)
    outbox = project.outbox(period)
    parcels = [sending.parcel(addressed(of_workbook(book, due), roster), outbox / book.file) for book in workbooks]
    of_parcels = sheets_of([parcel.data for parcel in parcels], track)
    keys, everybody = keys_of(project, make=False), Everybody(roster)

    def against(book: LedgerWorkbook, sheets: Sheets, data: bytes) -> Sequence[Problem]:
        expected = Identity(
            company=project.company,
            period=period.text,
            kind=book.kind,
            recipient_id=book.recipient_id,
            recipient=book.recipient,
            team=book.team,
            lang=lang,
            issue=book.issue,
        )
        return privacy.check(sheets, data, everybody, expected, seal=keys.seal(book.key))

    return [
        held(parcel, sheets if isinstance(sheets, list) else against(book, sheets, parcel.data))
        if sheets is not None
        else parcel
        for parcel, book, sheets in zip(parcels, workbooks, of_parcels, strict=True)
    ]


def held(parcel: Parcel, against: Sequence[Problem]) -> Parcel:
    """Return a parcel held back by what was found against it, if anything was."""
    problems = [*parcel.problems, *(problem.at(file=parcel.file.name) for problem in against)]
    return replace(parcel, state="held" if problems else parcel.state, problems=problems)


def sheets_of(contents: Sequence[bytes], track: Track) -> Iterator[Sheets | list[Problem] | None]:
    """Yield the sheets of workbooks, given by their bytes, or why they cannot be read; None where there is none.

    What is looked at is what is sent, whatever becomes of the file meanwhile.
    """
    with TemporaryDirectory(prefix="presales-") as folder:
        path = Path(folder) / "workbook.xlsx"
        for data in track(contents, "check"):
            if not data:
                yield None
                continue
            path.write_bytes(data)
            try:
                yield reader.read_one(path)
            except ProblemsError as error:
                yield list(error.problems)


def send(
    project: Project, period: Period, prepared: Sequence[Parcel], lang: Lang, track: Track = quiet
) -> tuple[list[Parcel], list[Problem]]:
    """Mail every parcel that is ready, over one connection; an address that fails does not stop the others.

    Returns all parcels as they stand afterwards, with what went wrong, and what kept the rest from being tried.
    It may be stopped at any point and run again. When there is no way to the mail server the rest stays ready.
    ProblemsError `mail.not_set` when the project names no sender, `mail.template` when a letter cannot be written.
    """
    sender = mail.sender_of(project.settings.mail.sender)
    if sender is None:
        raise fail("mail.not_set", Place(file=FILE, field="mail.sender"))
    ledger = Ledger.open(project.ledger, create=False)
    parcels = list(prepared)
    problems: list[Problem] = []
    with closing(Post(project.settings.mail)) as post:
        mailing = _Mailing(project, period, lang, ledger, post=post, sender=sender)
        for place in track([n for n, parcel in enumerate(parcels) if parcel.state == "ready"], "send"):
            try:
                parcels[place] = mailing.mail(parcels[place])
            except ProblemsError as error:
                problems += error.problems
                break
    return parcels, problems


def in_words(parcels: Sequence[Parcel], lang: Lang) -> str:
    """Return how many parcels stand how."""
    counts = Counter(parcel.state for parcel in parcels)
    return counted(lang, {state: counts[state] for state in ("done", *get_args(State))}, "send.count")


def only_to(parcels: Sequence[Parcel], ids: Collection[str]) -> Sequence[Parcel]:
    """Return the parcels of recipients with some ids, all without any; ProblemsError `send.unknown_recipient`."""
    refuse_unknown(ids, [parcel.mailed.recipient_id for parcel in parcels])
    wanted = {key.casefold() for key in ids}
    return [parcel for parcel in parcels if not wanted or parcel.mailed.recipient_id.casefold() in wanted]


def to_hand_over(parcels: Sequence[Parcel]) -> list[Parcel]:
    """Return what may be handed over without mail: what is ready, or lacks an address and nothing else."""
    unsent = [parcel for parcel in parcels if parcel.state != "sent"]
    return [parcel for parcel in unsent if len(parcel.problems) == len(parcel.of_address)]


def hand_over(project: Project, period: Period, parcels: Sequence[Parcel]) -> list[Parcel]:
    """Note that somebody hands parcels over, which no server mails: they count as sent. Returns those that do."""
    left = to_hand_over(parcels)
    if not left:
        return []
    with Ledger.open(project.ledger, create=False).step(project.by, left[0].mailed.verb, period.text) as step:
        for parcel in left:
            deliveries.sent(step, Delivery(parcel.mailed.document, parcel.address, period.text, message_id=""))
        step.note(by_hand=len(left))
    return [replace(parcel, state="done", problems=()) for parcel in left]


@dataclass(frozen=True)
class _Mailing:
    """What sends one parcel after the other."""

    project: Project
    period: Period
    lang: Lang
    ledger: Ledger
    post: Post
    sender: Address

    def mail(self, parcel: Parcel) -> Parcel:
        """Claim, send, note; ProblemsError when no parcel can be sent."""
        key = mail.message_id(self.period.text, parcel.mailed.seal, parcel.address, self.sender)
        letter = self._letter(parcel, key)
        if not self._claim(parcel, key):
            return self._failed(parcel, "doubtful", "send.meanwhile")
        try:
            self.post.send(letter, self.sender.addr_spec, parcel.address)
        except NotTakenError as error:
            self._release(parcel)
            return self._failed(parcel, "held", "send.not_taken", reason=str(error))
        except ProblemsError:
            self._release(parcel)
            raise
        except DoubtfulError as error:
            return self._failed(parcel, "doubtful", "send.lost", reason=str(error))
        with self._step(parcel, "sent") as step:
            deliveries.sent(step, self._delivery(parcel, key))
        return replace(parcel, state="done", data=b"", enclosed=())

    def _letter(self, parcel: Parcel, key: str) -> EmailMessage:
        mailed, project = parcel.mailed, self.project
        data = encryption.protected(parcel.data, parcel.password) if parcel.password else parcel.data
        words = {key: getattr(mailed, key) for key in ("kind", "team", "people", "issue", "due", "days")}
        words |= {"company": project.company, "period": self.period.text, "name": mailed.recipient}
        words |= {"by": by_day(mailed.due, self.lang)}
        words |= {"encrypted": bool(parcel.password), "said": parcel.said}
        files = [*([] if parcel.said else [(parcel.file.name, data)]), *parcel.enclosed]
        return mail.letter(
            words,
            self.sender,
            parcel.address,
            key=key,
            attachments=files,
            templates=project.folder / "mail",
            lang=self.lang,
        )

    def _claim(self, parcel: Parcel, key: str) -> bool:
        """Note that the letter is about to leave; False when it has left before, or somebody else is sending it."""
        with self._step(parcel, "claim") as step:
            if parcel.again:
                deliveries.release(step, parcel.mailed.document, parcel.address)
            return deliveries.claim(step, self._delivery(parcel, key)) or parcel.again

    def _delivery(self, parcel: Parcel, key: str) -> Delivery:
        is_protected = bool(parcel.password and not parcel.said)
        return Delivery(parcel.mailed.document, parcel.address, self.period.text, key, is_protected=is_protected)

    def _release(self, parcel: Parcel) -> None:
        with self._step(parcel, "not_taken") as step:
            deliveries.release(step, parcel.mailed.document, parcel.address)

    def _step(self, parcel: Parcel, what: str) -> AbstractContextManager[Step]:
        mailed = parcel.mailed
        return self.ledger.step(
            self.project.by,
            mailed.verb.split()[0],
            self.period.text,
            what=what,
            address=parcel.address,
            kind=mailed.kind,
            recipient=mailed.recipient_id,
            issue=mailed.issue,
        )

    def _failed(self, parcel: Parcel, state: State, code: str, **fields: object) -> Parcel:
        mailed = parcel.mailed
        who = {"id": mailed.recipient_id, "name": mailed.recipient, "period": self.period.text, "verb": mailed.verb}
        return replace(parcel, state=state, problems=[Problem(code, fields=who | {"address": parcel.address} | fields)])
