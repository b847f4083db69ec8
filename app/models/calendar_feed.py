"""What a person chose about time: the secret address of his calendar, and when he wants to be reminded."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base
from app.models.base import BigId, HasTimes, Instant
from app.models.user import User


class CalendarFeed(HasTimes, Base):
    """The one secret address of a person's calendar (security.md T9): only the hash of its token is kept."""

    __tablename__ = "calendar_feeds"

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    last_used_at: Mapped[Instant | None]

    user: Mapped[User] = relationship()


class ReminderChoice(Base):
    """When somebody wants to be reminded of sessions, whatever their teachers chose: a bit for each of live.BEFORE."""

    __tablename__ = "reminder_choices"

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    reminders: Mapped[int]
