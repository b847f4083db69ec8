"""Attempts that go on, for the pages on which quizzes are taken."""

from __future__ import annotations

from app.actions import answers, attempts
from app.extensions import db
from app.models.classroom import Classroom
from app.models.quiz import Layout
from app.models.user import User
from tests.support.quizzes import make_quiz, questions_of, several, single


def taking_of(classroom: Classroom, student: User, title: str = "How plants drink") -> dict[str, str]:
    """One question a page with time running, and all on a page with an answer that was checked."""
    timed = attempts.start(make_quiz(classroom, several(), title=title, time_limit=7200), actor=student)
    first, second = questions_of(timed.quiz)[:2]
    answers.save_answer(timed, first.public_id, {"choice": "right"}, actor=student)
    answers.flag(timed, second.public_id, True, actor=student)
    reveal = {"during": ["marks", "feedback"]}
    checking = make_quiz(classroom, [single(), *several()], title=f"{title}?", layout=Layout.ALL, reveal=reveal)
    checked = attempts.start(checking, actor=student)
    answers.save_answer(checked, questions_of(checking)[0].public_id, {"choice": "wrong"}, actor=student, check=True)
    db.session.commit()
    return {"taking": timed.public_id, "taking_checked": checked.public_id}
