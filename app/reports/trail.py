"""The audit log as admins read it: searched, with the names of those whom entries are about."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import Select, or_, select

from app.extensions import db
from app.models.audit import AuditEntry
from app.models.base import contains
from app.models.user import User


def trail(reader: User, text: str = "") -> Select[AuditEntry]:
    """What `reader` may read, newest first: all, or where the deed, who did it or from where contains `text`."""
    every = AuditEntry.visible_to(reader)
    if not text:
        return every
    said = contains(AuditEntry.deed, text), contains(AuditEntry.actor_name, text), contains(AuditEntry.address, text)
    return every.where(or_(*said))


def about(reader: User, person: User) -> Select[AuditEntry]:
    """What `person` did, and what was done to the account of `person`, newest first."""
    done_to = (AuditEntry.subject_type == User.__tablename__) & (AuditEntry.subject_id == person.id)
    return AuditEntry.visible_to(reader).where(or_(AuditEntry.actor_id == person.id, done_to))


def subjects(entries: Iterable[AuditEntry]) -> dict[int, User]:
    """The people that these entries are about, by key, in one query."""
    ids = {entry.subject_id for entry in entries if entry.subject_type == User.__tablename__}
    return {user.id: user for user in db.session.scalars(select(User).where(User.id.in_(ids)))}
