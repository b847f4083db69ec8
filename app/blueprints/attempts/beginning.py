"""How an attempt is begun by any door: its password is not guessed, and from where it came is written down."""

from __future__ import annotations

from flask import request

from app.actions import attempts
from app.errors import Invalid
from app.formats import devices
from app.models.attempt import Attempt
from app.models.quiz import Quiz
from app.web import limits
from app.web.visitors import viewer


def begin(quiz: Quiz, password: str | None, *, preview: bool = False) -> Attempt:
    """The attempt that goes on, or a new one. Raises what `attempts.start` raises, and TooMany."""
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
        tries.passed()
    return attempt
