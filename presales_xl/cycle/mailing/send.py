"""`presales-xl send`: mails the workbooks of a period, each to its recipient, nobody twice.

First everything is looked at without sending: who gets what, and what stands against it. A letter is claimed in the
ledger before it leaves and noted as sent once the server has taken it; one that was claimed and never noted may have
arrived, and is left to a person to decide (`again`).
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass, field, replace
from email.headerregistry import Address
from email.message import EmailMessage
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from presales_xl.cycle.generating.seal import keys_of
from presales_xl.cycle.mailing import mail, passwords, privacy
from presales_xl.cycle.mailing.mail import DoubtfulError, NotTakenError, Post, Words
from presales_xl.cycle.rosters.roster import Roster, load_roster
from presales_xl.ledger import deliveries, issues
from presales_xl.ledger.deliveries import Delivery
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.ledger import Ledger
from presales_xl.ledger.step import Step
from presales_xl.periods import Period, due_back
from presales_xl.progress import Track, quiet
from presales_xl.project import Project
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail, warning
from presales_xl.settings import FILE
from presales_xl.texts import Lang
from presales_xl.workbook import reader
from presales_xl.workbook.identity import Identity
from presales_xl.workbook.reader import Sheets

#: ready to be sent; sent before; perhaps sent before; something stands against it; sent just now.
State = Literal["ready", "sent", "doubtful", "held", "done"]


@dataclass(frozen=True)
class Parcel:
    """One workbook to be mailed: to whom, which file, how large, under a password or not, and how it stands."""

    workbook: LedgerWorkbook
    file: Path
    state: State
    data: bytes = field(default=b"", repr=False)
    size: int = 0
    password: str = field(default="", repr=False)
    again: bool = False
    problems: Sequence[Problem] = ()

    @property
    def document(self) -> str:
        """Return how the ledger names what is mailed."""
        return f"workbook {self.workbook.id}"

    @property
    def address(self) -> str:
        """Return the recipient's address."""
        return self.workbook.email


def prepare(
    project: Project,
    period: Period,
    lang: Lang,
    table: Mapping[str, str] | None = None,
    again: Collection[str] = (),
    track: Track = quiet,
) -> list[Parcel]:
    """Return what `send` would do, with nothing sent: each parcel with what stands against it.

    `table` are passwords by recipient id: with it, whoever has none gets nothing. `again` are ids of recipients who
    get their workbook once more whatever was sent. ProblemsError when the roster is wrong, nothing was issued for the
    period, or an id of `again` is that of no recipient.
    """
    roster = load_roster(project, lang, period)
    ledger = Ledger.open(project.ledger, create=False)
    with ledger.reading() as read:
        workbooks = [book for book in issues.latest_of(read, period.text) if book.file]  # the others were withdrawn
        before = {(each.document, each.address): each for each in deliveries.all_of(read, period.text)}
    if not workbooks:
        raise fail("send.nothing_issued", period=period.text)
    wanted = {key.casefold() for key in again}
    known = {book.recipient_id.casefold() for book in workbooks}
    if unknown := [key for key in again if key.casefold() not in known]:
        raise fail("send.unknown_recipient", found=unknown)
    parcels = []
    for book in workbooks:
        delivery = before.get((f"workbook {book.id}", book.email))
        parcels.append(_parcel(project, period, book, delivery, table=table, again=wanted))
    return list(_checked(project, period, parcels, roster, lang=lang, track=track))


def _parcel(
    project: Project,
    period: Period,
    book: LedgerWorkbook,
    delivery: Delivery | None,
    *,
    table: Mapping[str, str] | None,
    again: Collection[str],
) -> Parcel:
    """Return one workbook and how it stands: whether it was sent, has an address and a password, and is there."""
    file, problems = project.outbox(period) / book.file, []
    who = {"id": book.recipient_id, "name": book.recipient}
    once_more = book.recipient_id.casefold() in again
    if delivery is not None and not once_more:
        if delivery.sent_at:
            return Parcel(book, file, "sent")
        fields = {**who, "period": book.period, "address": delivery.address, "at": delivery.claimed_at}
        return Parcel(book, file, "doubtful", problems=[warning("send.doubtful", Place(), **fields)])
    password = passwords.password_of(table or {}, book.recipient_id)
    if not book.email:
        problems.append(Problem("send.no_address", Place(file=project.settings.roster), who))
    elif not mail.is_address(book.email):
        place = Place(file=project.settings.roster)
        problems.append(Problem("send.bad_address", place, who | {"found": book.email}))
    if table is not None and not password:
        problems.append(Problem("passwords.none", fields=who))
    data = b""
    try:
        data = file.read_bytes()
    except FileNotFoundError:
        problems.append(Problem("send.no_file", Place(file=str(file)), {"period": period.text}))
    except OSError as error:
        problems.append(Problem("file.unreadable", Place(file=str(file)), {"reason": error.strerror or str(error)}))
    state: State = "held" if problems else "ready"
    return Parcel(book, file, state, data=data, size=len(data), password=password, again=once_more, problems=problems)


def _checked(
    project: Project, period: Period, parcels: Sequence[Parcel], roster: Roster, *, lang: Lang, track: Track
) -> Iterator[Parcel]:
    """Yield the parcels, those held back that show somebody outside the recipient's team."""
    keys = keys_of(project, make=False)
    with TemporaryDirectory(prefix="presales-") as folder:
        copies: list[Path] = []  # what is looked at is what is sent, whatever becomes of the file meanwhile
        for number, parcel in enumerate(parcels):
            if parcel.data:
                copies.append(Path(folder) / f"{number}.xlsx")
                copies[-1].write_bytes(parcel.data)
        read: dict[str, Sheets | ProblemsError] = {}
        for path in track(copies, "check"):
            try:
                read[path.name] = reader.read_one(path)
            except ProblemsError as error:
                read[path.name] = error
    for number, parcel in enumerate(parcels):
        book, sheets = parcel.workbook, read.get(f"{number}.xlsx")
        if sheets is None:
            yield parcel
            continue
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
        if isinstance(sheets, ProblemsError):
            against: Sequence[Problem] = sheets.problems
        else:
            against = privacy.check(sheets, parcel.data, roster, expected, seal=keys.seal(book.key))
        problems = [*parcel.problems, *(problem.at(file=parcel.file.name) for problem in against)]
        yield replace(parcel, state="held" if problems else parcel.state, problems=problems)


def send(
    project: Project, period: Period, prepared: Sequence[Parcel], lang: Lang, track: Track = quiet
) -> tuple[list[Parcel], list[Problem]]:
    """Mail every parcel that is ready, over one connection; an address that fails does not stop the others.

    Returns all parcels as they stand afterwards, and what went wrong.
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
            problems += parcels[place].problems
    return parcels, problems


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
        key = mail.message_id(self.period.text, parcel.workbook.seal, parcel.address, self.sender)
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
        return replace(parcel, state="done", data=b"")

    def _letter(self, parcel: Parcel, key: str) -> EmailMessage:
        book, project = parcel.workbook, self.project
        data = passwords.protected(parcel.data, parcel.password) if parcel.password else parcel.data
        due = due_back(self.period.text, project.settings.due).isoformat()
        count = len(book.content.get("people", ()))
        words = Words(
            company=project.company,
            period=self.period.text,
            kind=book.kind,
            name=book.recipient,
            team=book.team,
            people=count,
            issue=book.issue,
            due=due,
            encrypted=bool(parcel.password),
        )
        return mail.letter(
            words,
            self.sender,
            parcel.address,
            key=key,
            attachment=(parcel.file.name, data),
            templates=project.folder / "mail",
            lang=self.lang,
        )

    def _claim(self, parcel: Parcel, key: str) -> bool:
        """Note that the letter is about to leave; False when it has left before, or somebody else is sending it."""
        with self._step(parcel, "claim") as step:
            if parcel.again:
                deliveries.release(step, parcel.document, parcel.address)
            is_mine = deliveries.claim(step, self._delivery(parcel, key)) or parcel.again
            if not is_mine:
                step.nothing()
        return is_mine

    def _delivery(self, parcel: Parcel, key: str) -> Delivery:
        return Delivery(parcel.document, parcel.address, self.period.text, key)

    def _release(self, parcel: Parcel) -> None:
        with self._step(parcel, "not_taken") as step:
            deliveries.release(step, parcel.document, parcel.address)

    def _step(self, parcel: Parcel, what: str) -> AbstractContextManager[Step]:
        book = parcel.workbook
        facts = {"kind": book.kind, "recipient": book.recipient_id, "issue": book.issue, "address": parcel.address}
        return self.ledger.step(self.project.by, "send", self.period.text, what=what, **facts)

    @staticmethod
    def _failed(parcel: Parcel, state: State, code: str, **fields: object) -> Parcel:
        book = parcel.workbook
        who = {"id": book.recipient_id, "name": book.recipient, "period": book.period, "address": parcel.address}
        return replace(parcel, state=state, problems=[Problem(code, fields=who | fields)])
