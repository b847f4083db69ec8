"""Announcements. Texts become HTML before the database is asked for again."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app import transaction
from app.actions import announcement_reach, announcements
from app.actions.announcements import Timing, To
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.announcements import (
    IN_A_CLASS,
    AnnouncementItemSchema,
    AnnouncementList,
    AnnouncementPatch,
    AnnouncementPost,
    AnnouncementQuery,
    AnnouncementSchema,
    PublicationPost,
)
from app.blueprints.api.schemas.base import NoBody
from app.errors import Forbidden, Invalid, NotFound
from app.formats import rich_text
from app.models.announcement import Announcement, Audience
from app.models.classroom import Classroom
from app.permissions import Can, allowed, find, requires
from app.web.visitors import viewer

blueprint = Resource("announcements", __name__, "Announcements", "What is told to many")
WHOM = ("audience", "role", "people", "classroom_id")
ITEM = tuple(name for name in AnnouncementItemSchema().fields if name not in ("id", "classroom_id"))


@blueprint.get("/announcements")
@requires(Can.SIGNED_IN)
@blueprint.response(200, AnnouncementList)
@blueprint.query(AnnouncementQuery)
def index(query: dict[str, Any]) -> Slice:
    """Those that I may see, newest first, without their texts"""
    classroom_id, state = query.pop("classroom_id"), query.pop("state")
    found = Announcement.visible_to(viewer())
    if classroom_id:
        found = found.where(Announcement.classroom.has(Classroom.public_id == classroom_id))
    if state:
        found = found.where(Announcement.state == state)
    return slice_of(found, Announcement.id, newest_first=True, **query)


@blueprint.post("/announcements")
@requires(Can.ANNOUNCEMENT_START)
@blueprint.response(201, AnnouncementSchema)
@blueprint.arguments(AnnouncementPost)
def create(given: dict[str, Any]) -> dict[str, Any]:
    """Write a draft for the school or a role (admins), for a class or some of its people (who teaches it)"""
    to = _to(given, _room(given))
    transaction.release()
    return _shown(announcements.draft(actor=viewer(), to=to, **_rest(given)))


@blueprint.get("/announcements/<id>")
@requires(Can.ANNOUNCEMENT_READ, Announcement)
@blueprint.response(200, AnnouncementSchema)
def show(announcement: Announcement) -> dict[str, Any]:
    """One announcement with its text"""
    return _shown(announcement)


@blueprint.patch("/announcements/<id>")
@requires(Can.ANNOUNCEMENT_EDIT, Announcement)
@blueprint.response(200, AnnouncementSchema)
@blueprint.arguments(AnnouncementPatch)
def update(announcement: Announcement, given: dict[str, Any]) -> dict[str, Any]:
    """Change an announcement; one that people read is marked as edited, and rings no bell"""
    to = _to(given, announcement.classroom) if "audience" in given else None
    transaction.release()
    return _shown(announcements.edit(announcement, actor=viewer(), to=to, **_rest(given)))


@blueprint.delete("/announcements/<id>")
@requires(Can.ANNOUNCEMENT_EDIT, Announcement)
@blueprint.conflict
@blueprint.response(204)
def delete(announcement: Announcement) -> None:
    """Take away for good what is not published"""
    announcements.delete(announcement, actor=viewer())


@blueprint.post("/announcements/<id>/publication")
@requires(Can.ANNOUNCEMENT_EDIT, Announcement)
@blueprint.conflict
@blueprint.response(200, AnnouncementSchema)
@blueprint.arguments(PublicationPost, required=False)
def publish(announcement: Announcement, given: dict[str, Any]) -> dict[str, Any]:
    """Publish it now or at its time; those it is for hear of it"""
    timing = Timing(given.get("publish_at"), given["repeats"], given["repeat_until"])
    return _shown(announcements.release(announcement, timing, actor=viewer()))


@blueprint.delete("/announcements/<id>/publication")
@requires(Can.ANNOUNCEMENT_EDIT, Announcement)
@blueprint.response(204)
def withdraw(announcement: Announcement) -> None:
    """Take it back; one with a time to come becomes a draft again"""
    announcements.withdraw(announcement, actor=viewer())


@blueprint.post("/announcements/<id>/nudge")
@requires(Can.ANNOUNCEMENT_EDIT, Announcement)
@blueprint.conflict
@blueprint.response(200, AnnouncementSchema)
@blueprint.arguments(NoBody, required=False)
def nudge(announcement: Announcement, _given: dict[str, Any]) -> dict[str, Any]:
    """Remind those who have not read it, once"""
    return _shown(announcements.nudge(announcement, actor=viewer()))


def _room(given: dict[str, Any]) -> Classroom | None:
    """The class it is for, which the writer must teach; for more than a class he must be an admin."""
    if given["audience"] not in IN_A_CLASS:
        if not allowed(viewer(), Can.ANNOUNCEMENT_SEND):
            raise Forbidden
        return None
    try:
        room: Classroom = find(viewer(), Can.ANNOUNCEMENT_WRITE, Classroom, given.get("classroom_id", ""))
    except NotFound:
        raise Invalid({"classroom_id": _("Say which class: one that you are in.")}) from None
    if not allowed(viewer(), Can.ANNOUNCEMENT_WRITE, room):
        raise Forbidden
    return room


def _to(given: dict[str, Any], room: Classroom | None) -> To:
    """Whom it is for. An announcement never moves between a class and the school."""
    audience: Audience = given["audience"]
    if (audience in IN_A_CLASS) != (room is not None):
        raise Invalid({"audience": _("It stays in its class, or with the school.")})
    return To(audience, given.get("role"), room, tuple(given.get("people", ())))


def _rest(given: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in given.items() if name not in WHOM}


def _shown(announcement: Announcement) -> dict[str, Any]:
    user = viewer()
    current = announcement.policy_version == rich_text.POLICY_VERSION
    told = announcement.published_at is not None and allowed(user, Can.ANNOUNCEMENT_REACH, announcement)
    return {
        **{name: getattr(announcement, name) for name in ITEM},
        "public_id": announcement.public_id,
        "classroom_public_id": announcement.classroom_public_id,
        "body": announcement.body if allowed(user, Can.ANNOUNCEMENT_EDIT, announcement) else None,
        "body_format": announcement.body_format,
        "body_html": announcement.body_html if current else rich_text.sanitise(announcement.body_html),
        "reach": announcement_reach.reach(announcement) if told else None,
    }
