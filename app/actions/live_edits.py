"""Live sessions changed: one alone, it and those that follow in its series, or all that are still to come (LIV2).

What a teacher moved alone keeps its own time when the others move; what was called off alone stays so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import and_, or_, select

from app import audit, clock, transaction
from app.actions import (
    live_facts,
    live_hints,
    live_reminders,
    live_seats,
    live_series,
    live_series_moves,
    live_sessions,
    live_settings,
    live_times,
)
from app.actions.live_series_moves import Move
from app.errors import Conflict, Invalid
from app.extensions import db
from app.models.live import LiveSession, LiveState
from app.models.user import User

RESCHEDULED = "live.rescheduled"


OPEN = (LiveState.SCHEDULED, LiveState.LIVE)


class Scope(StrEnum):
    THIS = "this"
    FOLLOWING = "following"
    ALL = "all"


@dataclass(frozen=True)
class When:
    """Another time for a session; None is as it was. `rule` says anew how its series comes again."""

    starts_at: datetime | None = None
    minutes: int | None = None
    zone: str | None = None
    rule: str | None = None


@transaction.action
def change(
    session: LiveSession,
    *,
    actor: User,
    scope: Scope = Scope.THIS,
    when: When = When(),
    version: int | None = None,
    **settings: Any,
) -> LiveSession:
    """Give it another time, and what is given of live_settings.SETTINGS. Whom it concerns hears of a move, once.

    `version` is the one that its writer began with. Raises Conflict where another was saved meanwhile, for what is over
    or cancelled, and for the time of what goes on; Invalid as `live_sessions.create` does.
    """
    kept = hold_open(session)
    if version is not None and kept.version != version:
        raise Conflict(_("Somebody else changed this session while you were writing."))
    was, before = kept.starts_at, live_seats.awaited(kept)
    rows = in_scope(kept, scope)
    changed = _put(kept, rows, settings, actor)
    moved = _move(kept, rows, scope, when)
    if not changed and not moved:
        return kept
    kept.is_altered = kept.is_altered or (scope is Scope.THIS and kept.series is not None)
    for row in rows:
        row.version += 1
        row.sequence += moved or bool(changed & live_settings.IN_CALENDARS)
    live_reminders.settle(*rows)
    live_seats.tell(kept, before, actor=actor)
    if moved:
        number, together = sum(each.is_open for each in rows), len(rows) > 1
        was_at = was.isoformat()
        live_facts.tell(RESCHEDULED, kept, actor=actor, was_starts_at=was_at, series=together, count=number)
    noted = {"title": kept.title, "starts_at": kept.starts_at.isoformat(), "scope": scope.value}
    audit.record("live.changed", actor=actor, subject=kept, before={"starts_at": was.isoformat()}, after=noted)
    transaction.after_commit(live_hints.changed, kept.id)
    return kept


def hold_open(session: LiveSession) -> LiveSession:
    """Within an action: the session as it is now, ours until its end, after its series.

    Raises NotFound, and Conflict for one that is over or cancelled.
    """
    live_series.lock_of(session)
    kept = live_sessions.lock(session)
    if not kept.is_open:
        raise Conflict(_("This session is over. There is nothing to change any more."))
    return kept


def state_of(session: LiveSession) -> LiveState | None:
    """How it stands in the database now."""
    return db.session.scalar(select(LiveSession.state).where(LiveSession.id == session.id))


def in_scope(session: LiveSession, scope: Scope) -> list[LiveSession]:
    """`session` and what else is to come of its series, in order: from it on, or all."""
    if scope is Scope.THIS or session.series_id is None:
        return [session]
    to_come = and_(LiveSession.state.in_(OPEN), LiveSession.ends_at > clock.now())
    of_series = LiveSession.loaded().where(
        LiveSession.series_id == session.series_id, or_(to_come, LiveSession.id == session.id)
    )
    if scope is Scope.FOLLOWING:
        of_series = of_series.where(LiveSession.recurs_at >= session.recurs_at)
    held = of_series.order_by(LiveSession.recurs_at).with_for_update(of=LiveSession, key_share=True)
    return list(db.session.scalars(held.execution_options(populate_existing=True)))


def _put(kept: LiveSession, rows: Sequence[LiveSession], settings: dict[str, Any], actor: User) -> set[str]:
    """What is another now of `kept`, for all of `rows` too; their own other differences stay."""
    changed = live_settings.put(kept, settings, actor=actor)
    for row in rows:
        if row is not kept and changed:
            live_settings.put(row, {name: getattr(kept, name) for name in changed}, actor=actor)
    live_seats.check(kept)
    return changed


def _move(kept: LiveSession, rows: list[LiveSession], scope: Scope, when: When) -> bool:
    """Whether any of them has another time now."""
    zone, minutes = when.zone or kept.zone, kept.minutes if when.minutes is None else when.minutes
    begins = when.starts_at.replace(second=0, microsecond=0) if when.starts_at else kept.starts_at
    same = (begins, minutes, zone) == (kept.starts_at, kept.minutes, kept.zone)
    if not same:
        live_times.checked(begins, minutes, zone)
    rule = live_series_moves.another_rule(kept, when.rule, begins, zone)
    if same and rule is None:
        return False
    if kept.is_live:
        raise Conflict(_("This session goes on just now. Its time cannot be changed any more."))
    if scope is not Scope.THIS and kept.series is not None:
        movable = [row for row in rows if not row.is_live]
        rows[:] = live_series_moves.move(kept, movable, Move(begins, minutes, zone, rule))
        return True
    if kept.series is not None and rule is not None:
        raise Invalid({"rule": _("Say how often it comes for this and following, or for all.")})
    live_times.place(kept, begins, minutes)
    kept.zone = zone
    if rule is not None:
        rows[:] = live_series.begin(kept, rule)
    return True
