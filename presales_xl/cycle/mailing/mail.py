"""A connection to the mail server, over which letters go one after the other.

What matters after a failure is whether a letter may have arrived: `NotTakenError` says it certainly did not, and may be
sent again; `DoubtfulError` says that nobody knows.
"""

import os
import smtplib
import ssl
from collections.abc import Callable, Mapping
from email.message import EmailMessage
from email.policy import SMTP
from types import TracebackType
from typing import Self

from presales_xl.scheme.errors import Place, ProblemsError, fail
from presales_xl.settings import FILE, Mail

PASSWORD = "PRESALES_XL_MAIL_PASSWORD"  # noqa: S105 - the name of a variable
TIMEOUT = 60.0  # seconds for one answer of the server
_TAKEN = 250


class NotTakenError(Exception):
    """The server has refused a letter, or was gone before it could have taken it; says why."""


class DoubtfulError(Exception):
    """The connection was lost while the letter was on its way; says why."""


class Post:
    """The connection, as a context manager; it is made with the first letter, and again after it was lost.

    ProblemsError on the first letter: `mail.not_set`, `mail.unreachable`, `mail.tls`, `mail.login`,
    `mail.no_password`, `mail.in_clear`.
    """

    def __init__(self, settings: Mail, environment: Mapping[str, str] = os.environ) -> None:
        self.settings = settings
        self._environment = environment
        self._server: smtplib.SMTP | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._leave()

    def send(self, letter: EmailMessage, sender: str, address: str) -> None:
        """Send a letter; NotTakenError or DoubtfulError when it was not, or may not have been, taken."""
        server = self._server or self._connect()
        try:
            server.mail(sender)
        except (smtplib.SMTPException, OSError):  # an idle connection that the server has closed
            self._leave()
            server = self._connect()
            self._ask(lambda: server.mail(sender))
        self._ask(lambda: server.rcpt(address))
        try:
            code, answer = server.data(letter.as_bytes(policy=SMTP))
        except smtplib.SMTPDataError as error:
            self._start_again()
            raise NotTakenError(_words(error.smtp_code, error.smtp_error)) from None
        except (smtplib.SMTPException, OSError) as error:
            self._leave()
            raise DoubtfulError(str(error)) from None
        if code != _TAKEN:
            raise NotTakenError(_words(code, answer))

    def _ask(self, question: Callable[[], tuple[int, bytes]]) -> None:
        """Ask what comes before the letter itself: whatever goes wrong here, the letter has not left."""
        try:
            code, answer = question()
        except (smtplib.SMTPException, OSError) as error:
            self._leave()
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
            self._leave()

    def _leave(self) -> None:
        server, self._server = self._server, None
        if server:
            try:
                server.quit()
            except (smtplib.SMTPException, OSError):
                server.close()

    def _connect(self) -> smtplib.SMTP:
        own, place = self.settings, Place(file=FILE, field="mail")
        if not own.host or not own.sender:
            raise fail("mail.not_set", place)
        password = self._environment.get(PASSWORD, "")
        if own.user and not password:
            raise fail("mail.no_password", place, user=own.user, variable=PASSWORD)
        if own.user and own.security == "none":
            raise fail("mail.in_clear", place)
        try:
            return self._opened(password)
        except (smtplib.SMTPException, OSError) as error:
            self._leave()
            raise self._told(error, place) from None

    def _opened(self, password: str) -> smtplib.SMTP:
        own, context = self.settings, ssl.create_default_context()
        if own.security == "ssl":
            self._server = smtplib.SMTP_SSL(own.host, own.port, timeout=TIMEOUT, context=context)
        else:
            self._server = smtplib.SMTP(own.host, own.port, timeout=TIMEOUT)
        if own.security == "starttls":
            self._server.starttls(context=context)
        self._server.ehlo_or_helo_if_needed()
        if own.user:
            self._server.login(own.user, password)
        return self._server

    def _told(self, error: Exception, place: Place) -> ProblemsError:
        own = self.settings
        if isinstance(error, smtplib.SMTPAuthenticationError):
            reason = _words(error.smtp_code, error.smtp_error)
            return fail("mail.login", place, user=own.user, reason=reason)
        if isinstance(error, ssl.SSLError | smtplib.SMTPNotSupportedError):
            return fail("mail.tls", place, host=own.host, port=own.port, reason=str(error))
        return fail("mail.unreachable", place, host=own.host, port=own.port, reason=str(error))


def _words(code: int, answer: bytes | str) -> str:
    said = answer.decode("utf-8", errors="replace") if isinstance(answer, bytes) else answer
    return f"{code} {said}".strip()
