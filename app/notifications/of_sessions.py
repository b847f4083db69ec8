"""What all notifications about live sessions share: whom they concern, when the session is, and where they lead."""

from __future__ import annotations

from abc import ABC, abstractmethod
from datetime import datetime
from zoneinfo import ZoneInfo

from babel import dates
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import Select, false, select

from app.extensions import db
from app.formats import ical
from app.mail import Attachment
from app.models.calendar_entries import of_session
from app.models.classroom import Classroom, State
from app.models.event import Event
from app.models.live import LiveKind, LiveSession, LiveState, Provider
from app.models.user import User
from app.notifications.kinds import Kind, shorten

CLASSROOM_LENGTH = 80
MOVED = "live.rescheduled"


class OfSession(Kind, ABC):
    """For everybody whom the session concerns. On a device each new word about it replaces the one before.

    A word that names an instant is withdrawn once the session has another.
    """

    icon = "camera-video"
    variables = {
        "title": _l("Cells under the microscope"),
        "classroom": _l("Biology 7b"),
        "time": _l("Monday at 10:00"),
    }

    def audience(self, event: Event) -> Select[int]:
        session = session_of(event)
        return session.people() if session else nobody()

    def path(self, event: Event) -> str:
        return f"/sessions/{event.facts['session']}"

    def collapse_key(self, event: Event) -> str:
        return self.group_key(event) or f"live:{event.facts['session_id']}"

    def values(self, event: Event) -> dict[str, str]:
        return {**super().values(event), "time": when(event)}

    def is_due(self, event: Event) -> bool:
        session = going_on(event)
        return session is not None and self.still_true(event, session)

    @abstractmethod
    def still_true(self, event: Event, session: LiveSession) -> bool:
        """Whether it may be said of `session` as it is now, in a class that its students can enter."""


def session_of(event: Event) -> LiveSession | None:
    """The session that it is about, if that is still there."""
    return db.session.get(LiveSession, event.facts["session_id"])


def going_on(event: Event) -> LiveSession | None:
    """The session in a class that its students can enter, as it is now: others may have changed it since."""
    asked = select(LiveSession).join(LiveSession.classroom).where(LiveSession.id == event.facts["session_id"])
    found = asked.where(Classroom.state == State.PUBLISHED).execution_options(populate_existing=True)
    return db.session.scalars(found).first()


def room_of(event: Event) -> str:
    """The door of its room, or the page of a session that is held elsewhere: that has the link."""
    session = session_of(event)
    page = f"/sessions/{event.facts['session']}"
    return page if session is None or session.provider is Provider.LINK else f"{page}/room"


def nobody() -> Select[int]:
    return select(User.id).where(false())


def starts_at(event: Event) -> datetime:
    return datetime.fromisoformat(event.facts["starts_at"])


def when(event: Event, fact: str = "starts_at") -> str:
    """The instant by the clocks of the session's zone, which is named: its readers may be elsewhere."""
    if fact not in event.facts:
        return str(event.facts.get("time") or "")
    locale, zone = get_locale() or "en", ZoneInfo(event.facts["zone"])
    there = datetime.fromisoformat(event.facts[fact]).astimezone(zone)
    day = dates.format_skeleton("MMMEd", there, tzinfo=zone, locale=locale)
    clock = dates.format_time(there, "short", tzinfo=zone, locale=locale)
    return f"{day}, {clock} ({dates.get_timezone_gmt(there, locale=locale)})"


def calendar_file(event: Event) -> tuple[Attachment, ...]:
    """The session as it is now, for any calendar (RFC 5545; RFC 6047 for its type beside a mail)."""
    session = session_of(event)
    if session is None:
        return ()
    written = ical.calendar(session.title, [of_session(session)])
    return (Attachment("session.ics", written, "calendar", {"method": "PUBLISH"}),)


def of_webinar(event: Event) -> tuple[Attachment, ...]:
    """The same for a webinar alone: whoever registered has the file of before in his calendar."""
    return calendar_file(event) if event.facts["kind"] == LiveKind.WEBINAR else ()


def in_class(event: Event) -> str:
    return _("In %(classroom)s", classroom=classroom(event))


def classroom(event: Event) -> str:
    return shorten(str(event.facts["classroom"]), CLASSROOM_LENGTH)


def count(event: Event) -> int:
    """How many sessions of a series it is about; 1 for one alone."""
    return int(event.facts.get("count") or 1) if event.facts.get("series") else 1


def series_goes_on(event: Event, session: LiveSession) -> bool:
    """Some session of the series that `event` tells of is still to come, and no later word moved all of them."""
    of_series = LiveSession.series_id == session.series_id
    open_ones = select(LiveSession.id).where(of_series, LiveSession.state == LiveState.SCHEDULED).limit(1)
    if db.session.scalar(open_ones) is None:
        return False
    later = select(Event.facts).where(Event.classroom_id == event.classroom_id, Event.type == MOVED)
    moved = {
        facts["session_id"] for facts in db.session.scalars(later.where(Event.id > event.id)) if facts.get("series")
    }
    theirs = select(LiveSession.id).where(of_series, LiveSession.id.in_(moved)).limit(1)
    return not moved or db.session.scalar(theirs) is None
