"""Announcements: what is told to the school, to a role, to a class or to some of its people."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    Date,
    ForeignKey,
    Index,
    Select,
    String,
    Text,
    and_,
    func,
    or_,
    select,
    text,
    true,
    union_all,
)
from sqlalchemy.orm import Mapped, aliased, joinedload, mapped_column, relationship

from app import clock
from app.extensions import Base
from app.formats import rich_text
from app.formats.recurrence import Repeat
from app.models import limits
from app.models.base import BigId, HasPublicId, HasTimes, Instant, choice
from app.models.classroom import STAFF, Classroom, Membership, MemberState, State
from app.models.lesson import BodyFormat
from app.models.user import Role, Status, User

AWAITED = "publish_at IS NOT NULL"
EXCERPT = 160
FEW = 3
Now = datetime | BindParameter[datetime]  # an instant, or its place in a select that is built once


class Audience(StrEnum):
    SCHOOL = "school"
    ROLE = "role"
    CLASSROOM = "classroom"
    CHOSEN = "chosen"


class AnnouncementState(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Announcement(HasPublicId, HasTimes, Base):
    """Something told to many. `publish_at` is when the clock tells it next, `first_at` the first of those instants.

    `event_id` is the event of its last publication: who was reached is asked of that one's notifications.
    """

    __tablename__ = "announcements"
    __table_args__ = (
        CheckConstraint("(audience IN ('classroom', 'chosen')) = (classroom_id IS NOT NULL)", name="class_named"),
        CheckConstraint("(audience = 'role') = (role IS NOT NULL)", name="role_named"),
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_has_instant"),
        Index("ix_announcements_due", "publish_at", sqlite_where=text(AWAITED), postgresql_where=text(AWAITED)),
        Index("ix_announcements_classroom_id_state", "classroom_id", "state", "published_at"),
        Index("ix_announcements_author_id", "author_id"),
    )

    author_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    audience: Mapped[Audience] = mapped_column(choice(Audience))
    role: Mapped[Role | None] = mapped_column(choice(Role))
    classroom_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(limits.ANNOUNCEMENT_TITLE))
    body: Mapped[str] = mapped_column(Text, default="")
    body_format: Mapped[BodyFormat] = mapped_column(choice(BodyFormat), default=BodyFormat.MARKDOWN)
    body_html: Mapped[str] = mapped_column(Text, default="")
    policy_version: Mapped[int] = mapped_column(default=1)
    state: Mapped[AnnouncementState] = mapped_column(choice(AnnouncementState), default=AnnouncementState.DRAFT)
    pinned: Mapped[bool] = mapped_column(default=False)
    urgent: Mapped[bool] = mapped_column(default=False)
    publish_at: Mapped[Instant | None]
    first_at: Mapped[Instant | None]
    repeats: Mapped[Repeat] = mapped_column(choice(Repeat), default=Repeat.NONE)
    repeat_until: Mapped[date | None] = mapped_column(Date)
    timezone: Mapped[str] = mapped_column(String(64), default="UTC")
    published_at: Mapped[Instant | None]
    expires_at: Mapped[Instant | None]
    edited_at: Mapped[Instant | None]
    nudged_at: Mapped[Instant | None]
    event_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("events.id", ondelete="SET NULL"))

    author: Mapped[User | None] = relationship()
    classroom: Mapped[Classroom | None] = relationship()

    @property
    def is_published(self) -> bool:
        return self.state is AnnouncementState.PUBLISHED

    @property
    def is_over(self) -> bool:
        return self.expires_at is not None and self.expires_at <= clock.now()

    @property
    def classroom_public_id(self) -> str | None:
        return self.classroom.public_id if self.classroom else None

    @property
    def excerpt(self) -> str:
        """The beginning of its text, on one line."""
        return rich_text.plain(self.body_html, EXCERPT)

    @property
    def author_name(self) -> str:
        return self.author.name if self.author else ""

    @classmethod
    def visible_to(cls, user: User, now: Now | None = None) -> Select[Announcement]:
        """What stands `now` and concerns `user`; drafts and all the rest for a class's staff, and for admins."""
        now = clock.now() if now is None else now
        if user.role is Role.ADMIN:
            concerned = or_(cls.concerns(user), cls.audience == Audience.CLASSROOM)
            return cls.whole().where(or_(cls.kept_by(user), and_(cls.standing(now), concerned)))
        each = aliased(cls)
        kept = select(each.id).where(each.kept_by(user))
        return cls.whole().where(cls.id.in_(union_all(kept, *_told(user, each.standing(now), each))))

    @classmethod
    def pinned_in(cls, classroom: Classroom, user: User) -> Select[Announcement]:
        """The few of `classroom` that stand on top for `user`."""
        pinned = (cls.classroom_id == classroom.id, cls.pinned, cls.standing(clock.now()))
        standing = cls.visible_to(user).where(*pinned)
        return standing.order_by(*cls.newest_first()).limit(FEW)

    @classmethod
    def whole(cls) -> Select[Announcement]:
        """With all that a list shows of each."""
        return select(cls).options(joinedload(cls.author), joinedload(cls.classroom).joinedload(Classroom.owner))

    @classmethod
    def standing(cls, now: Now) -> ColumnElement[bool]:
        """Published, and not over."""
        return and_(cls.state == AnnouncementState.PUBLISHED, cls._lasts(now))

    @classmethod
    def _lasts(cls, now: Now) -> ColumnElement[bool]:
        return or_(cls.expires_at.is_(None), cls.expires_at > now)

    @classmethod
    def concerns(cls, user: User) -> ColumnElement[bool]:
        """Whether `user` is among those it is for, as things are now."""
        return cls.id.in_(union_all(*_told(user, true(), aliased(cls))))

    @classmethod
    def kept_by(cls, user: User) -> ColumnElement[bool]:
        """Those of classes whose staff `user` belongs to, or all for an admin; not while viewing as a student."""
        real: ColumnElement[bool] = true()
        if user.student_view_of is not None:
            real = or_(cls.classroom_id.is_(None), cls.classroom_id != user.student_view_of)
        if user.role is Role.ADMIN:
            return real
        staffed = select(Membership.classroom_id).where(
            Membership.user_id == user.id, Membership.state == MemberState.ACTIVE, Membership.role.in_(STAFF)
        )
        return and_(real, cls.classroom_id.in_(staffed))

    @classmethod
    def newest_first(cls) -> tuple[ColumnElement[Any], ...]:
        """The order of lists: pinned ones on top."""
        return cls.pinned.desc(), func.coalesce(cls.published_at, cls.created_at).desc(), cls.id.desc()

    @classmethod
    def due(cls, now: datetime) -> Select[int]:
        """Ids of those whose time to be published has come, and that are not over by now."""
        going = cls.state.in_((AnnouncementState.SCHEDULED, AnnouncementState.PUBLISHED))
        return select(cls.id).where(cls.publish_at <= now, going, cls._lasts(now)).order_by(cls.publish_at, cls.id)

    @classmethod
    def still_due(cls, announcement_id: int) -> Select[int]:
        """The id, if it still is to be heard of: it stands, in a class that its students can enter."""
        open_or_none = or_(cls.classroom_id.is_(None), Classroom.state == State.PUBLISHED)
        found = select(cls.id).outerjoin(cls.classroom).where(cls.id == announcement_id, open_or_none)
        return found.where(cls.standing(clock.now()))


class AnnouncementPerson(Base):
    """One of those chosen in a class. Who is no longer in it is not told, and sees nothing."""

    __tablename__ = "announcement_people"
    __table_args__ = (Index("ix_announcement_people_user_id", "user_id"),)

    announcement_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("announcements.id", ondelete="CASCADE"), primary_key=True
    )
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)

    @classmethod
    def of(cls, announcement_id: int) -> Select[int]:
        """Ids of the people chosen."""
        return select(cls.user_id).where(cls.announcement_id == announcement_id)


def _told(user: User, condition: ColumnElement[bool], each: type[Announcement]) -> tuple[Select[int], ...]:
    """Ids of those that are for `user`: for all, for a class, for him. Apart, since each has an index of its own."""
    ids = select(each.id).where(condition)
    inside = each.classroom_id.in_(Membership.classrooms_of(user))
    chosen = ids.join(AnnouncementPerson, AnnouncementPerson.announcement_id == each.id)
    return (
        ids.where(each.classroom_id.is_(None), or_(each.audience == Audience.SCHOOL, each.role == user.role)),
        ids.where(inside, each.audience == Audience.CLASSROOM),
        chosen.where(AnnouncementPerson.user_id == user.id, inside),
    )


def people(
    announcement_id: int, audience: Audience, role: Role | None, classroom_id: int | None, author_id: int | None
) -> Select[int]:
    """Ids of those an announcement is for, its author left out. Active ones only."""
    found = select(User.id).where(User.status == Status.ACTIVE)
    if author_id is not None:
        found = found.where(User.id != author_id)
    if audience is Audience.SCHOOL:
        return found
    if audience is Audience.ROLE:
        return found.where(User.role == role)
    found = found.where(User.id.in_(Membership.people(classroom_id or 0)))
    return found if audience is Audience.CLASSROOM else found.where(User.id.in_(AnnouncementPerson.of(announcement_id)))
