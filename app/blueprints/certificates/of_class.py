"""What a class gives: who has its certificate, and the switches."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.actions import class_recognition
from app.blueprints.certificates import blueprint
from app.blueprints.certificates.forms import RecognitionForm
from app.models.certificate import Certificate
from app.models.classroom import Classroom
from app.permissions import Can, requires
from app.web.class_tabs import class_tabs
from app.web.forms import show
from app.web.paging import page
from app.web.visitors import viewer


@blueprint.get("/classrooms/<id>/recognition")
@requires(Can.CLASS_UPDATE, Classroom)
def of_class(classroom: Classroom) -> ResponseReturnValue:
    return show(
        RecognitionForm(obj=classroom),
        "certificates/of_class.html",
        classroom=classroom,
        tabs=class_tabs(classroom, "settings"),
        page=page(Certificate.of_class(classroom), "certificates.of_class", id=classroom.public_id),
    )


@blueprint.post("/classrooms/<id>/recognition")
@requires(Can.CLASS_UPDATE, Classroom)
def choose(classroom: Classroom) -> ResponseReturnValue:
    form = RecognitionForm()
    wanted = {"recognises": bool(form.recognises.data), "certifies": bool(form.certifies.data)}
    number = class_recognition.choose(classroom, actor=viewer(), **wanted)
    flash(_("Saved."), "success")
    if number:
        given = ngettext("%(num)d student has a certificate now.", "%(num)d students have a certificate now.", number)
        flash(given, "success")
    return redirect(url_for("certificates.of_class", id=classroom.public_id), 303)
