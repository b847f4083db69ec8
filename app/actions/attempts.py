"""Attempts at quizzes: begun once however often one asks, and handed in once, by the student or by the clock (T4).

Whoever changes an attempt holds its row first (`lock`), so that nothing is saved while it is handed in.
"""

from __future__ import annotations

import functools
import hmac
import logging
import secrets
from dataclasses import replace
from datetime import datetime, timedelta
from fractions import Fraction
from typing import cast

from flask_babel import format_datetime
from flask_babel import gettext as _
from sqlalchemy import Select, and_, false, func, insert, or_, select

from app import clock, transaction
from app.actions import drawing, grading, outages, quiz_hints, quiz_results
from app.actions.archived import refuse_archived
from app.errors import Conflict, Forbidden, Invalid, NotFound
from app.extensions import db
from app.models import limits, terms
from app.models.attempt import Attempt, AttemptState, HandedInBy, Response
from app.models.classroom import ClassRole, Membership
from app.models.quiz import Quiz
from app.models.terms import Terms
from app.models.user import User
from app.transaction import after_commit

AT_ONCE = 100
SEEDS = 2**31

log = logging.getLogger(__name__)


def start(
    quiz: Quiz,
    *,
    actor: User,
    password: str | None = None,
    preview: bool = False,
    address: str = "",
    device: str = "",
) -> Attempt:
    """The open attempt of `actor`, or a new one. `preview`: a teacher's own, which no term binds and counts nowhere.

    Raises Conflict (not open, closed, no attempt left, archived), Invalid (password), Forbidden, NotFound.
    """
    wanted = functools.partial(_start, quiz, actor, password=password, preview=preview, address=address, device=device)
    return wanted() or cast(Attempt, wanted())  # where one was open whose time is over, it is handed in first


@transaction.action
def _start(
    quiz: Quiz, actor: User, *, password: str | None, preview: bool, address: str, device: str
) -> Attempt | None:
    """None where an attempt that was still open had to be handed in."""
    kept = _held(quiz, actor)
    going_on = _open_attempt(kept, actor)
    if going_on is not None:
        if going_on.is_preview == preview and not is_late(going_on, clock.now()):
            return going_on
        hand_in(going_on, HandedInBy.CLOCK, at=_end(going_on))
        return None
    mine = terms.of(kept, actor.id)
    before = Attempt.quiz_id == kept.id, Attempt.user_id == actor.id
    if not preview:
        _refuse_stranger(kept, actor)
        taken = select(func.count()).where(*before, Attempt.is_preview.is_(False))
        _refuse_untimely(mine, taken=db.session.scalar(taken) or 0)
        _refuse_wrong_password(kept, password)
    number = (db.session.scalar(select(func.max(Attempt.number)).where(*before)) or 0) + 1
    return _begun(kept, actor, mine, number=number, is_preview=preview, address=address, device=device)


@transaction.action
def submit(attempt: Attempt, *, actor: User) -> Attempt:
    """Hand it in; after its time it counts as handed in by the clock then. Twice is as once. Raises NotFound."""
    kept = lock(attempt)
    if kept.is_open:
        now = clock.now()
        if is_late(kept, now):
            hand_in(kept, HandedInBy.CLOCK, at=_end(kept))
        else:
            hand_in(kept, HandedInBy.STUDENT, at=now)
    return kept


def close_due() -> int:
    """Hand in every open attempt whose time is over, each by itself. The number found.

    None that ended while no web process was there to take answers: what is owed to it is settled when one is back.
    """
    transaction.writes()
    until = outages.answering_until(clock.now())
    ids = list(db.session.scalars(_due(until)))
    db.session.rollback()
    for attempt_id in ids:
        try:
            _close(attempt_id, until)
        except Exception:
            log.exception("attempt %s was not handed in", attempt_id)
    return len(ids)


def lock(attempt: Attempt) -> Attempt:
    """The attempt as it is now, ours until the end of the transaction. Raises NotFound."""
    kept = _locked(attempt.id)
    if kept is None:
        raise NotFound
    return kept


def is_late(attempt: Attempt, now: datetime) -> bool:
    """What comes now does not count any more: its time and the grace of its quiz are over."""
    end = attempt.deadline_at
    return end is not None and now >= end + timedelta(seconds=attempt.quiz.grace_seconds)


def hand_in(attempt: Attempt, by: HandedInBy, *, at: datetime) -> None:
    """Within an action that holds it: hand an open attempt in, grade it, and have it count."""
    attempt.state, attempt.submitted_at, attempt.handed_in_by = AttemptState.SUBMITTED, at, by
    grading.grade(attempt)
    if not attempt.is_preview:
        quiz_results.recount(attempt.quiz, [attempt.user_id])
        after_commit(quiz_hints.changed, attempt.quiz_id)


def _held(quiz: Quiz, actor: User) -> Quiz:
    """The quiz as it is now: starts of one person come one after the other, and nobody changes the quiz meanwhile."""
    db.session.execute(select(User.id).where(User.id == actor.id).with_for_update(key_share=True))
    wanted = select(Quiz).where(Quiz.id == quiz.id, Quiz.is_kept()).with_for_update(read=True)
    kept = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if kept is None:
        raise NotFound
    refuse_archived(kept.classroom)
    return kept


def _open_attempt(quiz: Quiz, actor: User) -> Attempt | None:
    mine = Attempt.quiz_id == quiz.id, Attempt.user_id == actor.id, Attempt.state == AttemptState.OPEN
    held = select(Attempt).where(*mine).with_for_update(key_share=True)
    return db.session.scalars(held.execution_options(populate_existing=True)).first()


def _refuse_stranger(quiz: Quiz, actor: User) -> None:
    """Only a student of its class takes a quiz, and only one that is published."""
    member = db.session.scalars(Membership.of(quiz.classroom, actor)).first()
    if member is None or not member.is_active or member.role is not ClassRole.STUDENT:
        raise Forbidden(_("Only students of this class take its quizzes."))
    if not quiz.is_published:
        raise NotFound


def _refuse_untimely(mine: Terms, taken: int) -> None:
    now = clock.now()
    if not mine.has_opened(now):
        opens = format_datetime(mine.opens_at, "medium")
        raise Conflict(_("This quiz opens on %(instant)s.", instant=opens))
    if mine.has_closed(now):
        raise Conflict(_("This quiz is closed."))
    if not mine.allows(taken):
        raise Conflict(_("You have no attempt left at this quiz."))


def _refuse_wrong_password(quiz: Quiz, given: str | None) -> None:
    if not hmac.compare_digest(quiz.password.encode(), (given or "").strip().encode()) and quiz.password:
        raise Invalid({"password": _("This is not the password of the quiz. Ask your teacher for it.")})


def _begun(
    quiz: Quiz, actor: User, mine: Terms, *, number: int, is_preview: bool, address: str, device: str
) -> Attempt:
    now = clock.now()
    seed = secrets.randbelow(SEEDS)
    asked = drawing.drawn(quiz, seed)
    bounds = replace(mine, closes_at=None) if is_preview else mine
    attempt = Attempt(
        quiz_id=quiz.id,
        classroom_id=quiz.classroom_id,
        user_id=actor.id,
        number=number,
        is_preview=is_preview,
        seed=seed,
        started_at=now,
        deadline_at=bounds.deadline(now),
        address=address[: limits.CLIENT_ADDRESS],
        device=device[: limits.DEVICE_LABEL],
        points=sum((each.points for each in asked), Fraction()),
    )
    attempt.quiz = quiz
    db.session.add(attempt)
    db.session.flush()
    _ask(attempt, asked)
    if not is_preview:
        after_commit(quiz_hints.changed, quiz.id)
    return attempt


def _ask(attempt: Attempt, asked: list[drawing.Drawn]) -> None:
    rows = [
        {
            "attempt_id": attempt.id,
            "question_id": each.question_id,
            "version_id": each.version_id,
            "position": position,
            "points": each.points,
        }
        for position, each in enumerate(asked)
    ]
    if rows:
        db.session.execute(insert(Response), rows)


def _due(until: datetime) -> Select[int]:
    """Open attempts that ended before `until`, each with the grace of its quiz; the oldest first."""
    graces = select(Quiz.grace_seconds).join(Attempt, Attempt.quiz_id == Quiz.id)
    distinct = db.session.scalars(graces.where(Attempt.state == AttemptState.OPEN).distinct())
    over = [
        and_(Quiz.grace_seconds == grace, Attempt.deadline_at <= until - timedelta(seconds=grace)) for grace in distinct
    ]
    found = select(Attempt.id).join(Attempt.quiz).where(Attempt.state == AttemptState.OPEN, or_(false(), *over))
    return found.order_by(Attempt.deadline_at, Attempt.id).limit(AT_ONCE)


@transaction.action
def _close(attempt_id: int, until: datetime) -> None:
    kept = _locked(attempt_id)
    if kept is not None and kept.is_open and kept.deadline_at is not None and is_late(kept, until):
        hand_in(kept, HandedInBy.CLOCK, at=kept.deadline_at)


def _end(attempt: Attempt) -> datetime:
    """When an attempt ended that nobody handed in."""
    return min(attempt.deadline_at or clock.now(), clock.now())


def _locked(attempt_id: int) -> Attempt | None:
    held = select(Attempt).where(Attempt.id == attempt_id).with_for_update(key_share=True)
    return db.session.scalars(held.execution_options(populate_existing=True)).first()
