"""What lets a person in: sessions, mailed links, keys for programs. Only hashes are kept."""

from __future__ import annotations

import hmac
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache
from hashlib import sha256

from sqlalchemy import ForeignKey, Index, Select, String, bindparam, or_, select
from sqlalchemy.orm import Mapped, contains_eager, mapped_column, relationship

from app import clock
from app.extensions import Base
from app.models import limits
from app.models.base import BigId, HasPublicId, Instant, choice
from app.models.user import Status, User

SESSION_LIFETIME = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)
PROOF_LASTS = timedelta(minutes=15)


class UserSession(HasPublicId, Base):
    """One sign-in on one device. The cookie holds the token, the row only its hash."""

    __tablename__ = "user_sessions"
    __table_args__ = (Index("ix_user_sessions_user_id_last_seen_at", "user_id", "last_seen_at"),)

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Instant] = mapped_column(default=clock.now)
    last_seen_at: Mapped[Instant] = mapped_column(default=clock.now)
    proved_at: Mapped[Instant] = mapped_column(default=clock.now)
    expires_at: Mapped[Instant]
    address: Mapped[str] = mapped_column(String(45), default="")
    device: Mapped[str] = mapped_column(String(200), default="")
    shared: Mapped[bool] = mapped_column(default=False)

    user: Mapped[User] = relationship()
    token = ""

    def is_proved(self, now: datetime) -> bool:
        """Whether its person showed lately that it is he: by his password, or by his second factor if he has one."""
        return self.proved_at + PROOF_LASTS > now

    @classmethod
    def of_token(cls, token: str, now: datetime) -> tuple[Select[UserSession], dict[str, object]]:
        """What to execute for the session whose cookie carries `token`, with its person, if he may come in now."""
        return cls._standing(), {"token_hash": hash_token(token), "now": now}

    @classmethod
    @cache
    def _standing(cls) -> Select[UserSession]:
        return (
            select(cls)
            .join(cls.user)
            .options(contains_eager(cls.user))
            .where(
                cls.token_hash == bindparam("token_hash"),
                cls.expires_at > bindparam("now"),
                User.status == Status.ACTIVE,
            )
        )

    @classmethod
    def visible_to(cls, user: User) -> Select[UserSession]:
        return select(cls).where(cls.user_id == user.id).order_by(cls.last_seen_at.desc())


class Purpose(StrEnum):
    RESET = "reset"
    CONFIRM = "confirm"
    INVITE = "invite"


LIFETIME = {
    Purpose.RESET: timedelta(minutes=30),
    Purpose.CONFIRM: timedelta(days=3),
    Purpose.INVITE: timedelta(days=14),
}


class UserToken(HasPublicId, Base):
    """A link in a mail that lets one person do one thing once.

    What is mailed is the public id with a MAC over it, made with the secret key: the row alone opens nothing, and the
    sender can write the link without the database ever holding it.
    """

    __tablename__ = "user_tokens"
    __table_args__ = (Index("ix_user_tokens_user_id_purpose", "user_id", "purpose"),)

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose))
    email: Mapped[str | None] = mapped_column(String(limits.EMAIL))
    created_at: Mapped[Instant] = mapped_column(default=clock.now)
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]

    user: Mapped[User] = relationship()

    def secret(self, secret_key: str) -> str:
        return f"{self.public_id}{self._mac(secret_key)}"

    def _mac(self, secret_key: str) -> str:
        message = f"{self.purpose.value}:{self.public_id}:{self.email or ''}".encode()
        return hmac.new(secret_key.encode(), message, sha256).hexdigest()

    def opens(self, given: str, secret_key: str, now: datetime) -> bool:
        """Whether `given` is this token's secret and the token is still good at `now`."""
        right = hmac.compare_digest(self.secret(secret_key), given)
        return right and self.used_at is None and self.expires_at > now


class ApiToken(HasPublicId, Base):
    """A named, scoped, expiring key for programs; only its hash is kept."""

    __tablename__ = "api_tokens"
    __table_args__ = (Index("ix_api_tokens_user_id_created_at", "user_id", "created_at"),)

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(limits.TOKEN_NAME))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[Instant] = mapped_column(default=clock.now)
    expires_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]
    last_used_at: Mapped[Instant | None]

    user: Mapped[User] = relationship()

    @classmethod
    def of_token(cls, token: str, now: datetime) -> Select[ApiToken]:
        return (
            select(cls)
            .join(cls.user)
            .where(
                cls.token_hash == hash_token(token),
                cls.revoked_at.is_(None),
                or_(cls.expires_at.is_(None), cls.expires_at > now),
                User.status == Status.ACTIVE,
            )
        )

    @classmethod
    def visible_to(cls, user: User) -> Select[ApiToken]:
        return select(cls).where(cls.user_id == user.id).order_by(cls.created_at.desc())


def hash_token(token: str) -> str:
    """What is kept of a random 256-bit token: such a token needs no slow hash."""
    return sha256(token.encode()).hexdigest()
