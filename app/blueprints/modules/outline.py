"""The page that lists the modules of a class with their lessons: to work on, or to walk through."""

from __future__ import annotations

from flask import redirect, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from app.actions import outline, releases
from app.blueprints.modules.forms import ModuleForm
from app.models.classroom import ClassRole, Classroom
from app.models.lesson import Lesson, Module
from app.permissions import Can, allowed, assists, role_in
from app.web.class_tabs import class_tabs
from app.web.forms import show
from app.web.visitors import viewer


def render_outline(classroom: Classroom, form: ModuleForm) -> ResponseReturnValue:
    """The Learn tab; `form` is the one for a new module, shown to those who may write."""
    user = viewer()
    writes, staff = allowed(user, Can.LESSON_WRITE, classroom), assists(user, classroom)
    parts = outline.parts(classroom, user, empty=writes)
    told: dict[str, object] = {"rules": releases.told(classroom) if staff else None}
    if role_in(user, classroom) is ClassRole.STUDENT:
        told["way"] = outline.way(classroom, user, parts)
    frame = {"classroom": classroom, "tabs": class_tabs(classroom, "learn")}
    return show(form, "lessons/index.html", parts=parts, writes=writes, staff=staff, **told, **frame)


def to_outline(thing: Lesson | Module) -> Response:
    """Back to the outline, where `thing` stands."""
    mark = f"{'lesson' if isinstance(thing, Lesson) else 'module'}-{thing.public_id}"
    return redirect(url_for("lessons.index", id=thing.classroom.public_id, _anchor=mark), 303)
