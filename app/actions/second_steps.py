"""Between the password and the second factor: a ticket in the signed cookie, which opens nothing."""

from __future__ import annotations

import hmac
from datetime import timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import select

from app import clock
from app.config import settings
from app.extensions import db
from app.models.user import Status, User

LASTS = timedelta(minutes=10)


def ticket(user: User, *, lasting: bool, shared: bool = False) -> dict[str, Any]:
    """That `user` has shown his password just now; no longer good once that is changed."""
    until = int((clock.now() + LASTS).timestamp())
    return {"who": user.public_id, "mark": _mark(user), "until": until, "lasting": lasting, "shared": shared}


def holder(ticket: object) -> User | None:
    """Whose `ticket` it is, if it is still good and there is a second factor to be shown."""
    if not isinstance(ticket, dict) or ticket["until"] < clock.now().timestamp():
        return None
    user = db.session.scalars(select(User).where(User.public_id == ticket["who"], User.status == Status.ACTIVE)).first()
    good = user is not None and user.has_second_factor and hmac.compare_digest(_mark(user), ticket["mark"])
    return user if good else None


def _mark(user: User) -> str:
    """Tells one password of a person from the next, and nothing of it."""
    return hmac.new(settings().secret_key.encode(), f"ticket:{user.password_hash}".encode(), sha256).hexdigest()[:32]
