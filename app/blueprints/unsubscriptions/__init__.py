"""The way out that stands in every mail about classes."""

from flask import Blueprint

blueprint = Blueprint("unsubscriptions", __name__, url_prefix="/unsubscribe")

from app.blueprints.unsubscriptions import views  # noqa: E402, F401
