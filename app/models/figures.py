"""What became of notifications, added up by day: kept when the rows themselves are cleared."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Date, String
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.base import choice
from app.models.notification import Channel


class NotificationDay(Base):
    """One day (by the school's clock) of one kind on one channel.

    In the bell everything is sent, `opened` is read, and nothing is `received` or `failed`. By mail nothing is
    `received` either, since no mail server says so.
    """

    __tablename__ = "notification_days"

    day: Mapped[date] = mapped_column(Date, primary_key=True)
    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel), primary_key=True)
    sent: Mapped[int] = mapped_column(default=0)
    received: Mapped[int] = mapped_column(default=0)
    opened: Mapped[int] = mapped_column(default=0)
    failed: Mapped[int] = mapped_column(default=0)
    suppressed: Mapped[int] = mapped_column(default=0)
