"""Recordings of live sessions: made in the room piece by piece, uploaded, or linked."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    and_,
    or_,
    select,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.extensions import Base
from app.models import limits
from app.models.base import STORAGE_KEY, BigId, HasId, HasPublicId, HasTimes, Instant, choice
from app.models.classroom import Classroom, Membership
from app.models.live import LiveSession
from app.models.user import User

if TYPE_CHECKING:
    from app.models.file import StoredFile


class RecordingSource(StrEnum):
    ROOM = "room"
    UPLOAD = "upload"
    LINK = "link"


class RecordingState(StrEnum):
    """RUNNING takes pieces; JOINING is made one file of by a worker; what that file still needs its own state says."""

    RUNNING = "running"
    JOINING = "joining"
    READY = "ready"
    FAILED = "failed"


class RecordingShown(StrEnum):
    """Who may see it beside the staff: nobody, whom the session concerned, or the whole class."""

    STAFF = "staff"
    PARTICIPANTS = "participants"
    CLASS = "class"


class Recording(HasPublicId, HasTimes, Base):
    """One recording. A link needs no file; one from the room gets its file when its pieces are joined."""

    __tablename__ = "recordings"
    __table_args__ = (
        CheckConstraint("source <> 'link' OR link_url <> ''", name="link_has_address"),
        CheckConstraint("seconds IS NULL OR seconds >= 0", name="seconds_counted"),
        Index("ix_recordings_session_id", "session_id", "created_at"),
        Index("ix_recordings_state", "state", "heard_at"),
        Index("ix_recordings_expires_at", "expires_at"),
        Index("ix_recordings_file_id", "file_id"),
    )

    session_id: Mapped[int] = mapped_column(BigId, ForeignKey("live_sessions.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    file_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("files.id", ondelete="SET NULL"))
    source: Mapped[RecordingSource] = mapped_column(choice(RecordingSource))
    state: Mapped[RecordingState] = mapped_column(choice(RecordingState))
    shown: Mapped[RecordingShown] = mapped_column(choice(RecordingShown), default=RecordingShown.PARTICIPANTS)
    title: Mapped[str] = mapped_column(String(limits.LIVE_TITLE))
    link_url: Mapped[str] = mapped_column(String(limits.LINK_URL), default="")
    media_type: Mapped[str] = mapped_column(String(limits.MEDIA_TYPE), default="")
    seconds: Mapped[int | None]
    heard_at: Mapped[Instant | None]
    told_at: Mapped[Instant | None]
    expires_at: Mapped[Instant | None]
    deleted_at: Mapped[Instant | None]

    session: Mapped[LiveSession] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @classmethod
    def visible_to(cls, user: User) -> Select[Recording]:
        """Finished ones as their teacher shows them, and all of classes whose staff `user` belongs to."""
        session = joinedload(cls.session).joinedload(LiveSession.classroom).joinedload(Classroom.owner)
        every = select(cls).join(cls.session).join(LiveSession.classroom).options(session, joinedload(cls.file))
        return every.where(cls.shown_to(user))

    @classmethod
    def files_shown_to(cls, user: User) -> Select[int | None]:
        """Ids of the files of those that `user` may see."""
        found = select(cls.file_id).join(cls.session).join(LiveSession.classroom)
        return found.where(cls.file_id.is_not(None), cls.shown_to(user))

    @classmethod
    def shown_to(cls, user: User) -> ColumnElement[bool]:
        """For selects that join the session and its classroom."""
        taught = and_(Classroom.inside(user), LiveSession.taught_by(user))
        in_class = and_(cls.shown == RecordingShown.CLASS, Classroom.inside(user))
        awaited = and_(cls.shown != RecordingShown.STAFF, LiveSession.concerns(user.id))
        ready = and_(cls.state == RecordingState.READY, or_(in_class, awaited))
        return and_(cls.deleted_at.is_(None), or_(taught, ready))

    def people(self) -> Select[int]:
        """User ids of those whom its teacher shows it to: an audience."""
        if self.shown is RecordingShown.CLASS:
            entering = (
                Membership.people(self.session.classroom_id).join(Membership.classroom).where(Membership.enters())
            )
            every = self.session.people().union(entering).subquery()
            return select(every.c[0])
        return self.session.people()


class RecordingPiece(HasId, Base):
    """What the host's browser recorded since the piece before: bytes in storage under `key`, in order of `number`."""

    __tablename__ = "recording_pieces"
    __table_args__ = (
        UniqueConstraint("recording_id", "number"),
        CheckConstraint("number >= 0 AND size > 0", name="piece_counted"),
    )

    recording_id: Mapped[int] = mapped_column(BigId, ForeignKey("recordings.id", ondelete="CASCADE"))
    number: Mapped[int]
    key: Mapped[str] = mapped_column(String(STORAGE_KEY))
    size: Mapped[int]
    sha256: Mapped[str] = mapped_column(String(64))
    arrived_at: Mapped[Instant]
