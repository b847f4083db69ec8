"""Modules of a classroom and their lessons."""

from __future__ import annotations

from enum import StrEnum
from functools import cache
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    and_,
    bindparam,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, defer, joinedload, mapped_column, relationship

from app.extensions import Base
from app.models import limits
from app.models.base import BigId, HasPublicId, HasTimes, Instant, choice
from app.models.classroom import STAFF, Classroom, Membership, MemberState
from app.models.somebody import somebody, this
from app.models.user import Role, User


class LessonKind(StrEnum):
    TEXT = "text"


class LessonState(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"


class BodyFormat(StrEnum):
    HTML = "html"
    MARKDOWN = "markdown"


class Module(HasPublicId, HasTimes, Base):
    """An ordered part of a classroom."""

    __tablename__ = "modules"
    __table_args__ = (Index("ix_modules_classroom_id_position", "classroom_id", "position"),)

    classroom_id: Mapped[int] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(limits.MODULE_TITLE))
    description: Mapped[str] = mapped_column(String(limits.DESCRIPTION), default="")
    position: Mapped[int]

    classroom: Mapped[Classroom] = relationship()
    lessons: Mapped[list[Lesson]] = relationship(order_by="Lesson.position", back_populates="module")

    @classmethod
    def visible_to(cls, user: User) -> Select[Module]:
        """Those of classrooms that `user` may see inside of."""
        return (
            select(cls)
            .join(cls.classroom)
            .options(joinedload(cls.classroom).joinedload(Classroom.owner))
            .where(Classroom.inside(user))
        )

    @classmethod
    def of(cls, classroom: Classroom) -> Select[Module]:
        return select(cls).where(cls.classroom_id == classroom.id).order_by(cls.position, cls.id)


class Lesson(HasPublicId, HasTimes, Base):
    """Something to learn. The source is what the teacher typed; the HTML is sanitised under `policy_version`."""

    __tablename__ = "lessons"
    __table_args__ = (
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_has_instant"),
        Index("ix_lessons_module_id_position", "module_id", "position"),
        Index("ix_lessons_classroom_id_state", "classroom_id", "state", "published_at"),
    )

    classroom_id: Mapped[int] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    module_id: Mapped[int] = mapped_column(BigId, ForeignKey("modules.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    kind: Mapped[LessonKind] = mapped_column(choice(LessonKind), default=LessonKind.TEXT)
    title: Mapped[str] = mapped_column(String(limits.LESSON_TITLE))
    body: Mapped[str] = mapped_column(Text, default="")
    body_format: Mapped[BodyFormat] = mapped_column(choice(BodyFormat), default=BodyFormat.MARKDOWN)
    body_html: Mapped[str] = mapped_column(Text, default="")
    policy_version: Mapped[int] = mapped_column(default=1)
    state: Mapped[LessonState] = mapped_column(choice(LessonState), default=LessonState.DRAFT)
    published_at: Mapped[Instant | None]
    position: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)

    classroom: Mapped[Classroom] = relationship()
    module: Mapped[Module] = relationship(back_populates="lessons")

    @property
    def is_published(self) -> bool:
        return self.state is LessonState.PUBLISHED

    @classmethod
    def visible_to(cls, user: User) -> Select[Lesson]:
        """Published ones of classrooms that `user` is in; drafts only for the classroom's staff and admins."""
        return (
            select(cls)
            .join(cls.classroom)
            .options(joinedload(cls.classroom).joinedload(Classroom.owner), joinedload(cls.module))
            .where(Classroom.inside(user), cls.shown_to(user))
        )

    @classmethod
    def in_order(cls, classroom: Classroom, user: User) -> Select[Lesson]:
        """Those of `classroom` that `user` may see, as one walks through them; without their texts."""
        return (
            select(cls)
            .join(cls.module)
            .options(defer(cls.body), defer(cls.body_html))
            .where(cls.classroom_id == classroom.id, cls.shown_to(user))
            .order_by(*cls._walk())
        )

    @classmethod
    def latest_in(cls, classroom: Classroom, most: int) -> Select[Lesson]:
        """The newest published lessons of `classroom`, without their texts."""
        published = select(cls).where(cls.classroom_id == classroom.id, cls.state == LessonState.PUBLISHED)
        newest = published.order_by(cls.published_at.desc(), cls.id.desc()).limit(most)
        return newest.options(defer(cls.body), defer(cls.body_html))

    @classmethod
    def neighbours(cls, lesson: Lesson, user: User) -> Select[Any, Any, Any, Any]:
        """One row: public id and title of the lesson before, and of the one after; None at the ends."""
        about = {"lesson_id": lesson.id, "classroom_id": lesson.classroom_id}
        return cls._neighbours(user.role, user.student_view_of is not None).params({**about, **this(user)})

    @classmethod
    @cache
    def _neighbours(cls, role: Role, views_as_student: bool) -> Select[Any, Any, Any, Any]:
        user = somebody(role, views_as_student=views_as_student)
        way = cls._walk()
        line = (
            select(
                cls.id,
                func.lag(cls.public_id).over(order_by=way).label("previous_id"),
                func.lag(cls.title).over(order_by=way).label("previous_title"),
                func.lead(cls.public_id).over(order_by=way).label("next_id"),
                func.lead(cls.title).over(order_by=way).label("next_title"),
            )
            .join(cls.module)
            .where(
                cls.classroom_id == bindparam("classroom_id"),
                or_(cls.shown_to(user), cls.id == bindparam("lesson_id")),
            )
            .subquery()
        )
        shown = line.c
        return select(shown.previous_id, shown.previous_title, shown.next_id, shown.next_title).where(
            shown.id == bindparam("lesson_id")
        )

    @staticmethod
    def _walk() -> tuple[ColumnElement[Any], ...]:
        return Module.position.expression, Module.id.expression, Lesson.position.expression, Lesson.id.expression

    @classmethod
    def shown_to(cls, user: User) -> ColumnElement[bool]:
        """Published, or a draft of a classroom whose staff `user` belongs to and is not viewing as a student."""
        published = cls.state == LessonState.PUBLISHED
        real = true() if user.student_view_of is None else cls.classroom_id != user.student_view_of
        if user.role is Role.ADMIN:
            return or_(published, real)
        staffed = select(Membership.classroom_id).where(
            Membership.user_id == user.id, Membership.state == MemberState.ACTIVE, Membership.role.in_(STAFF)
        )
        return or_(published, and_(real, cls.classroom_id.in_(staffed)))
