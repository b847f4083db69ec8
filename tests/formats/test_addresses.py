"""Pasted addresses, as people and programs write them."""

from __future__ import annotations

import time

import pytest

from app.formats.addresses import parse


def read(text: str) -> list[tuple[str, str]]:
    return [(one.name, one.address) for one in parse(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("a@b.org", [("", "a@b.org")]),
        ("a@b.org\r\nc@d.org", [("", "a@b.org"), ("", "c@d.org")]),
        ("a@b.org, c@d.org;e@f.org g@h.org", [("", f"{x}.org") for x in ("a@b", "c@d", "e@f", "g@h")]),
        ("Ada <ADA@b.org>", [("Ada", "ada@b.org")]),
        ('"Lovelace, Ada" <ada@b.org>', [("Lovelace, Ada", "ada@b.org")]),
        ("Doe, Jane <jane@b.org>; Doe, John <john@b.org>", [("Doe, Jane", "jane@b.org"), ("Doe, John", "john@b.org")]),
        ("p@q.org, Bob <bob@b.org>, r@q.org", [("", "p@q.org"), ("Bob", "bob@b.org"), ("", "r@q.org")]),
        ("<a@b.org>", [("", "a@b.org")]),
        ("a@b.org\nAda <a@B.org>", [("Ada", "a@b.org")]),
        ("añ@bücher.example.org", [("", "añ@bücher.example.org")]),
        ("nobody", [("", "")]),
        ("a@@b.org x@", [("", ""), ("", "")]),
        ("a\x00@b.org", [("", "")]),
        (" ;,\n", []),
        ("", []),
    ],
)
def test_read(text: str, expected: list[tuple[str, str]]) -> None:
    assert read(text) == expected


def test_what_was_typed_is_kept_for_the_reader() -> None:
    assert [one.typed for one in parse("Ada <ada@b.org>, nonsense")] == ["Ada <ada@b.org>", "nonsense"]


@pytest.mark.parametrize(
    "text", ["<" * 60_000, "a" * 60_000, "a>" * 30_000, "@" * 60_000, "a@b.org," * 7_000, "<>," * 20_000]
)
def test_hostile_text_takes_no_time(text: str) -> None:
    started = time.perf_counter()
    parse(text)
    assert time.perf_counter() - started < 3
