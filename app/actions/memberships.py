"""Who is in a classroom: coming in, going out, and what its teachers decide about it (not in an archived one)."""

from __future__ import annotations

from datetime import date

from flask_babel import gettext as _

from app import audit, clock, transaction
from app.actions import join_codes, progress
from app.actions.archived import refuse_archived
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.events import announce
from app.extensions import db
from app.models.classroom import TEACHING, ClassRole, Classroom, JoinPolicy, Membership, MemberState, State
from app.models.upsert import insert_new
from app.models.user import Role, User

BARRED = (MemberState.REMOVED, MemberState.SUSPENDED, MemberState.REQUESTED)


@transaction.action
def join(classroom: Classroom, user: User) -> Membership:
    """Come in without a code: at once where joining is open, by asking where it is by request.

    Twice is as once. Raises Forbidden for who is no student, and where a code is needed.
    """
    if classroom.join_policy not in (JoinPolicy.OPEN, JoinPolicy.REQUEST):
        raise Forbidden(_("You need the code of this class to join."))
    return _enter(classroom, user, at_once=classroom.join_policy is JoinPolicy.OPEN)


@transaction.action
def join_with_code(code: str, user: User) -> Membership:
    """Come in by code or link; an expired one asks the teacher instead. Twice is as once.

    Raises NotFound for a code that opens nothing, whatever the reason; Forbidden for who is no student.
    """
    classroom = join_codes.opened_by(code)
    if classroom is None:
        raise NotFound(_("No class has this code. Ask your teacher for the right one."))
    return _enter(classroom, user, at_once=join_codes.lets_in_at_once(classroom))


def _enter(classroom: Classroom, user: User, *, at_once: bool) -> Membership:
    if not classroom.is_published:
        raise NotFound
    member = seat(classroom, user)
    if member.state in (MemberState.ACTIVE, MemberState.INVITED):
        return _come_in(member, actor=user) if member.state is MemberState.INVITED else member
    if user.role is not Role.STUDENT:
        raise Forbidden(_("Only students join a class. Ask its teacher to add you as a co-teacher."))
    if at_once and not is_barred(member):
        member.role = ClassRole.STUDENT
        return _come_in(member, actor=user)
    return _ask(member)


def is_barred(member: Membership | None) -> bool:
    """Whether only a teacher lets this person in, whatever code he has."""
    return member is not None and member.state in BARRED


def seat(classroom: Classroom, user: User) -> Membership:
    """The one row of `user` in `classroom`, locked; made if there is none, so that two at once get the same."""
    fresh = {
        "classroom_id": classroom.id,
        "user_id": user.id,
        "role": ClassRole.STUDENT,
        "state": MemberState.LEFT,
    }
    db.session.execute(insert_new(Membership, ("classroom_id", "user_id")).values(fresh))
    found = Membership.of(classroom, user).with_for_update().execution_options(populate_existing=True)
    member = db.session.scalars(found).one()
    member.classroom, member.user = classroom, user
    return member


def _come_in(member: Membership, *, actor: User) -> Membership:
    member.state = MemberState.ACTIVE
    member.joined_at = clock.now()
    progress.begin(member)
    told = facts(member, actor)
    announce("membership.joined", member, actor=actor, classroom_id=member.classroom_id, **told)
    return member


def _ask(member: Membership) -> Membership:
    if member.state is not MemberState.REQUESTED:
        member.state = MemberState.REQUESTED
        member.role = ClassRole.STUDENT
        told, key = facts(member, member.user), _once_a_day(member)
        announce("membership.requested", member, actor=member.user, classroom_id=member.classroom_id, key=key, **told)
    return member


def _once_a_day(member: Membership) -> str:
    """Asking again and again rings the teachers once a day."""
    today: date = clock.now().date()
    return f"{member.id}:{today.isoformat()}"


def facts(member: Membership, actor: User) -> dict[str, str]:
    """What the kinds that hear of `member` speak of."""
    return {
        "classroom": member.classroom.title,
        "classroom_public_id": member.classroom.public_id,
        "name": member.user.name,
        "actor_name": actor.name,
    }


@transaction.action
def leave(classroom: Classroom, user: User) -> Membership:
    """Go out; what one made stays. Raises Conflict for the owner, NotFound for who is not in."""
    member = db.session.scalars(Membership.of(classroom, user).with_for_update()).first()
    if member is None or not member.is_active:
        raise NotFound
    if member.role is ClassRole.OWNER:
        raise Conflict(_("This is your own class. You can archive it, but not leave it."))
    member.state = MemberState.LEFT
    return member


@transaction.action
def accept(member: Membership) -> Membership:
    """Say yes to an invitation. Raises Conflict when it does not stand any more, and for an archived classroom."""
    if member.classroom.state is State.ARCHIVED:
        raise Conflict(_("This class is put away. Nobody joins it any more."))
    _expect(member, MemberState.INVITED, MemberState.ACTIVE)
    return member if member.is_active else _come_in(member, actor=member.user)


@transaction.action
def decline(member: Membership) -> Membership:
    _expect(member, MemberState.INVITED, MemberState.LEFT)
    member.state = MemberState.LEFT
    return member


@transaction.action
def approve(member: Membership, *, actor: User) -> Membership:
    """Let in somebody who asked. Twice is as once; raises Conflict when he does not ask any more."""
    _decide(member, MemberState.REQUESTED, MemberState.ACTIVE)
    if not member.is_active:
        member.state = MemberState.ACTIVE
        member.joined_at = clock.now()
        progress.begin(member)
        told = facts(member, actor)
        announce("membership.approved", member, actor=actor, classroom_id=member.classroom_id, **told)
    return member


@transaction.action
def approve_all(classroom: Classroom, *, actor: User) -> int:
    """Let in everybody who asks now; how many that were."""
    refuse_archived(classroom)
    waiting = Membership.listing(classroom, MemberState.REQUESTED).with_for_update(of=Membership)
    members = list(db.session.scalars(waiting))
    for member in members:
        member.classroom = classroom
        approve(member, actor=actor)
    return len(members)


@transaction.action
def reject(member: Membership, *, actor: User) -> Membership:
    """Say no to somebody who asked. He may ask again, but no code lets him in at once any more."""
    _decide(member, MemberState.REQUESTED, MemberState.REMOVED)
    member.state = MemberState.REMOVED
    return member


@transaction.action
def remove(member: Membership, *, actor: User) -> Membership:
    """Put out somebody who is in, suspended or invited. Raises Conflict for the owner."""
    _refuse_owner(member)
    known = (MemberState.ACTIVE, MemberState.SUSPENDED, MemberState.INVITED, MemberState.REMOVED)
    _decide(member, *known)
    _move(member, MemberState.REMOVED, "membership.removed", actor)
    return member


@transaction.action
def suspend(member: Membership, *, actor: User) -> Membership:
    """Keep somebody out for a while. Raises Conflict for the owner and for who is not in."""
    _refuse_owner(member)
    _decide(member, MemberState.ACTIVE, MemberState.SUSPENDED)
    _move(member, MemberState.SUSPENDED, "membership.suspended", actor)
    return member


@transaction.action
def readmit(member: Membership, *, actor: User) -> Membership:
    """End a suspension."""
    _decide(member, MemberState.SUSPENDED, MemberState.ACTIVE)
    _move(member, MemberState.ACTIVE, "membership.readmitted", actor)
    return member


@transaction.action
def change_role(member: Membership, role: ClassRole, *, actor: User) -> Membership:
    """Make somebody teacher, assistant or student of the classroom. Raises Invalid (role), Conflict for the owner."""
    refuse_archived(member.classroom)
    _refuse_owner(member)
    check_role(member.user, role)
    if member.role is not role:
        roles = {"role": member.role.value}, {"role": role.value}
        member.role = role
        progress.begin(member)
        audit.record("membership.role_changed", actor=actor, subject=member, before=roles[0], after=roles[1])
    return member


def check_role(user: User, role: ClassRole) -> None:
    """Raises Invalid (role) for the owner's seat, and for a student in the place of a teacher."""
    if role is ClassRole.OWNER:
        raise Invalid({"role": _("A class keeps its owner.")})
    if role in TEACHING and user.role is Role.STUDENT:
        raise Invalid({"role": _("%(name)s is a student of this school and cannot be a teacher.", name=user.name)})


def _decide(member: Membership, *states: MemberState) -> None:
    """Raises Conflict in an archived classroom, and for a member in none of `states` now."""
    refuse_archived(member.classroom)
    _expect(member, *states)


def _expect(member: Membership, *states: MemberState) -> None:
    db.session.refresh(member, ("state", "role"), with_for_update=True)
    if member.state not in states:
        raise Conflict(_("This has changed in the meantime. Load the page again."))


def _refuse_owner(member: Membership) -> None:
    if member.role is ClassRole.OWNER:
        raise Conflict(_("A class keeps its owner."))


def _move(member: Membership, state: MemberState, deed: str, actor: User) -> None:
    if member.state is not state:
        states = {"state": member.state.value}, {"state": state.value}
        member.state = state
        progress.begin(member)
        audit.record(deed, actor=actor, subject=member, before=states[0], after=states[1])
