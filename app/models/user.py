"""People: who they are, how they sign in, how they want to be reached."""

from __future__ import annotations

import hmac
from datetime import timedelta
from enum import StrEnum
from hashlib import sha256
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, Select, String, or_, select
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app import clock
from app.extensions import Base
from app.models import limits
from app.models.base import BigId, HasId, HasPublicId, HasTimes, Instant, choice, contains

if TYPE_CHECKING:
    from datetime import datetime

SESSION_LIFETIME = timedelta(days=30)
SEEN_EVERY = timedelta(minutes=5)


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


class UserSession(HasPublicId, Base):
    """One sign-in on one device. The cookie holds the token, the row only its hash."""

    __tablename__ = "user_sessions"
    __table_args__ = (Index("ix_user_sessions_user_id_last_seen_at", "user_id", "last_seen_at"),)

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[Instant] = mapped_column(default=clock.now)
    last_seen_at: Mapped[Instant] = mapped_column(default=clock.now)
    expires_at: Mapped[Instant]
    address: Mapped[str] = mapped_column(String(45), default="")
    device: Mapped[str] = mapped_column(String(200), default="")

    user: Mapped[User] = relationship()
    token = ""

    @classmethod
    def of_token(cls, token: str, now: datetime) -> Select[UserSession]:
        """The session whose cookie carries `token`, if its person may come in now."""
        return (
            select(cls)
            .join(cls.user)
            .where(cls.token_hash == hash_token(token), cls.expires_at > now, User.status == Status.ACTIVE)
        )

    @classmethod
    def visible_to(cls, user: User) -> Select[UserSession]:
        return select(cls).where(cls.user_id == user.id).order_by(cls.last_seen_at.desc())


class Purpose(StrEnum):
    RESET = "reset"
    CONFIRM = "confirm"
    INVITE = "invite"


LIFETIME = {
    Purpose.RESET: timedelta(minutes=30),
    Purpose.CONFIRM: timedelta(days=3),
    Purpose.INVITE: timedelta(days=14),
}


class UserToken(HasPublicId, Base):
    """A link in a mail that lets one person do one thing once.

    What is mailed is the public id with a MAC over it, made with the secret key: the row alone opens nothing, and the
    sender can write the link without the database ever holding it.
    """

    __tablename__ = "user_tokens"
    __table_args__ = (Index("ix_user_tokens_user_id_purpose", "user_id", "purpose"),)

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    purpose: Mapped[Purpose] = mapped_column(choice(Purpose))
    email: Mapped[str | None] = mapped_column(String(limits.EMAIL))
    created_at: Mapped[Instant] = mapped_column(default=clock.now)
    expires_at: Mapped[Instant]
    used_at: Mapped[Instant | None]

    user: Mapped[User] = relationship()

    def secret(self, secret_key: str) -> str:
        return f"{self.public_id}{self._mac(secret_key)}"

    def _mac(self, secret_key: str) -> str:
        message = f"{self.purpose.value}:{self.public_id}:{self.email or ''}".encode()
        return hmac.new(secret_key.encode(), message, sha256).hexdigest()

    def opens(self, given: str, secret_key: str, now: datetime) -> bool:
        """Whether `given` is this token's secret and the token is still good at `now`."""
        right = hmac.compare_digest(self.secret(secret_key), given)
        return right and self.used_at is None and self.expires_at > now


class ApiToken(HasPublicId, Base):
    """A named, scoped, expiring key for programs; only its hash is kept."""

    __tablename__ = "api_tokens"
    __table_args__ = (Index("ix_api_tokens_user_id_created_at", "user_id", "created_at"),)

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    name: Mapped[str] = mapped_column(String(limits.TOKEN_NAME))
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    scopes: Mapped[str] = mapped_column(String(60))
    created_at: Mapped[Instant] = mapped_column(default=clock.now)
    expires_at: Mapped[Instant | None]
    revoked_at: Mapped[Instant | None]
    last_used_at: Mapped[Instant | None]

    user: Mapped[User] = relationship()

    @classmethod
    def of_token(cls, token: str, now: datetime) -> Select[ApiToken]:
        return (
            select(cls)
            .join(cls.user)
            .where(
                cls.token_hash == hash_token(token),
                cls.revoked_at.is_(None),
                or_(cls.expires_at.is_(None), cls.expires_at > now),
                User.status == Status.ACTIVE,
            )
        )

    @classmethod
    def visible_to(cls, user: User) -> Select[ApiToken]:
        return select(cls).where(cls.user_id == user.id).order_by(cls.created_at.desc())


class Registration(StrEnum):
    """Who may make an account."""

    OPEN = "open"
    INVITATION = "invitation"
    CLOSED = "closed"


class School(HasId, HasTimes, Base):
    """The one school of this installation."""

    __tablename__ = "schools"
    __table_args__ = (CheckConstraint("id = 1", name="only_one"),)

    name: Mapped[str] = mapped_column(String(limits.SCHOOL_NAME))
    registration: Mapped[Registration] = mapped_column(choice(Registration), default=Registration.CLOSED)
    language: Mapped[str] = mapped_column(String(10), default="en")
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")

    @classmethod
    def the(cls) -> Select[School]:
        return select(cls).where(cls.id == 1)


def hash_token(token: str) -> str:
    """What is kept of a random 256-bit token: such a token needs no slow hash."""
    return sha256(token.encode()).hexdigest()
