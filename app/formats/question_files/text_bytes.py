"""Bytes as text, whichever program wrote them: UTF-8, UTF-16 with or without a mark, what is declared, Windows-1252."""

from __future__ import annotations

import codecs
import re

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_declared = re.compile(rb"""<\?xml[^>]{0,100}?encoding\s*=\s*["']([A-Za-z0-9._-]{1,40})["']""")
_LOOKED_AT = 200
# Neither XML nor a database keeps these.
_unkept = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def decoded(data: bytes) -> str:
    """The text, with one kind of line break and without a mark or control characters. Never fails."""
    return kept(_raw(data)).removeprefix("\ufeff")


def kept(text: str) -> str:
    """Without what XML cannot say, and with one kind of line break."""
    return _unkept.sub("", text).replace("\r\n", "\n").replace("\r", "\n")


def _raw(data: bytes) -> str:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace")
    wide = _unmarked(data)
    if wide:
        return data.decode(wide, "replace")
    for encoding in ("utf-8", _said(data)):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace")


def _unmarked(data: bytes) -> str:
    """UTF-16 shows itself by the empty half of its first letters."""
    head = data[:_LOOKED_AT]
    if head[1:2] == b"\x00" and head[1::2].count(0) * 3 > len(head):
        return "utf-16-le"
    if head[:1] == b"\x00" and head[::2].count(0) * 3 > len(head):
        return "utf-16-be"
    return ""


def _said(data: bytes) -> str:
    found = _declared.match(data[:_LOOKED_AT].lstrip())
    name = found[1].decode() if found else ""
    try:
        codec = codecs.lookup(name)
        "".encode(codec.name)
        b"a".decode(codec.name)
    except (LookupError, UnicodeError, TypeError, ValueError):
        return "utf-8"
    return codec.name if codec._is_text_encoding else "utf-8"
