"""Mail addresses as people paste them: one a line or many, plain or as "Name <a@b>" (after RFC 5322, section 3.4)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

NAMED = re.compile(r"(?P<name>[^<>]*)<(?P<address>[^<>]*)>")
SEPARATORS = re.compile(r"[,\s]+")
NAME_LENGTH = 80
SHOWN = 120


@dataclass(frozen=True)
class Pasted:
    """One address as it was typed. `address` is in lower case and empty where `typed` holds none."""

    typed: str
    name: str = ""
    address: str = ""


def parse(text: str) -> list[Pasted]:
    """Every address of `text` in its order, those that are none as well; the same address only once."""
    found: dict[str, Pasted] = {}
    for part in re.split(r"[;\r\n]+", text):
        for pasted in _entries(part.strip()):
            kept = found.get(pasted.address or pasted.typed)
            if kept is None or (pasted.name and not kept.name):
                found[pasted.address or pasted.typed] = pasted
    return list(found.values())


def _entries(part: str) -> list[Pasted]:
    """Names may hold commas ("Lovelace, Ada <ada@x.org>"), plain addresses are parted by them."""
    entries = [_entry(match["address"], match["name"], match[0]) for match in NAMED.finditer(part)]
    rest = NAMED.sub(" ", part)
    return entries + [_entry(word, "", word) for word in SEPARATORS.split(rest) if word]


def _entry(address: str, name: str, typed: str) -> Pasted:
    plain = re.sub(r"\s+", " ", name).strip(" ,\"'")[:NAME_LENGTH]
    shown = typed.strip(" ,")[:SHOWN]
    try:
        checked = validate_email(address.strip(), check_deliverability=False, allow_smtputf8=False)
    except EmailNotValidError:
        return Pasted(shown)
    return Pasted(shown, plain, checked.normalized.lower())
