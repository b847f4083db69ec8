"""Lessons that are done by attending a live session: for whoever did, and not after all when that was a mistake."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, exists, select

from app import transaction
from app.actions import progress
from app.extensions import db
from app.models.attendance import attended
from app.models.classroom import ClassRole, Membership, MemberState
from app.models.lesson import Lesson
from app.models.live import LiveSession
from app.models.live_people import LiveAttendance
from app.models.progress import FinishRule, LessonProgress
from app.models.user import User

AT_ONCE = 500


@transaction.action
def finish(session_id: int | None = None) -> int:
    """Finish lessons of those who attended what they wait for: of one session, or for the clock of all. How many."""
    owed = _bound().where(attended(), ~_done())
    if session_id is not None:
        owed = owed.where(LiveSession.id == session_id)
    found = db.session.execute(owed.order_by(User.id, Lesson.id).limit(AT_ONCE)).all()
    for lesson, user in found:
        progress.finish(lesson, user)
    return len(found)


@transaction.action
def reopen(session_id: int, user_ids: Collection[int]) -> None:
    """After a correction: not done for those of `user_ids` who did not attend."""
    mistaken = _bound().where(LiveSession.id == session_id, User.id.in_(user_ids), ~attended(), _done())
    for lesson, user in db.session.execute(mistaken.order_by(User.id, Lesson.id)).all():
        progress.reopen(lesson, user)


def _bound() -> Select[Lesson, User]:
    """Lessons that wait for a session, with the students of their class of whom attendance is kept there."""
    return (
        select(Lesson, User)
        .join(LiveSession, LiveSession.id == Lesson.live_session_id)
        .join(LiveAttendance, LiveAttendance.session_id == LiveSession.id)
        .join(User, User.id == LiveAttendance.user_id)
        .join(Membership, (Membership.user_id == User.id) & (Membership.classroom_id == Lesson.classroom_id))
        .where(Lesson.finish_rule == FinishRule.ATTENDED, Lesson.counts())
        .where(Membership.role == ClassRole.STUDENT, Membership.state == MemberState.ACTIVE)
    )


def _done() -> ColumnElement[bool]:
    mine = LessonProgress.lesson_id == Lesson.id, LessonProgress.user_id == User.id
    return exists().where(*mine, LessonProgress.done_at.is_not(None))
