"""The school itself."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models import limits
from app.models.base import HasId, HasTimes, choice


class Registration(StrEnum):
    """Who may make an account."""

    OPEN = "open"
    INVITATION = "invitation"
    CLOSED = "closed"


class School(HasId, HasTimes, Base):
    """The one school of this installation."""

    __tablename__ = "schools"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    name: Mapped[str] = mapped_column(String(limits.SCHOOL_NAME))
    registration: Mapped[Registration] = mapped_column(choice(Registration), default=Registration.CLOSED)
    language: Mapped[str] = mapped_column(String(10), default="en")
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")

    @classmethod
    def the(cls) -> Select[School]:
        return select(cls).where(cls.id == 1)
