"""Other terms for one student or one group (QUI11). Of them hears nobody; the student meets them on his own page."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from flask_babel import gettext as _
from sqlalchemy import Select, select

from app import audit, transaction
from app.actions import groups, quiz_deadlines, quiz_reminders, quizzes
from app.errors import Invalid, NotFound
from app.extensions import db
from app.models.classroom import ClassRole, Membership, MemberState
from app.models.group import Group
from app.models.quiz import Quiz, QuizException
from app.models.user import User


@dataclass(frozen=True)
class Others:
    """What differs; None is as for everybody. `attempts_allowed` 0 is any number."""

    opens_at: datetime | None = None
    closes_at: datetime | None = None
    time_percent: int | None = None
    attempts_allowed: int | None = None


def of(quiz: Quiz) -> Select[QuizException]:
    """Those of a quiz, as they were made."""
    return select(QuizException).where(QuizException.quiz_id == quiz.id).order_by(QuizException.id)


@transaction.action
def put(quiz: Quiz, who: User | Group, others: Others, *, actor: User) -> QuizException:
    """Let `others` be the terms of a student, or of a group, of the class; attempts under way end by them.

    Raises Invalid (who, closes_at, and time_percent where nothing differs), NotFound.
    """
    kept = quizzes.lock(quiz)
    _check(kept, others)
    side = _side(kept, who)
    mine = [getattr(QuizException, name) == value for name, value in side.items()]
    found = db.session.scalars(select(QuizException).where(QuizException.quiz_id == kept.id, *mine)).first()
    before = _facts(found) if found else None
    if found is None:
        found = QuizException(quiz_id=kept.id, **side)
        found.quiz = kept
        db.session.add(found)
    for name, value in asdict(others).items():
        setattr(found, name, value)
    _settle(kept, found)
    about = {"quiz": kept.title, "for": who.name}
    audit.record("quiz.exception_put", actor=actor, subject=found, before=before, after=about | _facts(found))
    return found


@transaction.action
def change(exception: QuizException, others: Others, *, actor: User) -> QuizException:
    """Other terms for the same one. Raises what `put` does."""
    who = exception.user or exception.group
    if who is None:
        raise NotFound
    return put(exception.quiz, who, others, actor=actor)


@transaction.action
def remove(exception: QuizException, *, actor: User) -> None:
    """The same terms as for everybody again; attempts under way end by those. Raises NotFound."""
    quiz = quizzes.lock(exception.quiz)
    kept = db.session.get(QuizException, exception.id, populate_existing=True)
    if kept is None:
        raise NotFound
    people, who = _people(kept), kept.user or kept.group
    about = {"quiz": quiz.title, "for": who.name if who else ""}
    audit.record("quiz.exception_removed", actor=actor, subject=kept, before=about | _facts(kept))
    quiz_reminders.forget(kept)
    db.session.delete(kept)
    quiz_deadlines.refresh(quiz, people)
    quiz_reminders.settle(quiz)


def _settle(quiz: Quiz, exception: QuizException) -> None:
    db.session.flush()
    quiz_deadlines.refresh(quiz, _people(exception))
    quiz_reminders.settle(quiz)


def _people(exception: QuizException) -> list[int]:
    if exception.user_id is not None:
        return [exception.user_id]
    group = db.session.get(Group, exception.group_id)
    return list(db.session.scalars(groups.members(group))) if group else []


def _side(quiz: Quiz, who: User | Group) -> dict[str, int]:
    """The column that names `who`. Raises Invalid for whoever is not of the class."""
    if isinstance(who, Group):
        if who.classroom_id != quiz.classroom_id:
            raise Invalid({"who": _("Choose a group of this class.")})
        return {"group_id": who.id}
    here = Membership.classroom_id == quiz.classroom_id, Membership.user_id == who.id
    learns = Membership.role == ClassRole.STUDENT, Membership.state == MemberState.ACTIVE
    if db.session.scalar(select(Membership.id).where(*here, *learns)) is None:
        raise Invalid({"who": _("Choose a student of this class.")})
    return {"user_id": who.id}


def _check(quiz: Quiz, others: Others) -> None:
    if others == Others():
        raise Invalid({"time_percent": _("Say what is to be different: dates, time or attempts.")})
    opens, closes = others.opens_at or quiz.opens_at, others.closes_at or quiz.closes_at
    if (others.opens_at or others.closes_at) and opens and closes and opens >= closes:
        raise Invalid({"closes_at": _("Let it close after it opens.")})
    if others.time_percent is not None and quiz.time_limit is None:
        raise Invalid({"time_percent": _("This quiz has no time limit, so there is nothing to make longer.")})


def _facts(exception: QuizException) -> dict[str, Any]:
    moments = {name: getattr(exception, name) for name in ("opens_at", "closes_at")}
    kept = {name: value.isoformat() if value else None for name, value in moments.items()}
    return {**kept, "time_percent": exception.time_percent, "attempts_allowed": exception.attempts_allowed}
