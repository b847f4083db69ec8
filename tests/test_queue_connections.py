"""Everybody of a big class may come at once: nobody is refused for the number of connections to the queue server."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from flask import Flask

from app import realtime
from app.config import settings
from app.extensions import redis

AT_ONCE = 150


def test_many_wait_for_the_queue_server_at_once(app: Flask) -> None:
    client, together = redis(), Barrier(AT_ONCE)

    def wait() -> object:
        together.wait(10)
        return client.blpop(["nothing ever comes here"], timeout=1)

    with ThreadPoolExecutor(AT_ONCE) as pool:
        waiting = [pool.submit(wait) for _ in range(AT_ONCE)]
    assert [each.result() for each in waiting] == [None] * AT_ONCE


def test_many_tell_pages_at_once(app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """The publisher says nothing of what it cannot publish but in its log."""
    publisher, together = realtime._publisher(settings().queue_url), Barrier(AT_ONCE)
    publisher.emit("hint", {}, room="nobody")
    pool_of_connections = publisher.redis.connection_pool
    held = [pool_of_connections.get_connection() for _ in range(AT_ONCE)]  # as many as are publishing just now

    def tell() -> None:
        together.wait(10)
        publisher.emit("hint", {"at": "once"}, room="nobody")

    with ThreadPoolExecutor(AT_ONCE) as pool:
        for each in [pool.submit(tell) for _ in range(AT_ONCE)]:
            each.result()
    for connection in held:
        pool_of_connections.release(connection)
    assert not caplog.records
