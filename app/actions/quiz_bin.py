"""What was deleted of quizzes in the last thirty days."""

from __future__ import annotations

from sqlalchemy import ColumnElement, and_, exists, select

from app import clock
from app.actions.recently_deleted import KEPT, MOST
from app.extensions import db
from app.models.attempt import Response
from app.models.classroom import Classroom
from app.models.question import Question
from app.models.quiz import Quiz


def listing(classroom: Classroom) -> list[Quiz]:
    """Those of `classroom` that can be brought back, the latest first."""
    found = select(Quiz).where(Quiz.classroom_id == classroom.id, Quiz.deleted_at.is_not(None))
    return list(db.session.scalars(found.order_by(Quiz.deleted_at.desc(), Quiz.id).limit(MOST)))


def quizzes_to_purge() -> ColumnElement[bool]:
    """Those whose time in the bin is over; their questions and attempts go with them."""
    return Quiz.deleted_at < clock.now() - KEPT


def questions_to_purge() -> ColumnElement[bool]:
    """Those taken out of quizzes a month ago that nobody was ever asked."""
    asked = exists().where(Response.question_id == Question.id)
    return and_(Question.deleted_at < clock.now() - KEPT, ~asked)
