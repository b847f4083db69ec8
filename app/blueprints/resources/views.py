"""The resources of a class: read by everybody in it, shared and put in order by those who write there."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from app.actions import resources
from app.blueprints.files.taking import has_files, take_in
from app.models import limits
from app.models.classroom import Classroom
from app.models.file import Resource
from app.permissions import Can, allowed, requires
from app.web.class_tabs import class_tabs
from app.web.forms import Form, at_most, attempt, needed, show
from app.web.once import once
from app.web.paging import page
from app.web.visitors import viewer

blueprint = Blueprint("resources", __name__)


class ShareForm(Form):
    """Files, or a link."""

    title = StringField(_l("Title"), [at_most(limits.LESSON_TITLE)])
    url = StringField(_l("Or the address of a page"), [at_most(limits.LINK_URL)])


class RenameForm(Form):
    title = StringField(_l("Title"), [needed(), at_most(limits.LESSON_TITLE)])


@blueprint.get("/classrooms/<id>/resources")
@requires(Can.CLASS_INSIDE, Classroom)
def index(classroom: Classroom) -> ResponseReturnValue:
    return _page(classroom, ShareForm(formdata=None))


@blueprint.post("/classrooms/<id>/resources")
@once
@requires(Can.LESSON_WRITE, Classroom)
def share(classroom: Classroom) -> ResponseReturnValue:
    form = ShareForm()
    if form.validate() and attempt(form, _share, classroom, form):
        flash(_("Shared. Your class hears of it now."), "success")
        return _back(classroom)
    return _page(classroom, form)


@blueprint.get("/resources/<id>")
@requires(Can.RESOURCE_READ, Resource)
def open_one(resource: Resource) -> ResponseReturnValue:
    """Where it leads: the page of notifications and of the stream knows only this address."""
    address = url_for("files.show", id=resource.file.public_id) if resource.file else resource.url
    return redirect(address, 303)


@blueprint.get("/resources/<id>/edit")
@requires(Can.RESOURCE_EDIT, Resource)
def edit(resource: Resource) -> ResponseReturnValue:
    return show(RenameForm(obj=resource), "resources/edit.html", resource=resource, classroom=resource.classroom)


@blueprint.post("/resources/<id>/edit")
@requires(Can.RESOURCE_EDIT, Resource)
def update(resource: Resource) -> ResponseReturnValue:
    form = RenameForm()
    if form.validate() and attempt(form, resources.change, resource, actor=viewer(), title=form.title.data):
        flash(_("Saved."), "success")
        return _back(resource.classroom)
    return show(form, "resources/edit.html", resource=resource, classroom=resource.classroom)


@blueprint.post("/resources/<id>/order")
@requires(Can.RESOURCE_EDIT, Resource)
def order(resource: Resource) -> ResponseReturnValue:
    resources.move(resource, actor=viewer(), by=-1 if request.form.get("direction") == "up" else 1)
    return _back(resource.classroom)


@blueprint.post("/resources/<id>/removal")
@requires(Can.RESOURCE_EDIT, Resource)
def remove(resource: Resource) -> ResponseReturnValue:
    resources.remove(resource, actor=viewer())
    flash(_("“%(title)s” is no longer shared.", title=resource.title), "success")
    return _back(resource.classroom)


def _share(classroom: Classroom, form: ShareForm) -> list[Resource]:
    if form.url.data and not has_files():
        return [resources.share_link(classroom, actor=viewer(), title=form.title.data or "", url=form.url.data)]
    return resources.share_files(classroom, take_in(classroom), actor=viewer(), title=form.title.data or "")


def _page(classroom: Classroom, form: ShareForm) -> ResponseReturnValue:
    found = page(Resource.of(classroom), "resources.index", id=classroom.public_id)
    writes = allowed(viewer(), Can.LESSON_WRITE, classroom)
    tabs = class_tabs(classroom, "learn")
    return show(form, "resources/index.html", classroom=classroom, page=found, writes=writes, tabs=tabs)


def _back(classroom: Classroom) -> ResponseReturnValue:
    return redirect(url_for("resources.index", id=classroom.public_id), 303)
