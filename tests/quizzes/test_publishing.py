"""Quizzes on their way to the class: who hears of them, and when."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import delete, func, select

from app import clock, reminders
from app.actions import lesson_publishing, quiz_exceptions, quiz_publishing, quizzes, releases, upkeep
from app.actions.quiz_exceptions import Others
from app.actions.releases import Release
from app.errors import Conflict, NotFound
from app.extensions import db
from app.models.attempt import Attempt, AttemptState, Response
from app.models.classroom import Classroom
from app.models.event import Dispatch, DispatchState, Event
from app.models.lesson import LessonKind
from app.models.question import Question
from app.models.quiz import Quiz, QuizState
from app.models.reminder import Reminder, ReminderState
from app.models.user import User
from app.notifications.audience import audience
from app.notifications.kinds import kind_of
from app.reports import stream
from tests.quizzes.conftest import School
from tests.quizzes.test_questions import asked
from tests.support.people import make_lesson, make_member, make_user
from tests.support.quizzes import questions_of


def heard(event_type: str) -> list[Event]:
    return list(db.session.scalars(select(Event).where(Event.type == event_type).order_by(Event.id)))


def concerned(event: Event, kind: str) -> set[int]:
    return set(db.session.scalars(audience(event, kind_of(kind))))


def seen_by(user: User) -> set[int]:
    return {quiz.id for quiz in db.session.scalars(Quiz.visible_to(user))}


def test_publishing_tells_the_class_once(biology: School) -> None:
    quiz_publishing.publish(biology.draft, actor=biology.teacher)
    quiz_publishing.publish(biology.draft, actor=biology.teacher)
    (event,) = heard("quiz.published")
    told = concerned(event, "quiz_published")
    assert told == {biology.people[role].id for role in ("teacher", "assistant", "student")}
    assert kind_of("quiz_published").is_due(event)
    assert [entry.title for entry in stream.entries([event], biology.student)] == ["Plants"]


def test_of_a_scheduled_quiz_nobody_hears_or_sees(biology: School) -> None:
    at = clock.now() + timedelta(hours=3)
    quiz_publishing.schedule(biology.draft, at, actor=biology.teacher)
    assert not heard("quiz.published")
    assert biology.draft.id not in seen_by(biology.student)
    assert biology.draft.id in seen_by(biology.people["assistant"])
    assert not db.session.scalar(select(func.count(Reminder.id)))
    with time_machine.travel(at + timedelta(minutes=1)):
        assert quiz_publishing.publish_due() == 1
        assert biology.draft.id in seen_by(biology.student)
    (event,) = heard("quiz.published")
    assert biology.student.id in concerned(event, "quiz_published")


def test_withdrawing_takes_back_what_nobody_heard(biology: School) -> None:
    quiz_publishing.publish(biology.draft, actor=biology.teacher)
    quiz_publishing.withdraw(biology.draft, actor=biology.teacher)
    (event,) = heard("quiz.published")
    assert not kind_of("quiz_published").is_due(event)
    assert {each.state for each in db.session.scalars(select(Dispatch))} == {DispatchState.CANCELLED}
    with pytest.raises(Conflict):
        quiz_publishing.schedule(biology.quiz, clock.now() + timedelta(days=1), actor=biology.teacher)


def test_in_a_shut_lesson_it_waits_for_the_lesson(biology: School) -> None:
    lesson = make_lesson(biology.classroom, title="Leaves", kind=LessonKind.QUIZ, quiz_id=biology.draft.id)
    at = clock.now() + timedelta(days=1)
    releases.put(lesson, Release(opens_at=at), actor=biology.teacher)
    quiz_publishing.publish(biology.draft, actor=biology.teacher)
    assert not heard("quiz.published")
    assert quiz_publishing.tell_of_opened() == 0
    assert biology.draft.id not in seen_by(biology.student)
    with time_machine.travel(at + timedelta(minutes=1)):
        assert quiz_publishing.tell_of_opened() == 1
        assert quiz_publishing.tell_of_opened() == 0
        assert biology.draft.id in seen_by(biology.student)
        assert biology.student.id in concerned(heard("quiz.published")[0], "quiz_published")


def test_in_a_draft_of_a_lesson_it_waits_too(biology: School) -> None:
    lesson = make_lesson(biology.classroom, published=False, kind=LessonKind.QUIZ, quiz_id=biology.draft.id)
    quiz_publishing.publish(biology.draft, actor=biology.teacher)
    assert quiz_publishing.tell_of_opened() == 0
    lesson_publishing.publish(lesson, actor=biology.teacher)
    assert quiz_publishing.tell_of_opened() == 1


def closing(quiz: Quiz) -> list[tuple[str, int]]:
    found = select(Reminder).where(Reminder.state == ReminderState.SCHEDULED).order_by(Reminder.fire_at)
    return [(each.subject_type, each.offset // 3600) for each in db.session.scalars(found)]


def test_each_is_reminded_before_his_own_last_moment(biology: School) -> None:
    slow, fast, done = (make_user() for _ in range(3))
    for user in (slow, fast, done):
        make_member(biology.classroom, user)
    closes = clock.now() + timedelta(days=3)
    quizzes.update(biology.quiz, actor=biology.teacher, closes_at=closes)
    later = closes + timedelta(days=2)
    quiz_exceptions.put(biology.quiz, slow, Others(closes_at=later), actor=biology.teacher)
    assert closing(biology.quiz) == [("quizzes", 24), ("quizzes", 1), ("quiz_exceptions", 24), ("quiz_exceptions", 1)]
    asked(biology, questions_of(biology.quiz)[0].id, _newest(biology))
    attempt = db.session.scalars(select(Attempt)).one()
    attempt.user_id, attempt.state, attempt.submitted_at = done.id, AttemptState.SUBMITTED, clock.now()
    db.session.commit()
    with time_machine.travel(closes - timedelta(hours=23)):
        assert reminders.fire_due() == 1
        (event,) = heard("quiz.closing")
        assert concerned(event, "quiz_due") == {fast.id, biology.student.id}
    with time_machine.travel(later - timedelta(minutes=59)):
        assert reminders.fire_due() == 1
        assert concerned(heard("quiz.closing")[1], "quiz_due") == {slow.id}


def _newest(biology: School):
    from app.actions import quiz_words

    return quiz_words.newest(questions_of(biology.quiz)[0])


def test_a_withdrawn_quiz_reminds_of_nothing(biology: School) -> None:
    quizzes.update(biology.quiz, actor=biology.teacher, closes_at=clock.now() + timedelta(days=3))
    assert len(closing(biology.quiz)) == 2
    quiz_publishing.withdraw(biology.quiz, actor=biology.teacher)
    assert closing(biology.quiz) == []


def test_deleted_it_is_gone_and_comes_back(biology: School) -> None:
    quiz_publishing.delete(biology.quiz, actor=biology.teacher)
    assert biology.quiz.id not in seen_by(biology.teacher) | seen_by(biology.student)
    with pytest.raises(NotFound):
        quiz_publishing.delete(biology.quiz, actor=biology.teacher)
    quiz_publishing.restore(biology.quiz, actor=biology.teacher)
    assert biology.quiz.id in seen_by(biology.student)
    assert len(questions_of(biology.quiz)) == 4


def test_what_was_due_in_the_bin_comes_back_as_a_draft(biology: School) -> None:
    at = clock.now() + timedelta(hours=1)
    quiz_publishing.schedule(biology.draft, at, actor=biology.teacher)
    quiz_publishing.delete(biology.draft, actor=biology.teacher)
    with time_machine.travel(at + timedelta(hours=1)):
        assert quiz_publishing.publish_due() == 0
        assert quiz_publishing.restore(biology.draft, actor=biology.teacher).state is QuizState.DRAFT


def test_after_a_month_in_the_bin_it_goes_with_everything(biology: School) -> None:
    asked(biology, questions_of(biology.quiz)[0].id, _newest(biology))
    quiz_publishing.delete(biology.quiz, actor=biology.teacher)
    with time_machine.travel(clock.now() + timedelta(days=31)):
        upkeep.purge_deleted()
    left = [db.session.scalar(select(func.count()).select_from(model)) for model in (Quiz, Attempt, Response)]
    assert left == [1, 0, 0]
    assert db.session.scalar(select(func.count(Question.id)).where(Question.quiz_id == biology.draft.id)) == 4


def test_a_class_goes_with_its_quizzes(biology: School) -> None:
    asked(biology, questions_of(biology.quiz)[0].id, _newest(biology))
    classroom = biology.classroom.id
    db.session.expunge_all()
    db.session.execute(delete(Classroom).where(Classroom.id == classroom))
    db.session.commit()
    left = [db.session.scalar(select(func.count()).select_from(model)) for model in (Quiz, Question, Attempt, Response)]
    assert left == [0, 0, 0, 0]
