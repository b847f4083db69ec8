"""What answers earn, which attempt counts, and what follows once a score may be seen."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from fractions import Fraction

import pytest
import time_machine
from sqlalchemy import select

from app import clock
from app.actions import quiz_results, quiz_showing
from app.extensions import db
from app.models.attempt import HandedInBy
from app.models.event import Event
from app.models.lesson import LessonKind
from app.models.progress import FinishRule, LessonProgress
from app.models.quiz import Counts, Quiz
from app.models.recognition import Achievement
from app.models.reveal import Reveals
from app.notifications.kinds import kind_of
from app.transaction import action
from tests.quiz_results.handing_in import RIGHT, WRONG, again, begin, finish, hand_in, result_of
from tests.support.people import make_lesson
from tests.support.quizzes import make_quiz, multiple, question, short, single, true_false
from tests.support.ring import Ring

HIDDEN = Reveals(after=frozenset()).json()


def essay(points: int = 4) -> object:
    return question("essay", "Why do bats fly?", {}, points)


def test_points_add_up_exactly(ring: Ring) -> None:
    quiz = make_quiz(
        ring.classroom, [single(points="1/3"), single("Again?", points="1/3"), single("And?", points="1/3")]
    )
    attempt = hand_in(quiz, ring.students[0], [RIGHT, RIGHT, RIGHT])
    assert (attempt.score, attempt.points, attempt.percent) == (1, 1, 10_000)


def test_an_answer_in_part_right_earns_its_part(ring: Ring) -> None:
    quiz = make_quiz(ring.classroom, [multiple(points=2), true_false(), short()])
    answers = [{"choices": ["bat"]}, {"value": False}, {"text": "Honey"}]
    attempt = hand_in(quiz, ring.students[0], answers)
    assert attempt.score == 3
    assert attempt.percent == 7_500


def test_an_empty_quiz_is_nought(ring: Ring) -> None:
    attempt = hand_in(make_quiz(ring.classroom, []), ring.students[0])
    assert (attempt.score, attempt.points, attempt.percent) == (0, 0, 0)


def test_there_is_no_score_while_an_essay_waits(ring: Ring) -> None:
    quiz = make_quiz(ring.classroom, [single(), essay()], pass_percent=10)
    attempt = hand_in(quiz, ring.students[0], [RIGHT, {"text": "Because of moths."}])
    assert (attempt.score, attempt.percent, attempt.to_grade) == (None, None, 1)
    result = result_of(quiz, ring.students[0])
    assert (result.score, result.percent, result.passed, result.to_grade) == (None, None, None, 1)


def test_an_essay_not_written_waits_for_nobody(ring: Ring) -> None:
    attempt = hand_in(make_quiz(ring.classroom, [single(), essay()]), ring.students[0], [RIGHT])
    assert (attempt.score, attempt.to_grade) == (1, 0)


@pytest.mark.parametrize(("counts", "percent"), [("best", 10_000), ("last", 0), ("first", 5_000), ("average", 5_000)])
def test_which_of_several_attempts_counts(ring: Ring, counts: str, percent: int) -> None:
    quiz = make_quiz(ring.classroom, [single(), single("And?")], counts=Counts(counts), attempts_allowed=0)
    for answers in ([RIGHT, WRONG], [RIGHT, RIGHT], [WRONG, WRONG]):
        hand_in(quiz, ring.students[0], answers)
    result = result_of(quiz, ring.students[0])
    assert (result.percent, result.attempts) == (percent, 3)
    assert (result.attempt_id is None) == (counts == "average")


def test_an_average_is_known_once_all_are(ring: Ring) -> None:
    quiz = make_quiz(ring.classroom, [single(), essay(1)], counts=Counts.AVERAGE, attempts_allowed=0)
    hand_in(quiz, ring.students[0], [RIGHT])
    hand_in(quiz, ring.students[0], [RIGHT, {"text": "Because."}])
    assert result_of(quiz, ring.students[0]).percent is None


def test_passing_is_compared_exactly(ring: Ring) -> None:
    """Two of three are 66.67 % as shown and pass 66, not 67."""
    questions = [single(), single("And?"), single("Again?")]
    for needed, passed in ((66, True), (67, False)):
        quiz = make_quiz(ring.classroom, questions, pass_percent=needed)
        hand_in(quiz, ring.students[0], [RIGHT, RIGHT, WRONG])
        assert result_of(quiz, ring.students[0]).passed is passed


def test_open_attempts_and_previews_count_nowhere(ring: Ring) -> None:
    quiz = make_quiz(ring.classroom, [single()])
    begin(quiz, ring.students[0], [RIGHT])
    hand_in(quiz, ring.teacher, [RIGHT], is_preview=True)
    action(quiz_results.recount)(quiz, [ring.students[0].id, ring.teacher.id])
    assert result_of(quiz, ring.students[0]) is None
    assert result_of(quiz, ring.teacher) is None


def told(quiz: Quiz) -> list[str]:
    found = select(Event.type).where(Event.subject_type == "quizzes", Event.subject_id == quiz.id)
    return list(db.session.scalars(found.where(Event.type.like("quiz.%graded"))))


@pytest.fixture
def hour() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(clock.now(), tick=False) as traveller:
        yield traveller


def test_a_hidden_score_brings_nothing_before_the_quiz_closes(ring: Ring, hour: time_machine.Traveller) -> None:
    """No notification, no lesson done, no achievement: each would tell."""
    quiz = make_quiz(
        ring.classroom, [single()], reveal=HIDDEN, pass_percent=50, closes_at=clock.now() + timedelta(hours=1)
    )
    lesson = make_lesson(ring.classroom, kind=LessonKind.QUIZ, quiz_id=quiz.id, finish_rule=FinishRule.QUIZ)
    attempt = hand_in(quiz, ring.students[0], [RIGHT])
    quiz_showing.show_due()
    assert again(attempt).told_at is None
    assert told(quiz) == []
    assert not db.session.scalars(select(Achievement)).all()
    assert not db.session.scalars(select(LessonProgress)).all()
    hour.shift(timedelta(hours=2))
    quiz_showing.show_due()
    quiz_showing.show_due()
    assert again(attempt).told_at == clock.now()
    assert told(quiz) == ["quiz.graded"]
    assert "quiz_perfect" in set(db.session.scalars(select(Achievement.name)))
    done = db.session.scalars(select(LessonProgress)).one()
    assert (done.lesson_id, done.user_id, done.done_at is not None) == (lesson.id, ring.students[0].id, True)


def test_a_release_by_hand_tells_everybody_in_one_go(ring: Ring) -> None:
    quiz = make_quiz(ring.classroom, [single()], reveal=HIDDEN)
    attempts = [hand_in(quiz, student, [RIGHT]) for student in ring.students]
    quiz_showing.release(quiz, actor=ring.teacher)
    quiz_showing.release(quiz, actor=ring.teacher)
    assert told(quiz) == ["quiz.graded"]
    assert len({again(attempt).told_at for attempt in attempts}) == 1


def test_without_a_mark_to_pass_handing_in_is_enough(ring: Ring) -> None:
    """That says nothing of the score, so it need not wait."""
    quiz = make_quiz(ring.classroom, [single()], reveal=HIDDEN)
    make_lesson(ring.classroom, kind=LessonKind.QUIZ, quiz_id=quiz.id, finish_rule=FinishRule.QUIZ)
    hand_in(quiz, ring.students[0], [WRONG])
    assert db.session.scalars(select(LessonProgress.done_at)).one() is not None


def test_who_failed_has_not_done_the_lesson(ring: Ring) -> None:
    quiz = make_quiz(ring.classroom, [single()], pass_percent=50)
    make_lesson(ring.classroom, kind=LessonKind.QUIZ, quiz_id=quiz.id, finish_rule=FinishRule.QUIZ)
    hand_in(quiz, ring.students[0], [WRONG])
    assert not db.session.scalars(select(LessonProgress)).all()


def test_a_lesson_made_of_a_quiz_that_was_passed_is_done(ring: Ring) -> None:
    quiz = make_quiz(ring.classroom, [single()], pass_percent=50)
    hand_in(quiz, ring.students[0], [RIGHT])
    make_lesson(ring.classroom, kind=LessonKind.QUIZ, quiz_id=quiz.id, finish_rule=FinishRule.QUIZ)
    quiz_showing.show_due()
    assert db.session.scalars(select(LessonProgress.done_at)).one() is not None


def test_a_score_that_is_never_shown_rings_nobody(ring: Ring, hour: time_machine.Traveller) -> None:
    never = Reveals(after=frozenset(), closed=frozenset()).json()
    quiz = make_quiz(ring.classroom, [single()], reveal=never, closes_at=clock.now() + timedelta(hours=1))
    hand_in(quiz, ring.students[0], [RIGHT])
    hour.shift(timedelta(hours=2))
    quiz_showing.show_due()
    event = db.session.scalars(select(Event).where(Event.type == "quiz.graded")).first()
    assert event is None or not kind_of("quiz_graded").is_due(event)


def test_who_hands_in_himself_and_sees_his_score_is_not_rung(ring: Ring) -> None:
    quiz = make_quiz(ring.classroom, [single()])
    own, by_clock = (begin(quiz, student, [RIGHT]) for student in ring.students)
    finish(own, HandedInBy.STUDENT)
    finish(by_clock, HandedInBy.CLOCK)
    events = db.session.scalars(select(Event).where(Event.type == "quiz.graded")).all()
    heard = [user_id for event in events for user_id in db.session.scalars(kind_of("quiz_graded").audience(event))]
    assert heard == [ring.students[1].id]


def test_fractions_are_kept_as_they_are(ring: Ring) -> None:
    quiz = make_quiz(ring.classroom, [single(points="2/7")])
    attempt = hand_in(quiz, ring.students[0], [RIGHT])
    assert again(attempt).score == Fraction(2, 7)
