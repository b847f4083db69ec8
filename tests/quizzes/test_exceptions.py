"""Other terms for one student or one group: what holds for whom, and attempts that are under way."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.actions import groups, quiz_exceptions, quizzes
from app.actions.quiz_exceptions import Others
from app.errors import Conflict, Invalid
from app.extensions import db
from app.models import terms
from app.models.attempt import Attempt
from app.models.audit import AuditEntry
from app.models.quiz import Quiz, QuizException
from app.models.user import User
from tests.quizzes.conftest import School
from tests.support.people import make_member, make_user
from tests.support.quizzes import make_quiz

NOON = datetime.fromisoformat("2027-03-01T12:00:00+00:00")


def closing_in_sql(quiz: Quiz, user: User) -> datetime | None:
    return db.session.scalar(select(terms.closes_for(Quiz, user.id)).where(Quiz.id == quiz.id))


def started(quiz: Quiz, user: User, **values: object) -> Attempt:
    attempt = Attempt(
        quiz_id=quiz.id, classroom_id=quiz.classroom_id, user_id=user.id, number=1, seed=1, started_at=NOON, **values
    )
    attempt.deadline_at = terms.of(quiz, user.id).deadline(NOON)
    db.session.add(attempt)
    db.session.commit()
    return attempt


def test_his_own_row_counts_before_those_of_his_groups(biology: School) -> None:
    quizzes.update(biology.quiz, actor=biology.teacher, closes_at=NOON, time_limit=600)
    for days in (1, 3):
        group = groups.create(
            biology.classroom, actor=biology.teacher, name=f"{days}", people=[biology.student.public_id]
        )
        others = Others(closes_at=NOON + timedelta(days=days), time_percent=100 + 50 * days)
        quiz_exceptions.put(biology.quiz, group, others, actor=biology.teacher)
    settled = terms.of(biology.quiz, biology.student.id)
    assert (settled.closes_at, settled.time_limit) == (NOON + timedelta(days=3), 1500)
    assert closing_in_sql(biology.quiz, biology.student) == settled.closes_at
    own = Others(closes_at=NOON + timedelta(days=2))
    quiz_exceptions.put(biology.quiz, biology.student, own, actor=biology.teacher)
    settled = terms.of(biology.quiz, biology.student.id)
    assert (settled.closes_at, settled.time_limit) == (NOON + timedelta(days=2), 1500)
    assert closing_in_sql(biology.quiz, biology.student) == settled.closes_at
    assert closing_in_sql(biology.quiz, biology.people["assistant"]) == NOON


def test_an_attempt_under_way_ends_by_the_new_terms(biology: School) -> None:
    quiz = make_quiz(biology.classroom, time_limit=600, closes_at=NOON + timedelta(hours=1))
    other = make_user()
    make_member(biology.classroom, other)
    mine, theirs = started(quiz, biology.student, extra_seconds=60), started(quiz, other)
    exception = quiz_exceptions.put(quiz, biology.student, Others(time_percent=150), actor=biology.teacher)
    assert mine.deadline_at == NOON + timedelta(minutes=16)
    assert theirs.deadline_at == NOON + timedelta(minutes=10)
    quizzes.update(quiz, actor=biology.teacher, time_limit=1200)
    assert (mine.deadline_at, theirs.deadline_at) == (NOON + timedelta(minutes=31), NOON + timedelta(minutes=20))
    quiz_exceptions.remove(exception, actor=biology.teacher)
    assert mine.deadline_at == NOON + timedelta(minutes=21)


def test_a_group_moves_all_of_it(biology: School) -> None:
    quiz = make_quiz(biology.classroom, time_limit=600)
    attempt = started(quiz, biology.student)
    group = groups.create(biology.classroom, actor=biology.teacher, name="Blue", people=[biology.student.public_id])
    quiz_exceptions.put(quiz, group, Others(time_percent=200), actor=biology.teacher)
    assert attempt.deadline_at == NOON + timedelta(minutes=20)


def test_whoever_comes_or_goes_ends_by_the_terms_of_the_group(biology: School) -> None:
    quiz = make_quiz(biology.classroom, time_limit=600)
    attempt = started(quiz, biology.student)
    group = groups.create(biology.classroom, actor=biology.teacher, name="Blue")
    exception = quiz_exceptions.put(quiz, group, Others(time_percent=200), actor=biology.teacher)
    assert attempt.deadline_at == NOON + timedelta(minutes=10)
    groups.update(group, actor=biology.teacher, people=[biology.student.public_id])
    assert attempt.deadline_at == NOON + timedelta(minutes=20)
    groups.update(group, actor=biology.teacher, people=[])
    assert attempt.deadline_at == NOON + timedelta(minutes=10)
    with pytest.raises(Conflict, match="other terms for a quiz"):
        groups.remove(group, actor=biology.teacher)
    quiz_exceptions.remove(exception, actor=biology.teacher)
    groups.remove(group, actor=biology.teacher)


def test_a_second_one_for_the_same_takes_the_place_of_the_first(biology: School) -> None:
    first = quiz_exceptions.put(biology.quiz, biology.student, Others(attempts_allowed=3), actor=biology.teacher)
    again = quiz_exceptions.change(first, Others(attempts_allowed=0), actor=biology.teacher)
    assert again.id == first.id
    assert db.session.scalars(select(QuizException)).one().attempts_allowed == 0
    deeds = list(db.session.scalars(select(AuditEntry.deed).where(AuditEntry.deed.like("quiz.%"))))
    assert deeds == ["quiz.exception_put"] * 2


def test_what_makes_no_sense_is_refused(biology: School) -> None:
    now = clock.now()
    stranger, teacher = make_user(), biology.people["teacher"]
    for who, others in (
        (biology.student, Others()),
        (biology.student, Others(time_percent=150)),
        (biology.student, Others(opens_at=now, closes_at=now)),
        (stranger, Others(attempts_allowed=2)),
        (teacher, Others(attempts_allowed=2)),
    ):
        with pytest.raises(Invalid):
            quiz_exceptions.put(biology.quiz, who, others, actor=biology.teacher)
    assert not db.session.scalars(select(QuizException)).all()


def test_only_the_staff_sees_it(biology: School) -> None:
    quiz_exceptions.put(biology.quiz, biology.student, Others(attempts_allowed=2), actor=biology.teacher)
    seen = {
        role: len(db.session.scalars(QuizException.visible_to(user)).all()) for role, user in biology.people.items()
    }
    assert seen == {"owner": 1, "teacher": 1, "assistant": 1, "admin": 1, "student": 0, "stranger": 0}
