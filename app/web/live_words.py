"""Live sessions in words for people: kinds, rooms, doors, and how often they come."""

from __future__ import annotations

from babel import Locale, dates, lists
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.formats import recurrence_rule
from app.formats.recurrence_rule import Freq, Rule
from app.models.live import Doors, LiveKind, LiveSeries, LiveState, Provider, Registration
from app.web.clock_times import weekdays

KINDS = {
    LiveKind.CLASS: _l("Class"),
    LiveKind.ONE_TO_ONE: _l("One-to-one"),
    LiveKind.GROUP: _l("Group meeting"),
    LiveKind.WEBINAR: _l("Webinar"),
}
STATES = {
    LiveState.SCHEDULED: _l("Scheduled"),
    LiveState.LIVE: _l("Live now"),
    LiveState.COMPLETED: _l("Over"),
    LiveState.CANCELLED: _l("Cancelled"),
}
PROVIDERS = {
    Provider.MESH: _l("Here in the browser, for up to about six people"),
    Provider.SFU: _l("Here, over the school's media server, for more people"),
    Provider.LINK: _l("Somewhere else, by a link"),
}
DOORS = {
    Doors.INVITED: _l("Only who is invited"),
    Doors.MEMBERS: _l("Everybody of the school"),
    Doors.PUBLIC: _l("Everybody; its page is shown to the world"),
}
REGISTRATIONS = {
    Registration.NONE: _l("No registration"),
    Registration.OPEN: _l("Whoever registers has a seat"),
    Registration.APPROVED: _l("The host approves each registration"),
}
REMINDERS = {
    0: _l("15 minutes before"),
    1: _l("30 minutes before"),
    2: _l("1 hour before"),
    3: _l("1 day before"),
}


def rhythm(series: LiveSeries) -> str:
    """How often a series comes: "Every week on Monday and Friday, until 12 Jun 2026"."""
    rule = recurrence_rule.parse(series.rule, series.zone)
    often = _often(rule, recurrence_rule.on_the_wall(series.first_at, series.zone).weekday())
    if rule.count is not None:
        return _("%(often)s, %(number)s times", often=often, number=rule.count)
    if rule.until is not None:
        last = dates.format_date(rule.until.date(), "d MMM y", locale=_locale())
        return _("%(often)s, until %(day)s", often=often, day=last)
    return often


def _often(rule: Rule, first: int) -> str:
    if rule.freq is Freq.WEEKLY:
        days = _days(rule.weekdays or (first,))
        return ngettext("Every week on %(days)s", "Every %(num)d weeks on %(days)s", rule.every, days=days)
    often = ngettext("Each day", "Every %(num)d days", rule.every)
    if rule.weekdays and len(rule.weekdays) < len(recurrence_rule.DAYS):
        return _("%(often)s, if it is %(days)s", often=often, days=_days(rule.weekdays))
    return often


def _days(chosen: tuple[int, ...]) -> str:
    names = weekdays()
    return lists.format_list([names[day] for day in chosen], locale=_locale())


def _locale() -> Locale:
    return get_locale() or Locale("en")
