"""Accounts: made, registered, given a role, switched off and on. The door to all that others call of them."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import and_, delete, or_, select

from app import audit, clock, transaction
from app.actions import identities, letters, links, password_rules, passwords, sessions
from app.actions.credentials import change_email, change_password, remind, reset_by_hand, send_confirmation, send_reset
from app.actions.invitations import invite
from app.actions.invitations import resend as resend_invitation
from app.errors import Conflict, Forbidden
from app.events import announce
from app.extensions import db
from app.models.credential import LIFETIME, Purpose
from app.models.school import Registration, School
from app.models.user import Role, Status, User

__all__ = [
    "Created",
    "change_email",
    "change_password",
    "change_role",
    "create_user",
    "deactivate",
    "forget_unconfirmed",
    "invite",
    "reactivate",
    "register",
    "resend_invitation",
    "reset_by_hand",
    "send_reset",
]


@dataclass(frozen=True)
class Created:
    """A new person and the first password, which is shown once and kept nowhere."""

    user: User
    password: str


def create_user(
    *,
    name: str,
    role: Role,
    actor: User | None,
    username: str = "",
    email: str | None = None,
    password: str | None = None,
    confirmed: bool = False,
) -> Created:
    """An active account made by an admin (`actor`), or by the operator (None).

    Without `username` one is made of the address or name; without `password` a readable one. The address is asked for
    confirmation by mail unless `confirmed`. Raises Invalid. Not from inside an action: hashing takes time.
    """
    address = identities.clean_email(email) if email else None
    wanted = identities.clean_username(username) if username else identities.free_username(address or name)
    chosen = password or passwords.readable_password()
    password_rules.check(chosen, username=wanted, email=address)
    person = User(name=identities.clean_name(name), username=wanted, email=address, role=role)
    identities.refuse_taken_username(wanted)
    transaction.release()
    person.password_hash = passwords.hash_password(chosen)
    person.email_confirmed_at = clock.now() if confirmed and address else None
    return Created(_create(person, actor), chosen)


@transaction.action
def _create(person: User, actor: User | None) -> User:
    school = db.session.scalars(School.the()).first()
    if school:
        person.language, person.timezone = school.language, school.timezone
    identities.keep(person)
    audit.record("user.created", actor=actor, subject=person, after={"role": person.role.value})
    if person.email and not person.email_confirmed_at:
        send_confirmation(person)
    return person


def register(
    *, name: str, username: str, email: str, password: str, email_consent: bool, language: str, timezone: str
) -> None:
    """Ask for an account of one's own: a student's, which opens once the address is confirmed.

    For an address that is known already the answer is the same; only the letter says so (T11). Raises Forbidden unless
    the school is open to all, Invalid. Not from inside an action.
    """
    school = db.session.scalars(School.the()).first()
    if school is None or school.registration is not Registration.OPEN:
        raise Forbidden
    address = identities.clean_email(email)
    person = User(
        name=identities.clean_name(name),
        username=identities.clean_username(username),
        email_consent=email_consent,
        email_on=email_consent,
        language=language,
        timezone=timezone,
        role=Role.STUDENT,
        status=Status.INVITED,
    )
    password_rules.check(password, username=person.username, email=address)
    identities.refuse_taken_username(person.username)
    transaction.release()
    person.password_hash = passwords.hash_password(password)
    _register(person, address)


@transaction.action
def _register(person: User, address: str) -> None:
    known = identities.with_email(address)
    if known and _waits_for_confirmation(known):
        db.session.delete(known)
        db.session.flush()
        known = None
    if known is None:
        person.email = address
        identities.keep(person)
        send_confirmation(person)
        return
    # Its username is taken all the same, or a second try with it would tell the two cases apart.
    person.password_hash = None
    identities.keep(person)
    if known.status is Status.INVITED:
        remind(known)
    else:
        letters.write("address_known", user=known)


def _waits_for_confirmation(user: User) -> bool:
    return user.status is Status.INVITED and user.password_hash is not None


@transaction.action
def forget_unconfirmed() -> int:
    """Remove registrations that nobody confirmed in time; how many. For the clock, once a day."""
    old = User.created_at < clock.now() - LIFETIME[Purpose.CONFIRM]
    waiting = or_(User.password_hash.is_not(None), and_(User.email.is_(None), User.password_hash.is_(None)))
    gone = delete(User).where(User.status == Status.INVITED, User.email_confirmed_at.is_(None), waiting, old)
    return len(list(db.session.scalars(gone.returning(User.id))))


@transaction.action
def change_role(user: User, role: Role, *, actor: User | None) -> None:
    """Give `user` another role; he hears of it. Raises Forbidden for one's own, Conflict for the last admin."""
    _refuse_oneself(user, actor)
    if role is user.role:
        return
    if user.role is Role.ADMIN:
        _keep_an_admin(user)
    before, user.role = user.role, role
    db.session.add(user)
    audit.record("user.role_changed", actor=actor, subject=user, before={"role": before}, after={"role": role})
    announce("user.role_changed", user, actor=actor, role=role.value, before=before.value)


@transaction.action
def deactivate(user: User, *, actor: User | None) -> None:
    """Switch an account off: every session, socket, API token and mailed link ends at once.

    Raises Forbidden for one's own, Conflict for the last admin's.
    """
    _refuse_oneself(user, actor)
    if user.status is Status.DEACTIVATED:
        return
    if user.role is Role.ADMIN:
        _keep_an_admin(user)
    before = {"status": user.status}
    user.status = Status.DEACTIVATED
    db.session.add(user)
    sessions.end_all(user)
    sessions.revoke_tokens(user)
    links.retire(user)
    transaction.after_commit(sessions.silence, user.id)
    audit.record("user.deactivated", actor=actor, subject=user, before=before, after={"status": user.status})


@transaction.action
def reactivate(user: User, *, actor: User | None) -> None:
    """Switch an account on again; somebody who never had a password is invited again."""
    if user.status is not Status.DEACTIVATED:
        return
    before = {"status": user.status}
    user.status = Status.ACTIVE if user.password_hash else Status.INVITED
    db.session.add(user)
    audit.record("user.reactivated", actor=actor, subject=user, before=before, after={"status": user.status})


def _refuse_oneself(user: User, actor: User | None) -> None:
    if actor is not None and actor.id == user.id:
        raise Forbidden(_("You cannot do this to your own account. Ask another admin."))


def _keep_an_admin(user: User) -> None:
    """Raises Conflict if `user` is the last active admin. Rows are locked, so that two cannot drop each other."""
    active = select(User.id).where(User.role == Role.ADMIN, User.status == Status.ACTIVE)
    admins = db.session.scalars(active.order_by(User.id).with_for_update()).all()
    if [number for number in admins if number != user.id] == []:
        raise Conflict(_("This is the last admin. Make somebody else an admin first."))
