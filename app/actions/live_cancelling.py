"""Live sessions called off, with the reason: one, it and those that follow, or all that are still to come (LIV2)."""

from __future__ import annotations

from flask_babel import gettext as _

from app import audit, clock, transaction
from app.actions import live_edits, live_facts, live_hints, live_reminders, live_series, live_series_moves
from app.actions.live_edits import Scope
from app.errors import Conflict
from app.models.live import LiveSession, LiveState
from app.models.user import User

CANCELLED = "live.cancelled"


@transaction.action
def cancel(session: LiveSession, *, actor: User, reason: str = "", scope: Scope = Scope.THIS) -> LiveSession:
    """Call it off. Whom it concerns hears why, once for all of a series; nobody is reminded of it any more.

    Twice is as once. Raises Conflict for what goes on just now, or is over.
    """
    if live_edits.state_of(session) is LiveState.CANCELLED and scope is Scope.THIS:
        return session
    kept = live_edits.hold_open(session)
    if kept.is_live:
        raise Conflict(_("This session goes on just now. End it instead."))
    rows = [row for row in live_edits.in_scope(kept, scope) if not row.is_live]
    _end_series(kept, rows, scope)
    for row in rows:
        row.state, row.cancelled_at, row.cancel_reason = LiveState.CANCELLED, clock.now(), reason
        row.version += 1
        row.sequence += 1
    live_reminders.settle(*rows)
    transaction.after_commit(live_hints.changed, kept.id)
    kept.is_altered = kept.is_altered or (scope is Scope.THIS and kept.series is not None)
    live_facts.tell(CANCELLED, rows[0], actor=actor, reason=reason, series=len(rows) > 1, count=len(rows))
    noted = {"title": kept.title, "starts_at": kept.starts_at.isoformat(), "scope": scope.value, "reason": reason}
    audit.record("live.cancelled", actor=actor, subject=kept, after=noted)
    return kept


def _end_series(kept: LiveSession, rows: list[LiveSession], scope: Scope) -> None:
    """No more are made of it."""
    if scope is not Scope.THIS and kept.series is not None:
        live_series_moves.shorten(kept.series, live_series.recurs(rows[0]))
