"""When a live session is: looked at, and set."""

from __future__ import annotations

import zoneinfo
from datetime import datetime, timedelta

from flask_babel import gettext as _

from app import clock
from app.errors import Invalid
from app.formats import recurrence_rule
from app.formats.recurrence_rule import Refusal, Refused, Rule
from app.models import limits
from app.models.live import LiveSession

JUST_NOW = timedelta(minutes=15)
FURTHEST = timedelta(days=2 * 366)


def place(session: LiveSession, starts_at: datetime, minutes: int) -> None:
    """Let it be held then, for so many minutes."""
    session.starts_at, session.ends_at = starts_at, starts_at + timedelta(minutes=minutes)
    session.minutes = minutes


def checked(starts_at: datetime, minutes: int, zone: str) -> datetime:
    """The beginning to the minute. Raises Invalid (starts_at, minutes, zone)."""
    now, problems = clock.now(), {}
    if starts_at < now - JUST_NOW:
        problems["starts_at"] = _("This is past. Choose a time to come.")
    if starts_at > now + FURTHEST:
        problems["starts_at"] = _("This is too far away. Choose a time within two years.")
    if not 0 < minutes <= limits.LIVE_MINUTES:
        problems["minutes"] = _("Give minutes from 1 to %(most)s.", most=limits.LIVE_MINUTES)
    if zone not in zoneinfo.available_timezones():
        problems["zone"] = _("There is no such time zone.")
    if problems:
        raise Invalid(problems)
    return starts_at.replace(second=0, microsecond=0)


def rule_of(text: str, first: datetime, zone: str) -> Rule:
    """The rule that `text` says, ending with a whole day. Raises Invalid (rule)."""
    try:
        rule = recurrence_rule.parse(text, zone).to_whole_days(first, zone)
    except Refused as refused:
        raise Invalid({"rule": _refusal(refused.why)}) from None
    if next(rule.times(first, zone), None) is None:
        raise Invalid({"rule": _("It would end before it begins. Choose a later day.")})
    return rule


def _refusal(why: Refusal) -> str:
    if why is Refusal.NOT_OFFERED:
        return _("Only days and weeks are offered, each with an interval, weekdays, and an end by day or number.")
    if why is Refusal.TOO_MANY:
        return _(
            "That is too many. The most are %(times)s times, and every 52nd week.", times=recurrence_rule.MOST_TIMES
        )
    if why is Refusal.BOTH_ENDS:
        return _("Give a last day or a number of times, not both.")
    return _("This is no rule of repetition.")
