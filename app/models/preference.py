"""How people want to be reached, and what the school decides of it. Only what differs from the defaults has a row."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, ForeignKey, String, or_
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.extensions import Base
from app.models import limits
from app.models.base import BigId, Instant, choice
from app.models.notification import Channel

EVERY_DAY = 0b1111111
MINUTES_A_DAY = 24 * 60


class Mode(StrEnum):
    """How one kind comes on one channel."""

    OFF = "off"
    INSTANT = "instant"
    DIGEST = "digest"


class Rule(StrEnum):
    """What the school says of one kind on one channel."""

    CHOICE = "choice"
    FORCED = "forced"
    OFF = "off"


class Every(StrEnum):
    """How often a digest comes."""

    DAY = "day"
    WEEK = "week"


class NotificationChoice(Base):
    """What one person chose for one kind on one channel."""

    __tablename__ = "notification_choices"

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel), primary_key=True)
    mode: Mapped[Mode] = mapped_column(choice(Mode))


class KindPolicy(Base):
    """What the school decided for one kind on one channel, and why; `mode` is then its default."""

    __tablename__ = "kind_policies"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel), primary_key=True)
    rule: Mapped[Rule] = mapped_column(choice(Rule), default=Rule.CHOICE)
    mode: Mapped[Mode | None] = mapped_column(choice(Mode))
    reason: Mapped[str] = mapped_column(String(limits.POLICY_REASON), default="")


class ClassMute(Base):
    """One person wants no push and no mail of one class, for good or until an instant."""

    __tablename__ = "class_mutes"

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    classroom_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("classrooms.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    until: Mapped[Instant | None]
    created_at: Mapped[Instant] = mapped_column(default=clock.now)

    @classmethod
    def holds(cls, now: datetime) -> ColumnElement[bool]:
        """The condition that a mute has not run out."""
        return or_(cls.until.is_(None), cls.until > now)


class NotificationSchedule(Base):
    """When one person is reached: quiet hours in his own zone, and when his digest comes.

    Minutes count from midnight; quiet hours from `quiet_start` to `quiet_end` of the same or the next day, on the days
    of `quiet_days` (bit 0 is Monday) that they begin on; all of them None where he leaves them to the school.
    `digest_weekday` 0 is Monday.
    """

    __tablename__ = "notification_schedules"
    __table_args__ = (
        CheckConstraint("quiet_start BETWEEN 0 AND 1439 AND quiet_end BETWEEN 0 AND 1439", name="quiet_minutes"),
        CheckConstraint("quiet_days BETWEEN 0 AND 127", name="quiet_days"),
        CheckConstraint("digest_hour BETWEEN 0 AND 23 AND digest_weekday BETWEEN 0 AND 6", name="digest"),
    )

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    quiet_on: Mapped[bool | None]
    quiet_start: Mapped[int | None]
    quiet_end: Mapped[int | None]
    quiet_days: Mapped[int | None]
    urgent_passes: Mapped[bool | None]
    digest_every: Mapped[Every] = mapped_column(choice(Every), default=Every.DAY)
    digest_hour: Mapped[int] = mapped_column(default=16)
    digest_weekday: Mapped[int] = mapped_column(default=4)
