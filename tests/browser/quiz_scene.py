"""Quizzes with results in every state, for the pages that show them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from app import clock
from app.actions import quiz_questions
from app.extensions import db
from app.models.attempt import LateAnswer
from app.models.classroom import ClassRole, Classroom, Membership
from app.models.quiz import Quiz
from app.models.user import User
from tests.quiz_results.handing_in import RIGHT, WRONG, Answer, begin, hand_in
from tests.support.quizzes import make_quiz, question, questions_of

Say = Callable[[str], str]
SHOWN = ["score", "marks", "feedback", "key"]


def results_of(classroom: Classroom, student: User, say: Say = str) -> dict[str, str]:
    """One quiz that most have handed in, with essays to grade and a key that is another by now; and some without.

    `say` is what becomes of every text that people wrote.
    """
    quiz = _quiz(classroom, say)
    text: Answer = {"text": say("Because they can let go and fly at once.\n\nAnd nobody eats them there.")}
    device = {"device": say("Firefox")}
    own = hand_in(quiz, student, [WRONG, RIGHT, {"choices": ["bat"]}, {"text": say("wax")}, text], **device)
    late = {"attempt_id": own.id, "question_id": questions_of(quiz)[0].id, "answer": RIGHT}
    db.session.add(LateAnswer(**late, received_at=clock.now(), late_by=31))
    for number, mate in enumerate(_mates(classroom, student)):
        strong = number % 3 > 0
        chosen = {"choices": ["bat", "whale"] if strong else ["wren"]}
        answers = [WRONG if strong else RIGHT, RIGHT if strong else WRONG, chosen]
        if number < 13:
            typed = {"text": say("honey" if number % 2 else "milk")}
            hand_in(quiz, mate, [*answers, typed, text if number > 10 else None], **device)
        else:
            begin(quiz, mate, answers[:2], deadline_at=clock.now() + timedelta(minutes=12))
    first = questions_of(quiz)[0]
    changed = question("single", say("Which of these is a bird?"), _choices(say, "wrong"))
    quiz_questions.change(first, changed, actor=classroom.owner)
    return {
        "results_quiz": quiz.public_id,
        "results_essay": questions_of(quiz)[4].public_id,
        "results_changed": first.public_id,
        "results_attempt": own.public_id,
        **_others(classroom, student, say),
    }


def _quiz(classroom: Classroom, say: Say) -> Quiz:
    questions = [
        question("single", say("Which of these is a bird?"), _choices(say)),
        question(
            "single", say("Which of these lays its eggs in the nests of others, who feed its young?"), _choices(say)
        ),
        question("multiple", say("Which are mammals?"), _several(say), 2),
        question("short", say("What do bees make?"), {"accepted": [{"text": say("honey"), "worth": "1"}]}),
        question("essay", say("Why do bats hang upside down? Give two reasons."), {"notes": say("Grip; take-off.")}, 4),
    ]
    terms = {"reveal": {"after": SHOWN, "closed": SHOWN}, "pass_percent": 50, "attempts_allowed": 2}
    return make_quiz(classroom, questions, title=say("Birds and bats"), **terms)


def _choices(say: Say, right: str = "right") -> dict[str, Any]:
    words = {"right": "Wren", "wrong": "Bat", "other": "Newt"}
    told = {"right": "Its feathers show it.", "wrong": "Look at its wings again.", "other": "It swims."}
    worth = {right: "1"}
    return {
        "choices": [
            {"id": id, "text": say(text), "worth": worth.get(id, "0"), "feedback": say(told[id])}
            for id, text in words.items()
        ]
    }


def _several(say: Say) -> dict[str, Any]:
    worths = {"bat": "1/2", "whale": "1/2", "wren": "-1/2"}
    return {"choices": [{"id": id, "text": say(id.title()), "worth": worth} for id, worth in worths.items()]}


def _mates(classroom: Classroom, student: User) -> list[User]:
    here = Membership.classroom_id == classroom.id, Membership.role == ClassRole.STUDENT
    found = select(User).join(Membership, Membership.user_id == User.id)
    return list(db.session.scalars(found.where(*here, User.id != student.id).order_by(User.id).limit(16)))


def _others(classroom: Classroom, student: User, say: Say) -> dict[str, str]:
    """One whose result is hidden, one that asks nothing, one that nobody has taken."""
    asked = question("single", say("Which of these is a bird?"), _choices(say))
    hidden = make_quiz(classroom, [asked], title=say("Owls"), reveal={"closed": ["score"]})
    empty = make_quiz(classroom, [], title=say("Nothing yet"))
    return {
        "results_unseen": hand_in(hidden, student, [RIGHT], device=say("Firefox")).public_id,
        "results_none": hand_in(empty, student, device=say("Firefox")).public_id,
        "results_empty": make_quiz(classroom, [asked], title=say("Untaken")).public_id,
    }
