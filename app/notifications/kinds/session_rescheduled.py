"""A live session has another time, or lasts longer or shorter."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.mail import Attachment
from app.models.event import Event
from app.models.live import LiveSession, LiveState
from app.notifications.kinds import shorten
from app.notifications.of_sessions import OfSession, classroom, count, of_webinar, series_goes_on, starts_at, when


class SessionRescheduled(OfSession):
    """One for all sessions of a series that were moved together."""

    name = "session_rescheduled"
    hears = ("live.rescheduled",)
    label = _l("Live session moved")
    icon = "clock-history"

    def title(self, event: Event) -> str:
        number = count(event)
        if number > 1:
            return shorten(_("%(number)d sessions moved: %(title)s", number=number, title=event.facts["title"]))
        if _only_its_length(event):
            return shorten(_("Another length: %(title)s", title=event.facts["title"]))
        return shorten(_("Moved: %(title)s", title=event.facts["title"]))

    def body(self, event: Event) -> str:
        facts = {"time": when(event), "classroom": classroom(event)}
        if count(event) > 1:
            return _("The first is now on %(time)s, in %(classroom)s", **facts)
        if _only_its_length(event):
            minutes = int(event.facts["minutes"])
            return ngettext("%(time)s, for %(num)d minute now", "%(time)s, for %(num)d minutes now", minutes, **facts)
        if event.facts.get("was_starts_at"):
            return _("Now %(time)s. It was %(before)s. In %(classroom)s", before=when(event, "was_starts_at"), **facts)
        return _("Now %(time)s, in %(classroom)s", **facts)

    def files(self, event: Event) -> tuple[Attachment, ...]:
        return of_webinar(event)

    def deadline(self, event: Event) -> datetime | None:
        return None if count(event) > 1 else starts_at(event)

    def still_true(self, event: Event, session: LiveSession) -> bool:
        if count(event) > 1:
            return series_goes_on(event, session)
        return session.state is LiveState.SCHEDULED and session.starts_at == starts_at(event)


def _only_its_length(event: Event) -> bool:
    return event.facts.get("was_starts_at", "") == event.facts.get("starts_at")


KIND = SessionRescheduled()
