"""The calendar: a month, a week, or a list of what comes; and a session drawn to another day."""

from __future__ import annotations

from collections.abc import Mapping

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app import clock
from app.actions import live_edits
from app.actions.live_edits import When
from app.blueprints.calendar import blueprint
from app.errors import Conflict, Invalid
from app.extensions import db
from app.formats import wall_clock
from app.models.classroom import TEACHING, Membership, MemberState
from app.models.live import LiveSession
from app.permissions import Can, requires
from app.reports import agenda
from app.web import calendar_days, calendar_words
from app.web.calendar_days import View
from app.web.language import choose_zone
from app.web.visitors import viewer

VIEWS = {view.value: view for view in View}


@blueprint.get("")
@requires(Can.SIGNED_IN)
def show() -> ResponseReturnValue:
    zone = choose_zone()
    today = wall_clock.day_of(clock.now(), zone)
    span = calendar_days.span(_view(request.args), calendar_days.read_day(request.args.get("day", "")) or today)
    found = agenda.between(viewer(), *span.instants(zone))
    days = calendar_days.days(span, found, zone, today)
    coming = [day for day in days if day.date >= span.day][: calendar_days.WEEK]
    about = {"span": span, "days": days, "coming": coming, "taught": _taught(), "words": calendar_words}
    return render_template("calendar/show.html", **about)


@blueprint.post("/sessions/<id>/day")
@requires(Can.LIVE_EDIT, LiveSession)
def move(session: LiveSession) -> ResponseReturnValue:
    """To another day, at the same time by the clocks of where it was scheduled."""
    day = calendar_days.read_day(request.form.get("day", ""))
    if day is None:
        raise Invalid({"day": _("This is no date that we can read.")})
    steps = (day - wall_clock.day_of(session.starts_at, choose_zone())).days
    try:
        starts = wall_clock.moved(session.starts_at, steps, session.zone)
        live_edits.change(session, actor=viewer(), when=When(starts_at=starts))
        flash(_("“%(title)s” has moved. Whoever is awaited there hears of it.", title=session.title), "success")
    except (Invalid, Conflict) as refusal:
        flash(refusal.message, "error")
    return redirect(url_for("calendar.show", view=_view(request.form), day=day), 303)


def _view(given: Mapping[str, str]) -> View:
    return VIEWS.get(given.get("view", ""), View.MONTH)


def _taught() -> frozenset[int]:
    """Classes whose sessions one may draw to another day."""
    member = Membership.user_id == viewer().id, Membership.state == MemberState.ACTIVE
    found = select(Membership.classroom_id).where(*member, Membership.role.in_(TEACHING))
    return frozenset(db.session.scalars(found))
