"""Who is awaited at a live session: those of its class, those who were chosen, and those who were taken out."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.actions import live_lists, live_participants
from app.blueprints.live import blueprint
from app.blueprints.live.forms import ScopeForm, ticks
from app.models.live import LiveSession
from app.permissions import Can, requires
from app.web.choices import offer
from app.web.forms import attempt, show
from app.web.listing import LONGEST
from app.web.paging import page
from app.web.visitors import viewer


class PeopleForm(ScopeForm):
    people = ticks(_l("Add"))


@blueprint.get("/sessions/<id>/people")
@requires(Can.LIVE_EDIT, LiveSession)
def people(session: LiveSession) -> ResponseReturnValue:
    return _page(PeopleForm(), session)


@blueprint.post("/sessions/<id>/people")
@requires(Can.LIVE_EDIT, LiveSession)
def add_people(session: LiveSession) -> ResponseReturnValue:
    form = PeopleForm()
    given = {"actor": viewer(), "scope": form.chosen_scope()}
    if form.validate() and attempt(form, _add, session, form.people.data or (), **given):
        flash(_("Added. They hear of it."), "success")
        return _back(session)
    return _page(form, session)


@blueprint.post("/sessions/<id>/people/removal")
@requires(Can.LIVE_EDIT, LiveSession)
def remove_people(session: LiveSession) -> ResponseReturnValue:
    form = PeopleForm()
    given = {"actor": viewer(), "scope": form.chosen_scope()}
    if attempt(form, _remove, session, form.people.data or (), **given):
        flash(_("Taken out. They hear of it."), "success")
        return _back(session)
    return _page(form, session)


def _add(session: LiveSession, people: list[str], **given: object) -> bool:
    live_participants.add(session, people, **given)  # type: ignore[arg-type]
    return True


def _remove(session: LiveSession, people: list[str], **given: object) -> bool:
    live_participants.remove(session, people, **given)  # type: ignore[arg-type]
    return True


def _back(session: LiveSession) -> ResponseReturnValue:
    return redirect(url_for("live.people", id=session.public_id), 303)


def _page(form: PeopleForm, session: LiveSession) -> ResponseReturnValue:
    asked = request.args.get("q", "").replace("\0", "").strip()[:LONGEST]
    found = live_lists.addable(session, viewer(), asked)
    form.people.choices = offer({user.public_id: user.name for user in found})
    shown = page(live_lists.people(session), "live.people", id=session.public_id)
    about = {"session": session, "classroom": session.classroom, "asked": asked}
    return show(form, "live/people.html", page=shown, standing=live_lists.standing(session), **about)
