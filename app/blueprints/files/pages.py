"""The files of a class, for those who write in it."""

from __future__ import annotations

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import file_room, files
from app.blueprints.files import blueprint
from app.blueprints.files.taking import take_in
from app.errors import Invalid
from app.models.classroom import Classroom
from app.models.file import StoredFile
from app.permissions import Can, requires
from app.reports import file_uses
from app.web.once import once
from app.web.paging import page
from app.web.visitors import viewer


@blueprint.get("/classrooms/<id>/files")
@requires(Can.LESSON_WRITE, Classroom)
def index(classroom: Classroom) -> ResponseReturnValue:
    return _page(classroom)


@blueprint.post("/classrooms/<id>/files")
@once
@requires(Can.LESSON_WRITE, Classroom)
def create(classroom: Classroom) -> ResponseReturnValue:
    try:
        take_in(classroom)
    except Invalid as wrong:
        return _page(classroom, wrong.message), 422
    return redirect(url_for("files.index", id=classroom.public_id), 303)


@blueprint.post("/files/<id>/deletion")
@requires(Can.FILE_EDIT, StoredFile)
def delete(file: StoredFile) -> ResponseReturnValue:
    files.delete(file, actor=viewer())
    flash(_("The file “%(name)s” is gone.", name=file.filename), "success")
    return redirect(url_for("files.index", id=file.classroom.public_id), 303)


def _page(classroom: Classroom, problem: str = "") -> str:
    found = page(file_uses.of_class(classroom), "files.index", id=classroom.public_id)
    return render_template(
        "files/index.html",
        classroom=classroom,
        page=found,
        uses=file_uses.counted(found.items),
        room=file_room.room_of(classroom),
        problem=problem,
    )
