"""Who runs a classroom: the condition that drafts and the bin ask for."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import ColumnElement, Select, and_, select, true
from sqlalchemy.orm import InstrumentedAttribute, aliased

from app.models.classroom import STAFF, ClassRole, Membership, MemberState
from app.models.user import Role, User


def staffed(
    classroom_id: InstrumentedAttribute[int], user: User, roles: Collection[ClassRole] = STAFF
) -> ColumnElement[bool]:
    """`user` has one of `roles` in the classroom of this column, or is an admin, and is not viewing it as a student."""
    here = true() if user.student_view_of is None else classroom_id != user.student_view_of
    if user.role is Role.ADMIN:
        return here
    mine = select(Membership.classroom_id).where(
        Membership.user_id == user.id, Membership.state == MemberState.ACTIVE, Membership.role.in_(roles)
    )
    return and_(here, classroom_id.in_(mine))


def admins() -> Select[int]:
    """Ids of all admins, apart from whatever person a select around it asks about."""
    admin = aliased(User)
    return select(admin.id).where(admin.role == Role.ADMIN)
