"""From one event to a row for everybody it concerns: batches of 500, each in a transaction, with unique keys."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from sqlalchemy import BindParameter, Connection, Executable, Select, and_, bindparam, update
from sqlalchemy.orm import InstrumentedAttribute

from app import clock, queue, realtime
from app.extensions import db
from app.models.event import Dispatch, DispatchState, Event
from app.models.listed import listed
from app.models.user import User
from app.notifications import batches, hints, leases, senders
from app.notifications.audience import audience, next_people
from app.notifications.batches import Batch
from app.notifications.kinds import Kind, kind_of
from app.notifications.verdicts import quiet_among
from app.transaction import action, after_commit

BATCH = 500
LEASE = timedelta(seconds=20)
TRIES = 3

T = TypeVar("T")

log = logging.getLogger(__name__)


class Hearing:
    """One dispatch under our lease, from where it stands to its end.

    Its statements are built with the first batch, and for the next ones only their parameters change: building them
    takes Python several times as long as a batch takes the database.
    """

    def __init__(self, dispatch_id: int, token: str) -> None:
        mine = and_(Dispatch.lease_token == token, Dispatch.state == DispatchState.EXPANDING)
        self._found = Dispatch.with_event(dispatch_id).where(mine)
        self._moved = update(Dispatch).where(Dispatch.id == dispatch_id, mine).values(self._place())
        self._dispatch: Dispatch | None = None
        self._next: Select[int] | None = None
        self._statements: list[Executable] = []
        self._low = 0
        self._people: list[int] = []

    @action
    def step(self) -> bool:
        """Write one batch. False when there is nothing left to do, or the lease was lost."""
        self._dispatch = self._dispatch or self._load()
        if self._dispatch is None:
            return False
        event, kind = self._dispatch.event, kind_of(self._dispatch.kind)
        if not kind.is_due(event):
            return self._finish(DispatchState.CANCELLED)
        self._people = self._ask(event, kind)
        if not self._people:
            return self._finish(DispatchState.DONE)
        if not self._move():
            return False
        self.write(self._dispatch)
        after_commit(ring, event.id, self._people)
        self._low = self._people[-1]
        return True

    def _load(self) -> Dispatch | None:
        dispatch = db.session.scalars(self._found).first()
        self._low = dispatch.cursor if dispatch else 0
        return dispatch

    def _ask(self, event: Event, kind: Kind) -> list[int]:
        """Who comes next; nobody after the last."""
        if self._next is None:
            self._next = next_people(event, kind, self._lower, BATCH)
        return sorted(set(_connection().scalars(self._next).all()))

    def _move(self) -> bool:
        """Put the cursor after this batch, and keep the dispatch for the next one, if it is ours still.

        From here on nobody else can take it, or stop it, until this batch is committed.
        """
        return _connection().execute(self._moved).rowcount == 1

    def write(self, dispatch: Dispatch) -> None:
        if not self._statements:
            self._statements = batches.statements(self._batch(dispatch))
        connection = _connection()
        for statement in self._statements:
            connection.execute(statement)

    def _batch(self, dispatch: Dispatch) -> Batch:
        event, kind = dispatch.event, kind_of(dispatch.kind)
        if self._low == 0:
            dispatch.muffled = senders.said_too_much(event, kind)
        return Batch(
            event,
            kind,
            named=listed(lambda: self._people),
            low=self._lower,
            high=self._upper,
            muffled_until=senders.silence_ends(dispatch),
            quiet=quiet_among(audience(event, kind)),
        )

    def _place(self) -> dict[str, Any]:
        """What a dispatch says of how far it is."""
        until = _parameter(lambda: clock.now() + LEASE, Dispatch.lease_until)
        return {"cursor": self._upper, "attempts": 0, "lease_until": until}

    @property
    def _lower(self) -> BindParameter[int]:
        return _parameter(lambda: self._low, User.id)

    @property
    def _upper(self) -> BindParameter[int]:
        return _parameter(lambda: self._people[-1], User.id)

    def _finish(self, state: DispatchState) -> bool:
        dispatch = self._load()
        if dispatch is not None:
            dispatch.state = state
            dispatch.lease_token = dispatch.lease_until = None
        return False


def _parameter(value: Callable[[], T], like: InstrumentedAttribute[Any]) -> BindParameter[T]:
    """A parameter that is asked for its value each time it is sent."""
    return bindparam(None, callable_=value, type_=like.type, unique=True)


def _connection() -> Connection:
    """The session's own. Through the session itself every statement is made anew, and its cache key with it."""
    db.session.flush()
    return db.session.connection()


def run(dispatch_id: int) -> None:
    """Hear one dispatch to its end. Returns at once if another process is at it. Safe to run twice."""
    token = leases.take_dispatch(dispatch_id, LEASE)
    if token is None:
        return
    hearing = Hearing(dispatch_id, token)
    try:
        while hearing.step():
            pass
    except Exception as error:
        db.session.rollback()
        log.exception("fan-out of dispatch %s failed", dispatch_id)
        leases.put_back_dispatch(dispatch_id, token, f"{type(error).__name__}: {error}", TRIES)


def ring(event_id: int, people: list[int]) -> None:
    """After the commit: wake the sender, and tell the open pages of this batch where their bells stand."""
    queue.wake("sender")
    present = realtime.connected(people)
    if present:
        hints.send(sorted(present), event_id)
        db.session.rollback()
