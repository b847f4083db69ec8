"""What pages and API share about attempts: how one is begun, and the words for an answer that came too late."""

from __future__ import annotations

from flask import request
from flask_babel import gettext as _
from flask_babel import ngettext

from app import transaction
from app.actions import attempts
from app.errors import Forbidden, Invalid
from app.formats import devices
from app.models.attempt import Attempt
from app.models.quiz import Quiz
from app.permissions import Can, allowed
from app.web import limits
from app.web.visitors import viewer


def begin(quiz: Quiz, password: str | None, *, preview: bool = False) -> Attempt:
    """The attempt that goes on, or a new one; its password is not guessed. Raises what `start` raises, and TooMany."""
    if not allowed(viewer(), Can.QUIZ_RESULTS if preview else Can.QUIZ_TAKE, quiz):
        raise Forbidden
    transaction.turn_to_writing()
    tries = limits.Tries("quiz", account=f"{viewer().public_id} {quiz.public_id}") if password else None
    if tries:
        tries.begin()
    device = str(devices.device(request.headers.get("User-Agent", "")))
    come = {"address": request.remote_addr or "", "device": device}
    try:
        attempt = attempts.start(quiz, actor=viewer(), password=password, preview=preview, **come)
    except Invalid:
        if tries:
            tries.failed()
        raise
    if tries:
        tries.forget()
    return attempt


def late_words(seconds: int) -> str:
    """What is told of an answer that came after the end."""
    when = ngettext(
        "Your time was over %(num)d second before this answer came.",
        "Your time was over %(num)d seconds before this answer came.",
        seconds,
    )
    kept = _("It does not count; your teacher can see it.")
    return f"{when} {kept}"
