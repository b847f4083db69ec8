"""What mail servers say of addresses: whether nobody is there, at the door (RFC 5321) or later by mail (RFC 3464)."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.message import Message
from email.parser import BytesParser
from email.policy import compat32
from email.utils import parseaddr

# 5.0 says no more than 550 does, 5.1 is about the address, 5.2.1 a closed mailbox (RFC 3463). A full mailbox, a size, a
# policy or a bad name of ours (5.2.2, 5.3, 5.7 …) say nothing about the address.
_NOBODY = re.compile(r"5\.(0\.\d{1,3}|1\.\d{1,3}|2\.[01])$")
_STATUS = re.compile(r"(?<![\d.])([245]\.\d{1,3}\.\d{1,3})(?![\d.])")
NOBODY_THERE = frozenset({550, 551, 553})
DETAIL = 255


@dataclass(frozen=True)
class Bounce:
    """An address that a mail came back from, and what was said of it."""

    address: str
    detail: str


def says_nobody(code: int | None, text: str, *, of_recipient: bool) -> bool:
    """Whether a refusal means that this address will never take a mail.

    Without an enhanced status it must have been the recipient that was refused.
    """
    if code not in NOBODY_THERE:
        return False
    status = _STATUS.search(text)
    return bool(_NOBODY.match(status[1])) if status else of_recipient


def read(raw: bytes, content_type: str) -> list[Bounce]:
    """The lasting failures that a delivery status notification tells of; none for anything else.

    `raw` is the whole mail, or the part of `content_type` message/delivery-status or multipart/report alone.
    """
    if not content_type.startswith(("message/rfc822", "text/plain")):
        raw = b"Content-Type: " + content_type.encode("ascii", "ignore") + b"\r\n\r\n" + raw
    message = BytesParser(policy=compat32).parsebytes(raw)
    reports = [part for part in message.walk() if part.get_content_type() == "message/delivery-status"]
    blocks = [block for report in reports for block in _blocks(report)]
    return [bounce for block in blocks if (bounce := _bounce(block)) is not None]


def _blocks(report: Message) -> list[Message]:
    inner = report.get_payload()
    return [block for block in inner if isinstance(block, Message)] if isinstance(inner, list) else []


def _bounce(block: Message) -> Bounce | None:
    """What one recipient's fields say, if it is that nobody is there."""
    action, status = _field(block, "Action").lower(), _field(block, "Status").split(" ")[0]
    kind, _, address = _field(block, "Final-Recipient").partition(";")
    if action != "failed" or not _NOBODY.match(status) or kind.strip().lower() != "rfc822":
        return None
    plain = parseaddr(address.strip())[1].lower()
    said = _field(block, "Diagnostic-Code") or status
    return Bounce(plain, said[:DETAIL]) if "@" in plain else None


def _field(block: Message, name: str) -> str:
    return " ".join(str(block.get(name, "")).replace("\x00", "").split())
