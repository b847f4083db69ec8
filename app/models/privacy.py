"""Who sees whom: what people chose on their profile, as one condition for lists, the API and pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, or_, select, true

from app.models.classroom import TEACHING, Membership, MemberState
from app.models.user import User, Visibility

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Select


def shown_to(viewer: User) -> ColumnElement[bool]:
    """The condition that `viewer` may see a person's name and picture.

    Admins see everybody, teachers everybody who has to do with their classes, and everybody whoever teaches them; the
    rest is as each person chose. Who views a class as a student sees what a student sees.
    """
    if viewer.is_admin and viewer.student_view_of is None:
        return true()
    classes = Membership.classrooms_of(viewer)
    shared = or_(Membership.classroom_id.in_(classes), Membership.classroom_id == viewer.student_view_of)
    here = select(Membership.user_id).where(shared, Membership.state == MemberState.ACTIVE)
    classmate = and_(User.profile_visibility == Visibility.CLASSMATES, User.id.in_(here))
    return or_(
        User.id == viewer.id,
        User.profile_visibility == Visibility.SCHOOL,
        classmate,
        User.id.in_(here.where(Membership.role.in_(TEACHING))),
        User.id.in_(select(Membership.user_id).where(Membership.classroom_id.in_(_taught_by(viewer)))),
    )


def _taught_by(viewer: User) -> Select[int]:
    taught = Membership.classrooms_of(viewer).where(Membership.role.in_(TEACHING))
    if viewer.student_view_of is None:
        return taught
    return taught.where(Membership.classroom_id != viewer.student_view_of)
