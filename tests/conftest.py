"""The app, its database and its queue server, real ones, once for all tests of a process."""

from __future__ import annotations

import gc
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask_migrate import upgrade

from app import create_app, queue, transaction
from app.config import Settings
from tests.support import database
from tests.support.browsing import Browser
from tests.support.catalogues import compile_stale
from tests.support.people import make_school
from tests.support.queue_server import QueueServer, queue_server
from tests.support.ring import Ring, make_ring

CHEAPEST = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}
SELDOM = (100_000, 50, 100)


def pytest_collection_finish() -> None:
    """The portal and its tests stay to the end: they are not looked through for garbage again and again."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(*SELDOM)


def pytest_runtest_setup() -> None:
    """Every test begins with the right to write, whatever the one before it read last; so do the fixtures it makes."""
    transaction.writes()


@pytest.fixture(scope="session")
def queue_process() -> Iterator[QueueServer]:
    with queue_server() as server:
        yield server


@pytest.fixture(scope="session")
def settings(tmp_path_factory: pytest.TempPathFactory, queue_process: QueueServer) -> Iterator[Settings]:
    folder = tmp_path_factory.mktemp("data")
    with database.test_database(folder, os.environ.get("PYTEST_XDIST_WORKER", "main")) as url:
        yield Settings(
            environment="test",
            secret_key="for tests only, for tests only, for tests only",
            data_dir=folder,
            database_url=url,
            base_url="http://localhost",
            redis_url=queue_process.url,
            storage_url=f"file://{folder}/files",
        )


@pytest.fixture(scope="session")
def the_app(settings: Settings) -> Flask:
    compile_stale()
    app = create_app(settings)
    app.config.update(TESTING=True, PASSWORD_COST=CHEAPEST, SERVER_NAME=None)
    app.test_client_class = Browser
    with app.app_context():
        upgrade(directory=str(Path(__file__).parent.parent / "migrations"))
    return app


@pytest.fixture
def app(the_app: Flask) -> Iterator[Flask]:
    """The app inside a context, with an empty database afterwards."""
    the_app.extensions["first_run"] = {"done": True}
    with the_app.app_context():
        transaction.writes()
        queue.redis().flushall()
        yield the_app
        transaction.writes()
        database.empty()


@pytest.fixture
def school(app: Flask) -> object:
    return make_school()


@pytest.fixture
def client(app: Flask, school: object) -> Browser:
    """Somebody who has not logged in, at a school that is set up."""
    return app.test_client()  # type: ignore[return-value]


@pytest.fixture
def ring(app: Flask, school: object) -> Ring:
    """A class with people in it."""
    return make_ring()
