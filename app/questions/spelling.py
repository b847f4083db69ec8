"""Whether what somebody typed is what was expected: spelling as teachers see it, in time linear in its length."""

from __future__ import annotations

import re
import unicodedata

# Keyboards and telephones put these in by themselves; nobody means anything by them.
_looks = str.maketrans(
    dict.fromkeys("\u2018\u2019\u201a\u201b\u02bc\u2032\u00b4`", "'")
    | dict.fromkeys("\u201c\u201d\u201e\u201f\u2033\u00ab\u00bb", '"')
    | dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-")
    | {"\u2026": "..."}
    | dict.fromkeys("\u00ad\u200b\u2060\ufeff\u200e\u200f", "")
)
# Marks over and under letters, of Latin, Greek and Cyrillic, Hebrew and Arabic. Vowel signs of Indian scripts are none:
# without them a word is another.
_marks = re.compile("[\u0300-\u036f\u0591-\u05bd\u05bf\u05c1-\u05c7\u064b-\u065f\u0670\u1ab0-\u1aff\u1dc0-\u1dff]")
# Letters that carry their mark in themselves.
_plain_letters = str.maketrans({"ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ı": "i", "æ": "ae"})
_plain_letters |= str.maketrans({"Æ": "AE", "œ": "oe", "Œ": "OE"})


def spelled(text: str, case: bool, accents: bool) -> str:
    """`text` as it is compared: `case` and `accents` say whether they count."""
    found = unicodedata.normalize("NFC", text).translate(_looks)
    if not accents:
        found = _marks.sub("", unicodedata.normalize("NFD", found)).translate(_plain_letters)
    if not case:
        found = unicodedata.normalize("NFC", found).casefold()
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", found))


def matches(pattern: str, text: str, case: bool, accents: bool) -> bool:
    """Whether `text` is `pattern`, in which `*` stands for anything and `\\*` for a star."""
    pieces = [spelled(piece, case, accents) for piece in _pieces(pattern.strip())]
    given = spelled(text.strip(), case, accents)
    if len(pieces) == 1:
        return given == pieces[0]
    first, *middle, last = pieces
    if len(given) < len(first) + len(last) or not (given.startswith(first) and given.endswith(last)):
        return False
    place, end = len(first), len(given) - len(last)
    for piece in middle:
        found = given.find(piece, place, end)
        if found < 0:
            return False
        place = found + len(piece)
    return True


def _pieces(pattern: str) -> list[str]:
    """What stands between the stars."""
    pieces = re.split(r"(\\\*|\*)", pattern)
    joined = [""]
    for piece in pieces:
        if piece == "*":
            joined.append("")
        else:
            joined[-1] += "*" if piece == "\\*" else piece
    return joined
