"""提交: checked, stamped, saved, and a copy of it put where HR picks it up."""

import datetime as dt
import hashlib
import json
import os
import re
import shutil
import stat
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from urllib.parse import urlsplit
from urllib.request import url2pathname

import xlwings as xw

from presales_xl.addin import listing
from presales_xl.addin.open_book import OpenBook, Part, as_text, write
from presales_xl.addin.registry import NOBODY, Answer, Ask, command
from presales_xl.addin.validate import BLANK, ordered, shown, verdict
from presales_xl.files import draft, unwritable
from presales_xl.ledger.ledger import user
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.texts import Lang, text
from presales_xl.workbook.layout import IDENTITY
from presales_xl.workbook.review import Review

STAMP = "submitted"  # the first cell of the row that a submission adds to the hidden sheet


@command
def submit(book: xw.Book, ask: Ask = NOBODY) -> Answer:
    """Check; when nothing is wrong or blank, stamp the workbook, save it and save a copy for HR, and say where.

    Warnings are asked about. The stamp says who, when, and the digest of all entries. ProblemsError
    `workbook.not_ours`, `addin.no_file`, `addin.read_only`, `addin.unsaved`, `file.unwritable`; the workbook is as it
    was then.
    """
    opened = OpenBook.read(book)
    found = opened.review()
    problems = ordered(found)
    if any(one.severity == "error" or one.code == BLANK for one in problems):
        return Answer(shown(opened, problems, ask.lang, text(ask.lang, "addin.submit.refused")), "error")
    if problems and not ask.yes(text(ask.lang, "addin.submit.ask", found=verdict(problems, ask.lang, listed=False))):
        return Answer(shown(opened, problems, ask.lang, text(ask.lang, "addin.submit.not_now")), "warning")
    file = file_of(book)
    if _is_read_only(book, file):
        raise fail("addin.read_only", Place(file=str(file)))
    copy, is_returned = _hand_in(opened, found, problems, file)
    key = "returned" if is_returned else "unreachable" if opened.issued.identity.returns else "beside"
    return Answer(text(ask.lang, f"addin.submit.{key}", file=copy, folder=opened.issued.identity.returns))


def file_of(book: xw.Book) -> Path:
    """Return the file of a workbook; ProblemsError `addin.no_file` for one that was never saved to this computer."""
    full = ""
    with suppress(Exception):  # xlwings does not find every folder in the cloud
        full = str(book.fullname)
    file = Path(url2pathname(urlsplit(full).path) if full.startswith("file:") else full)
    if not full or not file.is_file():
        raise fail("addin.no_file", Place(file=str(book.name)))
    return file


def _is_read_only(book: xw.Book, file: Path) -> bool:
    """Return whether Excel could not save: the file may not be written, or somebody else has it open."""
    with suppress(Exception):  # known to Excel for Windows only
        if book.api.ReadOnly is True:
            return True
    return not os.access(file, os.W_OK) or not file.stat().st_mode & stat.S_IWUSR


def _hand_in(opened: OpenBook, found: Review, problems: Sequence[Problem], file: Path) -> tuple[Path, bool]:
    """Stamp and save the workbook and a copy of it: all of it or nothing; return the copy, and whether HR gets it."""
    now = dt.datetime.now().astimezone()
    known = opened.issued.identity
    stamp = [STAMP, as_text(user()), now.isoformat(timespec="seconds"), digest(found)]
    listed: list[Part] = []
    with suppress(ProblemsError):  # a list that has no place any more does not keep anybody from submitting
        listed = listing.renewed(opened, problems, verdict(problems, known.lang))
    undo = write(opened, [(IDENTITY, _first_blank(opened), 0, [stamp]), *listed])
    if listed:
        listing.renew_notes(opened, listed)
    is_saved = False
    try:
        _save(opened.book, file)
        is_saved = True
        return _copied(file, known.returns, now, known.lang)
    except Exception:
        with suppress(Exception):  # it is the first failure that is told
            undo()
            if is_saved:
                opened.book.save()
        raise


def _first_blank(opened: OpenBook) -> int:
    """Return the row (from 0) below all that the hidden sheet holds."""
    return max((n for n, row in enumerate(opened.sheets[IDENTITY], 1) if any(v is not None for v in row)), default=0)


def digest(found: Review) -> str:
    """Return the SHA-256 of everything that was entered, whatever the order of rows and columns."""
    told = []
    for role in found.returned.roles:
        people = [[one.employee_id, sorted(one.entries.items())] for one in role.people]
        rows = [
            [table, person.employee_id, sorted(row.entries.items()), sorted(row.texts.items())]
            for person in role.people
            for table, own in person.rows.items()
            for row in own
        ]
        told.append([role.name, sorted(people, key=repr), sorted(rows, key=repr)])
    return hashlib.sha256(json.dumps(told, ensure_ascii=False).encode()).hexdigest()


def _save(book: xw.Book, file: Path) -> None:
    try:
        book.save()
    except ProblemsError:
        raise
    except Exception as error:
        reason = str(error).split("\n", maxsplit=1)[0][:200]
        raise fail("addin.unsaved", Place(file=str(file)), reason=reason) from error


def _copied(file: Path, returns: str, now: dt.datetime, lang: Lang) -> tuple[Path, bool]:
    """Copy the saved file to the folder of returns, where there is one that can be written to, else beside it."""
    if returns and Path(returns).is_dir():
        with suppress(ProblemsError):
            return _copy(file, Path(returns), now, lang), True
    return _copy(file, file.parent, now, lang), False


def _copy(file: Path, folder: Path, now: dt.datetime, lang: Lang) -> Path:
    stem = re.sub(text(lang, "addin.submit.name", stem="", when=r"\d{8}-\d{4}(-\d+)?") + "$", "", file.stem)
    name = text(lang, "addin.submit.name", stem=stem, when=now.strftime("%Y%m%d-%H%M"))
    number, target = 1, folder / f"{name}{file.suffix}"
    while target.exists():
        number += 1
        target = folder / f"{name}-{number}{file.suffix}"
    with draft(target) as place:
        try:
            shutil.copyfile(file, place)
        except OSError as error:
            raise unwritable(target, error) from None
    return target
