"""The question bank of a teacher."""

from flask import Blueprint

blueprint = Blueprint("questions", __name__)

from app.blueprints.questions import bank  # noqa: E402

__all__ = ["bank", "blueprint"]
