"""A live session is over."""

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.models.event import Event
from app.models.live import LiveSession, LiveState
from app.models.notification import Channel
from app.models.preference import Mode
from app.notifications.kinds import shorten
from app.notifications.of_sessions import OfSession, in_class


class SessionEnded(OfSession):
    """For everybody who was awaited. Nobody needs a mail of it who did not ask for one."""

    name = "session_ended"
    hears = ("live.ended",)
    label = _l("Live session is over")
    icon = "check-circle"
    usually = {Channel.EMAIL: Mode.OFF}

    def title(self, event: Event) -> str:
        return shorten(_("Over: %(title)s", title=event.facts["title"]))

    def body(self, event: Event) -> str:
        return in_class(event)

    def still_true(self, event: Event, session: LiveSession) -> bool:
        return session.state is LiveState.COMPLETED


KIND = SessionEnded()
