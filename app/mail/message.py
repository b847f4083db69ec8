"""A mail as it is written down: text and HTML, headers that no folding breaks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from email.errors import MessageError
from email.header import Header
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import EmailPolicy
from email.utils import format_datetime, parseaddr
from typing import Any

from app import clock
from app.errors import ClassbellError

_IDS = frozenset({"message-id", "references", "in-reply-to"})


class _Whole(EmailPolicy):
    """Never folds web addresses and message ids: the library would encode them, and clients not find them."""

    def fold(self, name: str, value: Any) -> str:
        if name.lower().startswith("list-") or name.lower() in _IDS:
            return self._unfolded(name, str(value))
        folded: str = super().fold(name, value)
        return folded

    def fold_binary(self, name: str, value: Any) -> bytes:
        if name.lower().startswith("list-") or name.lower() in _IDS:
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)

    def _unfolded(self, name: str, value: str) -> str:
        """The address on one line; a name before it in other letters as encoded words (RFC 2047)."""
        if value.isascii():
            return f"{name}: {value}{self.linesep}"
        phrase, _, address = value.rpartition(" ")
        words = Header(phrase, "utf-8", maxlinelen=75, header_name=name).encode(linesep=self.linesep)
        return f"{name}: {words}{self.linesep} {address}{self.linesep}"


_POLICY = _Whole(linesep="\r\n")


class MailRefused(ClassbellError):
    """This mail will never be taken: do not send it again. `code` is the server's, if it came that far.

    `nobody_there` is whether no other mail to the address will be either.
    """

    def __init__(self, message: str, code: int | None = None, *, nobody_there: bool = False) -> None:
        super().__init__(message)
        self.code = code
        self.nobody_there = nobody_there


class MailDelayed(ClassbellError):
    """This mail was not taken now: try again later. `code` is the server's, if it came that far."""

    def __init__(self, message: str, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


@dataclass(frozen=True)
class Attachment:
    """A file beside a mail; `subtype` of text, in UTF-8, with what else its type says."""

    name: str
    content: bytes
    subtype: str
    parameters: Mapping[str, str] = field(default_factory=dict)


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
    files: tuple[Attachment, ...] = ()


def build(mail: Mail, *, sender: str, school_name: str) -> EmailMessage:
    """A multipart message of text and HTML, from `school_name` at the address in `sender` ("a@b", "Name <a@b>").

    Raises `MailRefused` for an address that is none, and for a header with a line break or set twice.
    """
    message = EmailMessage(policy=_POLICY)
    message.set_content(mail.text, cte="quoted-printable")
    message.add_alternative(mail.html, subtype="html", cte="quoted-printable")
    for file in mail.files:
        parameters = {"charset": "utf-8", **file.parameters}
        message.add_attachment(
            file.content, maintype="text", subtype=file.subtype, filename=file.name, params=parameters
        )
    try:
        for name, value in _headers(mail, sender, school_name).items():
            message[name] = _checked(name, value)
    except (ValueError, IndexError, MessageError) as problem:
        raise MailRefused(f"This mail cannot be written: {problem}") from None
    return message


def _checked(name: str, value: str | Address) -> str | Address:
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in f"{name}{value}"):
        raise ValueError(f"{name} holds a line break or control character")
    plain = str(value).rpartition(" ")[2] if name.lower() == "list-id" else str(value)
    if name.lower().startswith("list-") and not (plain.isascii() and len(str(value)) < 900):
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
