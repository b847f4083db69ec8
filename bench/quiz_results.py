"""Grading 1,000 attempts, and the pages of a teacher about a quiz that 1,000 students took, against their bare queries.

python -m bench.quiz_results
"""

from __future__ import annotations

import itertools
import sys
from datetime import timedelta
from typing import Any

from sqlalchemy import insert, select

from app import clock, transaction
from app.actions import grading, quiz_questions, quiz_results, quizzes, regrades
from app.actions.regrades import Choice
from app.extensions import db
from app.models.attempt import Attempt, AttemptState, HandedInBy, Response
from app.models.base import new_public_id
from app.models.classroom import ClassRole, Classroom, Membership
from app.models.question import Question, QuestionVersion
from app.models.quiz import Quiz
from app.questions import TYPES, base
from app.questions.base import Words
from bench import figures
from bench.portal import cookie, portal
from bench.progress import measure, milliseconds
from bench.school import big_class

BENCH = "quiz_results"
STUDENTS = 1_000
QUESTIONS = 10
AT_ONCE = 5_000
CHOICES = [{"id": "a", "text": "Wren", "worth": "1"}, {"id": "b", "text": "Bat"}, {"id": "c", "text": "Newt"}]


def main() -> int:
    with portal() as app:
        transaction.writes()
        classroom = big_class(STUDENTS)
        quiz = written(classroom)
        handed_in(quiz)
        graded(quiz)
        teacher = cookie(app, classroom.owner)
        transaction.read_only()
        for name, path in (
            ("table", "results"),
            ("table_by_percent", "results?sort=-percent"),
            ("analysis", "analysis"),
        ):
            measure(app, name, f"/quizzes/{quiz.public_id}/{path}", teacher, bench=BENCH)
        changed = db.session.scalars(select(Question.id).where(Question.quiz_id == quiz.id)).first() or 0
        taken = milliseconds(lambda: regrades.preview(quiz, {changed: Choice.FULL}))
        figures.report(BENCH, "regrade_preview_1000", taken, "ms")
    return 0


@transaction.action
def written(classroom: Classroom) -> Quiz:
    """Eight questions with one choice, a short answer and an essay."""
    quiz = quizzes.create(classroom, title="Animals", actor=classroom.owner)
    contents: list[tuple[str, Any]] = [("single", {"choices": CHOICES})] * (QUESTIONS - 2)
    contents += [("short", {"accepted": [{"text": "honey", "worth": "1"}]}), ("essay", {})]
    for number, (type_, content) in enumerate(contents):
        asked = base.Question(type_, Words(f"Question {number}?"), TYPES[type_].parse(content))
        quiz_questions.add(quiz, None, asked, actor=classroom.owner)
    return quiz


def handed_in(quiz: Quiz) -> None:
    """An attempt of everybody, not graded yet; nobody wrote the essay."""
    now = clock.now()
    people = db.session.scalars(Membership.people(quiz.classroom_id, (ClassRole.STUDENT,))).all()
    about = {
        "quiz_id": quiz.id,
        "classroom_id": quiz.classroom_id,
        "number": 1,
        "seed": 1,
        "state": AttemptState.SUBMITTED,
        "started_at": now - timedelta(minutes=10),
        "submitted_at": now,
        "handed_in_by": HandedInBy.STUDENT,
    }
    db.session.execute(insert(Attempt), [{**about, "user_id": who, "public_id": new_public_id()} for who in people])
    asked = db.session.execute(
        select(Question.id, QuestionVersion.id, Question.points, Question.type)
        .join(QuestionVersion, QuestionVersion.newest())
        .where(Question.quiz_id == quiz.id)
        .order_by(Question.position)
    ).all()
    attempts = db.session.scalars(select(Attempt.id).where(Attempt.quiz_id == quiz.id)).all()
    rows = (
        {
            "attempt_id": attempt_id,
            "question_id": question_id,
            "version_id": version_id,
            "position": position,
            "points": points,
            "answer": given(type_, number + position),
        }
        for number, attempt_id in enumerate(attempts)
        for position, (question_id, version_id, points, type_) in enumerate(asked)
    )
    for batch in iter(lambda: list(itertools.islice(rows, AT_ONCE)), []):
        db.session.execute(insert(Response), batch)
    db.session.commit()


def given(type_: str, number: int) -> dict[str, str] | None:
    if type_ == "single":
        return {"choice": "aabc"[number % 4]}
    return {"text": "honey" if number % 3 else "milk"} if type_ == "short" else None


def graded(quiz: Quiz) -> None:
    """All of it, as the clock would who hands them in at the deadline, in batches."""
    transaction.writes()
    attempts = list(db.session.scalars(select(Attempt).where(Attempt.quiz_id == quiz.id).order_by(Attempt.id)))

    @transaction.action
    def whole() -> None:
        for batch in (attempts[start : start + 200] for start in range(0, len(attempts), 200)):
            grading.grade_all(batch)

    @transaction.action
    def counted() -> None:
        quiz_results.recount(quiz, [attempt.user_id for attempt in attempts])

    figures.report(BENCH, "grade_1000_attempts", milliseconds(whole), "ms")
    figures.report(BENCH, "recount_1000_students", milliseconds(counted), "ms")


if __name__ == "__main__":
    sys.exit(main())
