"""Calendars as other programs read them (RFC 5545, and 7986 for the name): for feeds, and beside mails.

All instants are in UTC, so that no definition of a zone can be wrong; each calendar shows them by its own clock.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from icalendar import Calendar, Event
from icalendar.prop import vDuration, vText

MEDIA_TYPE = "text/calendar; charset=utf-8"
MAKER = "-//Classbell//Classbell//EN"
AGAIN_AFTER = timedelta(hours=1)
# What no line may hold (RFC 5545, 3.1), whatever people typed.
CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
LINE_ENDS = re.compile(r"\r\n?|[\x85\u2028\u2029]")


@dataclass(frozen=True)
class Entry:
    """One event. Without `ends_at` it is a moment, such as when something is due, and nobody is busy then.

    `uid` never changes; `sequence` grows with each change that people must hear of, `changed_at` with any.
    """

    uid: str
    title: str
    starts_at: datetime
    ends_at: datetime | None
    changed_at: datetime
    sequence: int = 0
    cancelled: bool = False
    about: str = ""
    url: str = ""


def calendar(name: str, entries: Iterable[Entry]) -> bytes:
    """A whole calendar. The same entries give the same bytes."""
    whole = Calendar()
    whole.add("prodid", MAKER)
    whole.add("version", "2.0")
    whole.add("calscale", "GREGORIAN")
    whole.add("method", "PUBLISH")
    for key in ("name", "x-wr-calname"):
        whole.add(key, vText(_plain(name)))
    whole.add("refresh-interval", vDuration(AGAIN_AFTER), parameters={"VALUE": "DURATION"})
    whole.add("x-published-ttl", vDuration(AGAIN_AFTER))
    for entry in entries:
        whole.add_component(_event(entry))
    return whole.to_ical()


def _event(entry: Entry) -> Event:
    event = Event()
    event.add("uid", entry.uid)
    event.add("dtstamp", entry.changed_at)
    event.add("last-modified", entry.changed_at)
    event.add("sequence", entry.sequence)
    event.add("dtstart", entry.starts_at)
    if entry.ends_at is not None:
        event.add("dtend", entry.ends_at)
    event.add("summary", _plain(entry.title))
    if entry.about:
        event.add("description", _plain(entry.about))
    if entry.url:
        event.add("url", entry.url)
    event.add("status", "CANCELLED" if entry.cancelled else "CONFIRMED")
    event.add("transp", "TRANSPARENT" if entry.cancelled or entry.ends_at is None else "OPAQUE")
    return event


def _plain(text: str) -> str:
    return CONTROLS.sub("", LINE_ENDS.sub("\n", text))
