"""People: who they are, how they sign in, how they want to be reached."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, Index, Select, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column

from app.extensions import Base
from app.models import limits
from app.models.base import HasPublicId, HasTimes, Instant, choice, contains

if TYPE_CHECKING:
    from app.models.credential import UserSession


class Role(StrEnum):
    ADMIN = "admin"
    TEACHER = "teacher"
    STUDENT = "student"


class Status(StrEnum):
    INVITED = "invited"
    ACTIVE = "active"
    DEACTIVATED = "deactivated"


class Theme(StrEnum):
    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"


class Visibility(StrEnum):
    """Who may see a person's profile."""

    SCHOOL = "school"
    CLASSMATES = "classmates"
    TEACHERS = "teachers"


class User(HasPublicId, HasTimes, Base):
    """A person. Username and email are kept in lower case; email may be missing for students the school makes."""

    __tablename__ = "users"
    __table_args__ = (
        CheckConstraint("username = lower(username)", name="username_lower"),
        CheckConstraint("email = lower(email)", name="email_lower"),
        CheckConstraint("status <> 'active' OR password_hash IS NOT NULL", name="active_has_password"),
        Index("ix_users_role_status_name", "role", "status", "name"),
        Index("ix_users_name_id", "name", "id"),
    )

    username: Mapped[str] = mapped_column(String(limits.USERNAME), unique=True)
    email: Mapped[str | None] = mapped_column(String(limits.EMAIL), unique=True)
    email_confirmed_at: Mapped[Instant | None]
    name: Mapped[str] = mapped_column(String(limits.PERSON_NAME))
    role: Mapped[Role] = mapped_column(choice(Role), default=Role.STUDENT)
    status: Mapped[Status] = mapped_column(choice(Status), default=Status.ACTIVE)
    password_hash: Mapped[str | None] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(10), default="en")
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    theme: Mapped[Theme] = mapped_column(choice(Theme), default=Theme.SYSTEM)
    second_factor_at: Mapped[Instant | None]
    avatar_key: Mapped[str | None] = mapped_column(String(64))
    email_consent: Mapped[bool] = mapped_column(default=True)
    push_on: Mapped[bool] = mapped_column(default=True)
    email_on: Mapped[bool] = mapped_column(default=True)
    read_receipts: Mapped[bool] = mapped_column(default=True)
    show_online: Mapped[bool] = mapped_column(default=True)
    profile_visibility: Mapped[Visibility] = mapped_column(choice(Visibility), default=Visibility.CLASSMATES)

    # How this person came in, for the length of one request; not columns.
    __allow_unmapped__ = True
    session: UserSession | None = None
    scopes: frozenset[str] | None = None
    student_view_of: int | None = None

    # What Flask-Login asks of a user. Its id is the token of the session, so that ending the row ends the visit.
    is_authenticated = True
    is_anonymous = False

    @property
    def is_active(self) -> bool:
        return self.status is Status.ACTIVE

    def get_id(self) -> str:
        if self.session is None:
            raise RuntimeError("this user has no session yet")
        return self.session.token

    @property
    def is_admin(self) -> bool:
        return self.role is Role.ADMIN

    @property
    def is_teacher(self) -> bool:
        return self.role is Role.TEACHER

    @property
    def has_second_factor(self) -> bool:
        return self.second_factor_at is not None

    @property
    def avatar_url(self) -> str | None:
        return f"/avatars/{self.public_id}/{self.avatar_key[:8]}" if self.avatar_key else None

    @classmethod
    def visible_to(cls, user: User) -> Select[User]:
        """Admins see everybody; everyone else himself."""
        every = select(cls)
        return every if user.is_admin else every.where(cls.id == user.id)

    @classmethod
    def by_login(cls, name: str) -> Select[User]:
        """The person whose username or email is `name`, in whatever case."""
        wanted = name.strip().lower()
        return select(cls).where(or_(cls.username == wanted, cls.email == wanted))

    @classmethod
    def search(cls, text_: str = "", role: str = "", status: str = "") -> Select[User]:
        """People by part of name, username or email; by role; by status; in the order of their names."""
        found = select(cls).order_by(cls.name, cls.id)
        if text_:
            found = found.where(
                or_(contains(cls.name, text_), contains(cls.username, text_), contains(cls.email, text_))
            )
        if role in set(Role):
            found = found.where(cls.role == Role(role))
        if status in set(Status):
            found = found.where(cls.status == Status(status))
        return found

    @classmethod
    def teaching(cls) -> Select[User]:
        """Active teachers and admins, by name: who may own a class."""
        may = cls.role.in_((Role.TEACHER, Role.ADMIN))
        return select(cls).where(may, cls.status == Status.ACTIVE).order_by(cls.name, cls.id)

    @classmethod
    def anyone(cls) -> Select[int]:
        return select(cls.id).limit(1)
