"""Texts of questions as HTML that may stand on anybody's page, or as one line.

All end in the sanitiser of `rich_text`. A plain text is what was typed, but that formulas stand between dollars as in
Markdown, and pictures of ours as ![what it shows](/files/…).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from functools import lru_cache

from markupsafe import Markup, escape

from app.formats import markdown, rich_text
from app.questions.base import Content, Json, QuestionType, Tally, Words, WordsFormat
from app.questions.cloze import GAP

CACHED = 2_000
LINE = 300

_alternative = re.compile(r'<img src="[^"]*" alt="([^"]*)"[^<>]*>')
# A tag as the sanitiser writes it, or text up to the next.
_pieces = re.compile(r'<(/?)([a-z0-9]+)((?:[^<>"]|"[^"]*")*)>|[^<]+')
# In these a field may not stand, or would not be read as one.
CLOSED = {"a", "code", "pre"}


@lru_cache(CACHED)
def inner_html(words: Words) -> str:
    """Sanitised HTML without a frame around it. A text of too many elements stands as it was typed."""
    try:
        return rich_text.sanitise(_rendered(words))
    except rich_text.TooComplex:
        return rich_text.sanitise(markdown.literal(words.source[: rich_text.MOST_ELEMENTS]))


def html_of(words: Words, labels: Mapping[str, str] | None = None) -> Markup:
    """HTML in its frame, ready for a template; nothing where there are no words. `labels` as in `rich_text`."""
    return rich_text.as_markup(inner_html(words), labels=labels) if words else Markup("")


def plain_of(words: Words, length: int = LINE) -> str:
    """The words in one line: for menus, names of fields and lists. A picture is what it is said to show."""
    return rich_text.plain(_alternative.sub(r" \1 ", inner_html(words)), length)


def plainly(content: Content) -> Content:
    """`content` with each of its texts as one line: what it says of answers in words is then plain, too."""
    return content.with_texts(lambda words: Words(plain_of(words)))


def tallies(type: QuestionType, content: Content, answers: Iterable[Json | None]) -> list[Tally]:
    """How often each was answered, as `type` counts it, under plain labels."""
    given = list(answers)
    plain = {tally.key: tally.label for tally in type.tally(plainly(content), given)}
    return [replace(tally, label=plain.get(tally.key, tally.label)) for tally in type.tally(content, given)]


def html_with_gaps(words: Words, field: Callable[[str], Markup], labels: Mapping[str, str] | None = None) -> Markup:
    """HTML in which `field(id)` stands in the place of each gap [[id]].

    A gap where no field can stand, as in a formula or in a link, comes behind the text.
    """
    closed, behind, made = 0, [], []
    for piece in _pieces.finditer(inner_html(words)):
        if piece[2]:
            closed += (piece[2] in CLOSED) * (-1 if piece[1] else 1)
            behind += GAP.findall(piece[0])
            made.append(piece[0])
        elif closed:
            behind += GAP.findall(piece[0])
            made.append(piece[0])
        else:
            made.append(GAP.sub(lambda gap: escape(field(gap[1])).strip(), piece[0]))
    made += [f"<p>{escape(field(id)).strip()}</p>" for id in behind]
    return rich_text.as_markup("".join(made), labels=labels)


def with_html(presented: Json) -> Json:
    """JSON of `present` or `review` with `{"html": …}` in the place of all words.

    What leaves the house goes through this: a source may hold comments that its HTML has not.
    """
    if presented.keys() == {"source", "format"}:
        return {"html": inner_html(Words(presented["source"], WordsFormat(presented["format"])))}
    return {name: _with_html(value) for name, value in presented.items()}


def _with_html(value: object) -> object:
    if isinstance(value, dict):
        return with_html(value)
    return [_with_html(each) for each in value] if isinstance(value, list) else value


def _rendered(words: Words) -> str:
    if words.format == WordsFormat.HTML:
        return words.source
    render = markdown.render if words.format == WordsFormat.MARKDOWN else markdown.literal
    return render(words.source)
