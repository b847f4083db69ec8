"""The school's calendar: on which days of the week there is school, and when there is none."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import CheckConstraint, Index, Select, String, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models import limits
from app.models.base import HasPublicId, HasTimes
from app.models.user import User


class Weekday(StrEnum):
    """In the order of date.weekday()."""

    MONDAY = "monday"
    TUESDAY = "tuesday"
    WEDNESDAY = "wednesday"
    THURSDAY = "thursday"
    FRIDAY = "friday"
    SATURDAY = "saturday"
    SUNDAY = "sunday"


WEEK = tuple(Weekday)


def as_bits(days: Collection[Weekday]) -> int:
    """Days as the school's row keeps them: bit 0 is Monday."""
    return sum(1 << number for number, day in enumerate(WEEK) if day in days)


def from_bits(bits: int) -> list[Weekday]:
    return [day for number, day in enumerate(WEEK) if bits >> number & 1]


class Holiday(HasPublicId, HasTimes, Base):
    """Days without school, the first and the last included."""

    __tablename__ = "holidays"
    __table_args__ = (
        CheckConstraint("ends_on >= starts_on", name="in_order"),
        Index("ix_holidays_ends_on_starts_on", "ends_on", "starts_on"),
    )

    name: Mapped[str] = mapped_column(String(limits.HOLIDAY_NAME))
    starts_on: Mapped[date]
    ends_on: Mapped[date]

    @classmethod
    def visible_to(cls, user: User) -> Select[Holiday]:
        """Everybody may know when there is no school."""
        return cls.in_order()

    @classmethod
    def in_order(cls) -> Select[Holiday]:
        return select(cls).order_by(cls.starts_on, cls.ends_on, cls.id)


@dataclass(frozen=True)
class Calendar:
    """What decides about a day, without the database: whoever counts days reads it once."""

    days: frozenset[Weekday]
    holidays: tuple[tuple[date, date], ...]

    def is_school_day(self, day: date) -> bool:
        """Whether there is school on `day`, which is a day of the school's own time zone."""
        return WEEK[day.weekday()] in self.days and not any(first <= day <= last for first, last in self.holidays)
