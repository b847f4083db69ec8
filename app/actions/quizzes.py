"""Quizzes of a class: made, set, and held while something of them changes."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from sqlalchemy import select

from app import transaction
from app.actions import quiz_deadlines, quiz_pictures, quiz_reminders, quiz_words
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models.classroom import Classroom
from app.models.quiz import Quiz, QuizSection
from app.models.user import User
from app.questions.base import Words

# What a teacher may set, by the name of its column; whatever else a quiz has follows from deeds.
SETTINGS = frozenset(
    {
        "title",
        "intro",
        "opens_at",
        "closes_at",
        "time_limit",
        "grace_seconds",
        "attempts_allowed",
        "counts",
        "layout",
        "shuffle_questions",
        "shuffle_choices",
        "reveal",
        "password",
        "pass_percent",
    }
)


@transaction.action
def create(classroom: Classroom, *, title: str, actor: User, **settings: Any) -> Quiz:
    """A new draft with one section, and what is given of SETTINGS. Raises Invalid (title, closes_at)."""
    quiz = Quiz(classroom_id=classroom.id, author_id=actor.id)
    _put(quiz, {"title": title, **settings})
    quiz.classroom = classroom
    db.session.add(quiz)
    db.session.flush()
    db.session.add(QuizSection(quiz_id=quiz.id, position=1))
    db.session.flush()
    _show_pictures(quiz)
    return quiz


@transaction.action
def update(quiz: Quiz, *, actor: User, version: int | None = None, **settings: Any) -> Quiz:
    """Change what is given of SETTINGS; the rest stays.

    `version` is the one that its writer began with: raises Conflict if somebody saved another in the meantime.
    Raises Invalid (title, closes_at), NotFound for one in the bin.
    """
    kept = lock(quiz)
    if version is not None and kept.version != version:
        raise Conflict(_("Somebody else changed this quiz while you were writing."))
    _put(kept, settings)
    _show_pictures(kept)
    kept.version += 1
    quiz_deadlines.refresh(kept)
    quiz_reminders.settle(kept)
    return kept


def lock(quiz: Quiz) -> Quiz:
    """The quiz as it is now, ours until the end of the transaction. Raises NotFound for one in the bin."""
    wanted = select(Quiz).where(Quiz.id == quiz.id, Quiz.is_kept()).with_for_update(key_share=True)
    kept = db.session.scalars(wanted.execution_options(populate_existing=True)).first()
    if kept is None:
        raise NotFound
    return kept


def version_of(quiz: Quiz) -> int:
    """The version of its settings as they are now."""
    return db.session.scalars(select(Quiz.version).where(Quiz.id == quiz.id)).one()


def _show_pictures(quiz: Quiz) -> None:
    quiz_pictures.use(quiz, quiz_words.files_in(quiz.intro.get("source", "")), in_intro=True)


def _put(quiz: Quiz, settings: dict[str, Any]) -> None:
    unknown = settings.keys() - SETTINGS
    if unknown:
        raise TypeError(f"no settings of a quiz: {sorted(unknown)}")
    for name, value in settings.items():
        setattr(quiz, name, value.json() if isinstance(value, Words) else value)
    if not quiz.title:
        raise Invalid({"title": _("A quiz needs a title.")})
    if quiz.opens_at and quiz.closes_at and quiz.opens_at >= quiz.closes_at:
        raise Invalid({"closes_at": _("Let it close after it opens.")})
