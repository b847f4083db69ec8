"""A form that makes something and comes twice makes one thing: a double tap, a page sent anew, a proxy that repeats.

@blueprint.post("/classrooms")
@once
@requires(Can.CLASS_CREATE)
def create(): ...

The form carries a word, new with each page (`once()` of components/forms.html). Who comes first with it does the deed;
where that led is kept for a day, and whoever comes with the same word and the same contents is led there. A refusal
gives the word back, and what was corrected is another sending anyway. Without a word, as from a program or an old page,
and while the queue server is away, nothing is guarded: what was made twice can be deleted, what was lost is gone.
API tokens are not: a token is seen in the answer that made it, and who taps twice sees the second one only.

Whoever comes while the first is under way waits for it, without a transaction. Where the first never says what it made,
since its process died, nobody knows whether it was committed: then the answer is 409 and a word about it. What it
held is free two minutes after it began, so that the form is not dead for ever.
"""

from __future__ import annotations

import functools
import io
import logging
import re
import secrets
import time
from collections.abc import Callable
from hashlib import sha256
from typing import Any, TypeVar, cast

from flask import Flask, Response, current_app, g, redirect, request
from flask_babel import gettext as _
from flask_login import current_user
from redis.exceptions import RedisError

from app import transaction
from app.errors import Conflict
from app.extensions import redis

View = TypeVar("View", bound=Callable[..., Any])
FIELD = "once"
WORD = re.compile(r"[0-9a-f]{32}\Z")
MADE = frozenset({201, 303})
SECONDS_KEPT = 24 * 3600
SECONDS_HELD = 120
SECONDS_WAITED = 5.0
SECONDS_BETWEEN_LOOKS = 0.05

log = logging.getLogger(__name__)


def init_app(app: Flask) -> None:
    app.jinja_env.globals["once_word"] = new_word


def new_word() -> str:
    return secrets.token_hex(16)


def once(view: View) -> View:
    """Guard a view that makes something and answers with where it is: above `requires`, below `proven`."""

    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        key = _key()
        if key is None:
            return view(*args, **kwargs)
        try:
            there = _made_before(key)
        except RedisError as error:
            log.warning("queue away, a form is not guarded against coming twice: %s", error)
            return view(*args, **kwargs)
        return redirect(there, 303) if there else _make(key, lambda: view(*args, **kwargs))

    guarded.__once__ = True  # type: ignore[attr-defined]
    return cast(View, guarded)


def _key() -> str | None:
    """Of this person, this door, the word and what was typed; None where no word came."""
    word = request.form.get(FIELD, "")
    if not WORD.match(word) or not current_user.is_authenticated:
        return None
    typed = sorted(pair for pair in request.form.items(multi=True) if pair[0] != "csrf_token")
    files = [(name, file.filename, file.stream.seek(0, io.SEEK_END)) for name, file in request.files.items(multi=True)]
    for _name, file in request.files.items(multi=True):
        file.stream.seek(0)
    return f"classbell:once:{current_user.id}:{sha256(repr((request.path, typed, files)).encode()).hexdigest()}"


def _made_before(key: str) -> str:
    """Where the first one led, or "": it is ours to do. Raises Conflict where neither is known in time, RedisError."""
    until = time.monotonic() + SECONDS_WAITED
    while not redis().set(key, "", ex=SECONDS_HELD, nx=True):
        _let_go()
        there = cast("bytes | None", redis().get(key))
        if there:
            return there.decode()
        if time.monotonic() > until:
            raise Conflict(_("This was sent before and may have been saved. Look for it before you send it again."))
        time.sleep(SECONDS_BETWEEN_LOOKS)
    return ""


def _let_go() -> None:
    """Hold no transaction while waiting; whoever asks is read anew where the view is run after all."""
    transaction.release()
    g.pop("_login_user", None)


def _make(key: str, view: Callable[[], Any]) -> Response:
    try:
        response = current_app.make_response(view())
    except Exception:
        _say(key, "")
        raise
    _say(key, (response.status_code in MADE and response.location) or "")
    return response


def _say(key: str, there: str) -> None:
    """Tell those who come after where it led; with "", that it is to be done anew."""
    try:
        redis().set(key, there, ex=SECONDS_KEPT) if there else redis().delete(key)
    except RedisError as error:
        log.warning("queue away, whoever sends a form again is not led to what it made: %s", error)
