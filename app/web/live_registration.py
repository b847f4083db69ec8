"""Registrations for a webinar in words, and how its page stands to its reader."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from app.extensions import db
from app.models import live_registration
from app.models.classroom import Classroom
from app.models.live import Doors, LiveSession, Registration
from app.models.live_people import Seat
from app.permissions import Can, allowed
from app.web.visitors import viewer

SEATS = {
    Seat.REQUESTED: _l("Waiting for you"),
    Seat.GUEST: _l("With a seat"),
    Seat.WAITING: _l("Waiting list"),
    Seat.DECLINED: _l("Declined"),
}


def beside(session: LiveSession) -> dict[str, Any]:
    """For webinars/of_session.html: nothing where nobody registers. `outside`: its reader is not of its class."""
    here = select(Classroom.id).where(Classroom.id == session.classroom_id, Classroom.inside(viewer()))
    outside = db.session.scalar(here) is None
    if not live_registration.takes_names(session):
        return {"registration": None, "outside": outside}
    leads = allowed(viewer(), Can.LIVE_LEAD, session)
    about = {
        "leads": leads,
        "registers": allowed(viewer(), Can.LIVE_REGISTER, session),
        "awaited": allowed(viewer(), Can.LIVE_ENTER, session),
        "mine": live_registration.standing(session, viewer()),
        "counts": live_registration.counts(session) if leads else None,
        "is_public": session.doors is Doors.PUBLIC,
    }
    return {"registration": about, "seat_words": SEATS, "outside": outside}


def asked_for(given: str | None, session: LiveSession) -> Seat:
    """Which part of the list to show: what is asked for, else what the host has to decide about."""
    if given in {seat.value for seat in SEATS}:
        return Seat(given)
    return Seat.REQUESTED if session.registration is Registration.APPROVED else Seat.GUEST
