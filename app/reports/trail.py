"""The audit log as admins read it: searched, with the names of those whom entries are about."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, or_, select

from app.extensions import db
from app.models.audit import AuditEntry
from app.models.base import contains
from app.models.user import User

HEADER = ("when", "deed", "actor", "role", "address", "subject_type", "subject_id", "before", "after", "hash")
AT_ONCE = 500


@dataclass(frozen=True)
class Wanted:
    """What to look for; what is empty narrows nothing. `until` is the first instant that is too late."""

    text: str = ""
    deed: str = ""
    person: str = ""
    since: datetime | None = None
    until: datetime | None = None


def trail(reader: User, wanted: Wanted) -> Select[AuditEntry]:
    """What `reader` may read, newest first: where deed, who did it or from where contains the text, and the rest fits.

    A person is the one who did it, or the one whose account it was done to.
    """
    found = AuditEntry.visible_to(reader)
    for condition in _conditions(wanted):
        found = found.where(condition)
    return found


def _conditions(wanted: Wanted) -> Iterator[ColumnElement[bool]]:
    if wanted.text:
        said = (AuditEntry.deed, AuditEntry.actor_name, AuditEntry.address)
        yield or_(*(contains(column, wanted.text) for column in said))
    if wanted.deed:
        yield AuditEntry.deed == wanted.deed
    if wanted.person:
        named = or_(contains(User.name, wanted.person), contains(User.username, wanted.person))
        done_to = AuditEntry.subject_id.in_(select(User.id).where(named))
        to_user = (AuditEntry.subject_type == User.__tablename__) & done_to
        yield or_(contains(AuditEntry.actor_name, wanted.person), to_user)
    if wanted.since:
        yield AuditEntry.created_at >= wanted.since
    if wanted.until:
        yield AuditEntry.created_at < wanted.until


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
