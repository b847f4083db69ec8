"""What counts of somebody's attempts at a quiz: written anew in the transaction that changed one of them.

`quiz_results` is never counted up or down. Whoever changes attempts locks them first and the results after them; two
that change different attempts of one student come one after the other here.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from sqlalchemy import delete, select

from app import clock, transaction
from app.actions import quiz_hints, quiz_showing
from app.extensions import db
from app.models.attempt import Attempt, AttemptState, QuizResult
from app.models.exact import hundredths
from app.models.quiz import Counts, Quiz
from app.models.upsert import insert_new

AT_ONCE = 500


@dataclass(frozen=True)
class Standing:
    """What counts. `attempt`: the one that does, None for an average; `score` is None until all of it is known."""

    attempt: Attempt | None = None
    score: Fraction | None = None
    points: Fraction | None = None
    percent: int | None = None
    passed: bool | None = None
    to_grade: int = 0


def recount(quiz: Quiz, user_ids: Collection[int]) -> None:
    """Within an action: write anew what counts for these students after any of their attempts changed, and let
    follow what they may see of it."""
    ordered = sorted(set(user_ids))
    for start in range(0, len(ordered), AT_ONCE):
        _recount(quiz, ordered[start : start + AT_ONCE])
    quiz_showing.show(quiz, ordered)
    transaction.after_commit(quiz_hints.changed, quiz.id)


def _recount(quiz: Quiz, user_ids: list[int]) -> None:
    db.session.flush()
    _lock(quiz, user_ids)
    attempts = _submitted(quiz, user_ids)
    _remove(quiz, [user_id for user_id in user_ids if user_id not in attempts])
    for result in _rows(quiz, attempts):
        _write(result, quiz, attempts[result.user_id])
    db.session.flush()


def _lock(quiz: Quiz, user_ids: list[int]) -> None:
    """Have a row for each of them, held until the end of the transaction, in one order for all."""
    about: dict[str, Any] = {"quiz_id": quiz.id, "classroom_id": quiz.classroom_id, "attempts": 1, "to_grade": 0}
    now = clock.now()
    fresh = [{**about, "user_id": user_id, "submitted_at": now, "changed_at": now} for user_id in user_ids]
    db.session.execute(insert_new(QuizResult, ("quiz_id", "user_id")), fresh)
    held = select(QuizResult.user_id).where(QuizResult.quiz_id == quiz.id, QuizResult.user_id.in_(user_ids))
    db.session.execute(held.order_by(QuizResult.user_id).with_for_update())


def _submitted(quiz: Quiz, user_ids: list[int]) -> dict[int, list[Attempt]]:
    """Their attempts that count, by user, in the order they were taken."""
    found = select(Attempt).where(
        Attempt.quiz_id == quiz.id,
        Attempt.user_id.in_(user_ids),
        Attempt.state == AttemptState.SUBMITTED,
        Attempt.is_preview.is_(False),
    )
    attempts: dict[int, list[Attempt]] = {}
    ordered = found.order_by(Attempt.user_id, Attempt.number)
    for attempt in db.session.scalars(ordered.execution_options(populate_existing=True)):
        attempts.setdefault(attempt.user_id, []).append(attempt)
    return attempts


def _remove(quiz: Quiz, user_ids: list[int]) -> None:
    db.session.execute(delete(QuizResult).where(QuizResult.quiz_id == quiz.id, QuizResult.user_id.in_(user_ids)))


def _rows(quiz: Quiz, user_ids: Iterable[int]) -> list[QuizResult]:
    found = select(QuizResult).where(QuizResult.quiz_id == quiz.id, QuizResult.user_id.in_(list(user_ids)))
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def _write(result: QuizResult, quiz: Quiz, attempts: list[Attempt]) -> None:
    standing = what_counts(quiz, attempts)
    result.attempts = len(attempts)
    result.attempt_id = standing.attempt.id if standing.attempt else None
    result.score, result.points, result.percent = standing.score, standing.points, standing.percent
    result.passed, result.to_grade = standing.passed, standing.to_grade
    result.submitted_at = max(attempt.submitted_at for attempt in attempts if attempt.submitted_at)
    if db.session.is_modified(result):
        result.changed_at = clock.now()


def what_counts(quiz: Quiz, attempts: list[Attempt]) -> Standing:
    """Of handed in attempts of one student, in the order they were taken; there is at least one."""
    if quiz.counts is Counts.AVERAGE:
        return _average(quiz, attempts)
    if quiz.counts is Counts.BEST:
        return _best(quiz, attempts)
    chosen = attempts[0 if quiz.counts is Counts.FIRST else -1]
    return _of(quiz, chosen, chosen.to_grade)


def _best(quiz: Quiz, attempts: list[Attempt]) -> Standing:
    """The best of those that are graded, the earliest of equals; what waits may still better it."""
    waiting = sum(attempt.to_grade for attempt in attempts)
    graded = [attempt for attempt in attempts if attempt.score is not None]
    return _of(quiz, max(graded or attempts[-1:], key=_share), waiting)


def _of(quiz: Quiz, attempt: Attempt, to_grade: int) -> Standing:
    known = attempt.score is not None
    return Standing(
        attempt, attempt.score, attempt.points, attempt.percent, _passed(quiz, _share(attempt), known), to_grade
    )


def _average(quiz: Quiz, attempts: list[Attempt]) -> Standing:
    """The mean of the shares, once all are known."""
    waiting, number = sum(attempt.to_grade for attempt in attempts), len(attempts)
    points = sum((attempt.points for attempt in attempts), Fraction()) / number
    if any(attempt.score is None for attempt in attempts):
        return Standing(points=points, to_grade=waiting)
    share = sum(map(_share, attempts), Fraction()) / number
    score = sum((attempt.score or Fraction() for attempt in attempts), Fraction()) / number
    return Standing(None, score, points, hundredths(share), _passed(quiz, share, True), waiting)


def _share(attempt: Attempt) -> Fraction:
    return attempt.score / attempt.points if attempt.score is not None and attempt.points else Fraction()


def _passed(quiz: Quiz, share: Fraction, known: bool) -> bool | None:
    """None where there is no mark to pass, or nothing known yet. Compared exactly, not by what is shown."""
    if quiz.pass_percent is None or not known:
        return None
    return share * 100 >= quiz.pass_percent
