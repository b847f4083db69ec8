"""The secret address of somebody's calendar: given once, made anew, taken away (security.md T9)."""

from __future__ import annotations

import secrets

from sqlalchemy import select, update

from app import audit, clock, transaction
from app.actions import visits
from app.errors import Forbidden
from app.extensions import db
from app.models.calendar_feed import CalendarFeed
from app.models.credential import SEEN_EVERY, hash_token
from app.models.user import Status, User


@transaction.action
def renew(user: User, *, actor: User) -> str:
    """A new token, which is nowhere kept; the one before opens nothing from now on. Raises Forbidden for others'."""
    if actor.id != user.id:
        raise Forbidden
    token = secrets.token_urlsafe(32)
    feed = db.session.get(CalendarFeed, user.id, with_for_update=True, populate_existing=True)
    if feed is None:
        feed = CalendarFeed(user_id=user.id)
        db.session.add(feed)
    feed.token_hash, feed.last_used_at = hash_token(token), None
    audit.record("calendar.address_made", actor=actor, subject=user)
    return token


@transaction.action
def remove(user: User, *, actor: User) -> None:
    """There is no address any more; without one nothing happens. Raises Forbidden for others'."""
    if actor.id != user.id:
        raise Forbidden
    feed = db.session.get(CalendarFeed, user.id, with_for_update=True, populate_existing=True)
    if feed is None:
        return
    db.session.delete(feed)
    audit.record("calendar.address_removed", actor=actor, subject=user)


def of_token(token: str) -> CalendarFeed | None:
    """The feed that this token opens, of somebody who may come in."""
    found = select(CalendarFeed).join(CalendarFeed.user).where(CalendarFeed.token_hash == hash_token(token))
    return db.session.scalars(found.where(User.status == Status.ACTIVE)).first()


def is_to_be_noted(feed: CalendarFeed) -> bool:
    """Nobody noted lately that it was fetched."""
    return feed.last_used_at is None or feed.last_used_at + SEEN_EVERY < clock.now()


def note_use(user_id: int) -> None:
    """It was fetched just now: a viewing record, after the answer."""
    visits.afterwards(lambda: _note_use(user_id))


@transaction.action
def _note_use(user_id: int) -> None:
    db.session.execute(update(CalendarFeed).where(CalendarFeed.user_id == user_id).values(last_used_at=clock.now()))
