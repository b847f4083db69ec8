"""A notification (one event for one user), its deliveries (one channel, one target), and each user's position."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from sqlalchemy import (
    BigInteger,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    func,
    select,
    text,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app import clock
from app.extensions import Base
from app.models.base import BigId, HasId, HasPublicId, Instant, choice
from app.models.event import Event, EventText
from app.models.user import User

UNREAD = "read_at IS NULL AND archived_at IS NULL"
KEPT = "archived_at IS NULL"
IN_GROUP = "read_at IS NULL AND group_key IS NOT NULL"
UNREAD_CAP = 100


class Priority(StrEnum):
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"


class Channel(StrEnum):
    BELL = "bell"
    PUSH = "push"
    EMAIL = "email"


class Notification(HasPublicId, Base):
    """What one user is told of one event. `seq` counts without gaps per user, in the order of commits."""

    __tablename__ = "notifications"
    __table_args__ = (
        UniqueConstraint("event_id", "user_id"),
        UniqueConstraint("user_id", "seq"),
        Index("ix_notifications_unread", "user_id", sqlite_where=text(UNREAD), postgresql_where=text(UNREAD)),
        Index("ix_notifications_kept", "user_id", "id", sqlite_where=text(KEPT), postgresql_where=text(KEPT)),
        Index(
            "ix_notifications_group",
            "user_id",
            "group_key",
            sqlite_where=text(IN_GROUP),
            postgresql_where=text(IN_GROUP),
        ),
        Index("ix_notifications_created_at", "created_at"),
    )

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    event_id: Mapped[int] = mapped_column(BigId, ForeignKey("events.id", ondelete="CASCADE"))
    text_id: Mapped[int] = mapped_column(BigId, ForeignKey("event_texts.id", ondelete="CASCADE"))
    classroom_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    kind: Mapped[str] = mapped_column(String(40))
    priority: Mapped[Priority] = mapped_column(choice(Priority))
    group_key: Mapped[str | None] = mapped_column(String(80))
    seq: Mapped[int] = mapped_column(BigInteger)
    created_at: Mapped[Instant] = mapped_column(default=clock.now)
    read_at: Mapped[Instant | None]
    archived_at: Mapped[Instant | None]

    event: Mapped[Event] = relationship()
    text: Mapped[EventText] = relationship()
    user: Mapped[User] = relationship()

    @property
    def title(self) -> str:
        return self.text.title

    @property
    def body(self) -> str:
        return self.text.body

    @property
    def path(self) -> str:
        """Where it leads: a path of ours, its own page where there is no other."""
        return self.text.path or self.own_page(self.public_id)

    @staticmethod
    def own_page(public_id: str) -> str:
        return f"/notifications/{public_id}"

    @property
    def is_unread(self) -> bool:
        return self.read_at is None

    @classmethod
    def visible_to(cls, user: User) -> Select[Notification]:
        """One's own, newest first."""
        return (
            select(cls)
            .options(joinedload(cls.text))
            .where(cls.user_id == user.id, cls.archived_at.is_(None))
            .order_by(cls.id.desc())
        )

    @classmethod
    def unread_count(cls, user_id: int) -> Select[int]:
        """How many are unread, counted no further than UNREAD_CAP."""
        some = select(cls.id).where(cls.user_id == user_id, text(UNREAD)).limit(UNREAD_CAP).subquery()
        return select(func.count()).select_from(some)


class NotificationState(Base):
    """Where a user stands: its row lock puts all changes of one user in order."""

    __tablename__ = "notification_states"

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    last_seq: Mapped[int] = mapped_column(BigInteger, default=0)
    version: Mapped[int] = mapped_column(BigInteger, default=0)


class SubscriptionState(StrEnum):
    ACTIVE = "active"
    PAUSED = "paused"
    GONE = "gone"


class VapidKey(HasId, Base):
    """A key pair that push services know the school by. One is active; older ones still sign for older devices."""

    __tablename__ = "vapid_keys"

    public_key: Mapped[str] = mapped_column(String(100), unique=True)
    private_pem: Mapped[str] = mapped_column(String(500))
    created_at: Mapped[Instant] = mapped_column(default=clock.now)
    retired_at: Mapped[Instant | None]

    @classmethod
    @cache
    def current(cls) -> Select[VapidKey]:
        return select(cls).where(cls.retired_at.is_(None)).order_by(cls.id.desc()).limit(1)

    @classmethod
    @cache
    def current_id(cls) -> Select[int]:
        return cls.current().with_only_columns(cls.id)


class PushSubscription(HasPublicId, Base):
    """A browser that may be woken. It belongs to the browser's profile, so it moves with whoever signs in there."""

    __tablename__ = "push_subscriptions"
    __table_args__ = (
        Index(
            "ix_push_subscriptions_active",
            "user_id",
            sqlite_where=text("state = 'active'"),
            postgresql_where=text("state = 'active'"),
        ),
    )

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    session_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("user_sessions.id", ondelete="CASCADE"))
    vapid_key_id: Mapped[int] = mapped_column(BigId, ForeignKey("vapid_keys.id"))
    endpoint: Mapped[str] = mapped_column(String(1000))
    endpoint_sha256: Mapped[str] = mapped_column(String(64), unique=True)
    p256dh: Mapped[str] = mapped_column(String(100))
    auth: Mapped[str] = mapped_column(String(40))
    label: Mapped[str] = mapped_column(String(60), default="")
    state: Mapped[SubscriptionState] = mapped_column(choice(SubscriptionState), default=SubscriptionState.ACTIVE)
    error_count: Mapped[int] = mapped_column(default=0)
    first_error_at: Mapped[Instant | None]
    last_ok_at: Mapped[Instant | None]
    last_received_at: Mapped[Instant | None]
    last_seen_at: Mapped[Instant] = mapped_column(default=clock.now)
    created_at: Mapped[Instant] = mapped_column(default=clock.now)

    user: Mapped[User] = relationship()
    vapid_key: Mapped[VapidKey] = relationship()

    @classmethod
    def visible_to(cls, user: User) -> Select[PushSubscription]:
        return (
            select(cls)
            .where(cls.user_id == user.id, cls.state != SubscriptionState.GONE)
            .order_by(cls.last_seen_at.desc(), cls.id.desc())
        )
