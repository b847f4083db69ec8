"""One running portal for the live tests, with a class in it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask.sessions import SecureCookieSessionInterface

from app.extensions import db
from app.models.user import User
from tests.support import database
from tests.support.people import make_school, make_session
from tests.support.portal import Portal, portal
from tests.support.ring import Ring, make_ring


@pytest.fixture(scope="module")
def running() -> Iterator[Portal]:
    with portal() as found:
        found.start("web", "worker", "clock")
        yield found


@pytest.fixture
def live(running: Portal) -> Iterator[Portal]:
    """The running portal, inside its app's context, at a school that is set up; empty afterwards."""
    with running.app.app_context():
        make_school()
        yield running
        database.empty()


@pytest.fixture
def ring(live: Portal) -> Ring:
    return make_ring()


def cookie(live: Portal, user: User) -> str:
    """The Cookie header of a browser that `user` is signed in with."""
    serializer = SecureCookieSessionInterface().get_signing_serializer(live.app)
    value = serializer.dumps({"_user_id": make_session(user), "_fresh": True})
    db.session.commit()
    return f"session={value}"
