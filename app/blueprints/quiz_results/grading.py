"""Essays graded by hand, question by question: the next one that waits, its grade, and the way back."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from itsdangerous import BadData, URLSafeSerializer

from app.actions import hand_grading
from app.blueprints.quiz_results import blueprint
from app.blueprints.quiz_results.forms import GradeForm
from app.blueprints.quiz_results.views import frame
from app.config import settings
from app.errors import Conflict, NotFound
from app.models.attempt import Attempt, Response
from app.models.quiz import Quiz
from app.permissions import Can, allowed, requires
from app.reports import to_grade
from app.web import result_page
from app.web.figures import points_plain
from app.web.forms import attempt as tried
from app.web.forms import show as shown
from app.web.undoing import flash_undo
from app.web.visitors import viewer

HIDDEN = "hidden"


@blueprint.get("/quizzes/<id>/grading")
@requires(Can.QUIZ_RESULTS, Quiz)
def grading(quiz: Quiz) -> ResponseReturnValue:
    piles = to_grade.piles(quiz)
    waiting = sum(pile.waiting for pile in piles)
    return render_template("quiz_results/grading.html", piles=piles, **frame(quiz, "grading", waiting))


@blueprint.get("/quizzes/<id>/grading/<question>")
@requires(Can.QUIZ_RESULTS, Quiz)
def grade_next(quiz: Quiz, question: str) -> ResponseReturnValue:
    """The next answer that waits; back to the list where none does."""
    found = to_grade.next_one(quiz, question, request.args.get("after", ""))
    if found is None:
        return redirect(url_for("quiz_results.grading", id=quiz.public_id))
    return _page(found, _form(found))


@blueprint.get("/attempts/<id>/grading/<question>")
@requires(Can.ATTEMPT_GRADE, Attempt)
def grade_one(attempt: Attempt, question: str) -> ResponseReturnValue:
    found = _one(attempt, question)
    return _page(found, _form(found))


@blueprint.post("/attempts/<id>/grading/<question>")
@requires(Can.ATTEMPT_GRADE, Attempt)
def grade(attempt: Attempt, question: str) -> ResponseReturnValue:
    found, form = _one(attempt, question), GradeForm()
    before = found.share
    if not form.validate_on_submit():
        return _page(found, form)
    about = {"comment": form.comment.data or "", "version": form.version.data, "actor": viewer()}
    kept = tried(form, hand_grading.grade, attempt, question, points=form.given(), **about)
    if kept is None:
        return _again(_one(attempt, question), form)
    return _saved(attempt, question, kept, before, form.names.data)


def _again(found: Response, form: GradeForm) -> ResponseReturnValue:
    """What was typed stays; where somebody else was faster, saving once more puts it over his grade."""
    if form.refusal:
        form.version.raw_data, form.version.data = None, found.version
    return _page(found, form)


@blueprint.post("/attempts/<id>/grading/<question>/withdrawal")
@requires(Can.ATTEMPT_GRADE, Attempt)
def put_back(attempt: Attempt, question: str) -> ResponseReturnValue:
    """Undo: what stood before is in the signed part of the address."""
    share, version = _state(attempt, question, request.args.get("state", ""))
    try:
        hand_grading.put_back(attempt, question, share=share, version=version, actor=viewer())
    except Conflict as refusal:
        flash(refusal.message, "warning")
    place: dict[str, Any] = {"question": question, "names": request.args.get("names")}
    return redirect(url_for("quiz_results.grade_one", id=attempt.public_id, **place), 303)


def _one(attempt: Attempt, question: str) -> Response:
    found = to_grade.one(attempt, question)
    if found is None:
        raise NotFound
    return found


def _form(response: Response) -> GradeForm:
    """As it stands, for a page that is opened."""
    points = "" if response.share is None else points_plain(response.share * response.points)
    given = {"points": points, "comment": response.comment}
    return GradeForm(formdata=None, **given, version=response.version, names=request.args.get("names"))


def _page(response: Response, form: GradeForm) -> ResponseReturnValue:
    attempt, quiz = response.attempt, response.attempt.quiz
    piles = to_grade.piles(quiz)
    about: dict[str, Any] = {
        "response": response,
        "attempt": attempt,
        "item": result_page.items(attempt, [response], teaches=True)[0],
        "pile": next((pile for pile in piles if pile.question.id == response.question_id), None),
        "hides_names": form.names.data == HIDDEN,
        "may_grade": allowed(viewer(), Can.ATTEMPT_GRADE, attempt),
    }
    frames = frame(quiz, "grading", sum(pile.waiting for pile in piles))
    return shown(form, "quiz_results/grade.html", **about, **frames)


def _saved(
    attempt: Attempt, question: str, kept: Response, before: Fraction | None, names: str | None
) -> ResponseReturnValue:
    state = _serializer().dumps([attempt.public_id, question, None if before is None else str(before), kept.version])
    place: dict[str, Any] = {"id": attempt.public_id, "question": question, "state": state, "names": names or None}
    flash_undo(_("Saved."), url_for("quiz_results.put_back", **place))
    after: dict[str, Any] = {"question": question, "after": attempt.public_id, "names": names or None}
    return redirect(url_for("quiz_results.grade_next", id=attempt.quiz.public_id, **after), 303)


def _state(attempt: Attempt, question: str, signed: str) -> tuple[Fraction | None, int]:
    try:
        of, asked, share, version = _serializer().loads(signed)
    except BadData as forged:
        raise NotFound from forged
    if (of, asked) != (attempt.public_id, question):
        raise NotFound
    return None if share is None else Fraction(share), version


def _serializer() -> URLSafeSerializer:
    return URLSafeSerializer(settings().secret_key, salt="grade undone")
