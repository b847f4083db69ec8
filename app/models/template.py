"""The school's own words for kinds of notification, where it has some."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.extensions import Base
from app.models import limits
from app.models.base import BigId, Instant, choice
from app.models.notification import Channel
from app.models.user import User


class NotificationTemplate(Base):
    """Title and body of one kind on one channel in one language, with {variables}. `version` counts its changes."""

    __tablename__ = "notification_templates"

    kind: Mapped[str] = mapped_column(String(40), primary_key=True)
    channel: Mapped[Channel] = mapped_column(choice(Channel), primary_key=True)
    language: Mapped[str] = mapped_column(String(10), primary_key=True)
    title: Mapped[str] = mapped_column(String(limits.TEMPLATE_TITLE))
    body: Mapped[str] = mapped_column(String(limits.TEMPLATE_BODY), default="")
    version: Mapped[int] = mapped_column(default=1)
    updated_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    updated_at: Mapped[Instant] = mapped_column(default=clock.now, onupdate=clock.now)

    updated_by: Mapped[User | None] = relationship()
