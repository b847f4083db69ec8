"""A webinar of the demo school for everybody, with fewer seats than people who ask for one."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app import clock
from app.actions import live_registrations, live_sessions
from app.cli.demo.data import SCHOOL
from app.cli.demo.find import classroom, person
from app.cli.demo.history import History
from app.extensions import db
from app.models.classroom import ClassRole, Membership, MemberState
from app.models.live import Doors, LiveKind, LiveSession, Registration
from app.models.user import User

CLASS, TEACHER, TITLE = "Biology 8B", "tess", "An evening about owls"
ABOUT = "Why nobody hears them, and how they see in the dark. Parents are welcome, too."
SEATS, MADE_DAYS_AGO, DECIDED_DAYS_AGO = 8, 3.5, 0.6


def plan(history: History) -> None:
    history.at(MADE_DAYS_AGO, _invite)
    history.at(DECIDED_DAYS_AGO + 0.2, _register)
    history.at(DECIDED_DAYS_AGO, _decide)


def _invite() -> None:
    zone = ZoneInfo(SCHOOL["timezone"])
    evening = (clock.now() + timedelta(days=10)).astimezone(zone).replace(hour=18, minute=30, second=0, microsecond=0)
    live_sessions.create(
        classroom(CLASS),
        actor=person(TEACHER),
        title=TITLE,
        description=ABOUT,
        starts_at=evening,
        minutes=75,
        zone=SCHOOL["timezone"],
        kind=LiveKind.WEBINAR,
        for_class=False,
        doors=Doors.PUBLIC,
        registration=Registration.APPROVED,
        seats=SEATS,
        waiting_room=True,
    )


def _register() -> None:
    for student in _students()[: SEATS + 4]:
        live_registrations.register(_webinar(), actor=student)


def _decide() -> None:
    """The last one still waits for a word."""
    *asked, declined, _waits = _students()[: SEATS + 4]
    live_registrations.decline(_webinar(), declined, actor=person(TEACHER))
    for student in asked:
        live_registrations.approve(_webinar(), student, actor=person(TEACHER))


def _webinar() -> LiveSession:
    return db.session.scalars(select(LiveSession).where(LiveSession.title == TITLE)).one()


def _students() -> list[User]:
    """Of the class, in the order in which they came."""
    here = Membership.classroom_id == classroom(CLASS).id, Membership.state == MemberState.ACTIVE
    found = select(User).join(Membership, Membership.user_id == User.id)
    return list(db.session.scalars(found.where(*here, Membership.role == ClassRole.STUDENT).order_by(Membership.id)))
