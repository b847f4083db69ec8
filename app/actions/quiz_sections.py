"""Sections of a quiz, and the order of its questions in them.

Every quiz has at least one. Whatever changes what stands where holds the quiz first.
"""

from __future__ import annotations

from fractions import Fraction

from flask_babel import gettext as _
from sqlalchemy import func, select, update

from app import transaction
from app.actions import lines, quiz_pictures, quiz_questions, quiz_words, quizzes
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models import limits
from app.models.question import Question
from app.models.quiz import Quiz, QuizSection
from app.models.user import User
from app.questions.base import NO_WORDS, Words


@transaction.action
def add(quiz: Quiz, *, actor: User, title: str = "", text: Words = NO_WORDS) -> QuizSection:
    """A section at the end. Raises Invalid for too many, NotFound."""
    kept = quizzes.lock(quiz)
    number = select(func.count(), func.max(QuizSection.position)).where(QuizSection.quiz_id == kept.id)
    there, last = db.session.execute(number).one()
    if there >= limits.QUIZ_SECTIONS:
        raise Invalid({"title": _("A quiz holds at most %(number)s sections.", number=limits.QUIZ_SECTIONS)})
    section = QuizSection(quiz_id=kept.id, title=title, text=_kept(text), position=(last or 0) + 1)
    section.quiz = kept
    db.session.add(section)
    db.session.flush()
    quiz_pictures.use(section.quiz, quiz_words.files_in(text.source), in_intro=False)
    return section


@transaction.action
def change(
    section: QuizSection,
    *,
    actor: User,
    title: str,
    text: Words,
    draws: int | None = None,
    points: Fraction | None = None,
) -> QuizSection:
    """Let it be this; with `draws` it is a pool, each of whose drawn questions is worth `points` (1 where not given).

    Raises NotFound.
    """
    quiz, kept = _lock(section)
    kept.title, kept.text = title, _kept(text)
    kept.draws, kept.points = draws, None if draws is None else (Fraction(1) if points is None else points)
    quiz_pictures.use(kept.quiz, quiz_words.files_in(text.source), in_intro=False)
    quiz_questions.recount(quiz)
    return kept


@transaction.action
def remove(section: QuizSection, *, actor: User) -> None:
    """Take it away; its questions go to the section beside it. Raises Conflict for the only one, NotFound."""
    quiz, kept = _lock(section)
    others = [each for each in of(quiz) if each.id != kept.id]
    if not others:
        raise Conflict(_("A quiz needs a section. Delete its questions instead."))
    before = [each for each in others if each.position <= kept.position]
    room = before[-1] if before else others[0]
    line = _line(room) + _line(kept) if before else _line(kept) + _line(room)
    moved = update(Question).where(Question.section_id == kept.id)
    db.session.execute(moved.values(section_id=room.id, updated_at=Question.updated_at))
    lines.number(Question, line)
    db.session.delete(kept)
    quiz_questions.recount(quiz)


@transaction.action
def step(section: QuizSection, down: bool, *, actor: User) -> None:
    """One place up or down with its questions; at the end, it stays."""
    quiz, kept = _lock(section)
    line = of(quiz)
    at = line.index(kept)
    to = at + (1 if down else -1)
    if 0 <= to < len(line):
        line.insert(to, line.pop(at))
        lines.number(QuizSection, line)


@transaction.action
def put(section: QuizSection, *, actor: User, before: QuizSection | None = None) -> None:
    """Put it before another of its quiz, else at the end. Raises Invalid (before), NotFound."""
    quiz, kept = _lock(section)
    line = [each for each in of(quiz) if each.id != kept.id]
    line.insert(lines.place(line, before, None), kept)
    lines.number(QuizSection, line)


@transaction.action
def put_question(
    question: Question,
    *,
    actor: User,
    section: QuizSection,
    before: Question | None = None,
    after: Question | None = None,
) -> Question:
    """Put it into `section`: before or after one that stands there, else at the end.

    Raises Invalid (section, before, after), NotFound for what is gone.
    """
    kept, quiz = quiz_questions.lock(question)
    if quiz is None or section.quiz_id != quiz.id:
        raise Invalid({"section": _("Choose a section of the same quiz.")})
    line = [each for each in _line(section) if each.id != kept.id]
    line.insert(lines.place(line, before, after), kept)
    kept.section_id = section.id
    lines.number(Question, line)
    quiz_questions.recount(quiz)
    return kept


@transaction.action
def step_question(question: Question, down: bool, *, actor: User) -> Question:
    """One place up or down; from an end of its section, into the next one. At the end of all, it stays."""
    kept, quiz = quiz_questions.lock(question)
    if quiz is None:
        raise NotFound
    rooms = of(quiz)
    room = next(each for each in rooms if each.id == kept.section_id)
    line = [each for each in _line(room) if each.deleted_at is None]
    at = line.index(kept) + (1 if down else -1)
    if 0 <= at < len(line):
        beside = {"after": line[at]} if down else {"before": line[at]}
        return put_question(kept, actor=actor, section=room, **beside)
    to = rooms.index(room) + (1 if down else -1)
    if not 0 <= to < len(rooms):
        return kept
    first = next((each for each in _line(rooms[to]) if each.deleted_at is None), None) if down else None
    return put_question(kept, actor=actor, section=rooms[to], before=first)


def of(quiz: Quiz) -> list[QuizSection]:
    """All of a quiz, in order."""
    found = select(QuizSection).where(QuizSection.quiz_id == quiz.id)
    ordered = found.order_by(QuizSection.position, QuizSection.id)
    return list(db.session.scalars(ordered.execution_options(populate_existing=True)))


def find(quiz: Quiz, public_id: str) -> QuizSection:
    """The section of `quiz` with this id. Raises NotFound."""
    here = QuizSection.quiz_id == quiz.id, QuizSection.public_id == public_id
    found = db.session.scalars(select(QuizSection).where(*here)).first()
    if found is None:
        raise NotFound
    return found


def _lock(section: QuizSection) -> tuple[Quiz, QuizSection]:
    quiz = quizzes.lock(section.quiz)
    kept = next((each for each in of(quiz) if each.id == section.id), None)
    if kept is None:
        raise NotFound
    return quiz, kept


def _line(section: QuizSection) -> list[Question]:
    """All questions in order, those taken away too, so that they come back to their place."""
    found = select(Question).where(Question.section_id == section.id).order_by(Question.position, Question.id)
    return list(db.session.scalars(found.execution_options(populate_existing=True)))


def _kept(text: Words) -> dict[str, str]:
    return text.json() if text else {}
