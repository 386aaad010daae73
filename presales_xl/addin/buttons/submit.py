"""提交: checked, stamped, saved, and a copy of it put where HR picks it up."""

import datetime as dt
import os
import re
import shutil
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path

from presales_xl.addin import native
from presales_xl.addin.native import Book
from presales_xl.addin.open_book import OpenBook, Part, as_typed, file_of, written
from presales_xl.addin.problem_list import list_and_tell, new_list, renew_notes, sorted_problems, verdict
from presales_xl.addin.ribbon import Ask, Reply
from presales_xl.files import draft, unwritable
from presales_xl.project import user
from presales_xl.scheme.errors import EncryptedError, OtherFormatError, Place, ProblemsError, fail
from presales_xl.texts import LANGUAGES, Lang, text
from presales_xl.workbook.layout import IDENTITY
from presales_xl.workbook.reader import read_one
from presales_xl.workbook.returned import Returned
from presales_xl.workbook.submission import STAMP, digest, is_handed_in


def run(book: Book, ask: Ask) -> Reply:
    """Check; when nothing is wrong or blank, stamp the workbook, save it and save a copy for HR, and say where.

    Warnings are asked about, and the folder that the workbook names. The stamp says who, when, and the digest of all
    entries. ProblemsError `workbook.not_ours`, `addin.no_file`, `addin.read_only`, `addin.unsaved`,
    `addin.old_copy`, `file.other_format`, `file.unwritable`; the workbook is as it was then.
    """
    opened = OpenBook.read(book)
    checked = opened.review()
    if checked.blank or any(problem.severity == "error" for problem in checked.problems):
        refused = text(ask.lang, "buttons.submit.refused")
        return Reply(f"{refused}{list_and_tell(opened, checked, ask.lang)}", "error")
    reminders = verdict(checked, ask.lang, listed=False)
    if checked.problems and not ask.yes(text(ask.lang, "buttons.submit.ask", reminders=reminders)):
        not_now = text(ask.lang, "buttons.submit.not_now")
        return Reply(f"{not_now}{list_and_tell(opened, checked, ask.lang)}", "warning")
    file = file_of(book)
    if _is_read_only(book, file):
        raise fail("addin.read_only", Place(file=str(file)))
    returns = named = opened.issued.identity.returns_to
    if returns and not ask.yes(text(ask.lang, "buttons.submit.into", folder=returns)):
        returns = ""  # the workbook names it, and anybody could have written that
    copy, is_returned = _hand_in(opened, checked, file, returns)
    key = "returned" if is_returned else "unreachable" if returns else "beside"
    return Reply(text(ask.lang, f"buttons.submit.{key}", file=copy, folder=named))


def _is_read_only(book: Book, file: Path) -> bool:
    """Return whether Excel could not save: the file may not be written, or somebody else has it open."""
    return native.is_read_only(book) or not os.access(file, os.W_OK) or not file.stat().st_mode & stat.S_IWUSR


def _hand_in(opened: OpenBook, checked: Returned, file: Path, returns: str) -> tuple[Path, bool]:
    """Stamp and save the workbook and a copy of it: all of it or nothing; return the copy, and whether HR gets it."""
    now = dt.datetime.now().astimezone()
    identity = opened.issued.identity
    stamp = [STAMP, as_typed(user()), now.isoformat(timespec="seconds"), digest(checked)]
    listed: list[Part] = []
    with suppress(ProblemsError):  # a list that has no place any more does not keep anybody from submitting
        listed = new_list(opened, sorted_problems(checked.problems, identity.lang), verdict(checked, identity.lang))
    is_saved = False
    try:
        with written(opened, [(IDENTITY, _first_blank(opened), 0, [stamp]), *listed]):
            if listed:
                renew_notes(opened, listed)
            _save(opened.book, file)
            is_saved = True
            return _copied(opened.book, file, returns, stamp, lang=identity.lang)
    except Exception:
        if is_saved:
            with suppress(Exception):  # it is the first failure that the person is shown
                opened.book.save()
        raise


def _first_blank(opened: OpenBook) -> int:
    """Return the row (from 0) below all that the hidden sheet holds."""
    return max((n for n, row in enumerate(opened.sheets[IDENTITY], 1) if any(v is not None for v in row)), default=0)


def _save(book: Book, file: Path) -> None:
    try:
        book.save()
    except ProblemsError:
        raise
    except Exception as error:
        reason = str(error).split("\n", maxsplit=1)[0][:200]
        raise fail("addin.unsaved", Place(file=str(file)), reason=reason) from error


def _copied(book: Book, file: Path, returns: str, stamp: Sequence[str], *, lang: Lang) -> tuple[Path, bool]:
    """Copy the saved file to the folder of returns, where there is one that can be written to, else beside it."""
    with suppress(ProblemsError, OSError):  # of what is no path at all
        if returns and Path(returns).is_dir():
            return _copy(book, file, Path(returns), stamp, lang=lang), True
    return _copy(book, file, file.parent, stamp, lang=lang), False


def _copy(book: Book, file: Path, folder: Path, stamp: Sequence[str], *, lang: Lang) -> Path:
    now = dt.datetime.fromisoformat(stamp[2])
    # Behind the time systems and mail programs put what they like, as in " (1)".
    before = "|".join(text(each, "buttons.submit.name", stem="", when="") for each in LANGUAGES)
    stem = re.sub(rf"(?<=.)({before})\d{{8}}-\d{{4}}.*$", "", file.stem)
    name = text(lang, "buttons.submit.name", stem=stem, when=now.strftime("%Y%m%d-%H%M"))
    number, target = 1, folder / f"{name}{file.suffix}"
    while target.exists():
        number += 1
        target = folder / f"{name}-{number}{file.suffix}"
    with draft(target) as place:
        try:
            if not native.save_copy(book, place):
                shutil.copyfile(file, place)
        except OSError as error:
            raise unwritable(target, error) from None
        try:
            is_as_stamped = _is_as_stamped(place, stamp)
        except OtherFormatError as error:
            raise error.at(file=str(file)) from None
        if not is_as_stamped:
            raise fail("addin.old_copy", Place(file=str(file)))
    return target


def _is_as_stamped(copy: Path, stamp: Sequence[str]) -> bool:
    """Return whether a copy is of what was just saved: in the cloud the file on this computer may be older, or cut off.

    Of one under a password nobody can tell. OtherFormatError for one that Excel does not keep as .xlsx.
    """
    try:
        return is_handed_in(read_one(copy), stamp[2], stamp[3])
    except EncryptedError:
        return True
    except OtherFormatError:
        raise
    except ProblemsError:
        return False
