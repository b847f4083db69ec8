"""Of whom a live session keeps attendance, who is excused, and who attended: conditions that all who count share."""

from __future__ import annotations

from sqlalchemy import ColumnElement, Select, and_, or_, select

from app.models.classroom import STAFF, ClassRole, Membership
from app.models.live import LiveSession
from app.models.live_people import LiveAttendance, LiveParticipant, LiveVisit, Presence

CAME = (Presence.PRESENT, Presence.LATE, Presence.LEFT_EARLY)


def roster(session: LiveSession) -> Select[int]:
    """User ids of those who are awaited to learn there: without its host, and the staff of the class."""
    found = session.people().subquery()
    staff = Membership.people(session.classroom_id, STAFF)
    learning = select(found.c[0]).where(found.c[0].not_in(staff))
    return learning if session.host_id is None else learning.where(found.c[0] != session.host_id)


def came_besides(session: LiveSession) -> Select[int]:
    """User ids of who was in the room as a student or with a seat, awaited still or not."""
    studied = select(Membership.user_id).where(
        Membership.classroom_id == session.classroom_id, Membership.role == ClassRole.STUDENT
    )
    seated = select(LiveParticipant.user_id).where(LiveParticipant.session_id == session.id)
    came = select(LiveVisit.user_id).where(LiveVisit.session_id == session.id)
    return came.where(or_(LiveVisit.user_id.in_(studied), LiveVisit.user_id.in_(seated))).distinct()


def excused(session_id: int) -> Select[int]:
    """User ids of who is excused from a session, beforehand or since."""
    noted = or_(
        LiveAttendance.corrected == Presence.EXCUSED,
        and_(LiveAttendance.corrected.is_(None), LiveAttendance.status == Presence.EXCUSED),
    )
    return select(LiveAttendance.user_id).where(LiveAttendance.session_id == session_id, noted)


def attended() -> ColumnElement[bool]:
    """For selects that join `LiveSession`: he was there for the minutes that are asked for, or his teacher says so."""
    counted = and_(LiveAttendance.status.in_(CAME), LiveAttendance.seconds >= LiveSession.attend_minutes * 60)
    return or_(LiveAttendance.corrected.in_(CAME), and_(LiveAttendance.corrected.is_(None), counted))
