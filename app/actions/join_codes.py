"""The code, link and QR picture that let people into a classroom (security.md T10)."""

from __future__ import annotations

import secrets

from app import audit, clock, transaction
from app.actions.archived import refuse_archived
from app.extensions import db
from app.models.classroom import CODE_LIFETIME, Classroom, JoinPolicy, new_code
from app.models.user import User


def give(classroom: Classroom) -> None:
    """A new code to type and a new token of 128 bits for link and QR, good for a week; the old ones open nothing."""
    classroom.join_code = new_code()
    classroom.join_token = secrets.token_hex(16)
    classroom.code_expires_at = clock.now() + CODE_LIFETIME


@transaction.action
def renew(classroom: Classroom, *, actor: User) -> Classroom:
    """Raises Conflict for an archived classroom."""
    refuse_archived(classroom)
    give(classroom)
    audit.record("classroom.code_renewed", actor=actor, subject=classroom)
    return classroom


@transaction.action
def switch_off(classroom: Classroom, *, actor: User) -> Classroom:
    """From now on no code or link opens this classroom, until it is renewed. Raises Conflict for an archived one."""
    refuse_archived(classroom)
    if classroom.join_code is not None:
        classroom.join_code = classroom.join_token = classroom.code_expires_at = None
        audit.record("classroom.code_switched_off", actor=actor, subject=classroom)
    return classroom


def opened_by(code: str) -> Classroom | None:
    """The classroom that `code` (typed or from a link) leads into. Every wrong code costs the same one query."""
    found = db.session.scalars(Classroom.with_code(code)).first()
    return None if found is None or found.join_policy is JoinPolicy.CLOSED else found


def lets_in_at_once(classroom: Classroom) -> bool:
    """Whether somebody with the right code is in, rather than asking to be let in."""
    if classroom.join_policy is JoinPolicy.OPEN:
        return True
    return classroom.join_policy is JoinPolicy.CODE and classroom.code_fresh(clock.now())
