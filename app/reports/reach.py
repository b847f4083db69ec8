"""Who was told of one event, and how far it came with each."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ColumnElement, Select, case, exists, func, literal, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from app.extensions import db
from app.models.base import contains
from app.models.delivery import Delivery, DeliveryState
from app.models.event import Dispatch, DispatchState, Event, EventText
from app.models.notification import Channel, Notification
from app.models.privacy import shown_to
from app.models.user import User

ARRIVED = (DeliveryState.SENT, DeliveryState.RECEIVED, DeliveryState.CLICKED)
WAITING = (
    DeliveryState.PENDING,
    DeliveryState.HELD,
    DeliveryState.BATCHED,
    DeliveryState.LEASED,
    DeliveryState.RETRY,
)
LOST = (DeliveryState.DEAD, DeliveryState.GONE)


class Came(StrEnum):
    """How far it came: the first of these that is so."""

    READ = "read"
    ARRIVED = "arrived"
    WAITING = "waiting"
    FAILED = "failed"
    BELL = "bell"


def counts(event: Event) -> dict[Came, int]:
    """How many people it came how far with, in one query."""
    how = _came().label("how")
    counted = select(how, func.count()).where(Notification.event_id == event.id).group_by(how)
    found = {Came(name): number for name, number in db.session.execute(counted)}
    return {each: found.get(each, 0) for each in Came}


def told(event: Event, reader: User, text: str = "", came: Came | None = None) -> Select[Notification]:
    """The notifications of `event`, by name: all, or of those whose name has `text` and with whom it came so far."""
    found = (
        select(Notification)
        .join(Notification.user)
        .options(contains_eager(Notification.user), joinedload(Notification.text))
        .where(Notification.event_id == event.id, shown_to(reader))
        .order_by(User.name, User.id)
    )
    if text:
        found = found.where(or_(contains(User.name, text), contains(User.username, text)))
    return found if came is None else found.where(_came() == came.value)


def _came() -> ColumnElement[str]:
    def some(states: tuple[DeliveryState, ...]) -> ColumnElement[bool]:
        return exists().where(Delivery.notification_id == Notification.id, Delivery.state.in_(states))

    return case(
        (or_(Notification.read_at.is_not(None), Notification.archived_at.is_not(None)), literal(Came.READ.value)),
        (some(ARRIVED), literal(Came.ARRIVED.value)),
        (some(WAITING), literal(Came.WAITING.value)),
        (some(LOST), literal(Came.FAILED.value)),
        else_=literal(Came.BELL.value),
    )


def is_running(event: Event) -> bool:
    """Whether some are still to be told."""
    going = Dispatch.state.in_((DispatchState.PENDING, DispatchState.EXPANDING))
    return db.session.scalar(select(Dispatch.id).where(Dispatch.event_id == event.id, going).limit(1)) is not None


def said(event: Event, language: str) -> EventText | None:
    """What `event` says in `language`, else in any."""
    texts = select(EventText).where(EventText.event_id == event.id, EventText.channel == Channel.BELL)
    return db.session.scalars(texts.order_by(EventText.language != language, EventText.id).limit(1)).first()


def rang_in(classroom_id: int, language: str) -> Select[Event, EventText]:
    """What rang in a class, newest first, each with its words in `language`."""
    words = (EventText.event_id == Event.id) & (EventText.channel == Channel.BELL) & (EventText.language == language)
    return (
        select(Event, EventText)
        .join(EventText, words)
        .where(Event.classroom_id == classroom_id)
        .order_by(Event.id.desc(), EventText.id)
    )


def latest_of(subject_type: str, subject_id: int) -> Select[Event]:
    """The last event about an object that rang."""
    rang = exists().where(Dispatch.event_id == Event.id)
    about = Event.subject_type == subject_type, Event.subject_id == subject_id
    return select(Event).where(*about, rang).order_by(Event.id.desc()).limit(1)
