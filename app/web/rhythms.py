"""How often something comes, in words for people."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l

from app.formats.recurrence import Repeat

RHYTHMS = {
    Repeat.NONE: _l("Once"),
    Repeat.DAILY: _l("Every day"),
    Repeat.WEEKDAYS: _l("Every weekday, Monday to Friday"),
    Repeat.WEEKLY: _l("Every week"),
    Repeat.MONTHLY: _l("Every month"),
}
