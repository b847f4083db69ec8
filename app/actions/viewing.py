"""Viewing records: who opened a lesson, how long he was there, what of its video he saw.

Nobody decided them, so a GET may leave them after its answer. Only what the clock of the server allows is believed.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import func, select, update

from app import clock, transaction
from app.actions import active_days, completions, progress, visits
from app.actions.completions import Standing
from app.extensions import db
from app.formats import ranges
from app.models.credential import SEEN_EVERY
from app.models.lesson import Lesson
from app.models.progress import ClassProgress, FinishRule, LessonProgress
from app.models.user import User

BEAT = timedelta(seconds=15)
BELIEVED = 2 * BEAT
FASTEST = 2


def is_new(lesson: Lesson, now: Standing) -> bool:
    """Whether opening `lesson` is worth noting: it was another one that was open last, or long ago."""
    if now.lesson is None or now.lesson.last_opened_at is None or now.whole is None:
        return True
    if lesson.finish_rule is FinishRule.OPENED and not now.is_done:
        return True
    return now.whole.last_lesson_id != lesson.id or now.lesson.last_opened_at + SEEN_EVERY < clock.now()


def note(lesson_id: int, user_id: int) -> None:
    """Mark a lesson as opened, after the answer."""
    visits.afterwards(lambda: _note(lesson_id, user_id))


@transaction.action
def _note(lesson_id: int, user_id: int) -> None:
    lesson, user = db.session.get(Lesson, lesson_id), db.session.get(User, user_id)
    if lesson is not None and user is not None:
        opened(lesson, user)


@transaction.action
def opened(lesson: Lesson, user: User) -> None:
    """He is at it now; where that is the rule, it is done."""
    progress.note(lesson, user)
    now = clock.now()
    times = {
        "opened_at": func.coalesce(LessonProgress.opened_at, now),
        "last_opened_at": now,
        "counted_until": now,
    }
    mine = (LessonProgress.lesson_id == lesson.id, LessonProgress.user_id == user.id)
    db.session.execute(update(LessonProgress).where(*mine).values(times))
    _stand_at(lesson, user)
    active_days.note(user, lesson.classroom)
    if lesson.finish_rule is FinishRule.OPENED:
        progress.finish(lesson, user)


def _stand_at(lesson: Lesson, user: User) -> None:
    """Remember where he goes on in the class."""
    mine = (ClassProgress.classroom_id == lesson.classroom_id, ClassProgress.user_id == user.id)
    there = update(ClassProgress).where(*mine).values(last_lesson_id=lesson.id)
    if not db.session.execute(there).rowcount:  # type: ignore[attr-defined]  # a cursor's result
        progress.recount(lesson.classroom_id, user.id)
        db.session.execute(there)


@transaction.action
def seen(lesson: Lesson, *, actor: User, position: int | None = None, played: list[ranges.Range] | None = None) -> bool:
    """He is still there, and what his player played so far. Whether the lesson became done by that.

    Time counts since the last such word, and of a video at most twice as much.
    """
    mine = _locked(lesson, actor)
    asked = completions.wanted(lesson)
    before = completions.is_enough(asked, mine)
    passed = _passed(mine, clock.now())
    mine.seconds += passed
    if position is not None:
        mine.video_position = position
    if played:
        mine.video_seen = ranges.credited(mine.video_seen, _inside(lesson, played), passed * FASTEST)
    if asked.rule not in (FinishRule.MINUTES, FinishRule.VIDEO) or before or not completions.is_enough(asked, mine):
        return False
    progress.finish(lesson, actor)
    return True


def _locked(lesson: Lesson, user: User) -> LessonProgress:
    progress.note(lesson, user)
    mine = (LessonProgress.lesson_id == lesson.id, LessonProgress.user_id == user.id)
    found = select(LessonProgress).where(*mine).with_for_update().execution_options(populate_existing=True)
    return db.session.scalars(found).one()


def _passed(mine: LessonProgress, now: datetime) -> int:
    """Whole seconds since time was last counted; the rest of a second is left for the next word."""
    since = mine.counted_until or now
    passed = int(min(max(now - since, timedelta()), BELIEVED).total_seconds())
    mine.opened_at = mine.opened_at or now
    mine.counted_until = now if now - since > BELIEVED else since + timedelta(seconds=passed)
    return passed


def _inside(lesson: Lesson, played: list[ranges.Range]) -> list[ranges.Range]:
    """What of `played` is within the video."""
    end = completions.video_seconds(lesson)
    return [[start, min(stop, end)] for start, stop in played]
