"""Classrooms: made, changed, published, put away."""

from __future__ import annotations

from flask_babel import gettext as _

from app import audit, clock, transaction
from app.actions import join_codes
from app.actions.archived import refuse_archived
from app.errors import Forbidden, Invalid
from app.events import announce
from app.extensions import db
from app.models.classroom import ClassRole, Classroom, JoinPolicy, Membership, MemberState, State
from app.models.user import Role, User


@transaction.action
def create(
    *,
    actor: User,
    title: str,
    subject: str = "",
    description: str = "",
    colour: int = 1,
    emoji: str = "",
    join_policy: JoinPolicy = JoinPolicy.CODE,
    owner: User | None = None,
    published: bool = False,
) -> Classroom:
    """A new classroom of `owner`, the actor if left out. Only an admin makes one for somebody else.

    Raises Forbidden, or Invalid (owner) for one who does not teach.
    """
    classroom = Classroom(
        owner=_owner(actor, owner),
        title=title,
        subject=subject,
        description=description,
        colour=colour,
        emoji=emoji,
        join_policy=join_policy,
        state=State.DRAFT,
    )
    join_codes.give(classroom)
    db.session.add(classroom)
    db.session.flush()
    _seat_owner(classroom)
    audit.record("classroom.created", actor=actor, subject=classroom, after={"owner": classroom.owner.public_id})
    if published:
        publish(classroom, actor=actor)
    return classroom


def _owner(actor: User, owner: User | None) -> User:
    chosen = owner or actor
    if chosen.id != actor.id and not actor.is_admin:
        raise Forbidden
    if chosen.role not in (Role.TEACHER, Role.ADMIN) or not chosen.is_active:
        raise Invalid({"owner": _("Choose a teacher of this school.")})
    return chosen


def _seat_owner(classroom: Classroom) -> None:
    seat = Membership(classroom_id=classroom.id, user_id=classroom.owner.id, role=ClassRole.OWNER)
    seat.state = MemberState.ACTIVE
    seat.joined_at = clock.now()
    db.session.add(seat)


@transaction.action
def update(
    classroom: Classroom,
    *,
    actor: User,
    title: str | None = None,
    subject: str | None = None,
    description: str | None = None,
    colour: int | None = None,
    emoji: str | None = None,
    join_policy: JoinPolicy | None = None,
) -> Classroom:
    """Change what is given; the rest stays. Raises Conflict for an archived one."""
    refuse_archived(classroom)
    before = classroom.join_policy
    given = {
        "title": title,
        "subject": subject,
        "description": description,
        "colour": colour,
        "emoji": emoji,
        "join_policy": join_policy,
    }
    for name, value in given.items():
        if value is not None:
            setattr(classroom, name, value)
    if classroom.join_policy is not before:
        facts = {"join_policy": before.value}, {"join_policy": classroom.join_policy.value}
        audit.record("classroom.join_policy", actor=actor, subject=classroom, before=facts[0], after=facts[1])
    return classroom


@transaction.action
def publish(classroom: Classroom, *, actor: User) -> Classroom:
    """Let its card be seen and people join. Raises Conflict for an archived one; twice is as once."""
    refuse_archived(classroom)
    if not classroom.is_published:
        classroom.state = State.PUBLISHED
        classroom.published_at = clock.now()
        announce("classroom.published", classroom, actor=actor, classroom_id=classroom.id, classroom=classroom.title)
    return classroom


@transaction.action
def withdraw(classroom: Classroom, *, actor: User) -> Classroom:
    """Back to a draft that only its staff sees; nobody loses a membership."""
    refuse_archived(classroom)
    if classroom.is_published:
        _move(classroom, State.DRAFT, "classroom.withdrawn", actor)
        classroom.published_at = None
    return classroom


@transaction.action
def archive(classroom: Classroom, *, actor: User) -> Classroom:
    """Put away: members still read it, nothing changes in it any more, nobody joins."""
    if classroom.state is not State.ARCHIVED:
        _move(classroom, State.ARCHIVED, "classroom.archived", actor)
    return classroom


@transaction.action
def restore(classroom: Classroom, *, actor: User) -> Classroom:
    """Out of the archive, to what it was before: published or a draft."""
    if classroom.state is State.ARCHIVED:
        _move(classroom, State.PUBLISHED if classroom.published_at else State.DRAFT, "classroom.restored", actor)
    return classroom


def _move(classroom: Classroom, state: State, deed: str, actor: User) -> None:
    states = {"state": classroom.state.value}, {"state": state.value}
    audit.record(deed, actor=actor, subject=classroom, before=states[0], after=states[1])
    classroom.state = state
