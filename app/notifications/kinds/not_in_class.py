"""A live session goes on, and somebody who is awaited is not there."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select

from app.models.event import Event
from app.models.live import LiveSession
from app.models.live_absence import absentees
from app.models.notification import Priority
from app.models.user import Role
from app.notifications.kinds import shorten
from app.notifications.of_sessions import OfSession, classroom, nobody, room_of, session_of, starts_at


class NotInClass(OfSession):
    """Once, to each who was not there by then; not to whoever comes before it is sent, nor to the excused."""

    name = "not_in_class"
    hears = ("live.missed",)
    label = _l("You are not in class")
    icon = "exclamation-triangle"
    tone = "warn"
    priority = Priority.HIGH
    sender_limit = None
    roles = frozenset({Role.STUDENT})

    def audience(self, event: Event) -> Select[int]:
        session = session_of(event)
        return absentees(session) if session else nobody()

    def title(self, event: Event) -> str:
        return shorten(_("You are not in class: %(title)s", title=event.facts["title"]))

    def body(self, event: Event) -> str:
        return _("It has begun in %(classroom)s. You can still come in.", classroom=classroom(event))

    def path(self, event: Event) -> str:
        return room_of(event)

    def deadline(self, event: Event) -> datetime:
        begun = max(starts_at(event), event.created_at)
        return begun + timedelta(minutes=int(event.facts["minutes"]))

    def still_true(self, event: Event, session: LiveSession) -> bool:
        return session.is_live


KIND = NotInClass()
