"""A lesson shown to the class at once or at its time, taken back, copied."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import duplicates, lesson_publishing
from app.blueprints.lessons import blueprint
from app.blueprints.modules.lesson_forms import ScheduleForm
from app.blueprints.modules.outline import to_outline
from app.models.lesson import Lesson
from app.permissions import Can, requires
from app.web.forms import attempt, show
from app.web.once import once
from app.web.visitors import viewer


@blueprint.post("/lessons/<id>/publication")
@requires(Can.LESSON_EDIT, Lesson)
def publish(lesson: Lesson) -> ResponseReturnValue:
    kept = lesson_publishing.publish(lesson, actor=viewer())
    told = _("Published. Your students hear of it now.")
    flash(told if kept.told_at else _("Published. Your students hear of it when it opens."), "success")
    return _back(lesson)


@blueprint.post("/lessons/<id>/publication/withdrawal")
@requires(Can.LESSON_EDIT, Lesson)
def withdraw(lesson: Lesson) -> ResponseReturnValue:
    lesson_publishing.withdraw(lesson, actor=viewer())
    flash(_("Withdrawn. Only those who teach this class see it now."), "success")
    return _back(lesson)


@blueprint.get("/lessons/<id>/schedule")
@requires(Can.LESSON_EDIT, Lesson)
def plan(lesson: Lesson) -> ResponseReturnValue:
    return show(ScheduleForm(obj=lesson), "lessons/schedule.html", lesson=lesson, classroom=lesson.classroom)


@blueprint.post("/lessons/<id>/schedule")
@requires(Can.LESSON_EDIT, Lesson)
def schedule(lesson: Lesson) -> ResponseReturnValue:
    form = ScheduleForm()
    if form.validate() and attempt(form, lesson_publishing.schedule, lesson, form.publish_at.data, actor=viewer()):
        flash(_("Scheduled. It is published by itself at its time."), "success")
        return to_outline(lesson)
    return show(form, "lessons/schedule.html", lesson=lesson, classroom=lesson.classroom)


@blueprint.post("/lessons/<id>/duplicate")
@once
@requires(Can.LESSON_EDIT, Lesson)
def duplicate(lesson: Lesson) -> ResponseReturnValue:
    copy = duplicates.duplicate_lesson(lesson, actor=viewer())
    flash(_("Copied as a draft. Nobody but you who teach sees it yet."), "success")
    return to_outline(copy)


def _back(lesson: Lesson) -> ResponseReturnValue:
    """To where the button stood."""
    if request.form.get("back") == "outline":
        return to_outline(lesson)
    return redirect(url_for("lessons.show", id=lesson.public_id), 303)
