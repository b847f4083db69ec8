"""XLSX out: a table as spreadsheets open it. Cells that people typed are text and are never computed."""

from __future__ import annotations

import io
from collections.abc import Iterable, Sequence
from decimal import Decimal

from xlsxwriter import Workbook

from app.formats.plain_text import one_line

MOST_CHARACTERS = 32_767
NAME_CHARACTERS = 31
WIDE = 24


def write(name: str, header: Sequence[str], rows: Iterable[Sequence[object]]) -> bytes:
    """A workbook of one sheet called `name`, its first row held in place. Numbers stay numbers; None is empty."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with Workbook(file, options) as book:
        sheet = book.add_worksheet(_sheet_name(name))
        bold = book.add_format({"bold": True})
        for column, title in enumerate(header):
            sheet.write_string(0, column, _text(title), bold)
        for number, row in enumerate(rows, 1):
            for column, cell in enumerate(row):
                if isinstance(cell, int | Decimal):
                    sheet.write_number(number, column, float(cell))
                elif cell is not None:
                    sheet.write_string(number, column, _text(str(cell)))
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, max(len(header) - 1, 0), WIDE)
    return file.getvalue()


def _text(given: str) -> str:
    """Without what XML has no place for."""
    kept = "".join(sign for sign in given if sign in "\t\n\r" or (sign >= " " and sign not in "\ufffe\uffff"))
    return kept.encode("utf-8", "ignore").decode()[:MOST_CHARACTERS]


def _sheet_name(given: str) -> str:
    """Excel allows neither these signs nor more characters."""
    kept = "".join(" " if sign in r"[]:*?/\\" else sign for sign in one_line(given)).strip("' ")
    return kept[:NAME_CHARACTERS].strip("' ") or "1"
