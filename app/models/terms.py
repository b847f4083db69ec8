"""The terms on which one student takes a quiz: the quiz's own, and what was settled for him (QUI11)."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.orm import aliased

from app.extensions import db
from app.models.attempt import Attempt, AttemptState
from app.models.group import GroupMember
from app.models.quiz import Quiz, QuizException
from app.models.release import UserId
from app.models.reveal import Phase

ANY_NUMBER = 0


@dataclass(frozen=True)
class Terms:
    """`attempts` 0 is any number; `time_limit` is in seconds, already with what was added to it."""

    opens_at: datetime | None
    closes_at: datetime | None
    time_limit: int | None
    attempts: int
    grace_seconds: int

    def has_opened(self, now: datetime) -> bool:
        return self.opens_at is None or now >= self.opens_at

    def has_closed(self, now: datetime) -> bool:
        return self.closes_at is not None and now >= self.closes_at

    def deadline(self, started_at: datetime) -> datetime | None:
        """When an attempt begun at `started_at` ends: by its time or with the quiz, whichever is first."""
        ends = [self.closes_at] if self.closes_at else []
        if self.time_limit is not None:
            ends.append(started_at + timedelta(seconds=self.time_limit))
        return min(ends, default=None)

    def allows(self, taken: int) -> bool:
        """Another attempt after `taken` ones."""
        return self.attempts == ANY_NUMBER or taken < self.attempts


def usual(quiz: Quiz) -> Terms:
    """Those of whoever has no others."""
    return _settled(quiz, ())


def of(quiz: Quiz, user_id: int) -> Terms:
    """Those of one student, in one query."""
    return of_all(quiz, [user_id])[user_id]


def of_all(quiz: Quiz, user_ids: Collection[int]) -> dict[int, Terms]:
    """Those of many students, in one query."""
    mine: dict[int, list[QuizException]] = {}
    member = GroupMember.group_id == QuizException.group_id
    asked = select(QuizException, GroupMember.user_id).outerjoin(GroupMember, member)
    for exception, user_id in db.session.execute(asked.where(QuizException.quiz_id == quiz.id)):
        mine.setdefault(exception.user_id or user_id, []).append(exception)
    return {user_id: _settled(quiz, mine.get(user_id, [])) for user_id in user_ids}


def of_one(quizzes: Collection[Quiz], user_id: int) -> dict[int, Terms]:
    """Those of one student at many quizzes, by the id of each, in one query."""
    mine: dict[int, list[QuizException]] = {}
    groups = select(GroupMember.group_id).where(GroupMember.user_id == user_id)
    his = or_(QuizException.user_id == user_id, QuizException.group_id.in_(groups))
    for each in db.session.scalars(
        select(QuizException).where(QuizException.quiz_id.in_([q.id for q in quizzes]), his)
    ):
        mine.setdefault(each.quiz_id, []).append(each)
    return {quiz.id: _settled(quiz, mine.get(quiz.id, [])) for quiz in quizzes}


def closes_for(quiz: Any, user_id: UserId) -> ColumnElement[datetime]:
    """The same `closes_at` in SQL, for `quiz` (the model) and a column of students: null where it never closes."""
    own, theirs, member = aliased(QuizException), aliased(QuizException), aliased(GroupMember)
    mine = select(own.closes_at).where(own.quiz_id == quiz.id, own.user_id == user_id)
    kindest = select(func.max(theirs.closes_at)).join(member, member.group_id == theirs.group_id)
    of_groups = kindest.where(theirs.quiz_id == quiz.id, member.user_id == user_id)
    return func.coalesce(
        mine.correlate_except(own).scalar_subquery(),
        of_groups.correlate_except(theirs, member).scalar_subquery(),
        quiz.closes_at,
    )


def _settled(quiz: Quiz, exceptions: Iterable[QuizException]) -> Terms:
    own = [each for each in exceptions if each.user_id is not None]
    groups = [each for each in exceptions if each.user_id is None]

    def kindest(name: str) -> list[QuizException]:
        """The one made for himself, where it says something, or else those of his groups that do."""
        return [each for each in own if getattr(each, name) is not None] or [
            each for each in groups if getattr(each, name) is not None
        ]

    percents = [each.time_percent for each in kindest("time_percent") if each.time_percent]
    attempts = [each.attempts_allowed for each in kindest("attempts_allowed") if each.attempts_allowed is not None]
    return Terms(
        opens_at=min((each.opens_at for each in kindest("opens_at") if each.opens_at), default=quiz.opens_at),
        closes_at=max((each.closes_at for each in kindest("closes_at") if each.closes_at), default=quiz.closes_at),
        time_limit=_longer(quiz.time_limit, max(percents, default=100)),
        attempts=max(attempts, key=lambda number: number or 1_000_000, default=quiz.attempts_allowed),
        grace_seconds=quiz.grace_seconds,
    )


def _longer(limit: int | None, percent: int) -> int | None:
    return None if limit is None else int(Fraction(limit * percent, 100))


def phase(quiz: Quiz, attempt: Attempt, now: datetime) -> Phase:
    """What may be shown of `attempt` is what the quiz reveals in this phase. Two queries at most."""
    if attempt.is_open:
        return Phase.DURING
    return Phase.CLOSED if is_closed(quiz, now) else Phase.AFTER


def is_closed(quiz: Quiz, now: datetime) -> bool:
    """Nobody can answer any more, also those who have longer; or the teacher showed all results by hand."""
    if quiz.released_at is not None:
        return True
    if quiz.closes_at is None or now < quiz.closes_at:
        return False
    longer = select(QuizException.id).where(QuizException.quiz_id == quiz.id, QuizException.closes_at > now)
    answering = select(Attempt.id).where(
        Attempt.quiz_id == quiz.id, Attempt.state == AttemptState.OPEN, Attempt.is_preview.is_(False)
    )
    still = or_(longer.exists(), answering.exists())
    return not db.session.scalar(select(still))
