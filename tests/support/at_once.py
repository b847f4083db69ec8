"""Several at the same moment, each in a thread and an app context of its own."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

from flask import Flask

from app.extensions import db


def at_once(app: Flask, works: Iterable[Callable[[], Any]]) -> list[Any]:
    """What each of `works` returned or raised, all begun together. Ends the test's own transaction."""
    deeds = list(works)
    gate = Barrier(len(deeds))

    def one(deed: Callable[[], Any]) -> Any:
        with app.app_context():
            gate.wait(10)
            try:
                return deed()
            except Exception as problem:
                return problem
            finally:
                db.session.remove()

    db.session.commit()
    with ThreadPoolExecutor(len(deeds)) as pool:
        return list(pool.map(one, deeds))
