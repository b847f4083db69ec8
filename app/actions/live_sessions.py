"""Live sessions of a class: scheduled once or as a series (LIV1, LIV2)."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import select

from app import audit, transaction
from app.actions import live_facts, live_reminders, live_seats, live_series, live_settings, live_times
from app.errors import NotFound
from app.extensions import db
from app.models.classroom import Classroom
from app.models.live import LiveKind, LiveSession
from app.models.user import User

SCHEDULED = "live.scheduled"


@transaction.action
def create(
    classroom: Classroom,
    *,
    actor: User,
    title: str,
    starts_at: datetime,
    minutes: int,
    zone: str,
    kind: LiveKind = LiveKind.CLASS,
    rule: str = "",
    people: Collection[str] = (),
    **settings: Any,
) -> LiveSession:
    """A session, or with a `rule` (RRULE) all of a series; the first one, which begins with the first time that fits.

    `people` are public ids of those chosen beside the class. Whom it concerns is told, once for all of a series.
    Raises Invalid (starts_at, minutes, zone, rule, people, and what live_settings names).
    """
    begins = live_times.checked(starts_at, minutes, zone)
    session = LiveSession(classroom_id=classroom.id, zone=zone)
    session.classroom = classroom
    with db.session.no_autoflush:
        usual = {"host": actor, "kind": kind, "title": title}
        live_settings.put(session, live_settings.USUAL | usual | settings, actor=actor)
    live_times.place(session, begins, minutes)
    db.session.add(session)
    db.session.flush()
    live_seats.choose(session, people, actor=actor)
    made = live_series.begin(session, live_times.rule_of(rule, begins, zone)) if rule else [session]
    live_reminders.settle(session)
    live_facts.tell(SCHEDULED, session, actor=actor, series=bool(rule), count=len(made))
    audit.record("live.scheduled", actor=actor, subject=session, after=_noted(session) | {"rule": rule})
    return session


def lock(session: LiveSession) -> LiveSession:
    """The session as it is now, ours until the end of the transaction. Raises NotFound."""
    wanted = LiveSession.loaded().where(LiveSession.id == session.id).with_for_update(of=LiveSession, key_share=True)
    kept = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if kept is None:
        raise NotFound
    return kept


def version_of(session: LiveSession) -> int:
    """Its version as it is now."""
    return db.session.scalars(select(LiveSession.version).where(LiveSession.id == session.id)).one()


def _noted(session: LiveSession) -> dict[str, Any]:
    """What the audit log keeps of it."""
    return {"title": session.title, "starts_at": session.starts_at.isoformat(), "minutes": session.minutes}
