"""Clearing away what has had its time, in pieces, so that nobody waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select

from app import clock
from app.extensions import db
from app.models.credential import UserSession, UserToken
from app.models.notification import Notification
from app.transaction import action

PIECE = 1000
READ_KEPT = timedelta(days=30)
UNREAD_KEPT = timedelta(days=180)
TOKENS_KEPT = timedelta(days=30)


def end_old_sessions() -> int:
    """Remove sessions and mailed links that ran out. The number removed."""
    now = clock.now()
    ended = _clear(UserSession, UserSession.expires_at < now)
    return ended + _clear(UserToken, UserToken.expires_at < now - TOKENS_KEPT)


def clear_old_notifications() -> int:
    """Remove notifications past their time: read or deleted ones after 30 days, unread ones after 180."""
    now = clock.now()
    done = or_(Notification.read_at.is_not(None), Notification.archived_at.is_not(None))
    old = or_(Notification.created_at < now - UNREAD_KEPT, and_(done, Notification.created_at < now - READ_KEPT))
    return _clear(Notification, old)


def _clear(model: type[Any], old: ColumnElement[bool]) -> int:
    total = 0
    while True:
        removed = _clear_piece(model, old)
        total += removed
        if removed < PIECE:
            return total


@action
def _clear_piece(model: type[Any], old: ColumnElement[bool]) -> int:
    ids = list(db.session.scalars(select(model.id).where(old).limit(PIECE)))
    if ids:
        db.session.execute(delete(model).where(model.id.in_(ids)).execution_options(synchronize_session=False))
    return len(ids)
