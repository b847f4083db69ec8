"""The page of all questions of a quiz, and what keeping one of them ends on."""

from __future__ import annotations

from dataclasses import dataclass

from flask import flash, jsonify, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import quiz_questions, quiz_sections, quiz_sheet
from app.blueprints.quizzes.question_forms import PREFIX, QuestionForm
from app.errors import Conflict, Invalid
from app.models.question import Question
from app.models.quiz import Quiz, QuizSection
from app.reports import quiz_overview
from app.web import question_fields
from app.web.forms import Form, blame
from app.web.visitors import viewer


@dataclass(frozen=True)
class Sheet:
    """What is open on the page: the form of a question (which is None where it is new), or of a section."""

    form: QuestionForm | None = None
    question: Question | None = None
    section: QuizSection | None = None
    section_form: Form | None = None
    previewed: bool = False


def render_sheet(quiz: Quiz, open_one: Sheet, status: int = 0) -> ResponseReturnValue:
    """The page with `status`, or 422 where something about what is open is wrong."""
    form = open_one.form or open_one.section_form
    about = {"quiz": quiz, "classroom": quiz.classroom, "open_one": open_one, "rooms": quiz_sheet.rooms(quiz)}
    counted = quiz_overview.counts([quiz])[quiz.id]
    shown = render_template("quizzes/questions.html", counted=counted, **about)
    return shown, status or (422 if form and form.errors else 200)


def keep(quiz: Quiz, form: QuestionForm, question: Question | None) -> ResponseReturnValue:
    """Keep what was typed; where a button was pressed that only changes the page, show it so."""
    typing = request.headers.get("X-Requested-With") == "fetch"
    if not typing and _only_looks():
        if "retype" in request.form:
            form.retype()
        return render_sheet(quiz, Sheet(form, question, previewed="preview" in request.form))
    try:
        kept = _kept(quiz, form, question)
    except Conflict as conflict:
        return _conflict(quiz, form, question, conflict, typing)
    if typing:
        return _said(form, kept)
    return _onward(quiz, kept) if kept else render_sheet(quiz, Sheet(form, question))


def _only_looks() -> bool:
    """A button was pressed that changes the page alone: the rows, the type, the preview."""
    return question_fields.wants_rows(request.form, PREFIX) or bool({"preview", "retype"} & request.form.keys())


def _kept(quiz: Quiz, form: QuestionForm, question: Question | None) -> Question | None:
    """The question as it is kept now, or None: then the form says what is wrong. Raises Conflict."""
    given = form.question()
    if given is None:
        return None
    try:
        if question is None:
            room = quiz_sections.find(quiz, form.section.data) if form.section.data else None
            return quiz_questions.add(quiz, room, given, actor=viewer())
        begun_with = int(form.version.data) if form.version.data else None
        return quiz_questions.change(question, given, actor=viewer(), version=begun_with)
    except Invalid as refusal:
        blame(form, refusal)
        return None


def _said(form: QuestionForm, kept: Question | None) -> ResponseReturnValue:
    """The answer to the page's script."""
    if kept is None:
        problem = form.form_errors or [error for errors in form.errors.values() for error in errors]
        return jsonify(problem=_("Not saved yet: %(what)s", what=problem[0])), 422
    action = url_for("quizzes.change_question", id=kept.public_id)
    return jsonify(id=kept.public_id, version=kept.version, action=action, title=kept.plain or kept.name)


def _conflict(
    quiz: Quiz, form: QuestionForm, question: Question | None, conflict: Conflict, typing: bool
) -> ResponseReturnValue:
    """What was typed stays; saving once more puts it over what somebody else saved."""
    if typing or question is None:
        return jsonify(problem=conflict.message), 409
    form.version.data = str(quiz_questions.version_of(question))
    form.form_errors = [conflict.message + " " + _("What you typed is here; save again to put it in place.")]
    return render_sheet(quiz, Sheet(form, question), 409)


def _onward(quiz: Quiz, kept: Question) -> ResponseReturnValue:
    """Close it, or go on with another of its type in the same section."""
    if "again" in request.form:
        room = kept.section.public_id if kept.section else None
        there = url_for("quizzes.questions", id=quiz.public_id, new=kept.type, section=room, _anchor="new-question")
        return redirect(there, 303)
    flash(_("Saved."), "success")
    return redirect(url_for("quizzes.questions", id=quiz.public_id, _anchor=f"question-{kept.public_id}"), 303)
