"""Hints to open pages over Socket.IO. A lost hint costs nothing: pages also ask by themselves."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from flask import Flask
from flask_socketio import SocketIO
from redis.exceptions import RedisError
from socketio import RedisManager

from app.config import settings
from app.extensions import REDIS_CONNECTIONS, redis

CHANNEL = "classbell"
PRESENCE = "classbell:connected"
PRESENT_SECONDS = 90
MESSAGE_BYTES = 64 * 1024
HEARTBEAT_SECONDS = 25

socketio = SocketIO()
log = logging.getLogger(__name__)


def init_app(app: Flask, async_mode: str) -> None:
    """Serve sockets from `app`. Every process hears the same channel, so no sticky sessions are needed."""
    config = app.config["SETTINGS"]
    socketio.init_app(
        app,
        async_mode=async_mode,
        client_manager=_manager(config.queue_url),
        transports=["websocket"],
        cors_allowed_origins=_origins(config.base_url),
        ping_interval=HEARTBEAT_SECONDS,
        ping_timeout=20,
        max_http_buffer_size=MESSAGE_BYTES,
    )


def _origins(base_url: str) -> list[str]:
    local = base_url.replace("//localhost", "//127.0.0.1")
    return sorted({base_url, local})


def _manager(url: str, write_only: bool = False) -> RedisManager:
    many = {"max_connections": REDIS_CONNECTIONS}
    return RedisManager(url, channel=CHANNEL, write_only=write_only, redis_options=many)


@lru_cache(maxsize=4)
def _publisher(url: str) -> RedisManager:
    return _manager(url, write_only=True)


def room(user_id: int) -> str:
    return f"user:{user_id}"


def session_room(session_id: int) -> str:
    return f"session:{session_id}"


def emit(event: str, payload: dict[str, Any], user_ids: Iterable[int]) -> None:
    """Send one hint to all open pages of some users. Never raises."""
    rooms = [room(user_id) for user_id in user_ids]
    if rooms:
        _publisher(settings().queue_url).emit(event, payload, room=rooms)


def emit_to(name: str, event: str, payload: dict[str, Any]) -> None:
    """Send one hint to whoever is in the room called `name`. Never raises."""
    _publisher(settings().queue_url).emit(event, payload, room=name)


def sign_out(rooms: Iterable[str]) -> None:
    """Make the sockets of some sessions or users deaf at once; their pages are told to reload."""
    publisher = _publisher(settings().queue_url)
    for name in rooms:
        publisher.emit("signed_out", {}, room=name)
        publisher.close_room(name)


def mark_connected(user_ids: Iterable[int]) -> None:
    """Note that these users have an open page now."""
    now = time.time()
    scores = {str(user_id): now for user_id in user_ids}
    if not scores:
        return
    try:
        with redis().pipeline(transaction=False) as pipe:
            pipe.zadd(PRESENCE, scores)
            pipe.zremrangebyscore(PRESENCE, 0, now - PRESENT_SECONDS)
            pipe.execute()
    except RedisError as error:
        log.debug("presence not noted: %s", error)


def connected(user_ids: list[int]) -> set[int]:
    """Which of these users have an open page. Nobody, while the queue server is away."""
    if not user_ids:
        return set()
    try:
        present = _present(user_ids)
    except RedisError:
        return set()
    return present.intersection(user_ids)


def _present(user_ids: list[int]) -> set[int]:
    """All who are here where those are fewer, else those of `user_ids`: the shorter list travels."""
    client, oldest = redis(), time.time() - PRESENT_SECONDS
    if client.zcard(PRESENCE) <= len(user_ids):
        names: list[Any] = list(client.zrangebyscore(PRESENCE, oldest, "+inf"))
        return {int(name) for name in names}
    scores = client.zmscore(PRESENCE, [str(user_id) for user_id in user_ids])
    return {user_id for user_id, score in zip(user_ids, scores, strict=True) if score and float(score) >= oldest}
