"""The letters that the portal wrote, and the links in them."""

from __future__ import annotations

from email.message import EmailMessage

from sqlalchemy import select

from app.config import settings
from app.extensions import db
from app.models.letter import Letter


class Box:
    """An outbox that keeps what it is given, or raises `problem`."""

    def __init__(self, problem: Exception | None = None) -> None:
        self.messages: list[EmailMessage] = []
        self.problem = problem

    def send(self, message: EmailMessage) -> None:
        if self.problem is not None:
            raise self.problem
        self.messages.append(message)

    def close(self) -> None:
        """Nothing is open."""


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
