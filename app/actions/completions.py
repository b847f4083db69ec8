"""A lesson marked as done, and taken back: what its teacher asks for before."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import timedelta
from functools import cache

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import Select, and_, bindparam, select

from app import clock, transaction
from app.actions import progress
from app.errors import Conflict, Invalid
from app.extensions import db
from app.models.classroom import Classroom
from app.models.file import FileKind, FilePlace, FileState, LessonFile, StoredFile
from app.models.lesson import Lesson, LessonKind
from app.models.live import LiveSession, LiveState
from app.models.progress import ClassProgress, FinishRule, LessonProgress
from app.models.user import User

ENOUGH_OF_A_VIDEO = 0.9
MINUTE = 60
MOST_SESSIONS = 200


@dataclass(frozen=True)
class Wanted:
    """What makes a lesson done. `seconds`: how long to be there, or how much of the video to see."""

    rule: FinishRule
    seconds: int = 0


@dataclass(frozen=True)
class Standing:
    """How far one student is with one lesson, and with its class; None where there is nothing yet."""

    lesson: LessonProgress | None = None
    whole: ClassProgress | None = None

    @property
    def is_done(self) -> bool:
        return self.lesson is not None and self.lesson.is_done


def standing(lesson: Lesson, user: User) -> Standing:
    """In one query."""
    about = {"lesson_id": lesson.id, "classroom_id": lesson.classroom_id, "user_id": user.id}
    row = db.session.execute(_standing(), about).first()
    return Standing(row[1], row[0]) if row else Standing()


@cache
def _standing() -> Select[ClassProgress, LessonProgress]:
    mine = and_(LessonProgress.user_id == ClassProgress.user_id, LessonProgress.lesson_id == bindparam("lesson_id"))
    found = select(ClassProgress, LessonProgress).outerjoin(LessonProgress, mine)
    found = found.where(
        ClassProgress.classroom_id == bindparam("classroom_id"), ClassProgress.user_id == bindparam("user_id")
    )
    return found.execution_options(populate_existing=True)


def wanted(lesson: Lesson) -> Wanted:
    """The rule of its teacher; where nothing can be measured, no video, quiz or session, it is done by the button."""
    if lesson.finish_rule is FinishRule.MINUTES:
        return Wanted(FinishRule.MINUTES, lesson.finish_minutes * MINUTE)
    if lesson.finish_rule is FinishRule.VIDEO:
        seconds = video_seconds(lesson)
        return (
            Wanted(FinishRule.VIDEO, math.ceil(seconds * ENOUGH_OF_A_VIDEO)) if seconds else Wanted(FinishRule.BUTTON)
        )
    if lesson.finish_rule is FinishRule.QUIZ and lesson.quiz_id is None:
        return Wanted(FinishRule.BUTTON)
    if lesson.finish_rule is FinishRule.ATTENDED and not is_held(lesson):
        return Wanted(FinishRule.BUTTON)
    return Wanted(lesson.finish_rule)


def is_held(lesson: Lesson) -> bool:
    """Its live session was, or is still to come: it is there, and not cancelled."""
    held = LiveSession.id == lesson.live_session_id, LiveSession.state != LiveState.CANCELLED
    return lesson.live_session_id is not None and db.session.scalar(select(LiveSession.id).where(*held)) is not None


def session_of(lesson: Lesson) -> LiveSession | None:
    """The live session that it waits for."""
    return db.session.get(LiveSession, lesson.live_session_id) if lesson.live_session_id else None


def sessions_of(classroom: Classroom) -> list[LiveSession]:
    """Live sessions that a lesson of the class can wait for, the latest first."""
    found = select(LiveSession).where(LiveSession.classroom_id == classroom.id)
    kept = found.where(LiveSession.state != LiveState.CANCELLED)
    return list(db.session.scalars(kept.order_by(LiveSession.starts_at.desc()).limit(MOST_SESSIONS)))


def video_seconds(lesson: Lesson) -> int:
    """How long its own video is; 0 where there is none, or none that plays yet."""
    if lesson.kind is not LessonKind.VIDEO:
        return 0
    found = (
        select(StoredFile.seconds)
        .join(LessonFile, LessonFile.file_id == StoredFile.id)
        .where(LessonFile.lesson_id == lesson.id, LessonFile.place == FilePlace.MAIN)
        .where(StoredFile.kind == FileKind.VIDEO, StoredFile.state == FileState.READY)
    )
    return db.session.scalar(found.limit(1)) or 0


def left(asked: Wanted, mine: LessonProgress | None) -> int:
    """Seconds until the button may be pressed: time since the lesson was opened, which needs no script."""
    if asked.rule not in (FinishRule.MINUTES, FinishRule.VIDEO) or is_enough(asked, mine):
        return 0
    since = clock.now() - mine.opened_at if mine and mine.opened_at else timedelta()
    return max(0, math.ceil(asked.seconds - since.total_seconds()))


def is_enough(asked: Wanted, mine: LessonProgress | None) -> bool:
    """What was asked for has really been done."""
    if mine is None:
        return False
    if asked.rule is FinishRule.VIDEO:
        return mine.video_seconds >= asked.seconds
    return mine.seconds >= asked.seconds


@transaction.action
def choose(lesson: Lesson, rule: FinishRule, minutes: int = 0, session: LiveSession | None = None) -> None:
    """Say what makes `lesson` done from now on; what is done stays done. Raises Invalid (finish_session)."""
    if rule is FinishRule.ATTENDED and (session is None or session.classroom_id != lesson.classroom_id):
        raise Invalid({"finish_session": _("Choose a live session first.")})
    lesson.finish_rule = rule
    lesson.live_session_id = session.id if session and rule is FinishRule.ATTENDED else None
    lesson.finish_minutes = minutes if rule is FinishRule.MINUTES else 0
    db.session.add(lesson)


@transaction.action
def complete(lesson: Lesson, *, actor: User) -> None:
    """The student says that it is done. Twice is as once. Raises Conflict while its time is not over, and for one that
    its quiz or its live session makes done."""
    now, asked = standing(lesson, actor), wanted(lesson)
    if asked.rule is FinishRule.QUIZ and not now.is_done:
        raise Conflict(_("This lesson is done by its quiz."))
    if asked.rule is FinishRule.ATTENDED and not now.is_done:
        raise Conflict(_("This lesson is done by attending its live session."))
    missing = 0 if now.is_done else left(asked, now.lesson)
    if missing:
        raise Conflict(not_yet(missing))
    progress.finish(lesson, actor)


@transaction.action
def withdraw(lesson: Lesson, *, actor: User) -> None:
    """Not done after all. Twice is as once. Raises Conflict for what is done by opening, by a quiz or by attending."""
    if lesson.finish_rule is FinishRule.OPENED:
        raise Conflict(_("This lesson is done as soon as it is opened."))
    if wanted(lesson).rule is FinishRule.QUIZ:
        raise Conflict(_("This lesson is done by its quiz."))
    if wanted(lesson).rule is FinishRule.ATTENDED:
        raise Conflict(_("This lesson is done by attending its live session."))
    progress.reopen(lesson, actor)


def not_yet(seconds: int) -> str:
    """How long to wait, for people."""
    if seconds < MINUTE:
        return ngettext(
            "You can mark this as done in one second.", "You can mark this as done in %(num)d seconds.", seconds
        )
    minutes = -(-seconds // MINUTE)
    return ngettext(
        "You can mark this as done in one minute.", "You can mark this as done in %(num)d minutes.", minutes
    )
