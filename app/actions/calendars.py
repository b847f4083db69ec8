"""The school's calendar: read, and changed by admins."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from typing import Any, TypedDict

from flask_babel import gettext as _
from sqlalchemy import delete, func, select, true

from app import audit
from app.errors import Invalid
from app.extensions import db
from app.models import limits
from app.models.calendar import Calendar, Holiday, Weekday, as_bits, from_bits
from app.models.school import School
from app.models.user import User
from app.transaction import action


class Days(TypedDict):
    """A holiday as it is given."""

    name: str
    starts_on: date
    ends_on: date


def calendar() -> Calendar:
    """The calendar as it stands; Monday to Friday where there is no school yet."""
    kept = select(School.school_days, Holiday.starts_on, Holiday.ends_on).outerjoin(Holiday, true())
    rows = db.session.execute(kept.where(School.id == 1)).all()
    bits = rows[0].school_days if rows else 0b11111
    return Calendar(frozenset(from_bits(bits)), tuple((first, last) for _, first, last in rows if first is not None))


@action
def keep_days(days: Collection[Weekday], *, actor: User) -> None:
    """There is school on these days of the week from now on. Raises Invalid for `school_days` without any."""
    if not days:
        raise Invalid({"school_days": _("Choose one day at least.")})
    school = db.session.scalars(select(School).with_for_update()).one()
    before, after = from_bits(school.school_days), from_bits(as_bits(days))
    if before != after:
        school.school_days = as_bits(days)
        _record(school, actor, {"school_days": before}, {"school_days": after})


@action
def add_holiday(*, actor: User, name: str, starts_on: date, ends_on: date) -> Holiday:
    """Days without school. Raises Invalid for `name`, `ends_on`."""
    school = db.session.scalars(select(School).with_for_update()).one()
    if (db.session.scalar(select(func.count()).select_from(Holiday)) or 0) >= limits.HOLIDAYS:
        raise Invalid({"name": _("There are %(most)s already. Remove old ones first.", most=limits.HOLIDAYS)})
    holiday = Holiday(**_checked(name, starts_on, ends_on))
    db.session.add(holiday)
    db.session.flush()
    _record(school, actor, {}, {"holiday": _said(holiday)})
    return holiday


@action
def change_holiday(holiday: Holiday, *, actor: User, name: str, starts_on: date, ends_on: date) -> None:
    """Raises Invalid for `name`, `ends_on`."""
    school = db.session.scalars(select(School).with_for_update()).one()
    before = _said(holiday)
    for field, value in _checked(name, starts_on, ends_on).items():
        setattr(holiday, field, value)
    if _said(holiday) != before:
        _record(school, actor, {"holiday": before}, {"holiday": _said(holiday)})


@action
def remove_holiday(holiday: Holiday, *, actor: User) -> None:
    school = db.session.scalars(select(School).with_for_update()).one()
    _record(school, actor, {"holiday": _said(holiday)}, {})
    db.session.delete(holiday)


@action
def replace_holidays(holidays: Sequence[Days], *, actor: User) -> None:
    """These holidays and no others. Raises Invalid for `holidays`."""
    school = db.session.scalars(select(School).with_for_update()).one()
    before = [_said(each) for each in db.session.scalars(Holiday.in_order())]
    made = []
    for number, given in enumerate(holidays):
        try:
            made.append(Holiday(**_checked(**given)))
        except Invalid as refusal:
            raise Invalid({f"holidays.{number}.{field}": text for field, text in refusal.fields.items()}) from None
    db.session.execute(delete(Holiday))
    db.session.add_all(made)
    db.session.flush()
    after = [_said(each) for each in db.session.scalars(Holiday.in_order())]
    if before != after:
        _record(school, actor, {"holidays": before}, {"holidays": after})


def _checked(name: str, starts_on: date, ends_on: date) -> dict[str, Any]:
    name = " ".join(name.split())
    if not name or len(name) > limits.HOLIDAY_NAME:
        raise Invalid({"name": _("Write a name of %(most)s letters at most.", most=limits.HOLIDAY_NAME)})
    if ends_on < starts_on:
        raise Invalid({"ends_on": _("The last day comes before the first one.")})
    if (ends_on - starts_on).days >= limits.HOLIDAY_DAYS:
        raise Invalid({"ends_on": _("A year at most.")})
    return {"name": name, "starts_on": starts_on, "ends_on": ends_on}


def _said(holiday: Holiday) -> str:
    return f"{holiday.name} {holiday.starts_on} – {holiday.ends_on}"


def _record(school: School, actor: User, before: dict[str, Any], after: dict[str, Any]) -> None:
    audit.record("school.calendar_changed", actor=actor, subject=school, before=before, after=after)
