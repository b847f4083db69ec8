"""Attempts that go on, for the pages on which quizzes are taken."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.actions import answers, attempts
from app.extensions import db
from app.models.classroom import Classroom
from app.models.quiz import Layout
from app.models.user import User
from app.questions.base import Question, Words
from tests.support.quizzes import make_quiz, questions_of, several, single


def taking_of(classroom: Classroom, student: User, say: Callable[[str], str] = str) -> dict[str, str]:
    """One question a page with time running, and all on a page with an answer that was checked.

    `say` is what becomes of every text that people wrote.
    """
    asked = [_said(each, say) for each in (single(), *several())]
    title = say("How plants drink")
    timed = attempts.start(make_quiz(classroom, asked[1:], title=title, time_limit=7200), actor=student)
    first, second = questions_of(timed.quiz)[:2]
    answers.save_answer(timed, first.public_id, {"choice": "right"}, actor=student)
    answers.flag(timed, second.public_id, True, actor=student)
    reveal = {"during": ["marks", "feedback"]}
    checking = make_quiz(classroom, asked, title=f"{title}?", layout=Layout.ALL, reveal=reveal)
    checked = attempts.start(checking, actor=student)
    answers.save_answer(checked, questions_of(checking)[0].public_id, {"choice": "wrong"}, actor=student, check=True)
    db.session.commit()
    return {"taking": timed.public_id, "taking_checked": checked.public_id}


def _said(question: Question, say: Callable[[str], str]) -> Question:
    def change(words: Words) -> Words:
        return replace(words, source=say(words.source))

    return replace(question, text=change(question.text), content=question.content.with_texts(change))
