"""What is to be said some time before an instant: a session that starts, a quiz that closes."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import BigInteger, ForeignKey, Index, Select, String, UniqueConstraint, select, text
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.base import BigId, HasId, Instant, Json, choice

OPEN = "state = 'scheduled'"


class ReminderState(StrEnum):
    SCHEDULED = "scheduled"
    FIRED = "fired"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Reminder(HasId, Base):
    """One event of `event_type` about a subject, `offset` seconds before `instant`.

    `version` counts how often the subject's instant was set: what belongs to an older one is cancelled, not moved.
    """

    __tablename__ = "reminders"
    __table_args__ = (
        UniqueConstraint("subject_type", "subject_id", "event_type", "offset", "version"),
        Index("ix_reminders_due", "fire_at", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
    )

    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    event_type: Mapped[str] = mapped_column(String(60))
    classroom_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    version: Mapped[int]
    offset: Mapped[int]
    instant: Mapped[Instant]
    fire_at: Mapped[Instant]
    state: Mapped[ReminderState] = mapped_column(choice(ReminderState), default=ReminderState.SCHEDULED)
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)

    @classmethod
    def due(cls, now: datetime) -> Select[Reminder]:
        """Those whose time has come, by subject and then the one nearest to its instant first."""
        return (
            select(cls)
            .where(text(OPEN), cls.fire_at <= now)
            .order_by(cls.subject_type, cls.subject_id, cls.event_type, cls.offset)
        )
