"""A mail server on loopback: `with SmtpCatcher() as catcher:`, then `catcher.messages`."""

import socket
import ssl
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from types import TracebackType
from typing import Any, Self

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

HOST = "127.0.0.1"


@dataclass
class SmtpCatcher:
    """A server that takes every mail, unless `answer` ("451 later") or `refused`, by recipient, say otherwise.

    With `certificate` it insists on STARTTLS, or speaks TLS from the start if `implicit`; with `login` it
    knows that name and password.
    """

    certificate: ssl.SSLContext | None = None
    implicit: bool = False
    login: tuple[str, str] | None = None
    answer: str = "250 kept"
    refused: dict[str, str] = field(default_factory=dict)
    messages: list[EmailMessage] = field(default_factory=list)
    envelopes: list[tuple[str, list[str]]] = field(default_factory=list)
    sessions: list[Session] = field(default_factory=list)
    port: int = 0

    @property
    def address(self) -> str:
        """Host and port, for SMTP_URL."""
        return f"localhost:{self.port}"

    def __enter__(self) -> Self:
        self.port = _free_port()
        encrypts = self.certificate is not None and not self.implicit
        options: dict[str, Any] = {
            "authenticator": self._authenticate if self.login else None,
            "auth_required": bool(self.login and encrypts),
            "auth_require_tls": encrypts,
        }
        if self.certificate and self.implicit:
            options["ssl_context"] = self.certificate
        elif self.certificate:
            options |= {"tls_context": self.certificate, "require_starttls": True}
        self._controller = Controller(self, hostname=HOST, port=self.port, **options)
        self._controller.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._controller.stop()

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        """One recipient."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        """One message."""
        if self.answer.startswith("250"):
            content = envelope.content if isinstance(envelope.content, bytes) else b""
            self.messages.append(message_from_bytes(content, policy=default))
            self.envelopes.append((envelope.mail_from or "", list(envelope.rcpt_tos)))
            self.sessions.append(session)
        return self.answer

    def _authenticate(
        self, server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any
    ) -> AuthResult:
        expected = self.login and LoginPassword(*(part.encode() for part in self.login))
        return AuthResult(success=data == expected, handled=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])
