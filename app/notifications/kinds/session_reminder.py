"""A live session is about to begin."""

from datetime import datetime, timedelta

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, func, select

from app.models.calendar_feed import ReminderChoice
from app.models.event import Event
from app.models.live import BEFORE, LiveSession, LiveState
from app.models.notification import Priority
from app.models.user import User
from app.notifications.kinds import shorten
from app.notifications.of_sessions import OfSession, classroom, nobody, session_of, when

HOUR = timedelta(hours=1)
LONG = 20 * HOUR
NEARLY_ONE = timedelta(minutes=55)


class SessionReminder(OfSession):
    """For whoever wants to be reminded that long before: as he chose himself, else as the session's teacher did.

    After downtime one reminder stands for several: `offsets` names all that are of use still.
    """

    name = "session_reminder"
    hears = ("live.reminding",)
    label = _l("Live session about to begin")
    icon = "clock"
    tone = "warn"
    priority = Priority.HIGH
    sender_limit = None

    def audience(self, event: Event) -> Select[int]:
        session = session_of(event)
        if session is None:
            return nobody()
        asked = [timedelta(seconds=offset) for offset in event.facts["offsets"]]
        bits = sum(1 << number for number, before in enumerate(BEFORE) if before in asked)
        wanted = func.coalesce(ReminderChoice.reminders, session.reminders)
        people = select(User.id).outerjoin(ReminderChoice, ReminderChoice.user_id == User.id)
        return people.where(User.id.in_(session.people()), wanted.bitwise_and(bits) != 0)

    def title(self, event: Event) -> str:
        return shorten(f"{self._soon(event)}: {event.facts['title']}")

    def _soon(self, event: Event) -> str:
        """In how long it begins, as it was when this was announced: after downtime that is less than the offset."""
        left = self.deadline(event) - event.created_at if "instant" in event.facts else BEFORE[1]
        if left >= LONG:
            return _("In one day")
        if left >= NEARLY_ONE:
            return ngettext("In %(num)d hour", "In %(num)d hours", round(left / HOUR))
        return ngettext("In %(num)d minute", "In %(num)d minutes", max(round(left.total_seconds() / 60), 1))

    def body(self, event: Event) -> str:
        return _("%(time)s, in %(classroom)s", time=when(event), classroom=classroom(event))

    def deadline(self, event: Event) -> datetime:
        return datetime.fromisoformat(event.facts["instant"])

    def still_true(self, event: Event, session: LiveSession) -> bool:
        return session.state is LiveState.SCHEDULED and session.starts_at == self.deadline(event)


KIND = SessionReminder()
