"""Where a student stands with quizzes: what he may do with each just now."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cache

from sqlalchemy import Select, and_, bindparam, exists, or_, select
from sqlalchemy.orm import contains_eager, defer

from app import clock
from app.extensions import db
from app.models import terms
from app.models.attempt import Attempt, AttemptState
from app.models.base import UtcDateTime
from app.models.classroom import ClassRole, Classroom, Membership, MemberState, State
from app.models.quiz import Quiz
from app.models.somebody import now_for, somebody, this
from app.models.terms import Terms
from app.models.user import User

SOON = timedelta(days=14)
FEW = 5


class Standing(StrEnum):
    """LATER: not open yet. READY: to be started. RUNNING: started. DONE: handed in, nothing left. CLOSED: missed."""

    LATER = "later"
    READY = "ready"
    RUNNING = "running"
    DONE = "done"
    CLOSED = "closed"


@dataclass(frozen=True)
class Own:
    """`taken` are the attempts that were handed in, the first one first; `open_one` the one under way."""

    quiz: Quiz
    terms: Terms
    taken: tuple[Attempt, ...] = ()
    open_one: Attempt | None = None

    def standing(self, now: datetime) -> Standing:
        if self.open_one is not None:
            return Standing.RUNNING
        if self.may_start(now):
            return Standing.READY
        if self.taken:
            return Standing.DONE
        return Standing.CLOSED if self.terms.has_closed(now) else Standing.LATER

    def may_start(self, now: datetime) -> bool:
        """Another attempt can begin now."""
        open_now = self.terms.has_opened(now) and not self.terms.has_closed(now)
        return open_now and self.open_one is None and self.terms.allows(len(self.taken))

    @property
    def left(self) -> int | None:
        """How many attempts can still begin, as far as their number goes; None where they are not counted."""
        if self.terms.attempts == terms.ANY_NUMBER:
            return None
        return max(0, self.terms.attempts - len(self.taken) - (self.open_one is not None))


def of(quizzes: Collection[Quiz], user: User) -> dict[int, Own]:
    """How `user` stands with each of `quizzes`, by its id. Two queries."""
    if not quizzes:
        return {}
    attempts: dict[int, list[Attempt]] = {}
    for attempt in db.session.scalars(_attempts(), {"quiz_ids": [quiz.id for quiz in quizzes], "user_id": user.id}):
        attempts.setdefault(attempt.quiz_id, []).append(attempt)
    settled = terms.of_one(quizzes, user.id)
    return {quiz.id: _own(quiz, settled[quiz.id], attempts.get(quiz.id, [])) for quiz in quizzes}


@cache
def _attempts() -> Select[Attempt]:
    return (
        select(Attempt)
        .where(Attempt.quiz_id.in_(bindparam("quiz_ids", expanding=True)))
        .where(Attempt.user_id == bindparam("user_id"), Attempt.is_preview.is_(False))
        .order_by(Attempt.number)
    )


def _own(quiz: Quiz, settled: Terms, attempts: Iterable[Attempt]) -> Own:
    taken = tuple(each for each in attempts if not each.is_open)
    return Own(quiz, settled, taken, next((each for each in attempts if each.is_open), None))


def due(user: User) -> list[Own]:
    """What `user`, a student, has begun, or has not handed in and closes soon: the nearest first. Three queries."""
    quizzes = list(db.session.scalars(_due(), {"soon": clock.now() + SOON, **this(user)}))
    standings = of(quizzes, user)
    return [standings[quiz.id] for quiz in quizzes]


@cache
def _due() -> Select[Quiz]:
    user = somebody()
    now = now_for(user)
    mine = select(Membership.classroom_id).where(
        Membership.user_id == user.id, Membership.state == MemberState.ACTIVE, Membership.role == ClassRole.STUDENT
    )
    his = Attempt.quiz_id == Quiz.id, Attempt.user_id == user.id, Attempt.is_preview.is_(False)
    running = exists().where(*his, Attempt.state == AttemptState.OPEN)
    closes = terms.closes_for(Quiz, user.id)
    handed_in = exists().where(*his, Attempt.state == AttemptState.SUBMITTED)
    waits = and_(closes > now, closes < bindparam("soon", type_=UtcDateTime()), ~handed_in)
    return (
        select(Quiz)
        .join(Quiz.classroom)
        .options(contains_eager(Quiz.classroom), defer(Quiz.intro))
        .where(Quiz.classroom_id.in_(mine), Classroom.state == State.PUBLISHED)
        .where(Quiz.open_to(user.id, now), or_(running, waits))
        .order_by(closes.is_(None), closes, Quiz.id)
        .limit(FEW)
    )
