"""Classrooms: browse them, make one, show its code, put it away."""

from flask import Blueprint

blueprint = Blueprint("classrooms", __name__)

from app.blueprints.classrooms import browsing, codes, copying, mutes, states, student_view, writing  # noqa: E402

__all__ = ["blueprint", "browsing", "codes", "copying", "mutes", "states", "student_view", "writing"]
