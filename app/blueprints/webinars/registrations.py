"""Who registered for a webinar: its host lets them in, or not."""

from __future__ import annotations

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext

from app.actions import live_registrations
from app.blueprints.webinars import blueprint
from app.models import live_registration as names
from app.models.live import LiveSession
from app.models.live_people import LiveParticipant, Seat
from app.permissions import Can, requires
from app.web import live_registration
from app.web.paging import page
from app.web.visitors import viewer


@blueprint.get("/webinars/<id>/registrations")
@requires(Can.LIVE_LEAD, LiveSession)
def index(session: LiveSession) -> ResponseReturnValue:
    seat = live_registration.asked_for(request.args.get("show"), session)
    found = names.registered(session).where(LiveParticipant.seat == seat)
    found = found.order_by(LiveParticipant.registered_at, LiveParticipant.user_id)
    return render_template(
        "webinars/registrations.html",
        session=session,
        classroom=session.classroom,
        page=page(found, "webinars.index", id=session.public_id, show=seat.value),
        seat=seat,
        counts=names.counts(session),
        words=live_registration.SEATS,
        free=names.free_seats(session),
    )


@blueprint.post("/webinars/<id>/registrations/approval")
@requires(Can.LIVE_LEAD, LiveSession)
def approve(session: LiveSession) -> ResponseReturnValue:
    """One, or without a name everybody who asked."""
    if person := request.form.get("person"):
        there = live_registrations.approve(session, names.registrant(session, person), actor=viewer())
        said = _("Let in.") if there.seat is Seat.GUEST else _("There is no free seat. It is the next one's.")
    else:
        number = live_registrations.approve_all(session, actor=viewer())
        said = ngettext("%(num)d registration approved.", "%(num)d registrations approved.", number)
    flash(said, "success")
    return redirect(url_for("webinars.index", id=session.public_id), 303)


@blueprint.post("/webinars/<id>/registrations/refusal")
@requires(Can.LIVE_LEAD, LiveSession)
def decline(session: LiveSession) -> ResponseReturnValue:
    person = names.registrant(session, request.form.get("person", ""))
    live_registrations.decline(session, person, actor=viewer())
    flash(_("Declined. You can still let this person in."), "success")
    return redirect(url_for("webinars.index", id=session.public_id), 303)
