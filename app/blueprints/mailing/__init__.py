"""What mail servers and mail services tell the portal."""

from flask import Blueprint

blueprint = Blueprint("mailing", __name__, url_prefix="/mail")

from app.blueprints.mailing import views  # noqa: E402, F401
