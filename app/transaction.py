"""The only file that commits.

SQLite decides at BEGIN what a transaction may do: one that only reads begins deferred and refuses writes, any
other takes the write lock at once, since upgrading a read snapshot fails whatever the timeout. PostgreSQL gets the
same promise from READ ONLY. `read_only()` and `writes()` choose the kind of the next transaction.

Where many of one process want SQLite's write lock, they wait their turn here: SQLite itself has whoever waits look
again now and then, and lets those starve who look at the wrong moments.
"""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock
from typing import Any, ParamSpec, TypeVar

from sqlalchemy import Connection, Engine, event

from app.extensions import db

P = ParamSpec("P")
T = TypeVar("T")
Effect = tuple[Callable[..., object], tuple[object, ...]]

_reading: ContextVar[bool] = ContextVar("reading", default=False)
_effects: ContextVar[list[Effect] | None] = ContextVar("effects", default=None)
_in_silence: ContextVar[bool] = ContextVar("in_silence", default=False)
_turn = Lock()
TURN = "write_turn"
READING = "reading"
SECONDS_FOR_A_TURN = 8.0

log = logging.getLogger(__name__)


def read_only() -> None:
    """The next transaction only reads."""
    _reading.set(True)


def writes() -> None:
    """The next transaction may write."""
    _reading.set(False)


def turn_to_writing() -> None:
    """What was read to let somebody in is let go; from here on it may be written. For doors that many pass at once."""
    release()
    writes()


def release() -> None:
    """End the current transaction without keeping anything: before slow work such as hashing.

    Objects stay usable: they are detached from the session with what they had loaded.
    """
    db.session.expunge_all()
    db.session.rollback()


def action(verb: Callable[P, T]) -> Callable[P, T]:
    """Run `verb` in a transaction. An inner action joins the outer one; only the outermost commits.

    Effects given to `after_commit` run once the commit stands. One that fails is logged and not raised: the sweep
    repeats whatever it was to start.
    """

    @functools.wraps(verb)
    def wrapped(*args: P.args, **kwargs: P.kwargs) -> T:
        if _effects.get() is not None:
            return verb(*args, **kwargs)
        effects: list[Effect] = []
        token = _effects.set(effects)
        try:
            result = verb(*args, **kwargs)
            db.session.commit()
        except BaseException:
            db.session.rollback()
            raise
        finally:
            _effects.reset(token)
        _run(effects)
        return result

    return wrapped


def after_commit(effect: Callable[..., object], *args: object) -> None:
    """Run `effect(*args)` after the commit of the action under way. The same call is kept once."""
    effects = _effects.get()
    if effects is None:
        raise RuntimeError("after_commit outside of an action")
    if (effect, args) not in effects:
        effects.append((effect, args))


@contextmanager
def silence() -> Iterator[None]:
    """What would follow a commit is left out meanwhile: for a past that is made up, which must wake nobody."""
    token = _in_silence.set(True)
    try:
        yield
    finally:
        _in_silence.reset(token)


def _run(effects: list[Effect]) -> None:
    if _in_silence.get():
        return
    for effect, args in effects:
        try:
            effect(*args)
        except Exception:
            log.exception("effect after commit failed: %s", getattr(effect, "__name__", effect))


def configure(engine: Engine) -> None:
    """Teach `engine` the two kinds of transaction and, on SQLite, the safe mode of security.md R1."""
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _safe_mode)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "checkin", _end_turn)
        event.listen(engine, "invalidate", _end_turn)
    else:
        event.listen(engine, "begin", _begin_postgresql)


def _safe_mode(connection: Any, _record: object) -> None:
    connection.isolation_level = None
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "busy_timeout=5000", "foreign_keys=ON"):
        connection.execute(f"PRAGMA {pragma}")


def _begin_sqlite(connection: Connection) -> None:
    """Past SQLAlchemy, for which each is as much work as a query; only who waits for a lock wants its errors."""
    driver: Any = connection.connection.driver_connection
    reading = _reading.get()
    if connection.info.get(READING) is not reading:  # SQLite compiles all its statements anew after each of these
        driver.execute(f"PRAGMA query_only={int(reading)}")
        connection.info[READING] = reading
    if reading:
        driver.execute("BEGIN")
        return
    turn = _turn
    if TURN not in connection.info and turn.acquire(timeout=SECONDS_FOR_A_TURN):  # who waits in vain tries all the same
        connection.info[TURN] = turn
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _end_turn(_connection: Any, record: Any, *_why: object) -> None:
    """Its transaction is over, however it ended: the connection is back in the pool."""
    turn: Lock | None = record.info.pop(TURN, None)
    if turn is not None:
        turn.release()


def _forget_turns() -> None:
    """A forked process has none of the connections of its parent."""
    global _turn
    _turn = Lock()


os.register_at_fork(after_in_child=_forget_turns)


def _begin_postgresql(connection: Connection) -> None:
    connection.connection.driver_connection.read_only = _reading.get()  # type: ignore[union-attr]
