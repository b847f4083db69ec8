"""Addresses that no mail about classes goes to any more, and why."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ColumnElement, Select, String, exists, select
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.extensions import Base
from app.models import limits
from app.models.base import HasId, Instant, choice
from app.models.user import User


class SuppressionReason(StrEnum):
    """Nobody is there · he called it spam · an admin said so."""

    BOUNCE = "bounce"
    COMPLAINT = "complaint"
    MANUAL = "manual"


class EmailSuppression(HasId, Base):
    """An address in lower case. It belongs to whoever has it: a new address begins anew."""

    __tablename__ = "email_suppressions"
    __table_args__ = (CheckConstraint("address = lower(address)", name="address_lower"),)

    address: Mapped[str] = mapped_column(String(limits.EMAIL), unique=True)
    reason: Mapped[SuppressionReason] = mapped_column(choice(SuppressionReason))
    detail: Mapped[str] = mapped_column(String(limits.BOUNCE_DETAIL), default="")
    created_at: Mapped[Instant] = mapped_column(default=clock.now)

    @classmethod
    def of(cls, address: str | None) -> Select[EmailSuppression]:
        return select(cls).where(cls.address == address)

    @classmethod
    def holds(cls) -> ColumnElement[bool]:
        """The condition that the address of `User` is one of them."""
        return exists().where(cls.address == User.email)
