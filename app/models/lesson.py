"""Modules of a classroom and their lessons."""

from __future__ import annotations

from enum import StrEnum
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
    or_,
    select,
)
from sqlalchemy.orm import Mapped, defer, joinedload, mapped_column, relationship

from app.extensions import Base
from app.models import limits
from app.models.base import BigId, HasPublicId, HasTimes, Instant, choice
from app.models.classroom import Classroom
from app.models.progress import FinishRule
from app.models.release import Now, UserId, closed_to
from app.models.somebody import now_for
from app.models.staff import staffed
from app.models.user import User

TAKEN_AWAY = "deleted_at IS NOT NULL"


class LessonKind(StrEnum):
    TEXT = "text"
    VIDEO = "video"
    FILE = "file"
    LINK = "link"
    QUIZ = "quiz"


class LessonState(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"


class BodyFormat(StrEnum):
    HTML = "html"
    MARKDOWN = "markdown"


class Embed(StrEnum):
    """Where a video may be played from: known places only, each by the id that it has there."""

    YOUTUBE = "youtube"
    VIMEO = "vimeo"


class Module(HasPublicId, HasTimes, Base):
    """An ordered part of a classroom. With `deleted_at` it is in the bin, and its lessons with it."""

    __tablename__ = "modules"
    __table_args__ = (Index("ix_modules_classroom_id_position", "classroom_id", "position"),)

    classroom_id: Mapped[int] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(limits.MODULE_TITLE))
    description: Mapped[str] = mapped_column(String(limits.DESCRIPTION), default="")
    position: Mapped[int]
    deleted_at: Mapped[Instant | None]

    classroom: Mapped[Classroom] = relationship()
    lessons: Mapped[list[Lesson]] = relationship(order_by="Lesson.position", back_populates="module")

    @classmethod
    def visible_to(cls, user: User) -> Select[Module]:
        """Those of classrooms that `user` may see inside of, and that are open to him."""
        return (
            select(cls)
            .join(cls.classroom)
            .options(joinedload(cls.classroom).joinedload(Classroom.owner))
            .where(Classroom.inside(user), cls.shown_to(user))
        )

    @classmethod
    def restored_by(cls, user: User) -> Select[Module]:
        """Those of classrooms whose staff `user` belongs to, in the bin or not."""
        every = select(cls).join(cls.classroom).options(joinedload(cls.classroom).joinedload(Classroom.owner))
        return every.where(Classroom.inside(user), cls.taught_by(user))

    @classmethod
    def of(cls, classroom: Classroom, user: User) -> Select[Module]:
        """Those of `classroom` that `user` may see, in order."""
        return select(cls).where(cls.classroom_id == classroom.id, cls.shown_to(user)).order_by(cls.position, cls.id)

    @classmethod
    def is_kept(cls) -> ColumnElement[bool]:
        """It is not in the bin."""
        return cls.deleted_at.is_(None)

    @classmethod
    def taught_by(cls, user: User) -> ColumnElement[bool]:
        """`user` is of the staff of its classroom, and not viewing it as a student."""
        return staffed(cls.classroom_id, user)

    @classmethod
    def shown_to(cls, user: User) -> ColumnElement[bool]:
        """Open to `user`; of a classroom whose staff he belongs to, every one."""
        return and_(cls.is_kept(), or_(cls.taught_by(user), ~closed_to(cls.id, user.id, now_for(user))))


class Lesson(HasPublicId, HasTimes, Base):
    """Something to learn. The source is what the teacher typed; the HTML is sanitised under `policy_version`.

    `told_at` is when the class was told of it: a published lesson that no rule lets anybody see yet is told of later.
    """

    __tablename__ = "lessons"
    __table_args__ = (
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_has_instant"),
        CheckConstraint("state <> 'scheduled' OR publish_at IS NOT NULL", name="scheduled_has_instant"),
        CheckConstraint("finish_rule <> 'minutes' OR finish_minutes > 0", name="minutes_counted"),
        CheckConstraint("(embed IS NULL) = (embed_id IS NULL)", name="embed_has_id"),
        Index("ix_lessons_module_id_position", "module_id", "position"),
        Index("ix_lessons_classroom_id_state", "classroom_id", "state", "published_at"),
        Index("ix_lessons_quiz_id", "quiz_id"),
        Index("ix_lessons_live_session_id", "live_session_id"),
        Index("ix_lessons_state_publish_at", "state", "publish_at"),
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
    url: Mapped[str] = mapped_column(String(limits.LINK_URL), default="")
    embed: Mapped[Embed | None] = mapped_column(choice(Embed))
    embed_id: Mapped[str | None] = mapped_column(String(limits.EMBED_ID))
    quiz_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("quizzes.id", ondelete="SET NULL"))
    live_session_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("live_sessions.id", ondelete="SET NULL"))
    minutes: Mapped[int | None]
    finish_rule: Mapped[FinishRule] = mapped_column(choice(FinishRule), default=FinishRule.BUTTON)
    finish_minutes: Mapped[int] = mapped_column(default=0)
    state: Mapped[LessonState] = mapped_column(choice(LessonState), default=LessonState.DRAFT)
    publish_at: Mapped[Instant | None]
    published_at: Mapped[Instant | None]
    told_at: Mapped[Instant | None]
    deleted_at: Mapped[Instant | None]
    position: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)

    classroom: Mapped[Classroom] = relationship()
    module: Mapped[Module] = relationship(back_populates="lessons")

    @property
    def is_published(self) -> bool:
        return self.state is LessonState.PUBLISHED

    @classmethod
    def visible_to(cls, user: User) -> Select[Lesson]:
        """Those of classrooms that `user` is in and that are open to him; drafts only for staff and admins."""
        return (
            select(cls)
            .join(cls.classroom)
            .options(joinedload(cls.classroom).joinedload(Classroom.owner), joinedload(cls.module))
            .where(Classroom.inside(user), cls.shown_to(user))
        )

    @classmethod
    def restored_by(cls, user: User) -> Select[Lesson]:
        """Those of classrooms whose staff `user` belongs to, in the bin or not."""
        every = select(cls).join(cls.classroom).options(joinedload(cls.classroom).joinedload(Classroom.owner))
        return every.options(joinedload(cls.module)).where(Classroom.inside(user), cls.taught_by(user))

    @classmethod
    def in_order(cls, classroom: Classroom, user: User) -> Select[Lesson]:
        """Those of `classroom` that `user` may see, as one walks through them; without their texts."""
        return (
            select(cls)
            .join(cls.module)
            .options(defer(cls.body), defer(cls.body_html))
            .where(cls.classroom_id == classroom.id, cls.shown_to(user))
            .order_by(*cls.way())
        )

    @staticmethod
    def way() -> tuple[ColumnElement[Any], ...]:
        """The order in which one walks through a whole class; modules are joined."""
        return Module.position.expression, Module.id.expression, Lesson.position.expression, Lesson.id.expression

    @classmethod
    def is_kept(cls) -> ColumnElement[bool]:
        """It is not in the bin."""
        return cls.deleted_at.is_(None)

    @classmethod
    def taught_by(cls, user: User) -> ColumnElement[bool]:
        """`user` is of the staff of its classroom, and not viewing it as a student."""
        return staffed(cls.classroom_id, user)

    @classmethod
    def counts(cls) -> ColumnElement[bool]:
        """It is published and kept: it counts for those whom it concerns, open or not."""
        return and_(cls.state == LessonState.PUBLISHED, cls.is_kept())

    @classmethod
    def open_to(cls, user_id: UserId, now: Now) -> ColumnElement[bool]:
        """A student may see it at `now`."""
        return and_(cls.counts(), ~closed_to(cls.id, user_id, now), ~closed_to(cls.module_id, user_id, now))

    @classmethod
    def shown_to(cls, user: User) -> ColumnElement[bool]:
        """Open to `user`, or kept in a classroom whose staff he belongs to and is not viewing as a student."""
        return or_(cls.open_to(user.id, now_for(user)), and_(cls.is_kept(), cls.taught_by(user)))
