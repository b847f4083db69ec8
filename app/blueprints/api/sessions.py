"""Live sessions: /sessions, /sessions/<id>, /sessions/upcoming and …/participants."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import joinedload

from app.actions import live_cancelling, live_edits, live_lists, live_participants, live_sessions
from app.actions.live_edits import When
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.base import ListQuery
from app.blueprints.api.schemas.sessions import (
    MINUTES_BEFORE,
    CancelQuery,
    ParticipantList,
    PeopleBody,
    ScopeQuery,
    SessionKeptSchema,
    SessionList,
    SessionPatch,
    SessionPost,
    SessionSchema,
    SessionsQuery,
    UpcomingQuery,
)
from app.blueprints.api.session_shapes import kept, people, shown, shown_all
from app.errors import Forbidden, Invalid, NotFound
from app.extensions import db
from app.formats import recurrence_rule
from app.models.classroom import Classroom
from app.models.group import Group
from app.models.live import LiveSession
from app.models.user import User
from app.permissions import Can, allowed, find, requires
from app.web.visitors import viewer

blueprint = Resource("sessions", __name__, "Live sessions", "What is held when, for whom, and in which room")
TIMES = {"duration_minutes": "minutes", "timezone": "zone"}


@blueprint.get("/sessions")
@requires(Can.SIGNED_IN)
@blueprint.response(200, SessionList)
@blueprint.query(SessionsQuery)
def index(query: dict[str, Any]) -> Slice:
    """The live sessions that I may see, the newest made first"""
    place = {name: query.pop(name) for name in ("limit", "cursor")}
    listed = slice_of(_filtered(LiveSession.visible_to(viewer()), query), LiveSession.id, newest_first=True, **place)
    return {**listed, "items": shown_all(listed["items"])}


@blueprint.get("/sessions/upcoming")
@requires(Can.SIGNED_IN)
@blueprint.response(200, SessionList)
@blueprint.query(UpcomingQuery)
def upcoming(query: dict[str, Any]) -> Slice:
    """The next sessions at which I am awaited, those that go on first"""
    mine = live_lists.coming(viewer()).where(LiveSession.concerns(viewer().id))
    limit = query.pop("limit")
    return {"items": shown_all(list(db.session.scalars(_filtered(mine, query).limit(limit)))), "next_cursor": None}


@blueprint.post("/sessions")
@requires(Can.SIGNED_IN)
@blueprint.response(201, SessionKeptSchema)
@blueprint.arguments(SessionPost)
def create(given: dict[str, Any]) -> dict[str, Any]:
    """Schedule a session, or with `rrule` a series; whom it concerns hears of it"""
    classroom = _room(given.pop("classroom_id"))
    zone = given.pop("timezone", viewer().timezone)
    said = {"zone": zone, "starts_at": _instant(given.pop("starts_at"), zone), "rule": given.pop("rrule", "")}
    people = given.pop("user_ids", [])
    settings = _settings(given, classroom)
    return kept(live_sessions.create(classroom, actor=viewer(), people=people, **said, **settings))


@blueprint.get("/sessions/<id>")
@requires(Can.LIVE_READ, LiveSession)
@blueprint.response(200, SessionSchema)
def show(session: LiveSession) -> dict[str, Any]:
    """One session"""
    return shown(session)


@blueprint.patch("/sessions/<id>")
@requires(Can.LIVE_EDIT, LiveSession)
@blueprint.conflict
@blueprint.response(200, SessionKeptSchema)
@blueprint.arguments(SessionPatch)
@blueprint.query(ScopeQuery)
def update(session: LiveSession, given: dict[str, Any], query: dict[str, Any]) -> dict[str, Any]:
    """Change it, it and those that follow, or all that are to come; whom it concerns hears of another time, once"""
    zone, minutes = given.pop("timezone", None), given.pop("duration_minutes", None)
    begins = _instant(given.pop("starts_at"), zone or session.zone) if "starts_at" in given else None
    when = When(begins, minutes, zone, given.pop("rrule", None))
    settings = _settings(given, session.classroom)
    return kept(live_edits.change(session, actor=viewer(), scope=query["scope"], when=when, **settings))


@blueprint.delete("/sessions/<id>")
@requires(Can.LIVE_EDIT, LiveSession)
@blueprint.conflict
@blueprint.response(204)
@blueprint.query(CancelQuery)
def cancel(session: LiveSession, query: dict[str, Any]) -> None:
    """Call it off; whom it concerns hears why, and it stays in lists as cancelled"""
    live_cancelling.cancel(session, actor=viewer(), reason=query["reason"], scope=query["scope"])


@blueprint.get("/sessions/<id>/participants")
@requires(Can.LIVE_ATTENDANCE, LiveSession)
@blueprint.response(200, ParticipantList)
@blueprint.query(ListQuery)
def participants(session: LiveSession, query: dict[str, Any]) -> Slice:
    """Who is awaited, and who was taken out"""
    listed = slice_of(live_lists.people(session), User.id, **query)
    return {**listed, "items": people(session, listed["items"])}


@blueprint.post("/sessions/<id>/participants")
@requires(Can.LIVE_EDIT, LiveSession)
@blueprint.conflict
@blueprint.response(204)
@blueprint.arguments(PeopleBody)
@blueprint.query(ScopeQuery)
def add(session: LiveSession, given: dict[str, Any], query: dict[str, Any]) -> None:
    """Have these come, too: of the class, or students of another class that I teach"""
    live_participants.add(session, given["user_ids"], actor=viewer(), scope=query["scope"])


@blueprint.delete("/sessions/<id>/participants")
@requires(Can.LIVE_EDIT, LiveSession)
@blueprint.conflict
@blueprint.response(204)
@blueprint.arguments(PeopleBody)
@blueprint.query(ScopeQuery)
def remove(session: LiveSession, given: dict[str, Any], query: dict[str, Any]) -> None:
    """Do not expect these any more, not even with their class"""
    live_participants.remove(session, given["user_ids"], actor=viewer(), scope=query["scope"])


def _filtered(found: Select[LiveSession], query: dict[str, Any]) -> Select[LiveSession]:
    conditions: dict[str, Callable[[Any], ColumnElement[bool]]] = {
        "status": lambda state: LiveSession.state == state,
        "kind": lambda kind: LiveSession.kind == kind,
        "classroom_id": lambda public_id: Classroom.public_id == public_id,
        "starts_from": lambda moment: LiveSession.ends_at > moment,
        "starts_to": lambda moment: LiveSession.starts_at < moment,
    }
    whole = joinedload(LiveSession.series), joinedload(LiveSession.group)
    return found.options(*whole).where(*(conditions[name](value) for name, value in query.items()))


def _room(public_id: str) -> Classroom:
    try:
        room: Classroom = find(viewer(), Can.LIVE_WRITE, Classroom, public_id)
    except NotFound:
        raise Invalid({"classroom_id": _("Say which class: one that you are in.")}) from None
    if not allowed(viewer(), Can.LIVE_WRITE, room):
        raise Forbidden
    return room


def _instant(given: datetime, zone: str) -> datetime:
    """Without a zone of its own, by the clocks of `zone`; whether there is such a zone is for the action to say."""
    if given.tzinfo is not None:
        return given
    try:
        return recurrence_rule.off_the_wall(given, zone)
    except (KeyError, ValueError):
        raise Invalid({"timezone": _("There is no such time zone.")}) from None


def _settings(given: dict[str, Any], classroom: Classroom) -> dict[str, Any]:
    """What was sent, as the actions take it. Raises Invalid."""
    if "reminders" in given:
        unknown = set(given["reminders"]) - set(MINUTES_BEFORE)
        if unknown:
            raise Invalid(
                {"reminders": _("Choose of these: %(minutes)s.", minutes=", ".join(map(str, MINUTES_BEFORE)))}
            )
        given["reminders"] = sum(1 << MINUTES_BEFORE.index(minutes) for minutes in set(given["reminders"]))
    if "host_id" in given:
        given["host"] = _named(User, given.pop("host_id"), "host_id", _("Choose somebody who teaches this class."))
    if "group_id" in given:
        public_id = given.pop("group_id")
        given["group"] = public_id and _named(Group, public_id, "group_id", _("Choose a group of this class."))
    return {TIMES.get(name, name): value for name, value in given.items()}


def _bits(minutes: set[int]) -> int:
    if not minutes <= set(MINUTES_BEFORE):
        offered = ", ".join(map(str, MINUTES_BEFORE))
        raise Invalid({"reminders": _("Choose of these: %(minutes)s.", minutes=offered)})
    return sum(1 << MINUTES_BEFORE.index(each) for each in minutes)


def _named(model: type[Any], public_id: str, name: str, refusal: str) -> Any:
    """The row that is meant; whether it fits the action says. Raises Invalid."""
    found = db.session.scalars(select(model).where(model.public_id == public_id)).first()
    if found is None:
        raise Invalid({name: refusal})
    return found
