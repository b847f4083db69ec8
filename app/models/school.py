"""The school itself."""

from __future__ import annotations

from enum import StrEnum
from functools import cache

from sqlalchemy import CheckConstraint, Select, SmallInteger, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models import limits
from app.models.base import HasId, HasTimes, choice
from app.models.user import Role


class Registration(StrEnum):
    """Who may make an account."""

    OPEN = "open"
    INVITATION = "invitation"
    CLOSED = "closed"


class FactorPolicy(StrEnum):
    """Who cannot do without a second factor."""

    NOBODY = "nobody"
    ADMINS = "admins"
    STAFF = "staff"

    def covers(self, role: Role) -> bool:
        covered = {FactorPolicy.ADMINS: (Role.ADMIN,), FactorPolicy.STAFF: (Role.ADMIN, Role.TEACHER)}
        return role in covered.get(self, ())


class School(HasId, HasTimes, Base):
    """The one school of this installation.

    Its quiet hours (minutes from midnight) are those of students who have not chosen their own. Notifications, read and
    unread, and the record of how they were sent are kept for so many days. Files count in megabytes of 1,000,000 bytes:
    one file, all of a class, all of the school.
    """

    __tablename__ = "schools"
    __table_args__ = (
        CheckConstraint("id = 1", name="only_one"),
        CheckConstraint("school_days BETWEEN 1 AND 127", name="school_days"),
        CheckConstraint("quiet_start BETWEEN 0 AND 1439 AND quiet_end BETWEEN 0 AND 1439", name="quiet_minutes"),
        CheckConstraint("file_megabytes > 0 AND class_megabytes > 0 AND school_megabytes > 0", name="room_for_files"),
        CheckConstraint("read_kept > 0 AND unread_kept >= read_kept AND deliveries_kept > 0", name="kept_days"),
    )

    name: Mapped[str] = mapped_column(String(limits.SCHOOL_NAME))
    second_factor: Mapped[FactorPolicy] = mapped_column(choice(FactorPolicy), default=FactorPolicy.NOBODY)
    registration: Mapped[Registration] = mapped_column(choice(Registration), default=Registration.CLOSED)
    language: Mapped[str] = mapped_column(String(10), default="en")
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    school_days: Mapped[int] = mapped_column(SmallInteger, default=0b11111)
    quiet_on: Mapped[bool] = mapped_column(default=True)
    quiet_start: Mapped[int] = mapped_column(default=20 * 60)
    quiet_end: Mapped[int] = mapped_column(default=7 * 60)
    urgent_passes: Mapped[bool] = mapped_column(default=True)
    read_kept: Mapped[int] = mapped_column(default=30)
    unread_kept: Mapped[int] = mapped_column(default=180)
    deliveries_kept: Mapped[int] = mapped_column(default=30)
    file_megabytes: Mapped[int] = mapped_column(default=1_000)
    class_megabytes: Mapped[int] = mapped_column(default=10_000)
    school_megabytes: Mapped[int] = mapped_column(default=100_000)

    @classmethod
    @cache
    def the(cls) -> Select[School]:
        return select(cls).where(cls.id == 1)
