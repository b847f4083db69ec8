"""Where finished messages go: to a server, or to a folder."""

from __future__ import annotations

import hashlib
import os
import smtplib
import ssl
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol
from urllib.parse import unquote, urlsplit

from app import clock
from app.mail.bounces import says_nobody
from app.mail.message import MailDelayed, MailRefused

SECONDS_TO_CONNECT = 15
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
# A server that wants another log-in says nothing about this one mail.
_OUR_FAULT = frozenset({530, 534, 535, 538})


class Outbox(Protocol):
    """Takes finished messages: `with closing(outbox(…)) as box:` for a batch, in one thread."""

    def send(self, message: EmailMessage) -> None:
        """Hand over one message. Raises `MailRefused` or `MailDelayed`."""

    def close(self) -> None:
        """End the batch."""


def outbox(smtp_url: str | None, folder: Path) -> Outbox:
    """The mail server of `smtp_url`, or without one the folder."""
    return SmtpOutbox(smtp_url) if smtp_url else FolderOutbox(folder)


class SmtpOutbox:
    """A mail server (RFC 5321); one connection serves all messages until `close`."""

    def __init__(self, url: str, tls: ssl.SSLContext | None = None) -> None:
        """`url` is smtp://, smtps:// or smtp+starttls://[user:password@]host[:port]. Raises `ValueError`."""
        parts = urlsplit(url)
        if parts.scheme not in PORTS or not parts.hostname:
            raise ValueError("SMTP_URL must look like smtp+starttls://user:password@mail.example.org:587")
        self._scheme, self._host = parts.scheme, parts.hostname
        self._port = parts.port or PORTS[parts.scheme]
        self._login = (unquote(parts.username), unquote(parts.password or "")) if parts.username else None
        if self._login and not "".join(self._login).isascii():
            raise ValueError("SMTP_URL: the log-in library takes only plain letters, digits and signs")
        self._tls = tls or ssl.create_default_context()
        self._server: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> None:
        """Hand over one message. Raises `MailRefused` (5xx) or `MailDelayed` (4xx, no connection)."""
        server = self.check()
        try:
            server.send_message(message)
        except smtplib.SMTPNotSupportedError as problem:
            raise MailRefused(f"The mail server cannot write to this address: {problem}") from problem
        except (smtplib.SMTPException, OSError) as problem:
            raise self._judged(problem) from problem

    def check(self) -> smtplib.SMTP:
        """The server, which took our log-in. Raises `MailDelayed`."""
        try:
            return self._connected()
        except (smtplib.SMTPException, OSError) as problem:
            self.close()
            raise MailDelayed(f"The mail server cannot be used: {problem}", _code(problem)) from problem

    def close(self) -> None:
        """End the connection, if there is one."""
        server, self._server = self._server, None
        if server:
            with suppress(smtplib.SMTPException, OSError):
                server.quit()
            server.close()

    def _connected(self) -> smtplib.SMTP:
        """The kept connection if the server still answers on it, else a new one."""
        if self._server:
            with suppress(smtplib.SMTPException, OSError):
                if self._server.noop()[0] == 250:
                    return self._server
            self.close()
        self._server = self._connect()
        return self._server

    def _connect(self) -> smtplib.SMTP:
        if self._scheme == "smtps":
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self._host, self._port, timeout=SECONDS_TO_CONNECT, context=self._tls
            )
        else:
            server = smtplib.SMTP(self._host, self._port, timeout=SECONDS_TO_CONNECT)
        self._server = server
        if self._scheme == "smtp+starttls":
            server.starttls(context=self._tls)
        if self._login:
            server.login(*self._login)
        return server

    def _judged(self, problem: Exception) -> MailRefused | MailDelayed:
        """Whether it makes sense to try again; the connection is kept only after a clear refusal."""
        code = _code(problem)
        text = f"The mail server answered: {problem}"
        if code is not None and 500 <= code < 600 and code not in _OUR_FAULT:
            of_recipient = isinstance(problem, smtplib.SMTPRecipientsRefused)
            return MailRefused(text, code, nobody_there=says_nobody(code, text, of_recipient=of_recipient))
        if code is None:
            self.close()
        return MailDelayed(text, code)


def _code(problem: Exception) -> int | None:
    """The server's reply code (RFC 5321, section 4.2) in an exception."""
    if isinstance(problem, smtplib.SMTPRecipientsRefused):
        return min((code for code, _reason in problem.recipients.values()), default=None)
    return problem.smtp_code if isinstance(problem, smtplib.SMTPResponseException) else None


class FolderOutbox:
    """A folder of .eml files, for machines without a mail server."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def send(self, message: EmailMessage) -> None:
        """Write the message into a file, whole or not at all. Raises `MailDelayed`."""
        digest = hashlib.sha256(str(message["Message-ID"]).encode()).hexdigest()[:16]
        target = self._path / f"{clock.now():%Y%m%dT%H%M%S.%f}-{digest}.eml"
        unfinished = target.with_suffix(".unfinished")
        try:
            self._path.mkdir(parents=True, exist_ok=True)
            unfinished.write_bytes(message.as_bytes())
            os.replace(unfinished, target)
        except OSError as problem:
            with suppress(OSError):
                unfinished.unlink()
            raise MailDelayed(f"The mail folder cannot be written: {problem}") from problem

    def close(self) -> None:
        """Nothing is open."""
