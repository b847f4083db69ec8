"""Who of a class can be reached, and which way last worked for whom: asked in sets for the people of one page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, exists, func, select

from app import clock
from app.extensions import db
from app.models.classroom import ClassRole, Classroom, Membership, MemberState
from app.models.credential import UserSession
from app.models.delivery import Delivery
from app.models.notification import Channel, Notification, PushSubscription, SubscriptionState
from app.models.suppression import EmailSuppression
from app.models.user import User
from app.reports.people import last_seen

LATELY = timedelta(days=7)


class Reachable(StrEnum):
    """Which people of a class: those without push and mail, and of these, those who have not looked in for a week."""

    BELL = "bell"
    NOT = "not"


@dataclass(frozen=True)
class Standing:
    """One person's ways. Instants are of the deliveries that are still on record."""

    devices: int = 0
    push_sent: datetime | None = None
    push_received: datetime | None = None
    mail_sent: datetime | None = None
    mail_refused: bool = False
    seen: datetime | None = None

    @property
    def is_here(self) -> bool:
        return self.seen is not None and self.seen > clock.now() - LATELY


def students(classroom: Classroom, which: Reachable | None = None) -> Select[Membership]:
    """The students of a class by name: all, or those who can only be told in the portal, or not at all."""
    found = Membership.listing(classroom, MemberState.ACTIVE, (ClassRole.STUDENT,))
    if which is None:
        return found
    people = select(User.id).where(~_rings())
    if which is Reachable.NOT:
        people = people.where(~_looks_in())
    return found.where(Membership.user_id.in_(people))


def counts(classroom: Classroom) -> dict[Reachable | None, int]:
    """How many students there are, and how many of each kind, in one query."""
    quiet = ~_rings()
    counted = (
        select(
            func.count(),
            func.count().filter(quiet),
            func.count().filter(and_(quiet, ~_looks_in())),
        )
        .select_from(Membership)
        .join(User, User.id == Membership.user_id)
        .where(
            Membership.classroom_id == classroom.id,
            Membership.state == MemberState.ACTIVE,
            Membership.role == ClassRole.STUDENT,
        )
    )
    everybody, bell, nobody = db.session.execute(counted).one()
    return {None: everybody, Reachable.BELL: bell, Reachable.NOT: nobody}


def _rings() -> ColumnElement[bool]:
    """Whether push or mail goes to `User`."""
    active = PushSubscription.state == SubscriptionState.ACTIVE
    device = and_(User.push_on, exists().where(PushSubscription.user_id == User.id, active))
    address = and_(User.email.is_not(None), User.email_confirmed_at.is_not(None), ~EmailSuppression.holds())
    return device | and_(User.email_on, User.email_consent, address)


def _looks_in() -> ColumnElement[bool]:
    return exists().where(UserSession.user_id == User.id, UserSession.last_seen_at > clock.now() - LATELY)


def standings(users: list[User]) -> dict[int, Standing]:
    """How each of `users` stands, by id: four queries, however many they are."""
    ids = [user.id for user in users]
    if not ids:
        return {}
    devices = _devices(ids)
    last = _last(ids)
    seen = last_seen(users)
    refused = set(db.session.scalars(select(User.id).where(User.id.in_(ids), EmailSuppression.holds())))
    nothing: tuple[datetime | None, datetime | None] = (None, None)
    found = {}
    for number in ids:
        sent, received = last.get((number, Channel.PUSH), nothing)
        mailed, _received = last.get((number, Channel.EMAIL), nothing)
        found[number] = Standing(devices.get(number, 0), sent, received, mailed, number in refused, seen.get(number))
    return found


def _devices(ids: list[int]) -> dict[int, int]:
    active = PushSubscription.user_id.in_(ids), PushSubscription.state == SubscriptionState.ACTIVE
    counted = select(PushSubscription.user_id, func.count()).where(*active).group_by(PushSubscription.user_id)
    return {number: count for number, count in db.session.execute(counted)}  # noqa: C416


def _last(ids: list[int]) -> dict[tuple[int, Channel], tuple[datetime | None, datetime | None]]:
    newest = (
        select(Notification.user_id, Delivery.channel, func.max(Delivery.sent_at), func.max(Delivery.received_at))
        .join(Delivery, Delivery.notification_id == Notification.id)
        .where(Notification.user_id.in_(ids))
        .group_by(Notification.user_id, Delivery.channel)
    )
    return {(number, channel): (sent, received) for number, channel, sent, received in db.session.execute(newest)}
