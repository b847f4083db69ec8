"""Quizzes that tests start from, and questions of which one knows what is right."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from typing import Any

from app import clock, transaction
from app.actions import answers, attempts, quiz_questions, quizzes
from app.extensions import db
from app.models.attempt import Attempt
from app.models.classroom import Classroom
from app.models.question import Question
from app.models.quiz import Quiz, QuizState
from app.models.user import User
from app.questions import TYPES, base
from app.questions.base import Words


def question(type: str, text: str, content: dict[str, Any], points: int | str = 1, **more: Any) -> base.Question:
    """A question out of the JSON of its content."""
    parsed = TYPES[type].parse(content)
    return base.Question(type, Words(text), parsed, Fraction(points), **more)


def single(text: str = "Which is a bird?", points: int | str = 1, **more: Any) -> base.Question:
    """The choice `right` is right, `wrong` and `other` are not."""
    choices = [
        {"id": "right", "text": "Wren", "worth": "1"},
        {"id": "wrong", "text": "Bat"},
        {"id": "other", "text": "Newt"},
    ]
    return question("single", text, {"choices": choices}, points, **more)


def multiple(text: str = "Which are mammals?", points: int | str = 2, **more: Any) -> base.Question:
    """`bat` and `whale` are right."""
    choices = [
        {"id": "bat", "text": "Bat", "worth": "1/2"},
        {"id": "whale", "text": "Whale", "worth": "1/2"},
        {"id": "wren", "text": "Wren", "worth": "-1/2"},
    ]
    return question("multiple", text, {"choices": choices}, points, **more)


def true_false(text: str = "A bat is a bird.", right: bool = False, points: int | str = 1) -> base.Question:
    return question("true_false", text, {"right": right}, points)


def short(text: str = "What do bees make?", accepted: str = "honey", points: int | str = 1) -> base.Question:
    return question("short", text, {"accepted": [{"text": accepted, "worth": "1"}]}, points)


def several() -> list[base.Question]:
    """One of several types each: five points."""
    return [single(), multiple(), true_false(), short()]


def make_quiz(
    classroom: Classroom,
    questions: Iterable[base.Question] | None = None,
    *,
    published: bool = True,
    title: str = "Animals",
    **settings: Any,
) -> Quiz:
    """A quiz of the class's owner, published without a word unless said otherwise. `settings` are columns."""
    quiz = quizzes.create(classroom, title=title, actor=classroom.owner)
    for each in several() if questions is None else questions:
        quiz_questions.add(quiz, None, each, actor=classroom.owner)
    return _set(quiz, published, settings)


@transaction.action
def _set(quiz: Quiz, published: bool, settings: dict[str, Any]) -> Quiz:
    if published:
        quiz.state, quiz.published_at, quiz.told_at = QuizState.PUBLISHED, clock.now(), clock.now()
    for name, value in settings.items():
        setattr(quiz, name, value)
    return quiz


def questions_of(quiz: Quiz) -> list[Question]:
    """In the order in which they stand."""
    found = db.select(Question).where(Question.quiz_id == quiz.id, Question.is_kept())
    return list(db.session.scalars(found.order_by(Question.section_id, Question.position)))


# What is right for `several()`, in their order.
RIGHT: list[dict[str, Any]] = [
    {"choice": "right"},
    {"choices": ["bat", "whale"]},
    {"value": False},
    {"text": "honey"},
]


def make_attempt(
    quiz: Quiz,
    user: User,
    given: Mapping[Question, Any] | Iterable[Any] = (),
    *,
    submitted: bool = True,
    **values: Any,
) -> Attempt:
    """An attempt of a student, through the actions. `given` holds the JSON of answers by question, or in the order of
    the quiz; None is no answer. `values` are columns of the attempt, set at the end.
    """
    attempt = attempts.start(quiz, actor=user, password=quiz.password)
    pairs = given.items() if isinstance(given, Mapping) else zip(questions_of(quiz), given, strict=False)
    for question, raw in pairs:
        answers.save_answer(attempt, question.public_id, raw, actor=user)
    if submitted:
        attempt = attempts.submit(attempt, actor=user)
    return _set_columns(attempt, values)


@transaction.action
def _set_columns(attempt: Attempt, values: dict[str, Any]) -> Attempt:
    for name, value in values.items():
        setattr(attempt, name, value)
    return attempt
