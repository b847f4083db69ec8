"""A quiz shown to the class at once or at its time, taken back, copied."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import quiz_copies, quiz_publishing
from app.blueprints.modules.lesson_forms import ScheduleForm
from app.blueprints.quizzes import blueprint
from app.models.quiz import Quiz
from app.permissions import Can, requires
from app.web.forms import attempt, show
from app.web.once import once
from app.web.visitors import viewer


@blueprint.post("/quizzes/<id>/publication")
@requires(Can.QUIZ_EDIT, Quiz)
def publish(quiz: Quiz) -> ResponseReturnValue:
    kept = quiz_publishing.publish(quiz, actor=viewer())
    told = _("Published. Your students hear of it now.")
    flash(told if kept.told_at else _("Published. Your students hear of it when its lesson opens."), "success")
    return _back(quiz)


@blueprint.post("/quizzes/<id>/publication/withdrawal")
@requires(Can.QUIZ_EDIT, Quiz)
def withdraw(quiz: Quiz) -> ResponseReturnValue:
    quiz_publishing.withdraw(quiz, actor=viewer())
    flash(_("Withdrawn. Only those who teach this class see it now. Attempts are kept."), "success")
    return _back(quiz)


@blueprint.get("/quizzes/<id>/schedule")
@requires(Can.QUIZ_EDIT, Quiz)
def plan(quiz: Quiz) -> ResponseReturnValue:
    return show(ScheduleForm(obj=quiz), "quizzes/schedule.html", quiz=quiz, classroom=quiz.classroom)


@blueprint.post("/quizzes/<id>/schedule")
@requires(Can.QUIZ_EDIT, Quiz)
def schedule(quiz: Quiz) -> ResponseReturnValue:
    form = ScheduleForm()
    if form.validate() and attempt(form, quiz_publishing.schedule, quiz, form.publish_at.data, actor=viewer()):
        flash(_("Scheduled. It is published by itself at its time."), "success")
        return _back(quiz)
    return show(form, "quizzes/schedule.html", quiz=quiz, classroom=quiz.classroom)


@blueprint.post("/quizzes/<id>/duplicate")
@once
@requires(Can.QUIZ_EDIT, Quiz)
def duplicate(quiz: Quiz) -> ResponseReturnValue:
    copy = quiz_copies.duplicate(quiz, actor=viewer())
    flash(_("Copied as a draft. Nobody but you who teach sees it yet."), "success")
    return _back(copy)


def _back(quiz: Quiz) -> ResponseReturnValue:
    return redirect(url_for("quizzes.card", id=quiz.public_id), 303)
