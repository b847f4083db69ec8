"""Live sessions for tests, as rows: nothing is announced."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.classroom import ClassRole, Classroom
from app.models.live import LiveSession, LiveState
from app.models.live_people import LiveAttendance, LiveParticipant, Seat
from app.models.user import User
from tests.support.people import make_member, make_user


def make_live(
    classroom: Classroom, *, state: LiveState = LiveState.SCHEDULED, minutes: int = 60, **settings: Any
) -> LiveSession:
    """A session in an hour, of the whole class and held by its owner, unless `settings` say otherwise."""
    now = clock.now()
    away = {LiveState.SCHEDULED: 60, LiveState.LIVE: -5, LiveState.COMPLETED: -120, LiveState.CANCELLED: 60}
    starts = settings.pop("starts_at", now + timedelta(minutes=away[state]))
    session = LiveSession(classroom=classroom, host=settings.pop("host", classroom.owner), state=state)
    session.title, session.zone = settings.pop("title", "Cells under the microscope"), settings.pop("zone", "UTC")
    session.starts_at, session.ends_at, session.minutes = starts, starts + timedelta(minutes=minutes), minutes
    if state in (LiveState.LIVE, LiveState.COMPLETED):
        session.started_at = starts
    if state is LiveState.COMPLETED:
        session.ended_at = session.ends_at
    if state is LiveState.CANCELLED:
        session.cancelled_at, session.cancel_reason = now, "The teacher is ill"
    for name, value in settings.items():
        setattr(session, name, value)
    db.session.add(session)
    db.session.flush()
    return session


def keep_live(classroom: Classroom, **settings: Any) -> LiveSession:
    """A session that goes on, unless `settings` say otherwise; committed."""
    session = make_live(classroom, **{"state": LiveState.LIVE, **settings})
    db.session.commit()
    return session


def of_series(session: LiveSession) -> list[LiveSession]:
    """All sessions of its series, in the order in which they recur."""
    found = select(LiveSession).where(LiveSession.series_id == session.series_id).order_by(LiveSession.recurs_at)
    return list(db.session.scalars(found))


def make_student(classroom: Classroom, name: str = "", *, role: ClassRole = ClassRole.STUDENT) -> User:
    """A member of the class who is a student of the school."""
    return make_member(classroom, make_user("student", name), role).user


def make_participant(session: LiveSession, user: User, seat: Seat = Seat.INVITED) -> LiveParticipant:
    participant = LiveParticipant(session_id=session.id, user_id=user.id, seat=seat, registered_at=clock.now())
    db.session.add(participant)
    db.session.flush()
    return participant


def attendance_of(session: LiveSession, user: User) -> LiveAttendance:
    """The row as the database has it now."""
    found = db.session.get(LiveAttendance, (session.id, user.id), populate_existing=True)
    assert found is not None
    return found
