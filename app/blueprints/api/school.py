"""The school and its calendar: /school."""

from __future__ import annotations

from typing import Any

from app import transaction
from app.actions import calendars
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.school import SchoolPatch, SchoolSchema
from app.extensions import db
from app.models.calendar import Holiday, from_bits
from app.models.school import School
from app.models.user import User
from app.permissions import Can, requires
from app.web.visitors import viewer

blueprint = Resource("school", __name__, "School", "The school and its calendar")


@blueprint.get("/school")
@requires(Can.SIGNED_IN)
@blueprint.response(200, SchoolSchema)
def show() -> dict[str, Any]:
    """The school, the days on which there is school, and its holidays"""
    return _shown()


@blueprint.patch("/school")
@requires(Can.SCHOOL_MANAGE)
@blueprint.response(200, SchoolSchema)
@blueprint.arguments(SchoolPatch)
def update(given: dict[str, Any]) -> dict[str, Any]:
    """Change the calendar (admins). Holidays that are given take the place of all there are"""
    _change(viewer(), given)
    return _shown()


@transaction.action
def _change(actor: User, given: dict[str, Any]) -> None:
    """One transaction for all of it, so that a refused part leaves nothing changed."""
    if "school_days" in given:
        calendars.keep_days(given["school_days"], actor=actor)
    if "holidays" in given:
        calendars.replace_holidays(given["holidays"], actor=actor)


def _shown() -> dict[str, Any]:
    here = db.session.scalars(School.the()).one()
    return {
        "name": here.name,
        "language": here.language,
        "timezone": here.timezone,
        "school_days": from_bits(here.school_days),
        "holidays": list(db.session.scalars(Holiday.in_order())),
    }
