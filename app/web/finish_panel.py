"""The end of a lesson's page: done or not, what is missing, how far one is in the class."""

from __future__ import annotations

from typing import Any

from flask import after_this_request, current_app, render_template
from flask.wrappers import Response

from app.actions import completions, viewing
from app.extensions import db
from app.models.lesson import Lesson
from app.models.live import LiveSession
from app.models.progress import FinishRule
from app.permissions import Can, allowed, studies
from app.web.visitors import viewer

MEASURED = (FinishRule.MINUTES, FinishRule.VIDEO)


def panel(lesson: Lesson, problem: str = "") -> dict[str, Any]:
    """What lessons/parts/finish.html shows as `finish`; `problem`: why it is not done yet."""
    if not studies(viewer(), lesson.classroom):
        rule = {"rule": lesson.finish_rule, "minutes": lesson.finish_minutes}
        return {"learns": False, **rule, "session": _session(lesson)}
    goes_on = allowed(viewer(), Can.LESSON_FINISH, lesson)
    standing = completions.standing(lesson, viewer())
    wanted = completions.wanted(lesson)
    waiting = 0 if standing.is_done else completions.left(wanted, standing.lesson)
    has_video = completions.video_seconds(lesson) > 0
    return {
        "learns": True,
        "goes_on": goes_on,
        "standing": standing,
        "rule": wanted.rule,
        "minutes": lesson.finish_minutes,
        "session": _session(lesson),
        "measured": goes_on and (has_video or (wanted.rule in MEASURED and not standing.is_done)),
        "beat": int(viewing.BEAT.total_seconds()),
        "position": standing.lesson.video_position if standing.lesson else 0,
        "waiting": completions.not_yet(waiting) if waiting else "",
        "problem": problem,
    }


def _session(lesson: Lesson) -> LiveSession | None:
    """What it waits for, if the reader may know of it."""
    if lesson.live_session_id is None:
        return None
    return db.session.scalars(LiveSession.visible_to(viewer()).where(LiveSession.id == lesson.live_session_id)).first()


def opened_panel(lesson: Lesson) -> dict[str, Any]:
    """The same, while `lesson` is being opened: which is noted after the answer, since a GET writes nothing."""
    shown = panel(lesson)
    if shown.get("goes_on") and viewing.is_new(lesson, shown["standing"]):
        ids, context = (lesson.id, viewer().id), current_app.app_context()

        def note() -> None:
            with context:  # the request's own has ended by then
                viewing.note(*ids)

        @after_this_request
        def noted(response: Response) -> Response:
            response.call_on_close(note)
            return response

    return shown


def render_panel(lesson: Lesson, problem: str = "") -> str:
    """The part of the page alone, for who has scripts."""
    return render_template("lessons/parts/finish.html", lesson=lesson, finish=panel(lesson, problem))
