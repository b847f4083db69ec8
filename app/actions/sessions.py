"""Signing in and out: a row a device (security.md T11, T13)."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, delete, update

from app import clock, realtime, transaction
from app.actions import passwords
from app.errors import Conflict
from app.extensions import db
from app.models.credential import SESSION_LIFETIME, ApiToken, UserSession, hash_token
from app.models.user import Status, User

SHORT_LIFETIME = timedelta(hours=12)


def authenticate(name: str, password: str) -> User | None:
    """The active person with this username or email, if the password is his.

    One hash is computed whoever is asked for. Not from inside an action: the transaction is let go for it.
    """
    user = db.session.scalars(User.by_login(name)).first()
    kept = user.password_hash if user and user.status is Status.ACTIVE else None
    transaction.release()
    if not passwords.matches(kept, password) or user is None or kept is None:
        return None
    if passwords.outdated(kept):
        user.password_hash = passwords.hash_password(password)
        _renew(user.id, kept, user.password_hash)
    return user


@transaction.action
def _renew(user_id: int, old: str, new: str) -> None:
    same = update(User).where(User.id == user_id, User.password_hash == old)
    db.session.execute(same.values(password_hash=new, updated_at=User.updated_at))


@transaction.action
def begin(user: User, *, address: str, device: str, lasting: bool, shared: bool = False) -> User:
    """Sign in on a device: `user` anew, with `session` set. `lasting` keeps it for 30 days, else for 12 hours.

    Nothing lasts on a device that others use, too (`shared`): neither the session, nor anything that is kept there.

    Raises Conflict when the account or its password changed since it was checked.
    """
    fresh = db.session.get(User, user.id, populate_existing=True, with_for_update=True)
    if fresh is None or not fresh.is_active or fresh.password_hash != user.password_hash:
        raise Conflict(_("Your account was changed just now. Please log in again."))
    now = clock.now()
    db.session.execute(delete(UserSession).where(UserSession.user_id == fresh.id, UserSession.expires_at <= now))
    token = secrets.token_urlsafe(32)
    session = UserSession(
        user_id=fresh.id,
        token_hash=hash_token(token),
        expires_at=now + (SESSION_LIFETIME if lasting and not shared else SHORT_LIFETIME),
        address=address,
        device=device,
        shared=shared,
    )
    db.session.add(session)
    db.session.flush()
    session.token = token
    fresh.session = session
    return fresh


@transaction.action
def share(session: UserSession, *, shared: bool) -> None:
    """Say whether others use this device, too: then nothing is kept there, and the session ends within hours."""
    kept = db.session.get_one(UserSession, session.id, with_for_update=True, populate_existing=True)
    kept.shared = shared
    if shared:
        kept.expires_at = min(kept.expires_at, clock.now() + SHORT_LIFETIME)


@transaction.action
def prove(session: UserSession) -> str:
    """Note that its person has shown anew that it is he; the session goes on under a new token, which is returned."""
    token = secrets.token_urlsafe(32)
    renewed = update(UserSession).where(UserSession.id == session.id)
    db.session.execute(renewed.values(token_hash=hash_token(token), proved_at=clock.now()))
    return token


@transaction.action
def end(session: UserSession, actor: User) -> None:
    """Sign out one device, its sockets too; its push subscription goes with the row."""
    _close(UserSession.id == session.id)


@transaction.action
def end_others(user: User) -> int:
    """Sign out every device of `user` but the one he is using; how many there were."""
    return end_all(user, keep=user.session)


@transaction.action
def end_all(user: User, keep: UserSession | None = None) -> int:
    """Sign out every device of `user`, but `keep`; how many there were."""
    whose: list[ColumnElement[bool]] = [UserSession.user_id == user.id]
    if keep is not None:
        whose.append(UserSession.id != keep.id)
    return _close(*whose)


@transaction.action
def revoke_tokens(user: User) -> None:
    """End every API token of `user`."""
    good = update(ApiToken).where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None))
    db.session.execute(good.values(revoked_at=clock.now()))


def _close(*which: ColumnElement[bool]) -> int:
    ended = list(db.session.scalars(delete(UserSession).where(*which).returning(UserSession.id)))
    if ended:
        transaction.after_commit(realtime.sign_out, tuple(realtime.session_room(number) for number in ended))
    return len(ended)


def silence(user_id: int) -> None:
    """Cut every socket of a user, whichever session it came by."""
    realtime.sign_out((realtime.room(user_id),))
