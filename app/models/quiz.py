"""Quizzes of a classroom: when and how they are taken, their parts, and who has other terms."""

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
    or_,
    select,
)
from sqlalchemy.orm import Mapped, joinedload, mapped_column, relationship

from app.extensions import Base
from app.models import limits
from app.models.aliases import lasting
from app.models.base import BigId, HasId, HasPublicId, HasTimes, Instant, Json, choice
from app.models.classroom import Classroom
from app.models.exact import Exact
from app.models.group import Group
from app.models.lesson import Lesson
from app.models.release import Now, UserId
from app.models.reveal import USUAL, Reveals
from app.models.somebody import now_for
from app.models.staff import staffed
from app.models.user import User


class QuizState(StrEnum):
    DRAFT = "draft"
    SCHEDULED = "scheduled"
    PUBLISHED = "published"


class Counts(StrEnum):
    """Which of several attempts counts."""

    BEST = "best"
    LAST = "last"
    FIRST = "first"
    AVERAGE = "average"


class Layout(StrEnum):
    """How many questions stand on one page."""

    ONE = "one"
    ALL = "all"


class Quiz(HasPublicId, HasTimes, Base):
    """Questions with terms. `opens_at` and `closes_at` bound when it is taken, not when it is seen.

    `points` and `questions` are of what one student is asked: added up anew whenever a question or section changes.
    `released_at` is when the teacher showed all results by hand: from then on everybody is in the phase CLOSED.
    """

    __tablename__ = "quizzes"
    __table_args__ = (
        CheckConstraint("state <> 'published' OR published_at IS NOT NULL", name="published_has_instant"),
        CheckConstraint("state <> 'scheduled' OR publish_at IS NOT NULL", name="scheduled_has_instant"),
        CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name="opens_before_it_closes"),
        CheckConstraint("time_limit IS NULL OR time_limit > 0", name="time_counted"),
        CheckConstraint("attempts_allowed >= 0", name="attempts_counted"),
        CheckConstraint("grace_seconds >= 0", name="grace_counted"),
        CheckConstraint("pass_percent BETWEEN 0 AND 100", name="pass_is_percent"),
        Index("ix_quizzes_classroom_id_state", "classroom_id", "state", "published_at"),
        Index("ix_quizzes_state_publish_at", "state", "publish_at"),
        Index("ix_quizzes_closes_at", "closes_at"),
    )

    classroom_id: Mapped[int] = mapped_column(BigId, ForeignKey("classrooms.id", ondelete="CASCADE"))
    author_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    title: Mapped[str] = mapped_column(String(limits.QUIZ_TITLE))
    intro: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    state: Mapped[QuizState] = mapped_column(choice(QuizState), default=QuizState.DRAFT)
    publish_at: Mapped[Instant | None]
    published_at: Mapped[Instant | None]
    told_at: Mapped[Instant | None]
    deleted_at: Mapped[Instant | None]
    opens_at: Mapped[Instant | None]
    closes_at: Mapped[Instant | None]
    time_limit: Mapped[int | None]
    grace_seconds: Mapped[int] = mapped_column(default=0)
    attempts_allowed: Mapped[int] = mapped_column(default=1)
    counts: Mapped[Counts] = mapped_column(choice(Counts), default=Counts.BEST)
    layout: Mapped[Layout] = mapped_column(choice(Layout), default=Layout.ONE)
    shuffle_questions: Mapped[bool] = mapped_column(default=False)
    shuffle_choices: Mapped[bool] = mapped_column(default=True)
    reveal: Mapped[dict[str, Any]] = mapped_column(Json, default=USUAL.json)
    released_at: Mapped[Instant | None]
    password: Mapped[str] = mapped_column(String(limits.QUIZ_PASSWORD), default="")
    pass_percent: Mapped[int | None]
    points: Mapped[Exact] = mapped_column(default=Fraction)
    questions: Mapped[int] = mapped_column(default=0)
    version: Mapped[int] = mapped_column(default=1)

    classroom: Mapped[Classroom] = relationship()

    @property
    def is_published(self) -> bool:
        return self.state is QuizState.PUBLISHED

    @property
    def reveals(self) -> Reveals:
        return Reveals.of(self.reveal)

    @classmethod
    def visible_to(cls, user: User) -> Select[Quiz]:
        """Those of classrooms that `user` is in: published ones, and all that are kept for the staff."""
        every = select(cls).join(cls.classroom).options(joinedload(cls.classroom).joinedload(Classroom.owner))
        return every.where(Classroom.inside(user), cls.shown_to(user))

    @classmethod
    def restored_by(cls, user: User) -> Select[Quiz]:
        """Those of classrooms whose staff `user` belongs to, in the bin or not."""
        every = select(cls).join(cls.classroom).options(joinedload(cls.classroom).joinedload(Classroom.owner))
        return every.where(Classroom.inside(user), cls.taught_by(user))

    @classmethod
    def is_kept(cls) -> ColumnElement[bool]:
        """It is not in the bin."""
        return cls.deleted_at.is_(None)

    @classmethod
    def taught_by(cls, user: User) -> ColumnElement[bool]:
        """`user` is of the staff of its classroom, and not viewing it as a student."""
        return staffed(cls.classroom_id, user)

    @classmethod
    def open_to(cls, user_id: UserId, now: Now) -> ColumnElement[bool]:
        """A student may know of it: it is published, and if it stands in lessons, one of them is open to him."""
        there = _LESSON.quiz_id == cls.id, _LESSON.deleted_at.is_(None)
        placed = select(_LESSON.id).where(*there).exists()
        shown = select(Lesson.id).where(Lesson.quiz_id == cls.id, Lesson.open_to(user_id, now)).exists()
        return and_(cls.state == QuizState.PUBLISHED, cls.is_kept(), or_(~placed, shown))

    @classmethod
    def shown_to(cls, user: User) -> ColumnElement[bool]:
        """Open to `user`, or kept in a classroom whose staff he belongs to and is not viewing as a student."""
        return or_(cls.open_to(user.id, now_for(user)), and_(cls.is_kept(), cls.taught_by(user)))


_LESSON = lasting(Lesson)


class QuizSection(HasPublicId, Base):
    """A part of a quiz with a text before it; every quiz has at least one, whose title may be empty.

    With `draws` it is a pool: each attempt is asked that many of its questions, each worth `points`.
    """

    __tablename__ = "quiz_sections"
    __table_args__ = (
        CheckConstraint("draws IS NULL OR draws > 0", name="draws_counted"),
        CheckConstraint("(draws IS NULL) = (points IS NULL)", name="drawn_have_points"),
        Index("ix_quiz_sections_quiz_id_position", "quiz_id", "position"),
    )

    quiz_id: Mapped[int] = mapped_column(BigId, ForeignKey("quizzes.id", ondelete="CASCADE"))
    title: Mapped[str] = mapped_column(String(limits.QUIZ_TITLE), default="")
    text: Mapped[dict[str, Any]] = mapped_column(Json, default=dict)
    position: Mapped[int]
    draws: Mapped[int | None]
    points: Mapped[Exact | None]

    quiz: Mapped[Quiz] = relationship()


class QuizException(HasPublicId, HasTimes, Base):
    """Other terms for one student or one group (QUI11); what is None is as for everybody.

    A student's own row counts before those of his groups; of several groups each term is the kindest. `time_percent` is
    of the time limit: 150 is half as long again. `opens_at` and `closes_at` stand in place of the quiz's.
    """

    __tablename__ = "quiz_exceptions"
    __table_args__ = (
        CheckConstraint("(user_id IS NULL) <> (group_id IS NULL)", name="of_one_side"),
        CheckConstraint("time_percent IS NULL OR time_percent >= 100", name="time_is_more"),
        CheckConstraint("attempts_allowed IS NULL OR attempts_allowed >= 0", name="attempts_counted"),
        CheckConstraint("opens_at IS NULL OR closes_at IS NULL OR opens_at < closes_at", name="opens_before_it_closes"),
        UniqueConstraint("quiz_id", "user_id"),
        UniqueConstraint("quiz_id", "group_id"),
        Index("ix_quiz_exceptions_user_id", "user_id"),
        Index("ix_quiz_exceptions_group_id", "group_id"),
    )

    quiz_id: Mapped[int] = mapped_column(BigId, ForeignKey("quizzes.id", ondelete="CASCADE"))
    user_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="CASCADE"))
    group_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("class_groups.id", ondelete="CASCADE"))
    opens_at: Mapped[Instant | None]
    closes_at: Mapped[Instant | None]
    time_percent: Mapped[int | None]
    attempts_allowed: Mapped[int | None]

    quiz: Mapped[Quiz] = relationship()
    user: Mapped[User | None] = relationship()
    group: Mapped[Group | None] = relationship()

    @classmethod
    def visible_to(cls, user: User) -> Select[QuizException]:
        """Those of quizzes whose staff `user` belongs to."""
        every = select(cls).join(cls.quiz).join(Quiz.classroom)
        quiz = joinedload(cls.quiz).joinedload(Quiz.classroom).joinedload(Classroom.owner)
        return every.options(quiz, joinedload(cls.user), joinedload(cls.group)).where(
            Classroom.inside(user), Quiz.is_kept(), Quiz.taught_by(user)
        )


class TimeGrant(HasId, Base):
    """Minutes that a teacher gave everybody who was answering, for instance after an outage."""

    __tablename__ = "quiz_time_grants"
    __table_args__ = (
        CheckConstraint("seconds > 0", name="seconds_counted"),
        Index("ix_quiz_time_grants_quiz_id", "quiz_id", "given_at"),
    )

    quiz_id: Mapped[int] = mapped_column(BigId, ForeignKey("quizzes.id", ondelete="CASCADE"))
    outage_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("outages.id", ondelete="SET NULL"))
    seconds: Mapped[int]
    attempts: Mapped[int]
    given_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("users.id", ondelete="SET NULL"))
    given_at: Mapped[Instant]
