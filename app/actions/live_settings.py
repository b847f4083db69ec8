"""What a teacher says of a live session apart from its time, and what of it fits together."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app.errors import Invalid
from app.extensions import db
from app.formats.web_addresses import web_address
from app.models import limits
from app.models.classroom import STAFF, Membership
from app.models.live import BEFORE, USUAL_REMINDERS, Doors, LiveKind, LiveSession, Provider, Registration
from app.models.user import User

# By the name of its column; `host` and `group` are rows. Whatever else a session has follows from deeds.
SETTINGS = frozenset(
    {
        "title",
        "description",
        "kind",
        "host",
        "group",
        "for_class",
        "provider",
        "link_url",
        "waiting_room",
        "may_record",
        "doors",
        "registration",
        "seats",
        "reminders",
        "absent_minutes",
        "late_minutes",
        "attend_minutes",
    }
)
USUAL: dict[str, Any] = {
    "description": "",
    "group": None,
    "for_class": True,
    "provider": Provider.MESH,
    "link_url": "",
    "waiting_room": False,
    "may_record": False,
    "doors": Doors.INVITED,
    "registration": Registration.NONE,
    "seats": None,
    "reminders": USUAL_REMINDERS,
    "absent_minutes": 10,
    "late_minutes": 5,
    "attend_minutes": 0,
}
# Calendars outside show these, so they have to hear of a change.
IN_CALENDARS = frozenset({"title", "description", "provider", "link_url", "host"})
WHOLE_CLASS = {LiveKind.CLASS: True, LiveKind.ONE_TO_ONE: False, LiveKind.GROUP: False}


def put(session: LiveSession, settings: dict[str, Any], *, actor: User) -> set[str]:
    """Set what is given of SETTINGS; the names of those that are others now. Raises Invalid, by their names."""
    unknown = settings.keys() - SETTINGS
    if unknown:
        raise TypeError(f"no settings of a live session: {sorted(unknown)}")
    before = {name: getattr(session, name) for name in SETTINGS}
    for name, value in settings.items():
        setattr(session, name, value)
    _fit(session)
    _check(session, actor)
    return {name for name in SETTINGS if getattr(session, name) != before[name]}


def _fit(session: LiveSession) -> None:
    """What a kind or a room cannot have goes."""
    session.for_class = WHOLE_CLASS.get(session.kind, session.for_class)
    if session.kind is not LiveKind.WEBINAR:
        session.doors, session.registration, session.seats = Doors.INVITED, Registration.NONE, None
    if session.kind is not LiveKind.GROUP:
        session.group = None
    session.link_url = session.link_url.strip() if session.provider is Provider.LINK else ""
    session.title = " ".join(session.title.split())


def _check(session: LiveSession, actor: User) -> None:
    problems = _of_people(session, actor)
    if not session.title or len(session.title) > limits.LIVE_TITLE:
        problems["title"] = _("Give it a title of at most %(most)s letters.", most=limits.LIVE_TITLE)
    if session.provider is Provider.LINK and web_address(session.link_url) is None:
        problems["link_url"] = _("Give the whole address of the meeting, from https:// on.")
    if session.seats is not None and not 0 < session.seats <= limits.LIVE_SEATS:
        problems["seats"] = _("Give a number from 1 to %(most)s, or leave it empty.", most=limits.LIVE_SEATS)
    if session.doors is not Doors.INVITED and session.registration is Registration.NONE:
        problems["registration"] = _("Whoever may come from outside has to register. Choose how.")
    if not 0 <= session.reminders < 1 << len(BEFORE):
        problems["reminders"] = _("There is no such reminder.")
    if problems:
        raise Invalid(problems)


def _of_people(session: LiveSession, actor: User) -> dict[str, str]:
    problems = {}
    if session.group is not None and session.group.classroom_id != session.classroom.id:
        problems["group"] = _("Choose a group of this class.")
    if session.host is not None and session.host.id != actor.id and not _may_host(session, session.host):
        problems["host"] = _("Choose somebody who teaches this class.")
    return problems


def _may_host(session: LiveSession, host: User) -> bool:
    staff = Membership.people(session.classroom.id, STAFF)
    return db.session.scalar(select(User.id).where(User.id == host.id, User.id.in_(staff))) is not None
