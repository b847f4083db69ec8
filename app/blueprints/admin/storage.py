"""How much room files have, and who has taken how much of it."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import NumberRange

from app.actions import file_room
from app.blueprints.admin import blueprint
from app.models import limits
from app.permissions import Can, requires
from app.reports import file_uses
from app.web.forms import Form, attempt, needed, show
from app.web.language import school as the_school
from app.web.visitors import viewer

PAGE = "admin/storage.html"
MOST_CLASSES = 20


def _megabytes(most: int) -> NumberRange:
    return NumberRange(1, most, _l("From %(min)s to %(max)s megabytes."))


class StorageForm(Form):
    file_megabytes = IntegerField(_l("One file, megabytes"), [needed(), _megabytes(limits.FILE_MEGABYTES)])
    class_megabytes = IntegerField(_l("One class, megabytes"), [needed(), _megabytes(limits.STORAGE_MEGABYTES)])
    school_megabytes = IntegerField(_l("All classes, megabytes"), [needed(), _megabytes(limits.STORAGE_MEGABYTES)])


@blueprint.get("/storage")
@requires(Can.SCHOOL_MANAGE)
def storage() -> ResponseReturnValue:
    return _page(StorageForm(formdata=None, obj=the_school()))


@blueprint.post("/storage")
@requires(Can.SCHOOL_MANAGE)
def change_storage() -> ResponseReturnValue:
    form = StorageForm()
    if form.validate():
        attempt(form, file_room.change, actor=viewer(), **form.data)
    if form.errors:
        return _page(form)
    flash(_("Saved."), "success")
    return redirect(url_for("admin.storage"), 303)


def _page(form: StorageForm) -> ResponseReturnValue:
    largest = file_uses.largest(MOST_CLASSES)
    return show(form, PAGE, used=file_room.used_by(None), largest=largest, school=the_school())
