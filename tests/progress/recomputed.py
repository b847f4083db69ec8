"""How far a class is, worked out again from its rows by plain Python: what `class_progress` has to say."""

from __future__ import annotations

from collections import defaultdict

from sqlalchemy import select

from app.extensions import db
from app.models.classroom import Membership
from app.models.group import Group, GroupMember
from app.models.lesson import Lesson
from app.models.progress import ClassProgress, LessonProgress
from app.models.release import ReleaseRule


def recomputed(classroom_id: int) -> dict[int, tuple[int, int]]:
    """Done and total of every active student, by user id."""
    db.session.expire_all()
    lessons = [
        lesson
        for lesson in db.session.scalars(select(Lesson).where(Lesson.classroom_id == classroom_id))
        if lesson.state.value == "published" and lesson.deleted_at is None
    ]
    rules = db.session.scalars(select(ReleaseRule).where(ReleaseRule.classroom_id == classroom_id)).all()
    done = _done(classroom_id)
    groups = _groups(classroom_id)
    found = {}
    for member in db.session.scalars(select(Membership).where(Membership.classroom_id == classroom_id)):
        if member.state.value == "active" and member.role.value == "student":
            mine = {lesson.id for lesson in lessons if _is_meant(lesson, rules, groups, member.user_id)}
            found[member.user_id] = (len(mine & done[member.user_id]), len(mine))
    return found


def _is_meant(lesson: Lesson, rules: object, groups: dict[int, set[int]], user_id: int) -> bool:
    for rule in rules:  # type: ignore[attr-defined]
        concerns = rule.lesson_id == lesson.id or (rule.module_id is not None and rule.module_id == lesson.module_id)
        if concerns and rule.group_id is not None and user_id not in groups[rule.group_id]:
            return False
    return True


def _done(classroom_id: int) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    for row in db.session.scalars(select(LessonProgress).where(LessonProgress.classroom_id == classroom_id)):
        if row.done_at is not None:
            found[row.user_id].add(row.lesson_id)
    return found


def _groups(classroom_id: int) -> dict[int, set[int]]:
    found: dict[int, set[int]] = defaultdict(set)
    own = set(db.session.scalars(select(Group.id).where(Group.classroom_id == classroom_id)))
    for row in db.session.scalars(select(GroupMember)):
        if row.group_id in own:
            found[row.group_id].add(row.user_id)
    return found


def kept(classroom_id: int) -> dict[int, tuple[int, int]]:
    """What `class_progress` says of the same people."""
    db.session.expire_all()
    active = recomputed(classroom_id).keys()
    rows = db.session.scalars(select(ClassProgress).where(ClassProgress.classroom_id == classroom_id)).all()
    for row in rows:
        if row.user_id in active:
            assert (row.completed_at is not None) == (row.done == row.total > 0)
    return {row.user_id: (row.done, row.total) for row in rows if row.user_id in active}
