"""When a lesson or a module opens: from an instant, after something else, for a group."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlalchemy.orm import aliased

from app import clock, transaction
from app.actions import lesson_publishing, modules, progress, publishing, release_circles
from app.errors import Invalid
from app.extensions import db
from app.models.classroom import ClassRole, Classroom, Membership, MemberState
from app.models.group import Group, GroupMember
from app.models.lesson import Lesson, Module
from app.models.release import ReleaseRule
from app.models.user import User


@dataclass(frozen=True)
class Release:
    """All that a rule says; nothing of it means that it opens with its publication."""

    opens_at: datetime | None = None
    after_lesson: Lesson | None = None
    after_module: Module | None = None
    group: Group | None = None

    @property
    def is_empty(self) -> bool:
        return self == Release()


@dataclass(frozen=True)
class Told:
    """A rule as those who teach are told of it. `blocked`: it waits for something that nobody can see."""

    rule: ReleaseRule
    after: str | None
    group: str | None
    blocked: bool

    @property
    def opens_at(self) -> datetime | None:
        """When it opens, unless that is past."""
        at = self.rule.opens_at
        return at if at is not None and at > clock.now() else None


@dataclass(frozen=True)
class Rules:
    """The rules of a class by the id of what they hold back."""

    of_lessons: dict[int, Told]
    of_modules: dict[int, Told]


def rule_of(thing: Lesson | Module) -> ReleaseRule | None:
    return db.session.scalars(select(ReleaseRule).where(_of(thing))).first()


def told(classroom: Classroom) -> Rules:
    """All the rules of `classroom`. One query."""
    rows = db.session.execute(_told(classroom.id))
    found = [Told(rule, lesson or module, group, bool(blocked)) for rule, lesson, module, group, blocked in rows]
    return Rules(
        {each.rule.lesson_id: each for each in found if each.rule.lesson_id is not None},
        {each.rule.module_id: each for each in found if each.rule.module_id is not None},
    )


@transaction.action
def put(thing: Lesson | Module, release: Release, *, actor: User) -> ReleaseRule | None:
    """Let `thing` open as `release` says; None where nothing holds it back any more.

    Raises Invalid (opens_at, after, group), NotFound for what is gone.
    """
    kept = lesson_publishing.lock(thing) if isinstance(thing, Lesson) else modules.lock(thing)
    _check(kept, release)
    rule = rule_of(kept)
    if rule is None:
        rule = ReleaseRule(classroom_id=kept.classroom_id)
        rule.lesson_id, rule.module_id = (kept.id, None) if isinstance(kept, Lesson) else (None, kept.id)
        db.session.add(rule)
    rule.opens_at = release.opens_at
    rule.after_lesson_id = release.after_lesson.id if release.after_lesson else None
    rule.after_module_id = release.after_module.id if release.after_module else None
    rule.group_id = release.group.id if release.group else None
    db.session.flush()
    release_circles.refuse(kept.classroom_id, "after")
    if release.is_empty:
        db.session.delete(rule)
    progress.recount(kept.classroom_id)
    return None if release.is_empty else rule


def _check(kept: Lesson | Module, release: Release) -> None:
    """Raises Invalid for what is of another class, in the bin, or too far away."""
    if release.opens_at is not None and release.opens_at > clock.now() + publishing.FURTHEST:
        raise Invalid({"opens_at": _("This is too far away. Choose a time within two years.")})
    awaited: Iterable[tuple[str, Lesson | Module | Group | None]] = (
        ("after", release.after_lesson),
        ("after", release.after_module),
        ("group", release.group),
    )
    for name, other in awaited:
        if other is not None:
            db.session.refresh(other)
            if other.classroom_id != kept.classroom_id or getattr(other, "deleted_at", None) is not None:
                raise Invalid({name: _("Choose something of this class.")})


def _of(thing: Lesson | Module) -> ColumnElement[bool]:
    return ReleaseRule.lesson_id == thing.id if isinstance(thing, Lesson) else ReleaseRule.module_id == thing.id


def _told(classroom_id: int) -> Select[ReleaseRule, str, str, str, bool]:
    lesson, module, inside = aliased(Lesson), aliased(Module), aliased(Lesson)
    there = exists().where(inside.module_id == module.id, inside.counts())
    somebody = exists().where(
        GroupMember.group_id == Group.id,
        Membership.user_id == GroupMember.user_id,
        Membership.classroom_id == Group.classroom_id,
        Membership.state == MemberState.ACTIVE,
        Membership.role == ClassRole.STUDENT,
    )
    blocked = func.coalesce(
        and_(ReleaseRule.after_lesson_id.is_not(None), ~lesson.counts())
        | and_(ReleaseRule.after_module_id.is_not(None), ~there)
        | and_(ReleaseRule.group_id.is_not(None), ~somebody),
        False,
    )
    return (
        select(ReleaseRule, lesson.title, module.title, Group.name, blocked)
        .outerjoin(lesson, lesson.id == ReleaseRule.after_lesson_id)
        .outerjoin(module, module.id == ReleaseRule.after_module_id)
        .outerjoin(Group, Group.id == ReleaseRule.group_id)
        .where(ReleaseRule.classroom_id == classroom_id)
    )
