"""Who is missing in a live session that goes on."""

from __future__ import annotations

from sqlalchemy import Select, or_, select

from app.models.attendance import CAME, excused, roster
from app.models.live import LiveSession
from app.models.live_people import Entry, LiveAttendance, LiveEntry, LiveVisit


def absentees(session: LiveSession) -> Select[int]:
    """Ids of those who are awaited to learn there and never came: nobody who was there, waits at the door, is excused,
    or of whom the teacher wrote down that he came.

    Whoever was put out of the room does not hear that he is missed.
    """
    awaited = roster(session).subquery().c[0]
    visits = select(LiveVisit.user_id).where(LiveVisit.session_id == session.id)
    door = LiveEntry.session_id == session.id, LiveEntry.state != Entry.ADMITTED
    corrected = LiveAttendance.session_id == session.id, LiveAttendance.corrected.in_(CAME)
    known = visits, select(LiveEntry.user_id).where(*door), select(LiveAttendance.user_id).where(*corrected)
    return select(awaited).where(~or_(*(awaited.in_(each) for each in (*known, excused(session.id)))))
