"""The files that came back: what is in them, read once, and those set aside that cannot be used."""

import shutil
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path, PurePath

from presales_xl.cycle.collecting import reading
from presales_xl.cycle.collecting.file_states import by_person
from presales_xl.cycle.collecting.inbox import NOTE, InboxFile
from presales_xl.cycle.collecting.reading import Claim
from presales_xl.cycle.mailing import passwords
from presales_xl.files import digest_of, draft, new_text
from presales_xl.ledger.issues import LedgerWorkbook
from presales_xl.ledger.submissions import Submission
from presales_xl.periods import Period
from presales_xl.project import Project
from presales_xl.scheme.errors import (
    EncryptedError,
    Place,
    Problem,
    ProblemsError,
    UnavailableError,
    WrongPasswordError,
    fail,
)
from presales_xl.texts import Lang, text
from presales_xl.workbook import reader

_STEM_MOST = 50  # characters of a file's name that are kept, so that it fits with what is added to it


@dataclass(frozen=True)
class Incoming:
    """A file as it was read: what it claims to be, or the error that reading it raised.

    `file` is how messages call it, `digest` the SHA-256 of its bytes, `arrived` when it came into its folder.
    """

    path: Path
    file: str
    digest: str
    claim: Claim | Exception
    arrived: float = 0.0


def read(
    file: InboxFile, *, issued: Sequence[LedgerWorkbook], table: Mapping[str, str] | None, known: Collection[str] = ()
) -> Incoming | Sequence[Problem]:
    """Return a file as it was read, or the problem of one that cannot be had now: in use, or still being copied.

    What is in files whose digests are `known` is known as well: they are not opened.

    What is in a file can be asked for until this thread reads the next one: its reading process keeps one. Of a file
    that somebody else moves away meanwhile there is nothing to tell. Those under a password are opened with the
    passwords of a `table`, by recipient id; `issued` are the workbooks that are out. Others stay closed where they are.
    """
    path = file.path
    digest = digest_of(path)
    claim: Claim | Exception
    try:
        claim = Claim(None) if digest in known else _opened(path, issued, table)
    except Exception as error:  # whoever judges the file says what it means
        claim = error
    if isinstance(claim, UnavailableError):
        return claim.at(file=file.name).problems if path.exists() else ()
    if not digest or (digest not in known and digest_of(path) != digest):
        return [Problem("collect.changing", Place(file=file.name))]
    came = file.lies.stat().st_ctime  # on Windows when it was made in its folder, elsewhere when last changed
    return Incoming(path=path, file=file.name, digest=digest, claim=claim, arrived=came)


def _opened(path: Path, issued: Sequence[LedgerWorkbook], table: Mapping[str, str] | None) -> Claim:
    """Return what a file claims to be; raises as `read_in` and `encryption.opened`.

    EncryptedError for one under a password, without a table of passwords or where none of it opens the file.
    """
    try:
        return reader.read_in(reader.reading_process(), path, reading.claim)
    except EncryptedError:
        if table is None:
            raise
    from presales_xl.cycle.mailing import encryption  # noqa: PLC0415 - few files are under a password

    for word in dict.fromkeys(_words(path, issued, table)):
        with suppress(WrongPasswordError):
            return reader.reading_process().run(reading.claim_of_bytes, encryption.opened(path, word))
    raise EncryptedError([Problem("collect.no_password", Place(file=str(path)))])


def _words(path: Path, issued: Sequence[LedgerWorkbook], table: Mapping[str, str]) -> Iterator[str]:
    """Yield the passwords, first that of the recipient whose workbook the file's name is that of."""
    for workbook in issued:
        word = passwords.password_of(table, workbook.recipient_id)
        if word and workbook.file and path.stem.startswith(PurePath(workbook.file).stem):
            yield word
    yield from table.values()


# Files that could not be used: moved out of the inbox, each with a text beside it that says why and what to do.


def set_aside(file: Path, digest: str, folder: Path, inbox: Path, problems: Sequence[Problem], lang: Lang) -> Path:
    """Move a file of the inbox into the quarantine folder (copy one from elsewhere) and write down why.

    Done again, it ends in the same: the file's place there carries the first digits of its digest. ProblemsError when
    it cannot be moved, say because it is open, or is not the file any more that the digest is of.
    """
    target = quarantined(file, digest, folder)
    note = target.with_name(target.name + NOTE)
    with new_text(note, "utf-8-sig") as stream:  # with a mark: Notepad of older Windows shows Chinese then
        lines = (line.replace("\n", "\r\n") for line in by_person(problems, lang))
        stream.write("\r\n\r\n".join([text(lang, "collecting.quarantine", file=file.name), *lines]) + "\r\n")
    try:
        if digest_of(target) != digest:
            _copy(file, digest, target)
        if file.resolve().is_relative_to(inbox.resolve()) and digest_of(file) in (digest, ""):
            file.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise fail("collect.not_set_aside", Place(file=str(file)), folder=str(folder), reason=reason) from None
    return target


def was_set_aside(file: InboxFile, folder: Path) -> bool:
    """Return whether a file inside a zip file lies in the quarantine folder: unlike others it could not be moved."""
    return file.path != file.lies and quarantined(file.path, digest_of(file.path), folder).exists()


def quarantined(file: PurePath, digest: str, folder: Path) -> Path:
    """Return where a file that is set aside lies in the quarantine folder."""
    return folder / f"{file.stem[:_STEM_MOST]}_{digest[:8]}{file.suffix}"


def lies_at(project: Project, period: Period, aside: Submission) -> Path:
    """Return where a file that does not count lies: aside, or in the inbox still, as one under a password does."""
    name = PurePath(aside.file)
    there = quarantined(name, aside.digest, project.quarantine(period))
    return there if there.is_file() else project.inbox(period) / name


def is_in_inbox(project: Project, period: Period, aside: Submission) -> bool:
    """Return whether a file that does not count lies in the inbox still: it may yet, with a password, say."""
    at = lies_at(project, period, aside)
    return at.parent != project.quarantine(period) and at.is_file()


def aside_in_words(project: Project, period: Period, aside: Submission, lang: Lang) -> str:
    """Return what a file that does not count is called where it lies."""
    if is_in_inbox(project, period, aside):
        return text(lang, "status.in_inbox", file=aside.file)
    return lies_at(project, period, aside).name


def keep(project: Project, period: Period, file: Path, digest: str) -> None:
    """Copy a file that counts and was given from elsewhere into the inbox, which holds what people handed in.

    ProblemsError when the file has changed meanwhile, or cannot be written.
    """
    inbox = project.inbox(period)
    target = inbox / file.name
    if target.is_file() and digest_of(target) != digest:  # another one of the same name
        target = quarantined(file, digest, inbox)
    if digest_of(target) != digest:
        inbox.mkdir(parents=True, exist_ok=True)
        _copy(file, digest, target)


def _copy(file: Path, digest: str, target: Path) -> None:
    """Copy a file, whole or not at all."""
    with draft(target) as place:
        shutil.copy2(file, place)
        if digest_of(place) != digest:
            raise ProblemsError([Problem("collect.changing", Place(file=str(file)))])
