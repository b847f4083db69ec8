"""Files of a class: shown where that is safe, saved under their own name, sent and put in order."""

from flask import Blueprint

blueprint = Blueprint("files", __name__)

from app.blueprints.files import pages, serving  # noqa: E402

__all__ = ["blueprint", "pages", "serving"]
