"""What an admin decides about the school as a whole."""

from __future__ import annotations

import zoneinfo

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
