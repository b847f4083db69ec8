"""Somebody's calendar as a file: what his feed answers."""

from __future__ import annotations

from datetime import timedelta

from flask_babel import gettext as _

from app import clock
from app.extensions import db
from app.formats import ical
from app.models import calendar_entries
from app.models.school import School
from app.models.user import User
from app.reports import agenda
from app.spoken import speaking

BACK = timedelta(days=30)
AHEAD = timedelta(days=366)


def of(user: User) -> bytes:
    """A month back, a year ahead; what was called off stays for a month, so that calendars hear of it. 3 queries."""
    now = clock.now()
    held = agenda.between(user, now - BACK, now + AHEAD, cancelled_since=now - BACK)
    entries = [calendar_entries.of_session(session) for session in held.sessions]
    with speaking(user.language):
        for due in held.due:
            title = _("%(quiz)s closes", quiz=due.quiz.title)
            entries.append(calendar_entries.of_quiz(due.quiz, due.at, title))
    here = db.session.scalars(School.the()).first()
    return ical.calendar(here.name if here else "Classbell", entries)
