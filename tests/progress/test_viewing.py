"""What makes a lesson done besides the button, and how little is believed of what a page says."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from app.actions import completions, viewing
from app.errors import Conflict
from app.extensions import db
from app.models.file import FileKind, FilePlace, LessonFile, StoredFile
from app.models.lesson import Embed, Lesson, LessonKind
from app.models.progress import FinishRule
from tests.progress.conftest import Learning

SECOND = timedelta(seconds=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Coordinates]:
    with time_machine.travel(datetime(2026, 11, 2, 9, tzinfo=UTC), tick=False) as stopped:
        yield stopped


def ruled(lesson: Lesson, rule: FinishRule, minutes: int = 0) -> Lesson:
    lesson.finish_rule, lesson.finish_minutes = rule, minutes
    db.session.commit()
    return lesson


def with_video(lesson: Lesson, seconds: int | None = 100) -> Lesson:
    about = {"media_type": "video/mp4", "kind": FileKind.VIDEO, "size": 5, "sha256": "0" * 64, "seconds": seconds}
    file = StoredFile(classroom_id=lesson.classroom_id, key="0" * 32, filename="cell.mp4", **about)
    db.session.add(file)
    db.session.flush()
    db.session.add(LessonFile(lesson_id=lesson.id, file_id=file.id, place=FilePlace.MAIN))
    lesson.kind = LessonKind.VIDEO
    db.session.commit()
    return lesson


def done(learning: Learning, lesson: Lesson) -> bool:
    mine = learning.of(lesson)
    return mine is not None and mine.is_done


def test_opening_is_noted_and_remembered_as_the_place_to_go_on(learning: Learning) -> None:
    first, second, _third = learning.lessons
    viewing.opened(first, learning.sam)
    viewing.opened(second, learning.sam)
    assert learning.whole().last_lesson_id == second.id
    assert not done(learning, first)
    assert learning.of(first).opened_at is not None  # type: ignore[union-attr]
    assert learning.whole(learning.sue).last_lesson_id is None


def test_a_lesson_that_is_done_when_opened(learning: Learning) -> None:
    lesson = ruled(learning.lessons[0], FinishRule.OPENED)
    viewing.opened(lesson, learning.sam)
    viewing.opened(lesson, learning.sam)
    assert done(learning, lesson)
    assert learning.whole().done == 1
    with pytest.raises(Conflict):
        completions.withdraw(lesson, actor=learning.sam)
    assert done(learning, lesson)


def test_minutes_are_counted_by_beats_and_no_faster_than_the_clock(
    learning: Learning, clock: time_machine.Coordinates
) -> None:
    lesson = ruled(learning.lessons[0], FinishRule.MINUTES, 1)
    viewing.opened(lesson, learning.sam)
    for _ in range(100):
        assert not viewing.seen(lesson, actor=learning.sam)
    assert learning.of(lesson).seconds == 0  # type: ignore[union-attr]
    results = []
    for _ in range(5):
        clock.shift(15 * SECOND)
        results.append(viewing.seen(lesson, actor=learning.sam))
    assert results == [False, False, False, True, False]
    assert done(learning, lesson)


def test_time_away_does_not_count(learning: Learning, clock: time_machine.Coordinates) -> None:
    lesson = ruled(learning.lessons[0], FinishRule.MINUTES, 5)
    viewing.opened(lesson, learning.sam)
    clock.shift(timedelta(hours=2))
    assert not viewing.seen(lesson, actor=learning.sam)
    assert learning.of(lesson).seconds == 30  # type: ignore[union-attr]


def test_parts_of_seconds_are_not_lost(learning: Learning, clock: time_machine.Coordinates) -> None:
    lesson = ruled(learning.lessons[0], FinishRule.MINUTES, 5)
    viewing.opened(lesson, learning.sam)
    for _ in range(10):
        clock.shift(timedelta(milliseconds=1600))
        viewing.seen(lesson, actor=learning.sam)
    assert learning.of(lesson).seconds == 16  # type: ignore[union-attr]


def test_the_button_waits_for_the_time_without_any_script(learning: Learning, clock: time_machine.Coordinates) -> None:
    lesson = ruled(learning.lessons[0], FinishRule.MINUTES, 3)
    with pytest.raises(Conflict, match="in 3 minutes"):
        completions.complete(lesson, actor=learning.sam)
    viewing.opened(lesson, learning.sam)
    clock.shift(timedelta(minutes=2, seconds=30))
    with pytest.raises(Conflict, match="in 30 seconds"):
        completions.complete(lesson, actor=learning.sam)
    clock.shift(timedelta(seconds=30))
    completions.complete(lesson, actor=learning.sam)
    assert done(learning, lesson)
    completions.withdraw(lesson, actor=learning.sam)
    assert not done(learning, lesson)
    clock.shift(15 * SECOND)
    assert not viewing.seen(lesson, actor=learning.sam)
    completions.complete(lesson, actor=learning.sam)
    assert done(learning, lesson)


def test_a_video_is_done_at_nine_tenths(learning: Learning, clock: time_machine.Coordinates) -> None:
    lesson = with_video(ruled(learning.lessons[0], FinishRule.VIDEO))
    viewing.opened(lesson, learning.sam)
    became = []
    for end in (15, 30, 45, 60, 75, 89, 90):
        clock.shift(15 * SECOND)
        became.append(viewing.seen(lesson, actor=learning.sam, position=end, played=[[0, end]]))
    assert became == [False] * 6 + [True]
    mine = learning.of(lesson)
    assert mine is not None
    assert (mine.video_position, mine.video_seen) == (90, [[0, 90]])


def test_of_a_video_at_most_twice_the_time_is_believed(learning: Learning, clock: time_machine.Coordinates) -> None:
    lesson = with_video(ruled(learning.lessons[0], FinishRule.VIDEO))
    viewing.opened(lesson, learning.sam)
    assert not viewing.seen(lesson, actor=learning.sam, played=[[0, 100]])
    clock.shift(15 * SECOND)
    assert not viewing.seen(lesson, actor=learning.sam, played=[[0, 99999]])
    assert learning.of(lesson).video_seen == [[0, 30]]  # type: ignore[union-attr]
    with pytest.raises(Conflict):
        completions.complete(lesson, actor=learning.sam)
    clock.shift(75 * SECOND)
    completions.complete(lesson, actor=learning.sam)
    assert done(learning, lesson)


@pytest.mark.parametrize("measured", ["embed", "no length", "no video"])
def test_a_video_that_cannot_be_measured_is_done_by_the_button(learning: Learning, measured: str) -> None:
    lesson = ruled(learning.lessons[0], FinishRule.VIDEO)
    if measured == "embed":
        lesson.kind, lesson.embed, lesson.embed_id = LessonKind.VIDEO, Embed.YOUTUBE, "x"
    elif measured == "no length":
        with_video(lesson, None)
    db.session.commit()
    assert completions.wanted(lesson).rule is FinishRule.BUTTON
    completions.complete(lesson, actor=learning.sam)
    assert done(learning, lesson)
