"""Passwords and addresses of people who have an account: changed, reset by mail, confirmed (security.md T12)."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import delete

from app import audit, clock, transaction
from app.actions import identities, invitations, letters, links, password_rules, passwords, sessions
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models.credential import Purpose, UserSession
from app.models.suppression import EmailSuppression
from app.models.user import Status, User


def change_password(user: User, current: str, new: str) -> None:
    """Change one's own password. Every other session and every API token ends.

    Raises Invalid for `current` or `new`. Not from inside an action: the transaction is let go while hashing.
    """
    password_rules.check(new, username=user.username, email=user.email, field="new")
    transaction.release()
    if not passwords.matches(user.password_hash, current):
        raise Invalid({"current": _("This is not your present password.")})
    _keep_password(user.id, passwords.hash_password(new), keep=user.session, deed="user.password_changed")


def request_reset(name: str) -> None:
    """Mail a link to whoever has this username or email. Says nothing of whether there is such a person."""
    user = db.session.scalars(User.by_login(name)).first()
    if user is None or user.email is None or user.status is Status.DEACTIVATED:
        return
    if user.status is Status.INVITED:
        remind(user)
    else:
        send_reset(user, actor=None)


@transaction.action
def send_reset(user: User, *, actor: User | None) -> None:
    """Mail a link for a new password. `actor` is an admin who asked for it. Raises Conflict without an address."""
    if user.email is None or not user.is_active:
        raise Conflict(_("This person has no address to write to."))
    token = links.issue(user, Purpose.RESET, user.email)
    letters.write("reset", user=user, token=token)
    if actor is not None:
        audit.record("user.reset_sent", actor=actor, subject=user)


@transaction.action
def remind(user: User) -> None:
    """Mail the first link again to somebody who was invited, or who registered and has not confirmed."""
    if user.password_hash is None:
        invitations.resend(user, actor=None)
    else:
        send_confirmation(user)


@transaction.action
def send_confirmation(user: User, email: str | None = None) -> None:
    """Mail a link that confirms the address of `user`, or that makes `email` his address."""
    address = email or user.email
    token = links.issue(user, Purpose.CONFIRM, address)
    letters.write("confirm", user=user, address=address, token=token, name=user.name, username=user.username)


def reset_password(secret: str, new: str) -> User:
    """Set a new password with the link of a mail. Every session and API token ends.

    Raises NotFound for a link that is no longer good, Invalid for `password`. Not from inside an action.
    """
    token = links.find(secret, Purpose.RESET)
    if token is None:
        raise NotFound
    password_rules.check(new, username=token.user.username, email=token.user.email)
    transaction.release()
    return _reset(secret, passwords.hash_password(new))


@transaction.action
def _reset(secret: str, hashed: str) -> User:
    token = links.use(secret, Purpose.RESET)
    user = _keep_password(token.user_id, hashed, keep=None, deed="user.password_reset")
    user.email_confirmed_at = user.email_confirmed_at or clock.now()
    return user


def reset_by_hand(user: User, *, actor: User) -> str:
    """A new first password for `user`, to be shown to the admin once. Not from inside an action."""
    transaction.release()
    password = passwords.readable_password()
    _reset_by_hand(user.id, passwords.hash_password(password), actor)
    return password


@transaction.action
def _reset_by_hand(user_id: int, hashed: str, actor: User) -> None:
    user = _keep_password(user_id, hashed, keep=None, deed="user.password_set", actor=actor)
    if user.status is Status.INVITED:
        user.status = Status.ACTIVE
        invitations.enter_classrooms(user)


@transaction.action
def _keep_password(
    user_id: int, hashed: str, *, keep: UserSession | None, deed: str, actor: User | None = None
) -> User:
    user = db.session.get(User, user_id, populate_existing=True, with_for_update=True)
    if user is None or user.status is Status.DEACTIVATED:
        raise NotFound
    user.password_hash = hashed
    links.retire(user)
    sessions.end_all(user, keep=keep)
    sessions.revoke_tokens(user)
    audit.record(deed, actor=actor or user, subject=user)
    letters.write("password_changed", user=user)
    return user


@transaction.action
def change_email(user: User, new: str, *, actor: User) -> None:
    """Write to the new address for consent, and to the old one as a warning; the address changes once confirmed.

    Raises Invalid for `email`. Whether somebody else has the address is told only in the mail to it.
    """
    email = identities.clean_email(new)
    if email == user.email and user.email_confirmed_at and not _came_back(email):
        return
    owner = identities.with_email(email)
    if owner is not None and owner.id != user.id:
        letters.write("address_known", address=email, language=owner.language, user=owner)
    else:
        send_confirmation(user, email)
    if user.email and user.email != email:
        letters.write("email_changing", user=user, new=email)


def _came_back(email: str) -> bool:
    return db.session.scalars(EmailSuppression.of(email)).first() is not None


def confirm_email(secret: str, password: str = "") -> User:
    """Confirm the address that the link was mailed to; what had been its person's address before is no longer.

    Somebody who registered himself proves with his password that it was he, and comes in by it. Raises NotFound for a
    link that is no longer good, Invalid for `password`. Not from inside an action.
    """
    token = links.find(secret, Purpose.CONFIRM)
    if token is None:
        raise NotFound
    kept, registering = token.user.password_hash, token.user.status is Status.INVITED
    transaction.release()
    if registering and not passwords.matches(kept, password):
        raise Invalid({"password": _("This is not the password you chose when you registered.")})
    return _confirm(secret, kept)


@transaction.action
def _confirm(secret: str, kept: str | None) -> User:
    token = links.use(secret, Purpose.CONFIRM)
    user = db.session.get(User, token.user_id, populate_existing=True, with_for_update=True)
    if user is None or user.password_hash != kept:
        raise NotFound
    before, user.email = user.email, token.email
    user.email_confirmed_at = clock.now()
    if user.status is Status.INVITED:
        user.status = Status.ACTIVE
        invitations.enter_classrooms(user)
    identities.keep(user)
    db.session.execute(delete(EmailSuppression).where(EmailSuppression.address == user.email))
    if before != user.email:
        links.retire(user)
        audit.record("user.email_changed", actor=user, subject=user)
    return user
