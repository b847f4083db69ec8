"""The door of a room, for its hosts: who waits, who was put out; without scripts, too."""

from __future__ import annotations

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from sqlalchemy import select

from app.actions import live_doors, live_rooms
from app.blueprints.live import blueprint
from app.errors import Conflict, Invalid, NotFound
from app.extensions import db
from app.models.live import LiveSession
from app.models.user import User
from app.permissions import Can, requires
from app.web.visitors import viewer

Deed = Callable[[LiveSession], object]


@blueprint.get("/sessions/<id>/door")
@requires(Can.LIVE_LEAD, LiveSession)
def door(session: LiveSession) -> ResponseReturnValue:
    waiting, out = live_doors.waiting(session), live_doors.put_out(session)
    return render_template("live/door.html", session=session, classroom=session.classroom, waiting=waiting, out=out)


@blueprint.post("/sessions/<id>/door")
@requires(Can.LIVE_LEAD, LiveSession)
def keep_door(session: LiveSession) -> ResponseReturnValue:
    deed = DEEDS.get(request.form.get("deed", ""))
    if deed is None:
        raise Invalid({"deed": _("Load this page again, it is not complete.")})
    try:
        deed(session)
    except Conflict as refusal:
        flash(refusal.message, "error")
    return redirect(url_for("live.door", id=session.public_id), 303)


def _person() -> User:
    named = request.form.get("user", "").replace("\0", "")
    found = db.session.scalars(select(User).where(User.public_id == named)).first()
    if found is None:
        raise NotFound
    return found


DEEDS: dict[str, Deed] = {
    "admit": lambda session: live_doors.admit(session, _person(), actor=viewer()),
    "admit_all": lambda session: live_doors.admit_all(session, actor=viewer()),
    "remove": lambda session: live_doors.remove(session, _person(), actor=viewer()),
    "lock": lambda session: live_rooms.set_locked(session, True, actor=viewer()),
    "unlock": lambda session: live_rooms.set_locked(session, False, actor=viewer()),
}
