"""The tabs of a class: one for each part that there is, and for its teachers the settings."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from app.models.classroom import Classroom
from app.permissions import Can, allowed
from app.web.visitors import viewer


def class_tabs(classroom: Classroom, current: str) -> list[dict[str, object]]:
    """For `tabs` of layouts/classroom.html. `current`: about, learn, quizzes, live, people, progress or settings."""
    parts = [
        ("about", "classrooms.show", _("Stream")),
        ("learn", "lessons.index", _("Learn")),
        ("quizzes", "quizzes.index", _("Quizzes")),
        ("live", "live.index", _("Live")),
        ("people", "memberships.index", _("People")),
        ("progress", "progress.show", _("Progress")),
    ]
    if allowed(viewer(), Can.CLASS_UPDATE, classroom):
        parts.append(("settings", "classrooms.edit", _("Settings")))
    return [
        {"label": label, "url": url_for(endpoint, id=classroom.public_id), "current": name == current}
        for name, endpoint, label in parts
    ]
