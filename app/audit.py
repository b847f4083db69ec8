"""The audit log: append-only, each entry holding the hash of the one before (security.md R18)."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from flask import has_request_context, request
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.audit import AuditEntry, AuditHead
from app.models.base import Subject
from app.models.upsert import insert_new
from app.models.user import User

START = "0" * 64


def record(
    deed: str,
    *,
    actor: User | None,
    subject: Subject | None = None,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> AuditEntry:
    """Append an entry in the transaction under way: if it cannot be written, neither is the deed."""
    head = _head()
    entry = AuditEntry(
        deed=deed,
        actor_id=actor.id if actor else None,
        actor_name=actor.name if actor else "",
        actor_role=actor.role.value if actor else "",
        address=(request.remote_addr or "") if has_request_context() else "",
        subject_type=subject.__tablename__ if subject else "",
        subject_id=subject.id if subject else None,
        before=dict(before or {}),
        after=dict(after or {}),
        created_at=clock.now(),
        previous_hash=head.hash,
    )
    entry.hash = digest(entry)
    head.hash = entry.hash
    head.length += 1
    db.session.add(entry)
    db.session.flush()
    return entry


def _head() -> AuditHead:
    db.session.execute(insert_new(AuditHead, ("id",)).values(id=1, hash=START, length=0))
    return db.session.scalars(select(AuditHead).where(AuditHead.id == 1).with_for_update()).one()


def digest(entry: AuditEntry) -> str:
    """SHA-256 over the entry's facts and the hash before it, as canonical JSON."""
    facts = [
        entry.previous_hash,
        entry.deed,
        entry.actor_id,
        entry.actor_name,
        entry.actor_role,
        entry.address,
        entry.subject_type,
        entry.subject_id,
        entry.before,
        entry.after,
        entry.created_at.isoformat(),
    ]
    return sha256(json.dumps(facts, sort_keys=True, separators=(",", ":")).encode()).hexdigest()


def first_tampered() -> AuditEntry | None:
    """The first entry that does not follow from the one before, or None if the chain is whole."""
    previous = START
    with db.session.scalars(AuditEntry.in_order().execution_options(yield_per=500)) as entries:
        for entry in entries:
            if entry.previous_hash != previous or entry.hash != digest(entry):
                return entry
            previous = entry.hash
    return None


def is_cut() -> bool:
    """Whether entries at the end are missing: the head knows the hash of the last one."""
    head = db.session.scalars(select(AuditHead)).first()
    last = db.session.scalars(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)).first()
    return head is not None and head.hash != (last or START)
