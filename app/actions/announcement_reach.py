"""Who was reached by an announcement and who has read it, asked of the notifications of its last publication."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, exists, func, literal, or_, select

from app.extensions import db
from app.models.announcement import Announcement, people
from app.models.credential import UserSession
from app.models.delivery import Delivery, DeliveryState
from app.models.event import Event
from app.models.notification import Notification
from app.models.user import User

ARRIVED = (DeliveryState.SENT, DeliveryState.RECEIVED, DeliveryState.CLICKED)
ON_ITS_WAY = (
    DeliveryState.PENDING,
    DeliveryState.HELD,
    DeliveryState.BATCHED,
    DeliveryState.LEASED,
    DeliveryState.RETRY,
)


class Reached(StrEnum):
    """How far an announcement came with one person."""

    READ = "read"
    REACHED = "reached"
    WAITING = "waiting"
    UNREACHABLE = "unreachable"


@dataclass(frozen=True)
class Reach:
    """How many people are where."""

    read: int = 0
    reached: int = 0
    waiting: int = 0
    unreachable: int = 0

    @property
    def people(self) -> int:
        return self.read + self.reached + self.waiting + self.unreachable

    @property
    def unread(self) -> int:
        return self.people - self.read


def reach(announcement: Announcement) -> Reach:
    """All of its people, counted in one query."""
    each = _told(announcement).with_only_columns(_how_far().label("how")).subquery()
    found = select(each.c.how, func.count()).group_by(each.c.how)
    counted: dict[str, int] = dict(db.session.execute(found).all())
    return Reach(**counted)


def listing(announcement: Announcement, how: Reached | None = None) -> Select[User]:
    """Its people by name, all or those with whom it came so far."""
    found = _told(announcement)
    return (found if how is None else found.where(_how_far() == how.value)).order_by(User.name, User.id)


def how_far(announcement: Announcement, users: list[User]) -> dict[int, Reached]:
    """How far it came with each of `users`, by their ids, in one query."""
    asked = _told(announcement).where(User.id.in_([user.id for user in users]))
    return {user_id: Reached(how) for user_id, how in db.session.execute(asked.with_only_columns(User.id, _how_far()))}


def unread(announcement: Announcement) -> Select[int]:
    """Ids of those who have not read it."""
    return _told(announcement).with_only_columns(User.id).where(_how_far() != Reached.READ.value)


def unread_notices(announcement: Announcement, user: User) -> list[int]:
    """Ids of the notifications of `announcement` that `user` has not read yet."""
    about = select(Event.id).where(
        Event.subject_type == Announcement.__tablename__, Event.subject_id == announcement.id
    )
    mine = Notification.visible_to(user).where(Notification.read_at.is_(None), Notification.event_id.in_(about))
    return list(db.session.scalars(mine.order_by(None).with_only_columns(Notification.id)))


def _told(announcement: Announcement) -> Select[User]:
    """Its people, each beside the notification of its last publication if there is one."""
    whom = people(
        announcement.id, announcement.audience, announcement.role, announcement.classroom_id, announcement.author_id
    )
    note = and_(Notification.user_id == User.id, Notification.event_id == announcement.event_id)
    return select(User).outerjoin(Notification, note).where(User.id.in_(whom))


def _how_far() -> ColumnElement[str]:
    """Whoever has nothing but the bell, and is signed in nowhere, cannot be reached."""

    def some(*states: DeliveryState) -> ColumnElement[bool]:
        return exists().where(Delivery.notification_id == Notification.id, Delivery.state.in_(states))

    signed_in = exists().where(UserSession.user_id == User.id)
    return case(
        (or_(Notification.read_at.is_not(None), Notification.archived_at.is_not(None)), literal(Reached.READ.value)),
        (some(*ARRIVED), literal(Reached.REACHED.value)),
        (or_(some(*ON_ITS_WAY), signed_in), literal(Reached.WAITING.value)),
        else_=literal(Reached.UNREACHABLE.value),
    )
