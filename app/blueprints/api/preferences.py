"""How one wants to be reached: parts of /notifications and /classrooms."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from app import transaction
from app.blueprints.api.notifications import blueprint
from app.blueprints.api.schemas import preferences as schemas
from app.blueprints.api.schemas.preferences import Weekday
from app.errors import Invalid
from app.extensions import db
from app.formats.wall_clock import shown_as
from app.models.classroom import Classroom
from app.models.notification import Channel
from app.models.user import User
from app.notifications import matrix, mutes, preferences, schedules, session_reminders
from app.permissions import Can, requires
from app.web.visitors import viewer

DAYS = list(Weekday)
MOST_MUTED = 100


@blueprint.get("/notifications/settings")
@requires(Can.SIGNED_IN)
@blueprint.response(200, schemas.PreferencesSchema)
def show_preferences() -> dict[str, Any]:
    """How I am reached: which way, when, and of what not"""
    return _settings(viewer())


@blueprint.put("/notifications/settings")
@requires(Can.SIGNED_IN)
@blueprint.response(200, schemas.PreferencesSchema)
@blueprint.arguments(schemas.PreferencesPut)
def replace_preferences(given: dict[str, Any]) -> dict[str, Any]:
    """Choose how I am reached: all of it, or nothing where a part is wrong"""
    _change(viewer(), given)
    return _settings(viewer())


@transaction.action
def _change(user: User, given: dict[str, Any]) -> None:
    preferences.switch(user, push_on=given["push_on"], email_on=given["email_on"])
    if "preset" in given:
        preferences.apply(user, given["preset"])
    if "modes" in given:
        part("modes", preferences.choose, user, given["modes"])
    if "quiet_hours" in given:
        _change_quiet(user, given["quiet_hours"])
    if digest := given.get("digest"):
        plan = {**digest, "weekday": DAYS.index(digest["weekday"])}
        part("digest", schedules.plan_digest, user, **plan)
    if "session_reminders" in given:
        _change_reminders(user, given["session_reminders"])


def _change_reminders(user: User, minutes: list[int] | None) -> None:
    if minutes is None:
        session_reminders.leave_to_teachers(user)
    else:
        part("session_reminders", session_reminders.choose, user, minutes)


def _change_quiet(user: User, given: dict[str, Any] | None) -> None:
    if given is None:
        schedules.leave_quiet_to_school(user)
    else:
        weekdays = [DAYS.index(day) for day in given.pop("days")]
        part("quiet_hours", schedules.keep_quiet, user, **given, weekdays=weekdays)


def part(name: str, verb: Callable[..., object], *args: Any, **kwargs: Any) -> None:
    """Do `verb`, whose refusals are about a part of the body."""
    names = {"weekdays": "days", "kind": "type"}
    try:
        verb(*args, **kwargs)
    except Invalid as refusal:
        fields = {f"{name}.{names.get(field, field)}": said for field, said in refusal.fields.items()}
        raise Invalid(fields) from refusal


def _settings(user: User) -> dict[str, Any]:
    rows = matrix.rows(user)
    hours, plan = schedules.of(user)
    muted = db.session.execute(mutes.mutes(user).limit(MOST_MUTED))
    return {
        "push_on": user.push_on,
        "email_on": user.email_on,
        "preset": matrix.fitting(rows),
        "types": [_type(row) for row in rows],
        "quiet_hours": {
            "own": hours.own,
            "on": hours.on,
            "start": shown_as(hours.start),
            "end": shown_as(hours.end),
            "days": [DAYS[day] for day in hours.weekdays],
            "urgent_passes": hours.urgent_passes,
        },
        "digest": {"every": plan.every, "hour": plan.hour, "weekday": DAYS[plan.weekday]},
        "muted_classrooms": [{"id": room.public_id, "title": room.title, "until": until} for room, until in muted],
        "session_reminders": session_reminders.of(user),
    }


def _type(row: matrix.Row) -> dict[str, Any]:
    told: dict[str, Any] = {"type": row.kind.name, "label": str(row.kind.label)}
    for channel in (Channel.PUSH, Channel.EMAIL):
        cell = row.cells.get(channel)
        told[channel.value] = cell and {
            "mode": cell.mode,
            "modes": list(cell.offered),
            "locked": cell.is_locked,
            "reason": cell.reason,
        }
    return told


@blueprint.put("/classrooms/<id>/mute")
@requires(Can.CLASS_INSIDE, Classroom)
@blueprint.response(200, schemas.MuteSchema)
@blueprint.arguments(schemas.MutePut, required=False)
def mute(classroom: Classroom, given: dict[str, Any]) -> dict[str, Any]:
    """Hear nothing more of a class, on no device and by no mail"""
    mutes.mute(viewer(), classroom, given["until"])
    return {"until": given["until"]}


@blueprint.delete("/classrooms/<id>/mute")
@requires(Can.CLASS_INSIDE, Classroom)
@blueprint.response(204)
def unmute(classroom: Classroom) -> None:
    """Hear of a class again"""
    mutes.unmute(viewer(), classroom)
