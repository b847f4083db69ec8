"""The code of a class: on a wall, on paper, as a picture; made anew, switched off."""

from __future__ import annotations

from flask import Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import join_codes
from app.blueprints.classrooms import blueprint
from app.blueprints.classrooms.pictures import join_link, join_picture
from app.errors import NotFound
from app.models.classroom import Classroom
from app.permissions import Can, requires
from app.web.visitors import viewer


@blueprint.get("/classrooms/<id>/code")
@requires(Can.MEMBERS_MANAGE, Classroom)
def code(classroom: Classroom) -> ResponseReturnValue:
    at_once = join_codes.lets_in_at_once(classroom)
    return render_template("classrooms/code.html", classroom=classroom, link=join_link(classroom), at_once=at_once)


@blueprint.get("/classrooms/<id>/join-sheet")
@requires(Can.MEMBERS_MANAGE, Classroom)
def join_sheet(classroom: Classroom) -> ResponseReturnValue:
    return render_template("classrooms/join_sheet.html", classroom=classroom, link=join_link(classroom))


@blueprint.get("/classrooms/<id>/code.svg")
@requires(Can.MEMBERS_MANAGE, Classroom)
def qr(classroom: Classroom) -> ResponseReturnValue:
    if classroom.join_token is None:
        raise NotFound
    return Response(join_picture(classroom), mimetype="image/svg+xml")


@blueprint.post("/classrooms/<id>/code/renewal")
@requires(Can.MEMBERS_MANAGE, Classroom)
def renew(classroom: Classroom) -> ResponseReturnValue:
    join_codes.renew(classroom, actor=viewer())
    flash(_("Here is a new code. The old one opens nothing any more."), "success")
    return redirect(url_for("classrooms.code", id=classroom.public_id), 303)


@blueprint.post("/classrooms/<id>/code/removal")
@requires(Can.MEMBERS_MANAGE, Classroom)
def switch_off(classroom: Classroom) -> ResponseReturnValue:
    join_codes.switch_off(classroom, actor=viewer())
    flash(_("The code is off. Nobody joins with it any more."), "success")
    return redirect(url_for("classrooms.code", id=classroom.public_id), 303)
