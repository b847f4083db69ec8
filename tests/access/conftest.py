"""One world for all cases of a module: nothing that they do stays."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event

from app import queue
from app.extensions import db
from app.web.limits import Bound
from tests.access.knocking import WRITES, Knocker
from tests.access.world import make_world
from tests.support import database


@pytest.fixture(scope="module")
def knocker(the_app: Flask) -> Iterator[Knocker]:
    the_app.extensions["first_run"] = {"done": True}
    with the_app.app_context(), pytest.MonkeyPatch.context() as patch:
        database.empty()
        world = make_world()
        db.session.remove()
        knocker = Knocker(the_app, world)
        patch.setattr(db.session, "commit", lambda: _flush(knocker))
        for name in ("hit", "room"):
            patch.setattr(Bound, name, lambda _bound: True)
        with _recorded(knocker):
            yield knocker
        patch.undo()
        db.session.remove()
        database.empty()
        queue.redis().flushall()


def _flush(knocker: Knocker) -> None:
    """What stands for a commit: everything is checked by the database, and rolled back at the end of the request."""
    db.session.flush()
    knocker.kept.extend(knocker.open)
    knocker.open.clear()


class _recorded:
    """Note every statement that changes rows."""

    def __init__(self, knocker: Knocker) -> None:
        self.knocker = knocker

    def note(self, _connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.lstrip().upper().startswith(WRITES):
            said = " ".join(statement.split())[:160]
            self.knocker.sent.append(said)
            self.knocker.open.append(said)

    def forget(self, _connection: Any) -> None:
        self.knocker.open.clear()

    def __enter__(self) -> None:
        event.listen(db.engine, "before_cursor_execute", self.note)
        event.listen(db.engine, "rollback", self.forget)

    def __exit__(self, *_: object) -> None:
        event.remove(db.engine, "before_cursor_execute", self.note)
        event.remove(db.engine, "rollback", self.forget)
