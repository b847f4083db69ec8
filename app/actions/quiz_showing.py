"""What follows once a student may see his score: he is told, a lesson is done, something was reached.

None of it happens before, since each would give the score away. `Attempt.told_at` makes it once for each attempt,
whoever comes first: the hand-in, the last essay graded, a release, or the clock after the quiz has closed.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, Select, and_, or_, select, update

from app import clock, transaction
from app.actions import achievements, progress, quiz_hints, quizzes
from app.events import announce
from app.extensions import db
from app.models.attempt import Attempt, AttemptState, QuizResult
from app.models.classroom import ClassRole, Membership, MemberState
from app.models.lesson import Lesson
from app.models.progress import FinishRule, LessonProgress
from app.models.quiz import Quiz
from app.models.showing import is_shown
from app.models.user import User

SHOWN, CHANGED = "quiz.graded", "quiz.regraded"
# Whoever handed in just now is looking at his result already.
A_MOMENT = timedelta(seconds=30)
CHANGED_LATELY = timedelta(days=1)
AT_ONCE = 500


@transaction.action
def release(quiz: Quiz, *, actor: User) -> Quiz:
    """Show everybody his results now, whatever the quiz says about when. Twice is as once. Raises NotFound."""
    kept = quizzes.lock(quiz)
    if kept.released_at is None:
        kept.released_at = clock.now()
        db.session.flush()
        show(kept)
        transaction.after_commit(quiz_hints.changed, kept.id)
    return kept


@transaction.action
def withdraw(quiz: Quiz, *, actor: User) -> Quiz:
    """Let the quiz itself say again what is shown when; what people have seen they have seen. Raises NotFound."""
    kept = quizzes.lock(quiz)
    kept.released_at = None
    return kept


def show(quiz: Quiz, user_ids: Collection[int] | None = None) -> None:
    """Within an action: give these students, or all, what their attempts bring, as far as they may see them now."""
    if is_shown(quiz):
        waiting = (Attempt.told_at.is_(None), Attempt.to_grade == 0, *_handed_in(quiz))
        told = update(Attempt).where(*waiting)
        if user_ids is not None:
            told = told.where(Attempt.user_id.in_(user_ids))
        now = clock.now()
        people = set(db.session.scalars(told.values(told_at=now).returning(Attempt.user_id)))
        if people:
            achievements.award_many(SHOWN, people, quiz.classroom_id)
            _announce(SHOWN, quiz, now)
    # Afterwards, since it holds the class and the student, whom others hold before they hold an attempt.
    transaction.after_commit(_finish, quiz.id, None if user_ids is None else tuple(user_ids))


def tell_changed(quiz: Quiz, attempts: Collection[Attempt]) -> None:
    """Within an action: say to those who know these attempts' scores that they are others now."""
    known = [attempt.id for attempt in attempts if attempt.told_at is not None]
    if known and is_shown(quiz):
        now = clock.now()
        db.session.execute(update(Attempt).where(Attempt.id.in_(known)).values(told_at=now))
        achievements.award_many(SHOWN, {attempt.user_id for attempt in attempts}, quiz.classroom_id)
        _announce(CHANGED, quiz, now)


def show_due() -> int:
    """Show what the clock made due. Returns for how many quizzes it looked."""
    quiz_ids = _waiting()
    for quiz_id in quiz_ids:
        _show_one(quiz_id)
    _finish()
    return len(quiz_ids)


@transaction.action
def _waiting() -> list[int]:
    """Quizzes with results that nobody was told of, which closed, or changed lately."""
    untold = select(Attempt.id).where(
        Attempt.quiz_id == Quiz.id,
        Attempt.state == AttemptState.SUBMITTED,
        Attempt.told_at.is_(None),
        Attempt.to_grade == 0,
        Attempt.is_preview.is_(False),
    )
    now = clock.now()
    changed = or_(Quiz.closes_at <= now, Quiz.released_at.is_not(None), Quiz.updated_at > now - CHANGED_LATELY)
    return list(db.session.scalars(select(Quiz.id).where(Quiz.is_kept(), changed, untold.exists()).limit(AT_ONCE)))


@transaction.action
def _show_one(quiz_id: int) -> None:
    quiz = db.session.get(Quiz, quiz_id, populate_existing=True)
    if quiz is not None:
        show(quiz)


def _handed_in(quiz: Quiz) -> tuple[ColumnElement[bool], ...]:
    return (
        Attempt.quiz_id == quiz.id,
        Attempt.state == AttemptState.SUBMITTED,
        Attempt.is_preview.is_(False),
    )


def _owed(quiz_id: int | None, user_ids: Collection[int] | None) -> Select[Lesson, User]:
    """Lessons not done yet of students who did what they ask for: hand in, or pass where there is a mark to pass."""
    mine = and_(QuizResult.quiz_id == Quiz.id, Membership.user_id == QuizResult.user_id)
    told = select(Attempt.id).where(
        Attempt.quiz_id == Quiz.id, Attempt.user_id == QuizResult.user_id, Attempt.told_at.is_not(None)
    )
    done = select(LessonProgress.lesson_id).where(
        LessonProgress.lesson_id == Lesson.id,
        LessonProgress.user_id == QuizResult.user_id,
        LessonProgress.done_at.is_not(None),
    )
    found = (
        select(Lesson, User)
        .join(Quiz, Quiz.id == Lesson.quiz_id)
        .join(Membership, Membership.classroom_id == Lesson.classroom_id)
        .join(QuizResult, mine)
        .join(User, User.id == QuizResult.user_id)
        .where(Lesson.finish_rule == FinishRule.QUIZ, Lesson.counts(), ~done.exists())
        .where(Membership.role == ClassRole.STUDENT, Membership.state == MemberState.ACTIVE)
        .where(or_(Quiz.pass_percent.is_(None), and_(QuizResult.passed.is_(True), told.exists())))
        .order_by(User.id, Lesson.id)
    )
    if quiz_id is not None:
        found = found.where(Quiz.id == quiz_id)
    return found if user_ids is None else found.where(QuizResult.user_id.in_(user_ids))


@transaction.action
def _finish(quiz_id: int | None = None, user_ids: tuple[int, ...] | None = None) -> None:
    for lesson, user in db.session.execute(_owed(quiz_id, user_ids).limit(AT_ONCE)).all():
        progress.finish(lesson, user)


def _announce(event: str, quiz: Quiz, at: datetime) -> None:
    """Of all that was told `at` this instant, in one go."""
    announce(
        event,
        quiz,
        actor=None,
        classroom_id=quiz.classroom_id,
        key=f"{quiz.public_id}:{at.isoformat()}",
        at=at.isoformat(),
        before=(at - A_MOMENT).isoformat(),
        title=quiz.title,
        classroom=quiz.classroom.title,
        quiz=quiz.public_id,
    )
