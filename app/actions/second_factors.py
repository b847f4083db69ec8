"""A second factor beside the password (ACC8): turned on and off, asked for, reset by an admin (security.md T11)."""

from __future__ import annotations

import re
import secrets
from datetime import timedelta

from flask_babel import gettext as _
from sqlalchemy import delete, select

from app import audit, clock, transaction
from app.actions import letters, passwords, sessions
from app.config import settings
from app.errors import Conflict, Forbidden, Invalid
from app.extensions import db
from app.formats import sealed, totp
from app.models.classroom import CODE_ALPHABET
from app.models.credential import hash_token
from app.models.school import School
from app.models.second_factor import RecoveryCode, SecondFactor
from app.models.user import User

CODES, GROUPS, LETTERS = 10, 4, 4
PURPOSE = "second factor"
PENDING = timedelta(minutes=10)


def begin(user: User, password: str) -> None:
    """Make a new secret for `user`; it counts once a code of it was typed. Raises Invalid for `password`, Conflict.

    Not from inside an action: the transaction is let go while hashing.
    """
    _check_password(user, password)
    _begin(user.id)


@transaction.action
def _begin(user_id: int) -> None:
    user = _locked(user_id)
    if user.has_second_factor:
        raise Conflict(_("Your second factor is on already."))
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == user_id))
    made = sealed.seal(totp.new_secret(), settings().secret_key, PURPOSE)
    db.session.add(SecondFactor(user_id=user_id, sealed_secret=made))


def pending_secret(user: User) -> str | None:
    """The secret that `user` is about to confirm, to be shown to him."""
    factor = _factor(user.id)
    return _secret(factor) if factor and _is_pending(factor) else None


def _is_pending(factor: SecondFactor) -> bool:
    """Not for long: whoever finds the page open must not confirm it with a phone of his own."""
    return factor.confirmed_at is None and factor.created_at + PENDING > clock.now()


def codes_left(user: User) -> int:
    return db.session.scalar(RecoveryCode.left(user.id)) or 0


@transaction.action
def confirm(user: User, typed: str) -> list[str]:
    """Turn it on with the first code of the app: the recovery codes, shown once. All other devices are signed out.

    Raises Invalid for `code`.
    """
    person = _locked(user.id)
    factor = _factor(person.id)
    if factor is None or not _is_pending(factor):
        raise Conflict(_("Begin once more, please."))
    if not _fits(factor, typed):
        raise Invalid(
            {"code": _("This code does not fit. Wait for the next one, and look at the clock of your phone.")}
        )
    factor.confirmed_at = person.second_factor_at = clock.now()
    user.second_factor_at = person.second_factor_at
    sessions.end_all(person, keep=user.session)
    audit.record("factor.turned_on", actor=user, subject=person)
    letters.write("second_factor_on", user=person)
    return _new_codes(person)


def renew_codes(user: User, password: str) -> list[str]:
    """Ten new recovery codes instead of the old ones. Raises Invalid for `password`. Not from inside an action."""
    _check_password(user, password)
    return _renew_codes(user)


@transaction.action
def _renew_codes(user: User) -> list[str]:
    person = _locked(user.id)
    if not person.has_second_factor:
        raise Conflict(_("Your second factor is off."))
    audit.record("factor.codes_renewed", actor=user, subject=person)
    return _new_codes(person)


def turn_off(user: User, password: str) -> None:
    """Raises Invalid for `password`, Conflict where the school asks for it. Not from inside an action."""
    if is_required_of(user):
        raise Conflict(_("Your school asks for a second factor. It cannot be turned off."))
    _check_password(user, password)
    _turn_off(user)


@transaction.action
def _turn_off(user: User) -> None:
    _remove(_locked(user.id), actor=user, deed="factor.turned_off")


@transaction.action
def reset(person: User, *, actor: User | None) -> bool:
    """Take the second factor from somebody who lost it; all his devices are signed out. False if there was none.

    Raises Forbidden for one's own. Without an actor, the operator of the machine asks.
    """
    if actor is not None and person.id == actor.id:
        raise Forbidden(_("You cannot do this to your own account. Ask another admin."))
    found = _locked(person.id)
    if not found.has_second_factor:
        return False
    _remove(found, actor=actor, deed="factor.reset")
    sessions.end_all(found)
    return True


def _remove(person: User, *, actor: User | None, deed: str) -> None:
    db.session.execute(delete(SecondFactor).where(SecondFactor.user_id == person.id))
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == person.id))
    person.second_factor_at = None
    audit.record(deed, actor=actor, subject=person)
    letters.write("second_factor_off", user=person)


@transaction.action
def spend(user_id: int, typed: str) -> bool:
    """Whether `typed` is a code of the app, or one of the recovery codes. Each is good once."""
    person = _locked(user_id)
    factor = _factor(user_id)
    if factor is None or factor.confirmed_at is None:
        return False
    return _fits(factor, typed) or _spend_recovery_code(person, typed)


def _fits(factor: SecondFactor, typed: str) -> bool:
    secret, given = _secret(factor), re.sub(r"\s", "", typed)
    if secret is None or not re.fullmatch(r"[0-9]{6}", given):
        return False
    step = totp.matching_step(secret, given, clock.now(), after=factor.last_step)
    factor.last_step = step or factor.last_step
    return step is not None


def _spend_recovery_code(person: User, typed: str) -> bool:
    hashed = hash_token(_plain(typed))
    mine = select(RecoveryCode).where(RecoveryCode.user_id == person.id, RecoveryCode.code_hash == hashed)
    code = db.session.scalars(mine.where(RecoveryCode.used_at.is_(None))).first()
    if code is None:
        return False
    code.used_at = clock.now()
    audit.record("factor.code_used", actor=person, subject=person)
    return True


def is_required_of(user: User) -> bool:
    """Whether the school asks `user` for a second factor."""
    school = db.session.scalars(School.the()).first()
    return school is not None and school.second_factor.covers(user.role)


def _locked(user_id: int) -> User:
    """The person anew: his row's lock puts two tries at the same moment one after the other."""
    return db.session.scalars(
        select(User).where(User.id == user_id).with_for_update().execution_options(populate_existing=True)
    ).one()


def _factor(user_id: int) -> SecondFactor | None:
    return db.session.get(SecondFactor, user_id, populate_existing=True)


def _secret(factor: SecondFactor) -> str | None:
    return sealed.unseal(factor.sealed_secret, settings().secret_key, PURPOSE)


def _new_codes(person: User) -> list[str]:
    db.session.execute(delete(RecoveryCode).where(RecoveryCode.user_id == person.id))
    alphabet = CODE_ALPHABET.lower()
    groups = [["".join(secrets.choice(alphabet) for _ in range(LETTERS)) for _ in range(GROUPS)] for _ in range(CODES)]
    codes = ["-".join(parts) for parts in groups]
    db.session.add_all(RecoveryCode(user_id=person.id, code_hash=hash_token(_plain(code))) for code in codes)
    return codes


def _plain(typed: str) -> str:
    return re.sub(r"[^a-z0-9]", "", typed.lower())


def _check_password(user: User, password: str) -> None:
    kept = user.password_hash
    transaction.release()
    if not passwords.matches(kept, password):
        raise Invalid({"password": _("This is not your password.")})
