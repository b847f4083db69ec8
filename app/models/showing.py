"""Whether students see now what they scored at a quiz."""

from __future__ import annotations

from app import clock
from app.models import terms
from app.models.quiz import Quiz
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
