"""Words as one line of plain text: for tables, exports, and to tell whether two are the same."""

from __future__ import annotations

import re
from html import unescape

from app.questions.base import Words, WordsFormat

# Neither looks past the next bracket: each takes linear time, whatever was typed.
_tag = re.compile(r"<[^<>]*>")
_alt = re.compile(r'\salt="([^"]*)"')


def one_line(words: Words) -> str:
    """The words alone, with what pictures in HTML are said to show."""
    source = words.source
    if words.format == WordsFormat.HTML:
        source = unescape(_tag.sub(_kept_of_tag, source))
    return " ".join(source.split())


def _kept_of_tag(tag: re.Match[str]) -> str:
    alt = _alt.search(tag[0]) if tag[0][:4].lower() == "<img" else None
    return f" {alt[1]} " if alt else " "


def same(words: Words) -> tuple[str, str]:
    """Equal for words that look the same to whoever reads them."""
    return words.format.value, " ".join(words.source.split())
