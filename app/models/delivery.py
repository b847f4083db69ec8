"""What leaves the portal for one person: a notification on one channel to one target, and mails that gather several."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import (
    BigInteger,
    Delete,
    ForeignKey,
    Index,
    Select,
    SmallInteger,
    String,
    UniqueConstraint,
    Update,
    and_,
    delete,
    or_,
    select,
    text,
    update,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.extensions import Base
from app.models.base import BigId, HasId, HasPublicId, Instant, Leased, choice
from app.models.notification import Channel, Notification
from app.models.user import User

WAITING = "state IN ('pending', 'held', 'leased', 'retry')"
BATCHED = "state = 'batched' AND digest_id IS NULL"
GATHERING = timedelta(seconds=30)


class DeliveryState(StrEnum):
    PENDING = "pending"
    HELD = "held"
    BATCHED = "batched"
    SUPPRESSED = "suppressed"
    LEASED = "leased"
    RETRY = "retry"
    SENT = "sent"
    RECEIVED = "received"
    CLICKED = "clicked"
    GONE = "gone"
    DEAD = "dead"
    CANCELLED = "cancelled"


class Delivery(HasId, Leased, Base):
    """One notification on one channel to one target: a push subscription's id, or 0 for the mail address.

    `rank` is the order of sending: 0 goes first. `was_held` says that it waited on purpose (quiet hours, too much from
    one sender, a burst told as one), so that its way is no measure of how quick we are.
    """

    __tablename__ = "deliveries"
    __table_args__ = (
        UniqueConstraint("notification_id", "channel", "target_id"),
        Index(
            "ix_deliveries_due",
            "channel",
            "rank",
            "id",
            sqlite_where=text(WAITING),
            postgresql_where=text(WAITING),
        ),
        Index("ix_deliveries_batched", "user_id", sqlite_where=text(BATCHED), postgresql_where=text(BATCHED)),
        Index("ix_deliveries_digest_id", "digest_id"),
        Index("ix_deliveries_created_at", "created_at"),
    )

    notification_id: Mapped[int] = mapped_column(BigId, ForeignKey("notifications.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    channel: Mapped[Channel] = mapped_column(choice(Channel))
    target_id: Mapped[int] = mapped_column(BigInteger, default=0)
    state: Mapped[DeliveryState] = mapped_column(choice(DeliveryState), default=DeliveryState.PENDING)
    rank: Mapped[int] = mapped_column(SmallInteger, default=1)
    reason: Mapped[str | None] = mapped_column(String(40))
    was_held: Mapped[bool] = mapped_column(default=False)
    digest_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("digests.id", ondelete="SET NULL"))
    provider_status: Mapped[int | None]
    expires_at: Mapped[Instant | None]
    created_at: Mapped[Instant] = mapped_column(default=clock.now)
    sent_at: Mapped[Instant | None]
    received_at: Mapped[Instant | None]
    clicked_at: Mapped[Instant | None]

    notification: Mapped[Notification] = relationship()


class DigestState(StrEnum):
    PENDING = "pending"
    LEASED = "leased"
    RETRY = "retry"
    SENT = "sent"
    DEAD = "dead"
    CANCELLED = "cancelled"


OPEN_DIGESTS = "state IN ('pending', 'leased', 'retry')"


class Digest(HasPublicId, Leased, Base):
    """One mail to one person with all that was kept for it since `window_start`; due at `send_at`."""

    __tablename__ = "digests"
    __table_args__ = (
        UniqueConstraint("user_id", "window_start"),
        Index("ix_digests_due", "send_at", sqlite_where=text(OPEN_DIGESTS), postgresql_where=text(OPEN_DIGESTS)),
    )

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    window_start: Mapped[Instant]
    send_at: Mapped[Instant]
    state: Mapped[DigestState] = mapped_column(choice(DigestState), default=DigestState.PENDING)
    sent_at: Mapped[Instant | None]

    user: Mapped[User] = relationship()

    @classmethod
    def due(cls, now: datetime) -> Select[int]:
        """Those to send now. What is given to one just before its hour is seen by others only once that is committed:
        it waits so long, or what it got last would be in no mail."""
        ready = or_(cls.next_attempt_at.is_(None), cls.next_attempt_at <= now)
        free = or_(cls.lease_until.is_(None), cls.lease_until < now)
        return (
            select(cls.id)
            .where(text(OPEN_DIGESTS), cls.send_at <= now - GATHERING, ready, free)
            .order_by(cls.send_at, cls.id)
        )


def ask_again(people: Select[int]) -> Update:
    """What quiet hours hold for `people` is judged anew at once: their hours, or their clocks, have changed."""
    held = and_(text(WAITING), Delivery.state == DeliveryState.HELD, Delivery.reason == "quiet")
    return update(Delivery).where(held, Delivery.user_id.in_(people)).values(next_attempt_at=None)


def unplan(user: User) -> Delete:
    """Take away the digest that is to come: what was given to it waits again, and is given to the next one."""
    return delete(Digest).where(Digest.user_id == user.id, Digest.state == DigestState.PENDING)


def due_deliveries(channel: Channel, now: datetime) -> Select[int]:
    """Ids of deliveries of `channel` to try now: urgent ones first, then the oldest."""
    ready = or_(Delivery.next_attempt_at.is_(None), Delivery.next_attempt_at <= now)
    free = or_(Delivery.lease_until.is_(None), Delivery.lease_until < now)
    waiting = select(Delivery.id).where(Delivery.channel == channel, text(WAITING), ready, free)
    return waiting.order_by(Delivery.rank, Delivery.id)
