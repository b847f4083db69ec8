"""The fields of teachers: what a page shows and sends is the question that was put into it."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from werkzeug.datastructures import MultiDict

from app.questions import TYPES
from app.questions.base import BadQuestion, Content, QuestionType
from app.web.question_fields import form_to_raw, wants_rows
from app.web.question_words import by_place
from tests.questions.question_pages import Sent, page, sent
from tests.questions.samples import SAMPLES, Sample, every_type, load
from tests.support.pages import check_page


@every_type
def test_what_is_shown_is_sent_back_as_it_was(app: Flask, sample: Sample) -> None:
    type, content = load(sample)
    check_page(page(app, sample.type, content.json()), fragment=True)
    for prefix in ("", "q1-"):
        raw = form_to_raw(sample.type, sent(app, sample.type, content.json(), prefix), prefix)
        assert same(type, type.parse(raw), content)


def same(type: QuestionType, one: Content, other: Content) -> bool:
    """Ids of what students cannot name are made anew; words in which nothing stands have no format."""
    return one == other or [type.key_in_words(one), one.json()] == [type.key_in_words(other), other.json()]


@every_type
def test_a_blank_question_opens_with_fields_and_is_refused_with_sentences_at_them(app: Flask, sample: Sample) -> None:
    type = TYPES[sample.type]
    html = page(app, sample.type, type.blank().json())
    check_page(html, fragment=True)
    raw = form_to_raw(sample.type, sent(app, sample.type, type.blank().json()), "q1-")
    if sample.type not in ("true_false", "essay"):
        with pytest.raises(BadQuestion) as caught:
            type.parse(raw)
        with app.test_request_context("/"):
            problems = by_place(caught.value.problems)
        assert all(sentence in page(app, sample.type, raw, problems=problems) for sentence in problems.values())


@pytest.mark.parametrize(
    ("type", "rows"), [("single", 2), ("multiple", 2), ("matching", 2), ("ordering", 2), ("short", 1), ("numeric", 1)]
)
def test_a_new_question_opens_with_empty_rows(app: Flask, type: str, rows: int) -> None:
    found = Sent()
    found.feed(page(app, type, TYPES[type].blank().json()))
    assert sum(button.startswith("remove:") for button in found.buttons) == rows


@every_type
def test_every_button_for_rows_is_understood(app: Flask, sample: Sample) -> None:
    _type, content = load(sample)
    before = form_to_raw(sample.type, sent(app, sample.type, content.json()), "q1-")
    found = Sent()
    found.feed(page(app, sample.type, content.json()))
    for button in found.buttons:
        fields = sent(app, sample.type, content.json(), press=button)
        assert wants_rows(fields, "q1-")
        raw = form_to_raw(sample.type, fields, "q1-")
        check_page(page(app, sample.type, raw), fragment=True)
        assert raw != before or button.startswith(("up:", "down:")), button
        deed, _colon, path = button.partition(":")
        path = path.partition(":")[0] if deed == "add" else path.rpartition("-")[0]
        assert len(rows_at(raw, path)) - len(rows_at(before, path)) == {"add": 1, "remove": -1}.get(deed, 0), button


def rows_at(raw: Any, path: str) -> Any:
    for step in path.split("-"):
        raw = raw[int(step)] if step.isdigit() else raw[step]
    return raw


def test_rows_move_up_and_down(app: Flask) -> None:
    raw = {"items": [{"id": f"i{place}", "text": word} for place, word in enumerate(["a", "b", "c"])]}
    content = TYPES["ordering"].parse(raw).json()

    def words(press: str) -> str:
        moved = form_to_raw("ordering", sent(app, "ordering", content, press=press), "q1-")
        return "".join(item["text"]["source"] for item in moved["items"])

    assert (words("up:items-1"), words("down:items-1")) == ("bac", "acb")
    assert (words("up:items-0"), words("down:items-2"), words("remove:items-1")) == ("abc", "abc", "ac")


def test_a_new_gap_has_a_name_of_its_own(app: Flask) -> None:
    raw = {"gaps": [{"id": "7", "type": "short", "weight": 3, "content": {"accepted": [{"text": "a"}]}}]}
    content = TYPES["cloze"].parse(raw).json()
    added = form_to_raw("cloze", sent(app, "cloze", content, press="add:gaps:single"), "q1-")["gaps"]
    assert [(gap["id"], gap["type"]) for gap in added] == [("7", "short"), ("8", "single")]
    assert len(added[1]["content"]["choices"]) == 2
    within = form_to_raw("cloze", sent(app, "cloze", content, press="add:gaps-0-content-accepted"), "q1-")["gaps"]
    assert [each["text"] for each in within[0]["content"]["accepted"]] == ["a", ""]


NAMES = [
    name
    for sample in SAMPLES
    for name in ("row", "right", "choices-0-text", "gaps-0-type", "gaps-0-content-choices-0-text")
]


@every_type
@given(
    fields=st.dictionaries(
        st.sampled_from(
            [*NAMES, "ranges-0-value", "ranges-0-tolerance", "units-1-factor", "items-0-text", "pairs-0-id"]
        )
        | st.text(max_size=20),
        st.text(max_size=20)
        | st.sampled_from(["add:choices", "add:gaps:short", "up:items-0", "remove:gaps-0", "short", "1"]),
        max_size=8,
    )
)
@settings(max_examples=60, deadline=None)
def test_whatever_is_sent_is_parsed_or_refused(sample: Sample, fields: dict[str, str]) -> None:
    raw = form_to_raw(sample.type, MultiDict(fields))
    try:
        TYPES[sample.type].parse(raw)
    except BadQuestion as bad:
        assert bad.problems  # noqa: PT017
