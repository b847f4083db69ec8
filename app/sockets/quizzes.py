"""The table of a quiz while it runs: who may see results hears that something changed, and fetches what it shows.

Whether somebody still may is asked again every few seconds; whoever lost the right leaves the room.
"""

from __future__ import annotations

import logging
from collections.abc import Container
from dataclasses import dataclass
from threading import Lock

from flask import Flask, request
from flask_login import current_user
from flask_socketio import join_room, leave_room

from app import realtime, transaction
from app.actions import quiz_hints
from app.errors import NotFound
from app.extensions import db
from app.models.quiz import Quiz
from app.models.user import User
from app.permissions import Can, allowed, find, public

CHECK_SECONDS = 10

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Followed:
    """Who follows which quiz."""

    user_id: int
    quiz_id: int
    public_id: str


class Watching:
    """The sockets of this process that follow a quiz."""

    def __init__(self) -> None:
        self.sockets: dict[str, Followed] = {}
        self.lock = Lock()
        self.checking = False

    def add(self, sid: str, user_id: int, quiz: Quiz) -> Followed | None:
        """Note it, and answer what this socket followed before."""
        with self.lock:
            before = self.sockets.get(sid)
            self.sockets[sid] = Followed(user_id, quiz.id, quiz.public_id)
            return before

    def drop(self, sid: str) -> None:
        with self.lock:
            self.sockets.pop(sid, None)

    def all(self) -> dict[str, Followed]:
        with self.lock:
            return dict(self.sockets)

    def check_once(self) -> bool:
        """True for the first one who asks."""
        with self.lock:
            first, self.checking = not self.checking, True
            return first


def init_app(app: Flask) -> None:
    """Register the event and its check."""
    watching = Watching()
    app.extensions["watching"] = watching

    @realtime.socketio.on("watch")
    @public
    def watch(asked: object = None) -> bool:
        return _watch(app, watching, asked)


def _watch(app: Flask, watching: Watching, asked: object) -> bool:
    """Follow the quiz with this public id, in the place of any other. False where one may not."""
    transaction.read_only()
    sid = str(request.sid)  # type: ignore[attr-defined]
    try:
        if not current_user.is_authenticated or not isinstance(asked, str) or sid not in _present(app):
            return False
        quiz = _seen(current_user.id, asked)
        if quiz is None:
            return False
        before = watching.add(sid, current_user.id, quiz)
        if before is not None:
            leave_room(quiz_hints.room(before.quiz_id))
        join_room(quiz_hints.room(quiz.id))
    finally:
        db.session.remove()
    if watching.check_once():
        realtime.socketio.start_background_task(_check_for_ever, app, watching)
    return True


def _seen(user_id: int, public_id: str) -> Quiz | None:
    """The quiz, if this person may see its results now, whatever was so when he came."""
    user = db.session.get(User, user_id, populate_existing=True)
    if user is None:
        return None
    try:
        quiz: Quiz = find(user, Can.QUIZ_RESULTS, Quiz, public_id)
    except NotFound:
        return None
    return quiz if allowed(user, Can.QUIZ_RESULTS, quiz) else None


def _check_for_ever(app: Flask, watching: Watching) -> None:
    while True:
        realtime.socketio.sleep(CHECK_SECONDS)
        try:
            with app.app_context():
                check(app, watching)
        except Exception:
            log.exception("the check of who follows a quiz failed")


def check(app: Flask, watching: Watching) -> None:
    """Take those who lost the right out of the rooms, and forget sockets that are gone."""
    transaction.read_only()
    present = _present(app)
    for sid, followed in watching.all().items():
        if sid not in present:
            watching.drop(sid)
        elif _seen(followed.user_id, followed.public_id) is None:
            leave_room(quiz_hints.room(followed.quiz_id), sid=sid, namespace="/")
            watching.drop(sid)
    db.session.remove()


def _present(app: Flask) -> Container[str]:
    sockets: Container[str] = app.extensions["present"].all()
    return sockets
