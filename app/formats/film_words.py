"""Why a video cannot be played, in words."""

from __future__ import annotations

from flask_babel import gettext as _


def problem_words(reason: str) -> str:
    """Why a video cannot be played; `reason` is one of formats/films.REASONS."""
    words = {
        "no_picture": _("There is no picture in this video."),
        "too_large": _("The picture of this video is too large. Save it smaller and upload it again."),
        "too_long": _("This video is longer than four hours. Upload it in parts."),
        "took_too_long": _("Making this video ready took too long. Save it smaller and upload it again."),
    }
    return words.get(reason, _("This video is damaged, or of a kind that we cannot play."))
