"""Quizzes of the demo school in every state: one that is over, one that runs, one to practise, one to come, one being
written.

The one that runs asks a question of every type; the one that is over was taken by most of the class.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app import clock
from app.actions import answers, attempts, quiz_exceptions, quiz_publishing, quiz_questions, quiz_sections, quizzes
from app.actions.quiz_exceptions import Others
from app.cli.demo.find import classroom, person
from app.cli.demo.history import History
from app.cli.demo.quiz_questions import CELLS, EVERY_TYPE, MICROSCOPE, WEBS
from app.extensions import db
from app.models.attempt import Response
from app.models.classroom import ClassRole, Membership, MemberState
from app.models.question import Question
from app.models.quiz import Layout, Quiz
from app.models.reveal import USUAL
from app.models.user import User
from app.questions.base import Words, WordsFormat
from app.questions.whole import question_from_json

CLASS, TEACHER = "Biology 8B", "tess"
OVER, RUNNING, TO_COME, WRITTEN = "Cells: what stays", "Plants and light", "The microscope, without notes", "Food webs"
PRACTICE = "Cells: practise as often as you like"
OVER_DAYS_AGO, TAKEN_DAYS_AGO, CLOSED_DAYS_AGO = 12.4, 11.5, 9.4
RUNNING_DAYS_AGO, LATE_DAYS_AGO, RESUMED_DAYS_AGO = 1.6, 0.8, 0.02
SLOW = "Take your time. You may look at your drawings, and at nothing else."
# Of ten students in a row: how many tenths of the questions each answers rightly; None does not come.
KNOWLEDGE = (9, 6, 10, None, 4, 8, 7, 3, 9, None)


def plan(history: History) -> None:
    history.at(OVER_DAYS_AGO, _begin, history.instant(CLOSED_DAYS_AGO))
    history.at(TAKEN_DAYS_AGO, _take)
    history.at(RUNNING_DAYS_AGO, _ask_everything)
    history.at(LATE_DAYS_AGO, _prepare)
    history.at(RESUMED_DAYS_AGO, _leave_open)


def _begin(closes_at: Any) -> None:
    quiz = _made(OVER, CELLS, closes_at=closes_at, pass_percent=50, attempts_allowed=1)
    quiz_publishing.publish(quiz, actor=person(TEACHER))


def _take() -> None:
    """Whoever comes answers all, some of it wrongly; and hands it in."""
    quiz = _named(OVER)
    for number, student in enumerate(_students()):
        known = KNOWLEDGE[number % len(KNOWLEDGE)]
        if known is not None:
            _answer(quiz, student, known, number)


def _answer(quiz: Quiz, student: User, known: int, number: int) -> None:
    attempt = attempts.start(quiz, actor=student)
    asked = select(Question).join(Response, Response.question_id == Question.id)
    for place, question in enumerate(db.session.scalars(asked.where(Response.attempt_id == attempt.id))):
        right, wrong = next((each["right"], each["wrong"]) for each in CELLS if each["text"] == question.plain)
        knows = (place * 7 + number * 3) % 10 < known
        answers.save_answer(attempt, question.public_id, right if knows else wrong, actor=student)
    attempts.submit(attempt, actor=student)


def _ask_everything() -> None:
    closes = clock.now() + timedelta(days=5)
    intro = Words(SLOW, WordsFormat.MARKDOWN)
    settings = {"closes_at": closes, "time_limit": 30 * 60, "attempts_allowed": 2, "intro": intro}
    quiz = _made(RUNNING, EVERY_TYPE, **settings)
    quiz_exceptions.put(quiz, _students()[-1], Others(time_percent=150), actor=person(TEACHER))
    quiz_publishing.publish(quiz, actor=person(TEACHER))


def _prepare() -> None:
    soon = _made(TO_COME, MICROSCOPE, time_limit=10 * 60)
    quiz_publishing.schedule(soon, clock.now() + timedelta(days=2), actor=person(TEACHER))
    draft = _made(WRITTEN, WEBS)
    pool = quiz_sections.of(draft)[0]
    text = Words("Three of these are drawn for each of you.", WordsFormat.MARKDOWN)
    quiz_sections.change(pool, actor=person(TEACHER), title="Who eats whom", text=text, draws=3)


def _leave_open() -> None:
    """The first student has begun to practise, had one answer checked, marked a question, and was called away."""
    practice = {
        "attempts_allowed": 0,
        "layout": Layout.ALL,
        "reveal": {**USUAL.json(), "during": ["marks", "feedback"]},
    }
    quiz = _made(PRACTICE, CELLS, **practice)
    quiz_publishing.publish(quiz, actor=person(TEACHER))
    student = _students()[0]
    attempt = attempts.start(quiz, actor=student)
    asked = select(Question.public_id).join(Response, Response.question_id == Question.id)
    first, second, third = db.session.scalars(
        asked.where(Response.attempt_id == attempt.id).order_by(Response.position).limit(3)
    )
    answers.save_answer(attempt, first, CELLS[0]["right"], actor=student, check=True)
    answers.save_answer(attempt, second, CELLS[1]["wrong"], actor=student)
    answers.flag(attempt, third, True, actor=student)


def _made(title: str, questions: list[dict[str, Any]], **settings: Any) -> Quiz:
    quiz = quizzes.create(classroom(CLASS), title=title, actor=person(TEACHER), **settings)
    for each in questions:
        given = {name: value for name, value in each.items() if name not in ("right", "wrong")}
        quiz_questions.add(quiz, None, question_from_json(given), actor=person(TEACHER))
    return quiz


def _named(title: str) -> Quiz:
    return db.session.scalars(select(Quiz).where(Quiz.title == title)).one()


def _students() -> list[User]:
    here = Membership.classroom_id == classroom(CLASS).id, Membership.state == MemberState.ACTIVE
    found = select(User).join(Membership, Membership.user_id == User.id)
    return list(db.session.scalars(found.where(*here, Membership.role == ClassRole.STUDENT).order_by(User.id)))
