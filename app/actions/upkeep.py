"""Clearing away what has had its time, in pieces, so that nobody waits."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import ColumnElement, and_, delete, or_, select, text

from app import clock
from app.actions import quiz_bin, recently_deleted, schools
from app.extensions import db
from app.models.credential import UserSession, UserToken
from app.models.delivery import Delivery, DeliveryState
from app.models.lesson import Lesson, Module
from app.models.notification import Notification
from app.models.question import Question
from app.models.quiz import Quiz
from app.transaction import action

PIECE = 5000
TOKENS_KEPT = timedelta(days=30)
OPEN = (
    DeliveryState.PENDING,
    DeliveryState.HELD,
    DeliveryState.BATCHED,
    DeliveryState.LEASED,
    DeliveryState.RETRY,
)


def end_old_sessions() -> int:
    """Remove sessions and mailed links that ran out. The number removed."""
    now = clock.now()
    ended = _clear(UserSession, UserSession.expires_at < now)
    return ended + _clear(UserToken, UserToken.expires_at < now - TOKENS_KEPT)


def clear_old_notifications() -> int:
    """Remove notifications and deliveries past the time that the school keeps them. The number removed.

    Figures by day stay. What is still to be sent stays, too, however old.
    """
    keeps = schools.keeps()
    now = clock.now()
    made = Notification.created_at
    done = or_(Notification.read_at.is_not(None), Notification.archived_at.is_not(None))
    old = or_(made < now - keeps.unread, and_(done, made < now - keeps.read))
    over = and_(Delivery.created_at < now - keeps.deliveries, Delivery.state.not_in(OPEN))
    removed = _clear(Notification, old) + _clear(Delivery, over)
    if removed:
        _tidy()
    return removed


def purge_deleted() -> int:
    """Take away for good what was deleted a month ago, but not what something waits for. The number removed."""
    lessons = _clear(Lesson, recently_deleted.lessons_to_purge())
    quizzes = _clear(Quiz, quiz_bin.quizzes_to_purge()) + _clear(Question, quiz_bin.questions_to_purge())
    return lessons + _clear(Module, recently_deleted.modules_to_purge()) + quizzes


@action
def _tidy() -> None:
    """Let the database look at its tables anew, so that it goes on choosing the right indexes."""
    if db.engine.dialect.name == "postgresql":
        db.session.execute(text("ANALYZE notifications, deliveries"))
    else:
        db.session.execute(text("PRAGMA analysis_limit = 1000"))
        db.session.execute(text("PRAGMA optimize"))


def _clear(model: type[Any], old: ColumnElement[bool]) -> int:
    total = 0
    while True:
        removed = _clear_piece(model, old)
        total += removed
        if removed < PIECE:
            return total


@action
def _clear_piece(model: type[Any], old: ColumnElement[bool]) -> int:
    """Rows that somebody is changing just now are left for the next time, so that nobody waits."""
    chosen = select(model.id).where(old).limit(PIECE).with_for_update(skip_locked=True)
    ids = list(db.session.scalars(chosen))
    if ids:
        db.session.execute(delete(model).where(model.id.in_(ids)).execution_options(synchronize_session=False))
    return len(ids)
