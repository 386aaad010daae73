"""Workbooks and PDFs under a password: encrypted for their recipients, opened again when they come back."""

import hmac
import io
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

import msoffcrypto
from msoffcrypto.exceptions import InvalidKeyError
from msoffcrypto.format.ooxml import OOXMLFile

from presales_xl.scheme.errors import Problem, ProblemsError, WrongPasswordError, fail
from presales_xl.workbook.guard import bytes_of
from presales_xl.workbook.reader import reading_process
from presales_xl.workbook.sheet_xml import SENT

if TYPE_CHECKING:
    from pypdf import PdfReader


def protected(data: bytes, password: str) -> bytes:
    """Return a workbook or a PDF encrypted under a password (AES), proved by opening it again.

    ProblemsError `passwords.not_proved` when what comes out is not what went in.
    """
    target = io.BytesIO()
    if data.startswith(b"%PDF"):
        return _protected_pdf(data, password)
    OOXMLFile(io.BytesIO(data)).encrypt(password, target)
    if not hmac.compare_digest(_opened(target.getvalue(), password), data):
        raise fail("passwords.not_proved")
    return target.getvalue()


def _protected_pdf(data: bytes, password: str) -> bytes:
    """Return a PDF under a password, with AES of 256 bits; nobody knows the one that would lift it."""
    from pypdf import PdfReader, PdfWriter  # noqa: PLC0415 - most mails hold none

    target = io.BytesIO()
    writer = PdfWriter(clone_from=io.BytesIO(data))
    writer.encrypt(password, owner_password=secrets.token_urlsafe(32), algorithm="AES-256")
    writer.write(target)
    sealed = PdfReader(io.BytesIO(target.getvalue()))
    is_closed = sealed.is_encrypted and not sealed.decrypt("") and bool(sealed.decrypt(password))
    if not is_closed or words_of_pdf(sealed) != words_of_pdf(PdfReader(io.BytesIO(data))):
        raise fail("passwords.not_proved")
    return target.getvalue()


def words_of_pdf(pdf: "PdfReader") -> str:
    """Return the text of a PDF."""
    return "\n".join(page.extract_text() for page in pdf.pages)


def opened(path: Path, password: str) -> bytes:
    """Return the workbook inside an encrypted one, opened in the process that reads files, which may be lost.

    WrongPasswordError; UnavailableError; ProblemsError: `file.too_big`, `passwords.damaged` when the file was changed
    without the password or is no such file.
    """
    try:
        data = bytes_of(path)
        if len(data) > SENT.file:
            raise fail("file.too_big", limit=SENT.file // 2**20)
        return reading_process().run(_attempt, (data, password))
    except ProblemsError as error:
        raise error.at(file=str(path)) from None


def _attempt(data_and_password: tuple[bytes, str]) -> bytes:
    """Return what is inside; raises WrongPasswordError, or `passwords.damaged` whatever the library makes of it."""
    try:
        return _opened(*data_and_password)
    except (WrongPasswordError, MemoryError):
        raise
    except Exception:
        raise fail("passwords.damaged") from None


def _opened(data: bytes, password: str) -> bytes:
    inner = io.BytesIO()
    office = msoffcrypto.OfficeFile(io.BytesIO(data))
    try:
        office.load_key(password=password, verify_password=True)
    except InvalidKeyError:
        raise WrongPasswordError([Problem("passwords.wrong")]) from None
    office.decrypt(inner, verify_integrity=True)
    return inner.getvalue()
