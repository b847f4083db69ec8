"""Quizzes while they are taken: begun, answered, looked over, handed in; and minutes that teachers give."""

from flask import Blueprint

blueprint = Blueprint("attempts", __name__)

from app.blueprints.attempts import giving, saving, starting, taking  # noqa: E402

__all__ = ["blueprint", "giving", "saving", "starting", "taking"]
