"""What people decide about themselves: name, language, zone, theme, privacy, channels, devices."""

from __future__ import annotations

import re
import zoneinfo

from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app import audit
from app.errors import Forbidden, Invalid
from app.extensions import db
from app.models import limits
from app.models.notification import PushSubscription, SubscriptionState
from app.models.user import Theme, User, Visibility
from app.transaction import action


@action
def change(user: User, *, actor: User, name: str, username: str, language: str, timezone: str) -> None:
    """Change who somebody is and how pages speak to him. Raises Invalid with the fields at fault, Forbidden."""
    _own(user, actor)
    name, username = " ".join(name.split()), username.strip().lower()
    if wrong := _wrong(user, name, username, timezone):
        raise Invalid(wrong)
    before = {"name": user.name, "username": user.username}
    user.name, user.username, user.language, user.timezone = name, username, language, timezone
    try:
        db.session.flush()
    except IntegrityError as taken:
        raise Invalid({"username": _taken()}) from taken
    after = {"name": name, "username": username}
    if after != before:
        audit.record("user.renamed", actor=actor, subject=user, before=before, after=after)


def _wrong(user: User, name: str, username: str, timezone: str) -> dict[str, str]:
    wrong: dict[str, str] = {}
    if not name or len(name) > limits.PERSON_NAME:
        wrong["name"] = _("Write a name of %(most)s letters at most.", most=limits.PERSON_NAME)
    if not re.fullmatch(limits.USERNAME_PATTERN, username):
        wrong["username"] = _("Use 3 to 32 letters, digits, dots and dashes; begin with a letter or digit.")
    elif db.session.scalar(select(User.id).where(User.username == username, User.id != user.id)):
        wrong["username"] = _taken()
    if timezone not in zoneinfo.available_timezones():
        wrong["timezone"] = _("Choose a time zone from the list.")
    return wrong


def _taken() -> str:
    return _("Somebody else has this username. Choose another one.")


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
def change_channels(user: User, *, actor: User, push_on: bool, email_on: bool, email_consent: bool) -> None:
    """Which ways notifications may take. Taking back consent to mail is written down, giving it too."""
    _own(user, actor)
    before, after = {"email_consent": user.email_consent}, {"email_consent": email_consent}
    user.push_on, user.email_on, user.email_consent = push_on, email_on, email_consent
    if before != after:
        audit.record("user.consent_changed", actor=actor, subject=user, before=before, after=after)


@action
def remove_device(subscription: PushSubscription, *, actor: User) -> None:
    """Ring no more on a browser, also for what is already waiting to be sent."""
    if subscription.user_id != actor.id:
        raise Forbidden
    subscription.state = SubscriptionState.GONE


def _own(user: User, actor: User) -> None:
    if user.id != actor.id:
        raise Forbidden
