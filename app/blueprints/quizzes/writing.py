"""The questions of a quiz on one page, where they are written (QUI3): one of them open, the others as lines.

The same doors serve the page's script, which sends what was typed every moment and is answered in JSON.
"""

from __future__ import annotations

from typing import Any

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import quiz_copies, quiz_questions, quiz_sections
from app.blueprints.quizzes import blueprint
from app.blueprints.quizzes.question_forms import QuestionForm
from app.blueprints.quizzes.sheet import Sheet, keep, render_sheet
from app.errors import Invalid, NotFound
from app.models.question import Question
from app.models.quiz import Quiz, QuizSection
from app.permissions import Can, find, requires
from app.questions import TYPES
from app.web.once import once
from app.web.undoing import flash_undo
from app.web.visitors import viewer

STEPS = {"up": False, "down": True}


@blueprint.get("/quizzes/<id>/questions")
@requires(Can.QUIZ_EDIT, Quiz)
def questions(quiz: Quiz) -> ResponseReturnValue:
    opened, new = request.args.get("open", ""), request.args.get("new", "")
    if opened:
        question = of_quiz(quiz, opened)
        return render_sheet(quiz, Sheet(QuestionForm.of(question), question))
    if new in TYPES:
        return render_sheet(quiz, Sheet(QuestionForm.blank(new, request.args.get("section", ""))))
    return render_sheet(quiz, Sheet())


@blueprint.post("/quizzes/<id>/questions")
@once
@requires(Can.QUIZ_EDIT, Quiz)
def add_question(quiz: Quiz) -> ResponseReturnValue:
    form = QuestionForm.sent()
    return keep(quiz, form, None)


@blueprint.post("/questions/<id>")
@requires(Can.QUESTION_EDIT, Question)
def change_question(question: Question) -> ResponseReturnValue:
    if question.quiz is None:
        raise NotFound
    return keep(question.quiz, QuestionForm.sent(), question)


@blueprint.post("/quizzes/<id>/questions/preview")
@requires(Can.QUIZ_EDIT, Quiz)
def preview_question(quiz: Quiz) -> ResponseReturnValue:
    return render_template("quizzes/preview.html", seen=QuestionForm.sent().seen())


@blueprint.post("/questions/<id>/deletion")
@requires(Can.QUESTION_EDIT, Question)
def delete_question(question: Question) -> ResponseReturnValue:
    quiz_questions.remove(question, actor=viewer())
    if question.quiz is None:
        return redirect(url_for("questions.index"), 303)
    undo = url_for("quizzes.bring_back_question", id=question.quiz.public_id, question=question.public_id)
    flash_undo(_("The question is deleted."), undo)
    return redirect(url_for("quizzes.questions", id=question.quiz.public_id), 303)


@blueprint.post("/quizzes/<id>/questions/<question>/restoration")
@requires(Can.QUIZ_EDIT, Quiz)
def bring_back_question(quiz: Quiz, question: str) -> ResponseReturnValue:
    removed = of_quiz(quiz, question, kept=False)
    try:
        quiz_questions.bring_back(removed, actor=viewer())
        flash(_("The question is back."), "success")
    except Invalid as refusal:
        flash(refusal.message, "error")
    return back(removed)


@blueprint.post("/questions/<id>/duplicate")
@once
@requires(Can.QUESTION_EDIT, Question)
def duplicate_question(question: Question) -> ResponseReturnValue:
    if question.quiz is None or question.section is None:
        raise NotFound
    try:
        (copy,) = quiz_copies.put_into([question], question.quiz, question.section, actor=viewer())
        quiz_sections.put_question(copy, actor=viewer(), section=question.section, after=question)
    except Invalid as refusal:
        flash(refusal.message, "error")
        return back(question)
    return back(copy)


@blueprint.post("/questions/<id>/position")
@requires(Can.QUESTION_EDIT, Question)
def place_question(question: Question) -> ResponseReturnValue:
    direction, room = request.form.get("direction", ""), request.form.get("module", "")
    if direction in STEPS:
        return back(quiz_sections.step_question(question, STEPS[direction], actor=viewer()))
    section = quiz_sections.find(question.quiz, room) if question.quiz and room else question.section
    if section is None:
        raise NotFound
    return back(quiz_sections.put_question(question, actor=viewer(), section=section, before=_before()))


def of_quiz(quiz: Quiz, public_id: str, *, kept: bool = True) -> Question:
    """A question of `quiz`. Raises NotFound."""
    found = quiz_questions.of_quiz(quiz, public_id)
    if found is None or (kept and found.deleted_at is not None):
        raise NotFound
    return found


def back(thing: Question | QuizSection, **args: Any) -> ResponseReturnValue:
    """To the page of questions, where `thing` stands."""
    if request.headers.get("X-Requested-With") == "fetch":
        return jsonify(id=thing.public_id)
    mark = f"{'question' if isinstance(thing, Question) else 'section'}-{thing.public_id}"
    quiz = thing.quiz
    if quiz is None:
        raise NotFound
    return redirect(url_for("quizzes.questions", id=quiz.public_id, _anchor=mark, **args), 303)


def _before() -> Question | None:
    """The neighbour in `before`. Raises Invalid for what is gone."""
    given = request.form.get("before", "")
    try:
        question: Question | None = find(viewer(), Can.QUESTION_EDIT, Question, given) if given else None
    except NotFound:
        raise Invalid({"before": _("This does not stand there any more. Look at the order again.")}) from None
    return question
