"""Questions out of a file of another program: into a new quiz, or to those that are there."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from flask_wtf.file import FileField, FileRequired
from wtforms import StringField

from app.actions import quiz_imports
from app.actions.quiz_imports import Imported
from app.blueprints.quizzes import blueprint
from app.models import limits
from app.models.classroom import Classroom
from app.models.quiz import Quiz
from app.permissions import Can, requires
from app.questions.base import Question
from app.web import question_file_words, question_words
from app.web.forms import Form, at_most, attempt, show
from app.web.once import once
from app.web.visitors import viewer

ACCEPTED = ".txt,.gift,.xml,.zip,.imscc,.qti,.dat,.csv,.tsv"


class ImportForm(Form):
    file = FileField(
        _l("File"),
        [FileRequired(_l("Choose a file first."))],
        description=_l("GIFT, Aiken, Moodle XML, QTI (also packages of Canvas and Blackboard) or CSV, 15 MB at most."),
        render_kw={"accept": ACCEPTED},
    )


class NewImportForm(ImportForm):
    title = StringField(
        _l("Name of the quiz"), [at_most(limits.QUIZ_TITLE)], description=_l("Without one it is named as the file is.")
    )


@blueprint.get("/classrooms/<id>/quizzes/import")
@requires(Can.QUIZ_WRITE, Classroom)
def import_new(classroom: Classroom) -> ResponseReturnValue:
    return show(NewImportForm(formdata=None), "quizzes/import.html", classroom=classroom)


@blueprint.post("/classrooms/<id>/quizzes/import")
@once
@requires(Can.QUIZ_WRITE, Classroom)
def take_new(classroom: Classroom) -> ResponseReturnValue:
    form = NewImportForm()
    if form.validate() and (reading := attempt(form, quiz_imports.read, form.file.data.stream)):
        title = form.title.data or ""
        made = attempt(form, quiz_imports.create, classroom, reading, actor=viewer(), title=title)
        if made:
            return _told(made, classroom)
    return show(form, "quizzes/import.html", classroom=classroom)


@blueprint.get("/quizzes/<id>/import")
@requires(Can.QUIZ_EDIT, Quiz)
def import_more(quiz: Quiz) -> ResponseReturnValue:
    return show(ImportForm(formdata=None), "quizzes/import.html", quiz=quiz, classroom=quiz.classroom)


@blueprint.post("/quizzes/<id>/import")
@once
@requires(Can.QUIZ_EDIT, Quiz)
def take_more(quiz: Quiz) -> ResponseReturnValue:
    form, classroom = ImportForm(), quiz.classroom
    if form.validate() and (reading := attempt(form, quiz_imports.read, form.file.data.stream)):
        made = attempt(form, quiz_imports.add, quiz, reading, actor=viewer())
        if made:
            return _told(made, classroom, quiz)
    return show(form, "quizzes/import.html", quiz=quiz, classroom=classroom)


@blueprint.post("/quizzes/<id>/import/removal")
@requires(Can.QUIZ_EDIT, Quiz)
def take_back(quiz: Quiz) -> ResponseReturnValue:
    taken = quiz_imports.take_back(quiz, request.form.get("added", "").split(), actor=viewer())
    said = ngettext("%(num)d question is taken out again.", "%(num)d questions are taken out again.", taken)
    flash(said, "success")
    return redirect(url_for("quizzes.questions", id=quiz.public_id), 303)


def _told(made: Imported, classroom: Classroom, quiz: Quiz | None = None) -> ResponseReturnValue:
    """What became of each question; where nothing could be taken over, nothing was kept."""
    about = {"made": made, "into": quiz, "quiz": made.quiz, "classroom": classroom}
    words = {"names": question_file_words.FORMATS, "statuses": question_file_words.STATUSES}
    told = {"sentences": question_file_words.sentences, "right": _right}
    page = render_template("quizzes/imported.html", **about, **words, **told)
    if made.quiz is None:
        return page, 422
    return page, 201, {"Location": url_for("quizzes.questions", id=made.quiz.public_id)}


def _right(question: Question) -> str:
    return question_words.key_in_words(question.type, question.content)
