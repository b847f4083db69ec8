"""Copies of quizzes, and of questions: into another class their pictures come along, as rows that share what is stored.

A copy is of the newest version, belongs to whoever makes it, and remembers the first of its line.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select, union

from app import clock, transaction
from app.actions import quiz_questions, quiz_words, quizzes
from app.actions.copying import Copy, copy_all, keep, like
from app.extensions import db
from app.models import limits
from app.models.classroom import Classroom
from app.models.file import StoredFile
from app.models.question import Question, QuestionFile, QuestionTag, QuestionVersion, QuizFile
from app.models.quiz import Quiz, QuizSection, QuizState
from app.models.user import User
from app.questions import base
from app.questions.base import Words

# A copy is a draft that nobody has heard of and nothing was shown of.
DRAFT: dict[str, Any] = {
    "state": QuizState.DRAFT,
    "publish_at": None,
    "published_at": None,
    "told_at": None,
    "released_at": None,
    "version": 1,
}


@transaction.action
def duplicate(quiz: Quiz, *, actor: User) -> Quiz:
    """A draft of the same questions and settings in the same class. Raises NotFound."""
    kept = quizzes.lock(quiz)
    what = Copy(kept.classroom, 0, actor.timezone)
    mark = _("(copy)")
    title = f"{kept.title[: limits.QUIZ_TITLE - len(mark) - 1].rstrip()} {mark}"
    made = like(kept, author_id=actor.id, title=title, **DRAFT)
    made.classroom = kept.classroom
    what.keys["files"] = {key: key for key in db.session.scalars(_files([kept.id]))}
    _copy_parts(what, keep(what, [(kept, made)]), actor.id)
    return made


def copy_all_of(what: Copy, classroom: Classroom) -> None:
    """Within an action: the quizzes of `classroom` as drafts of the copy, their dates moved with it."""
    found = select(Quiz).where(Quiz.classroom_id == classroom.id, Quiz.is_kept()).order_by(Quiz.id)
    pairs = copy_all(what, found, author_id=what.classroom.owner_id, **DRAFT)
    for _old, new in pairs:
        new.opens_at, new.closes_at = what.moved(new.opens_at), what.moved(new.closes_at)
        new.intro = what.json(new.intro)
    _copy_parts(what, pairs, what.classroom.owner_id)


@transaction.action
def put_into(questions: Iterable[Question], quiz: Quiz, section: QuizSection | None, *, actor: User) -> list[Question]:
    """Copies of `questions`, which `actor` may edit or owns, at the end of `section` or of `quiz`.

    Raises Invalid for too many, NotFound.
    """
    made = []
    for question in questions:
        whole = quiz_words.whole(question)
        if question.classroom_id != quiz.classroom_id:
            whole = _carried(whole, question, quiz)
        made.append(quiz_questions.add(quiz, section, whole, actor=actor, origin=question))
    return made


def _carried(whole: base.Question, question: Question, quiz: Quiz) -> base.Question:
    """With pictures that belong to the class of `quiz`: new rows of what is stored already."""
    wanted = set.union(*quiz_words.asked_and_told(whole))
    if not wanted:
        return whole
    here = StoredFile.classroom_id == question.classroom_id, StoredFile.public_id.in_(wanted)
    what = Copy(quiz.classroom, 0, "UTC")
    there = {file.key: file for file in _stored(quiz.classroom_id, here)}
    files = list(db.session.scalars(select(StoredFile).where(*here)))
    what.names = {file.public_id: there[file.key].public_id for file in files if file.key in there}
    keep(what, [(file, like(file, classroom_id=quiz.classroom_id)) for file in files if file.key not in there])

    def change(words: Words) -> Words:
        return replace(words, source=what.text(words.source))

    content = whole.content.with_texts(change)
    return replace(whole, text=change(whole.text), feedback=change(whole.feedback), content=content)


def _stored(classroom_id: int, here: tuple[Any, ...]) -> list[StoredFile]:
    """Files of this class that hold the same as those."""
    keys = select(StoredFile.key).where(*here)
    found = select(StoredFile).where(StoredFile.classroom_id == classroom_id, StoredFile.key.in_(keys))
    return list(db.session.scalars(found))


def _files(quiz_ids: Iterable[int]) -> Any:
    ids = list(quiz_ids)
    joined = select(QuestionFile.file_id).join(Question, QuestionFile.question_id == Question.id)
    return union(joined.where(Question.quiz_id.in_(ids)), select(QuizFile.file_id).where(QuizFile.quiz_id.in_(ids)))


def _copy_parts(what: Copy, pairs: list[tuple[Quiz, Quiz]], owner_id: int) -> None:
    """The sections and questions of quizzes that were copied: a few queries, however many there are."""
    old = [quiz.id for quiz, _new in pairs]
    rooms = db.session.scalars(select(QuizSection).where(QuizSection.quiz_id.in_(old)).order_by(QuizSection.id))
    sections = [
        (room, like(room, quiz_id=what.new("quizzes", room.quiz_id), text=what.json(room.text))) for room in rooms
    ]
    keep(what, sections)
    found = select(Question).where(Question.quiz_id.in_(old), Question.is_kept()).order_by(Question.id)
    questions = [(each, _question_like(what, each, owner_id)) for each in db.session.scalars(found)]
    keep(what, questions)
    _copy_words(what, [each.id for each, _new in questions], owner_id)
    for use in db.session.scalars(select(QuizFile).where(QuizFile.quiz_id.in_(old))).all():
        file_id = what.new("files", use.file_id)
        if file_id is not None:
            db.session.add(like(use, quiz_id=what.new("quizzes", use.quiz_id), file_id=file_id))
    db.session.flush()


def _question_like(what: Copy, question: Question, owner_id: int) -> Question:
    return like(
        question,
        classroom_id=what.classroom.id,
        quiz_id=what.new("quizzes", question.quiz_id),
        section_id=what.new("quiz_sections", question.section_id),
        owner_id=owner_id,
        origin_id=question.origin_id or question.id,
        version=1,
    )


def _copy_words(what: Copy, old: list[int], owner_id: int) -> None:
    """The newest version, the tags and the pictures of questions."""
    newest = select(QuestionVersion).join(Question, QuestionVersion.newest()).where(Question.id.in_(old))
    for version in db.session.scalars(newest).all():
        texts = {name: what.json(getattr(version, name)) for name in ("text", "content", "feedback")}
        about = {"question_id": what.new("questions", version.question_id), "number": 1, "author_id": owner_id}
        db.session.add(like(version, created_at=clock.now(), **about, **texts))
    for tag in db.session.scalars(select(QuestionTag).where(QuestionTag.question_id.in_(old))).all():
        db.session.add(like(tag, question_id=what.new("questions", tag.question_id)))
    for use in db.session.scalars(select(QuestionFile).where(QuestionFile.question_id.in_(old))).all():
        file_id = what.new("files", use.file_id)
        if file_id is not None:
            db.session.add(like(use, question_id=what.new("questions", use.question_id), file_id=file_id))
    db.session.flush()
