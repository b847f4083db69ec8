"""The banner alone: an open page fetches it when something began or ended."""

from __future__ import annotations

from flask import render_template
from flask.typing import ResponseReturnValue

from app.blueprints.live_now import blueprint
from app.permissions import Can, requires


@blueprint.get("/live/banner")
@requires(Can.SIGNED_IN)
def banner() -> ResponseReturnValue:
    return render_template("live_now/banner.html")
