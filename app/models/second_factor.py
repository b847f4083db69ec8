"""The second factor of a person: what an authenticator app shows, and codes on paper for when there is none."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKey, Index, Select, String, func, select
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.extensions import Base
from app.models.base import BigId, HasId, Instant


class SecondFactor(Base):
    """The secret that a person's app shares with us, locked by the secret key. It counts once it is confirmed."""

    __tablename__ = "second_factors"

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    sealed_secret: Mapped[str] = mapped_column(String(250))
    created_at: Mapped[Instant] = mapped_column(default=clock.now)
    confirmed_at: Mapped[Instant | None]
    last_step: Mapped[int] = mapped_column(BigInteger, default=0)


class RecoveryCode(HasId, Base):
    """A code for one use. It has 79 random bits, so a plain hash keeps it."""

    __tablename__ = "recovery_codes"
    __table_args__ = (Index("ix_recovery_codes_user_id", "user_id"),)

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    code_hash: Mapped[str] = mapped_column(String(64), unique=True)
    used_at: Mapped[Instant | None]

    @classmethod
    def left(cls, user_id: int) -> Select[int]:
        """How many a person still has."""
        return select(func.count()).select_from(cls).where(cls.user_id == user_id, cls.used_at.is_(None))
