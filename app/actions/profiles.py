"""What people decide about themselves: name, language, zone, theme, privacy, consent."""

from __future__ import annotations

import zoneinfo

from flask_babel import gettext as _
from sqlalchemy import select

from app import audit, queue, transaction
from app.actions import accounts, identities, passwords
from app.errors import Forbidden, Invalid
from app.extensions import db
from app.models.delivery import ask_again, unplan
from app.models.user import Theme, User, Visibility
from app.transaction import action, after_commit


@action
def change(user: User, *, actor: User, name: str, username: str, language: str, timezone: str) -> None:
    """Change who somebody is and how pages speak to him. Raises Invalid with the fields at fault, Forbidden."""
    _own(user, actor)
    name, username = identities.clean_name(name), identities.clean_username(username)
    identities.refuse_taken_username(username, besides=user.id)
    if timezone not in zoneinfo.available_timezones():
        raise Invalid({"timezone": _("Choose a time zone from the list.")})
    before, after = {"name": user.name, "username": user.username}, {"name": name, "username": username}
    if timezone != user.timezone:
        _judge_anew(user)
    user.name, user.username, user.language, user.timezone = name, username, language, timezone
    identities.keep(user)
    if after != before:
        audit.record("user.renamed", actor=actor, subject=user, before=before, after=after)


def _judge_anew(user: User) -> None:
    """What waits for an hour of somebody's clock waits for another one, once he lives by another clock."""
    again = ask_again(select(User.id).where(User.id == user.id))
    for statement in (again, unplan(user)):
        db.session.execute(statement.execution_options(synchronize_session=False))
    after_commit(queue.wake, "sender")


def change_email(user: User, email: str, password: str, *, actor: User) -> None:
    """Ask the new address for consent, once the password shows that it is he who asks. Not from inside an action.

    Raises Invalid for email and password, Forbidden.
    """
    _own(user, actor)
    identities.clean_email(email)
    transaction.release()
    if not passwords.matches(user.password_hash, password):
        raise Invalid({"password": _("This is not your present password.")})
    accounts.change_email(user, email, actor=actor)


@action
def change_theme(user: User, theme: Theme, *, actor: User) -> None:
    """Light, dark, or as the device."""
    _own(user, actor)
    user.theme = theme


@action
def change_privacy(
    user: User, *, actor: User, read_receipts: bool, show_online: bool, profile_visibility: Visibility
) -> None:
    """What others may know of somebody."""
    _own(user, actor)
    user.read_receipts, user.show_online = read_receipts, show_online
    user.profile_visibility = profile_visibility


@action
def change_consent(user: User, *, actor: User, email_consent: bool) -> None:
    """Whether the school may write to somebody's address. Taking consent back is written down, giving it too."""
    _own(user, actor)
    before, after = {"email_consent": user.email_consent}, {"email_consent": email_consent}
    user.email_consent = email_consent
    if before != after:
        audit.record("user.consent_changed", actor=actor, subject=user, before=before, after=after)


def _own(user: User, actor: User) -> None:
    if user.id != actor.id:
        raise Forbidden
