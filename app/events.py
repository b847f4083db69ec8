"""One door for everything that happens: a row that says what, and rows for who is still to hear of it."""

from __future__ import annotations

from sqlalchemy import String, cast, select, update

from app import clock, queue
from app.extensions import db
from app.models.base import Subject
from app.models.event import Dispatch, DispatchState, Event
from app.models.upsert import insert_new
from app.models.user import User
from app.transaction import after_commit

FAN_OUT = "app.jobs.notifications.fan_out"

_hearers: dict[str, list[str]] = {}


def hears(event_type: str, kind: str) -> None:
    """Register that notifications of `kind` come from events of `event_type`."""
    kinds = _hearers.setdefault(event_type, [])
    if kind not in kinds:
        kinds.append(kind)


def heard() -> dict[str, list[str]]:
    """Event types with the kinds that hear them."""
    return {event_type: list(kinds) for event_type, kinds in _hearers.items()}


def announce(
    event_type: str,
    subject: Subject,
    *,
    actor: User | None,
    classroom_id: int | None = None,
    key: str | None = None,
    **facts: str | int | list[int] | None,
) -> Event:
    """Record, inside the action's own transaction, that something happened to `subject`.

    `key` names what must be heard only once: a second event with the same key rings nobody.
    `facts` are what texts need and what would otherwise change later (titles, names).
    """
    event = Event(
        type=event_type,
        actor_id=actor.id if actor else None,
        classroom_id=classroom_id,
        subject_type=subject.__tablename__,
        subject_id=subject.id,
        facts=facts,
    )
    db.session.add(event)
    db.session.flush()
    for kind in _hearers.get(event_type, []):
        _dispatch(event, kind, f"{kind}:{key or event.public_id}")
    return event


def _dispatch(event: Event, kind: str, key: str) -> None:
    row = {
        "event_id": event.id,
        "kind": kind,
        "key": key,
        "not_before": event.created_at,
        "created_at": clock.now(),
        "attempts": 0,
        "cursor": 0,
    }
    made = db.session.execute(insert_new(Dispatch, ("key",)).values(row).returning(Dispatch.id)).scalar()
    if made is not None:
        after_commit(queue.enqueue, FAN_OUT, made)


def cancel(subject: Subject, event_type: str) -> None:
    """Let what is still unheard of `subject`'s events of this type not be heard: it was taken back.

    A dispatch that reached nobody gives its key free, so that the same thing can be announced anew; one that reached
    some keeps it, so that those are not told twice.
    """
    events = select(Event.id).where(
        Event.subject_type == subject.__tablename__, Event.subject_id == subject.id, Event.type == event_type
    )
    mine = update(Dispatch).where(Dispatch.event_id.in_(events))
    freed = Dispatch.key + ":cancelled:" + cast(Dispatch.id, String)
    unheard = mine.where(Dispatch.state == DispatchState.PENDING)
    half_heard = mine.where(Dispatch.state == DispatchState.EXPANDING)
    db.session.execute(unheard.values(state=DispatchState.CANCELLED, key=freed))
    db.session.execute(half_heard.values(state=DispatchState.CANCELLED))


def of(subject: Subject) -> list[Event]:
    """All that happened to `subject`, oldest first."""
    wanted = select(Event).where(Event.subject_type == subject.__tablename__, Event.subject_id == subject.id)
    return list(db.session.scalars(wanted.order_by(Event.id)))
