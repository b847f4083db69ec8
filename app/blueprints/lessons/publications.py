"""A lesson shown to the class, and taken back."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import lesson_publishing
from app.blueprints.lessons import blueprint
from app.models.lesson import Lesson
from app.permissions import Can, requires
from app.web.visitors import viewer


@blueprint.post("/lessons/<id>/publication")
@requires(Can.LESSON_EDIT, Lesson)
def publish(lesson: Lesson) -> ResponseReturnValue:
    lesson_publishing.publish(lesson, actor=viewer())
    flash(_("Published. Your students hear of it now."), "success")
    return redirect(url_for("lessons.show", id=lesson.public_id), 303)


@blueprint.post("/lessons/<id>/publication/withdrawal")
@requires(Can.LESSON_EDIT, Lesson)
def withdraw(lesson: Lesson) -> ResponseReturnValue:
    lesson_publishing.withdraw(lesson, actor=viewer())
    flash(_("Withdrawn. Only those who teach this class see it now."), "success")
    return redirect(url_for("lessons.show", id=lesson.public_id), 303)
