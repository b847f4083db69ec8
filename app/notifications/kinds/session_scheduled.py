"""A live session was scheduled, or somebody was asked to come to one."""

from datetime import datetime

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from sqlalchemy import Select, select

from app.extensions import db
from app.models.classroom import Classroom
from app.models.event import Event
from app.models.live import LiveSession, LiveState
from app.notifications.kinds import shorten
from app.notifications.of_sessions import (
    OfSession,
    classroom,
    count,
    nobody,
    series_goes_on,
    session_of,
    starts_at,
    when,
)

ADDED = "live.participants_added"


class SessionScheduled(OfSession):
    """One for a whole series. Whoever is added later hears the same, as long as the session is still to come."""

    name = "session_scheduled"
    hears = ("live.scheduled", ADDED)
    label = _l("New live session")
    icon = "calendar3"

    def audience(self, event: Event) -> Select[int]:
        people = super().audience(event)
        if event.type != ADDED or session_of(event) is None:
            return people
        awaited = people.subquery().c[0]
        return select(awaited).where(awaited.in_(event.facts["user_ids"])) if event.facts["user_ids"] else nobody()

    def title(self, event: Event) -> str:
        if event.type == ADDED:
            return shorten(_("You are invited: %(title)s", title=event.facts["title"]))
        number = count(event)
        if number > 1:
            return shorten(_("%(number)d live sessions: %(title)s", number=number, title=event.facts["title"]))
        return shorten(_("New live session: %(title)s", title=event.facts["title"]))

    def body(self, event: Event) -> str:
        if count(event) > 1:
            return _("The first on %(time)s, in %(classroom)s", time=when(event), classroom=classroom(event))
        return _("%(time)s, in %(classroom)s", time=when(event), classroom=classroom(event))

    def group_key(self, event: Event) -> str:
        return f"{self.name}:{event.classroom_id}"

    def bundle(self, event: Event, count: int) -> str:
        return ngettext(
            "%(num)d new live session in %(classroom)s",
            "%(num)d new live sessions in %(classroom)s",
            count,
            classroom=classroom(event),
        )

    def bundle_path(self, event: Event) -> str:
        public_id = db.session.scalar(select(Classroom.public_id).where(Classroom.id == event.classroom_id))
        return f"/classrooms/{public_id}/live"

    def deadline(self, event: Event) -> datetime | None:
        return None if count(event) > 1 else starts_at(event)

    def still_true(self, event: Event, session: LiveSession) -> bool:
        if count(event) > 1:
            return series_goes_on(event, session)
        return session.state is LiveState.SCHEDULED and session.starts_at == starts_at(event)


KIND = SessionScheduled()
