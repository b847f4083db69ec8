"""What changed between two texts, word by word, in bounded time."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.formats.text_changes import compare, rows_of

WORDS = st.lists(st.sampled_from("abcd"), max_size=12).map(" ".join).filter(bool)


def test_rows_are_what_stands_on_lines_of_its_own() -> None:
    html = "<h2>A\na</h2><ul><li><p>b <b>c</b></p></li></ul><table><tbody><tr><td>d</td><td>e</td></tr></tbody></table>"
    assert rows_of(html + '<pre>f\n  g</pre><p><img src="/files/1" alt="A leaf"></p>') == [
        *("A a", "b c", "d", "e", "f", "g", "[A leaf]")
    ]


def test_words_are_marked_as_removed_and_added() -> None:
    (row,) = compare(["one two three"], ["one 2 three four"])
    assert row.pieces == [*(("same", "one"), ("removed", "two"), ("added", "2"), ("same", "three"), ("added", "four"))]


def test_whole_rows_come_and_go() -> None:
    rows = compare(["a", "b", "c"], ["a", "c", "d"])
    assert [row.pieces for row in rows] == [[("same", "a")], [("removed", "b")], [("same", "c")], [("added", "d")]]


def test_equal_rows_far_from_a_change_are_counted_and_left_out() -> None:
    same = [f"row {number}" for number in range(20)]
    rows = compare([*same, "old"], [*same, "new"])
    assert [row.skipped for row in rows] == [18, 0, 0]
    assert rows[-1].pieces == [("removed", "old"), ("added", "new")]
    (only,) = compare(same, same)
    assert (only.pieces, only.skipped) == ([], 20)


@settings(max_examples=200, deadline=None)
@given(st.lists(WORDS, max_size=8), st.lists(WORDS, max_size=8))
def test_both_texts_can_be_read_off_what_changed(old: list[str], new: list[str]) -> None:
    rows = compare([*old, "x"], [*new, "y"], around=100)
    for kind, text in (("removed", [*old, "x"]), ("added", [*new, "y"])):
        words = " ".join(piece for row in rows for mark, piece in row.pieces if mark in ("same", kind))
        assert words == " ".join(text)


@pytest.mark.timeout(60)
def test_texts_without_anything_in_common_are_compared_in_bounded_time() -> None:
    old, new = ["a b " * 50_000], ["b b a " * 30_000]
    assert {kind for row in compare(old, new) for kind, _ in row.pieces} == {"removed", "added"}
    assert compare(["a"] * 20_000, ["b"] * 20_000)
