"""What a phone or desktop needs to keep the portal as an app: manifest, service worker, offline page."""

from __future__ import annotations

from flask import Response, current_app, jsonify, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_locale
from flask_babel import gettext as _

from app.blueprints.pages import blueprint
from app.permissions import public
from app.web.language import school

PAPER = "#f7f7f5"
WORKER_POLICY = "default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self'"


@blueprint.get("/manifest.webmanifest")
@public
def manifest() -> ResponseReturnValue:
    response = jsonify(_manifest())
    response.mimetype = "application/manifest+json"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Vary"] = "Accept-Language, Cookie"
    return response


def _manifest() -> dict[str, object]:
    """The web app manifest (W3C), named after the school."""
    here = school()
    name = here.name if here else "Classbell"
    locale = get_locale()
    return {
        "id": "/",
        "name": name,
        "short_name": name if len(name) <= 12 else "Classbell",
        "description": _("Classes, lessons and notices of %(school)s.", school=name),
        "lang": str(locale).replace("_", "-") if locale else "en",
        "dir": locale.text_direction if locale else "ltr",
        "start_url": "/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "categories": ["education"],
        "icons": _icons(),
        "shortcuts": _shortcuts(),
    }


def _icons() -> list[dict[str, str]]:
    known = [
        ("app-192.png", "192x192", "any"),
        ("app-512.png", "512x512", "any"),
        ("app-maskable-512.png", "512x512", "maskable"),
        ("badge-96.png", "96x96", "monochrome"),
    ]
    return [
        {"src": _icon(name), "sizes": sizes, "type": "image/png", "purpose": purpose} for name, sizes, purpose in known
    ]


def _shortcuts() -> list[dict[str, object]]:
    icons = [{"src": _icon("app-192.png"), "sizes": "192x192", "type": "image/png"}]
    places = [
        (_("Classes"), url_for("classrooms.index")),
        (_("Alerts"), url_for("notifications.index")),
        (_("Join with a code"), url_for("memberships.join_form")),
    ]
    return [{"name": name, "url": path, "icons": icons} for name, path in places]


def _icon(name: str) -> str:
    return url_for("static", filename=f"icons/{name}")


@blueprint.get("/sw.js")
@public
def service_worker() -> ResponseReturnValue:
    """The service worker, from the root so that it may serve every page; asked for anew each time."""
    response = current_app.send_static_file("sw.js")
    response.mimetype = "text/javascript"
    response.headers["Cache-Control"] = "no-cache"
    response.headers["Service-Worker-Allowed"] = "/"
    response.headers["Content-Security-Policy"] = WORKER_POLICY
    return response


@blueprint.get("/offline")
@public
def offline() -> ResponseReturnValue:
    """Kept by the service worker: the same for everybody."""
    response = Response(render_template("pages/offline.html"))
    response.headers["Cache-Control"] = "no-cache"
    return response
