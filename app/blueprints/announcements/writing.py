"""Announcements being written. The database is let go before the text is made into HTML, which can take a while."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app import transaction
from app.actions import announcements
from app.blueprints.announcements import blueprint
from app.blueprints.announcements.forms import form_of, new_form
from app.blueprints.announcements.pages import compose, go_on, render_edit, render_new
from app.models.announcement import Announcement
from app.models.classroom import Classroom
from app.permissions import Can, requires
from app.web.once import once
from app.web.visitors import viewer


@blueprint.get("/announcements/new")
@requires(Can.ANNOUNCEMENT_SEND)
def new() -> ResponseReturnValue:
    return render_new(None, new_form(None))


@blueprint.post("/announcements")
@once
@requires(Can.ANNOUNCEMENT_SEND)
def create() -> ResponseReturnValue:
    return _create(None)


@blueprint.get("/classrooms/<id>/announcements/new")
@requires(Can.ANNOUNCEMENT_WRITE, Classroom)
def new_in_class(classroom: Classroom) -> ResponseReturnValue:
    return render_new(classroom, new_form(classroom))


@blueprint.post("/classrooms/<id>/announcements")
@once
@requires(Can.ANNOUNCEMENT_WRITE, Classroom)
def create_in_class(classroom: Classroom) -> ResponseReturnValue:
    return _create(classroom)


def _create(classroom: Classroom | None) -> ResponseReturnValue:
    form = new_form(classroom)
    transaction.release()
    made = compose(form, classroom, announcements.draft)
    return go_on(made) if made else render_new(classroom, form)


@blueprint.get("/announcements/<id>/edit")
@requires(Can.ANNOUNCEMENT_EDIT, Announcement)
def edit(announcement: Announcement) -> ResponseReturnValue:
    return render_edit(announcement, form_of(announcement))


@blueprint.post("/announcements/<id>/edit")
@requires(Can.ANNOUNCEMENT_EDIT, Announcement)
def update(announcement: Announcement) -> ResponseReturnValue:
    form = form_of(announcement)
    transaction.release()
    kept = compose(form, announcement.classroom, announcements.edit, announcement)
    return go_on(kept) if kept else render_edit(announcement, form)


@blueprint.post("/announcements/<id>/deletion")
@requires(Can.ANNOUNCEMENT_EDIT, Announcement)
def delete(announcement: Announcement) -> ResponseReturnValue:
    room = announcement.classroom
    announcements.delete(announcement, actor=viewer())
    flash(_("The announcement “%(title)s” is gone.", title=announcement.title), "success")
    back = url_for("announcements.of_class", id=room.public_id) if room else url_for("announcements.index", show="mine")
    return redirect(back, 303)
