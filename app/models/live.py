"""Live sessions of a classroom: what is held when, for whom, in which room; and the series they come from."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from enum import StrEnum
from functools import partial

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    UniqueConstraint,
    and_,
    false,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.extensions import Base
from app.models import limits
from app.models.base import BigId, HasPublicId, HasTimes, Instant, choice
from app.models.classroom import STAFF, Classroom, Membership, MemberState, State
from app.models.group import Group, GroupMember
from app.models.live_people import LiveParticipant, Seat
from app.models.release import UserId
from app.models.staff import admins, staffed
from app.models.user import Role, User

OPEN = "state IN ('scheduled', 'live')"
RUNNING = "state = 'live'"
BEFORE = tuple(timedelta(minutes=minutes) for minutes in (15, 30, 60, 1440))
USUAL_REMINDERS = 0b0111
new_room = partial(secrets.token_hex, 16)


class LiveKind(StrEnum):
    CLASS = "class"
    ONE_TO_ONE = "one_to_one"
    GROUP = "group"
    WEBINAR = "webinar"


class LiveState(StrEnum):
    SCHEDULED = "scheduled"
    LIVE = "live"
    COMPLETED = "completed"
    CANCELLED = "cancelled"


class Provider(StrEnum):
    """Where the room is (`app/video`): between browsers, on our media server, or anywhere else by a link."""

    MESH = "mesh"
    SFU = "sfu"
    LINK = "link"


class Doors(StrEnum):
    """Who may come to a webinar: only who was invited, anybody of the school, or its page is shown to the world."""

    INVITED = "invited"
    MEMBERS = "members"
    PUBLIC = "public"


class Registration(StrEnum):
    """Whether people put their names down for a webinar, and whether the host lets each in."""

    NONE = "none"
    OPEN = "open"
    APPROVED = "approved"


class LiveSeries(HasPublicId, HasTimes, Base):
    """Sessions that come again. Each is a row of its own, made up to `made_until`; the clock makes the later ones.

    `rule` is an RRULE of RFC 5545 without DTSTART; it counts on the wall clock of `zone`, from `first_at` on.
    """

    __tablename__ = "live_series"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes_counted"),
        Index("ix_live_series_made_until", "made_until"),
    )

    classroom_id: Mapped[int] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"), index=True)
    rule: Mapped[str] = mapped_column(String(limits.LIVE_RULE))
    zone: Mapped[str] = mapped_column(String(limits.ZONE_NAME))
    first_at: Mapped[Instant]
    minutes: Mapped[int]
    made_until: Mapped[Instant | None]


class LiveSession(HasPublicId, HasTimes, Base):
    """One session. `recurs_at` is when its series has it, wherever it was moved since (RECURRENCE-ID of RFC 5545);
    `is_altered` says that it was changed alone, so that none is made like it.

    `room` is random, new for each session and in no page of somebody who may not enter; `sequence` counts the changes
    that calendars must hear of. `reminders` has a bit for each of BEFORE. `attend_minutes` are needed to have attended.
    """

    __tablename__ = "live_sessions"
    __table_args__ = (
        CheckConstraint("minutes > 0", name="minutes_counted"),
        CheckConstraint("ends_at > starts_at", name="starts_before_it_ends"),
        CheckConstraint("seats IS NULL OR seats > 0", name="seats_counted"),
        CheckConstraint("(series_id IS NULL) = (recurs_at IS NULL)", name="of_series_has_instant"),
        CheckConstraint("state <> 'live' OR started_at IS NOT NULL", name="live_was_started"),
        CheckConstraint("state <> 'completed' OR ended_at IS NOT NULL", name="completed_was_ended"),
        CheckConstraint("state <> 'cancelled' OR cancelled_at IS NOT NULL", name="cancelled_has_instant"),
        CheckConstraint("provider <> 'link' OR link_url <> ''", name="link_has_address"),
        CheckConstraint("late_minutes >= 0 AND attend_minutes >= 0", name="attendance_counted"),
        UniqueConstraint("series_id", "recurs_at"),
        Index("ix_live_sessions_classroom_id_starts_at", "classroom_id", "starts_at"),
        Index("ix_live_sessions_host_id_starts_at", "host_id", "starts_at"),
        Index("ix_live_sessions_starts_at", "starts_at"),
        Index("ix_live_sessions_group_id", "group_id"),
        Index("ix_live_sessions_running", "classroom_id", sqlite_where=text(RUNNING), postgresql_where=text(RUNNING)),
        {"sqlite_autoincrement": True},  # the roster in Redis goes by the number, which no later session may get
    )

    classroom_id: Mapped[int] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    series_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("live_series.id", ondelete="CASCADE"))
    host_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    group_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("class_groups.id", ondelete="SET NULL"))
    recurs_at: Mapped[Instant | None]
    kind: Mapped[LiveKind] = mapped_column(choice(LiveKind), default=LiveKind.CLASS)
    title: Mapped[str] = mapped_column(String(limits.LIVE_TITLE))
    description: Mapped[str] = mapped_column(String(limits.DESCRIPTION), default="")
    starts_at: Mapped[Instant]
    ends_at: Mapped[Instant]
    minutes: Mapped[int]
    zone: Mapped[str] = mapped_column(String(limits.ZONE_NAME))
    state: Mapped[LiveState] = mapped_column(choice(LiveState), default=LiveState.SCHEDULED)
    started_at: Mapped[Instant | None]
    ended_at: Mapped[Instant | None]
    cancelled_at: Mapped[Instant | None]
    cancel_reason: Mapped[str] = mapped_column(String(limits.CANCEL_REASON), default="")
    for_class: Mapped[bool] = mapped_column(default=True)
    provider: Mapped[Provider] = mapped_column(choice(Provider), default=Provider.MESH)
    link_url: Mapped[str] = mapped_column(String(limits.LINK_URL), default="")
    room: Mapped[str] = mapped_column(String(32), default=new_room, unique=True)
    room_secret: Mapped[str] = mapped_column(String(32), default=new_room)
    waiting_room: Mapped[bool] = mapped_column(default=False)
    is_locked: Mapped[bool] = mapped_column(default=False)
    may_record: Mapped[bool] = mapped_column(default=False)
    doors: Mapped[Doors] = mapped_column(choice(Doors), default=Doors.INVITED)
    registration: Mapped[Registration] = mapped_column(choice(Registration), default=Registration.NONE)
    seats: Mapped[int | None]
    reminders: Mapped[int] = mapped_column(default=USUAL_REMINDERS)
    # None is a choice of its own, and not that nothing was chosen.
    absent_minutes: Mapped[int | None] = mapped_column(Integer().evaluates_none(), default=10)
    late_minutes: Mapped[int] = mapped_column(default=5)
    attend_minutes: Mapped[int] = mapped_column(default=0)
    is_altered: Mapped[bool] = mapped_column(default=False)
    sequence: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    classroom: Mapped[Classroom] = relationship()
    series: Mapped[LiveSeries | None] = relationship()
    host: Mapped[User | None] = relationship()
    group: Mapped[Group | None] = relationship()

    @property
    def is_open(self) -> bool:
        """It is still to come, or going on."""
        return self.state in (LiveState.SCHEDULED, LiveState.LIVE)

    @property
    def is_live(self) -> bool:
        return self.state is LiveState.LIVE

    @classmethod
    def visible_to(cls, user: User) -> Select[LiveSession]:
        """Those that concern `user`, all of classes whose staff he belongs to, and webinars with open doors."""
        return cls.loaded().where(cls.shown_to(user))

    @classmethod
    def loaded(cls) -> Select[LiveSession]:
        """With what every page says of it."""
        classroom = joinedload(cls.classroom).joinedload(Classroom.owner)
        return select(cls).join(cls.classroom).options(classroom, joinedload(cls.host))

    @classmethod
    def shown_to(cls, user: User) -> ColumnElement[bool]:
        """For selects that join the classroom."""
        webinar = cls.kind == LiveKind.WEBINAR, cls.doors != Doors.INVITED
        open_doors = and_(*webinar, Classroom.state == State.PUBLISHED)
        return or_(open_doors, cls.concerns(user.id), and_(Classroom.inside(user), cls.taught_by(user)))

    @classmethod
    def taught_by(cls, user: User) -> ColumnElement[bool]:
        """`user` is of the staff of its classroom, and not viewing it as a student."""
        return staffed(cls.classroom_id, user)

    @classmethod
    def concerns(cls, user_id: UserId) -> ColumnElement[bool]:
        """This person is awaited there: he hears of it, has it in his calendar, may enter and counts as absent.

        Whoever is suspended from the class is not, whatever seat he has; its host is as long as he is of its staff.
        """
        mine = Membership.user_id == user_id, Membership.state == MemberState.ACTIVE, Membership.enters()
        member = select(Membership.classroom_id).join(Membership.classroom).where(*mine)
        of_staff = cls.classroom_id.in_(member.where(Membership.role.in_(STAFF)))
        hosting = and_(cls.host_id == user_id, or_(of_staff, cls.host_id.in_(admins())))
        grouped = select(GroupMember.group_id).where(GroupMember.user_id == user_id)
        seats = select(LiveParticipant.session_id).where(LiveParticipant.user_id == user_id)
        seated = or_(
            cls.id.in_(seats.where(LiveParticipant.seat == Seat.GUEST)),
            and_(cls.classroom_id.in_(member), cls.id.in_(seats.where(LiveParticipant.seat == Seat.INVITED))),
        )
        in_class = and_(cls.classroom_id.in_(member), or_(cls.for_class, cls.group_id.in_(grouped)))
        away = cls.id.in_(seats.where(LiveParticipant.seat == Seat.REMOVED))
        out = Membership.user_id == user_id, Membership.state == MemberState.SUSPENDED
        suspended = cls.classroom_id.in_(select(Membership.classroom_id).where(*out))
        return and_(or_(hosting, in_class, seated), ~away, ~suspended)

    def people(self) -> Select[int]:
        """User ids of everybody whom this session concerns: an audience. The same condition as `concerns`."""
        member = Membership.people(self.classroom_id).join(Membership.classroom).where(Membership.enters())
        seats = select(LiveParticipant.user_id).where(LiveParticipant.session_id == self.id)
        grouped = select(GroupMember.user_id).where(GroupMember.group_id == self.group_id)
        invited = seats.where(LiveParticipant.seat == Seat.INVITED)
        in_class = (
            member
            if self.for_class
            else member.where(
                or_(Membership.user_id.in_(invited), Membership.user_id.in_(grouped) if self.group_id else false())
            )
        )
        runs = or_(User.role == Role.ADMIN, User.id.in_(Membership.people(self.classroom_id, STAFF)))
        host = select(User.id).where(User.id == self.host_id, runs)
        found = in_class.union(seats.where(LiveParticipant.seat == Seat.GUEST), host).cte()
        away = seats.where(LiveParticipant.seat == Seat.REMOVED)
        out = Membership.classroom_id == self.classroom_id, Membership.state == MemberState.SUSPENDED
        suspended = select(Membership.user_id).where(*out)
        return select(found.c[0]).where(found.c[0].not_in(away), found.c[0].not_in(suspended))

    @classmethod
    def between(cls, first: datetime, last: datetime) -> ColumnElement[bool]:
        """It is held, wholly or in part, between two instants."""
        return and_(cls.starts_at < last, cls.ends_at > first)
