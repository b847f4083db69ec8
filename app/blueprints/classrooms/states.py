"""A class opened and closed again, put away and brought back."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import classrooms
from app.blueprints.classrooms import blueprint
from app.models.classroom import Classroom
from app.permissions import Can, requires
from app.web.visitors import viewer


@blueprint.post("/classrooms/<id>/publication")
@requires(Can.CLASS_UPDATE, Classroom)
def publish(classroom: Classroom) -> ResponseReturnValue:
    classrooms.publish(classroom, actor=viewer())
    return _done(classroom, _("Open. Students can find this class and join."))


@blueprint.post("/classrooms/<id>/publication/withdrawal")
@requires(Can.CLASS_UPDATE, Classroom)
def withdraw(classroom: Classroom) -> ResponseReturnValue:
    classrooms.withdraw(classroom, actor=viewer())
    return _done(classroom, _("A draft again. Only those who teach it see this class now."))


@blueprint.post("/classrooms/<id>/archive")
@requires(Can.CLASS_UPDATE, Classroom)
def archive(classroom: Classroom) -> ResponseReturnValue:
    classrooms.archive(classroom, actor=viewer())
    return _done(classroom, _("Put away. Everybody in it can still read it."))


@blueprint.post("/classrooms/<id>/archive/restoration")
@requires(Can.CLASS_UPDATE, Classroom)
def restore(classroom: Classroom) -> ResponseReturnValue:
    classrooms.restore(classroom, actor=viewer())
    return _done(classroom, _("Back again."))


def _done(classroom: Classroom, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for("classrooms.show", id=classroom.public_id), 303)
