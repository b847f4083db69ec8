"""API tokens: made, shown once, revoked."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import func, or_, select

from app import audit, clock
from app.errors import Forbidden, Invalid
from app.extensions import db
from app.models import limits
from app.models.credential import ApiToken, hash_token
from app.models.user import User
from app.transaction import action

SCOPES = ("read", "write", "admin")
DAYS = (30, 90, 365)
LIVE_TOKENS = 50
PREFIX = "classbell_"


@action
def create(
    user: User, *, actor: User | None, name: str, scopes: Iterable[str], days: int | None
) -> tuple[ApiToken, str]:
    """A token of `user` and its secret, which is nowhere kept. `days` until it ends, None for never.

    Raises Invalid with the fields name, scopes, days; Forbidden for somebody else's tokens. Without an actor, the
    operator of the machine asks.
    """
    if actor is not None and actor.id != user.id:
        raise Forbidden
    chosen = [scope for scope in SCOPES if scope in set(scopes)]
    if wrong := _wrong(user, name.strip(), set(scopes), days):
        raise Invalid(wrong)
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken(
        user_id=user.id,
        name=name.strip(),
        token_hash=hash_token(secret),
        scopes=" ".join(chosen),
        expires_at=clock.now() + timedelta(days=days) if days else None,
    )
    db.session.add(token)
    db.session.flush()
    audit.record("token.created", actor=actor, subject=token, after={"name": token.name, "scopes": token.scopes})
    return token, secret


def _wrong(user: User, name: str, scopes: set[str], days: int | None) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not name or len(name) > limits.TOKEN_NAME:
        wrong["name"] = _("Give it a name of %(most)s letters at most.", most=limits.TOKEN_NAME)
    elif _live(user) >= LIVE_TOKENS:
        wrong["name"] = _("You have %(most)s tokens. Revoke one first.", most=LIVE_TOKENS)
    if not scopes or not scopes <= set(SCOPES):
        wrong["scopes"] = _("Choose what the token may do.")
    elif "admin" in scopes and not user.is_admin:
        wrong["scopes"] = _("Only admins can make a token for admin work.")
    if days is not None and days not in DAYS:
        wrong["days"] = _("Choose how long the token is good.")
    return wrong


def _live(user: User) -> int:
    unspent = or_(ApiToken.expires_at.is_(None), ApiToken.expires_at > clock.now())
    live = select(func.count()).where(ApiToken.user_id == user.id, ApiToken.revoked_at.is_(None), unspent)
    return db.session.scalar(live) or 0


@action
def revoke(token: ApiToken, *, actor: User) -> None:
    """Make the token useless from now on. Revoking it again changes nothing."""
    if token.revoked_at is not None:
        return
    token.revoked_at = clock.now()
    audit.record("token.revoked", actor=actor, subject=token, before={"name": token.name, "scopes": token.scopes})
