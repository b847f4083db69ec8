"""The page that lists the modules of a class with their lessons."""

from __future__ import annotations

from flask.typing import ResponseReturnValue

from app.actions import outline
from app.blueprints.modules.forms import ModuleForm
from app.models.classroom import Classroom
from app.permissions import Can, allowed
from app.web.class_tabs import class_tabs
from app.web.forms import show
from app.web.visitors import viewer


def render_outline(classroom: Classroom, form: ModuleForm) -> ResponseReturnValue:
    """The Learn tab; `form` is the one for a new module, shown to those who may write."""
    writes = allowed(viewer(), Can.LESSON_WRITE, classroom)
    parts = outline.parts(classroom, viewer(), empty=writes)
    frame = {"classroom": classroom, "tabs": class_tabs(classroom, "learn")}
    return show(form, "lessons/index.html", parts=parts, writes=writes, **frame)
