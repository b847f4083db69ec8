"""What a lesson is about, as programs send and read it."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _

from app.actions import completions, lesson_material
from app.actions.lesson_material import Material
from app.actions.lessons import Finishing
from app.errors import Invalid
from app.models import limits
from app.models.file import StoredFile
from app.models.lesson import Lesson
from app.models.live import LiveSession
from app.models.progress import FinishRule
from app.models.quiz import Quiz
from app.permissions import Can, find
from app.web import quiz_cards
from app.web.visitors import viewer

PARTS = ("address", "minutes", "file_id", "quiz_id")


def new_material(given: dict[str, Any]) -> Material | None:
    """Taken out of what was given for a new lesson; None where there is nothing but its kind. Raises NotFound."""
    if not given.keys() & set(PARTS):
        return None
    return _material(given["kind"], "", None, given)


def changed_material(lesson: Lesson, given: dict[str, Any]) -> Material | None:
    """Taken out of what was given for `lesson`; what is left out stays. Raises NotFound."""
    if not given.keys() & {"kind", *PARTS}:
        return None
    address = "" if given.get("file_id") else lesson_material.address_of(lesson)
    return _material(given.pop("kind", lesson.kind), address, lesson.minutes, given)


def _material(kind: Any, address: str, minutes: int | None, given: dict[str, Any]) -> Material:
    file_id = given.pop("file_id", None)
    main = find(viewer(), Can.FILE_EDIT, StoredFile, file_id) if file_id else None
    quiz_id = given.pop("quiz_id", None)
    quiz = find(viewer(), Can.QUIZ_EDIT, Quiz, quiz_id) if quiz_id else None
    return Material(kind, given.pop("address", address), given.pop("minutes", minutes), main, quiz)


def finishing_of(given: dict[str, Any], lesson: Lesson | None = None) -> Finishing | None:
    """What makes it done, taken out of what was given; None where nothing is said of it. Raises Invalid."""
    rule, minutes = given.pop("finish_rule", None), given.pop("finish_minutes", None)
    session_id = given.pop("finish_session_id", None)
    if rule is None and minutes is None and session_id is None:
        return None
    rule = rule or (FinishRule.ATTENDED if session_id else lesson.finish_rule if lesson else FinishRule.MINUTES)
    minutes = minutes or (lesson.finish_minutes if lesson else 0)
    if rule is FinishRule.MINUTES and not minutes:
        most = limits.LESSON_MINUTES
        raise Invalid({"finish_minutes": _("Say how many minutes, from 1 to %(most)s.", most=most)})
    if rule is not FinishRule.ATTENDED:
        return rule, minutes, None
    kept = completions.session_of(lesson) if lesson and not session_id else None
    return rule, minutes, kept or (find(viewer(), Can.LIVE_ATTENDANCE, LiveSession, session_id) if session_id else None)


def shown_material(lesson: Lesson) -> dict[str, Any]:
    """The fields of a lesson's schema."""
    main = lesson_material.main_of(lesson)
    address, file_id = lesson_material.address_of(lesson), main.public_id if main else None
    quiz = quiz_cards.seen(lesson)
    quiz_id = quiz.public_id if quiz else None
    session = completions.session_of(lesson)
    found = {"address": address, "minutes": lesson.minutes, "file_id": file_id, "quiz_id": quiz_id}
    return {**found, "finish_session_id": session.public_id if session else None}
