"""CSV out (RFC 4180): safe to open in a spreadsheet, whatever people typed into their names."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

MARK = "\ufeff"
# What a spreadsheet may take for a formula (OWASP ASVS 5.0, 1.2.10), full-width forms too.
FORMULA = frozenset("=+-@\t\r\n\0＝＋－＠")


def write(header: Sequence[str], rows: Iterable[Sequence[object]]) -> Iterator[str]:
    """The lines of a table, one string a line, ended by CRLF. The first starts with a mark that says UTF-8."""
    yield MARK + _line(header)
    for row in rows:
        yield _line(row)


def _line(cells: Sequence[object]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerow([guarded(cell) for cell in cells])
    return text.getvalue()


def guarded(cell: object) -> str:
    """The cell as text, with an apostrophe before what would be computed when opened. None is empty."""
    text = "" if cell is None else str(cell)
    first = text.lstrip(" \u00a0")[:1]
    return f"'{text}" if first in FORMULA and first else text
