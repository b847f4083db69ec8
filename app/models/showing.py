"""Whether students see now what they scored at a quiz."""

from __future__ import annotations

from sqlalchemy import ColumnElement, String, and_, cast, or_, select

from app import clock
from app.models import terms
from app.models.attempt import Attempt, AttemptState, Response
from app.models.quiz import Quiz, QuizException
from app.models.release import Now
from app.models.reveal import Part, Phase


def phase(quiz: Quiz) -> Phase:
    """That of every attempt at `quiz` that was handed in."""
    return Phase.CLOSED if terms.is_closed(quiz, clock.now()) else Phase.AFTER


def is_shown(quiz: Quiz) -> bool:
    """Students see their scores now, or will never see more than they do."""
    now = phase(quiz)
    return now is Phase.CLOSED or Part.SCORE in quiz.reveals.parts(now)


def has_parts(quiz: Quiz) -> bool:
    """There is something of a result to see now."""
    return bool(quiz.reveals.parts(phase(quiz)))


def tells(now: Now) -> ColumnElement[bool]:
    """In SQL, of a response joined with its attempt and quiz: feedback or key of it may be seen by its student now."""
    handed_in = Attempt.state == AttemptState.SUBMITTED
    checked = and_(Response.checked_at.is_not(None), _shows_more(Phase.DURING))
    closed = and_(_is_closed(now), _shows_more(Phase.CLOSED))
    after = and_(~_is_closed(now), _shows_more(Phase.AFTER))
    return or_(and_(handed_in, or_(closed, after)), and_(~handed_in, checked))


def scores_are_shown(now: Now) -> ColumnElement[bool]:
    """In SQL, of a quiz: who has handed in sees his score now."""
    closed = and_(_is_closed(now), _shows(Phase.CLOSED, Part.SCORE))
    return or_(closed, and_(~_is_closed(now), _shows(Phase.AFTER, Part.SCORE)))


def _shows_more(phase: Phase) -> ColumnElement[bool]:
    """Feedback or key are among what is shown in `phase`."""
    return or_(_shows(phase, Part.FEEDBACK), _shows(phase, Part.KEY))


def _shows(phase: Phase, part: Part) -> ColumnElement[bool]:
    return cast(Quiz.reveal[phase.value], String).contains(f'"{part.value}"')


def _is_closed(now: Now) -> ColumnElement[bool]:
    """As `terms.is_closed`."""
    others = Attempt.__table__.alias()
    longer = select(QuizException.id).where(QuizException.quiz_id == Quiz.id, QuizException.closes_at > now)
    answering = select(others.c.id).where(
        others.c.quiz_id == Quiz.id, others.c.state == AttemptState.OPEN, others.c.is_preview.is_(False)
    )
    over = and_(Quiz.closes_at <= now, ~longer.exists(), ~answering.exists())
    return or_(Quiz.released_at.is_not(None), and_(Quiz.closes_at.is_not(None), over))
