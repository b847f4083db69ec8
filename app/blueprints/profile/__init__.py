"""What people see and change of themselves."""

from flask import Blueprint

blueprint = Blueprint("profile", __name__, url_prefix="/me")

from app.blueprints.profile import devices, edit, password, picture, second_factor, settings, tokens  # noqa: E402, F401
