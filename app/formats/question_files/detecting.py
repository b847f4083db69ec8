"""Which format a file is in, by what stands in it: its name says nothing."""

from __future__ import annotations

from collections.abc import Callable
from xml.etree.ElementTree import Element

from app.formats.question_files import aiken, bounds, gift_reader, moodle_reader, packages, table
from app.formats.question_files.archives import ZIP, Archive
from app.formats.question_files.markup import parse
from app.formats.question_files.report import Bad, BadFile, Format, Reading
from app.formats.question_files.text_bytes import decoded

_TEXTS: dict[Format, Callable[[str], Reading]] = {
    Format.GIFT: gift_reader.read,
    Format.AIKEN: aiken.read,
    Format.CSV: table.read,
}


def read(data: bytes, format: Format | None = None) -> Reading:
    """The questions in a file, in `format` if that is said; which it is otherwise shows. Raises BadFile alone."""
    if len(data) > bounds.FILE_BYTES:
        raise BadFile(Bad.TOO_BIG)
    if not data.strip():
        raise BadFile(Bad.EMPTY)
    if data.startswith(ZIP):
        return _as(format, packages.read(Archive(data)))
    text = decoded(data)
    if text.lstrip().startswith("<") and format not in _TEXTS:
        return _as(format, _xml(parse(data)))
    return _TEXTS[format or _text_format(text)](text) if format in (None, *_TEXTS) else _refuse(format)


def _as(format: Format | None, reading: Reading) -> Reading:
    if format not in (None, reading.format):
        raise BadFile(Bad.OTHER_FORMAT, reading.format.value)
    return reading


def _refuse(format: Format | None) -> Reading:
    raise BadFile(Bad.OTHER_FORMAT, format.value if format else "")


def _xml(root: Element) -> Reading:
    return moodle_reader.read(root) if root.tag == "quiz" else packages.read_alone(root)


def _text_format(text: str) -> Format:
    if aiken.looks_like(text):
        return Format.AIKEN
    if table.looks_like(text):
        return Format.CSV
    if gift_reader.looks_like(text):
        return Format.GIFT
    raise BadFile(Bad.UNKNOWN)
