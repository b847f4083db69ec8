"""Quizzes of a class: listed, set, written, published."""

from flask import Blueprint

blueprint = Blueprint("quizzes", __name__)

from app.blueprints.quizzes import (  # noqa: E402
    exceptions,
    exporting,
    importing,
    overview,
    pasting,
    publications,
    sections,
    settings,
    writing,
)

__all__ = [
    "blueprint",
    "exceptions",
    "exporting",
    "importing",
    "overview",
    "pasting",
    "publications",
    "sections",
    "settings",
    "writing",
]
