"""Answers graded by a person: one at a time, never over somebody else's grade, and taken back."""

from __future__ import annotations

from fractions import Fraction

from flask_babel import gettext as _
from sqlalchemy import select

from app import audit, clock, transaction
from app.actions import attempts, grading, quiz_results, quiz_showing
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models import limits
from app.models.attempt import Attempt, Response
from app.models.exact import decimal
from app.models.question import Question
from app.models.user import User
from app.questions.base import NOTHING


@transaction.action
def grade(
    attempt: Attempt, question_id: str, *, points: Fraction, comment: str = "", version: int, actor: User
) -> Response:
    """Give the answer to the question with this public id so many points, and say something to it.

    `version` is the one of the response that its grader looked at: raises Conflict if somebody graded it meanwhile, or
    while the attempt goes on; Invalid (points, comment), NotFound.
    """
    kept, response = _held(attempt, question_id, version)
    if not 0 <= points <= response.points:
        raise Invalid({"points": _("Give between 0 and %(most)s points.", most=decimal(response.points))})
    if len(comment) > limits.GRADER_COMMENT:
        raise Invalid({"comment": _("At most %(max)d characters.", max=limits.GRADER_COMMENT)})
    response.comment = comment
    _put(kept, response, points / response.points if response.points else NOTHING, actor)
    return response


@transaction.action
def put_back(attempt: Attempt, question_id: str, *, share: Fraction | None, version: int, actor: User) -> Response:
    """Undo: the grade as it was, None for none; what was said to it stays. Raises Conflict as `grade`."""
    kept, response = _held(attempt, question_id, version)
    _put(kept, response, share, actor)
    return response


def _held(attempt: Attempt, question_id: str, version: int) -> tuple[Attempt, Response]:
    """Both as they are now, ours until the end of the transaction."""
    kept = attempts.lock(attempt)
    wanted = select(Response).join(Question, Question.id == Response.question_id)
    mine = wanted.where(Response.attempt_id == kept.id, Question.public_id == question_id)
    response = db.session.scalars(mine.execution_options(populate_existing=True)).first()
    if response is None or kept.is_preview:
        raise NotFound
    if kept.is_open:
        raise Conflict(_("This attempt is not handed in yet."))
    if response.version != version:
        raise Conflict(_("Somebody else graded this answer in the meantime. Look at it again."))
    return kept, response


def _put(attempt: Attempt, response: Response, share: Fraction | None, actor: User) -> None:
    before, score = response.share, attempt.score
    response.share, response.version = share, response.version + 1
    response.graded_by_id = None if share is None else actor.id
    response.graded_at = None if share is None else clock.now()
    responses = grading.responses_of([attempt])[attempt.id]
    grading.add_up(attempt, responses)
    quiz_results.recount(attempt.quiz, [attempt.user_id])
    if score is not None and attempt.score is not None and score != attempt.score:
        quiz_showing.tell_changed(attempt.quiz, [attempt])
    if before is not None and before != share:
        _write_down(attempt, response, before, actor)


def _write_down(attempt: Attempt, response: Response, before: Fraction, actor: User) -> None:
    """That a grade which stood already was changed."""
    about = {"attempt": attempt.public_id, "question": response.question_id}
    share = None if response.share is None else str(response.share)
    audit.record(
        "quiz.grade_changed",
        actor=actor,
        subject=attempt.quiz,
        before={**about, "share": str(before)},
        after={**about, "share": share},
    )
