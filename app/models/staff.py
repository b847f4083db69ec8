"""Who runs a classroom: the condition that drafts and the bin ask for."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, select, true
from sqlalchemy.orm import InstrumentedAttribute

from app.models.classroom import STAFF, Membership, MemberState
from app.models.user import Role, User


def staffed(classroom_id: InstrumentedAttribute[int], user: User) -> ColumnElement[bool]:
    """`user` is of the staff of the classroom in this column, or an admin, and is not viewing it as a student."""
    here = true() if user.student_view_of is None else classroom_id != user.student_view_of
    if user.role is Role.ADMIN:
        return here
    mine = select(Membership.classroom_id).where(
        Membership.user_id == user.id, Membership.state == MemberState.ACTIVE, Membership.role.in_(STAFF)
    )
    return and_(here, classroom_id.in_(mine))
