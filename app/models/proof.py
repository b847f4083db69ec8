"""Whose notifications one may look into: an admin all, a teacher those about the classes he teaches."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import exists, false, select, true
from sqlalchemy.orm import joinedload

from app.models.classroom import TEACHING, Membership, MemberState
from app.models.event import Dispatch, Event
from app.models.notification import Notification
from app.models.user import Role, User

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import InstrumentedAttribute

BY_HAND = "notification.sent_by_hand"


def events_told(user: User) -> Select[Event]:
    """Events that rang, and that `user` may ask about."""
    rang = exists().where(Dispatch.event_id == Event.id)
    return select(Event).where(rang, _of_his(user, Event.classroom_id))


def notices_told(user: User) -> Select[Notification]:
    """What others were told, as far as `user` may ask about it; with what was said, to whom and of what."""
    parts = (joinedload(Notification.text), joinedload(Notification.user), joinedload(Notification.event))
    return select(Notification).options(*parts).where(_of_his(user, Notification.classroom_id))


def every_notice(user: User) -> Select[Notification]:
    """All of them, for admins."""
    found = notices_told(user)
    return found if user.is_admin else found.where(false())


def _of_his(user: User, classroom_id: InstrumentedAttribute[int | None]) -> ColumnElement[bool]:
    if user.role is Role.ADMIN:
        return true()
    taught = select(Membership.classroom_id).where(
        Membership.user_id == user.id, Membership.state == MemberState.ACTIVE, Membership.role.in_(TEACHING)
    )
    if user.student_view_of is not None:
        taught = taught.where(Membership.classroom_id != user.student_view_of)
    return classroom_id.in_(taught)


def written_by_hand(user: User) -> Select[Event]:
    """What admins told people by hand, for admins, newest first."""
    found = select(Event).where(Event.type == BY_HAND).order_by(Event.id.desc())
    return found if user.is_admin else found.where(false())
