"""A real mail server on loopback, which keeps what it takes and can be made to fail in every way."""

import asyncio
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

LOST = "lost"
Answer = Callable[[int, Envelope], str | None]


class Postbox:
    """What the server took: `letters` in order; `refused` are addresses that it does not know.

    `answer` may decide on the n-th letter (from 1) after it has arrived: an SMTP reply, `LOST` to take it and drop the
    connection, or None to take it.
    """

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.refused: set[str] = set()
        self.answer: Answer = lambda _number, _envelope: None
        self.is_encrypted: list[bool] = []
        self._arrived = 0

    def addresses(self) -> list[str]:
        """Return to whom letters went, in order."""
        return [str(letter["X-RcptTo"]) for letter in self.letters]

    def to(self, address: str) -> EmailMessage:
        """Return the only letter to an address."""
        (sent,) = [letter for letter in self.letters if letter["X-RcptTo"] == address]
        return sent

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        if address in self.refused:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        self._arrived += 1
        refusal = self.answer(self._arrived, envelope)
        if refusal not in (None, LOST):
            return str(refusal)
        letter = message_from_bytes(envelope.original_content or b"", policy=default)
        letter["X-RcptTo"] = ",".join(envelope.rcpt_tos)
        self.letters.append(letter)
        self.is_encrypted.append(session.ssl is not None)
        if refusal == LOST and isinstance(server.transport, asyncio.WriteTransport):
            server.transport.abort()
        return "250 taken"


@contextmanager
def serving(post: Postbox, **options: Any) -> Iterator[int]:
    """Serve a postbox and yield the port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    controller = Controller(post, hostname="127.0.0.1", port=port, **options)
    controller.start()
    try:
        yield port
    finally:
        controller.stop()


def only(user: str, password: str) -> Callable[..., AuthResult]:
    """Return what lets one user in."""

    def authenticate(_server: Any, _session: Any, _envelope: Any, _mechanism: str, data: Any) -> AuthResult:
        known = isinstance(data, LoginPassword) and (data.login, data.password) == (user.encode(), password.encode())
        return AuthResult(success=known, handled=False)

    return authenticate
