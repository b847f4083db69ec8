"""Attendance in words for people."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from app.models.live_people import LiveAttendance, Presence

STATUSES = {
    Presence.PRESENT: _l("Present"),
    Presence.LATE: _l("Late"),
    Presence.LEFT_EARLY: _l("Left early"),
    Presence.ABSENT: _l("Absent"),
    Presence.EXCUSED: _l("Excused"),
    Presence.UNKNOWN: _l("Not noted"),
}
NOTED_BY_HAND = tuple(status for status in STATUSES if status is not Presence.UNKNOWN)


def minutes(standing: LiveAttendance) -> str:
    """How long somebody was there."""
    return ngettext("%(num)d minute", "%(num)d minutes", round(standing.seconds / 60))


def own_words(standing: LiveAttendance) -> str:
    """What a student reads of himself."""
    return {
        Presence.PRESENT: _("You were there."),
        Presence.LATE: _("You were there, and came late."),
        Presence.LEFT_EARLY: _("You were there, and left early."),
        Presence.ABSENT: _("You were not there."),
        Presence.EXCUSED: _("You were excused."),
        Presence.UNKNOWN: _("Your teacher has not noted yet who was there."),
    }[standing.counts]
