"""Many people in one class, written in bulk: what is measured starts from there."""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from typing import Any

from sqlalchemy import insert, update

from app import clock
from app.extensions import db
from app.models.classroom import ClassRole, Classroom, Membership
from app.models.notification import Channel, PushSubscription, VapidKey
from app.models.preference import ClassMute, Mode, NotificationChoice, NotificationSchedule
from app.models.school import School
from app.models.user import Role, User
from tests.support.people import make_classroom, make_user, password_hash

PUSH_EVERY = 3
ZONES = ("UTC", "Europe/Madrid", "Asia/Kolkata", "America/New_York", "Australia/Lord_Howe")
LANGUAGES = ("en", "es", "hi")


def big_class(members: int) -> Classroom:
    """A class of a teacher and `members` students in three languages; every third has a browser that wants push."""
    classroom: Classroom = make_classroom(make_user(Role.TEACHER))
    numbers = range(1_000_000, 1_000_000 + members)
    db.session.execute(insert(User), list(_people(numbers)))
    db.session.execute(insert(Membership), [_member(classroom, number) for number in numbers])
    key = VapidKey(public_key="bench", private_pem="bench")
    db.session.add(key)
    db.session.flush()
    db.session.execute(insert(PushSubscription), [_browser(number, key.id) for number in numbers[::PUSH_EVERY]])
    db.session.commit()
    return classroom


def live_in(classroom: Classroom) -> None:
    """Give the class's people what a school year does: own choices, muted classes, quiet hours in several zones."""
    mine = list(db.session.scalars(Membership.people(classroom.id, (ClassRole.STUDENT,)).order_by(Membership.user_id)))
    common = {"kind": "new_content", "channel": Channel.EMAIL, "mode": Mode.DIGEST}
    db.session.execute(insert(NotificationChoice), [{"user_id": each, **common} for each in mine[::4]])
    muted = [{"user_id": each, "classroom_id": classroom.id, "created_at": clock.now()} for each in mine[::10]]
    db.session.execute(insert(ClassMute), muted)
    own = [{"user_id": each, "quiet_on": True, "quiet_start": 0, "quiet_end": 1439} for each in mine[::5]]
    db.session.execute(insert(NotificationSchedule), own)
    for number, zone in enumerate(ZONES):
        some = mine[number :: len(ZONES)]
        for at in range(0, len(some), 500):
            db.session.execute(update(User).where(User.id.in_(some[at : at + 500])).values(timezone=zone))
    db.session.execute(update(School).values(quiet_on=True))
    db.session.commit()


def _people(numbers: range) -> Iterator[dict[str, Any]]:
    for number in numbers:
        yield {
            "id": number,
            "username": f"student{number}",
            "name": f"Student {number}",
            "email": f"student{number}@example.org",
            "email_confirmed_at": clock.now(),
            "language": LANGUAGES[number % len(LANGUAGES)],
            "password_hash": password_hash(),
        }


def _member(classroom: Classroom, number: int) -> dict[str, Any]:
    return {
        "classroom_id": classroom.id,
        "user_id": number,
        "role": ClassRole.STUDENT,
        "joined_at": clock.now(),
    }


def _browser(number: int, key_id: int) -> dict[str, Any]:
    return {
        "user_id": number,
        "vapid_key_id": key_id,
        "endpoint": f"https://push.example.org/{number}",
        "endpoint_sha256": secrets.token_hex(32),
        "p256dh": "bench",
        "auth": "bench",
    }
