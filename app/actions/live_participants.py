"""People added to live sessions, and taken out of them (LIV1)."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select

from app import audit, transaction
from app.actions import live_edits, live_hints, live_seats
from app.actions.live_edits import Scope
from app.extensions import db
from app.models.classroom import Membership
from app.models.live import LiveSession
from app.models.live_people import Seat
from app.models.user import User


@transaction.action
def add(session: LiveSession, people: Collection[str], *, actor: User, scope: Scope = Scope.THIS) -> None:
    """Have these come, too, by their public ids; who was taken out is back. They hear of it.

    Raises Invalid (people), and Conflict for a session that is over.
    """
    rows = _held(session, scope)
    before = live_seats.awaited(rows[0])
    for row in rows:
        chosen = live_seats.chosen(row, people, actor)
        live_seats.forget(row, chosen)
        inside = set(db.session.scalars(Membership.people(row.classroom_id))) if row.for_class else set()
        live_seats.seat(row, [user_id for user_id in chosen if user_id not in inside], actor)
        live_seats.check(row)
    _tell(rows, before, actor, "live.participants_added")


@transaction.action
def remove(session: LiveSession, people: Collection[str], *, actor: User, scope: Scope = Scope.THIS) -> None:
    """Do not expect these any more, by their public ids, not even with their class. They hear of it; never the host.

    Raises Invalid (people), and Conflict for a session that is over.
    """
    rows = _held(session, scope)
    before = live_seats.awaited(rows[0])
    for row in rows:
        named = User.public_id.in_(set(people)), User.id.in_(row.people())
        there = list(db.session.scalars(select(User.id).where(*named, User.id != (row.host_id or 0))))
        live_seats.forget(row, there)
        still = list(db.session.scalars(select(User.id).where(*named, User.id.in_(there))))
        live_seats.seat(row, still, actor, Seat.REMOVED)
        live_seats.check(row)
    _tell(rows, before, actor, "live.participants_removed")


def _held(session: LiveSession, scope: Scope) -> list[LiveSession]:
    """Those of `scope`, `session` itself being the first."""
    kept = live_edits.hold_open(session)
    return [kept, *(row for row in live_edits.in_scope(kept, scope) if row is not kept)]


def _tell(rows: list[LiveSession], before: set[int], actor: User, deed: str) -> None:
    kept = rows[0]
    now = live_seats.awaited(kept)
    changed = before ^ now
    if not changed:
        return
    kept.is_altered = kept.is_altered or (len(rows) == 1 and kept.series is not None)
    live_seats.tell(kept, before, actor=actor)
    audit.record(deed, actor=actor, subject=kept, after={"title": kept.title, "people": sorted(changed)})
    for row in rows:
        transaction.after_commit(live_hints.changed, row.id, tuple(sorted(before - now)))
