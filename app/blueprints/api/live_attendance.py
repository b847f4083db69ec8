"""Attendance: /sessions/<id>/attendance. Students read their own there."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.actions import attendance, attendance_marks
from app.actions.attendance_marks import Mark
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.base import ListQuery
from app.blueprints.api.schemas.live_attendance import (
    AttendanceList,
    AttendanceMarksSchema,
    AttendancePatch,
    AttendancePost,
    AttendanceSchema,
)
from app.errors import Invalid
from app.extensions import db
from app.models.live import LiveSession
from app.models.live_people import LiveAttendance, Presence
from app.models.user import User
from app.permissions import Can, allowed, requires
from app.reports import attendance as report
from app.web.visitors import viewer

blueprint = Resource("attendance", __name__, "Attendance", "Who was at live sessions")


@blueprint.get("/sessions/<id>/attendance")
@requires(Can.LIVE_READ, LiveSession)
@blueprint.response(200, AttendanceList)
@blueprint.query(ListQuery)
def index(session: LiveSession, query: dict[str, Any]) -> Slice:
    """Who was there, by name; for whoever does not run the session, only himself"""
    found = report.people(session, viewer())
    if not allowed(viewer(), Can.LIVE_ATTENDANCE, session):
        found = found.where(User.id == viewer().id)
    people = slice_of(found, User.name, User.id, **query)
    return {**people, "items": _shown(session, people["items"])}


@blueprint.post("/sessions/<id>/attendance")
@requires(Can.LIVE_LEAD, LiveSession)
@blueprint.conflict
@blueprint.response(200, AttendanceSchema)
@blueprint.arguments(AttendancePost)
def note(session: LiveSession, given: dict[str, Any]) -> dict[str, Any]:
    """Note by hand whether somebody was there, or excuse him beforehand"""
    return _noted(session, [given])[0]


@blueprint.patch("/sessions/<id>/attendance")
@requires(Can.LIVE_LEAD, LiveSession)
@blueprint.conflict
@blueprint.response(200, AttendanceMarksSchema)
@blueprint.arguments(AttendancePatch)
def correct(session: LiveSession, given: dict[str, Any]) -> dict[str, Any]:
    """Note several at once"""
    return {"items": _noted(session, given["items"])}


def _noted(session: LiveSession, given: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Raises Invalid (user_id)."""
    named = {each["user_id"]: each for each in given}
    people = list(db.session.scalars(select(User).where(User.public_id.in_(named)).order_by(User.name, User.id)))
    if len(people) != len(named):
        raise Invalid({"user_id": _("This person is not awaited in this session.")})
    marks = [Mark(user, named[user.public_id]["status"], named[user.public_id].get("note")) for user in people]
    attendance_marks.mark(session, marks, actor=viewer())
    return _shown(session, people)


def _shown(session: LiveSession, people: Sequence[User]) -> list[dict[str, Any]]:
    standings = attendance.standings(session, [user.id for user in people])
    counts = allowed(viewer(), Can.LIVE_ATTENDANCE, session)
    unknown = {"status": Presence.UNKNOWN, "seconds": 0, "note": ""}
    return [_shape(session, user, standings.get(user.id) or LiveAttendance(**unknown), counts) for user in people]


def _shape(session: LiveSession, user: User, standing: LiveAttendance, counts: bool) -> dict[str, Any]:
    return {
        "session_id": session.public_id,
        "user_id": user.public_id,
        "name": user.name,
        "status": standing.counts,
        "counted_as": standing.status,
        "corrected": standing.corrected is not None,
        "attended": report.has_attended(session, standing),
        "seconds": standing.seconds,
        "joined_at": standing.first_joined_at,
        "left_at": standing.last_left_at,
        "note": standing.note if counts else None,
    }
