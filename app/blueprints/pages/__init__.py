"""Pages of nobody in particular: start, manifest, service worker, offline, styleguide."""

from flask import Blueprint

blueprint = Blueprint("pages", __name__)

from app.blueprints.pages import device, home, styleguide  # noqa: E402, F401
