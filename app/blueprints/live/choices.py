"""What the form of a live session offers: hosts, groups, students and rooms of its class."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from zoneinfo import ZoneInfo

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock, video
from app.blueprints.live.forms import REPEATS, SessionForm, of_session, offer_days
from app.config import settings
from app.extensions import db
from app.models.classroom import STAFF, ClassRole, Classroom, Membership, MemberState
from app.models.group import Group
from app.models.live import USUAL_REMINDERS, LiveSession, Provider
from app.models.user import User
from app.web import live_words
from app.web.choices import offer
from app.web.visitors import viewer


def new_form(classroom: Classroom) -> SessionForm:
    """For a session in the coming hour, by the clock of whoever schedules it."""
    hour = clock.now().astimezone(ZoneInfo(viewer().timezone)).replace(minute=0) + timedelta(hours=1)
    begins = {"day": hour.date(), "minute": hour.hour * 60, "zone": viewer().timezone, "host": viewer().public_id}
    usual = {"provider": video.offered(settings())[0], "absent_minutes": 10, "late_minutes": 5, "attend_minutes": 0}
    ticked = [str(bit) for bit in live_words.REMINDERS if USUAL_REMINDERS >> bit & 1]
    form = SessionForm(data={**begins, **usual, "reminders": ticked})
    return _filled(form, classroom)


def form_of(session: LiveSession) -> SessionForm:
    """With what holds now, or what was typed over it."""
    return _filled(SessionForm(data=of_session(session)), session.classroom, session)


def rows_of(form: SessionForm, classroom: Classroom) -> dict[str, Any]:
    """The host and the group that a valid form names."""
    group = Group.of(classroom).where(Group.public_id == (form.group.data or ""))
    host = select(User).where(User.public_id == (form.host.data or ""))
    return {"host": db.session.scalars(host).first() or viewer(), "group": db.session.scalars(group).first()}


def _filled(form: SessionForm, classroom: Classroom, session: LiveSession | None = None) -> SessionForm:
    hosts = {viewer().public_id: viewer().name} | _names(classroom, STAFF)
    if session is not None and session.host is not None:
        hosts[session.host.public_id] = session.host.name
    form.host.choices = offer(hosts)
    groups = {each.public_id: each.name for each in db.session.scalars(Group.of(classroom))}
    form.group.choices = offer({"": _("None")} | groups)
    form.people.choices = offer(_names(classroom, (ClassRole.STUDENT,)))
    ways = [*video.offered(settings()), *([session.provider.value] if session is not None else [])]
    form.provider.choices = offer({way: live_words.PROVIDERS[Provider(way)] for way in ways})
    if session is not None and session.series is not None:
        form.repeats.choices = offer({value: label for value, label in REPEATS.items() if value})
    form.reminders.choices = offer(live_words.REMINDERS)
    offer_days(form)
    return form


def _names(classroom: Classroom, roles: tuple[ClassRole, ...]) -> dict[str, str]:
    found = Membership.listing(classroom, MemberState.ACTIVE, roles)
    return {member.user.public_id: member.user.name for member in db.session.scalars(found)}
