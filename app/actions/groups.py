"""Groups of a class: made, renamed, filled, taken away."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, delete, func, select

from app import transaction
from app.actions import modules, progress, quiz_deadlines
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models.classroom import ClassRole, Classroom, Membership, MemberState
from app.models.group import Group, GroupMember
from app.models.quiz import QuizException
from app.models.release import ReleaseRule
from app.models.user import User


def listing(classroom: Classroom) -> list[tuple[Group, int]]:
    """The groups of `classroom` by name, each with how many of its students are in it. One query."""
    here = Membership.user_id == GroupMember.user_id, *_students(classroom.id)
    number = select(func.count()).select_from(GroupMember).join(Membership, here[0])
    counted = number.where(GroupMember.group_id == Group.id, *here[1:]).scalar_subquery()
    return [(group, many) for group, many in db.session.execute(Group.of(classroom).add_columns(counted))]


def members(group: Group) -> Select[int]:
    """Ids of those on its list, whether they are in the class just now or not."""
    return select(GroupMember.user_id).where(GroupMember.group_id == group.id)


@transaction.action
def create(classroom: Classroom, *, actor: User, name: str, people: Collection[str] = ()) -> Group:
    """A group of some students, named by their public ids. Raises Invalid (name, people)."""
    modules.hold(classroom.id)
    _check_name(classroom.id, name)
    group = Group(classroom_id=classroom.id, name=name)
    group.classroom = classroom
    db.session.add(group)
    db.session.flush()
    _fill(group, people)
    return group


@transaction.action
def update(group: Group, *, actor: User, name: str | None = None, people: Collection[str] | None = None) -> Group:
    """Change what is given; the rest stays. Raises Invalid (name, people), NotFound."""
    kept = _lock(group)
    if name is not None:
        _check_name(kept.classroom_id, name, kept.id)
        kept.name = name
    if people is not None:
        moved = _fill(kept, people)
        progress.recount(kept.classroom_id)
        transaction.after_commit(quiz_deadlines.follow, kept.id, moved)
    return kept


@transaction.action
def remove(group: Group, *, actor: User) -> None:
    """Take it away for good. Raises Conflict while something is meant for it, NotFound."""
    kept = _lock(group)
    if db.session.scalar(select(ReleaseRule.id).where(ReleaseRule.group_id == kept.id).limit(1)) is not None:
        raise Conflict(_("Something in this class is meant for this group. Change when that opens first."))
    if db.session.scalar(select(QuizException.id).where(QuizException.group_id == kept.id).limit(1)) is not None:
        raise Conflict(_("This group has other terms for a quiz. Take those away first."))
    db.session.delete(kept)


def _lock(group: Group) -> Group:
    modules.hold(group.classroom_id)
    wanted = select(Group).where(Group.id == group.id)
    kept = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if kept is None:
        raise NotFound
    return kept


def _check_name(classroom_id: int, name: str, own_id: int | None = None) -> None:
    if not name:
        raise Invalid({"name": _("A group needs a name.")})
    same = select(Group.id).where(Group.classroom_id == classroom_id, Group.name == name, Group.id != (own_id or 0))
    if db.session.scalar(same) is not None:
        raise Invalid({"name": _("There is a group with this name already.")})


def _fill(group: Group, people: Collection[str]) -> frozenset[int]:
    """Exactly these students, and whoever was on the list and is out of the class just now. Who came or went."""
    wanted = set(people)
    here = select(User.public_id, User.id).join(Membership, Membership.user_id == User.id)
    ids = dict(db.session.execute(here.where(*_students(group.classroom_id))).all())
    if not wanted <= ids.keys():
        raise Invalid({"people": _("Choose students of this class.")})
    listed = set(db.session.scalars(members(group)))
    chosen = {ids[public_id] for public_id in wanted}
    gone = (listed & set(ids.values())) - chosen
    if gone:
        left = GroupMember.group_id == group.id, GroupMember.user_id.in_(gone)
        db.session.execute(delete(GroupMember).where(*left).execution_options(synchronize_session=False))
    db.session.add_all(GroupMember(group_id=group.id, user_id=user_id) for user_id in chosen - listed)
    db.session.flush()
    return frozenset(gone | (chosen - listed))


def _students(classroom_id: int) -> tuple[ColumnElement[bool], ...]:
    return (
        Membership.classroom_id == classroom_id,
        Membership.state == MemberState.ACTIVE,
        Membership.role == ClassRole.STUDENT,
    )
