"""All questions of a teacher across classes: found again, tagged, put into quizzes."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.actions import question_bank, quiz_words
from app.blueprints.questions import blueprint
from app.errors import Invalid, NotFound
from app.models import limits
from app.models.question import Question
from app.models.quiz import Quiz
from app.permissions import Can, allowed, find, requires
from app.questions import TYPES
from app.web import question_words
from app.web.once import once
from app.web.paging import page
from app.web.visitors import viewer

ASKED = ("q", "type", "tag", "quiz")


@blueprint.get("/questions")
@requires(Can.QUESTION_BANK)
def index() -> ResponseReturnValue:
    asked: dict[str, Any] = {name: request.args.get(name, "")[: limits.QUESTION_NAME] for name in ASKED}
    found = question_bank.search(viewer(), asked["q"].strip(), asked["type"], asked["tag"])
    shown = page(found, "questions.index", **asked)
    tags, uses = question_bank.tags_of(shown.items), question_bank.uses(shown.items)
    offered = {"all_tags": question_bank.tags(viewer()), "quizzes": question_bank.quizzes_of(viewer())}
    return render_template("question_bank/index.html", page=shown, asked=asked, tags=tags, uses=uses, **offered)


@blueprint.get("/questions/<id>")
@requires(Can.QUESTION_EDIT, Question)
def show(question: Question) -> ResponseReturnValue:
    whole = quiz_words.whole(question)
    seen = {"type": whole.type, "text": whole.text, "shown": TYPES[whole.type].present(whole.content, 0)}
    key = question_words.key_in_words(whole.type, whole.content)
    uses = question_bank.uses([question])[question.id]
    return render_template("question_bank/show.html", question=question, whole=whole, seen=seen, key=key, uses=uses)


@blueprint.post("/questions/<id>/tags")
@requires(Can.QUESTION_EDIT, Question)
def tag(question: Question) -> ResponseReturnValue:
    try:
        question_bank.tag(question, question_bank.read_tags(request.form.get("tags", "")), actor=viewer())
        flash(_("Saved."), "success")
    except Invalid as refusal:
        flash(refusal.message, "error")
    return redirect(url_for("questions.show", id=question.public_id), 303)


@blueprint.post("/questions/use")
@once
@requires(Can.QUESTION_BANK)
def use() -> ResponseReturnValue:
    """Put those that are ticked into a quiz, or tag them all."""
    try:
        chosen = question_bank.chosen(viewer(), request.form.getlist("question"))
        return _tag_all(chosen) if "tag" in request.form else _put_into(_quiz(), chosen)
    except Invalid as refusal:
        flash(refusal.message, "error")
        return _back()


def _tag_all(chosen: list[Question]) -> ResponseReturnValue:
    question_bank.tag_all(chosen, question_bank.read_tags(request.form.get("tags", "")), actor=viewer())
    flash(_("Saved."), "success")
    return _back()


def _put_into(quiz: Quiz, chosen: list[Question]) -> ResponseReturnValue:
    number = len(question_bank.use(chosen, quiz, actor=viewer()))
    said = ngettext(
        "%(num)d question is in “%(quiz)s” now.", "%(num)d questions are in “%(quiz)s” now.", number, quiz=quiz.title
    )
    flash(said, "success")
    return redirect(url_for("quizzes.questions", id=quiz.public_id), 303)


def _quiz() -> Quiz:
    """The quiz that was chosen. Raises Invalid."""
    try:
        quiz: Quiz = find(viewer(), Can.QUIZ_EDIT, Quiz, request.form.get("quiz", ""))
    except NotFound:
        raise Invalid({"quiz": _("Choose a quiz first.")}) from None
    if not allowed(viewer(), Can.QUIZ_EDIT, quiz):
        raise Invalid({"quiz": _("Nothing can be changed in this quiz.")})
    return quiz


def _back() -> ResponseReturnValue:
    """To the part of the list where the button stood."""
    there = {name: request.form.get(f"list_{name}", "") for name in (*ASKED, "page")}
    kept: dict[str, Any] = {name: value for name, value in there.items() if value}
    return redirect(url_for("questions.index", **kept), 303)
