"""What a student answers while he goes: kept at once, in the order it was typed, and never lost to a late word (QUI4).

Each answer that is kept has a number. Whoever sends one says which it was made from (`sequence`) and when it was typed.
What was made from the newest is kept; of two devices that both began with an older one, what was typed later. So
neither a repetition nor an old word out of an outbox changes anything. When it was typed never beats the deadline.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from flask_babel import gettext as _
from sqlalchemy import Row, Select, func, insert, select, update
from sqlalchemy.orm import contains_eager

from app import clock
from app.actions import attempts, quiz_hints
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models import limits
from app.models.attempt import Attempt, HandedInBy, LateAnswer, Response
from app.models.question import Question, QuestionVersion
from app.models.user import User
from app.questions import TYPES
from app.questions.base import BadQuestion, Json, What
from app.transaction import action, after_commit

Fields = Callable[[str], Sequence[str]]
Found = Row[Attempt, Response, QuestionVersion]


class Outcome(StrEnum):
    """KEPT: this is the answer now. OLDER: another, typed later, stands. LATE: kept for the teacher, and no answer."""

    KEPT = "kept"
    OLDER = "older"
    LATE = "late"


@dataclass(frozen=True)
class Saved:
    """What became of an answer, and how things stand. `late_by` is in seconds."""

    outcome: Outcome
    answer: Json | None
    sequence: int
    answered_at: datetime | None
    checked_at: datetime | None
    now: datetime
    deadline_at: datetime | None
    late_by: int = 0


@action
def save_answer(
    attempt: Attempt,
    question_id: str,
    raw: object,
    *,
    actor: User,
    sequence: int | None = None,
    typed_at: datetime | None = None,
    check: bool = False,
) -> Saved:
    """Keep an answer to the question with this public id: JSON, or the fields of a form as a function of their names.

    Without `sequence` it is made from what stands. `check`: have it checked, so that it stands for good. Raises
    Invalid (answer), Conflict for one that was checked, NotFound for a question that the attempt does not ask.
    """
    kept, response, version = _held(attempt, question_id)
    given, now = _read(version, raw), clock.now()
    if given == response.answer and not (check and response.checked_at is None):
        return _now(kept, response, now)
    if not kept.is_open or attempts.is_late(kept, now):
        return _late(kept, response, given, now)
    if response.checked_at is not None:
        raise Conflict(_("You had this answer checked, so it stands."))
    typed = max(min(typed_at or now, now), kept.started_at)
    if sequence not in (None, response.sequence) and response.answered_at and typed <= response.answered_at:
        return _now(kept, response, now, Outcome.OLDER)
    checked = now if check and given is not None and kept.quiz.reveals.during else None
    if (given is None) != (response.answer is None):
        after_commit(quiz_hints.changed, kept.quiz_id)
    _put(response, given, typed, checked)
    return _now(kept, response, now)


@action
def flag(attempt: Attempt, question_id: str, flagged: bool, *, actor: User) -> None:
    """Mark a question to come back to, or no longer. Raises NotFound, Conflict once it is handed in."""
    kept, response, _version = _held(attempt, question_id)
    _refuse_over(kept)
    mine = Response.attempt_id == kept.id, Response.question_id == response.question_id
    db.session.execute(update(Response).where(*mine).values(flagged=flagged))
    db.session.expire(response)


@action
def stand_at(attempt: Attempt, position: int, *, actor: User) -> None:
    """Remember where he is, counted from nought, so that any device goes on there."""
    kept = attempts.lock(attempt)
    if kept.is_open:
        kept.position = max(position, 0)


def read_form(attempt: Attempt, question_id: str, fields: Fields) -> Json | None:
    """The answer that a form holds, not kept. Raises Invalid (answer), NotFound."""
    return _read(_found(_asked(attempt, question_id))[2], fields)


def _asked(attempt: Attempt, question_id: str) -> Select[Attempt, Response, QuestionVersion]:
    return (
        select(Attempt, Response, QuestionVersion)
        .join(Response, Response.attempt_id == Attempt.id)
        .join(QuestionVersion, QuestionVersion.id == Response.version_id)
        .join(Question, Question.id == Response.question_id)
        .join(Attempt.quiz)
        .options(contains_eager(Attempt.quiz))
        .where(Attempt.id == attempt.id, Question.public_id == question_id)
    )


def _held(attempt: Attempt, question_id: str) -> Found:
    """The attempt as it is now, held, with one of its responses and what was asked. One query. Raises NotFound."""
    return _found(_asked(attempt, question_id).with_for_update(of=Attempt, key_share=True))


def _found(wanted: Select[Attempt, Response, QuestionVersion]) -> Found:
    row = db.session.execute(wanted, execution_options={"populate_existing": True}).first()
    if row is None:
        raise NotFound
    return row


def _read(version: QuestionVersion, raw: object) -> Json | None:
    """The answer as it is kept. Raises Invalid (answer)."""
    type_ = TYPES[version.type]
    content = type_.parse(version.content)
    try:
        return type_.read_form(content, raw) if callable(raw) else type_.read(content, raw)
    except BadQuestion as wrong:
        raise Invalid({"answer": _in_words(wrong)}) from wrong


def _in_words(wrong: BadQuestion) -> str:
    for problem in wrong.problems:
        if problem.what is What.TOO_LONG:
            return _("This answer is too long. %(most)s characters are kept.", most=problem.fact)
    return _("This is no answer to this question. Load the page again.")


def _put(response: Response, given: Json | None, typed: datetime, checked: datetime | None) -> None:
    """One statement, past the unit of work: this is what the portal does most while a class takes a quiz."""
    values = {
        "answer": given,
        "sequence": response.sequence + 1,
        "answered_at": max(typed, response.answered_at or typed),
        "checked_at": checked,
    }
    mine = Response.attempt_id == response.attempt_id, Response.question_id == response.question_id
    db.session.execute(
        update(Response).where(*mine).values(values), execution_options={"synchronize_session": "evaluate"}
    )


def _now(
    attempt: Attempt, response: Response, now: datetime, outcome: Outcome = Outcome.KEPT, late_by: int = 0
) -> Saved:
    return Saved(
        outcome,
        response.answer,
        response.sequence,
        response.answered_at,
        response.checked_at,
        now,
        attempt.deadline_at,
        late_by,
    )


def _late(attempt: Attempt, response: Response, given: Json | None, now: datetime) -> Saved:
    """Keep it as evidence. An attempt that nobody handed in is handed in by that."""
    if attempt.is_open:
        attempts.hand_in(attempt, HandedInBy.CLOCK, at=attempt.deadline_at or now)
    late_by = int((now - (attempt.submitted_at or now)).total_seconds())
    same = LateAnswer.attempt_id == attempt.id, LateAnswer.question_id == response.question_id
    if (db.session.scalar(select(func.count()).where(*same)) or 0) < limits.LATE_ANSWERS:
        row = {"attempt_id": attempt.id, "question_id": response.question_id, "answer": given}
        db.session.execute(insert(LateAnswer).values(row | {"received_at": now, "late_by": max(late_by, 0)}))
    return _now(attempt, response, now, Outcome.LATE, max(late_by, 0))


def _refuse_over(attempt: Attempt) -> None:
    if not attempt.is_open or attempts.is_late(attempt, clock.now()):
        raise Conflict(_("This attempt is over."))
