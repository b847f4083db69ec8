"""Certificates: that somebody finished a class. Issued once, never changed, at most revoked (security.md T26)."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Select, String, UniqueConstraint, or_, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.extensions import Base
from app.models import limits
from app.models.base import BigId, HasPublicId, Instant
from app.models.classroom import TEACHING, Classroom, Membership, MemberState
from app.models.user import User


class Certificate(HasPublicId, Base):
    """What was true on the day of issue, in words of that day. `code` is what whoever verifies it types.

    `seal` is a MAC over all that is said here, revocation included, under the secret key: a row that somebody changed
    in the database is no certificate any more. Language and colour are what it is printed in.
    """

    __tablename__ = "certificates"
    __table_args__ = (
        UniqueConstraint("user_id", "classroom_id"),
        Index("ix_certificates_classroom_id_issued_at", "classroom_id", "issued_at"),
    )

    code: Mapped[str] = mapped_column(String(limits.CERTIFICATE_CODE), unique=True)
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    classroom_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="SET NULL"))
    holder: Mapped[str] = mapped_column(String(limits.PERSON_NAME))
    title: Mapped[str] = mapped_column(String(limits.CLASSROOM_TITLE))
    teacher: Mapped[str] = mapped_column(String(limits.PERSON_NAME))
    school: Mapped[str] = mapped_column(String(limits.SCHOOL_NAME))
    lessons: Mapped[int]
    language: Mapped[str] = mapped_column(String(10))
    colour: Mapped[int]
    issued_at: Mapped[Instant]
    revoked_at: Mapped[Instant | None]
    revoked_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    revocation_reason: Mapped[str] = mapped_column(String(limits.REVOCATION_REASON), default="")
    seal: Mapped[str] = mapped_column(String(64))

    classroom: Mapped[Classroom | None] = relationship()

    @property
    def is_revoked(self) -> bool:
        return self.revoked_at is not None

    @property
    def code_shown(self) -> str:
        """In groups of five, as it is read out and typed."""
        return "-".join(self.code[start : start + 5] for start in range(0, len(self.code), 5))

    @property
    def classroom_public_id(self) -> str | None:
        return self.classroom.public_id if self.classroom else None

    @classmethod
    def of(cls, user: User) -> Select[Certificate]:
        """His own, newest first."""
        mine = select(cls).options(joinedload(cls.classroom)).where(cls.user_id == user.id)
        return mine.order_by(cls.issued_at.desc(), cls.id.desc())

    @classmethod
    def of_class(cls, classroom: Classroom) -> Select[Certificate]:
        """Those of `classroom`, newest first."""
        return select(cls).where(cls.classroom_id == classroom.id).order_by(cls.issued_at.desc(), cls.id.desc())

    @classmethod
    def visible_to(cls, user: User) -> Select[Certificate]:
        """His own, those of classes that he teaches; all for an admin."""
        every = select(cls).options(joinedload(cls.classroom))
        if user.is_admin:
            return every
        taught = select(Membership.classroom_id).where(
            Membership.user_id == user.id, Membership.state == MemberState.ACTIVE, Membership.role.in_(TEACHING)
        )
        return every.where(or_(cls.user_id == user.id, cls.classroom_id.in_(taught)))
