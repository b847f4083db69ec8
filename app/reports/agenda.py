"""What somebody has to keep in mind between two instants: his live sessions, and when his quizzes close (LIV11)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import contains_eager, load_only

from app import clock
from app.extensions import db
from app.models import terms
from app.models.classroom import Classroom, Membership, State
from app.models.live import LiveSession, LiveState
from app.models.quiz import Quiz, QuizState
from app.models.user import User

MOST = 1_000
# There may be hundreds of each, and most of what a row holds is for its own page.
OF_SESSION = (
    LiveSession.public_id,
    LiveSession.classroom_id,
    LiveSession.title,
    LiveSession.starts_at,
    LiveSession.ends_at,
    LiveSession.state,
    LiveSession.sequence,
    LiveSession.updated_at,
)
OF_QUIZ = (Quiz.public_id, Quiz.classroom_id, Quiz.title, Quiz.updated_at)
OF_CLASS = (Classroom.title, Classroom.emoji, Classroom.colour)


@dataclass(frozen=True)
class Due:
    """A quiz, and when it closes for whoever asks."""

    quiz: Quiz
    at: datetime


@dataclass(frozen=True)
class Agenda:
    """In the order of time. Two queries."""

    sessions: list[LiveSession]
    due: list[Due]


def between(user: User, first: datetime, last: datetime, *, cancelled_since: datetime | None = None) -> Agenda:
    """What lies between the instants, wholly or in part; of what was called off only what was so since then."""
    return Agenda(_sessions(user, first, last, cancelled_since), _due(user, first, last))


def _sessions(user: User, first: datetime, last: datetime, cancelled_since: datetime | None) -> list[LiveSession]:
    found = (
        select(LiveSession)
        .join(LiveSession.classroom)
        .options(load_only(*OF_SESSION), contains_eager(LiveSession.classroom).load_only(*OF_CLASS))
        .where(LiveSession.concerns(user.id), LiveSession.between(first, last))
        .order_by(LiveSession.starts_at, LiveSession.id)
        .limit(MOST)
    )
    if cancelled_since is not None:
        lately = LiveSession.cancelled_at >= cancelled_since
        found = found.where(or_(LiveSession.state != LiveState.CANCELLED, lately))
    return list(db.session.scalars(found))


def _due(user: User, first: datetime, last: datetime) -> list[Due]:
    """A student's as he may know of them, by his own terms; those of the classes that `user` runs, too."""
    closes = terms.closes_for(Quiz, user.id)
    known = or_(Quiz.open_to(user.id, clock.now()), and_(Quiz.is_kept(), Quiz.taught_by(user)))
    found = (
        select(Quiz, closes)
        .join(Quiz.classroom)
        .options(load_only(*OF_QUIZ), contains_eager(Quiz.classroom).load_only(*OF_CLASS))
        .where(Quiz.classroom_id.in_(Membership.classrooms_of(user)), Classroom.state != State.ARCHIVED)
        .where(Quiz.state == QuizState.PUBLISHED, known, closes >= first, closes < last)
        .order_by(closes, Quiz.id)
        .limit(MOST)
    )
    return [Due(quiz, at) for quiz, at in db.session.execute(found)]
