"""Questions: of a quiz, or kept in their owner's bank alone; every change is a version that stays."""

from __future__ import annotations

from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    and_,
    select,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.extensions import Base
from app.models import limits
from app.models.base import BigId, HasId, HasPublicId, HasTimes, Instant, Json, choice
from app.models.classroom import Classroom
from app.models.exact import Exact
from app.models.quiz import Quiz, QuizSection
from app.models.staff import staffed
from app.models.user import User


class FileUse(StrEnum):
    """Where a picture of a question stands: in what is asked, or in what is told only once results are shown."""

    ASKED = "asked"
    TOLD = "told"


class Question(HasPublicId, HasTimes, Base):
    """A question in a section of a quiz, or in no quiz at all; `type`, `name` and `plain` are its newest version's.

    The bank of a teacher is all questions that he owns. To use one elsewhere is to copy it: `origin_id` is the first of
    its line, by which its use is counted. A quiz that was attempted keeps removed questions, with `deleted_at`.
    """

    __tablename__ = "questions"
    __table_args__ = (
        CheckConstraint("(quiz_id IS NULL) = (section_id IS NULL)", name="in_quiz_and_section"),
        Index("ix_questions_quiz_id_section_id", "quiz_id", "section_id", "position"),
        Index("ix_questions_owner_id", "owner_id", "deleted_at", "id"),
        Index("ix_questions_classroom_id", "classroom_id"),
        Index("ix_questions_origin_id", "origin_id"),
        Index("ix_questions_section_id", "section_id"),
    )

    classroom_id: Mapped[int] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    quiz_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("quizzes.id", ondelete="CASCADE"))
    section_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("quiz_sections.id", deferrable=True, initially="DEFERRED")
    )
    owner_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    origin_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("questions.id", ondelete="SET NULL"))
    position: Mapped[int] = mapped_column(default=0)
    points: Mapped[Exact] = mapped_column(default=lambda: Fraction(1))
    version: Mapped[int] = mapped_column(default=1)
    type: Mapped[str] = mapped_column(String(limits.QUESTION_TYPE))
    name: Mapped[str] = mapped_column(String(limits.QUESTION_NAME), default="")
    plain: Mapped[str] = mapped_column(String(limits.QUESTION_PLAIN), default="")
    deleted_at: Mapped[Instant | None]

    classroom: Mapped[Classroom] = relationship()
    quiz: Mapped[Quiz | None] = relationship()
    section: Mapped[QuizSection | None] = relationship()

    @classmethod
    def visible_to(cls, user: User) -> Select[Question]:
        """Those of classrooms whose staff `user` belongs to: a student meets them in his attempts only."""
        every = select(cls).join(cls.classroom).options(joinedload(cls.classroom).joinedload(Classroom.owner))
        return every.options(joinedload(cls.quiz)).where(
            Classroom.inside(user), cls.is_kept(), staffed(cls.classroom_id, user)
        )

    @classmethod
    def is_kept(cls) -> ColumnElement[bool]:
        return cls.deleted_at.is_(None)

    @classmethod
    def owned_by(cls, user: User) -> Select[Question]:
        """The bank of `user`, of whatever class."""
        return select(cls).where(cls.owner_id == user.id, cls.is_kept())


class QuestionVersion(HasId, Base):
    """A question as it was from one change to the next: never changed, since attempts are graded by it."""

    __tablename__ = "question_versions"
    __table_args__ = (UniqueConstraint("question_id", "number"),)

    question_id: Mapped[int] = mapped_column(BigId, ForeignKey("questions.id", ondelete="CASCADE"))
    number: Mapped[int]
    author_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    type: Mapped[str] = mapped_column(String(limits.QUESTION_TYPE))
    text: Mapped[dict[str, Any]] = mapped_column(Json)
    content: Mapped[dict[str, Any]] = mapped_column(Json)
    feedback: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    created_at: Mapped[Instant]

    question: Mapped[Question] = relationship()

    @classmethod
    def newest(cls) -> ColumnElement[bool]:
        """Joined with its question: it is the one that stands now."""
        return and_(cls.question_id == Question.id, cls.number == Question.version)


class QuestionTag(Base):
    """A word by which a question is found in the bank."""

    __tablename__ = "question_tags"
    __table_args__ = (Index("ix_question_tags_tag", "tag"),)

    question_id: Mapped[int] = mapped_column(BigId, ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    tag: Mapped[str] = mapped_column(String(limits.QUESTION_TAG), primary_key=True)


class QuestionFile(Base):
    """A picture in any version of a question: whoever was asked it may see it."""

    __tablename__ = "question_files"
    __table_args__ = (Index("ix_question_files_file_id", "file_id"),)

    question_id: Mapped[int] = mapped_column(BigId, ForeignKey("questions.id", ondelete="CASCADE"), primary_key=True)
    file_id: Mapped[int] = mapped_column(BigId, ForeignKey("files.id", ondelete="CASCADE"), primary_key=True)
    use: Mapped[FileUse] = mapped_column(choice(FileUse), primary_key=True)


class QuizFile(Base):
    """A picture in the words of a quiz: in its intro for whoever may see it, in a section for whoever began it."""

    __tablename__ = "quiz_files"
    __table_args__ = (Index("ix_quiz_files_file_id", "file_id"),)

    quiz_id: Mapped[int] = mapped_column(BigId, ForeignKey("quizzes.id", ondelete="CASCADE"), primary_key=True)
    file_id: Mapped[int] = mapped_column(BigId, ForeignKey("files.id", ondelete="CASCADE"), primary_key=True)
    in_intro: Mapped[bool] = mapped_column(primary_key=True)
