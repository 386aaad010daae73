"""Letters that workbooks are mailed with, and the connection over which they go one after the other.

A letter is a subject, words as text (with workbooks as HTML too), and what is attached. The words are the Jinja2
templates of `workbook_templates/mail/`; a project's own folder `mail/` may replace any of them.

What matters after a failure is whether a letter may have arrived: `NotTakenError` says it certainly did not, and may be
sent again; `DoubtfulError` says that nobody knows.
"""

import datetime as dt
import hashlib
import os
import re
import smtplib
import ssl
from collections.abc import Callable, Mapping, Sequence
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path

from jinja2 import FileSystemLoader, StrictUndefined, TemplateError, select_autoescape
from jinja2.sandbox import SandboxedEnvironment

from presales_xl.resources import MAIL
from presales_xl.scheme.errors import Place, ProblemsError, fail
from presales_xl.settings import FILE, Mail
from presales_xl.texts import Lang

PASSWORD = "PRESALES_XL_MAIL_PASSWORD"  # noqa: S105 - the name of a variable
TIMEOUT = 60.0  # seconds for one answer of the server
_TAKEN = 250

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)*")
_XLSX = ("application", "vnd.openxmlformats-officedocument.spreadsheetml.sheet")
_TEMPLATES = {"plan": "page_", "statement": "page_", "approval": "approval_"}  # how those begin that are no workbooks
_ENCRYPTED = ("application", "vnd.ms-office")  # what an encrypted workbook is: no zip archive any more


def is_address(written: str) -> bool:
    """Return whether a text is a mail address that every server takes."""
    return _ADDRESS.fullmatch(written) is not None


def sender_of(written: str) -> Address | None:
    """Return the sender as `hr@example.com` or `人事部 <hr@example.com>` names one, None for anything else."""
    name, address = parseaddr(written)
    return Address(name, addr_spec=address) if is_address(address) else None


def message_id(period: str, seal: str, address: str, sender: Address) -> str:
    """Return the Message-ID of a workbook's letter to an address: always the same one, so that no copy goes unseen."""
    digest = hashlib.sha256("\n".join((period, seal, address.casefold())).encode()).hexdigest()
    return f"<{digest[:40]}@{sender.domain}>"


def letter(
    words: Mapping[str, object],
    sender: Address,
    address: str,
    *,
    key: str,
    attachments: Sequence[tuple[str, bytes]],
    templates: Path,
    lang: Lang,
) -> EmailMessage:
    """Return a letter with its attachments (name and bytes); `key` is its Message-ID.

    `words` are what the templates may say: `company`, `period`, `kind`, `name`, `team`, `people`, `issue`, `due`,
    `days`, `encrypted` and, of a reminder, what there is to be `said`.
    `templates` is the folder of the project's own ones. ProblemsError `mail.template` when one cannot be used.
    """
    about = "reminder_" if words["said"] else _TEMPLATES.get(str(words["kind"]), "")
    parts = {part: _rendered(f"{about}{part}.{lang}.j2", words, templates) for part in ("subject", "text")}
    made = EmailMessage()
    made["Subject"] = " ".join(parts["subject"].split())
    made["From"] = sender
    made["To"] = Address(str(words["name"]), addr_spec=address)
    made["Date"] = format_datetime(dt.datetime.now(dt.UTC).astimezone())
    made["Message-ID"] = key
    made.set_content(parts["text"])
    if not about:
        made.add_alternative(_rendered(f"html.{lang}.j2", words, templates), subtype="html")
    for name, data in attachments:
        main, sub = _type_of(name, data)
        params = {"charset": "utf-8"} if main == "text" else None
        made.add_attachment(data, maintype=main, subtype=sub, filename=name, params=params)
    return made


def _type_of(name: str, data: bytes) -> tuple[str, str]:
    """Return the media type of an attachment, by its name and first bytes."""
    if name.endswith(".xlsx"):
        return _XLSX if data.startswith(b"PK") else _ENCRYPTED
    return ("application", "pdf") if data.startswith(b"%PDF") else ("text", "html")


def _rendered(template: str, words: Mapping[str, object], templates: Path) -> str:
    environment = SandboxedEnvironment(
        loader=FileSystemLoader([templates, MAIL]),
        undefined=StrictUndefined,
        trim_blocks=False,
        keep_trailing_newline=False,
        autoescape=select_autoescape(enabled_extensions=("html.zh.j2", "html.en.j2"), default=False),
    )
    try:
        return environment.get_template(template).render(words).strip()
    except (TemplateError, UnicodeDecodeError) as error:
        line = getattr(error, "lineno", None) or 0
        raise fail("mail.template", Place(file=str(templates / template), line=line), reason=str(error)) from None


class NotTakenError(Exception):
    """The server has refused a letter, or was gone before it could have taken it; says why."""


class DoubtfulError(Exception):
    """The connection was lost while the letter was on its way; says why."""


class Post:
    """The connection, to be closed at the end; it is made with the first letter, and again after it was lost.

    ProblemsError on the first letter: `mail.not_set`, `mail.unreachable`, `mail.tls`, `mail.login`,
    `mail.no_password`, `mail.in_clear`.
    """

    def __init__(self, settings: Mail, environment: Mapping[str, str] = os.environ) -> None:
        self.settings = settings
        self._environment = environment
        self._server: smtplib.SMTP | None = None

    def send(self, letter: EmailMessage, sender: str, address: str) -> None:
        """Send a letter; NotTakenError or DoubtfulError when it was not, or may not have been, taken."""
        server = self._server or self._connect()
        try:
            server.mail(sender)
        except (smtplib.SMTPException, OSError):  # an idle connection that the server has closed
            self.close()
            server = self._connect()
            self._ask(lambda: server.mail(sender))
        self._ask(lambda: server.rcpt(address))
        try:
            code, answer = server.data(letter.as_bytes(policy=SMTP))
        except smtplib.SMTPDataError as error:
            self._start_again()
            raise NotTakenError(_words(error.smtp_code, error.smtp_error)) from None
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise DoubtfulError(str(error)) from None
        if code != _TAKEN:
            raise NotTakenError(_words(code, answer))

    def _ask(self, question: Callable[[], tuple[int, bytes]]) -> None:
        """Ask what comes before the letter itself: whatever goes wrong here, the letter has not left."""
        try:
            code, answer = question()
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise NotTakenError(str(error)) from None
        if code not in (_TAKEN, 251):
            self._start_again()
            raise NotTakenError(_words(code, answer))

    def _start_again(self) -> None:
        """Let the server forget the letter that it has refused."""
        try:
            if self._server:
                self._server.rset()
        except (smtplib.SMTPException, OSError):
            self.close()

    def close(self) -> None:
        """Leave the server, where there is a connection."""
        server, self._server = self._server, None
        if server:
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()

    def _connect(self) -> smtplib.SMTP:
        settings, place = self.settings, Place(file=FILE, field="mail")
        if not settings.host or not settings.sender:
            raise fail("mail.not_set", place)
        password = self._environment.get(PASSWORD, "")
        if settings.user and not password:
            raise fail("mail.no_password", place, user=settings.user, variable=PASSWORD)
        if settings.user and settings.security == "none":
            raise fail("mail.in_clear", place)
        try:
            return self._opened(password)
        except (smtplib.SMTPException, OSError) as error:
            self.close()
            raise self._failure(error, place) from None

    def _opened(self, password: str) -> smtplib.SMTP:
        settings, context = self.settings, ssl.create_default_context()
        if settings.security == "ssl":
            self._server = smtplib.SMTP_SSL(settings.host, settings.port, timeout=TIMEOUT, context=context)
        else:
            self._server = smtplib.SMTP(settings.host, settings.port, timeout=TIMEOUT)
        if settings.security == "starttls":
            self._server.starttls(context=context)
        self._server.ehlo_or_helo_if_needed()
        if settings.user:
            self._server.login(settings.user, password)
        return self._server

    def _failure(self, error: Exception, place: Place) -> ProblemsError:
        settings = self.settings
        if isinstance(error, smtplib.SMTPAuthenticationError):
            reason = _words(error.smtp_code, error.smtp_error)
            return fail("mail.login", place, user=settings.user, reason=reason)
        if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
            return fail("mail.tls", place, host=settings.host, port=settings.port, reason=str(error))
        return fail("mail.unreachable", place, host=settings.host, port=settings.port, reason=str(error))


def _words(code: int, answer: bytes | str) -> str:
    words = answer.decode("utf-8", errors="replace") if isinstance(answer, bytes) else answer
    return f"{code} {words}".strip()
