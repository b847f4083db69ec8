"""The formats that are written, by their names."""

from __future__ import annotations

from app.formats.question_files import gift_writer, moodle_writer, qti2_writer, table_writer
from app.formats.question_files.report import Format
from app.formats.question_files.writing import Quiz, Written

_WRITERS = {
    Format.GIFT: gift_writer.write,
    Format.MOODLE_XML: moodle_writer.write,
    Format.QTI2: qti2_writer.write,
    Format.CSV: table_writer.write,
}
WRITTEN = tuple(_WRITERS)


def write(quiz: Quiz, format: Format) -> Written:
    """A file with the questions of a quiz, in one of the formats in WRITTEN."""
    return _WRITERS[format](quiz)
