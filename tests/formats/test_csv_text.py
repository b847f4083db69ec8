"""CSV that is safe to open (security.md T19)."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.formats.csv_text import FORMULA, guarded, write

HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\0=1", "\r=1", " =1+1", "＝1", '=HYPERLINK("http://x")']


@pytest.mark.parametrize("cell", HOSTILE)
def test_nothing_is_computed(cell: str) -> None:
    assert guarded(cell) == f"'{cell}"


@pytest.mark.parametrize(("cell", "text"), [(None, ""), ("", ""), (7, "7"), ("Ada", "Ada"), ("a=b", "a=b")])
def test_the_rest_stays(cell: object, text: str) -> None:
    assert guarded(cell) == text


def test_first_line_says_utf_8_and_lines_end_as_rfc_4180_asks() -> None:
    lines = list(write(["name", "note"], [["Zoë", 'says "hi", then\nleaves']]))
    assert lines == ["\ufeffname,note\r\n", 'Zoë,"says ""hi"", then\nleaves"\r\n']


@given(st.lists(st.lists(st.text(), min_size=2, max_size=2), max_size=5))
def test_reads_back_as_written(rows: list[list[str]]) -> None:
    text = "".join(write(["a", "b"], rows)).removeprefix("\ufeff")
    read = list(csv.reader(io.StringIO(text, newline="")))[1:]
    assert read == [[guarded(cell) for cell in row] for row in rows]
    assert all(cell[:1] not in FORMULA or not cell for row in read for cell in row)
