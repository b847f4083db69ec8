"""Letters of the account itself (reset, confirm, invite), waiting to be sent."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Select, String, or_, select, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.extensions import Base
from app.models import limits
from app.models.base import BigId, HasPublicId, Instant, Json, Leased, choice
from app.models.credential import UserToken
from app.models.user import User

WAITING = "state IN ('pending', 'leased', 'retry')"


class LetterState(StrEnum):
    PENDING = "pending"
    LEASED = "leased"
    RETRY = "retry"
    SENT = "sent"
    DEAD = "dead"
    CANCELLED = "cancelled"


class Letter(HasPublicId, Leased, Base):
    """A mail that is not a notification. It names its template and facts; secrets are made when it is sent."""

    __tablename__ = "letters"
    __table_args__ = (
        Index("ix_letters_due", "next_attempt_at", sqlite_where=text(WAITING), postgresql_where=text(WAITING)),
    )

    template: Mapped[str] = mapped_column(String(40))
    address: Mapped[str] = mapped_column(String(limits.EMAIL))
    language: Mapped[str] = mapped_column(String(10))
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    token_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_tokens.id", ondelete="CASCADE"))
    facts: Mapped[dict[str, str]] = mapped_column(Json, default=dict)
    state: Mapped[LetterState] = mapped_column(choice(LetterState), default=LetterState.PENDING)
    created_at: Mapped[Instant] = mapped_column(default=clock.now)
    sent_at: Mapped[Instant | None]

    user: Mapped[User | None] = relationship()
    token: Mapped[UserToken | None] = relationship()

    @classmethod
    def due(cls, now: datetime) -> Select[int]:
        ready = or_(cls.next_attempt_at.is_(None), cls.next_attempt_at <= now)
        free = or_(cls.lease_until.is_(None), cls.lease_until < now)
        return select(cls.id).where(text(WAITING), ready, free).order_by(cls.id)
