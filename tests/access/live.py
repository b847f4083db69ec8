"""Of each class in the world a live session, a recording of it for the whole class, and a webinar for everybody."""

from __future__ import annotations

from app.extensions import db
from app.models.classroom import Classroom
from app.models.live import Doors, LiveKind, Registration
from app.models.recording import Recording, RecordingShown, RecordingSource, RecordingState
from tests.support.live import make_live


def live_of(classroom: Classroom, mark: str) -> dict[str, str]:
    """Public ids by name. The session is of the whole class and begins in an hour; for the webinar all register."""
    session = make_live(classroom, title=f"Meeting {mark}")
    recording = Recording(session_id=session.id, author_id=classroom.owner_id, title=f"Recorded {mark}")
    recording.source, recording.state = RecordingSource.LINK, RecordingState.READY
    recording.shown, recording.link_url = RecordingShown.CLASS, "https://films.example.org/cells"
    db.session.add(recording)
    open_to_all = {"for_class": False, "doors": Doors.PUBLIC, "registration": Registration.OPEN}
    webinar = make_live(classroom, kind=LiveKind.WEBINAR, title="Webinar", **open_to_all)
    db.session.commit()
    return {"live": session.public_id, "recording": recording.public_id, "webinar": webinar.public_id}
