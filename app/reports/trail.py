"""The audit log as admins read it: searched, with the names of those whom entries are about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from sqlalchemy import Select, or_, select

from app.extensions import db
from app.models.audit import AuditEntry
from app.models.base import contains
from app.models.user import User

HEADER = ("when", "deed", "actor", "role", "address", "subject_type", "subject_id", "before", "after", "hash")
AT_ONCE = 500


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


def owners(entries: Iterable[AuditEntry]) -> dict[str, User]:
    """The people whom these entries name as owners of classes, by public id, in one query."""
    ids = {entry.after["owner"] for entry in entries if "owner" in entry.after}
    return {user.public_id: user for user in db.session.scalars(select(User).where(User.public_id.in_(ids)))}


def rows(found: Select[AuditEntry]) -> Iterator[tuple[object, ...]]:
    """The cells of a table under HEADER; what was before and after as JSON."""
    with db.session.scalars(found.execution_options(yield_per=AT_ONCE)) as entries:
        for entry in entries:
            who = (entry.deed, entry.actor_name, entry.actor_role, entry.address)
            change = json.dumps(entry.before, ensure_ascii=False), json.dumps(entry.after, ensure_ascii=False)
            when = entry.created_at.isoformat(timespec="seconds")
            yield (when, *who, entry.subject_type, entry.subject_id, *change, entry.hash)
