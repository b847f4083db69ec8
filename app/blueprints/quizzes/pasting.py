"""A list of questions pasted or typed as plain text."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, TextAreaField

from app.actions import question_lists, quiz_sections
from app.actions.question_lists import Pasted
from app.blueprints.quizzes import blueprint
from app.formats.question_lists import LONGEST, Why
from app.models.quiz import Quiz
from app.permissions import Can, requires
from app.questions.base import Problem
from app.web import question_words
from app.web.forms import Form, at_most, attempt, needed
from app.web.once import once
from app.web.visitors import viewer

WHY = {
    Why.NO_ANSWERS: _l("It has no answers. Write choices with letters, or an answer after =."),
    Why.NO_RIGHT: _l("No choice is marked as right. Put a * before it."),
    Why.NO_TEXT: _l("There are answers without a question before them."),
    Why.MIXED: _l("It has both choices and answers after =. Keep one of the two."),
}


class PasteForm(Form):
    body = TextAreaField(_l("Questions"), [needed(), at_most(LONGEST)])
    section = HiddenField()


@blueprint.get("/quizzes/<id>/questions/list")
@requires(Can.QUIZ_EDIT, Quiz)
def paste(quiz: Quiz) -> ResponseReturnValue:
    return _page(quiz, PasteForm(section=request.args.get("section", "")))


@blueprint.post("/quizzes/<id>/questions/list")
@once
@requires(Can.QUIZ_EDIT, Quiz)
def take_list(quiz: Quiz) -> ResponseReturnValue:
    form = PasteForm()
    if not form.validate():
        return _page(quiz, form)
    pasted = question_lists.read(form.body.data or "")
    room = quiz_sections.find(quiz, form.section.data) if form.section.data else None
    added = attempt(form, question_lists.put, quiz, room, pasted.questions, actor=viewer())
    if added:
        flash(ngettext("%(num)d question is in your quiz.", "%(num)d questions are in your quiz.", added), "success")
    if added is None or pasted.problems or not added:
        return _page(quiz, form, pasted if added is not None else None)
    return redirect(url_for("quizzes.questions", id=quiz.public_id), 303)


def _page(quiz: Quiz, form: PasteForm, pasted: Pasted | None = None) -> ResponseReturnValue:
    """With what could not be made a question, if something could not; only that stays in the field."""
    wrong = [(each.line, each.text, _why(each.why, each.problems)) for each in pasted.listed] if pasted else []
    if pasted and pasted.problems:
        form.body.data = pasted.left
    refused = pasted.refused if pasted else []
    about = {"quiz": quiz, "classroom": quiz.classroom, "wrong": wrong, "refused": refused}
    return render_template("quizzes/paste.html", form=form, **about), 422 if form.errors or pasted else 200


def _why(why: Why | None, problems: tuple[Problem, ...]) -> str:
    if why in WHY:
        return str(WHY[why])
    return " ".join(dict.fromkeys(question_words.by_place(problems).values()))
