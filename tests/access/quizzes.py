"""A quiz of each class in the world: a question, an attempt of Sam's that was handed in, other terms for him."""

from __future__ import annotations

from datetime import timedelta
from fractions import Fraction
from typing import Any

from app import clock
from app.extensions import db
from app.models.attempt import Attempt, AttemptState, HandedInBy, QuizResult, Response
from app.models.classroom import Classroom
from app.models.question import Question, QuestionVersion
from app.models.quiz import Quiz, QuizException, QuizSection, QuizState
from app.models.user import User

CANARY_KEY = "canarykey"


def quiz_of(classroom: Classroom, people: dict[str, User], mark: str, *, hidden: bool) -> dict[str, str]:
    """Public ids by name. What students see of it holds `mark`, its key a canary of its own."""
    now = clock.now()
    about = {"classroom_id": classroom.id}
    state = {"state": QuizState.DRAFT} if hidden else {"state": QuizState.PUBLISHED, "published_at": now}
    quiz = _keep(
        Quiz(author_id=classroom.owner_id, title=f"Asked {mark}", questions=1, points=Fraction(1), **about, **state)
    )
    section = _keep(QuizSection(quiz_id=quiz.id, position=1))
    place = {"quiz_id": quiz.id, "section_id": section.id, "owner_id": classroom.owner_id, "position": 1}
    question = _keep(Question(type="essay", name=f"Why {mark}", plain=f"Why {mark}?", **about, **place))
    notes = {"source": CANARY_KEY, "format": "plain"}
    version = _keep(
        QuestionVersion(
            question_id=question.id,
            number=1,
            type="essay",
            text={"source": f"Why {mark}?", "format": "plain"},
            content={"lines": 5, "notes": notes},
            feedback=notes,
            created_at=now,
        )
    )
    sam = people["stu"]
    attempt = _keep(
        Attempt(
            quiz_id=quiz.id,
            user_id=sam.id,
            number=1,
            state=AttemptState.SUBMITTED,
            seed=7,
            started_at=now - timedelta(minutes=5),
            submitted_at=now,
            handed_in_by=HandedInBy.STUDENT,
            points=Fraction(1),
            to_grade=1,
            **about,
        )
    )
    of_attempt = {"attempt_id": attempt.id, "question_id": question.id, "version_id": version.id, "position": 0}
    _keep(Response(points=Fraction(1), answer={"text": f"Because {mark}."}, answered_at=now, **of_attempt))
    _keep(
        QuizResult(quiz_id=quiz.id, user_id=sam.id, attempts=1, to_grade=1, submitted_at=now, changed_at=now, **about)
    )
    exception = _keep(QuizException(quiz_id=quiz.id, user_id=sam.id, time_percent=150))
    return {
        "quiz": quiz.public_id,
        "question": question.public_id,
        "attempt": attempt.public_id,
        "quiz_exception": exception.public_id,
        "quiz_section": section.public_id,
    }


def _keep(row: Any) -> Any:
    db.session.add(row)
    db.session.commit()
    return row
