"""What people achieved, and on which days they were there."""

from __future__ import annotations

from datetime import date

from sqlalchemy import ForeignKey, Index, Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.extensions import Base
from app.models import limits
from app.models.base import BigId, HasPublicId, Instant
from app.models.classroom import Classroom
from app.models.user import User


class Achievement(HasPublicId, Base):
    """One milestone of one person, once: `name` is its registry's, `about` what it was reached with ("" for all)."""

    __tablename__ = "achievements"
    __table_args__ = (
        UniqueConstraint("user_id", "name", "about"),
        Index("ix_achievements_user_id_awarded_at", "user_id", "awarded_at"),
    )

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(limits.ACHIEVEMENT_NAME))
    about: Mapped[str] = mapped_column(String(limits.ACHIEVEMENT_ABOUT), default="")
    classroom_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    awarded_at: Mapped[Instant]

    classroom: Mapped[Classroom | None] = relationship()

    @classmethod
    def visible_to(cls, user: User) -> Select[Achievement]:
        """His own: nobody is compared with anybody."""
        return select(cls).options(joinedload(cls.classroom)).where(cls.user_id == user.id)


class ActiveDay(Base):
    """A day, in the person's own time zone, on which he learned something: a viewing record."""

    __tablename__ = "active_days"

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    day: Mapped[date] = mapped_column(primary_key=True)
