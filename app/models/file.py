"""Files of a class: what was uploaded, where it is used, and what is still on its way up."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import (
    BindParameter,
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    and_,
    exists,
    or_,
    select,
    true,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.extensions import Base
from app.models import limits
from app.models.attempt import Attempt, Response
from app.models.base import STORAGE_KEY, BigId, HasId, HasPublicId, HasTimes, Instant, choice
from app.models.classroom import STAFF, Classroom, Membership, MemberState
from app.models.lesson import Lesson
from app.models.question import FileUse, QuestionFile, QuizFile
from app.models.quiz import Quiz
from app.models.recording import Recording
from app.models.showing import tells
from app.models.somebody import now_for
from app.models.user import User


class FileKind(StrEnum):
    """What a file is by its content, whatever its name says."""

    IMAGE = "image"
    PDF = "pdf"
    VIDEO = "video"
    AUDIO = "audio"
    CAPTIONS = "captions"
    OTHER = "other"


class FileState(StrEnum):
    """Videos are made playable by a worker; everything else is ready at once."""

    READY = "ready"
    WAITING = "waiting"
    WORKING = "working"
    FAILED = "failed"


class FilePlace(StrEnum):
    """What a file is to its lesson."""

    MAIN = "main"
    BODY = "body"
    ATTACHMENT = "attachment"
    CAPTIONS = "captions"
    POSTER = "poster"


class StoredFile(HasPublicId, HasTimes, Base):
    """A file that arrived whole. Several rows may share a `key`, since a copied class shares what is stored."""

    __tablename__ = "files"
    __table_args__ = (
        CheckConstraint("size >= 0", name="size_counted"),
        Index("ix_files_classroom_id_created_at", "classroom_id", "created_at"),
        Index("ix_files_key", "key"),
        Index("ix_files_playable_key", "playable_key"),
        Index("ix_files_preview_key", "preview_key"),
        Index("ix_files_state", "state"),
    )

    classroom_id: Mapped[int] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    uploader_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    key: Mapped[str] = mapped_column(String(STORAGE_KEY))
    filename: Mapped[str] = mapped_column(String(limits.FILE_NAME))
    media_type: Mapped[str] = mapped_column(String(limits.MEDIA_TYPE))
    kind: Mapped[FileKind] = mapped_column(choice(FileKind))
    size: Mapped[int] = mapped_column(BigId)
    sha256: Mapped[str] = mapped_column(String(64))
    state: Mapped[FileState] = mapped_column(choice(FileState), default=FileState.READY)
    progress: Mapped[int] = mapped_column(default=100)
    problem: Mapped[str] = mapped_column(String(limits.FILE_PROBLEM), default="")
    width: Mapped[int | None]
    height: Mapped[int | None]
    seconds: Mapped[int | None]
    preview_key: Mapped[str | None] = mapped_column(String(STORAGE_KEY))
    playable_key: Mapped[str | None] = mapped_column(String(STORAGE_KEY))
    attempts: Mapped[int] = mapped_column(default=0)
    unused_since: Mapped[Instant | None]

    classroom: Mapped[Classroom] = relationship()
    uploader: Mapped[User | None] = relationship()

    @classmethod
    def visible_to(cls, user: User) -> Select[StoredFile]:
        """His own, those of classes whose staff he belongs to, and those used where he may look (security.md T8)."""
        staffed = select(Membership.classroom_id).where(
            Membership.user_id == user.id, Membership.state == MemberState.ACTIVE, Membership.role.in_(STAFF)
        )
        in_lessons = select(LessonFile.file_id).join(Lesson, LessonFile.lesson_id == Lesson.id)
        shared = select(Resource.file_id).where(Resource.file_id.is_not(None), Resource.deleted_at.is_(None))
        used = or_(
            cls.id.in_(in_lessons.where(Lesson.shown_to(user))),
            cls.id.in_(shared),
            cls.id.in_(_introduced(user)),
            cls.id.in_(_asked(user)),
        )
        mine = or_(cls.uploader_id == user.id, cls.classroom_id.in_(staffed))
        inside = and_(Classroom.inside(user), true() if user.is_admin else or_(mine, used))
        return (
            select(cls)
            .join(cls.classroom)
            .options(joinedload(cls.classroom).joinedload(Classroom.owner))
            .where(or_(inside, cls.id.in_(Recording.files_shown_to(user))))
        )

    @classmethod
    def is_used(cls) -> ColumnElement[bool]:
        """Something names it: a lesson or a quiz, in the bin or not, a recording, or the resources of the class."""
        recorded = exists().where(Recording.file_id == cls.id, Recording.deleted_at.is_(None))
        shared = exists().where(Resource.file_id == cls.id, Resource.deleted_at.is_(None))
        named = (exists().where(model.file_id == cls.id) for model in (LessonFile, QuestionFile, QuizFile))
        return or_(shared, recorded, *named)


def _introduced(user: User) -> Select[int]:
    """Pictures in the intro of quizzes that `user` may see, and in the sections of those that he began."""
    seen = select(Quiz.id).where(Quiz.shown_to(user)).cte()
    intro = and_(QuizFile.in_intro, QuizFile.quiz_id.in_(select(seen.c.id)))
    begun = select(Attempt.quiz_id).where(Attempt.user_id == user.id)
    return select(QuizFile.file_id).where(or_(intro, and_(~QuizFile.in_intro, QuizFile.quiz_id.in_(begun))))


def _asked(user: User) -> Select[int]:
    """Pictures of the questions that `user` was asked; what belongs to the answer only once he may see that."""
    mine = select(QuestionFile.file_id).join(Response, Response.question_id == QuestionFile.question_id)
    whole = mine.join(Attempt, Response.attempt_id == Attempt.id).join(Quiz, Quiz.id == Attempt.quiz_id)
    return whole.where(Attempt.user_id == user.id, or_(QuestionFile.use == FileUse.ASKED, tells(now_for(user))))


class LessonFile(HasId, Base):
    """A file in a lesson: shown in its text, to take along, or what the lesson is about."""

    __tablename__ = "lesson_files"
    __table_args__ = (
        UniqueConstraint("lesson_id", "file_id", "place"),
        Index("ix_lesson_files_file_id", "file_id"),
    )

    lesson_id: Mapped[int] = mapped_column(BigId, ForeignKey("lessons.id", ondelete="CASCADE"))
    file_id: Mapped[int] = mapped_column(BigId, ForeignKey("files.id", ondelete="CASCADE"))
    place: Mapped[FilePlace] = mapped_column(choice(FilePlace))
    language: Mapped[str] = mapped_column(String(limits.LANGUAGE_TAG), default="")
    position: Mapped[int] = mapped_column(default=0)

    file: Mapped[StoredFile] = relationship()

    @classmethod
    def beside(cls, lesson: Lesson) -> Select[LessonFile]:
        """What there is besides pictures in the text, in order."""
        return cls.of(lesson.id).where(cls.place != FilePlace.BODY)

    @classmethod
    def of(cls, lesson_id: int | BindParameter[int]) -> Select[LessonFile]:
        """All files of a lesson, in order."""
        wanted = select(cls).options(joinedload(cls.file)).where(cls.lesson_id == lesson_id)
        return wanted.order_by(cls.position, cls.id)

    @classmethod
    def main_of(cls, lesson: Lesson) -> Select[StoredFile]:
        """The file that a lesson is about."""
        joined = select(StoredFile).join(cls, cls.file_id == StoredFile.id)
        return joined.where(cls.lesson_id == lesson.id, cls.place == FilePlace.MAIN)


class Resource(HasPublicId, HasTimes, Base):
    """A file or an address for the whole class, outside of any lesson."""

    __tablename__ = "resources"
    __table_args__ = (
        CheckConstraint("(file_id IS NULL) <> (url = '')", name="of_one_thing"),
        Index("ix_resources_classroom_id_position", "classroom_id", "position"),
        Index("ix_resources_file_id", "file_id"),
    )

    classroom_id: Mapped[int] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    title: Mapped[str] = mapped_column(String(limits.LESSON_TITLE))
    file_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("files.id", ondelete="CASCADE"))
    url: Mapped[str] = mapped_column(String(limits.LINK_URL), default="")
    position: Mapped[int]
    deleted_at: Mapped[Instant | None]

    classroom: Mapped[Classroom] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @classmethod
    def of(cls, classroom: Classroom) -> Select[Resource]:
        """Those of `classroom`, in order."""
        wanted = select(cls).options(joinedload(cls.file)).where(cls.classroom_id == classroom.id)
        return wanted.where(cls.deleted_at.is_(None)).order_by(cls.position, cls.id)

    @classmethod
    def visible_to(cls, user: User) -> Select[Resource]:
        """Those of classrooms that `user` may see inside of."""
        entered = select(cls).join(cls.classroom).options(joinedload(cls.classroom).joinedload(Classroom.owner))
        return entered.options(joinedload(cls.file)).where(Classroom.inside(user), cls.deleted_at.is_(None))


class Upload(HasPublicId, HasTimes, Base):
    """A file on its way: its bytes lie aside until all are there. What has arrived is read off those bytes.

    Once it has become a file, `sha256` is of what arrived; the file itself may differ (pictures lose hidden data).
    """

    __tablename__ = "uploads"
    __table_args__ = (CheckConstraint("size > 0", name="size_counted"), Index("ix_uploads_expires_at", "expires_at"))

    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), index=True)
    classroom_id: Mapped[int] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    filename: Mapped[str] = mapped_column(String(limits.FILE_NAME))
    size: Mapped[int] = mapped_column(BigId)
    expires_at: Mapped[Instant]
    sha256: Mapped[str] = mapped_column(String(64), default="")
    file_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("files.id", ondelete="SET NULL"))

    classroom: Mapped[Classroom] = relationship()
    file: Mapped[StoredFile | None] = relationship()

    @classmethod
    def visible_to(cls, user: User) -> Select[Upload]:
        """Nobody's but his own."""
        return select(cls).options(joinedload(cls.classroom), joinedload(cls.file)).where(cls.user_id == user.id)
