"""Who did what, when, from where: append-only, each entry chained to the one before."""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Index, Select, String, false, select
from sqlalchemy.orm import Mapped, mapped_column

from app import clock
from app.extensions import Base
from app.models.base import BigId, HasPublicId, Instant, Json
from app.models.user import User


class AuditEntry(HasPublicId, Base):
    """One deed. `hash` covers the entry and the hash before it, so the actor is named by value, not by reference."""

    __tablename__ = "audit_entries"
    __table_args__ = (
        Index("ix_audit_entries_created_at", "created_at"),
        Index("ix_audit_entries_actor_id_created_at", "actor_id", "created_at"),
        Index("ix_audit_entries_subject_type_subject_id", "subject_type", "subject_id"),
    )

    deed: Mapped[str] = mapped_column(String(60))
    actor_id: Mapped[int | None] = mapped_column(BigInteger)
    actor_name: Mapped[str] = mapped_column(String(80), default="")
    actor_role: Mapped[str] = mapped_column(String(20), default="")
    address: Mapped[str] = mapped_column(String(45), default="")
    subject_type: Mapped[str] = mapped_column(String(40), default="")
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    before: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    after: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[Instant] = mapped_column(default=clock.now)
    previous_hash: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64), unique=True)

    @classmethod
    def in_order(cls) -> Select[AuditEntry]:
        return select(cls).order_by(cls.id)

    @classmethod
    def visible_to(cls, user: User) -> Select[AuditEntry]:
        """For admins, newest first."""
        every = select(cls).order_by(cls.id.desc())
        return every if user.is_admin else every.where(false())


class AuditHead(Base):
    """The end of the chain. Its lock makes entries follow each other."""

    __tablename__ = "audit_heads"

    id: Mapped[int] = mapped_column(BigId, primary_key=True)
    hash: Mapped[str] = mapped_column(String(64))
    length: Mapped[int] = mapped_column(BigInteger, default=0)


class Lease(Base):
    """A duty that one process at a time may hold, such as the clock."""

    __tablename__ = "leases"

    name: Mapped[str] = mapped_column(String(40), primary_key=True)
    holder: Mapped[str] = mapped_column(String(60))
    until: Mapped[Instant]
