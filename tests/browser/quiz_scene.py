"""Quizzes with results in every state, for the pages that show them."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.actions import quiz_questions
from app.extensions import db
from app.models.attempt import LateAnswer
from app.models.classroom import ClassRole, Classroom, Membership
from app.models.user import User
from tests.quiz_results.handing_in import RIGHT, WRONG, Answer, begin, hand_in
from tests.quiz_results.test_regrades import OTHER_KEY
from tests.support.quizzes import make_quiz, multiple, question, questions_of, short, single

FEEDBACK = {
    "choices": [
        {"id": "right", "text": "Wren", "worth": "1", "feedback": "Its feathers show it."},
        {"id": "wrong", "text": "Bat", "feedback": "Look at its wings again."},
        {"id": "other", "text": "Newt"},
    ]
}
ALL = {"after": ["score", "marks", "feedback", "key"], "closed": ["score", "marks", "feedback", "key"]}


def results_of(classroom: Classroom, student: User) -> dict[str, str]:
    """One quiz that most have handed in, with essays to grade and a key that is another by now; and one without."""
    questions = [
        question("single", "Which of these is a bird?", FEEDBACK, 1),
        single("Which of these lays eggs in the nest of another, and has others bring up its young?"),
        multiple(),
        short(),
        question("essay", "Why do bats hang upside down? Give two reasons.", {"notes": "Grip; take-off."}, 4),
    ]
    quiz = make_quiz(classroom, questions, title="Birds and bats", reveal=ALL, pass_percent=50, attempts_allowed=2)
    text: Answer = {"text": "Because they can let go and fly at once.\n\nAnd nobody eats them there."}
    own = hand_in(quiz, student, [WRONG, RIGHT, {"choices": ["bat"]}, {"text": "wax"}, text])
    late = {"attempt_id": own.id, "question_id": questions_of(quiz)[0].id, "answer": RIGHT}
    db.session.add(LateAnswer(**late, received_at=clock.now(), late_by=31))
    others = select(User).join(Membership, Membership.user_id == User.id)
    mates = db.session.scalars(
        others.where(
            Membership.classroom_id == classroom.id, Membership.role == ClassRole.STUDENT, User.id != student.id
        )
        .order_by(User.id)
        .limit(16)
    ).all()
    for number, mate in enumerate(mates[:13]):
        strong = number % 3 > 0
        answers = [
            WRONG if strong else RIGHT,
            RIGHT if strong else WRONG,
            {"choices": ["bat", "whale"] if strong else ["wren"]},
        ]
        hand_in(quiz, mate, [*answers, {"text": "honey" if number % 2 else "milk"}, text if number > 10 else None])
    for mate in mates[13:]:
        begin(quiz, mate, [RIGHT, WRONG], deadline_at=clock.now() + timedelta(minutes=12))
    first = questions_of(quiz)[0]
    hidden = make_quiz(classroom, [single()], title="Owls", reveal={"closed": ["score"]})
    unseen = hand_in(hidden, student, [RIGHT])
    empty = make_quiz(classroom, [], title="Nothing yet")
    none = hand_in(empty, student)
    quiz_questions.change(first, question("single", "Which of these is a bird?", OTHER_KEY), actor=classroom.owner)
    return {
        "results_quiz": quiz.public_id,
        "hidden_quiz": hidden.public_id,
        "results_empty": make_quiz(classroom, title="Untaken").public_id,
        "results_essay": questions_of(quiz)[4].public_id,
        "results_changed": first.public_id,
        "results_attempt": own.public_id,
        "results_unseen": unseen.public_id,
        "results_none": none.public_id,
    }
