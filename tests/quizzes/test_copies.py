"""Copies of quizzes and questions: inside a class, with a class, out of the bank."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from app import clock
from app.actions import class_copies, question_bank, quiz_copies, quiz_questions, quiz_words, quizzes
from app.errors import Invalid
from app.extensions import db
from app.models.classroom import Classroom
from app.models.file import FileKind, StoredFile
from app.models.lesson import Lesson, LessonKind
from app.models.question import FileUse, Question, QuestionFile
from app.models.quiz import Quiz, QuizState
from app.models.user import Role
from app.questions.base import Words
from tests.quizzes.conftest import School
from tests.support.people import make_classroom, make_lesson, make_user
from tests.support.queries import counted
from tests.support.quizzes import make_quiz, questions_of, single


def picture(classroom: Classroom, key: str = "k" * 32) -> StoredFile:
    about = {"key": key, "filename": "leaf.png", "media_type": "image/png", "kind": FileKind.IMAGE, "size": 1}
    file = StoredFile(classroom_id=classroom.id, uploader_id=classroom.owner_id, sha256="0" * 64, **about)
    db.session.add(file)
    db.session.commit()
    return file


def shown_in(question: Question) -> set[tuple[str, FileUse]]:
    found = select(StoredFile.public_id, QuestionFile.use).join(QuestionFile, QuestionFile.file_id == StoredFile.id)
    return {(row[0], row[1]) for row in db.session.execute(found.where(QuestionFile.question_id == question.id))}


def with_pictures(asked: StoredFile, told: StoredFile):
    text, feedback = Words(f"![leaf](/files/{asked.public_id})"), Words(f"![root](/files/{told.public_id})")
    return replace(single(), text=text, feedback=feedback, tags=("leaf",))


def test_a_copy_in_the_same_class_is_a_draft_of_the_same(biology: School) -> None:
    asked, told = picture(biology.classroom), picture(biology.classroom, "t" * 32)
    quiz_questions.add(biology.quiz, None, with_pictures(asked, told), actor=biology.teacher)
    copy = quiz_copies.duplicate(biology.quiz, actor=biology.people["teacher"])
    assert (copy.state, copy.published_at, copy.told_at, copy.title) == (QuizState.DRAFT, None, None, "Animals (copy)")
    assert (copy.questions, copy.points) == (biology.quiz.questions, biology.quiz.points)
    old, new = questions_of(biology.quiz), questions_of(copy)
    assert [quiz_words.whole(each) for each in new] == [quiz_words.whole(each) for each in old]
    assert {each.owner_id for each in new} == {biology.people["teacher"].id}
    assert [each.origin_id for each in new] == [each.id for each in old]
    assert shown_in(new[4]) == {(asked.public_id, FileUse.ASKED), (told.public_id, FileUse.TOLD)}


def test_a_hundred_questions_are_copied_in_few_queries(biology: School) -> None:
    quiz = make_quiz(biology.classroom, [single(f"Question {number}?") for number in range(100)])
    with counted() as queries:
        quiz_copies.duplicate(quiz, actor=biology.teacher)
    asked = [each for each in queries.statements if each.startswith("SELECT")]
    assert len(asked) < 20, "\n".join(asked)


def test_a_class_takes_its_quizzes_along(biology: School) -> None:
    asked = picture(biology.classroom)
    question = quiz_questions.add(biology.quiz, None, with_pictures(asked, asked), actor=biology.teacher)
    opens = datetime(2027, 3, 1, 9, tzinfo=UTC)
    times = {"opens_at": opens, "closes_at": opens + timedelta(days=2)}
    quizzes.update(biology.quiz, actor=biology.teacher, password="owl", **times)
    make_lesson(biology.classroom, title="Test", kind=LessonKind.QUIZ, quiz_id=biology.quiz.id)
    made = class_copies.copy(biology.classroom, actor=biology.teacher, title="Next year", starts_on=date(2028, 3, 1))
    found = db.session.scalars(select(Quiz).where(Quiz.classroom_id == made.id).order_by(Quiz.id)).all()
    assert [(quiz.title, quiz.state) for quiz in found] == [("Animals", "draft"), ("Plants", "draft")]
    assert found[0].opens_at == datetime(2028, 3, 1, 9, tzinfo=UTC)
    assert found[0].closes_at == datetime(2028, 3, 3, 9, tzinfo=UTC)
    lesson = db.session.scalars(select(Lesson).where(Lesson.classroom_id == made.id, Lesson.kind == "quiz")).one()
    assert lesson.quiz_id == found[0].id
    copy = questions_of(found[0])[4]
    (new,) = db.session.scalars(select(StoredFile).where(StoredFile.classroom_id == made.id)).all()
    assert new.public_id in quiz_words.whole(copy).text.source
    assert asked.public_id not in quiz_words.whole(copy).feedback.source
    assert shown_in(copy) == {(new.public_id, FileUse.ASKED)}
    assert quiz_words.whole(copy).tags == ("leaf",)
    assert quiz_words.whole(question).text.source.count(asked.public_id) == 1


def test_a_question_used_in_another_class_brings_its_pictures_once(biology: School) -> None:
    other = make_classroom(biology.teacher, title="Chemistry")
    asked = picture(biology.classroom)
    question = quiz_questions.add(biology.quiz, None, with_pictures(asked, asked), actor=biology.teacher)
    quiz = make_quiz(other, [])
    for _again in range(2):
        assert len(question_bank.use([question], quiz, actor=biology.teacher)) == 1
    (file,) = db.session.scalars(select(StoredFile).where(StoredFile.classroom_id == other.id)).all()
    assert (file.key, file.sha256) == (asked.key, asked.sha256)
    first, second = questions_of(quiz)
    assert shown_in(first) == shown_in(second) == {(file.public_id, FileUse.ASKED)}
    assert first.classroom_id == other.id
    assert question_bank.uses([question, first]) == {question.id: 2, first.id: 2}


def test_the_bank_lists_each_line_once_and_finds_by_words_type_and_tag(biology: School) -> None:
    quiz_questions.add(biology.quiz, None, single("Why do 100% of owls sing?", tags=("owl",)), actor=biology.teacher)
    quiz_copies.duplicate(biology.quiz, actor=biology.teacher)

    def found(**wanted: str) -> list[str]:
        return [each.plain for each in db.session.scalars(question_bank.search(biology.teacher, **wanted))]

    assert len(found()) == 9
    assert found(text="OWLS") == ["Why do 100% of owls sing?"]
    assert found(text="0%") == ["Why do 100% of owls sing?"]
    assert found(text="_") == []
    assert len(found(type="short")) == 2
    assert found(tag="owl") == ["Why do 100% of owls sing?"]
    assert question_bank.tags(biology.teacher) == ["owl"]
    assert list(db.session.scalars(question_bank.search(biology.people["teacher"]))) == []


def test_tags_are_set_and_added(biology: School) -> None:
    first, second, *_others = questions_of(biology.quiz)
    question_bank.tag(first, ["a", "b"], actor=biology.teacher)
    question_bank.tag(first, ["b"], actor=biology.teacher)
    question_bank.tag_all([first, second], ["c"], actor=biology.teacher)
    assert question_bank.tags_of([first, second]) == {first.id: ["b", "c"], second.id: ["c"]}
    assert question_bank.read_tags(" a,  b c , a,,") == ["a", "b c"]
    for wrong in ("x" * 41, ",".join(str(number) for number in range(21))):
        with pytest.raises(Invalid):
            question_bank.read_tags(wrong)
    with pytest.raises(Invalid):
        question_bank.tag_all([first], [str(number) for number in range(19)], actor=biology.teacher)


def test_of_others_questions_nothing_can_be_chosen(biology: School) -> None:
    stranger = make_user(Role.TEACHER)
    ids = [each.public_id for each in questions_of(biology.quiz)]
    assert question_bank.chosen(stranger, ids) == []
    assert len(question_bank.chosen(biology.teacher, ids)) == 4
    assert question_bank.quizzes_of(stranger) == []
    assert {quiz.id for quiz in question_bank.quizzes_of(biology.teacher)} == {biology.quiz.id, biology.draft.id}


def test_a_deleted_quiz_is_not_in_the_bank(biology: School) -> None:
    biology.quiz.deleted_at = clock.now()
    db.session.commit()
    number = db.session.scalar(select(func.count()).select_from(question_bank.search(biology.teacher).subquery()))
    assert number == 4
