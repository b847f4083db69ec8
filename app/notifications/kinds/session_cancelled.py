"""A live session will not be held, or somebody is not expected there any more."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from app.mail import Attachment
from app.models.event import Event
from app.models.live import LiveSession, LiveState
from app.models.user import User
from app.notifications.kinds import shorten
from app.notifications.of_sessions import OfSession, classroom, count, nobody, of_webinar, session_of, starts_at, when

REMOVED = "live.participants_removed"
REASON_LENGTH = 300


class SessionCancelled(OfSession):
    """With the reason, and one for all sessions of a series that were cancelled together."""

    name = "session_cancelled"
    hears = ("live.cancelled", REMOVED)
    label = _l("Live session cancelled")
    icon = "x-lg"
    tone = "warn"

    def audience(self, event: Event) -> Select[int]:
        session = session_of(event)
        if event.type != REMOVED or session is None:
            return super().audience(event)
        if not event.facts["user_ids"]:
            return nobody()
        return select(User.id).where(User.id.in_(event.facts["user_ids"]), User.id.not_in(session.people()))

    def title(self, event: Event) -> str:
        if event.type == REMOVED:
            return shorten(_("You are not expected any more: %(title)s", title=event.facts["title"]))
        number = count(event)
        if number > 1:
            return shorten(_("%(number)d sessions cancelled: %(title)s", number=number, title=event.facts["title"]))
        return shorten(_("Cancelled: %(title)s", title=event.facts["title"]))

    def body(self, event: Event) -> str:
        told = {"time": when(event), "classroom": classroom(event)}
        reason = shorten(str(event.facts.get("reason") or ""), REASON_LENGTH)
        if count(event) > 1:
            said = _("From %(time)s on, in %(classroom)s", **told)
        else:
            said = _("%(time)s, in %(classroom)s", **told)
        return _("%(said)s. The reason: %(reason)s", said=said, reason=reason) if reason else said

    def path(self, event: Event) -> str:
        return "/calendar" if event.type == REMOVED else super().path(event)

    def files(self, event: Event) -> tuple[Attachment, ...]:
        return () if event.type == REMOVED else of_webinar(event)

    def deadline(self, event: Event) -> datetime | None:
        over = starts_at(event) + timedelta(minutes=int(event.facts["minutes"]))
        return None if count(event) > 1 else over

    def still_true(self, event: Event, session: LiveSession) -> bool:
        return session.is_open if event.type == REMOVED else session.state is LiveState.CANCELLED


KIND = SessionCancelled()
