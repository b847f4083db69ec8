"""Who was at a live session: settled from the visits to its room, excused beforehand, corrected by its teacher."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from itertools import islice

from sqlalchemy import and_, case, select

from app import clock
from app.actions import attended_lessons
from app.extensions import db
from app.formats import presence
from app.formats.presence import Held, Span, Stay
from app.models.attendance import came_besides, roster
from app.models.live import LiveSession, Provider
from app.models.live_people import LiveAttendance, LiveVisit, Presence
from app.models.upsert import insert_or
from app.transaction import after_commit

HEARD_LATELY = timedelta(minutes=1)
AT_ONCE = 500
KEY = ("session_id", "user_id")
COUNTED = ("status", "seconds", "first_joined_at", "last_left_at")


def settle(session: LiveSession) -> None:
    """Within the action that ends `session`: write down who was there, and who of those awaited was not.

    Worked out anew from the visits each time, so that twice is as once. What a teacher noted stays. Of an outside link
    nobody knows who came: everybody stands there to be noted by hand.
    """
    db.session.flush()
    people = list(db.session.scalars(roster(session).union(came_besides(session))))
    held = held_as(session)
    connections = {} if session.provider is Provider.LINK else _connections(session, held)
    rows = (_row(session, user_id, held, connections.get(user_id, [])) for user_id in people)
    while some := list(islice(rows, AT_ONCE)):
        _write(some)
    after_commit(attended_lessons.finish, session.id)


def standings(session: LiveSession, user_ids: Iterable[int]) -> dict[int, LiveAttendance]:
    """How these stand now, by user id: while it goes on, worked out from the visits, and not kept."""
    ids = list(user_ids)
    mine = LiveAttendance.session_id == session.id, LiveAttendance.user_id.in_(ids)
    kept = {row.user_id: row for row in db.session.scalars(select(LiveAttendance).where(*mine))}
    if not session.is_live:
        return kept
    held = held_as(session)
    connections = {} if session.provider is Provider.LINK else _connections(session, held)
    counted = {user_id: _row(session, user_id, held, connections.get(user_id, [])) for user_id in ids}
    return {user_id: _so_far(counted[user_id], kept.get(user_id)) for user_id in ids}


def _so_far(counted: dict[str, object], kept: LiveAttendance | None) -> LiveAttendance:
    """A row that is not kept. Who has not come yet may come still: nothing is known, unless he is excused."""
    row = LiveAttendance(**counted)
    if row.status is Presence.ABSENT:
        row.status = Presence.EXCUSED if kept and kept.status is Presence.EXCUSED else Presence.UNKNOWN
    elif row.status is Presence.LEFT_EARLY:
        row.status = Presence.PRESENT
    if kept is not None:
        row.corrected, row.note = kept.corrected, kept.note
    return row


def held_as(session: LiveSession) -> Held:
    """When it was held; up to now while it goes on."""
    began, ended = session.started_at or session.starts_at, session.ended_at or clock.now()
    return Held(began, max(began, ended), session.starts_at, session.ends_at)


def _connections(session: LiveSession, held: Held) -> dict[int, list[Span]]:
    """By user id. One without an end lasts until it was last heard of, or to the end if that was just before it."""
    found: dict[int, list[Span]] = {}
    columns = (LiveVisit.user_id, LiveVisit.joined_at, LiveVisit.seen_at, LiveVisit.left_at)
    for user_id, joined, seen, left in db.session.execute(select(*columns).where(LiveVisit.session_id == session.id)):
        stays = left is None and held.ended - HEARD_LATELY <= seen < held.ended
        last = held.ended if stays else max(seen, left or seen)
        found.setdefault(user_id, []).append(Span(joined, last))
    return found


def _row(session: LiveSession, user_id: int, held: Held, connections: Iterable[Span]) -> dict[str, object]:
    stay = presence.stay(connections, held, timedelta(minutes=session.late_minutes))
    first: datetime | None = stay.spans[0].first if stay.was_there else None
    last: datetime | None = stay.spans[-1].last if stay.was_there else None
    status = Presence.UNKNOWN if session.provider is Provider.LINK else status_of(stay)
    about = {"session_id": session.id, "user_id": user_id, "note": ""}
    return {**about, "status": status, "seconds": stay.seconds, "first_joined_at": first, "last_left_at": last}


def status_of(stay: Stay) -> Presence:
    """In one word: late comes before early."""
    if not stay.was_there:
        return Presence.ABSENT
    if stay.is_late:
        return Presence.LATE
    return Presence.LEFT_EARLY if stay.left_early else Presence.PRESENT


def _write(rows: list[dict[str, object]]) -> None:
    made = insert_or(LiveAttendance).values(rows)
    new = made.excluded
    away = and_(
        LiveAttendance.status == Presence.EXCUSED, new.status.in_((Presence.ABSENT.value, Presence.UNKNOWN.value))
    )
    values = {name: new[name] for name in COUNTED}
    values["status"] = case((away, LiveAttendance.status), else_=new.status)
    db.session.execute(made.on_conflict_do_update(index_elements=list(KEY), set_=values))
