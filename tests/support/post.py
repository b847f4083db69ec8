"""The letters that the portal wrote, and the links in them."""

from __future__ import annotations

from sqlalchemy import select

from app.config import settings
from app.extensions import db
from app.models.letter import Letter


def letters(template: str = "", address: str = "") -> list[Letter]:
    """All letters so far, oldest first; of one template, to one address."""
    wanted = select(Letter).order_by(Letter.id)
    if template:
        wanted = wanted.where(Letter.template == template)
    if address:
        wanted = wanted.where(Letter.address == address)
    return list(db.session.scalars(wanted))


def secret(letter: Letter) -> str:
    """What stands at the end of the letter's link."""
    assert letter.token is not None
    return letter.token.secret(settings().secret_key)


def newest_secret(template: str, address: str = "") -> str:
    return secret(letters(template, address)[-1])
