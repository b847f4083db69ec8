"""First run: the first visitor of an empty school names it and becomes its admin (ACC10)."""

from __future__ import annotations

from sqlalchemy import select

from app import audit, transaction
from app.actions import identities, password_rules, passwords, push_keys
from app.actions.credentials import send_confirmation
from app.errors import NotFound
from app.extensions import db
from app.models.school import School
from app.models.upsert import insert_new
from app.models.user import Role, User


def is_open() -> bool:
    """Whether nobody is here yet."""
    return db.session.scalar(User.anyone()) is None


def open_school(
    *, school_name: str, language: str, timezone: str, name: str, username: str, email: str, password: str
) -> User:
    """Name the school and make its first admin, who is returned. Of two at the same moment one gets it.

    Raises NotFound once there is somebody, Invalid. Not from inside an action: hashing takes time.
    """
    if not is_open():
        raise NotFound
    admin = User(
        name=identities.clean_name(name),
        username=identities.clean_username(username),
        email=identities.clean_email(email),
        role=Role.ADMIN,
        language=language,
        timezone=timezone,
    )
    password_rules.check(password, username=admin.username, email=admin.email)
    transaction.release()
    admin.password_hash = passwords.hash_password(password)
    return _open(" ".join(school_name.split()), admin)


@transaction.action
def _open(school_name: str, admin: User) -> User:
    school = _lock_school(school_name, admin)
    if not is_open():
        raise NotFound
    school.name, school.language, school.timezone = school_name, admin.language, admin.timezone
    identities.keep(admin)
    push_keys.ensure()
    audit.record("school.opened", actor=admin, subject=school, after={"name": school_name})
    audit.record("user.created", actor=admin, subject=admin, after={"role": admin.role.value})
    send_confirmation(admin)
    return admin


def _lock_school(name: str, admin: User) -> School:
    """The one row of the school, ours until the commit: whoever comes second waits here and then finds a user."""
    row = {"id": 1, "name": name, "language": admin.language, "timezone": admin.timezone}
    db.session.execute(insert_new(School, ("id",)).values(**row))
    return db.session.scalars(select(School).where(School.id == 1).with_for_update()).one()
