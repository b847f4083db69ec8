"""A quiz with an essay at the demo school: some answers graded, some waiting, and results not shown yet."""

from __future__ import annotations

from fractions import Fraction

from sqlalchemy import select

from app.actions import answers, attempts, hand_grading, quiz_publishing, quiz_questions, quizzes
from app.cli.demo.find import classroom, person
from app.cli.demo.history import History
from app.extensions import db
from app.models.attempt import Attempt, AttemptState, Response
from app.models.classroom import ClassRole, Membership
from app.models.question import Question
from app.models.quiz import Quiz
from app.models.reveal import Reveals
from app.models.user import User
from app.questions import TYPES, base
from app.questions.base import Words

CLASS, TEACHER, TITLE = "Biology 8B", "tess", "What keeps a cell alive?"
ASKED_DAYS_AGO, WRITTEN_DAYS_AGO, GRADED_DAYS_AGO = 6.4, 5.6, 4.8
CHOICES = [
    {"id": "atp", "text": "Energy out of sugar", "worth": "1"},
    {"id": "sun", "text": "Light out of water"},
    {"id": "dna", "text": "New cells out of air"},
]
ESSAY = "Explain in your own words why a cell needs a membrane."
NOTES = "It holds the inside together, and it chooses what comes in and goes out. Two points each."
TEXTS = (
    "Without a membrane everything in the cell would flow away. It also lets food in and keeps poison out.",
    "It is the skin of the cell.",
    "The membrane is like a door with a guard: water and sugar may come in, other things may not.",
    "So that the cell does not dry out and nothing falls out of it.",
    "Because all cells have one.",
    "It separates inside and outside. So the cell can be different from what is around it.",
)
GRADES = (
    (4, "Both reasons, and well said."),
    (1, "True, but what does the skin do?"),
    (3, "A good picture! What else?"),
)


def plan(history: History) -> None:
    history.at(ASKED_DAYS_AGO, _ask)
    history.at(WRITTEN_DAYS_AGO, _write)
    history.at(GRADED_DAYS_AGO, _grade)


def _ask() -> None:
    """Nothing is shown before the teacher says so."""
    teacher, nothing = person(TEACHER), Reveals(after=frozenset()).json()
    quiz = quizzes.create(classroom(CLASS), title=TITLE, actor=teacher, reveal=nothing)
    for type_, text, content, points in (
        ("single", "What do mitochondria make?", {"choices": CHOICES}, 1),
        ("essay", ESSAY, {"lines": 6, "notes": NOTES}, 4),
    ):
        asked = base.Question(type_, Words(text), TYPES[type_].parse(content), Fraction(points))
        quiz_questions.add(quiz, None, asked, actor=teacher)
    quiz_publishing.publish(quiz, actor=teacher)


def _write() -> None:
    quiz = db.session.scalars(select(Quiz).where(Quiz.title == TITLE)).one()
    people = Membership.people(quiz.classroom_id, (ClassRole.STUDENT,)).order_by(Membership.user_id).limit(len(TEXTS))
    students = db.session.scalars(select(User).where(User.id.in_(people)).order_by(User.id)).all()
    for number, student in enumerate(students):
        attempt = attempts.start(quiz, actor=student)
        given = {"single": {"choice": "sun" if number % 3 == 1 else "atp"}, "essay": {"text": TEXTS[number]}}
        asked = select(Question).join(Response, Response.question_id == Question.id)
        for question in db.session.scalars(asked.where(Response.attempt_id == attempt.id)).all():
            answers.save_answer(attempt, question.public_id, given[question.type], actor=student)
        attempts.submit(attempt, actor=student)


def _grade() -> None:
    """The first few; the others wait for whoever tries the demo school."""
    waiting = (
        select(Attempt, Response, Question.public_id)
        .join(Response, Response.attempt_id == Attempt.id)
        .join(Question, Question.id == Response.question_id)
        .join(Quiz, Quiz.id == Attempt.quiz_id)
        .where(Quiz.title == TITLE, Attempt.state == AttemptState.SUBMITTED, Response.share.is_(None))
        .order_by(Attempt.id)
        .limit(len(GRADES))
    )
    rows = db.session.execute(waiting).all()
    for (attempt, response, question_id), (points, comment) in zip(rows, GRADES, strict=False):
        given = Fraction(points)
        hand_grading.grade(
            attempt, question_id, points=given, comment=comment, version=response.version, actor=person(TEACHER)
        )
