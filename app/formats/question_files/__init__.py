"""Questions in the files of other programs: read into ours, and ours written for them. Pure.

`read` says of each question what became of it, and never guesses what is right; `write` says what a format cannot hold.
"""

from app.formats.question_files.detecting import read
from app.formats.question_files.making import fits
from app.formats.question_files.report import (
    Bad,
    BadFile,
    Format,
    Reading,
    ReadQuestion,
    ReadSection,
    Reason,
    Status,
    Why,
)
from app.formats.question_files.writers import WRITTEN, write
from app.formats.question_files.writing import Part, Quiz, Written, WrittenQuestion

__all__ = [
    "WRITTEN",
    "Bad",
    "BadFile",
    "Format",
    "Part",
    "Quiz",
    "ReadQuestion",
    "ReadSection",
    "Reading",
    "Reason",
    "Status",
    "Why",
    "Written",
    "WrittenQuestion",
    "fits",
    "read",
    "write",
]
