"""What a teacher notes in the list: only what he changed there, so that of two who do at once none undoes the other."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import select

from app.actions import attendance_marks
from app.actions.attendance_marks import Mark
from app.blueprints.attendance import blueprint
from app.blueprints.attendance.table import shown
from app.errors import Conflict, Invalid
from app.extensions import db
from app.models.live import LiveSession
from app.models.live_people import Presence
from app.models.user import User
from app.permissions import Can, requires
from app.web.visitors import viewer

MOST = 200
PLACE = ("q", "show", "sort", "page")


@blueprint.post("/sessions/<id>/attendance")
@requires(Can.LIVE_LEAD, LiveSession)
def correct(session: LiveSession) -> ResponseReturnValue:
    try:
        changed = attendance_marks.mark(session, _marks(), actor=viewer())
    except (Invalid, Conflict) as refusal:
        return shown(session, refusal), refusal.status
    said = ngettext("One entry is changed.", "%(num)d entries are changed.", changed)
    flash(said if changed else _("Nothing was changed."), "success" if changed else "info")
    place: dict[str, Any] = {name: value for name in PLACE if (value := request.args.get(name))}
    return redirect(url_for("attendance.table", id=session.public_id, **place), 303)


def _marks() -> list[Mark]:
    """Those whose fields say something else than they did. Raises Invalid (status)."""
    form = request.form
    names = [key.removeprefix("was-") for key in form if key.startswith("was-") and "\0" not in key][:MOST]
    changed = {
        name: (_status(name), form.get(f"note-{name}", ""))
        for name in names
        if _wanted(name) != form[f"was-{name}"] or form.get(f"note-{name}", "") != form.get(f"noted-{name}", "")
    }
    people = db.session.scalars(select(User).where(User.public_id.in_(changed)))
    return [Mark(user, *changed[user.public_id]) for user in people]


def _wanted(name: str) -> str:
    """What is chosen for somebody; with the button for the rest, whoever was not noted is present."""
    chosen = request.form.get(f"status-{name}", "")
    unnoted = request.form.get(f"open-{name}") and not chosen
    return Presence.PRESENT.value if unnoted and request.form.get("rest") else chosen


def _status(name: str) -> Presence | None:
    try:
        return Presence(_wanted(name)) if _wanted(name) else None
    except ValueError:
        raise Invalid({"status": _("Load this page again, it is not complete.")}) from None
