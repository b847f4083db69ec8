"""Viewing records: when a session or a token was last used. Nobody decided them, so a GET may leave them."""

from __future__ import annotations

import logging
from collections.abc import Callable

from sqlalchemy import update
from sqlalchemy.exc import OperationalError

from app import clock, transaction
from app.extensions import db
from app.models.credential import ApiToken, UserSession

log = logging.getLogger(__name__)


def afterwards(write: Callable[[], None]) -> None:
    """Write a viewing record once the answer was sent; failing to do so harms nobody."""
    transaction.release()
    transaction.writes()
    try:
        write()
    except OperationalError as error:
        log.info("visit not noted: %s", error.orig)
    finally:
        db.session.remove()


def note(session_id: int | None, token_id: int | None) -> None:
    """Mark a session or token as used now, after the answer."""
    afterwards(lambda: _note(session_id, token_id))


@transaction.action
def _note(session_id: int | None, token_id: int | None) -> None:
    now = clock.now()
    if session_id:
        db.session.execute(update(UserSession).where(UserSession.id == session_id).values(last_seen_at=now))
    if token_id:
        db.session.execute(update(ApiToken).where(ApiToken.id == token_id).values(last_used_at=now))
