"""A live session has begun."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, exists, select

from app.models.event import Event
from app.models.live import LiveSession
from app.models.live_people import LiveVisit
from app.models.notification import Priority
from app.notifications.kinds import shorten
from app.notifications.of_sessions import OfSession, in_class, room_of, starts_at


class SessionLive(OfSession):
    """For whoever is awaited and has not been in the room, as long as it goes on."""

    name = "session_live"
    hears = ("live.started",)
    label = _l("Live session has begun")
    tone = "ok"
    priority = Priority.HIGH
    sender_limit = None

    def audience(self, event: Event) -> Select[int]:
        awaited = super().audience(event).subquery().c[0]
        been = exists().where(LiveVisit.session_id == event.facts["session_id"], LiveVisit.user_id == awaited)
        return select(awaited).where(~been)

    def title(self, event: Event) -> str:
        return shorten(_("Live now: %(title)s", title=event.facts["title"]))

    def body(self, event: Event) -> str:
        return in_class(event)

    def path(self, event: Event) -> str:
        return room_of(event)

    def deadline(self, event: Event) -> datetime:
        begun = max(starts_at(event), event.created_at)
        return begun + timedelta(minutes=int(event.facts["minutes"]))

    def still_true(self, event: Event, session: LiveSession) -> bool:
        return session.is_live


KIND = SessionLive()
