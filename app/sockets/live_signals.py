"""Signals between two browsers of one room: passed on, and never read."""

from __future__ import annotations

import json
from typing import Any

from app.actions import live_roster
from app.errors import NotFound
from app.sockets.live_coming import Refused
from app.sockets.live_watch import Watch

ITEMS, ITEM_BYTES = 40, 32 * 1024


def pass_on(watch: Watch, sid: str, asked: dict[str, Any]) -> None:
    """To the one that it is for, if he is in the same room. Raises Refused, NotFound."""
    place, session = watch.inside(sid)
    to, items = asked.get("to"), asked.get("items")
    if not _may_be_passed_on(items):
        raise Refused("forbidden")
    if not isinstance(to, str) or place.person is None or not live_roster.holds(session.id, to):
        raise NotFound
    words = {"from": place.person.peer, "items": items}
    live_roster.tell_room(live_roster.peer_room(session.id, to), "room_signal", words)


def _may_be_passed_on(items: object) -> bool:
    """They are few and small, and browsers can read them: a page hangs up when it is told NaN."""
    try:
        return isinstance(items, list) and len(items) <= ITEMS and len(json.dumps(items, allow_nan=False)) <= ITEM_BYTES
    except (TypeError, ValueError):
        return False
