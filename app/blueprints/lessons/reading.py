"""The Learn tab, and a lesson to read."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.blueprints.lessons import blueprint
from app.blueprints.modules.forms import ModuleForm
from app.blueprints.modules.outline import render_outline
from app.extensions import db
from app.models import way
from app.models.classroom import Classroom
from app.models.lesson import Lesson
from app.permissions import Can, allowed, assists, requires
from app.web import quiz_cards
from app.web.finish_panel import opened_panel
from app.web.lesson_parts import parts_of
from app.web.visitors import viewer


@blueprint.get("/classrooms/<id>/learn")
@requires(Can.CLASS_INSIDE, Classroom)
def index(classroom: Classroom) -> ResponseReturnValue:
    return render_outline(classroom, ModuleForm(formdata=None))


@blueprint.get("/lessons/<id>")
@requires(Can.LESSON_READ, Lesson)
def show(lesson: Lesson) -> ResponseReturnValue:
    return render_template(
        "lessons/show.html",
        lesson=lesson,
        classroom=lesson.classroom,
        beside=db.session.execute(*way.neighbours(lesson, viewer())).one(),
        staff=assists(viewer(), lesson.classroom),
        writes=allowed(viewer(), Can.LESSON_EDIT, lesson),
        finish=opened_panel(lesson),
        parts=parts_of(lesson),
        quiz=quiz_cards.of(lesson),
    )


@blueprint.get("/lessons/<id>/preview")
@requires(Can.LESSON_EDIT, Lesson)
def preview(lesson: Lesson) -> ResponseReturnValue:
    return render_template("lessons/preview.html", lesson=lesson, classroom=lesson.classroom, parts=parts_of(lesson))
