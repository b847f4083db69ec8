"""A class made and changed."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import classrooms
from app.blueprints.classrooms import blueprint
from app.blueprints.classrooms.forms import ClassroomForm, NewClassroomForm, NewClassroomForTeacherForm
from app.extensions import db
from app.models.classroom import Classroom
from app.models.user import User
from app.permissions import Can, allowed, requires
from app.web.class_tabs import class_tabs
from app.web.forms import attempt, show
from app.web.once import once
from app.web.visitors import viewer


@blueprint.get("/classrooms/new")
@requires(Can.CLASS_CREATE)
def new() -> ResponseReturnValue:
    return show(_new_form(), "classrooms/new.html")


@blueprint.post("/classrooms")
@once
@requires(Can.CLASS_CREATE)
def create() -> ResponseReturnValue:
    form = _new_form()
    if form.validate():
        extra = {"owner": _owner(form), "published": bool(form.published.data)}
        if classroom := attempt(form, classrooms.create, actor=viewer(), **form.typed(), **extra):
            return _go_on(classroom)
    return show(form, "classrooms/new.html")


def _go_on(classroom: Classroom) -> ResponseReturnValue:
    """Straight to the code in large letters where people may come in now."""
    if classroom.is_published:
        return redirect(url_for("classrooms.code", id=classroom.public_id), 303)
    flash(_("Made. Only you see it, until you open it."), "success")
    return redirect(url_for("classrooms.show", id=classroom.public_id), 303)


def _new_form() -> NewClassroomForm:
    if not viewer().is_admin:
        return NewClassroomForm()
    form = NewClassroomForTeacherForm()
    form.offer_teachers(list(db.session.scalars(User.teaching())), viewer())
    return form


def _owner(form: NewClassroomForm) -> User | None:
    if not isinstance(form, NewClassroomForTeacherForm) or not form.owner.data:
        return None
    return db.session.scalars(User.teaching().where(User.public_id == form.owner.data)).first()


@blueprint.get("/classrooms/<id>/edit")
@requires(Can.CLASS_UPDATE, Classroom)
def edit(classroom: Classroom) -> ResponseReturnValue:
    form = ClassroomForm(obj=classroom)
    form.keep_emoji(classroom.emoji)
    return render_template("classrooms/edit.html", form=form, **_frame(classroom))


@blueprint.post("/classrooms/<id>/edit")
@requires(Can.CLASS_UPDATE, Classroom)
def update(classroom: Classroom) -> ResponseReturnValue:
    form = ClassroomForm()
    form.keep_emoji(classroom.emoji)
    if form.validate() and attempt(form, classrooms.update, classroom, actor=viewer(), **form.typed()):
        flash(_("Saved."), "success")
        return redirect(url_for("classrooms.show", id=classroom.public_id), 303)
    return show(form, "classrooms/edit.html", **_frame(classroom))


def _frame(classroom: Classroom) -> dict[str, object]:
    return {
        "classroom": classroom,
        "tabs": class_tabs(classroom, "settings"),
        "may_copy": allowed(viewer(), Can.CLASS_COPY, classroom),
    }
