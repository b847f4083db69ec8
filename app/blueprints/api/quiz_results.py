"""What came of quizzes: results, one result, grades, analysis, other keys, release."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flask_babel import gettext as _

from app.actions import hand_grading, quiz_showing, regrades
from app.actions.regrades import Outcome
from app.blueprints.api import result_shapes as shapes
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.base import ListQuery
from app.blueprints.api.schemas.quiz_results import (
    AttemptResultSchema,
    GradePut,
    GradeSchema,
    ItemList,
    RegradePost,
    RegradeSchema,
    ResultList,
    ResultQuery,
    ResultsReleaseSchema,
)
from app.errors import Conflict, Invalid
from app.models.attempt import Attempt
from app.models.classroom import Membership
from app.models.question import Question
from app.models.quiz import Quiz
from app.permissions import Can, requires
from app.reports import asked_questions, item_analysis, quiz_table
from app.web.visitors import viewer

blueprint = Resource("quiz_results", __name__, "Quiz results", "What came of quizzes, and grading them")
MOST_DIGITS = 10**9


@blueprint.get("/quizzes/<id>/results")
@requires(Can.QUIZ_RESULTS, Quiz)
@blueprint.response(200, ResultList)
@blueprint.query(ResultQuery)
def index(quiz: Quiz, query: dict[str, Any]) -> Slice:
    """How every student of the class stands with it, also while it runs"""
    found = quiz_table.students(quiz, viewer(), which=query.pop("state"))
    slice_ = slice_of(found, Membership.id, **query)
    standings = quiz_table.of(quiz, slice_["items"])
    return {**slice_, "items": [shapes.standing(each, standings) for each in slice_["items"]]}


@blueprint.get("/attempts/<id>/result")
@requires(Can.ATTEMPT_READ, Attempt)
@blueprint.conflict
@blueprint.response(200, AttemptResultSchema)
def show(attempt: Attempt) -> dict[str, Any]:
    """One attempt, as far as it is revealed to whoever asks; 409 while it goes on"""
    if attempt.is_open:
        raise Conflict(_("This attempt is not handed in yet."))
    return shapes.result(attempt)


@blueprint.put("/attempts/<id>/grades/<question>")
@requires(Can.ATTEMPT_GRADE, Attempt)
@blueprint.conflict
@blueprint.response(200, GradeSchema)
@blueprint.arguments(GradePut)
def grade(attempt: Attempt, given: dict[str, Any], question: str) -> dict[str, Any]:
    """Grade an answer by hand; 409 where somebody did so meanwhile"""
    points = _points(given.pop("points"))
    kept = hand_grading.grade(attempt, question, points=points, actor=viewer(), **given)
    return {"points": float((kept.share or 0) * kept.points), "comment": kept.comment, "version": kept.version}


@blueprint.get("/quizzes/<id>/analysis")
@requires(Can.QUIZ_RESULTS, Quiz)
@blueprint.response(200, ItemList)
@blueprint.query(ListQuery)
def analysis(quiz: Quiz, query: dict[str, Any]) -> Slice:
    """How its questions did"""
    found = slice_of(item_analysis.questions(quiz), Question.id, **query)
    return {**found, "items": [shapes.item(each) for each in item_analysis.items(quiz, found["items"])]}


@blueprint.post("/quizzes/<id>/regrades")
@requires(Can.QUIZ_EDIT, Quiz)
@blueprint.conflict
@blueprint.response(200, RegradeSchema)
@blueprint.arguments(RegradePost)
def regrade(quiz: Quiz, given: dict[str, Any]) -> dict[str, Any]:
    """Grade by other keys: without a mark see what would change, with it do so; 409 if that is something else by now"""
    known = {each.question.public_id: each.question.id for each in asked_questions.of(quiz)}
    unknown = [each["question_id"] for each in given["questions"] if each["question_id"] not in known]
    if unknown:
        raise Invalid({"questions": _("This quiz has asked no such question.")})
    plan = {known[each["question_id"]]: each["choice"] for each in given["questions"]}
    return shapes.outcome(_done(quiz, plan, given["mark"]), applied=given["mark"] is not None)


def _done(quiz: Quiz, plan: regrades.Plan, mark: str | None) -> Outcome:
    return regrades.preview(quiz, plan) if mark is None else regrades.apply(quiz, plan, mark=mark, actor=viewer())


@blueprint.post("/quizzes/<id>/release")
@requires(Can.QUIZ_EDIT, Quiz)
@blueprint.response(200, ResultsReleaseSchema)
@blueprint.no_body
def release(quiz: Quiz) -> Quiz:
    """Show all results now, and say so"""
    return quiz_showing.release(quiz, actor=viewer())


@blueprint.delete("/quizzes/<id>/release")
@requires(Can.QUIZ_EDIT, Quiz)
@blueprint.response(204)
def withdraw(quiz: Quiz) -> None:
    """Leave it to the quiz again what is shown when"""
    quiz_showing.withdraw(quiz, actor=viewer())


def _points(given: str) -> Fraction:
    """Raises Invalid (points)."""
    try:
        points = Fraction(given) if "e" not in given.lower() else None
    except (ValueError, ZeroDivisionError):
        points = None
    if points is None or points.denominator > MOST_DIGITS:
        raise Invalid({"points": _("Write a number, like 2 or 2.5.")})
    return points
