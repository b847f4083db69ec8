"""Classrooms, who is in them, and how one gets in."""

from __future__ import annotations

import secrets
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    func,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.extensions import Base
from app.models import limits
from app.models.base import BigId, HasPublicId, HasTimes, Instant, choice, contains
from app.models.user import Role, User

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import ColumnElement

CODE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
CODE_LENGTH = 8
CODE_LIFETIME = timedelta(days=7)


class State(StrEnum):
    DRAFT = "draft"
    PUBLISHED = "published"
    ARCHIVED = "archived"


class JoinPolicy(StrEnum):
    OPEN = "open"
    REQUEST = "request"
    CODE = "code"
    CLOSED = "closed"


class ClassRole(StrEnum):
    OWNER = "owner"
    TEACHER = "teacher"
    ASSISTANT = "assistant"
    STUDENT = "student"


class MemberState(StrEnum):
    INVITED = "invited"
    REQUESTED = "requested"
    ACTIVE = "active"
    SUSPENDED = "suspended"
    LEFT = "left"
    REMOVED = "removed"


TEACHING = (ClassRole.OWNER, ClassRole.TEACHER)
STAFF = (ClassRole.OWNER, ClassRole.TEACHER, ClassRole.ASSISTANT)


def new_code() -> str:
    """Eight characters of a 31-letter set without look-alikes: 39 bits."""
    return "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_LENGTH))


class Classroom(HasPublicId, HasTimes, Base):
    """A class. Whoever may browse sees the card of a published one; only members, teachers and admins see inside."""

    __tablename__ = "classrooms"
    __table_args__ = (
        CheckConstraint(f"colour BETWEEN 1 AND {limits.CLASS_COLOURS}", name="colour_known"),
        Index("ix_classrooms_state_title_id", "state", "title", "id"),
        Index("ix_classrooms_owner_id", "owner_id"),
    )

    owner_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id"))
    title: Mapped[str] = mapped_column(String(limits.CLASSROOM_TITLE))
    subject: Mapped[str] = mapped_column(String(limits.CLASSROOM_SUBJECT), default="")
    description: Mapped[str] = mapped_column(String(limits.DESCRIPTION), default="")
    colour: Mapped[int] = mapped_column(default=1)
    emoji: Mapped[str] = mapped_column(String(limits.EMOJI), default="")
    state: Mapped[State] = mapped_column(choice(State), default=State.DRAFT)
    published_at: Mapped[Instant | None]
    join_policy: Mapped[JoinPolicy] = mapped_column(choice(JoinPolicy), default=JoinPolicy.CODE)
    join_code: Mapped[str | None] = mapped_column(String(CODE_LENGTH), unique=True)
    join_token: Mapped[str | None] = mapped_column(String(32), unique=True)
    code_expires_at: Mapped[Instant | None]
    recognises: Mapped[bool] = mapped_column(default=True)
    certifies: Mapped[bool] = mapped_column(default=False)

    owner: Mapped[User] = relationship()

    @property
    def teacher_name(self) -> str:
        return self.owner.name

    @property
    def is_published(self) -> bool:
        return self.state is State.PUBLISHED

    def code_fresh(self, now: datetime) -> bool:
        """Whether the code lets in at once; an expired one leads to approval."""
        return self.code_expires_at is None or self.code_expires_at > now

    @classmethod
    def visible_to(cls, user: User) -> Select[Classroom]:
        """Those whose card `user` may see: published ones, and those he is inside of."""
        return cls._with_owner().where(or_(cls.state == State.PUBLISHED, cls.inside(user)))

    @classmethod
    def entered_by(cls, user: User) -> Select[Classroom]:
        """Those that `user` may see inside of: his own as a member, all for an admin."""
        return cls._with_owner().where(cls.inside(user))

    @classmethod
    def with_code(cls, code: str) -> Select[Classroom]:
        """The published classroom that a short code or the long token of its link opens."""
        wanted = code.strip().replace("-", "").replace(" ", "")
        named = or_(cls.join_code == wanted.upper(), cls.join_token == wanted.lower())
        return cls._with_owner().where(named, cls.state == State.PUBLISHED)

    @classmethod
    def of_member(cls, user: User) -> Select[Classroom]:
        """Those that `user` is an active member of, archived ones last; drafts only for their staff."""
        return (
            select(cls)
            .join(Membership, Membership.classroom_id == cls.id)
            .where(Membership.user_id == user.id, Membership.state == MemberState.ACTIVE)
            .where(or_(cls.state != State.DRAFT, Membership.role.in_(STAFF)))
            .order_by(cls.state == State.ARCHIVED, cls.title, cls.id)
        )

    @classmethod
    def search(cls, user: User, text: str = "") -> Select[Classroom]:
        """Published classrooms by part of title, subject or teacher's name, in the order of titles."""
        found = cls._with_owner().where(cls.state == State.PUBLISHED).order_by(cls.title, cls.id)
        if text:
            found = found.join(cls.owner).where(
                or_(contains(cls.title, text), contains(cls.subject, text), contains(User.name, text))
            )
        return found

    @classmethod
    def _with_owner(cls) -> Select[Classroom]:
        return select(cls).options(joinedload(cls.owner))

    @classmethod
    def inside(cls, user: User) -> ColumnElement[bool]:
        """The condition that `user` may see inside."""
        if user.role is Role.ADMIN:
            return true()
        return cls.id.in_(Membership.classrooms_of(user))


class Membership(HasPublicId, HasTimes, Base):
    """One person in one classroom, once, with a role and a state."""

    __tablename__ = "memberships"
    __table_args__ = (
        UniqueConstraint("classroom_id", "user_id"),
        Index("ix_memberships_user_id_state", "user_id", "state"),
        Index("ix_memberships_classroom_id_state_role", "classroom_id", "state", "role", "user_id"),
    )

    classroom_id: Mapped[int] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    role: Mapped[ClassRole] = mapped_column(choice(ClassRole), default=ClassRole.STUDENT)
    state: Mapped[MemberState] = mapped_column(choice(MemberState), default=MemberState.ACTIVE)
    joined_at: Mapped[Instant | None]

    classroom: Mapped[Classroom] = relationship()
    user: Mapped[User] = relationship()

    @property
    def is_active(self) -> bool:
        return self.state is MemberState.ACTIVE

    @classmethod
    def classrooms_of(cls, user: User) -> Select[int]:
        """Ids of the classrooms that `user` is an active member of; drafts only for their staff."""
        return (
            select(cls.classroom_id)
            .join(cls.classroom)
            .where(cls.user_id == user.id, cls.state == MemberState.ACTIVE, cls.enters())
        )

    @classmethod
    def enters(cls) -> ColumnElement[bool]:
        """The class is no draft, or one belongs to its staff: for selects that join it."""
        return or_(Classroom.state != State.DRAFT, cls.role.in_(STAFF))

    @classmethod
    def visible_to(cls, user: User) -> Select[Membership]:
        """Those of classrooms that `user` teaches or assists in, and his own; all for an admin."""
        every = select(cls).options(joinedload(cls.user), joinedload(cls.classroom).joinedload(Classroom.owner))
        if user.role is Role.ADMIN:
            return every
        mine = select(cls.classroom_id).where(
            cls.user_id == user.id, cls.state == MemberState.ACTIVE, cls.role.in_(STAFF)
        )
        return every.where(or_(cls.user_id == user.id, cls.classroom_id.in_(mine)))

    @classmethod
    def of(cls, classroom: Classroom, user: User) -> Select[Membership]:
        return select(cls).where(cls.classroom_id == classroom.id, cls.user_id == user.id)

    @classmethod
    def counted(cls, classroom: Classroom) -> Select[MemberState, int]:
        """How many people of `classroom` are in each state."""
        return select(cls.state, func.count()).where(cls.classroom_id == classroom.id).group_by(cls.state)

    @classmethod
    def listing(
        cls, classroom: Classroom, state: MemberState, roles: tuple[ClassRole, ...] = tuple(ClassRole)
    ) -> Select[Membership]:
        """Members of `classroom` in one state and some roles, by name."""
        return (
            select(cls)
            .join(cls.user)
            .options(joinedload(cls.user))
            .where(cls.classroom_id == classroom.id, cls.state == state, cls.role.in_(roles))
            .order_by(User.name, cls.id)
        )

    @classmethod
    def people(cls, classroom_id: int, roles: tuple[ClassRole, ...] = tuple(ClassRole)) -> Select[int]:
        """User ids of the active members of a classroom in some roles: an audience."""
        return select(cls.user_id).where(
            cls.classroom_id == classroom_id, cls.state == MemberState.ACTIVE, cls.role.in_(roles)
        )
