"""One attempt that was handed in: for its student what is revealed, for those who teach him all of it."""

from __future__ import annotations

from flask import redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from app.blueprints.quiz_results import blueprint
from app.models.attempt import Attempt
from app.permissions import Can, allowed, requires
from app.web import result_page
from app.web.class_tabs import class_tabs
from app.web.visitors import viewer


@blueprint.get("/attempts/<id>/result")
@requires(Can.ATTEMPT_READ, Attempt)
def show(attempt: Attempt) -> ResponseReturnValue:
    if attempt.is_open and not result_page.teaches(attempt):
        return redirect(url_for("attempts.show", id=attempt.public_id))
    return render_template(
        "attempts/result.html",
        attempt=attempt,
        quiz=attempt.quiz,
        classroom=attempt.quiz.classroom,
        tabs=class_tabs(attempt.quiz.classroom, "quizzes"),
        result=result_page.result_of(attempt),
        page=result_page.items_of(attempt),
        may_grade=_may_grade(attempt),
    )


def _may_grade(attempt: Attempt) -> bool:
    return not attempt.is_open and not attempt.is_preview and allowed(viewer(), Can.ATTEMPT_GRADE, attempt)
