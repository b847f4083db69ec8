"""What students see before a result and of it: T3 of the list of threats."""

from __future__ import annotations

import json
from itertools import product
from typing import Any

import pytest

from app.questions import TYPES
from app.questions.base import Shows
from tests.questions.samples import BY_TYPE, FEEDBACK, KEY, Sample, every_type, load


@every_type
def test_what_a_student_sees_holds_neither_key_nor_feedback(sample: Sample) -> None:
    type, content = load(sample)
    for seed in range(30):
        seen = json.dumps(type.present(content, seed))
        assert FEEDBACK not in seen
        assert KEY not in seen
        assert not any(word in seen for word in ("worth", "right", "answer_id", "271.", "accepted", "notes"))


@every_type
def test_what_a_student_sees_is_the_same_whatever_is_right(sample: Sample) -> None:
    """The key turned around, the page stays: so nothing on it can tell which is right."""
    type, content = load(sample)
    other = type.parse(turned(sample.raw))
    assert content != other
    seen = [(type.present(content, seed), type.present(other, seed)) for seed in range(60)]
    if sample.type == "matching":
        assert all(one["prompts"] == also["prompts"] for one, also in seen)
    elif sample.type == "ordering":  # turned on by one where it would stand in its right order
        assert sum(one == also for one, also in seen) > 20
    else:
        assert all(one == also for one, also in seen)


def turned(raw: Any) -> Any:
    """With another key: worths, orders, numbers, partners and notes are others."""
    if isinstance(raw, list):
        return [turned(each) for each in reversed(raw)]
    if not isinstance(raw, dict):
        return raw
    changed = {name: value if name == "units" else turned(value) for name, value in raw.items()}
    if "low" in raw:
        changed |= {"low": "1", "high": "2"}
    if "accepted" in raw:
        changed |= {"accepted": [{"text": "another"}]}
    if "gaps" in raw:
        changed["gaps"].reverse()
    if "choices" in raw:
        changed["choices"] = [each | {"worth": 1} for each in changed["choices"]]
    if "answer_id" in raw:
        changed |= {"answer": raw["answer"] + "!"}
    return (
        changed | {name: not raw[name] for name in raw if name == "right"} | ({"notes": "!"} if "notes" in raw else {})
    )


@pytest.mark.parametrize(
    ("type", "shown"),
    [
        ("single", {"choices": ["id", "text"]}),
        ("multiple", {"choices": ["id", "text"]}),
        ("true_false", {}),
        ("short", {}),
        ("numeric", {"unit_required": False}),
        ("matching", {"prompts": ["id", "text"], "answers": ["id", "text"]}),
        ("ordering", {"items": ["id", "text"]}),
        ("essay", {"lines": 5, "template": "I think", "words_at_least": 3, "words_at_most": 200}),
    ],
)
def test_what_a_student_sees_has_these_names_and_no_others(type: str, shown: dict[str, Any]) -> None:
    found, content = load(BY_TYPE[type])
    seen = found.present(content, 1)
    assert {name: sorted(part[0]) if isinstance(part, list) else part for name, part in seen.items()} == shown
    ids = {part["id"] for parts in seen.values() if isinstance(parts, list) for part in parts}
    assert ids <= {part["id"] for part in parts_of(content.json())} | {"a1", "a2", "a3"}


def parts_of(raw: Any) -> list[dict[str, Any]]:
    """All objects in `raw` that have an id."""
    if isinstance(raw, list):
        return [part for each in raw for part in parts_of(each)]
    return ([raw] if "id" in raw else []) + parts_of(list(raw.values())) if isinstance(raw, dict) else []


@pytest.mark.parametrize(
    ("type", "listed", "given"),
    [("single", "choices", "choices"), ("multiple", "choices", "choices"), ("matching", "prompts", "pairs")],
)
def test_what_is_not_to_be_shuffled_stays_in_its_order(type: str, listed: str, given: str) -> None:
    raw = BY_TYPE[type].raw | {"shuffle": False}
    content = TYPES[type].parse(raw)
    for seed in range(5):
        shown = [part["id"] for part in TYPES[type].present(content, seed)[listed]]
        assert shown == [part["id"] for part in raw[given]]


def test_gaps_are_shown_with_their_names_and_types() -> None:
    cloze, content = load(BY_TYPE["cloze"])
    gaps = cloze.present(content, 1)["gaps"]
    assert [(gap["id"], gap["type"]) for gap in gaps] == [
        ("g1", "short"),
        ("g2", "numeric"),
        ("g3", "single"),
        ("g4", "multiple"),
    ]
    assert [sorted(gap) for gap in gaps] == [
        ["id", "type"],
        ["id", "type", "unit_required"],
        ["choices", "id", "type"],
        ["choices", "id", "type"],
    ]


@every_type
def test_the_same_seed_gives_the_same_order(sample: Sample) -> None:
    type, content = load(sample)
    shown = [json.dumps(type.present(content, seed)) for seed in range(40)]
    assert shown == [json.dumps(type.present(content, seed)) for seed in range(40)]
    if sample.type in ("single", "multiple", "matching", "ordering", "cloze"):
        assert len(set(shown)) > 3


@every_type
@pytest.mark.parametrize("shows", [Shows(*flags) for flags in product((False, True), repeat=3)], ids=repr)
def test_a_review_holds_what_may_be_seen_and_nothing_else(sample: Sample, shows: Shows) -> None:
    type, content = load(sample)
    for raw in (sample.right, sample.wrong, None):
        answer = type.read(content, raw)
        review = type.review(content, 3, answer, shows)
        for part in (review, *(review["gaps"] if sample.type == "cloze" else ())):
            assert ("share" in part) == ("parts" in part) == shows.marks
        for part in review["gaps"] if sample.type == "cloze" else (review,):
            assert ("feedback" in part) == shows.feedback
            assert ("key" in part) == shows.key
        assert review["answer"] == answer
        seen = json.dumps(review).replace(json.dumps(sample.right.get("text", "-")), "")
        assert shows.feedback or FEEDBACK not in seen
        assert shows.key or KEY not in seen.replace(f"{KEY} x", "").replace(f"{KEY} at all", "")
        json.dumps(review)


@every_type
def test_a_review_of_nothing_shown_is_the_page_and_the_answer(sample: Sample) -> None:
    type, content = load(sample)
    review = type.review(content, 5, None, Shows())
    for gap in review.get("gaps", []):
        assert gap.pop("answer") is None
    assert review == type.present(content, 5) | {"answer": None}


@every_type
def test_whoever_has_feedback_is_told_it_for_what_he_answered(sample: Sample) -> None:
    type, content = load(sample)
    seen = json.dumps(type.review(content, 3, type.read(content, sample.right), Shows(feedback=True)))
    assert (FEEDBACK in seen) == any(FEEDBACK in text.source for text in content.texts() if not type.by_hand)
    assert FEEDBACK not in json.dumps(type.review(content, 3, None, Shows(feedback=True)))
