"""When nobody could reach the portal: what open attempts are owed time for (security.md R6)."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import CheckConstraint, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models.base import HasId, Instant


class Outage(HasId, Base):
    """From the last sign of life of any web process to the first one afterwards."""

    __tablename__ = "outages"
    __table_args__ = (
        CheckConstraint("began_at < ended_at", name="began_before_it_ended"),
        Index("ix_outages_ended_at", "ended_at"),
    )

    began_at: Mapped[Instant]
    ended_at: Mapped[Instant]

    @classmethod
    def since(cls, instant: datetime) -> Select[Outage]:
        """Those that ended after `instant`, the newest first."""
        return select(cls).where(cls.ended_at > instant).order_by(cls.ended_at.desc())


class Beat(Base):
    """The last sign of life of one part of the portal."""

    __tablename__ = "beats"

    part: Mapped[str] = mapped_column(String(20), primary_key=True)
    at: Mapped[Instant]
