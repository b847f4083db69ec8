"""How many announcements one person may publish (NOT10)."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.errors import TooMany
from app.extensions import db
from app.models import limits
from app.models.event import Event
from app.models.user import User

PUBLISHED = "announcement.published"
PACES = ((limits.ANNOUNCEMENTS_AN_HOUR, timedelta(hours=1)), (limits.ANNOUNCEMENTS_A_DAY, timedelta(days=1)))


def keep(actor: User) -> None:
    """Make room for one more. Raises TooMany. The row of `actor` is locked, so that two at once count both."""
    db.session.execute(select(User.id).where(User.id == actor.id).with_for_update())
    now = clock.now()
    told = select(Event.created_at).where(
        Event.actor_id == actor.id, Event.type == PUBLISHED, Event.created_at > now - PACES[-1][1]
    )
    times = db.session.scalars(told.order_by(Event.created_at.desc()).limit(PACES[-1][0])).all()
    for most, span in PACES:
        if len(times) >= most and (again := times[most - 1] + span - now) > timedelta(0):
            hours = span // timedelta(hours=1)
            message = _("One person may publish %(most)s announcements in %(hours)s h.", most=most, hours=hours)
            raise TooMany(message, retry_after=int(again.total_seconds()) + 1)
