"""What students see of a result, in words."""

from __future__ import annotations

from collections.abc import Collection

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.models.reveal import Part

PARTS = {
    Part.SCORE: _l("points"),
    Part.MARKS: _l("what is right and wrong"),
    Part.FEEDBACK: _l("feedback"),
    Part.KEY: _l("the right answers"),
}


def in_words(parts: Collection[Part]) -> str:
    """As in "points, feedback"; that it is nothing where it is."""
    return ", ".join(str(label) for part, label in PARTS.items() if part in parts) or _("nothing but their own answers")
