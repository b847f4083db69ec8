"""The parts of a quiz: with a text before them, or pools of which each attempt is asked some questions."""

from __future__ import annotations

from fractions import Fraction

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, IntegerField, StringField, TextAreaField
from wtforms.validators import AnyOf, NumberRange, Optional, Regexp

from app.actions import quiz_sections, quiz_words
from app.blueprints.quizzes import blueprint
from app.blueprints.quizzes.question_forms import written
from app.blueprints.quizzes.sheet import Sheet, render_sheet
from app.blueprints.quizzes.writing import STEPS, back
from app.errors import Conflict, Invalid
from app.formats import words
from app.models import limits
from app.models.quiz import Quiz, QuizSection
from app.permissions import Can, requires
from app.questions import limits as most
from app.questions.base import Words, WordsFormat
from app.web.forms import Form, at_most, attempt
from app.web.once import once
from app.web.visitors import viewer

POINTS = r"^(?:[0-9]{1,3}(?:\.[0-9]{1,3})?|[0-9]{1,3}/[1-9][0-9]?)\Z"


class SectionForm(Form):
    """`draws` makes a pool of it."""

    title = StringField(_l("Title"), [at_most(limits.QUIZ_TITLE)])
    body = TextAreaField(_l("Text before its questions"), [at_most(most.TEXT)])
    body_format = HiddenField(
        _l("Format"),
        [AnyOf(list(WordsFormat), message=_l("Use Markdown or HTML."))],
        default=WordsFormat.MARKDOWN.value,
        filters=[lambda given: given or WordsFormat.MARKDOWN.value],
    )
    draws = IntegerField(
        _l("Questions to draw"),
        [Optional(), NumberRange(1, limits.QUIZ_QUESTIONS, _l("From %(min)s to %(max)s."))],
    )
    points = StringField(
        _l("Points for each of them"),
        [Optional(), Regexp(POINTS, message=_l("Write points like 1.5."))],
        filters=[lambda given: (given or "").replace(",", ".")],
    )

    @classmethod
    def of(cls, section: QuizSection) -> SectionForm:
        text = quiz_words.words(section.text)
        kept = {
            "title": section.title,
            "body": text.source,
            "body_format": text.format.value if text else WordsFormat.MARKDOWN.value,
            "draws": section.draws,
            "points": "" if section.points is None else written(section.points),
        }
        return cls(formdata=None, data=kept)

    def body_html(self) -> str | None:
        """What the editor begins with."""
        return words.inner_html(self.words()) or None

    def words(self) -> Words:
        return Words(self.body.data or "", WordsFormat.named(self.body_format.data))


@blueprint.post("/quizzes/<id>/sections")
@once
@requires(Can.QUIZ_EDIT, Quiz)
def add_section(quiz: Quiz) -> ResponseReturnValue:
    try:
        made = quiz_sections.add(quiz, actor=viewer())
    except Invalid as refusal:
        flash(refusal.message, "error")
        return redirect(url_for("quizzes.questions", id=quiz.public_id), 303)
    return redirect(url_for("quizzes.section", id=quiz.public_id, section=made.public_id), 303)


@blueprint.get("/quizzes/<id>/sections/<section>")
@requires(Can.QUIZ_EDIT, Quiz)
def section(quiz: Quiz, section: str) -> ResponseReturnValue:
    found = quiz_sections.find(quiz, section)
    return render_sheet(quiz, Sheet(section=found, section_form=SectionForm.of(found)))


@blueprint.post("/quizzes/<id>/sections/<section>")
@requires(Can.QUIZ_EDIT, Quiz)
def change_section(quiz: Quiz, section: str) -> ResponseReturnValue:
    found, form = quiz_sections.find(quiz, section), SectionForm()
    if form.validate():
        given = {"title": form.title.data or "", "text": form.words(), "draws": form.draws.data}
        points = Fraction(form.points.data) if form.points.data else None
        if attempt(form, quiz_sections.change, found, actor=viewer(), points=points, **given):
            flash(_("Saved."), "success")
            return back(found)
    return render_sheet(quiz, Sheet(section=found, section_form=form))


@blueprint.post("/quizzes/<id>/sections/<section>/deletion")
@requires(Can.QUIZ_EDIT, Quiz)
def delete_section(quiz: Quiz, section: str) -> ResponseReturnValue:
    try:
        quiz_sections.remove(quiz_sections.find(quiz, section), actor=viewer())
        flash(_("The section is gone. Its questions stand in the one beside it."), "success")
    except Conflict as refusal:
        flash(refusal.message, "error")
    return redirect(url_for("quizzes.questions", id=quiz.public_id), 303)


@blueprint.post("/quizzes/<id>/sections/<section>/position")
@requires(Can.QUIZ_EDIT, Quiz)
def place_section(quiz: Quiz, section: str) -> ResponseReturnValue:
    found, direction = quiz_sections.find(quiz, section), request.form.get("direction", "")
    before = request.form.get("before", "")
    if direction in STEPS:
        quiz_sections.step(found, STEPS[direction], actor=viewer())
    else:
        quiz_sections.put(found, actor=viewer(), before=quiz_sections.find(quiz, before) if before else None)
    return back(found)
