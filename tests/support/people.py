"""Rows that tests start from: made straight in the database, since the actions have tests of their own."""

from __future__ import annotations

import itertools
import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app import clock
from app.actions.passwords import hash_password
from app.extensions import db
from app.models.classroom import ClassRole, Classroom, Membership, MemberState, State, new_code
from app.models.credential import ApiToken, UserSession, hash_token
from app.models.event import Event
from app.models.lesson import Lesson, LessonState, Module
from app.models.school import School
from app.models.user import Role, User

PASSWORD = "correct horse battery"
_numbers = itertools.count(1)
_kept_hash: dict[str, str] = {}


def _save(row: Any) -> Any:
    db.session.add(row)
    db.session.commit()
    return row


def password_hash() -> str:
    if "hash" not in _kept_hash:
        _kept_hash["hash"] = hash_password(PASSWORD)
    return _kept_hash["hash"]


def make_school(**values: Any) -> School:
    """A school without quiet hours, so that nothing depends on the time of day."""
    return _save(School(**{"id": 1, "name": "Hill School", "quiet_on": False, **values}))


def make_user(role: Role | str = Role.STUDENT, name: str = "", **values: Any) -> User:
    number = next(_numbers)
    username = f"person{number}"
    defaults = {
        "username": username,
        "name": name or f"Person {number}",
        "email": f"{username}@example.org",
        "email_confirmed_at": clock.now(),
        "role": Role(role),
        "password_hash": password_hash(),
    }
    return _save(User(**{**defaults, **values}))


def make_classroom(owner: User | None = None, **values: Any) -> Classroom:
    owner = owner or make_user(Role.TEACHER)
    defaults = {
        "title": f"Biology {next(_numbers)}",
        "state": State.PUBLISHED,
        "published_at": clock.now(),
        "join_code": new_code(),
        "join_token": secrets.token_hex(16),
        "code_expires_at": clock.now() + timedelta(days=7),
    }
    classroom = _save(Classroom(owner_id=owner.id, **{**defaults, **values}))
    make_member(classroom, owner, ClassRole.OWNER)
    return classroom


def make_member(
    classroom: Classroom,
    user: User | None = None,
    role: ClassRole | str = ClassRole.STUDENT,
    state: MemberState | str = MemberState.ACTIVE,
) -> Membership:
    user = user or make_user()
    return _save(
        Membership(
            classroom_id=classroom.id,
            user_id=user.id,
            role=ClassRole(role),
            state=MemberState(state),
            joined_at=clock.now(),
        )
    )


def make_lesson(classroom: Classroom, *, published: bool = True, **values: Any) -> Lesson:
    modules = select(Module).where(Module.classroom_id == classroom.id).order_by(Module.id)
    module = db.session.scalars(modules).first() or _save(Module(classroom_id=classroom.id, title="Cells", position=1))
    defaults = {
        "module_id": module.id,
        "title": f"Lesson {next(_numbers)}",
        "body": "Read this.",
        "body_html": "<p>Read this.</p>",
        "state": LessonState.PUBLISHED if published else LessonState.DRAFT,
        "published_at": clock.now() if published else None,
        "told_at": clock.now() if published else None,
        "position": 1,
    }
    return _save(Lesson(classroom_id=classroom.id, **{**defaults, **values}))


def make_told(lesson: Lesson, **values: Any) -> Event:
    """The event that tells the class of a lesson, without anybody who hears it."""
    about = {"type": "lesson.published", "subject_type": "lessons", "subject_id": lesson.id, "facts": {}}
    return _save(Event(**{**about, "classroom_id": lesson.classroom_id, **values}))


def make_session(user: User) -> str:
    """A session row for `user`; the token that its cookie carries."""
    token = secrets.token_urlsafe(32)
    expires = clock.now() + timedelta(days=1)
    _save(UserSession(user_id=user.id, token_hash=hash_token(token), expires_at=expires, device="test"))
    return token


def make_token(user: User, scopes: str = "read write") -> str:
    """An API token of `user`."""
    token = secrets.token_urlsafe(32)
    _save(ApiToken(user_id=user.id, name="test", token_hash=hash_token(token), scopes=scopes))
    return token
