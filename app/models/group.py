"""Groups of a class: some of its students, for whom something is meant."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, Select, String, UniqueConstraint, select
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.extensions import Base
from app.models import limits
from app.models.base import BigId, HasPublicId, HasTimes
from app.models.classroom import Classroom
from app.models.staff import staffed
from app.models.user import User


class Group(HasPublicId, HasTimes, Base):
    """A named part of a classroom's students. Only those who teach the class know of it."""

    __tablename__ = "class_groups"
    __table_args__ = (UniqueConstraint("classroom_id", "name"),)

    classroom_id: Mapped[int] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(limits.GROUP_NAME))

    classroom: Mapped[Classroom] = relationship()

    @classmethod
    def visible_to(cls, user: User) -> Select[Group]:
        """Those of classrooms whose staff `user` belongs to."""
        entered = select(cls).join(cls.classroom).options(joinedload(cls.classroom).joinedload(Classroom.owner))
        return entered.where(Classroom.inside(user), staffed(cls.classroom_id, user))

    @classmethod
    def of(cls, classroom: Classroom) -> Select[Group]:
        return select(cls).where(cls.classroom_id == classroom.id).order_by(cls.name, cls.id)


class GroupMember(Base):
    """One person in one group. Whoever leaves the class stays on the list, and is nobody until he is back."""

    __tablename__ = "class_group_members"
    __table_args__ = (Index("ix_class_group_members_user_id", "user_id"),)

    group_id: Mapped[int] = mapped_column(BigId, ForeignKey("class_groups.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
