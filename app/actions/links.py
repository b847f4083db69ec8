"""Links in mails that let one person do one thing once (security.md T12)."""

from __future__ import annotations

import re

from sqlalchemy import select, update
from sqlalchemy.orm import joinedload

from app import clock
from app.config import settings
from app.errors import NotFound
from app.extensions import db
from app.models.credential import LIFETIME, Purpose, UserToken
from app.models.user import Status, User

SECRET = re.compile(r"[0-9a-f]{96}")
ID_LENGTH = 32
OPEN_TO = {
    Purpose.RESET: (Status.ACTIVE,),
    Purpose.INVITE: (Status.INVITED,),
    Purpose.CONFIRM: (Status.ACTIVE, Status.INVITED),
}


def issue(user: User, purpose: Purpose, email: str | None) -> UserToken:
    """A new link for `user`, mailed to `email`; older ones of the same purpose stop working."""
    retire(user, purpose)
    made = clock.now()
    token = UserToken(
        user_id=user.id, purpose=purpose, email=email, created_at=made, expires_at=made + LIFETIME[purpose]
    )
    db.session.add(token)
    db.session.flush()
    return token


def retire(user: User, *purposes: Purpose) -> None:
    """Make the unused links of `user` useless: those of some purposes, or all."""
    unused = update(UserToken).where(UserToken.user_id == user.id, UserToken.used_at.is_(None))
    if purposes:
        unused = unused.where(UserToken.purpose.in_(purposes))
    db.session.execute(unused.values(used_at=clock.now()))


def find(secret: str, purpose: Purpose) -> UserToken | None:
    """The good link with this secret and its person, if that person may use it now."""
    if not SECRET.fullmatch(secret):
        return None
    wanted = select(UserToken).options(joinedload(UserToken.user))
    token = db.session.scalars(
        wanted.where(UserToken.public_id == secret[:ID_LENGTH], UserToken.purpose == purpose)
    ).first()
    if token is None or not token.opens(secret, settings().secret_key, clock.now()):
        return None
    return token if token.user.status in OPEN_TO[purpose] else None


def use(secret: str, purpose: Purpose) -> UserToken:
    """Use the link up: of two at the same moment one gets it. Raises NotFound."""
    token = find(secret, purpose)
    if token is None:
        raise NotFound
    now = clock.now()
    unused = UserToken.used_at.is_(None), UserToken.expires_at > now
    taken = update(UserToken).where(UserToken.id == token.id, *unused).values(used_at=now).returning(UserToken.id)
    if db.session.execute(taken).first() is None:
        raise NotFound
    return token
