"""Somebody has a seat in a webinar."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, select

from app.mail import Attachment
from app.models.event import Event
from app.models.live import LiveSession
from app.models.live_people import LiveParticipant, Seat
from app.notifications.kinds import shorten
from app.notifications.of_sessions import OfSession, calendar_file, starts_at, when

APPROVED, MOVED_UP = "approved", "moved_up"


class RegistrationApproved(OfSession):
    """For each as long as he has it: at once, by the host's word, or from the waiting list. With a calendar file."""

    name = "registration_approved"
    hears = ("live.registration_approved",)
    label = _l("Seat in a webinar")
    icon = "person-check"
    tone = "ok"
    sender_limit = None

    def audience(self, event: Event) -> Select[int]:
        seated = LiveParticipant.session_id == event.facts["session_id"], LiveParticipant.seat == Seat.GUEST
        mine = LiveParticipant.user_id.in_(event.facts["user_ids"])
        return select(LiveParticipant.user_id).where(*seated, mine)

    def title(self, event: Event) -> str:
        how, title = event.facts.get("how"), event.facts["title"]
        if how == APPROVED:
            return shorten(_("Your registration is approved: %(title)s", title=title))
        if how == MOVED_UP:
            return shorten(_("A seat is free, and yours: %(title)s", title=title))
        return shorten(_("You are registered: %(title)s", title=title))

    def body(self, event: Event) -> str:
        return _("It begins on %(time)s.", time=when(event))

    def files(self, event: Event) -> tuple[Attachment, ...]:
        return calendar_file(event)

    def deadline(self, event: Event) -> datetime:
        return starts_at(event) + timedelta(minutes=int(event.facts["minutes"]))

    def still_true(self, event: Event, session: LiveSession) -> bool:
        return session.is_open and session.starts_at == starts_at(event)


KIND = RegistrationApproved()
