"""What a class gives its students beside lessons: achievements, and a certificate at its end."""

from __future__ import annotations

from app import audit
from app.actions import certificates
from app.actions.archived import refuse_archived
from app.models.classroom import Classroom
from app.models.user import User
from app.transaction import action


@action
def choose(classroom: Classroom, *, actor: User, recognises: bool, certifies: bool) -> int:
    """Give achievements and certificates from now on, or not. Returns how many get their certificate at once.

    Whoever completed the class before certificates were turned on has one with the same commit. Raises Conflict for an
    archived class.
    """
    refuse_archived(classroom)
    before = {"recognises": classroom.recognises, "certifies": classroom.certifies}
    classroom.recognises, classroom.certifies = recognises, certifies
    after = {"recognises": recognises, "certifies": certifies}
    if before != after:
        audit.record("classroom.recognition", actor=actor, subject=classroom, before=before, after=after)
    return certificates.issue(classroom.id) if certifies else 0
