"""A teacher looks at the own class with the eyes of a student."""

from __future__ import annotations

from flask import redirect, session, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.classrooms import blueprint
from app.models.classroom import Classroom
from app.permissions import Can, requires


@blueprint.post("/classrooms/<id>/student-view")
@requires(Can.CLASS_STUDENT_VIEW, Classroom)
def begin_student_view(classroom: Classroom) -> ResponseReturnValue:
    session["student_view_of"] = classroom.id
    return redirect(url_for("classrooms.show", id=classroom.public_id), 303)


@blueprint.post("/classrooms/<id>/student-view/end")
@requires(Can.CLASS_STUDENT_VIEW, Classroom)
def end_student_view(classroom: Classroom) -> ResponseReturnValue:
    session.pop("student_view_of", None)
    return redirect(url_for("classrooms.show", id=classroom.public_id), 303)
