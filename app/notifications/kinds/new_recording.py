"""A recording of a live session can be watched."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from app.extensions import db
from app.models.event import Event
from app.models.live import LiveSession
from app.models.recording import Recording, RecordingShown, RecordingState
from app.notifications.kinds import shorten
from app.notifications.of_sessions import OfSession, in_class, nobody


class NewRecording(OfSession):
    """For whom the session concerned, or the whole class, as its teacher shows it; nobody once it is gone."""

    name = "new_recording"
    hears = ("recording.published",)
    label = _l("New recording")
    icon = "play-btn"
    variables = {"title": _l("Cells under the microscope"), "classroom": _l("Biology 7b")}

    def audience(self, event: Event) -> Select[int]:
        recording = db.session.get(Recording, event.subject_id)
        if recording is None or recording.shown is RecordingShown.STAFF:
            return nobody()
        return recording.people()

    def title(self, event: Event) -> str:
        return shorten(_("New recording: %(title)s", title=event.facts.get("name") or event.facts["title"]))

    def body(self, event: Event) -> str:
        return in_class(event)

    def path(self, event: Event) -> str:
        return f"/recordings/{event.facts['recording']}"

    def collapse_key(self, event: Event) -> str:
        return f"{self.name}:{event.subject_id}"

    def values(self, event: Event) -> dict[str, str]:
        return {name: str(event.facts.get(name) or "") for name in self.variables}

    def still_true(self, event: Event, session: LiveSession) -> bool:
        ready = Recording.id == event.subject_id, Recording.state == RecordingState.READY
        shown = Recording.deleted_at.is_(None), Recording.shown != RecordingShown.STAFF
        return db.session.scalar(select(Recording.id).where(*ready, *shown)) is not None


KIND = NewRecording()
