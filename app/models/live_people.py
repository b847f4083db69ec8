"""People of a live session: who has a seat, who asked to come in, who was there for how long, and what they said."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import CheckConstraint, ForeignKey, Index, String
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.extensions import Base
from app.models import limits
from app.models.base import BigId, HasId, HasPublicId, Instant, choice
from app.models.user import User


class Seat(StrEnum):
    """How somebody stands to a session apart from being in its class.

    INVITED was chosen out of the class and loses the seat with the class; GUEST came from elsewhere: chosen from
    another class of the teacher's, or registered for a webinar. REQUESTED waits for the host, WAITING for a seat;
    DECLINED and REMOVED are out.
    """

    INVITED = "invited"
    GUEST = "guest"
    REQUESTED = "requested"
    WAITING = "waiting"
    DECLINED = "declined"
    REMOVED = "removed"


class Entry(StrEnum):
    """Where somebody stands at the door of the room."""

    WAITING = "waiting"
    ADMITTED = "admitted"
    REMOVED = "removed"


class Presence(StrEnum):
    """UNKNOWN until somebody notes it: who came by an outside link, nobody counts."""

    UNKNOWN = "unknown"
    PRESENT = "present"
    LATE = "late"
    LEFT_EARLY = "left_early"
    ABSENT = "absent"
    EXCUSED = "excused"


class LiveParticipant(Base):
    """One person with a seat. `registered_at` orders the waiting list."""

    __tablename__ = "live_participants"
    __table_args__ = (
        Index("ix_live_participants_user_id", "user_id", "seat"),
        Index("ix_live_participants_session_id_seat", "session_id", "seat", "registered_at"),
    )

    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("live_sessions.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    seat: Mapped[Seat] = mapped_column(choice(Seat))
    registered_at: Mapped[Instant]
    decided_at: Mapped[Instant | None]
    decided_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))

    user: Mapped[User] = relationship(foreign_keys=user_id)


class LiveEntry(Base):
    """One person at the door of one session's room, and that he read what is noted there (`consented_at`)."""

    __tablename__ = "live_entries"
    __table_args__ = (Index("ix_live_entries_user_id", "user_id"),)

    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("live_sessions.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    state: Mapped[Entry] = mapped_column(choice(Entry))
    asked_at: Mapped[Instant]
    decided_at: Mapped[Instant | None]
    consented_at: Mapped[Instant | None]

    user: Mapped[User] = relationship()


class LiveVisit(HasId, Base):
    """One connection to the room, from joining until it left or was last heard of. Instants only ever widen it."""

    __tablename__ = "live_visits"
    __table_args__ = (
        CheckConstraint("seen_at >= joined_at", name="seen_after_joining"),
        Index("ix_live_visits_session_id_user_id", "session_id", "user_id"),
        Index("ix_live_visits_user_id", "user_id"),
    )

    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("live_sessions.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    connection: Mapped[str] = mapped_column(String(32), unique=True)
    joined_at: Mapped[Instant]
    seen_at: Mapped[Instant]
    left_at: Mapped[Instant | None]


class LiveAttendance(Base):
    """What the visits of one person add up to, and what the teacher made of it. `corrected` counts before `status`.

    Whoever was excused beforehand has a row before the session begins, and stays so unless he comes.
    """

    __tablename__ = "live_attendance"
    __table_args__ = (
        CheckConstraint("seconds >= 0", name="seconds_counted"),
        Index("ix_live_attendance_user_id", "user_id"),
    )

    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("live_sessions.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    status: Mapped[Presence] = mapped_column(choice(Presence), default=Presence.ABSENT)
    seconds: Mapped[int] = mapped_column(default=0)
    first_joined_at: Mapped[Instant | None]
    last_left_at: Mapped[Instant | None]
    corrected: Mapped[Presence | None] = mapped_column(choice(Presence, "corrected_presence"))
    corrected_at: Mapped[Instant | None]
    corrected_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    note: Mapped[str] = mapped_column(String(limits.ATTENDANCE_NOTE), default="")
    told_at: Mapped[Instant | None]

    user: Mapped[User] = relationship(foreign_keys=user_id)

    @property
    def counts(self) -> Presence:
        return self.corrected or self.status


class LiveMessage(HasPublicId, Base):
    """Something that was written in the chat of a session: before, during and after it."""

    __tablename__ = "live_messages"
    __table_args__ = (Index("ix_live_messages_session_id_id", "session_id", "id"),)

    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("live_sessions.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    client_id: Mapped[str] = mapped_column(String(32), unique=True)
    body: Mapped[str] = mapped_column(String(limits.LIVE_MESSAGE))
    written_at: Mapped[Instant]
    deleted_at: Mapped[Instant | None]

    author: Mapped[User | None] = relationship()
