"""What holds for questions of every type."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.questions import TYPES
from app.questions.base import FULL, NOTHING, BadQuestion, Content, Question, QuestionType, Shows, Words, WordsFormat
from app.questions.whole import question_from_json, question_to_json
from tests.questions.samples import BY_TYPE, Sample, every_type, load

SCALARS = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.just(10**4000) | st.just("\ud800\x00")
)
RUBBISH = st.recursive(SCALARS, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20)


def damaged(raw: Any, draw: Any) -> Any:
    """`raw` with rubbish in one place of it."""
    if isinstance(raw, dict) and raw and draw(st.booleans()):
        name = draw(st.sampled_from(sorted(raw)))
        return raw | {name: damaged(raw[name], draw)}
    if isinstance(raw, list) and raw and draw(st.booleans()):
        place = draw(st.integers(0, len(raw) - 1))
        return [*raw[:place], damaged(raw[place], draw), *raw[place + 1 :]]
    return draw(RUBBISH)


def test_there_is_a_sample_of_every_type() -> None:
    assert list(BY_TYPE) == list(TYPES)


@every_type
def test_json_is_read_back_to_an_equal_content(sample: Sample) -> None:
    type, content = load(sample)
    assert type.parse(json.loads(json.dumps(content.json()))) == content
    assert type.parse(sample.raw) == content  # whoever gives all ids gets no others


@every_type
def test_ids_that_are_not_given_are_made(sample: Sample) -> None:
    def without(raw: Any) -> Any:
        if isinstance(raw, dict):
            return {name: without(value) for name, value in raw.items() if name not in ("id", "answer_id")}
        return [without(each) for each in raw] if isinstance(raw, list) else raw

    type = TYPES[sample.type]
    one, other = type.parse(without(sample.raw)), type.parse(without(sample.raw))
    assert type.parse(one.json()) == one
    assert (one == other) == ('"id"' not in json.dumps(sample.raw))


@every_type
@given(data=st.data())
@settings(max_examples=100, deadline=None)
def test_rubbish_is_refused_and_breaks_nothing(sample: Sample, data: st.DataObject) -> None:
    type, content = load(sample)
    parsed = problems_or(lambda: type.parse(damaged(sample.raw, data.draw)))
    if isinstance(parsed, Content):
        assert type.parse(json.loads(json.dumps(parsed.json()))) == parsed
        json.dumps(parsed.json(), ensure_ascii=False).encode()
    kept = problems_or(lambda: type.read(content, damaged(sample.right, data.draw)))
    if not isinstance(kept, tuple):
        check_kept(type, content, kept)


def problems_or(read: Callable[[], Any]) -> Any:
    """What `read` gives, or its problems, which can be written down."""
    try:
        return read()
    except BadQuestion as bad:
        problems = bad.problems
    assert problems
    json.dumps([[problem.where, problem.what.value, problem.fact] for problem in problems], ensure_ascii=False).encode()
    return problems


def check_kept(type: QuestionType, content: Content, kept: Any) -> None:
    share = type.grade(content, kept).share
    assert type.read(content, kept) == kept
    assert share is None or NOTHING <= share <= FULL
    json.dumps(type.review(content, 1, kept, Shows(True, True, True)), ensure_ascii=False).encode()
    type.in_words(content, kept)


@every_type
@given(values=st.lists(st.text(max_size=20) | st.sampled_from(["aa", "bb", "1", "true"]), max_size=3))
@settings(max_examples=50, deadline=None)
def test_forms_of_rubbish_break_nothing(sample: Sample, values: list[str]) -> None:
    type, content = load(sample)
    kept = problems_or(lambda: type.read_form(content, lambda name: values))
    if not isinstance(kept, tuple):
        check_kept(type, content, kept)


def test_numbers_too_large_to_be_written_down_are_refused() -> None:
    huge = 10**5000
    for type, raw in [
        ("essay", {"lines": huge}),
        ("numeric", {"ranges": [{"low": huge, "high": -huge, "worth": huge}]}),
    ]:
        with pytest.raises(BadQuestion):
            TYPES[type].parse(raw)


@every_type
def test_what_is_no_answer_is_refused(sample: Sample) -> None:
    type, content = load(sample)
    for bad in sample.bad:
        with pytest.raises(BadQuestion):
            type.read(content, bad)


@every_type
def test_forms_and_json_say_the_same(sample: Sample) -> None:
    type, content = load(sample)
    assert type.read(content, sample.right) == type.read_form(content, lambda name: sample.form.get(name, []))
    assert type.read(content, type.read(content, sample.right)) == type.read(content, sample.right)


@every_type
def test_nothing_sent_is_no_answer_and_worth_nothing(sample: Sample) -> None:
    type, content = load(sample)
    assert type.read(content, None) is None
    assert type.read(content, {}) is None
    assert type.read_form(content, lambda name: []) is None
    assert type.read_form(content, lambda name: [""]) is None
    assert type.grade(content, None).share == NOTHING
    assert type.in_words(content, None) == ""


@every_type
def test_everything_and_nothing_can_be_earned(sample: Sample) -> None:
    type, content = load(sample)
    right, wrong = type.read(content, sample.right), type.read(content, sample.wrong)
    assert type.grade(content, right).share == (None if type.by_hand else FULL)
    assert type.grade(content, wrong).share == NOTHING
    assert type.in_words(content, right)


@every_type
def test_an_answer_to_another_version_breaks_nothing(sample: Sample) -> None:
    """Parts that are not there any more earn nothing, show nothing and are counted nowhere."""
    type, content = load(sample)
    renamed = json.loads(
        json.dumps(sample.raw).replace('"id": "', '"id": "z').replace('"answer_id": "', '"answer_id": "z')
    )
    answer = type.read(content, sample.right)
    other = type.parse(renamed)
    if sample.type in ("single", "multiple", "matching", "ordering", "cloze"):
        assert type.grade(other, answer).share == NOTHING
        assert not any(tally.count for tally in type.tally(other, [answer]) if sample.type != "ordering")
    type.review(other, 1, answer, Shows(True, True, True))
    type.in_words(other, answer)


@every_type
def test_every_text_can_be_changed_for_a_copy(sample: Sample) -> None:
    type, content = load(sample)
    changed = content.with_texts(lambda words: replace(words, source=words.source + "!") if words else words)
    assert [text.source for text in changed.texts()] == [text.source + "!" * bool(text) for text in content.texts()]
    assert changed.with_texts(lambda words: replace(words, source=words.source.removesuffix("!"))) == content
    assert type.parse(changed.json()) == changed


@every_type
def test_a_blank_question_can_be_shown_and_not_kept(sample: Sample) -> None:
    type = TYPES[sample.type]
    blank = type.blank()
    json.dumps([type.present(blank, 1), type.review(blank, 1, None, Shows(True, True, True)), blank.json()])
    assert type.key_in_words(blank) is not None
    if sample.type not in ("true_false", "essay"):
        with pytest.raises(BadQuestion):
            type.parse(blank.json())


@every_type
def test_how_often_each_was_answered(sample: Sample) -> None:
    type, content = load(sample)
    answers = [type.read(content, raw) for raw in (sample.right, sample.right, None)]
    tallies = type.tally(content, answers)
    counted = [tally for tally in tallies if tally.count]
    assert all(tally.count == 2 and tally.label and tally.share for tally in counted)
    assert bool(counted) != type.by_hand
    assert len({tally.key for tally in tallies}) == len(tallies)


@every_type
def test_a_whole_question_is_read_back(sample: Sample) -> None:
    _type, content = load(sample)
    text = Words(sample.text, WordsFormat.MARKDOWN)
    question = Question(sample.type, text, content, Fraction(7, 3), "Name", Words("told"), ("a", "b c"))
    assert question_from_json(json.loads(json.dumps(question_to_json(question)))) == question


def test_all_problems_of_a_whole_question_are_told_at_once() -> None:
    raw = {"type": "single", "text": " ", "points": "-1", "tags": ["x" * 41], "content": {"choices": []}, "key": 1}
    with pytest.raises(BadQuestion) as caught:
        question_from_json(raw)
    assert [(problem.where, problem.what) for problem in caught.value.problems] == [
        ("", "unknown"),
        ("text", "missing"),
        ("content.choices", "too_few"),
        ("points", "not_allowed"),
        ("tags", "too_long"),
    ]


@pytest.mark.parametrize(
    ("change", "problems"),
    [
        ({"type": "riddle"}, [("type", "unknown")]),
        ({"type": None}, [("type", "missing")]),
        ({"tags": "a"}, [("tags", "not_allowed")]),
        ({"tags": [1]}, [("tags", "not_allowed")]),
        ({"tags": [str(number) for number in range(21)]}, [("tags", "too_many")]),
        ({"points": 1001}, [("points", "not_allowed")]),
        ({"text": "[[g1]] [[g1]] [[g2]] [[g3]]"}, [("text", "twice"), ("content.gaps.3", "missing")]),
        ({"content": {}}, [("content.gaps", "too_few")]),
        ({"content": 1}, [("content", "not_allowed"), ("content.gaps", "too_few")]),
    ],
)
def test_problems_of_a_whole_question(change: dict[str, Any], problems: list[tuple[str, str]]) -> None:
    sample = BY_TYPE["cloze"]
    with pytest.raises(BadQuestion) as caught:
        question_from_json({"type": sample.type, "text": sample.text, "content": sample.raw} | change)
    assert [(problem.where, problem.what.value) for problem in caught.value.problems] == problems


def test_tags_are_tidied() -> None:
    found = question_from_json({"type": "essay", "text": "a", "content": {}, "tags": [" a  b ", "a b", "", "c"]})
    assert (found.tags, found.points, found.name) == (("a b", "c"), 1, "")


@given(raw=RUBBISH)
@settings(max_examples=200, deadline=None)
def test_a_whole_question_of_rubbish_is_refused(raw: Any) -> None:
    with pytest.raises(BadQuestion):
        question_from_json(raw)
