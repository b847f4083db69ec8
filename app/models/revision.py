"""What a lesson said before, and what somebody is writing into it now."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Select, String, Text, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.extensions import Base
from app.models import limits
from app.models.base import BigId, HasId, Instant, choice
from app.models.lesson import BodyFormat, Lesson
from app.models.user import User


class LessonRevision(HasId, Base):
    """A lesson as it was saved as `version`: title and source; the HTML is made anew when it is looked at."""

    __tablename__ = "lesson_revisions"
    __table_args__ = (
        UniqueConstraint("lesson_id", "version"),
        Index("ix_lesson_revisions_author_id", "author_id"),
    )

    lesson_id: Mapped[int] = mapped_column(BigId, ForeignKey("lessons.id", ondelete="CASCADE"))
    version: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    title: Mapped[str] = mapped_column(String(limits.LESSON_TITLE))
    body: Mapped[str] = mapped_column(Text)
    body_format: Mapped[BodyFormat] = mapped_column(choice(BodyFormat))
    saved_at: Mapped[Instant]

    author: Mapped[User | None] = relationship()

    @classmethod
    def of(cls, lesson: Lesson) -> Select[LessonRevision]:
        """All of a lesson, the newest first."""
        return (
            select(cls).options(joinedload(cls.author)).where(cls.lesson_id == lesson.id).order_by(cls.version.desc())
        )


class LessonDraft(Base):
    """What one person has typed into a lesson and not saved: nobody else sees it. `version` is what he began with."""

    __tablename__ = "lesson_drafts"

    lesson_id: Mapped[int] = mapped_column(BigId, ForeignKey("lessons.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int]
    title: Mapped[str] = mapped_column(String(limits.LESSON_TITLE))
    body: Mapped[str] = mapped_column(Text)
    body_format: Mapped[BodyFormat] = mapped_column(choice(BodyFormat))
    saved_at: Mapped[Instant]
