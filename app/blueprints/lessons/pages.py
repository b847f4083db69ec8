"""The pages that writing a lesson can end on."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.actions import lesson_drafts, lesson_publishing, lessons
from app.blueprints.lessons.forms import EditLessonForm, LessonForm
from app.errors import Invalid
from app.models.lesson import BodyFormat, Lesson, Module
from app.models.revision import LessonDraft
from app.permissions import Can, find
from app.web.forms import show
from app.web.lesson_parts import parts_of
from app.web.visitors import viewer


def go_on(lesson: Lesson, form: LessonForm) -> ResponseReturnValue:
    """After saving: publish where that was asked for, and read it; a draft without text is written on."""
    if form.publish.data:
        lesson_publishing.publish(lesson, actor=viewer())
        flash(_("Published. Your students hear of it now."), "success")
    else:
        flash(_("Saved."), "success")
    _tell_of_pictures(lessons.left_out(lesson, **form.text()))
    endpoint = "lessons.show" if form.body.data or form.publish.data else "lessons.edit"
    return redirect(url_for(endpoint, id=lesson.public_id), 303)


def _tell_of_pictures(number: int) -> None:
    if not number:
        return
    told = ngettext(
        "%(num)d picture was left out. Upload it here, then it can stand in the text.",
        "%(num)d pictures were left out. Upload them here, then they can stand in the text.",
        number,
    )
    flash(told, "warning")


def render_new(module: Module, form: LessonForm) -> ResponseReturnValue:
    form.offer_quizzes(module.classroom)
    form.offer_sessions(module.classroom)
    shown = {"module": module, "classroom": module.classroom, "editor_html": _as_html(form)}
    return show(form, "lessons/new.html", **shown)


def render_edit(lesson: Lesson, form: EditLessonForm, draft: LessonDraft | None = None) -> ResponseReturnValue:
    """`draft`: what the writer typed another time, and has yet to decide about."""
    form.offer_quizzes(lesson.classroom)
    form.offer_sessions(lesson.classroom)
    shown = {"lesson": lesson, "classroom": lesson.classroom, "editor_html": _as_html(form), "draft": draft}
    others, parts = lesson_drafts.others(lesson, viewer()), parts_of(lesson)
    return show(form, "lessons/edit.html", others=others, parts=parts, **shown)


def render_conflict(lesson: Lesson, form: EditLessonForm) -> ResponseReturnValue:
    """Both texts: what somebody else saved, and what was typed here, ready to be saved over it."""
    theirs: Lesson = find(viewer(), Can.LESSON_EDIT, Lesson, lesson.public_id)
    form.version.data = str(theirs.version)
    form.offer_quizzes(theirs.classroom)
    form.offer_sessions(theirs.classroom)
    shown = {"lesson": theirs, "classroom": theirs.classroom, "editor_html": _as_html(form)}
    return render_template("lessons/conflict.html", form=form, **shown), 409


def _as_html(form: LessonForm) -> str | None:
    """What the editor begins with; nothing where the text is empty, or refused anyway."""
    try:
        return lessons.write(form.body.data or "", BodyFormat(form.body_format.data or "")).html or None
    except (Invalid, ValueError):
        return None
