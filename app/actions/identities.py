"""What names a person: username, email, name. Cleaned, checked, kept unique."""

from __future__ import annotations

import re
import unicodedata

from email_validator import EmailNotValidError, validate_email
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from app.errors import Invalid
from app.extensions import db
from app.formats.plain_text import one_line
from app.models import limits
from app.models.user import User


def clean_name(given: str) -> str:
    """A person's name on one line, of which something can be seen. Raises Invalid."""
    name = one_line(given)
    if not name:
        raise Invalid({"name": _("This is needed.")})
    if len(name) > limits.PERSON_NAME:
        raise Invalid({"name": _("At most %(max)d characters.", max=limits.PERSON_NAME)})
    return name


def clean_username(given: str) -> str:
    """In lower case. Raises Invalid."""
    if not re.fullmatch(limits.USERNAME_PATTERN.strip("^$"), given.strip()):
        message = _("3 to 32 letters, digits, dots, dashes or underscores; the first a letter or digit.")
        raise Invalid({"username": message})
    return given.strip().lower()


def clean_email(given: str) -> str:
    """In lower case, the domain in Unicode. Nothing is asked of the network. Raises Invalid."""
    try:
        checked = validate_email(given.strip(), check_deliverability=False, globally_deliverable=False)
    except EmailNotValidError:
        raise Invalid({"email": _("This is not an email address.")}) from None
    email = checked.normalized.lower()
    if len(email) > limits.EMAIL:
        raise Invalid({"email": _("At most %(max)d characters.", max=limits.EMAIL)})
    return email


def refuse_taken_username(username: str, besides: int | None = None) -> None:
    """Raises Invalid when somebody else than the user with id `besides` is called so."""
    owner = db.session.scalar(select(User.id).where(User.username == username))
    if owner is not None and owner != besides:
        raise _taken_username()


def with_email(email: str) -> User | None:
    return db.session.scalars(select(User).where(User.email == email)).first()


def free_username(source: str) -> str:
    """A username nobody has, made of an email address or a name."""
    plain = unicodedata.normalize("NFKD", source.partition("@")[0]).encode("ascii", "ignore").decode().lower()
    stem = re.sub(r"[^a-z0-9]+", ".", plain).strip(".")[: limits.USERNAME - 5] or "person"
    stem = stem if len(stem) >= limits.USERNAME_MIN else f"{stem}.person"
    taken = set(db.session.scalars(select(User.username).where(User.username.startswith(stem, autoescape=True))))
    number = 1
    while (candidate := stem if number == 1 else f"{stem}{number}") in taken:
        number += 1
    return candidate


def keep(user: User) -> User:
    """Write `user`. Raises Invalid when a name was taken in the meantime."""
    # Put into words before: after a failure the database, which knows the reader's language, answers nothing.
    with db.session.no_autoflush:
        refusals = {"email": _("Somebody has this address already."), "username": _taken_username().fields["username"]}
    try:
        with db.session.begin_nested():
            db.session.add(user)
    except IntegrityError as error:
        field = "email" if "email" in str(error.orig) else "username"
        raise Invalid({field: refusals[field]}) from None
    return user


def _taken_username() -> Invalid:
    return Invalid({"username": _("Somebody is called so already. Choose another.")})
