"""Pictures in the words of quizzes: who sees them, and that nothing clears away what is in use."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.actions import (
    class_copies,
    files,
    orphans,
    quiz_copies,
    quiz_publishing,
    quiz_questions,
    quiz_sections,
    quizzes,
)
from app.errors import Conflict
from app.extensions import db
from app.models.classroom import Classroom
from app.models.file import StoredFile
from app.models.question import QuizFile
from app.models.quiz import Quiz
from app.models.user import User
from app.questions.base import Words
from app.reports import file_uses
from tests.quizzes.conftest import School
from tests.quizzes.test_copies import picture, with_pictures


def shown(file: StoredFile) -> Words:
    return Words(f"![a leaf](/files/{file.public_id})")


def sees(user: User, file: StoredFile) -> bool:
    return db.session.scalar(StoredFile.visible_to(user).where(StoredFile.id == file.id)) is not None


def test_whoever_may_see_a_quiz_sees_the_pictures_of_its_intro(biology: School) -> None:
    leaf, root = picture(biology.classroom), picture(biology.classroom, "t" * 32)
    quizzes.update(biology.quiz, actor=biology.teacher, intro=shown(leaf))
    quizzes.update(biology.draft, actor=biology.teacher, intro=shown(root))
    assert sees(biology.student, leaf)
    assert not sees(biology.student, root)
    assert sees(biology.people["assistant"], root)
    assert not sees(biology.people["stranger"], leaf)
    quiz_publishing.withdraw(biology.quiz, actor=biology.teacher)
    assert not sees(biology.student, leaf)


def test_pictures_of_another_class_stay_there(biology: School) -> None:
    other = Classroom(title="Chemistry", owner_id=biology.teacher.id)
    db.session.add(other)
    db.session.commit()
    quizzes.update(biology.quiz, actor=biology.teacher, intro=shown(picture(other)))
    assert db.session.scalars(select(QuizFile)).all() == []


def test_nothing_that_a_quiz_shows_is_cleared_away(biology: School, monkeypatch: pytest.MonkeyPatch) -> None:
    names = ("intro", "asked", "told", "section", "nowhere")
    made = {name: picture(biology.classroom, name[0] * 32) for name in names}
    quiz = quizzes.create(biology.classroom, title="Leaves", actor=biology.teacher, intro=shown(made["intro"]))
    quiz_questions.add(quiz, None, with_pictures(made["asked"], made["told"]), actor=biology.teacher)
    quiz_sections.add(quiz, actor=biology.teacher, text=shown(made["section"]))
    quiz_publishing.delete(quiz, actor=biology.teacher)
    counted = file_uses.counted(list(made.values()))
    assert {name: counted[file.id] > 0 for name, file in made.items()} == {name: name != "nowhere" for name in names}
    for name in names[:-1]:
        with pytest.raises(Conflict):
            files.delete(made[name], actor=biology.teacher)
    orphans.clear_files()
    later = clock.now() + timedelta(days=30)
    monkeypatch.setattr(clock, "now", lambda: later)
    orphans.clear_files()
    assert len(db.session.scalars(select(StoredFile)).all()) == len(names) - 1


@pytest.mark.parametrize("within", ["class", "other"])
def test_a_copy_shows_them_too(biology: School, within: str) -> None:
    leaf = picture(biology.classroom)
    quizzes.update(biology.quiz, actor=biology.teacher, intro=shown(leaf))
    if within == "class":
        copy = quiz_copies.duplicate(biology.quiz, actor=biology.teacher)
    else:
        made = class_copies.copy(biology.classroom, actor=biology.teacher, title="Next", starts_on=date(2028, 3, 1))
        copy = db.session.scalars(select(Quiz).where(Quiz.classroom_id == made.id, Quiz.title == "Animals")).one()
    used = db.session.scalars(select(StoredFile).join(QuizFile).where(QuizFile.quiz_id == copy.id)).one()
    assert used.classroom_id == copy.classroom_id
    assert used.public_id in copy.intro["source"]
