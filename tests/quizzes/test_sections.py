"""Sections of a quiz, and what stands where."""

from __future__ import annotations

from fractions import Fraction

import pytest

from app.actions import attempts, quiz_questions, quiz_sections
from app.errors import Conflict, Invalid
from app.models.quiz import QuizSection
from app.questions.base import Words
from tests.quizzes.conftest import School
from tests.quizzes.test_copies import picture
from tests.quizzes.test_pictures import sees
from tests.support.people import make_member, make_user
from tests.support.quizzes import questions_of, single


def order(biology: School) -> list[list[str]]:
    rooms: dict[int, list[str]] = {section.id: [] for section in quiz_sections.of(biology.quiz)}
    for question in questions_of(biology.quiz):
        rooms[question.section_id or 0].append(question.type)
    return list(rooms.values())


def second(biology: School) -> QuizSection:
    return quiz_sections.add(biology.quiz, actor=biology.teacher, title="At sea", text=Words("Read **this**."))


def test_a_question_steps_over_the_end_of_its_section(biology: School) -> None:
    room = second(biology)
    quiz_questions.add(biology.quiz, room, single(), actor=biology.teacher)
    last = questions_of(biology.quiz)[3]
    quiz_sections.step_question(last, True, actor=biology.teacher)
    assert order(biology) == [["single", "multiple", "true_false"], ["short", "single"]]
    quiz_sections.step_question(last, True, actor=biology.teacher)
    quiz_sections.step_question(last, True, actor=biology.teacher)
    assert order(biology) == [["single", "multiple", "true_false"], ["single", "short"]]
    quiz_sections.step_question(last, False, actor=biology.teacher)
    quiz_sections.step_question(last, False, actor=biology.teacher)
    assert order(biology) == [["single", "multiple", "true_false", "short"], ["single"]]


def test_a_question_is_put_before_another(biology: School) -> None:
    first, *_, last = questions_of(biology.quiz)
    room = quiz_sections.of(biology.quiz)[0]
    quiz_sections.put_question(last, actor=biology.teacher, section=room, before=first)
    assert order(biology) == [["short", "single", "multiple", "true_false"]]
    elsewhere = quiz_sections.of(biology.draft)[0]
    with pytest.raises(Invalid):
        quiz_sections.put_question(last, actor=biology.teacher, section=elsewhere)
    with pytest.raises(Invalid):
        quiz_sections.put_question(last, actor=biology.teacher, section=second(biology), before=first)


def test_a_section_takes_its_questions_along(biology: School) -> None:
    room = second(biology)
    quiz_questions.add(biology.quiz, room, single(), actor=biology.teacher)
    quiz_sections.step(room, False, actor=biology.teacher)
    assert order(biology) == [["single"], ["single", "multiple", "true_false", "short"]]
    quiz_sections.put(room, actor=biology.teacher)
    assert order(biology) == [["single", "multiple", "true_false", "short"], ["single"]]


def test_a_section_that_goes_leaves_its_questions(biology: School) -> None:
    room = second(biology)
    quiz_questions.add(biology.quiz, room, single(), actor=biology.teacher)
    quiz_sections.remove(room, actor=biology.teacher)
    assert order(biology) == [["single", "multiple", "true_false", "short", "single"]]
    with pytest.raises(Conflict):
        quiz_sections.remove(quiz_sections.of(biology.quiz)[0], actor=biology.teacher)


def test_the_first_section_goes_and_its_questions_stay_in_front(biology: School) -> None:
    room = second(biology)
    quiz_questions.add(biology.quiz, room, single(), actor=biology.teacher)
    quiz_sections.remove(quiz_sections.of(biology.quiz)[0], actor=biology.teacher)
    assert order(biology) == [["single", "multiple", "true_false", "short", "single"]]


def test_a_pool_says_what_one_is_asked(biology: School) -> None:
    room = quiz_sections.of(biology.quiz)[0]
    quiz_sections.change(room, actor=biology.teacher, title="Any", text=Words(), draws=2, points=Fraction(1, 2))
    assert (biology.quiz.questions, biology.quiz.points) == (2, Fraction(1))
    quiz_sections.change(room, actor=biology.teacher, title="All", text=Words("Look"))
    assert (biology.quiz.questions, biology.quiz.points) == (4, Fraction(5))
    assert (room.title, room.text["source"], room.draws, room.points) == ("All", "Look", None, None)


def test_pictures_before_questions_are_for_whoever_is_asked_one_of_them(biology: School) -> None:
    leaf = picture(biology.classroom)
    room = second(biology)
    quiz_questions.add(biology.quiz, room, single(), actor=biology.teacher)
    text = Words(f"![a leaf](/files/{leaf.public_id})")
    quiz_sections.change(room, actor=biology.teacher, title="Leaves", text=text)
    other = make_user()
    make_member(biology.classroom, other)
    assert not sees(biology.student, leaf)
    attempts.start(biology.quiz, actor=biology.student)
    assert sees(biology.student, leaf)
    assert not sees(other, leaf)
