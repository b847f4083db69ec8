"""Live sessions scheduled and changed."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import live_edits, live_lists, live_sessions
from app.actions.live_edits import When
from app.blueprints.live import blueprint, choices
from app.blueprints.live.forms import SessionForm
from app.models.classroom import Classroom
from app.models.live import LiveSession
from app.permissions import Can, requires
from app.web.forms import attempt, show
from app.web.once import once
from app.web.visitors import viewer
from app.web.zones import zones


@blueprint.get("/classrooms/<id>/live/new")
@requires(Can.LIVE_WRITE, Classroom)
def new(classroom: Classroom) -> ResponseReturnValue:
    return _page(choices.new_form(classroom), classroom)


@blueprint.post("/classrooms/<id>/live/new")
@once
@requires(Can.LIVE_WRITE, Classroom)
def create(classroom: Classroom) -> ResponseReturnValue:
    form = choices.new_form(classroom)
    busy = _busy(form) if form.validate() else []
    if form.errors or busy:
        return _page(form, classroom, busy)
    given = form.settings() | choices.rows_of(form, classroom) | {"people": form.people.data or ()}
    made = attempt(form, live_sessions.create, classroom, actor=viewer(), **_when(form), **given)
    if made is None:
        return _page(form, classroom)
    flash(_("Scheduled. Those who are awaited hear of it."), "success")
    return redirect(url_for("live.show", id=made.public_id), 303)


@blueprint.get("/sessions/<id>/edit")
@requires(Can.LIVE_EDIT, LiveSession)
def edit(session: LiveSession) -> ResponseReturnValue:
    return _page(choices.form_of(session), session.classroom, session=session)


@blueprint.post("/sessions/<id>/edit")
@requires(Can.LIVE_EDIT, LiveSession)
def update(session: LiveSession) -> ResponseReturnValue:
    form = choices.form_of(session)
    busy = _busy(form, session) if form.validate() else []
    if form.errors or busy:
        return _page(form, session.classroom, busy, session)
    if _change(form, session):
        flash(_("Saved."), "success")
        return redirect(url_for("live.show", id=session.public_id), 303)
    if form.refusal:
        form.version.raw_data, form.version.data = None, str(live_sessions.version_of(session))
    return _page(form, session.classroom, session=session)


def _change(form: SessionForm, session: LiveSession) -> LiveSession | None:
    scope, when = form.chosen_scope(), When(**_when(form))
    if session.series_id is not None and scope is live_edits.Scope.THIS:
        when = When(when.starts_at, when.minutes, when.zone)
    given = form.settings() | choices.rows_of(form, session.classroom) | {"version": int(form.version.data or 0)}
    return attempt(form, live_edits.change, session, actor=viewer(), scope=scope, when=when, **given)


def _when(form: SessionForm) -> dict[str, Any]:
    rule, zone = form.rule(), form.zone.data or ""
    said = {"starts_at": form.starts_at(), "minutes": form.minutes.data, "zone": zone}
    return said | {"rule": rule.text(zone) if rule else ""}


def _busy(form: SessionForm, session: LiveSession | None = None) -> list[LiveSession]:
    """What its writer is awaited at at the same time, unless he knows it."""
    if form.anyway.data:
        return []
    given = _when(form)
    spans = live_lists.spans(given["starts_at"], given["minutes"], given["zone"], given["rule"])
    return live_lists.busy(viewer(), spans, but=session)


def _page(
    form: SessionForm,
    classroom: Classroom,
    busy: list[LiveSession] | None = None,
    session: LiveSession | None = None,
) -> ResponseReturnValue:
    about = {"classroom": classroom, "session": session, "conflicts": busy or [], "zones": zones()}
    if busy:
        return render_template("live/form.html", form=form, **about), 409
    return show(form, "live/form.html", **about)
