"""The fields of a lesson's kind, its files and its length, and the doors for what stands beside it."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField, RadioField, SelectField, StringField
from wtforms.validators import NumberRange, Optional

from app import transaction
from app.actions import lesson_files, lesson_material
from app.actions.lesson_material import Material
from app.blueprints.files.taking import has_files, take_in
from app.blueprints.lessons import blueprint
from app.errors import Invalid, NotFound
from app.models import limits
from app.models.classroom import Classroom
from app.models.file import FilePlace, StoredFile
from app.models.lesson import Lesson, LessonKind
from app.models.quiz import Quiz
from app.permissions import Can, find, requires
from app.web.choices import offer
from app.web.forms import Form, at_most
from app.web.visitors import viewer

KINDS = {
    LessonKind.TEXT: _l("Text"),
    LessonKind.VIDEO: _l("Video"),
    LessonKind.FILE: _l("File"),
    LessonKind.LINK: _l("Link"),
    LessonKind.QUIZ: _l("Quiz"),
}


class MaterialFields(Form):
    """Part of the form of a lesson."""

    kind = RadioField(_l("Kind"), choices=offer(KINDS), default=LessonKind.TEXT.value)
    address = StringField(_l("Address"), [at_most(limits.LINK_URL)])
    minutes = IntegerField(
        _l("Minutes it takes"),
        [Optional(), NumberRange(1, limits.LESSON_MINUTES, _l("From %(min)s to %(max)s minutes."))],
    )

    quiz = SelectField(_l("Quiz"), validate_choice=False, choices=[])

    def offer_quizzes(self, classroom: Classroom) -> None:
        """Those of the class to choose from."""
        listed = lesson_material.quizzes_of(classroom)
        self.quiz.choices = offer({"": _l("Choose a quiz"), **{quiz.public_id: quiz.title for quiz in listed}})

    def show_material(self, lesson: Lesson) -> None:
        """Begin with what the lesson is."""
        quiz = lesson_material.quiz_of(lesson)
        self.quiz.data = quiz.public_id if quiz else ""
        self.kind.data, self.minutes.data = lesson.kind.value, lesson.minutes
        self.address.data = lesson_material.address_of(lesson)

    def material(self, classroom: Classroom) -> Material | None:
        """What a valid form says; files that it brings are files of the class then. None where it has no kind.

        Raises Invalid (file, quiz), StorageFull, StorageAway. Ends the transaction under way.
        """
        if "kind" not in request.form:
            return None
        kind = LessonKind(self.kind.data)
        wants = kind in (LessonKind.VIDEO, LessonKind.FILE) and has_files()
        main = take_in(classroom)[0] if wants else None
        quiz = self._quiz() if kind is LessonKind.QUIZ else None
        transaction.release()
        return Material(kind, self.address.data or "", self.minutes.data, main, quiz)

    def _quiz(self) -> Quiz | None:
        """What was chosen. Raises Invalid (quiz) for what is gone."""
        try:
            quiz: Quiz | None = find(viewer(), Can.QUIZ_EDIT, Quiz, self.quiz.data) if self.quiz.data else None
        except NotFound:
            raise Invalid({"quiz": _("Choose a quiz first.")}) from None
        return quiz


@blueprint.post("/lessons/<id>/attachments")
@requires(Can.LESSON_EDIT, Lesson)
def attach(lesson: Lesson) -> ResponseReturnValue:
    try:
        files = take_in(lesson.classroom)
        language = request.form.get("language", "")
        lesson_files.add(lesson, files, actor=viewer(), place=_place(), language=language)
        flash(_("Saved."), "success")
    except Invalid as wrong:
        flash(wrong.message, "error")
    return _back(lesson)


@blueprint.post("/lessons/<id>/attachments/removal")
@requires(Can.LESSON_EDIT, Lesson)
def detach(lesson: Lesson) -> ResponseReturnValue:
    lesson_files.remove(lesson, _file(), actor=viewer(), place=_place())
    flash(_("Taken out of this lesson."), "success")
    return _back(lesson)


@blueprint.post("/lessons/<id>/attachments/order")
@requires(Can.LESSON_EDIT, Lesson)
def order_attachments(lesson: Lesson) -> ResponseReturnValue:
    by = -1 if request.form.get("direction") == "up" else 1
    lesson_files.move(lesson, _file(), actor=viewer(), by=by)
    return _back(lesson)


def _place() -> FilePlace:
    given = request.form.get("place", FilePlace.ATTACHMENT.value)
    return FilePlace(given) if given in lesson_files.BESIDE else FilePlace.ATTACHMENT


def _file() -> StoredFile:
    given = request.form.get("file")
    if not given:
        raise Invalid({"file": _("Choose a file first.")})
    file: StoredFile = find(viewer(), Can.FILE_EDIT, StoredFile, given)
    return file


def _back(lesson: Lesson) -> ResponseReturnValue:
    return redirect(url_for("lessons.edit", id=lesson.public_id, _anchor="beside"), 303)
