"""When lessons and modules open."""

from flask import Blueprint

blueprint = Blueprint("releases", __name__)

from app.blueprints.releases import pages  # noqa: E402

__all__ = ["blueprint", "pages"]
