"""Mail, one way out of the process: build a message, hand it to a server or to a folder. No database."""

import hashlib
import os
import smtplib
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from email.errors import MessageError
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import unquote, urlsplit

from app import clock
from app.errors import ClassbellError

SECONDS_TO_CONNECT = 15
PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
_IDS = frozenset({"message-id", "references", "in-reply-to"})
# A server that wants another log-in says nothing about this one mail.
_OUR_FAULT = frozenset({530, 534, 535, 538})


class _Whole(EmailPolicy):
    """Never folds web addresses and message ids: the library would encode them, and clients not find them."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower().startswith("list-") or name.lower() in _IDS:
            return f"{name}: {value}{self.linesep}"
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower().startswith("list-") or name.lower() in _IDS:
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


_POLICY = _Whole(linesep="\r\n")


class MailRefused(ClassbellError):
    """This mail will never be taken: do not send it again. `code` is the server's, if it came that far."""

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class MailDelayed(ClassbellError):
    """This mail was not taken now: try again later. `code` is the server's, if it came that far."""

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Mail:
    """One mail to one person. `message_id` ("<…@host>") stays the same when the same mail is sent again."""

    to: str
    subject: str
    text: str
    html: str
    language: str
    message_id: str
    headers: Mapping[str, str] = field(default_factory=dict)


def build(mail: Mail, *, sender: str, school_name: str) -> EmailMessage:
    """A multipart message of text and HTML, from `school_name` at the address in `sender` ("a@b", "Name <a@b>").

    Raises `MailRefused` for an address that is none, and for a header with a line break or set twice.
    """
    message = EmailMessage(policy=_POLICY)
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    try:
        for name, value in _headers(mail, sender, school_name).items():
            message[name] = _checked(name, value)
    except (ValueError, IndexError, MessageError) as problem:
        raise MailRefused(f"This mail cannot be written: {problem}") from None
    return message


def _checked(name: str, value: str | Address) -> str | Address:
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in f"{name}{value}"):
        raise ValueError(f"{name} holds a line break or control character")
    if name.lower().startswith("list-") and not (str(value).isascii() and len(str(value)) < 900):
        raise ValueError(f"{name} holds more than an address")
    return value


def _address(text: str, name: str = "") -> Address:
    """One address; the domain in ASCII (RFC 5890)."""
    local, at, domain = text.rpartition("@")
    return Address(name, addr_spec=f"{local}{at}{domain.encode('idna').decode()}")


def _headers(mail: Mail, sender: str, school_name: str) -> dict[str, str | Address]:
    own: dict[str, str | Address] = {
        "From": _address(parseaddr(sender)[1], school_name),
        "To": _address(mail.to),
        "Subject": mail.subject,
        "Date": format_datetime(clock.now()),
        "Message-ID": mail.message_id,
        "Auto-Submitted": "auto-generated",
        "Content-Language": mail.language,
    }
    taken = {name.lower() for name in own}
    for name in mail.headers:
        if name.lower() in taken:
            raise ValueError(f"{name} is set twice")
    return {**own, **mail.headers}


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
            return MailRefused(text, code)
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
