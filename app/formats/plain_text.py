"""Short texts on one line: names and titles, which stand in lists, subjects of mails and on lock screens."""

from __future__ import annotations

import unicodedata

# Unicode 15, UAX 9: embeddings, overrides and isolates. Left open in a name, they turn around what is written after it.
TURNING = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and symbols by their category that show nothing.
BLANK = frozenset("\u115f\u1160\u2800\u3164\uffa0")
BREAKS = ("Cc", "Zl", "Zp")


def one_line(given: str) -> str:
    """`given` without line breaks, control characters and doubled spaces; empty where nothing of it can be seen."""
    plain = "".join(" " if unicodedata.category(sign) in BREAKS else sign for sign in given if sign not in TURNING)
    return " ".join(plain.split()) if any(map(_shows, plain)) else ""


def _shows(sign: str) -> bool:
    return unicodedata.category(sign)[0] not in "CZ" and sign not in BLANK
