"""Names and titles: one line, seen, and nothing that turns around what stands after them (security.md T29)."""

import pytest

from app.formats.plain_text import one_line


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("Biology 7b", "Biology 7b"),
        ("  a \t b  ", "a b"),
        ("a\r\nBcc: x@example.org", "a Bcc: x@example.org"),
        ("a\0b\x1b[31mc", "a b [31mc"),
        ("a\u2028b\u2029c\x85d", "a b c d"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("\u2067a\u2069", "a"),
        ("👩🏽‍🏫 ♟️", "👩🏽‍🏫 ♟️"),
        ("क्‍ष می‌خواهم", "क्‍ष می‌خواهم"),
        ("مرحبا\u200f!", "مرحبا\u200f!"),
        ("\u200b", ""),
        ("\u3164\u2800 \ufeff\u200d", ""),
        ("\u202e", ""),
        ("", ""),
    ],
)
def test_one_line(given: str, kept: str) -> None:
    assert one_line(given) == kept
