"""Attempts at quizzes: what was asked, what was answered, what it earned, and what arrived too late."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from fractions import Fraction
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    Select,
    String,
    UniqueConstraint,
    or_,
    select,
    text,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.extensions import Base
from app.models import limits
from app.models.base import BigId, HasId, HasPublicId, Instant, Json, choice
from app.models.classroom import TEACHING, Classroom
from app.models.exact import Exact
from app.models.question import Question, QuestionVersion
from app.models.quiz import Quiz
from app.models.staff import staffed
from app.models.user import User

OPEN = "state = 'open'"
# What was asked stays; but a quiz goes with both, and the database takes them away one after the other.
AT_COMMIT: dict[str, Any] = {"deferrable": True, "initially": "DEFERRED"}
UNTOLD = "state = 'submitted' AND told_at IS NULL"
TO_GRADE = "to_grade > 0"


class AttemptState(StrEnum):
    OPEN = "open"
    SUBMITTED = "submitted"


class HandedInBy(StrEnum):
    """STUDENT: by his button. CLOCK: at the deadline. TEACHER: for him."""

    STUDENT = "student"
    CLOCK = "clock"
    TEACHER = "teacher"


class Attempt(HasPublicId, Base):
    """One try of one person; at most one of his at a quiz is open (`ux_attempts_open`), and each has its number.

    `deadline_at` was settled at the start and moves only by a grant, an exception or an outage; None: no end but the
    quiz's own, if it ever has one. `seed` orders its questions and choices. A score is None until results are known:
    `to_grade` counts the answers that wait for a person. `told_at` is when the student could see his score and was
    given what it brings; None until then. A preview is a teacher's own, and counts nowhere.
    """

    __tablename__ = "attempts"
    __table_args__ = (
        CheckConstraint("(state = 'open') = (submitted_at IS NULL)", name="submitted_has_instant"),
        CheckConstraint("to_grade >= 0", name="to_grade_counted"),
        UniqueConstraint("quiz_id", "user_id", "number"),
        Index(
            "ux_attempts_open",
            "quiz_id",
            "user_id",
            unique=True,
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
        Index("ix_attempts_due", "deadline_at", sqlite_where=text(OPEN), postgresql_where=text(OPEN)),
        Index("ix_attempts_untold", "quiz_id", sqlite_where=text(UNTOLD), postgresql_where=text(UNTOLD)),
        Index("ix_attempts_to_grade", "classroom_id", sqlite_where=text(TO_GRADE), postgresql_where=text(TO_GRADE)),
        Index("ix_attempts_user_id_submitted_at", "user_id", "submitted_at"),
        Index("ix_attempts_quiz_id_submitted_at", "quiz_id", "submitted_at"),
        Index("ix_attempts_classroom_id", "classroom_id"),
    )

    quiz_id: Mapped[int] = mapped_column(BigId, ForeignKey("quizzes.id", ondelete="CASCADE"))
    classroom_id: Mapped[int] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    number: Mapped[int]
    is_preview: Mapped[bool] = mapped_column(default=False)
    state: Mapped[AttemptState] = mapped_column(choice(AttemptState), default=AttemptState.OPEN)
    seed: Mapped[int]
    position: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[Instant]
    deadline_at: Mapped[Instant | None]
    extra_seconds: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[Instant | None]
    handed_in_by: Mapped[HandedInBy | None] = mapped_column(choice(HandedInBy))
    address: Mapped[str] = mapped_column(String(limits.CLIENT_ADDRESS), default="")
    device: Mapped[str] = mapped_column(String(limits.DEVICE_LABEL), default="")
    points: Mapped[Exact] = mapped_column(default=Fraction)
    score: Mapped[Exact | None]
    percent: Mapped[int | None]
    to_grade: Mapped[int] = mapped_column(default=0)
    told_at: Mapped[Instant | None]
    version: Mapped[int] = mapped_column(default=1)

    quiz: Mapped[Quiz] = relationship()
    user: Mapped[User] = relationship()

    @property
    def is_open(self) -> bool:
        return self.state is AttemptState.OPEN

    def is_over(self, now: datetime) -> bool:
        """Its time has run out, handed in or not."""
        return self.deadline_at is not None and now >= self.deadline_at

    @classmethod
    def visible_to(cls, user: User) -> Select[Attempt]:
        """His own in classes that he is in, and those of classes he teaches (QUI7)."""
        every = select(cls).join(cls.quiz).join(Quiz.classroom)
        quiz = joinedload(cls.quiz).joinedload(Quiz.classroom).joinedload(Classroom.owner)
        own = cls.user_id == user.id
        return every.options(quiz, joinedload(cls.user)).where(
            Classroom.inside(user), Quiz.is_kept(), or_(own, staffed(cls.classroom_id, user, TEACHING))
        )


class Response(Base):
    """One question of an attempt, under the version it was asked in, with the answer as it stands.

    `sequence` is the number of the last change that was kept: what a device sends again, or sent earlier, changes
    nothing. `checked_at`: the student had it checked, so it stands. `share` is of `points`; None until it is graded.
    """

    __tablename__ = "responses"
    __table_args__ = (
        UniqueConstraint("attempt_id", "position"),
        CheckConstraint("sequence >= 0", name="sequence_counted"),
        Index("ix_responses_question_id", "question_id"),
        Index("ix_responses_version_id", "version_id"),
    )

    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempts.id", ondelete="CASCADE"), primary_key=True)
    question_id: Mapped[int] = mapped_column(BigId, ForeignKey("questions.id", **AT_COMMIT), primary_key=True)
    version_id: Mapped[int] = mapped_column(BigId, ForeignKey("question_versions.id", **AT_COMMIT))
    position: Mapped[int]
    points: Mapped[Exact]
    answer: Mapped[dict[str, Any] | None] = mapped_column(Json)
    sequence: Mapped[int] = mapped_column(default=0)
    answered_at: Mapped[Instant | None]
    flagged: Mapped[bool] = mapped_column(default=False)
    checked_at: Mapped[Instant | None]
    share: Mapped[Exact | None]
    comment: Mapped[str] = mapped_column(String(limits.GRADER_COMMENT), default="")
    graded_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    graded_at: Mapped[Instant | None]
    version: Mapped[int] = mapped_column(default=1)

    attempt: Mapped[Attempt] = relationship()
    question: Mapped[Question] = relationship()
    asked: Mapped[QuestionVersion] = relationship()


class LateAnswer(HasId, Base):
    """An answer that came after the end: evidence for the teacher, never a score (QUI5)."""

    __tablename__ = "late_answers"
    __table_args__ = (Index("ix_late_answers_attempt_id", "attempt_id", "question_id"),)

    attempt_id: Mapped[int] = mapped_column(BigId, ForeignKey("attempts.id", ondelete="CASCADE"))
    question_id: Mapped[int] = mapped_column(BigId, ForeignKey("questions.id", ondelete="CASCADE"))
    answer: Mapped[dict[str, Any] | None] = mapped_column(Json)
    received_at: Mapped[Instant]
    late_by: Mapped[int]


class QuizResult(Base):
    """What counts of one student's attempts at one quiz: written anew in the transaction that changed one of them."""

    __tablename__ = "quiz_results"
    __table_args__ = (
        CheckConstraint("attempts > 0", name="attempts_counted"),
        Index("ix_quiz_results_user_id_submitted_at", "user_id", "submitted_at"),
        Index("ix_quiz_results_classroom_id_user_id", "classroom_id", "user_id"),
    )

    quiz_id: Mapped[int] = mapped_column(BigId, ForeignKey("quizzes.id", ondelete="CASCADE"), primary_key=True)
    user_id: Mapped[int] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"), primary_key=True)
    classroom_id: Mapped[int] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    attempts: Mapped[int]
    attempt_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("attempts.id", ondelete="SET NULL"))
    score: Mapped[Exact | None]
    points: Mapped[Exact | None]
    percent: Mapped[int | None]
    passed: Mapped[bool | None]
    to_grade: Mapped[int] = mapped_column(default=0)
    submitted_at: Mapped[Instant]
    changed_at: Mapped[Instant]

    quiz: Mapped[Quiz] = relationship()
    user: Mapped[User] = relationship()
