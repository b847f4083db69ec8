"""Registering for a webinar, and giving the seat back."""

from __future__ import annotations

from flask import flash, redirect, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from app.actions import live_registrations
from app.blueprints.webinars import blueprint
from app.extensions import db
from app.models.live import LiveSession
from app.models.live_people import Seat
from app.permissions import Can, requires
from app.web.visitors import viewer


@blueprint.post("/webinars/<id>/registration")
@requires(Can.LIVE_REGISTER, LiveSession)
def register(session: LiveSession) -> ResponseReturnValue:
    made = live_registrations.register(session, actor=viewer())
    said = {
        Seat.GUEST: _("You are registered. A mail with a file for your calendar follows."),
        Seat.REQUESTED: _("The host has your registration, and decides."),
        Seat.WAITING: _("You are on the waiting list, and hear as soon as a seat is free."),
    }
    flash(said.get(made.seat, _("You have a seat.")), "success")
    return redirect(url_for("live.show", id=session.public_id, _anchor="registration"), 303)


@blueprint.post("/webinars/<id>/registration/removal")
@requires(Can.LIVE_REGISTER, LiveSession)
def withdraw(session: LiveSession) -> ResponseReturnValue:
    live_registrations.withdraw(session, actor=viewer())
    flash(_("You are not registered any more."), "success")
    here = LiveSession.visible_to(viewer()).where(LiveSession.id == session.id)
    still_seen = db.session.scalars(here).first() is not None
    return redirect(url_for("live.show", id=session.public_id) if still_seen else url_for("pages.home"), 303)
