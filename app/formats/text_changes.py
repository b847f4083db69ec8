"""What changed between two texts, word by word: for people to read, not to patch with.

Both are compared as rows (paragraphs, list items, cells, lines) of words, whatever their format is. What is laid out
anew word for word counts as unchanged. The work is bounded: where two texts have too little in common to be compared
in a moment, the one is shown as taken away and the other as added.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from html.parser import HTMLParser
from typing import Literal

Kind = Literal["same", "removed", "added"]
Piece = tuple[Kind, str]

ROWS = {"p", "li", "td", "th", "pre", "hr", "br", "tr", "ul", "ol", "table", "blockquote", "h2", "h3", "h4"}
BREAK = "\x00"
MOST_PAIRS = 1_000_000
AROUND = 2


@dataclass(frozen=True)
class Row:
    """One row of the newer text, or of the older one where it was removed. `skipped`: equal rows left out before it."""

    pieces: list[Piece]
    skipped: int = 0


def rows_of(html: str) -> list[str]:
    """The words of sanitised HTML, a row for each part that stands on lines of its own."""
    reader = _Reader()
    reader.feed(html)
    return [row for row in (" ".join(part.split()) for part in "".join(reader.parts).split(BREAK)) if row]


def compare(old: Sequence[str], new: Sequence[str], around: int = AROUND) -> list[Row]:
    """The rows of both in their order, with what was removed and added; of equal ones those `around` a change."""
    return list(_without_equal(list(_changed(old, new)), around))


def _changed(old: Sequence[str], new: Sequence[str]) -> Iterator[Row]:
    budget = _Budget()
    for kind, before, after in budget.parts(old, new):
        if kind == "equal":
            yield from (Row([("same", row)]) for row in after)
            continue
        yield from _broken(_words(budget, _with_breaks(before), _with_breaks(after)))


def _with_breaks(rows: Sequence[str]) -> list[str]:
    """The words of `rows`, with the break between two rows as a word among them."""
    return f" {BREAK} ".join(rows).split(" ") if rows else []


def _broken(pieces: Iterator[tuple[Kind, list[str]]]) -> Iterator[Row]:
    """Rows of pieces: a break ends one, whether it came, went or stayed."""
    row: list[Piece] = []
    for kind, words in pieces:
        for number, part in enumerate(" ".join(words).split(BREAK)):
            if number:
                yield Row(row)
                row = []
            if part.strip():
                row.append((kind, part.strip()))
    yield Row(row)


def _words(budget: _Budget, old: list[str], new: list[str]) -> Iterator[tuple[Kind, list[str]]]:
    for kind, before, after in budget.parts(old, new):
        if kind == "equal":
            yield "same", list(after)
            continue
        if before:
            yield "removed", list(before)
        if after:
            yield "added", list(after)


class _Budget:
    """How many pairs may still be looked at: the search takes quadratic time where much repeats itself."""

    def __init__(self) -> None:
        self.left = MOST_PAIRS

    def parts(self, old: Sequence[str], new: Sequence[str]) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
        """Equal and different stretches of two sequences, in order."""
        begin = _alike(old, new)
        end = _alike(old[begin:][::-1], new[begin:][::-1])
        before, after = old[begin : len(old) - end], new[begin : len(new) - end]
        if begin:
            yield "equal", old[:begin], new[:begin]
        if before or after:
            yield from self._between(before, after)
        if end:
            yield "equal", old[len(old) - end :], new[len(new) - end :]

    def _between(
        self, before: Sequence[str], after: Sequence[str]
    ) -> Iterator[tuple[str, Sequence[str], Sequence[str]]]:
        pairs = len(before) * len(after)
        if pairs > self.left:
            yield "delete", before, []
            yield "insert", [], after
            return
        self.left -= pairs
        for kind, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
            yield kind, before[i:j], after[k:m]


def _alike(old: Sequence[str], new: Sequence[str]) -> int:
    """How many items at the beginning are equal."""
    for place, (one, other) in enumerate(zip(old, new, strict=False)):
        if one != other:
            return place
    return min(len(old), len(new))


def _without_equal(rows: list[Row], around: int) -> Iterator[Row]:
    """Leave out rows that are equal and far from any that is not, and those without a word."""
    rows = [row for row in rows if row.pieces]
    changed = [place for place, row in enumerate(rows) if any(kind != "same" for kind, _ in row.pieces)]
    near = {place + step for place in changed for step in range(-around, around + 1)}
    skipped = 0
    for place, row in enumerate(rows):
        if place not in near:
            skipped += 1
            continue
        yield Row(row.pieces, skipped)
        skipped = 0
    if skipped:
        yield Row([], skipped)


class _Reader(HTMLParser):
    """The text of HTML with a mark where a row begins or ends, and what pictures show."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.parts: list[str] = []
        self.in_code = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.in_code = self.in_code or tag == "pre"
        if tag in ROWS:
            self.parts.append(BREAK)
        if tag == "img":
            self.parts.append(f" [{dict(attrs).get('alt') or '…'}] ")

    def handle_endtag(self, tag: str) -> None:
        self.in_code = self.in_code and tag != "pre"
        if tag in ROWS:
            self.parts.append(BREAK)

    def handle_data(self, data: str) -> None:
        self.parts.append(data.replace("\n", BREAK) if self.in_code else data)
