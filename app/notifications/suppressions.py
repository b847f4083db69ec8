"""Addresses that mail came back from get no more of it, until an admin or their owner says that they work again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import delete

from app import audit
from app.extensions import db
from app.mail import MailRefused
from app.models import limits
from app.models.suppression import EmailSuppression, SuppressionReason
from app.models.upsert import insert_new
from app.models.user import User
from app.transaction import action


@action
def add(addresses: Iterable[str], reason: SuppressionReason, detail: str = "") -> int:
    """Suppress `addresses`; those that are already keep what was said of them. How many are new."""
    rows = [
        {"address": address.lower(), "reason": reason, "detail": detail[: limits.BOUNCE_DETAIL]}
        for address in addresses
        if 0 < len(address) <= limits.EMAIL
    ]
    if not rows:
        return 0
    new = insert_new(EmailSuppression, ("address",)).values(rows).returning(EmailSuppression.id)
    return len(db.session.scalars(new).all())


def learn(address: str, problem: Exception | None) -> None:
    """Keep it if a server said that nobody is at `address`. Inside an action."""
    if isinstance(problem, MailRefused) and problem.nobody_there:
        add([address], SuppressionReason.BOUNCE, problem.message)


@action
def stop(person: User, *, actor: User) -> None:
    """An admin wants no more mail to go to the address of `person`."""
    if person.email and add([person.email], SuppressionReason.MANUAL):
        audit.record("mail.stopped", actor=actor, subject=person)


@action
def lift(person: User, *, actor: User) -> None:
    """Try the address of `person` again."""
    found = db.session.scalars(EmailSuppression.of(person.email)).first()
    if found is None:
        return
    audit.record("mail.released", actor=actor, subject=person)
    db.session.execute(delete(EmailSuppression).where(EmailSuppression.id == found.id))
