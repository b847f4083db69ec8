"""Many questions into a quiz at once: a few statements, however many there are."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import func, select

from app import transaction
from app.actions import quiz_questions, quiz_words, quizzes
from app.errors import NotFound
from app.extensions import db
from app.models.question import FileUse, Question, QuestionTag
from app.models.quiz import Quiz, QuizSection
from app.models.upsert import insert_new
from app.models.user import User
from app.questions import base


@transaction.action
def add_all(quiz: Quiz, given: Sequence[tuple[QuizSection, base.Question]], *, actor: User) -> list[Question]:
    """Each question at the end of its section, in order; all of them or none.

    Raises Invalid for too many, BadQuestion, NotFound.
    """
    kept = quizzes.lock(quiz)
    if any(section.quiz_id != kept.id for section, _question in given):
        raise NotFound
    quiz_questions.refuse_too_many(kept, len(given))
    added = _rows(kept, given, actor)
    db.session.add_all(added)
    db.session.flush()
    pairs = [(row, question) for row, (_section, question) in zip(added, given, strict=True)]
    db.session.add_all(quiz_questions.version_row(row, question, actor) for row, question in pairs)
    db.session.flush()
    _tag(pairs)
    for row, question in pairs:
        for use, names in zip(FileUse, quiz_words.asked_and_told(question), strict=True):
            quiz_questions.use_pictures(row, names, use)
    quiz_questions.recount(kept)
    return added


def _rows(quiz: Quiz, given: Sequence[tuple[QuizSection, base.Question]], actor: User) -> list[Question]:
    mine = Question.section_id.in_({section.id for section, _question in given})
    found = select(Question.section_id, func.max(Question.position)).where(mine).group_by(Question.section_id)
    last = {row[0]: row[1] for row in db.session.execute(found)}
    rows = []
    for section, question in given:
        last[section.id] = last.get(section.id, 0) + 1
        row = Question(
            classroom_id=quiz.classroom_id,
            quiz_id=quiz.id,
            section_id=section.id,
            owner_id=actor.id,
            position=last[section.id],
            version=1,
        )
        quiz_questions.put(row, quiz_words.checked(question))
        rows.append(row)
    return rows


def _tag(pairs: Sequence[tuple[Question, base.Question]]) -> None:
    rows = [{"question_id": row.id, "tag": tag} for row, question in pairs for tag in sorted(set(question.tags))]
    if rows:
        db.session.execute(insert_new(QuestionTag, ("question_id", "tag")), rows)
