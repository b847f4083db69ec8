"""Captions as browsers read them (WebVTT, a W3C recommendation)."""

from __future__ import annotations

import re

MOST_BYTES = 1_000_000
_CUE = re.compile(
    r"^(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}[ \t]+-->[ \t]+(?:\d{2,}:)?[0-5]\d:[0-5]\d\.\d{3}\b", re.MULTILINE
)
_HEAD = re.compile(r"^\ufeff?WEBVTT(?:[ \t].*)?(?:\n|$)")


def is_webvtt(data: bytes) -> bool:
    """Whether `data` is a WebVTT file in UTF-8 with at least one caption, and small enough to be one."""
    if len(data) > MOST_BYTES:
        return False
    try:
        text = data.decode("utf-8").replace("\r\n", "\n").replace("\r", "\n")
    except UnicodeDecodeError:
        return False
    return bool(_HEAD.match(text) and _CUE.search(text)) and "\x00" not in text
