"""Asking somebody in by mail: the account waits until he has chosen a name and a password."""

from __future__ import annotations

from flask_babel import gettext as _
from sqlalchemy import update

from app import audit, clock, transaction
from app.actions import identities, letters, links, password_rules, passwords, progress
from app.errors import Conflict, Forbidden, NotFound
from app.extensions import db
from app.models.classroom import ClassRole, Classroom, Membership, MemberState
from app.models.credential import Purpose
from app.models.school import School
from app.models.upsert import insert_new
from app.models.user import Role, Status, User


@transaction.action
def invite(
    email: str,
    role: Role,
    *,
    actor: User,
    classroom: Classroom | None = None,
    class_role: ClassRole = ClassRole.STUDENT,
) -> User:
    """The person with this address, who is written to when he has not come in yet.

    With `classroom` he is also noted as invited to it, unless he is known there. Somebody who is active already gets
    neither letter nor membership from here: that is for the caller. Raises Invalid for `email`, Forbidden when `actor`
    may not give the role, Conflict for somebody deactivated.
    """
    if role is not Role.STUDENT and not actor.is_admin:
        raise Forbidden
    address = identities.clean_email(email)
    user = identities.with_email(address) or _make(address, role, actor)
    if user.status is Status.DEACTIVATED:
        raise Conflict(_("This account is switched off. An admin can switch it on again."))
    if user.status is Status.INVITED:
        _note_membership(user, classroom, class_role)
        _send(user, actor, classroom)
    return user


def _make(email: str, role: Role, actor: User) -> User:
    school = db.session.scalars(School.the()).first()
    user = User(
        username=identities.free_username(email),
        name=email.partition("@")[0][:80],
        email=email,
        role=role,
        status=Status.INVITED,
        language=school.language if school else "en",
        timezone=school.timezone if school else "UTC",
    )
    identities.keep(user)
    audit.record("user.invited", actor=actor, subject=user, after={"role": role.value})
    return user


def _note_membership(user: User, classroom: Classroom | None, class_role: ClassRole) -> None:
    if classroom is None:
        return
    made = insert_new(Membership, ("classroom_id", "user_id"))
    row = {"classroom_id": classroom.id, "user_id": user.id, "role": class_role, "state": MemberState.INVITED}
    db.session.execute(made.values(**row))


def _send(user: User, actor: User | None, classroom: Classroom | None) -> None:
    token = links.issue(user, Purpose.INVITE, user.email)
    facts = {"inviter": actor.name if actor else "", "classroom": classroom.title if classroom else ""}
    letters.write("invitation", user=user, token=token, **facts)


@transaction.action
def resend(user: User, *, actor: User | None) -> None:
    """Write the invitation again; the link of the earlier letter stops working. Raises Conflict."""
    if user.status is not Status.INVITED or user.email is None:
        raise Conflict(_("This person is not waiting for an invitation."))
    _send(user, actor, None)


def accept(secret: str, *, name: str, username: str, password: str, language: str) -> User:
    """Come in by the link of an invitation. Raises NotFound for a link that is no longer good, Invalid. Not from
    inside an action."""
    token = links.find(secret, Purpose.INVITE)
    if token is None:
        raise NotFound
    wanted = identities.clean_username(username)
    shown = identities.clean_name(name)
    password_rules.check(password, username=wanted, email=token.user.email)
    identities.refuse_taken_username(wanted, besides=token.user_id)
    transaction.release()
    return _accept(secret, shown, wanted, passwords.hash_password(password), language)


@transaction.action
def _accept(secret: str, name: str, username: str, hashed: str, language: str) -> User:
    token = links.use(secret, Purpose.INVITE)
    user = token.user
    user.name, user.username, user.password_hash, user.language = name, username, hashed, language
    user.status = Status.ACTIVE
    user.email_confirmed_at = clock.now()
    identities.keep(user)
    links.retire(user)
    enter_classrooms(user)
    audit.record("user.joined", actor=user, subject=user)
    return user


@transaction.action
def enter_classrooms(user: User) -> None:
    """Become a member wherever one was invited."""
    invited = update(Membership).where(Membership.user_id == user.id, Membership.state == MemberState.INVITED)
    entered = invited.values(state=MemberState.ACTIVE, joined_at=clock.now(), updated_at=clock.now())
    places = db.session.execute(entered.returning(Membership.classroom_id, Membership.role)).all()
    for classroom_id in sorted(classroom_id for classroom_id, role in places if role is ClassRole.STUDENT):
        progress.recount(classroom_id, user.id)
