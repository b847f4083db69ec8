"""The page of a webinar whose doors are open to everybody: what it is and when, and nothing of who comes (LIV4)."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_login import current_user

from app.blueprints.webinars import blueprint
from app.models.live_registration import free_seats, open_to_all
from app.permissions import public


@blueprint.get("/webinars/<id>")
@public
def show(id: str) -> ResponseReturnValue:
    """For whoever is signed in it is the page of the session, where he can register."""
    session = open_to_all(id)
    if current_user.is_authenticated:
        return redirect(url_for("live.show", id=session.public_id))
    return render_template("webinars/show.html", session=session, free=free_seats(session))
