"""Certificates: issued by the rule alone, once, with the very commit that makes a class complete (security.md T26)."""

from __future__ import annotations

import hmac
import json
import secrets
from hashlib import sha256

from flask_babel import gettext as _
from sqlalchemy import Select, select

from app import audit, clock
from app.config import settings
from app.errors import Conflict, Invalid
from app.events import announce
from app.extensions import db
from app.models import limits
from app.models.base import new_public_id
from app.models.certificate import Certificate
from app.models.classroom import CODE_ALPHABET, ClassRole, Classroom, Membership, MemberState, State
from app.models.progress import ClassProgress
from app.models.school import School
from app.models.upsert import insert_new
from app.models.user import Status, User
from app.transaction import action

PEOPLE_AT_ONCE = 200
SAID = (
    "public_id",
    "code",
    "holder",
    "title",
    "teacher",
    "school",
    "lessons",
    "language",
    "colour",
    "revocation_reason",
)


@action
def issue(classroom_id: int | None = None, user_id: int | None = None) -> int:
    """Give a certificate to everybody who completed a class that gives them, and has none of it. Their number.

    All classes and people, or some of them, a few hundred at a time. Safe to run by many at once: there is one row for
    each holder and class.
    """
    due = _due().limit(PEOPLE_AT_ONCE)
    if classroom_id is not None:
        due = due.where(Classroom.id == classroom_id)
    if user_id is not None:
        due = due.where(User.id == user_id)
    found = db.session.execute(due).all()
    return sum(_issue(user, classroom, lessons) for user, classroom, lessons in found)


def issue_all() -> int:
    """Those who completed a class by what a teacher changed. The number issued."""
    total = 0
    while number := issue():
        total += number
    return total


def _due() -> Select[User, Classroom, int]:
    """The rule: an active student of a class that gives certificates, to whom nothing is left to do in it."""
    has = select(Certificate.id).where(
        Certificate.user_id == ClassProgress.user_id, Certificate.classroom_id == ClassProgress.classroom_id
    )
    return (
        select(User, Classroom, ClassProgress.total)
        .select_from(ClassProgress)
        .join(Classroom, Classroom.id == ClassProgress.classroom_id)
        .join(User, User.id == ClassProgress.user_id)
        .join(Membership, (Membership.classroom_id == Classroom.id) & (Membership.user_id == User.id))
        .where(Classroom.certifies, Classroom.state != State.DRAFT, ClassProgress.completed_at.is_not(None))
        .where(Membership.state == MemberState.ACTIVE, Membership.role == ClassRole.STUDENT)
        .where(User.status == Status.ACTIVE, ~has.exists())
        .order_by(Classroom.id, User.id)
    )


def _issue(user: User, classroom: Classroom, lessons: int) -> int:
    row = {
        "public_id": new_public_id(),
        "code": new_code(),
        "user_id": user.id,
        "classroom_id": classroom.id,
        "holder": user.name,
        "title": classroom.title,
        "teacher": classroom.teacher_name,
        "school": db.session.scalar(select(School.name)) or "",
        "lessons": lessons,
        "language": user.language,
        "colour": classroom.colour,
        "issued_at": clock.now(),
        "revocation_reason": "",
    }
    row["seal"] = seal(Certificate(**row))
    kept = db.session.scalars(
        insert_new(Certificate, ("user_id", "classroom_id")).values(row).returning(Certificate)
    ).first()
    if kept is None:
        return 0
    audit.record("certificate.issued", actor=None, subject=kept, after={"holder": kept.holder, "class": kept.title})
    announce(
        "certificate.issued",
        kept,
        actor=None,
        classroom_id=classroom.id,
        key=kept.public_id,
        title=kept.title,
        certificate=kept.public_id,
    )
    return 1


@action
def revoke(certificate: Certificate, *, actor: User, reason: str) -> None:
    """It is good no more, and nothing makes it good again.

    Raises Invalid for `reason`, Conflict for one that was revoked before or that somebody changed in the database.
    """
    reason = reason.strip()
    if not reason or len(reason) > limits.REVOCATION_REASON:
        raise Invalid({"reason": _("Say why, in %(most)s characters at most.", most=limits.REVOCATION_REASON)})
    db.session.execute(select(Certificate.id).where(Certificate.id == certificate.id).with_for_update())
    db.session.refresh(certificate)
    if certificate.is_revoked:
        raise Conflict(_("This certificate was revoked before."))
    if not is_genuine(certificate):
        raise Conflict(_("Somebody changed this record in the database. It proves nothing any more."))
    certificate.revoked_at, certificate.revoked_by_id = clock.now(), actor.id
    certificate.revocation_reason = reason
    certificate.seal = seal(certificate)
    audit.record("certificate.revoked", actor=actor, subject=certificate, after={"reason": reason})


def of_code(typed: str) -> Certificate | None:
    """The genuine certificate, revoked or not, with this code, however it was typed. One select, found or not."""
    found = db.session.scalars(select(Certificate).where(Certificate.code == plain(typed))).first()
    return found if found is not None and is_genuine(found) else None


def plain(typed: str) -> str:
    """A code as the database keeps it."""
    return "".join(sign for sign in typed.upper() if sign.isalnum())[: limits.CERTIFICATE_CODE + 1]


def is_genuine(certificate: Certificate) -> bool:
    """Nobody changed the row but we."""
    return hmac.compare_digest(certificate.seal, seal(certificate))


def new_code() -> str:
    """Twenty signs of a 31-letter set without look-alikes: 99 bits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _sign in range(limits.CERTIFICATE_CODE))


def seal(certificate: Certificate) -> str:
    """The MAC over everything that it says."""
    revoked = certificate.revoked_at
    instants = [certificate.issued_at.isoformat(), revoked.isoformat() if revoked else None]
    said = json.dumps([*(getattr(certificate, name) for name in SAID), *instants])
    return hmac.new(settings().secret_key.encode(), f"certificate:{said}".encode(), sha256).hexdigest()
