"""What happened (immutable), and what is still to be heard of it (the outbox)."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    and_,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import clock
from app.extensions import Base
from app.models.base import BigId, HasId, HasPublicId, Instant, Json, Leased, choice
from app.models.user import User


class Event(HasPublicId, Base):
    """An entry in the record of what happened. Never changed."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_classroom_id_created_at", "classroom_id", "created_at"),
        Index("ix_events_classroom_id_type_id", "classroom_id", "type", "id"),
        Index("ix_events_subject_type_subject_id", "subject_type", "subject_id"),
        Index("ix_events_actor_id_created_at", "actor_id", "created_at"),
    )

    type: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    classroom_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    subject_type: Mapped[str] = mapped_column(String(40))
    subject_id: Mapped[int] = mapped_column(BigInteger)
    facts: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[Instant] = mapped_column(default=clock.now)

    actor: Mapped[User | None] = relationship()


class DispatchState(StrEnum):
    PENDING = "pending"
    EXPANDING = "expanding"
    DONE = "done"
    CANCELLED = "cancelled"
    FAILED = "failed"


OPEN_DISPATCHES = "state IN ('pending', 'expanding')"


class Dispatch(HasId, Leased, Base):
    """One kind's hearing of one event. `cursor` is the last user id already written to.

    `muffled` is one too many from the same sender: the bell rings, push and mail wait and are bundled.
    """

    __tablename__ = "dispatches"
    __table_args__ = (
        Index(
            "ix_dispatches_due",
            "not_before",
            sqlite_where=text(OPEN_DISPATCHES),
            postgresql_where=text(OPEN_DISPATCHES),
        ),
        Index("ix_dispatches_event_id", "event_id"),
    )

    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("events.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    key: Mapped[str] = mapped_column(String(160), unique=True)
    state: Mapped[DispatchState] = mapped_column(choice(DispatchState), default=DispatchState.PENDING)
    not_before: Mapped[Instant] = mapped_column(default=clock.now)
    expires_at: Mapped[Instant | None]
    cursor: Mapped[int] = mapped_column(BigInteger, default=0)
    muffled: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[Instant] = mapped_column(default=clock.now)

    event: Mapped[Event] = relationship()

    @classmethod
    def due(cls, now: datetime) -> Select[int]:
        """Ids of those to be heard now: never taken, or taken under a lease that ran out."""
        ready = and_(cls.not_before <= now, or_(cls.next_attempt_at.is_(None), cls.next_attempt_at <= now))
        free = or_(cls.lease_until.is_(None), cls.lease_until < now)
        return select(cls.id).where(text(OPEN_DISPATCHES), ready, free).order_by(cls.not_before, cls.id)

    @classmethod
    def with_event(cls, dispatch_id: int) -> Select[Dispatch]:
        """As it is in the database now, whatever this process remembers of it."""
        found = select(cls).options(joinedload(cls.event)).where(cls.id == dispatch_id)
        return found.execution_options(populate_existing=True)


class EventText(HasId, Base):
    """What an event says in one language on one channel: written once, shared by all its notifications."""

    __tablename__ = "event_texts"
    __table_args__ = (UniqueConstraint("event_id", "kind", "language", "channel"),)

    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("events.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    language: Mapped[str] = mapped_column(String(10))
    channel: Mapped[str] = mapped_column(String(10))
    template_version: Mapped[int] = mapped_column(default=1)
    title: Mapped[str] = mapped_column(String(255))
    body: Mapped[str] = mapped_column(String(1000), default="")
    path: Mapped[str] = mapped_column(String(255))
