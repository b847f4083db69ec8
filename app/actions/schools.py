"""What an admin decides about the school as a whole."""

from __future__ import annotations

import zoneinfo
from dataclasses import dataclass
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from app import audit
from app.errors import Invalid
from app.extensions import db
from app.models import limits
from app.models.school import FactorPolicy, Registration, School
from app.models.upsert import insert_new
from app.models.user import User
from app.transaction import action

UNNAMED = "Classbell"


@action
def ensure() -> School:
    """The school, made with a plain name where the operator makes the first account without the set-up page."""
    db.session.execute(insert_new(School, ("id",)).values(id=1, name=UNNAMED))
    return db.session.scalars(School.the()).one()


@action
def change(
    *,
    actor: User,
    name: str,
    registration: Registration,
    language: str,
    timezone: str,
    second_factor: FactorPolicy | None = None,
) -> School:
    """Change the school's name, who may register, what new people start with, and who needs a second factor.

    Raises Invalid.
    """
    name = " ".join(name.split())
    if not name or len(name) > limits.SCHOOL_NAME:
        raise Invalid({"name": _("Write a name of %(most)s letters at most.", most=limits.SCHOOL_NAME)})
    if timezone not in zoneinfo.available_timezones():
        raise Invalid({"timezone": _("Choose a time zone from the list.")})
    school = db.session.scalars(select(School).with_for_update()).one()
    before = _facts(school)
    school.name, school.registration, school.language, school.timezone = name, registration, language, timezone
    school.second_factor = second_factor or school.second_factor
    if before != _facts(school):
        audit.record("school.changed", actor=actor, subject=school, before=before, after=_facts(school))
    return school


def _facts(school: School) -> dict[str, str]:
    return {
        "name": school.name,
        "registration": school.registration.value,
        "language": school.language,
        "timezone": school.timezone,
        "second_factor": school.second_factor.value,
    }


@dataclass(frozen=True)
class Keeps:
    """For how long notifications and the record of their sending are kept."""

    read: timedelta
    unread: timedelta
    deliveries: timedelta


def keeps() -> Keeps:
    """As the school decided; the usual times where there is no school yet."""
    school = db.session.scalars(School.the()).first() or School(read_kept=30, unread_kept=180, deliveries_kept=30)
    days = (school.read_kept, school.unread_kept, school.deliveries_kept)
    return Keeps(*(timedelta(days=number) for number in days))


@action
def keep_for(*, actor: User, read_kept: int, unread_kept: int, deliveries_kept: int) -> None:
    """Keep read and unread notifications, and the record of how they were sent, for so many days. Raises Invalid."""
    given = {"read_kept": read_kept, "unread_kept": unread_kept, "deliveries_kept": deliveries_kept}
    least, most = limits.KEPT_DAYS_MIN, limits.KEPT_DAYS_MAX
    wrong = {
        name: _("From %(min)s to %(max)s days.", min=least, max=most)
        for name, days in given.items()
        if not least <= days <= most
    }
    if not wrong and unread_kept < read_kept:
        wrong = {"unread_kept": _("Unread ones are kept at least as long as read ones.")}
    if wrong:
        raise Invalid(wrong)
    decide("school.keeping_changed", given, actor=actor)


def decide(deed: str, given: dict[str, int], *, actor: User) -> None:
    """Put what was checked into the school's row, and into the audit log where it differs."""
    school = db.session.scalars(select(School).with_for_update()).one()
    before = {name: getattr(school, name) for name in given}
    for name, value in given.items():
        setattr(school, name, value)
    if before != given:
        audit.record(deed, actor=actor, subject=school, before=before, after=given)
