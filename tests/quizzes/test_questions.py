"""Questions of a quiz: every change is a version, and what a quiz is worth follows."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from sqlalchemy import func, select

from app import clock
from app.actions import quiz_questions, quiz_words, quizzes
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models.attempt import Attempt, Response
from app.models.question import FileUse, QuestionFile, QuestionTag, QuestionVersion
from app.models.quiz import QuizSection
from app.questions.base import Words
from tests.quizzes.conftest import School
from tests.support.quizzes import make_quiz, multiple, questions_of, short, single


def versions(question_id: int) -> int:
    found = select(func.count()).where(QuestionVersion.question_id == question_id)
    return db.session.scalar(found) or 0


def test_a_quiz_is_worth_what_its_questions_are(biology: School) -> None:
    assert (biology.quiz.questions, biology.quiz.points) == (4, Fraction(5))
    quiz_questions.add(biology.quiz, None, single(points="1/3"), actor=biology.teacher)
    assert (biology.quiz.questions, biology.quiz.points) == (5, Fraction(16, 3))


def test_of_a_pool_counts_what_is_drawn(biology: School) -> None:
    quiz = make_quiz(biology.classroom, [single(), single("Which flies?"), short()])
    section = db.session.scalars(select(QuizSection).where(QuizSection.quiz_id == quiz.id)).one()
    section.draws, section.points = 2, Fraction(3)
    db.session.commit()
    quiz_questions.add(quiz, section, multiple(), actor=biology.teacher)
    assert (quiz.questions, quiz.points) == (2, Fraction(6))


def test_it_comes_back_as_it_was_given(biology: School) -> None:
    given = replace(single(name="Birds"), feedback=Words("Look at the wings"), tags=("air", "birds"))
    added = quiz_questions.add(biology.quiz, None, given, actor=biology.teacher)
    assert quiz_words.whole(added) == given
    assert (added.name, added.plain, added.owner_id) == ("Birds", "Which is a bird?", biology.teacher.id)


def test_a_change_is_a_version_and_a_change_of_points_is_none(biology: School) -> None:
    question = questions_of(biology.quiz)[0]
    quiz_questions.change(question, single(points=4), actor=biology.teacher)
    assert (question.version, question.points, versions(question.id)) == (1, Fraction(4), 1)
    quiz_questions.change(question, single("Which has feathers?"), actor=biology.teacher, version=1)
    assert (question.version, question.plain, versions(question.id)) == (2, "Which has feathers?", 2)
    assert biology.quiz.points == Fraction(5)


def test_who_began_with_an_older_version_is_told(biology: School) -> None:
    question = questions_of(biology.quiz)[0]
    quiz_questions.change(question, single("Which has feathers?"), actor=biology.teacher, version=1)
    with pytest.raises(Conflict):
        quiz_questions.change(question, single("Which has wings?"), actor=biology.teacher, version=1)


def asked(biology: School, question_id: int, version: QuestionVersion) -> None:
    attempt = Attempt(
        quiz_id=biology.quiz.id,
        classroom_id=biology.classroom.id,
        user_id=biology.student.id,
        number=1,
        seed=1,
        started_at=clock.now(),
    )
    db.session.add(attempt)
    db.session.flush()
    response = Response(
        attempt_id=attempt.id, question_id=question_id, version_id=version.id, position=1, points=Fraction(1)
    )
    db.session.add(response)
    db.session.commit()


def test_old_versions_go_unless_somebody_was_asked_them(biology: School) -> None:
    question = questions_of(biology.quiz)[0]
    asked(biology, question.id, quiz_words.newest(question))
    for text in ("Second?", "Third?"):
        quiz_questions.change(question, single(text), actor=biology.teacher)
    past = clock.now() - timedelta(hours=2)
    for version in db.session.scalars(select(QuestionVersion).where(QuestionVersion.question_id == question.id)):
        version.created_at = past
    db.session.commit()
    quiz_questions.change(question, single("Fourth?"), actor=biology.teacher)
    found = select(QuestionVersion.number).where(QuestionVersion.question_id == question.id)
    assert sorted(db.session.scalars(found)) == [1, 4]


def test_the_type_changes_only_until_it_was_asked(biology: School) -> None:
    question = questions_of(biology.quiz)[0]
    quiz_questions.change(question, short(), actor=biology.teacher)
    assert question.type == "short"
    asked(biology, question.id, quiz_words.newest(question))
    with pytest.raises(Invalid):
        quiz_questions.change(question, single(), actor=biology.teacher)


def test_what_was_taken_away_can_be_brought_back(biology: School) -> None:
    question = questions_of(biology.quiz)[1]
    quiz_questions.remove(question, actor=biology.teacher)
    assert biology.quiz.points == Fraction(3)
    with pytest.raises(NotFound):
        quiz_questions.remove(question, actor=biology.teacher)
    quiz_questions.bring_back(question, actor=biology.teacher)
    assert [each.id for each in questions_of(biology.quiz)][1] == question.id
    assert biology.quiz.points == Fraction(5)


def test_tags_are_what_was_last_given(biology: School) -> None:
    question = questions_of(biology.quiz)[0]
    for tags in (("a", "b"), ("b", "c")):
        quiz_questions.change(question, replace(single(), tags=tags), actor=biology.teacher)
    found = select(QuestionTag.tag).where(QuestionTag.question_id == question.id)
    assert sorted(db.session.scalars(found)) == ["b", "c"]


def test_pictures_of_another_class_are_not_taken_in(biology: School) -> None:
    given = replace(single(), text=Words(f"![bird](/files/{'a' * 32})"))
    question = quiz_questions.add(biology.quiz, None, given, actor=biology.teacher)
    assert not db.session.scalar(select(func.count()).where(QuestionFile.question_id == question.id))
    assert list(FileUse) == [FileUse.ASKED, FileUse.TOLD]


def test_settings_say_who_was_faster(biology: School) -> None:
    quizzes.update(biology.quiz, actor=biology.teacher, version=1, title="Beasts")
    with pytest.raises(Conflict):
        quizzes.update(biology.quiz, actor=biology.teacher, version=1, title="Birds")
    with pytest.raises(Invalid):
        quizzes.update(biology.quiz, actor=biology.teacher, title="")
    now = clock.now()
    with pytest.raises(Invalid):
        quizzes.update(biology.quiz, actor=biology.teacher, opens_at=now, closes_at=now)
