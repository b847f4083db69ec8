"""Taking work for a while: a row under a token until an instant. A crash gives it back by itself."""

from __future__ import annotations

import random
import secrets
from datetime import timedelta
from typing import Any

from sqlalchemy import Select, or_, text, update

from app import clock
from app.extensions import db
from app.models.event import OPEN_DISPATCHES, Dispatch, DispatchState
from app.transaction import action

FIRST_WAIT = timedelta(seconds=30)
LONGEST_WAIT = timedelta(hours=1)


def wait_after(attempts: int) -> timedelta:
    """30 s doubled with every try, an hour at most, ± 20 % so that many do not come back together."""
    wait: timedelta = min(FIRST_WAIT * 2 ** max(attempts - 1, 0), LONGEST_WAIT)
    return wait * random.uniform(0.8, 1.2)


@action
def take_dispatch(dispatch_id: int, duration: timedelta) -> str | None:
    """Take one open dispatch. None if it is finished, not due, or taken by somebody else."""
    token, now = secrets.token_hex(8), clock.now()
    free = or_(Dispatch.lease_until.is_(None), Dispatch.lease_until < now)
    taken = db.session.execute(
        update(Dispatch)
        .where(Dispatch.id == dispatch_id, text(OPEN_DISPATCHES), Dispatch.not_before <= now, free)
        .values(
            state=DispatchState.EXPANDING,
            lease_token=token,
            lease_until=now + duration,
            attempts=Dispatch.attempts + 1,
        )
        .returning(Dispatch.id)
        .execution_options(synchronize_session=False)
    ).scalar()
    return token if taken is not None else None


@action
def put_back_dispatch(dispatch_id: int, token: str, error: str, tries: int) -> None:
    """Give a dispatch back after an error: again later, or set aside with its reason after `tries`."""
    dispatch = db.session.scalars(Dispatch.with_event(dispatch_id).where(Dispatch.lease_token == token)).first()
    if dispatch is None:
        return
    dispatch.error = error[:500]
    dispatch.lease_token = dispatch.lease_until = None
    if dispatch.attempts >= tries:
        dispatch.state = DispatchState.FAILED
    else:
        dispatch.next_attempt_at = clock.now() + wait_after(dispatch.attempts)


@action
def take(model: type[Any], due: Select[int], limit: int, duration: timedelta, leased: object) -> tuple[str, list[int]]:
    """Take up to `limit` rows of `model` whose ids `due` selects; the token and the ids.

    Two processes never get the same row: SQLite has one writer, PostgreSQL skips what another has locked.
    """
    token, now = secrets.token_hex(8), clock.now()
    if db.engine.dialect.name == "postgresql":
        due = due.with_for_update(skip_locked=True)
    rows = db.session.scalars(
        update(model)
        .where(model.id.in_(due.limit(limit)))
        .values(state=leased, lease_token=token, lease_until=now + duration)
        .returning(model.id)
        .execution_options(synchronize_session=False)
    )
    return token, sorted(rows)


@action
def renew(model: type[Any], ids: list[int], token: str, duration: timedelta) -> None:
    """Keep what we work on still: those of `ids` that are ours under `token`."""
    db.session.execute(
        update(model)
        .where(model.id.in_(ids), model.lease_token == token)
        .values(lease_until=clock.now() + duration)
        .execution_options(synchronize_session=False)
    )
