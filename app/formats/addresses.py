"""Mail addresses as people paste them: one a line or many, plain or as "Name <a@b>" (after RFC 5322, section 3.4)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

NAME_LENGTH = 80
SHOWN = 120
LONGEST = 254


@dataclass(frozen=True)
class Pasted:
    """One address as it was typed. `address` is in lower case and empty where `typed` holds none."""

    typed: str
    name: str = ""
    address: str = ""


def parse(text: str) -> list[Pasted]:
    """Every address of `text` in its order, those that are none as well; the same address only once."""
    found: dict[str, Pasted] = {}
    for part in re.split(r"[;\r\n]", text):
        for pasted in _entries(part):
            key = pasted.address or pasted.typed
            kept = found.get(key)
            if kept is None or (pasted.name and not kept.name):
                found[key] = pasted
    return list(found.values())


def _entries(part: str) -> Iterator[Pasted]:
    """Names may hold commas ("Lovelace, Ada <ada@x.org>"); plain addresses are parted by them."""
    *named, rest = part.split(">")
    for piece in named:
        before, opened, address = piece.rpartition("<")
        words = before.split(",")
        while words and "@" in words[0]:
            yield from _plain(words.pop(0))
        name = ",".join(words)
        yield _entry(address, name, f"{name}{opened}{address}>")
    yield from _plain(rest)


def _plain(text: str) -> Iterator[Pasted]:
    return (_entry(word, "", word) for word in re.split(r"[,\s]", text) if word)


def _entry(address: str, name: str, typed: str) -> Pasted:
    shown = typed[: SHOWN * 2].strip(" ,")[:SHOWN]
    wanted = address.strip()
    try:
        if len(wanted) > LONGEST:
            return Pasted(shown)
        checked = validate_email(wanted, check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        return Pasted(shown)
    plain = " ".join(name.replace('"', " ").split()).strip(" ,'")[:NAME_LENGTH].strip()
    return Pasted(shown, plain, checked.normalized.lower())
