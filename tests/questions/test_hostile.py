"""Hostile words in every place of every question: asked, answered, told and edited, they stay words."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask, render_template_string

from app.questions import TYPES
from app.questions.base import Shows, Words, WordsFormat
from tests.questions.question_pages import page
from tests.questions.samples import Sample, every_type
from tests.support.pages import Page

HOSTILE = """"'><script>alert(1)</script><img src=x onerror=alert(1)>{{ 7 * 7 }}</textarea></select>"""
SHOWN = """{% import "questions/parts.html" as parts %}
{{ parts.question(type, text, shown, answer, "asked-", hostile) }}
{{ parts.result(type, text, review, "told-", text) }}"""
KEPT = {"id", "answer_id", "type", "format", "worth", "low", "high", "factor", "scheme", "right", "shuffle", "weight"}


def poisoned(raw: Any, name: str = "") -> Any:
    """`raw` with hostile words in the place of all words, each told apart."""
    if isinstance(raw, dict):
        return {each: poisoned(value, each) for each, value in raw.items()}
    if isinstance(raw, list):
        return [poisoned(each, name) for each in raw]
    short = HOSTILE[:9] if name == "name" else HOSTILE
    return f"{short}{raw}"[-30 if name == "name" else 0 :] if isinstance(raw, str) and name not in KEPT else raw


def wrong_in(html: str) -> list[str]:
    read = Page()
    read.feed(html)
    return [*read.wrong, *(["a script"] if read.tags["script"] else []), *(["49"] if "49</" in html else [])]


@every_type
@pytest.mark.parametrize("format", WordsFormat)
def test_hostile_words_stay_words(app: Flask, sample: Sample, format: WordsFormat) -> None:
    raw = in_format(poisoned(sample.raw), format)
    type = TYPES[sample.type]
    content = type.parse(raw)
    text = Words(f"{HOSTILE} {sample.text} {HOSTILE}", format)
    answer = type.read(content, poisoned(sample.right, "answer") if "text" in sample.right else sample.right)
    review = type.review(content, 1, answer, Shows(True, True, True))
    with app.test_request_context("/"):
        html = render_template_string(
            SHOWN,
            type=sample.type,
            text=text,
            shown=type.present(content, 1),
            answer=answer,
            review=review,
            hostile=HOSTILE,
        )
    assert wrong_in(html) == []
    assert format == WordsFormat.HTML or "&lt;script&gt;" in html
    assert wrong_in(page(app, sample.type, content.json(), problems={"choices": HOSTILE, "gaps": HOSTILE})) == []


def in_format(raw: Any, format: WordsFormat) -> Any:
    """Every text of `raw` written in `format`."""
    if isinstance(raw, dict):
        return (
            raw | {"format": format.value} if "source" in raw else {name: in_format(raw[name], format) for name in raw}
        )
    return [in_format(each, format) for each in raw] if isinstance(raw, list) else raw
