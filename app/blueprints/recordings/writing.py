"""Recordings brought from elsewhere; what they are called, who sees them, how long they stay."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import recordings
from app.blueprints.files.taking import has_files, take_in
from app.blueprints.recordings import blueprint
from app.blueprints.recordings.forms import AddForm, EditForm
from app.models.live import LiveSession
from app.models.recording import Recording
from app.permissions import Can, requires
from app.web.forms import attempt
from app.web.forms import show as shown
from app.web.once import once
from app.web.visitors import viewer


@blueprint.get("/sessions/<id>/recordings/new")
@requires(Can.LIVE_EDIT, LiveSession)
def new(session: LiveSession) -> ResponseReturnValue:
    return _new_page(session, AddForm(formdata=None))


@blueprint.post("/sessions/<id>/recordings")
@once
@requires(Can.LIVE_EDIT, LiveSession)
def add(session: LiveSession) -> ResponseReturnValue:
    form = AddForm()
    form.offer_days()
    if form.validate() and (recording := attempt(form, _add, session, form)):
        flash(_("The recording is added."), "success")
        return redirect(url_for("recordings.show", id=recording.public_id), 303)
    return _new_page(session, form)


@blueprint.get("/recordings/<id>/edit")
@requires(Can.RECORDING_EDIT, Recording)
def edit(recording: Recording) -> ResponseReturnValue:
    form = EditForm(formdata=None, title=recording.title, shown=recording.shown.value)
    return _edit_page(recording, form)


@blueprint.post("/recordings/<id>/edit")
@requires(Can.RECORDING_EDIT, Recording)
def update(recording: Recording) -> ResponseReturnValue:
    form = EditForm()
    form.offer_days()
    if form.validate() and attempt(form, _change, recording, form):
        flash(_("Saved."), "success")
        return redirect(url_for("recordings.show", id=recording.public_id), 303)
    return _edit_page(recording, form)


@blueprint.post("/recordings/<id>/deletion")
@requires(Can.RECORDING_EDIT, Recording)
def delete(recording: Recording) -> ResponseReturnValue:
    recordings.delete(recording, actor=viewer())
    flash(_("The recording “%(title)s” is deleted.", title=recording.title), "success")
    return redirect(url_for("live.show", id=recording.session.public_id), 303)


def _add(session: LiveSession, form: AddForm) -> Recording:
    about: dict[str, Any] = {"title": form.title.data or "", "shown": form.seen_by(), "days": form.kept()}
    if form.url.data and not has_files():
        return recordings.add_link(session, form.url.data, actor=viewer(), **about)
    return recordings.add_file(session, take_in(session.classroom)[0], actor=viewer(), **about)


def _change(recording: Recording, form: EditForm) -> Recording:
    about: dict[str, Any] = {"title": form.title.data or "", "shown": form.seen_by(), "keep": form.keep()}
    return recordings.change(recording, actor=viewer(), **about)


def _new_page(session: LiveSession, form: AddForm) -> ResponseReturnValue:
    form.offer_days()
    return shown(form, "recordings/new.html", session=session, classroom=session.classroom)


def _edit_page(recording: Recording, form: EditForm) -> ResponseReturnValue:
    form.offer_days()
    frame = {"session": recording.session, "classroom": recording.session.classroom}
    return shown(form, "recordings/edit.html", recording=recording, **frame)
