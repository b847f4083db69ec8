"""Progress: lessons done and undone, and what that adds up to.

`class_progress` is never counted up or down: one statement writes it anew from the rows it adds up, inside the
transaction that changed one of them. Locks keep two such statements of the same rows apart: a whole class excludes
each of its students, and each student himself. The head of the audit log is locked after them, never before: whoever
finishes a class gets a certificate, which is written down there.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Select, and_, case, func, literal, null, or_, select, update

from app import clock, events, transaction
from app.actions import achievements, active_days, certificates
from app.extensions import db
from app.models.classroom import ClassRole, Classroom, Membership, MemberState
from app.models.lesson import Lesson
from app.models.progress import ClassProgress, LessonProgress
from app.models.release import ReleaseRule, meant_for
from app.models.upsert import insert_new, insert_or
from app.models.user import User


@transaction.action
def finish(lesson: Lesson, user: User) -> None:
    """The lesson is done, whoever said so: the student or its rule. Twice is as once."""
    note(lesson, user)
    undone = update(LessonProgress).where(*_of(lesson, user), LessonProgress.done_at.is_(None))
    if db.session.execute(undone.values(done_at=clock.now())).rowcount:  # type: ignore[attr-defined]  # a cursor's result
        recount(lesson.classroom_id, user.id)
        events.announce("lesson.done", lesson, actor=user, classroom_id=lesson.classroom_id, lesson=lesson.public_id)
        active_days.note(user, lesson.classroom)
        achievements.award("lesson.done", user, lesson.classroom_id)
        certificates.issue(lesson.classroom_id, user.id)


@transaction.action
def reopen(lesson: Lesson, user: User) -> None:
    """The lesson is not done after all. Twice is as once."""
    db.session.execute(update(LessonProgress).where(*_of(lesson, user)).values(done_at=None))
    recount(lesson.classroom_id, user.id)


def note(lesson: Lesson, user: User) -> None:
    """Have a row for this person and lesson."""
    fresh = {
        "user_id": user.id,
        "lesson_id": lesson.id,
        "classroom_id": lesson.classroom_id,
        "seconds": 0,
        "video_position": 0,
        "video_seen": [],
    }
    db.session.execute(insert_new(LessonProgress, ("user_id", "lesson_id")).values(fresh))


def begin(member: Membership) -> None:
    """Count for somebody who may have become an active student, first or again."""
    if member.is_active and member.role is ClassRole.STUDENT:
        recount(member.classroom_id, member.user_id)


def recount(classroom_id: int, user_id: int | None = None) -> None:
    """Write anew how far the students of a class are, or one of them: after whatever counts for them has changed."""
    db.session.flush()
    _lock(classroom_id, user_id)
    made = insert_or(ClassProgress).from_select(
        ["classroom_id", "user_id", "done", "total", "changed_at", "completed_at"], _counted(classroom_id, user_id)
    )
    new = made.excluded
    complete = and_(new.done == new.total, new.total > 0)
    db.session.execute(
        made.on_conflict_do_update(
            index_elements=["classroom_id", "user_id"],
            set_={
                "done": new.done,
                "total": new.total,
                "changed_at": new.changed_at,
                "completed_at": case((complete, func.coalesce(ClassProgress.completed_at, new.changed_at))),
            },
            where=or_(ClassProgress.done != new.done, ClassProgress.total != new.total),
        )
    )


def _counted(classroom_id: int, user_id: int | None) -> Select[Any, Any, Any, Any, Any, Any]:
    """Done of all for each active student: lessons that are published, kept, and meant for him."""
    lesson = and_(Lesson.classroom_id == Membership.classroom_id, Lesson.counts())
    if _has_groups(classroom_id):
        lesson = and_(lesson, meant_for(Lesson, Membership.user_id))
    mine = and_(
        LessonProgress.lesson_id == Lesson.id,
        LessonProgress.user_id == Membership.user_id,
        LessonProgress.done_at.is_not(None),
    )
    done, total, now = func.count(LessonProgress.done_at), func.count(Lesson.id), literal(clock.now())
    found = (
        select(
            Membership.classroom_id,
            Membership.user_id,
            done,
            total,
            now,
            case((and_(done == total, total > 0), now), else_=null()),
        )
        .select_from(Membership)
        .outerjoin(Lesson, lesson)
        .outerjoin(LessonProgress, mine)
        .where(
            Membership.classroom_id == classroom_id,
            Membership.state == MemberState.ACTIVE,
            Membership.role == ClassRole.STUDENT,
        )
        .group_by(Membership.classroom_id, Membership.user_id)
    )
    return found if user_id is None else found.where(Membership.user_id == user_id)


def _has_groups(classroom_id: int) -> bool:
    ruled = select(ReleaseRule.id).where(ReleaseRule.classroom_id == classroom_id, ReleaseRule.group_id.is_not(None))
    return db.session.scalar(ruled.limit(1)) is not None


def _lock(classroom_id: int, user_id: int | None) -> None:
    """Until the end of the transaction: the class against all its students, or one student against himself."""
    alone = user_id is None
    classroom = select(Classroom.id).where(Classroom.id == classroom_id)
    db.session.execute(classroom.with_for_update(read=not alone, key_share=alone))
    if user_id is not None:
        row = {"classroom_id": classroom_id, "user_id": user_id, "done": 0, "total": 0, "changed_at": clock.now()}
        db.session.execute(insert_new(ClassProgress, ("classroom_id", "user_id")).values(row))
        mine = (ClassProgress.classroom_id == classroom_id, ClassProgress.user_id == user_id)
        db.session.execute(select(ClassProgress.user_id).where(*mine).with_for_update())


def _of(lesson: Lesson, user: User) -> tuple[Any, Any]:
    return LessonProgress.lesson_id == lesson.id, LessonProgress.user_id == user.id
