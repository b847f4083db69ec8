"""The pages about what came of a quiz."""

from __future__ import annotations

from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.models.quiz import Quiz
from app.web.class_tabs import class_tabs


def frame(quiz: Quiz, current: str, waiting: int = 0) -> dict[str, Any]:
    """What quiz_results/page.html needs; `waiting`: how many answers are to be graded."""
    labels = {
        "table": _("Results"),
        "grading": _("Grading"),
        "analysis": _("Analysis"),
        "regrades": _("Corrected keys"),
    }
    views = [
        {
            "label": label,
            "url": url_for(f"quiz_results.{name}", id=quiz.public_id),
            "current": name == current,
            "badge": str(waiting) if waiting and name == "grading" else None,
        }
        for name, label in labels.items()
    ]
    return {"quiz": quiz, "classroom": quiz.classroom, "views": views, "tabs": class_tabs(quiz.classroom, "quizzes")}
