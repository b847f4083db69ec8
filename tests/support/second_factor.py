"""A second factor for people of the tests, and what their phones show."""

from __future__ import annotations

from sqlalchemy import select

from app import clock
from app.config import settings
from app.extensions import db
from app.formats import sealed, totp
from app.models.credential import hash_token
from app.models.second_factor import RecoveryCode, SecondFactor
from app.models.user import User

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
RECOVERY = "abcd-efgh-jkmn-pqrs"


def make_second_factor(user: User) -> None:
    """On since now; the first of a school has a recovery code."""
    kept = sealed.seal(SECRET, settings().secret_key, "second factor")
    db.session.add(SecondFactor(user_id=user.id, sealed_secret=kept, confirmed_at=clock.now()))
    hashed = hash_token(RECOVERY.replace("-", ""))
    if db.session.scalars(select(RecoveryCode.id).where(RecoveryCode.code_hash == hashed)).first() is None:
        db.session.add(RecoveryCode(user_id=user.id, code_hash=hashed))
    user.second_factor_at = clock.now()
    db.session.add(user)
    db.session.commit()


def shown(secret: str = SECRET, steps_later: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    return totp.code(secret, totp.step_at(clock.now()) + steps_later)


def wrong(secret: str = SECRET) -> str:
    """Six digits that fit at no time near now."""
    near = {shown(secret, step) for step in range(-3, 4)}
    return next(f"{number:06}" for number in range(100) if f"{number:06}" not in near)
