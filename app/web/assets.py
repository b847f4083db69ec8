"""Addresses of built files. Without a build the pages still work: plain CSS, no scripts."""

from __future__ import annotations

import json
import logging
import os
from pathlib import Path
from typing import Any

from flask import Flask, Response, current_app, g, request

from app.web.addresses import address

SOURCES = {f"{name}.css": f"css/{name}.css" for name in ("app", "calendar", "room")}
YEAR = 31_536_000
log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["asset"] = asset
    app.after_request(_keep_long)


def asset(name: str) -> str:
    """The address of a built file by its plain name; its source where nothing was built, or an empty string."""
    built = _known()["files"].get(name)
    if built:
        return address("static", filename=f"dist/{built}")
    source = SOURCES.get(name)
    return address("static", filename=source) if source else ""


def built(name: str) -> Path | None:
    """Where a built file lies by its plain name, for what the server itself reads; None without a build."""
    found = _known()["files"].get(name)
    return Path(current_app.static_folder or "") / "dist" / found if found else None


def stamp() -> int:
    """When the front end was built, and 0 without a build: other addresses have another stamp."""
    when: int = _known()["stamp"]
    return when


def _known() -> dict[str, Any]:
    """What the build made; looked at once a request, and read again when it changes."""
    known: dict[str, Any] | None = g.get("assets")
    if known is None:
        known = g.assets = _manifest()
    return known


def _manifest() -> dict[str, Any]:
    path = f"{current_app.static_folder}/dist/manifest.json"
    known: dict[str, Any] = current_app.extensions.setdefault("assets", {"stamp": None, "files": {}})
    try:
        stamp = os.stat(path).st_mtime_ns
    except FileNotFoundError:
        stamp = 0
    if known["stamp"] != stamp:
        if not stamp:
            log.warning("app/static/dist is missing: pages run without scripts until the front end is built")
        known = {"stamp": stamp, "files": json.loads(Path(path).read_text()) if stamp else {}}
        current_app.extensions["assets"] = known
    return known


def _keep_long(response: Response) -> Response:
    if request.path.startswith("/static/dist/") and response.status_code == 200:
        response.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    return response
