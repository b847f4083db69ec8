"""A live session of each class in the world, and a recording of it that its whole class may see."""

from __future__ import annotations

from app.extensions import db
from app.models.classroom import Classroom
from app.models.recording import Recording, RecordingShown, RecordingSource, RecordingState
from tests.support.live import make_live


def live_of(classroom: Classroom, mark: str) -> dict[str, str]:
    """Public ids by name. The session is of the whole class and begins in an hour."""
    session = make_live(classroom, title=f"Meeting {mark}")
    recording = Recording(session_id=session.id, author_id=classroom.owner_id, title=f"Recorded {mark}")
    recording.source, recording.state = RecordingSource.LINK, RecordingState.READY
    recording.shown, recording.link_url = RecordingShown.CLASS, "https://films.example.org/cells"
    db.session.add(recording)
    db.session.commit()
    return {"live": session.public_id, "recording": recording.public_id}
