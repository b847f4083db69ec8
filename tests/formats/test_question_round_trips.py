"""What is written into a file and read again is the same, unless the report says what is not."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.formats import question_files
from app.formats.question_files import WRITTEN, Format, Part, Quiz, Status, Why
from app.questions import TYPES
from app.questions.base import Question, Words, WordsFormat
from tests.formats.questions_of_all_types import Making, nameless
from tests.support.quizzes import single


def is_markdown(words: Words) -> bool:
    """It may be HTML in a file, and then looks otherwise in one line."""
    return words.format is WordsFormat.MARKDOWN


def key(question: Question) -> str:
    """What is right, apart from how stars are escaped."""
    words = TYPES[question.type].key_in_words(question.content).replace("\\", "").replace("*", "")
    return " ".join(words.split())


quietly = settings(max_examples=60, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
ANY = Making()


@pytest.mark.parametrize("format", WRITTEN)
@quietly
@given(questions=st.lists(ANY.questions(), min_size=1, max_size=3))
def test_written_and_read_it_is_the_same_unless_it_is_said(format: Format, questions: list[Question]) -> None:
    written = question_files.write(Quiz("A quiz", (Part(tuple(questions)),)), format)
    held = [each for each in written.questions if each.status is not Status.UNSUPPORTED]
    if not held:
        return
    reading = question_files.read(written.data)
    assert reading.format is format
    found = [each for each in reading.questions if each.type not in ("description", "text")]
    assert len(found) == len(held)
    for told, back in zip(held, found, strict=True):
        original = questions[told.number - 1]
        assert back.question is not None, (back.reasons, written.data)
        assert back.question.type == original.type
        if original.type not in ("cloze", "numeric") and not any(map(is_markdown, original.content.texts())):
            assert key(back.question) == key(original)
        if told.status is Status.IMPORTED:
            assert nameless(back.question) == nameless(original), written.data


POOL = Part((single(), single("And which one?")), title="Birds", text=Words("Think."), draws=1)


@pytest.mark.parametrize("format", WRITTEN)
def test_sections_and_pools_stay_or_it_is_said(format: Format) -> None:
    written = question_files.write(Quiz("A quiz", (Part((single("First"),)), POOL)), format)
    reading = question_files.read(written.data)
    told = {reason.why for each in written.questions[1:] for reason in each.reasons}
    if format is Format.QTI2:
        assert told == set()
        assert (reading.title, reading.sections[-1].draws, reading.sections[-1].points) == ("A quiz", 1, 1)
    else:
        assert Why.POOL_LEFT_OUT in told
    if format is not Format.CSV:
        texts = [section.text.source for section in reading.sections if section.text]
        assert texts == ["Think."]
    else:
        assert Why.DETAIL_NOT_HELD in told
