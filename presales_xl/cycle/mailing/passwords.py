"""Workbooks under a password: encrypted for their recipients, opened again when they come back.

A password is never written down, mailed or shown by the product: HR keeps the table and tells people theirs.
"""

import hmac
import io
from collections.abc import Mapping
from contextlib import nullcontext
from pathlib import Path

import msoffcrypto
from msoffcrypto.exceptions import InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile

from presales_xl.people.entries import means
from presales_xl.people.table import Value, as_text, normal
from presales_xl.scheme.errors import Place, Problem, ProblemsError, fail
from presales_xl.workbook import table_files
from presales_xl.workbook.guard import MAX_FILE
from presales_xl.workbook.reader import TIMEOUT
from presales_xl.workbook.worker import Worker

LEAST, MOST = 8, 255  # characters; Excel accepts no more
_HEADERS = ("password", "密码", "口令")


def read(file: Path) -> dict[str, str]:
    """Return the passwords of a table by recipient id in small letters: a column of ids and one of passwords.

    ProblemsError (`passwords.…`, `table.…`) for columns that are missing, an id twice, a password that is too short.
    """
    table, problems = table_files.read(file)
    ids = [place for place, header in enumerate(table.header) if _is_id(header)]
    words = [place for place, header in enumerate(table.header) if normal(header) in _HEADERS]
    if len(ids) != 1 or len(words) != 1:
        raise fail("passwords.columns", table.place(), found=[header for header in table.header if header])
    found: dict[str, str] = {}
    for row in range(len(table.rows)):
        key, word = (table.text(row, ids[0]) or "").casefold(), _word(table.rows[row][words[0]])
        if not key:
            problems.append(Problem("table.id_empty", table.place(row, ids[0])))
        elif key in found:
            problems.append(Problem("passwords.twice", table.place(row, ids[0]), {"id": key}))
        elif not LEAST <= len(word) <= MOST:
            fields = {"id": key, "least": LEAST, "most": MOST}
            problems.append(Problem("passwords.length", table.place(row, words[0]), fields))
        found.setdefault(key, word)
    if any(problem.severity == "error" for problem in problems):
        raise ProblemsError(problems)
    return found


def protected(data: bytes, password: str) -> bytes:
    """Return a workbook encrypted under a password (AES, as Excel does it), proved by opening it again.

    ProblemsError `passwords.not_proved` when what comes out is not what went in.
    """
    target = io.BytesIO()
    OOXMLFile(io.BytesIO(data)).encrypt(password, target)
    if not hmac.compare_digest(_opened(target.getvalue(), password), data):
        raise fail("passwords.not_proved")
    return target.getvalue()


def opened(path: Path, password: str, worker: Worker | None = None) -> bytes:
    """Return the workbook inside an encrypted one, opened in a process that can be killed.

    `worker` is that process where many files are opened. ProblemsError: `file.missing`, `file.too_big`,
    `passwords.wrong`, `passwords.damaged` when the file was changed without the password or is no such file.
    """
    place = Place(file=str(path))
    try:
        with path.open("rb") as file:
            data = file.read(MAX_FILE + 1)
    except FileNotFoundError:
        raise fail("file.missing", place) from None
    except OSError as error:
        raise fail("file.unreadable", place, reason=error.strerror or str(error)) from None
    if len(data) > MAX_FILE:
        raise fail("file.too_big", place, limit=MAX_FILE // 2**20)
    with nullcontext(worker) if worker else Worker(TIMEOUT) as process:
        try:
            inside = process.run(_attempt, (data, password))
        except (TimeoutError, ChildProcessError):
            inside = Problem("passwords.damaged")
    if isinstance(inside, Problem):
        raise ProblemsError([inside.at(file=str(path))])
    return inside


def _attempt(data_and_password: tuple[bytes, str]) -> bytes | Problem:
    """Return what is inside, or why it cannot be had: whatever the bytes make of the library."""
    try:
        return _opened(*data_and_password)
    except _WrongPasswordError:
        return Problem("passwords.wrong")
    except Exception:
        return Problem("passwords.damaged")


def password_of(passwords: Mapping[str, str], recipient_id: str) -> str:
    """Return the password of a recipient, "" where the table has none."""
    return passwords.get(recipient_id.casefold(), "")


class _WrongPasswordError(Exception):
    pass


def _opened(data: bytes, password: str) -> bytes:
    inner = io.BytesIO()
    office = msoffcrypto.OfficeFile(io.BytesIO(data))
    try:
        office.load_key(password=password, verify_password=True)
    except InvalidKeyError:
        raise _WrongPasswordError from None
    office.decrypt(inner, verify_integrity=True)
    return inner.getvalue()


def _is_id(header: str) -> bool:
    return means(header, "employee_id") or normal(header) in ("id", "编号", "经理工号", "manager_id")


def _word(raw: Value) -> str:
    """Return a password as it was typed; blanks inside count, those around it do not."""
    return as_text(raw) or ""
