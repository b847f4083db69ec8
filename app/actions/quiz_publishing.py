"""Quizzes on their way to the class: published at once or at their time, taken back, taken away, brought back.

A quiz that stands in a lesson which is still shut is told of when the first of its lessons opens; `told_at` says that
this has happened. A scheduled quiz is nobody's business: students neither see nor hear of it before (T23).
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime

from flask_babel import gettext as _
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select

from app import audit, clock, events, transaction
from app.actions import quiz_reminders, quizzes
from app.actions.lesson_publishing import time_to_come
from app.errors import Conflict, NotFound
from app.extensions import db
from app.models.classroom import Classroom, State
from app.models.lesson import Lesson
from app.models.quiz import Quiz, QuizState
from app.models.release import ReleaseRule
from app.models.user import User

PUBLISHED = "quiz.published"
AT_ONCE = 100

log = logging.getLogger(__name__)


@transaction.action
def publish(quiz: Quiz, *, actor: User) -> Quiz:
    """Show it to the members and tell them, once a day however often it is published anew. Twice is as once."""
    kept = quizzes.lock(quiz)
    if not kept.is_published:
        _go_out(kept, actor=actor)
    return kept


@transaction.action
def schedule(quiz: Quiz, at: datetime, *, actor: User) -> Quiz:
    """Let the clock publish it `at` that instant. Raises Invalid (publish_at), Conflict for a published one."""
    kept = quizzes.lock(quiz)
    if kept.is_published:
        raise Conflict(_("This is published already. Withdraw it before you give it another time."))
    kept.state, kept.publish_at = QuizState.SCHEDULED, time_to_come(at)
    return kept


def release(quiz: Quiz, at: datetime | None, *, actor: User) -> Quiz:
    """Publish now, or `at` an instant. Raises what they do."""
    return publish(quiz, actor=actor) if at is None else schedule(quiz, at, actor=actor)


@transaction.action
def withdraw(quiz: Quiz, *, actor: User) -> Quiz:
    """Back to a draft; whoever has not heard of it yet will not. Attempts stay. Twice is as once."""
    kept = quizzes.lock(quiz)
    kept.state = QuizState.DRAFT
    kept.publish_at = kept.published_at = kept.told_at = None
    events.cancel(kept, PUBLISHED)
    quiz_reminders.settle(kept)
    return kept


@transaction.action
def delete(quiz: Quiz, *, actor: User) -> None:
    """Into the bin with all attempts: nobody sees it. Raises NotFound when it lies there."""
    kept = quizzes.lock(quiz)
    kept.deleted_at = clock.now()
    events.cancel(kept, PUBLISHED)
    quiz_reminders.settle(kept)
    audit.record("quiz.deleted", actor=actor, subject=kept, before={"title": kept.title})


@transaction.action
def restore(quiz: Quiz, *, actor: User) -> Quiz:
    """Back as it was, with its attempts; what was scheduled for a time past is a draft. Twice is as once."""
    found = select(Quiz).where(Quiz.id == quiz.id).with_for_update(key_share=True)
    kept = db.session.scalars(found.execution_options(populate_existing=True)).first()
    if kept is None:
        raise NotFound
    if kept.deleted_at is not None:
        kept.deleted_at = None
        if kept.publish_at and kept.publish_at <= clock.now():
            kept.state, kept.publish_at = QuizState.DRAFT, None
        quiz_reminders.settle(kept)
        audit.record("quiz.restored", actor=actor, subject=kept, after={"title": kept.title})
    return kept


def publish_due() -> int:
    """Publish whatever is due, each once however late. The number found."""
    due = Quiz.state == QuizState.SCHEDULED, Quiz.publish_at <= clock.now()
    return _each(select(Quiz.id).where(*due).order_by(Quiz.publish_at, Quiz.id), _publish_due)


def tell_of_opened() -> int:
    """Tell of whatever was published in a lesson that was shut, and is open now. The number found."""
    told = Quiz.state == QuizState.PUBLISHED, Quiz.told_at.is_(None)
    return _each(select(Quiz.id).where(*told, ~_shut()).order_by(Quiz.id), _tell_of)


def _each(found: Select[int], verb: Callable[[int], None]) -> int:
    """`verb` for each quiz `found` in a class that goes on; one that fails leaves the others alone."""
    transaction.writes()
    going = found.join(Quiz.classroom).where(Quiz.is_kept(), Classroom.state != State.ARCHIVED)
    ids = list(db.session.scalars(going.limit(AT_ONCE)))
    db.session.rollback()
    for quiz_id in ids:
        try:
            verb(quiz_id)
        except Exception:
            log.exception("quiz %s was not published or told of", quiz_id)
    return len(ids)


@transaction.action
def _publish_due(quiz_id: int) -> None:
    kept = _still(quiz_id)
    if kept and kept.state is QuizState.SCHEDULED and kept.publish_at and kept.publish_at <= clock.now():
        _go_out(kept, actor=_author(kept))


@transaction.action
def _tell_of(quiz_id: int) -> None:
    kept = _still(quiz_id)
    if kept and kept.is_published and kept.told_at is None:
        _tell(kept, actor=_author(kept))


def _still(quiz_id: int) -> Quiz | None:
    quiz = db.session.get(Quiz, quiz_id)
    try:
        return quizzes.lock(quiz) if quiz else None
    except NotFound:
        return None


def _author(quiz: Quiz) -> User | None:
    return db.session.get(User, quiz.author_id) if quiz.author_id else None


def _go_out(kept: Quiz, *, actor: User | None) -> None:
    kept.state, kept.published_at, kept.publish_at = QuizState.PUBLISHED, clock.now(), None
    db.session.flush()
    if db.session.scalar(select(Quiz.id).where(Quiz.id == kept.id, _shut())) is None:
        _tell(kept, actor=actor)
    quiz_reminders.settle(kept)


def _tell(kept: Quiz, *, actor: User | None) -> None:
    kept.told_at = now = clock.now()
    events.announce(
        PUBLISHED,
        kept,
        actor=actor,
        classroom_id=kept.classroom_id,
        key=f"quiz:{kept.id}:{now.date().isoformat()}",
        quiz=kept.public_id,
        title=kept.title,
        classroom=kept.classroom.title,
        classroom_public_id=kept.classroom.public_id,
    )


def _shut() -> ColumnElement[bool]:
    """It stands in lessons, and each of them is a draft or waits for its time."""
    there = Lesson.quiz_id == Quiz.id, Lesson.is_kept()
    ruled = or_(ReleaseRule.lesson_id == Lesson.id, ReleaseRule.module_id == Lesson.module_id)
    waits = exists().where(ruled, ReleaseRule.opens_at > clock.now())
    placed = select(Lesson.id).where(*there).correlate(Quiz).exists()
    open_now = select(Lesson.id).where(*there, Lesson.counts(), ~waits).correlate(Quiz).exists()
    return and_(placed, ~open_now)
