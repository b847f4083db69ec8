"""Registering for a webinar, and letting people in: /webinars/<id>."""

from __future__ import annotations

from typing import Any

from app.actions import live_registrations
from app.blueprints.api.paging import Slice, slice_of
from app.blueprints.api.resource import Resource
from app.blueprints.api.schemas.registrations import (
    ApprovedSchema,
    RegistrationList,
    RegistrationQuery,
    RegistrationSchema,
    StandingSchema,
)
from app.models import live_registration as names
from app.models.live import LiveSession
from app.models.live_people import LiveParticipant
from app.models.live_registration import Standing
from app.permissions import Can, requires
from app.web.visitors import viewer

blueprint = Resource("registrations", __name__, "Webinar registrations", "Seats of a webinar, and who asked for them")


@blueprint.get("/webinars/<id>/registration")
@requires(Can.LIVE_REGISTER, LiveSession)
@blueprint.response(200, StandingSchema)
def show(session: LiveSession) -> Standing:
    """How I stand to a webinar"""
    return names.standing(session, viewer())


@blueprint.post("/webinars/<id>/registration")
@requires(Can.LIVE_REGISTER, LiveSession)
@blueprint.conflict
@blueprint.response(200, StandingSchema)
@blueprint.no_body
def register(session: LiveSession) -> Standing:
    """Ask for a seat; twice is as once"""
    live_registrations.register(session, actor=viewer())
    return names.standing(session, viewer())


@blueprint.delete("/webinars/<id>/registration")
@requires(Can.LIVE_REGISTER, LiveSession)
@blueprint.conflict
@blueprint.response(204)
def withdraw(session: LiveSession) -> None:
    """Give a seat, or a place on the waiting list, back"""
    live_registrations.withdraw(session, actor=viewer())


@blueprint.get("/webinars/<id>/registrations")
@requires(Can.LIVE_LEAD, LiveSession)
@blueprint.response(200, RegistrationList)
@blueprint.query(RegistrationQuery)
def index(session: LiveSession, query: dict[str, Any]) -> Slice:
    """Who registered"""
    seat = query.pop("seat")
    found = names.registered(session)
    if seat is not None:
        found = found.where(LiveParticipant.seat == seat)
    return slice_of(found, LiveParticipant.user_id, **query)


@blueprint.post("/webinars/<id>/registrations/approval")
@requires(Can.LIVE_LEAD, LiveSession)
@blueprint.conflict
@blueprint.response(200, ApprovedSchema)
@blueprint.no_body
def approve_all(session: LiveSession) -> dict[str, int]:
    """Let everybody in who asked; without a free seat they wait for one"""
    return {"approved": live_registrations.approve_all(session, actor=viewer())}


@blueprint.post("/webinars/<id>/registrations/<user_id>/approval")
@requires(Can.LIVE_LEAD, LiveSession)
@blueprint.conflict
@blueprint.response(200, RegistrationSchema)
@blueprint.no_body
def approve(session: LiveSession, user_id: str) -> LiveParticipant:
    """Let one person in; without a free seat he waits for one"""
    return live_registrations.approve(session, names.registrant(session, user_id), actor=viewer())


@blueprint.post("/webinars/<id>/registrations/<user_id>/rejection")
@requires(Can.LIVE_LEAD, LiveSession)
@blueprint.conflict
@blueprint.response(200, RegistrationSchema)
@blueprint.no_body
def reject(session: LiveSession, user_id: str) -> LiveParticipant:
    """Say no to one person, or take the seat back: the next one has it"""
    return live_registrations.decline(session, names.registrant(session, user_id), actor=viewer())
