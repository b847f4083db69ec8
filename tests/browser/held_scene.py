"""A live session that is over, as pages show it: who was there, and what was recorded. Nobody is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from app import clock
from app.extensions import db
from app.models.classroom import ClassRole, Classroom, Membership
from app.models.live import LiveState
from app.models.live_people import LiveAttendance, Presence
from app.models.recording import Recording, RecordingShown, RecordingSource, RecordingState
from app.models.user import User
from tests.support.live import make_live

KINDS = (Presence.PRESENT, Presence.LATE, Presence.ABSENT, Presence.LEFT_EARLY, Presence.EXCUSED, Presence.UNKNOWN)


def held_of(classroom: Classroom, student: User, say: Callable[[str], str] = str) -> dict[str, str]:
    """Held three days ago: somebody of each kind of presence; a link for all, one for the staff that is not ready.

    `say` is what becomes of every text that people wrote.
    """
    began = (clock.now() - timedelta(days=3)).replace(hour=9, minute=0, second=0, microsecond=0)
    session = make_live(classroom, title=say("Leaves under the microscope"), state=LiveState.COMPLETED, starts_at=began)
    session.attend_minutes = 30
    members = db.session.query(Membership).filter_by(classroom_id=classroom.id, role=ClassRole.STUDENT)
    for number, member in enumerate(members.order_by(Membership.id).limit(30)):
        row = LiveAttendance(session_id=session.id, user_id=member.user_id, status=KINDS[number % len(KINDS)])
        if row.status in KINDS[:2]:
            row.first_joined_at, row.last_left_at = began + timedelta(minutes=2), began + timedelta(minutes=58)
            row.seconds = 55 * 60 if number else 20 * 60
        if number == 1:
            row.corrected, row.note = Presence.PRESENT, say("Came by train, which was late")
        db.session.add(row)
    about = {"session_id": session.id, "author_id": classroom.owner_id, "expires_at": clock.now() + timedelta(days=362)}
    shown = Recording(title=say("Leaves under the microscope"), shown=RecordingShown.CLASS, **about)
    shown.source, shown.state, shown.link_url = (
        RecordingSource.LINK,
        RecordingState.READY,
        "https://203.0.113.7/a",
    )
    own = Recording(title=say("What we said afterwards"), shown=RecordingShown.STAFF, **about)
    own.source, own.state = RecordingSource.ROOM, RecordingState.JOINING
    db.session.add_all((shown, own))
    db.session.flush()
    return {"held": session.public_id, "recording": shown.public_id, "own_recording": own.public_id}
