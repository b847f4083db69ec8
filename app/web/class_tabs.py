"""The tabs of a class: one for each part that there is."""

from __future__ import annotations

from flask import url_for
from flask_babel import gettext as _

from app.models.classroom import Classroom


def class_tabs(classroom: Classroom, current: str) -> list[dict[str, object]]:
    """For `tabs` of layouts/classroom.html. `current`: about, learn or people."""
    parts = (
        ("learn", "lessons.index", _("Learn")),
        ("people", "memberships.index", _("People")),
        ("about", "classrooms.show", _("About")),
    )
    return [
        {"label": label, "url": url_for(endpoint, id=classroom.public_id), "current": name == current}
        for name, endpoint, label in parts
    ]
