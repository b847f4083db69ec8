"""How far people are: what they opened and finished, lesson by lesson, and added up for each class."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal
from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base
from app.formats import ranges
from app.models.base import BigId, Instant, Json
from app.models.classroom import Classroom
from app.models.user import User

DONE = "done_at IS NOT NULL"


class FinishRule(StrEnum):
    """What makes a lesson done, as its teacher chose."""

    BUTTON = "button"
    OPENED = "opened"
    MINUTES = "minutes"
    VIDEO = "video"
    QUIZ = "quiz"
    ATTENDED = "attended"


class LessonProgress(Base):
    """One person and one lesson: a viewing record (opened, seconds, where the video stood), and when it was done."""

    __tablename__ = "lesson_progress"
    __table_args__ = (
        Index("ix_lesson_progress_classroom_id_user_id", "classroom_id", "user_id"),
        Index(
            "ix_lesson_progress_done",
            "lesson_id",
            "user_id",
            sqlite_where=text(DONE),
            postgresql_where=text(DONE),
        ),
        CheckConstraint("seconds >= 0", name="seconds_counted"),
    )

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    lesson_id: Mapped[int] = mapped_column(BigId, ForeignKey("lessons.id", ondelete="CASCADE"), primary_key=True)
    classroom_id: Mapped[int] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    opened_at: Mapped[Instant | None]
    last_opened_at: Mapped[Instant | None]
    seconds: Mapped[int] = mapped_column(default=0)
    counted_until: Mapped[Instant | None]
    video_position: Mapped[int] = mapped_column(default=0)
    video_seen: Mapped[list[list[int]]] = mapped_column(Json, default=list)
    done_at: Mapped[Instant | None]

    @property
    def is_done(self) -> bool:
        return self.done_at is not None

    @property
    def video_seconds(self) -> int:
        """How much of the video was seen."""
        return ranges.length(self.video_seen)


class ClassProgress(Base):
    """One student and one classroom: how many of the lessons that concern him are done.

    Written anew from the rows it adds up, in the transaction that changed one of them, so that it is always exact.
    """

    __tablename__ = "class_progress"
    __table_args__ = (
        CheckConstraint("done >= 0 AND done <= total", name="done_of_total"),
        Index("ix_class_progress_user_id_changed_at", "user_id", "changed_at"),
        Index("ix_class_progress_changed_at", "changed_at"),
    )

    classroom_id: Mapped[int] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    changed_at: Mapped[Instant]
    completed_at: Mapped[Instant | None]
    last_lesson_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("lessons.id", ondelete="SET NULL"))

    classroom: Mapped[Classroom] = relationship()
    user: Mapped[User] = relationship()

    @property
    def percent(self) -> Decimal:
        return percent(self.done, self.total)


def percent(done: int, total: int) -> Decimal:
    """With two decimals; 0 of nothing is 0."""
    share = Decimal(100 * done) / total if total else Decimal(0)
    return share.quantize(Decimal("0.01"), ROUND_HALF_UP)
