"""The picture of a person, under an address that changes with the picture."""

from __future__ import annotations

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from app.actions import avatars
from app.errors import NotFound
from app.models.user import User
from app.permissions import Can, requires

blueprint = Blueprint("avatars", __name__, url_prefix="/avatars")
DAY = 24 * 3600


@blueprint.get("/<id>/<version>")
@requires(Can.AVATAR_SEE, User)
def show(person: User, version: str) -> ResponseReturnValue:
    key = person.avatar_key or ""
    if person.avatar_url is None or not person.avatar_url.endswith(f"/{version}"):
        raise NotFound
    response = Response(avatars.picture(key), mimetype="image/webp")
    response.headers["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response.headers["Cache-Control"] = f"private, max-age={DAY}, immutable"
    response.headers["Vary"] = "Cookie"
    return response
