"""Who is connected to the bell in this process: nobody whom it could not let in."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from flask import Flask

from app.models.user import User
from app.notifications import hints
from app.sockets import bell
from app.sockets.bell import Present
from tests.support.people import make_user


@pytest.fixture
def user(school: object, monkeypatch: pytest.MonkeyPatch) -> User:
    """Somebody whose socket asks to be let in."""
    found = make_user()
    monkeypatch.setattr(bell, "current_user", SimpleNamespace(id=found.id, is_authenticated=True, session=found))
    monkeypatch.setattr(bell, "_sid", lambda: "socket")
    for name in ("join_room", "emit"):
        monkeypatch.setattr(bell, name, lambda *_given: None)
    return found


def test_a_socket_that_could_not_be_let_in_is_refused_and_not_counted(
    app: Flask, user: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(_user_id: int) -> None:
        raise ConnectionError("the queue server is away")

    present = Present()
    present.watching = True
    with monkeypatch.context() as patch:
        patch.setattr(hints, "position", away)
        assert bell._connect(app, present, 10) is False
    assert present.all() == {}
    assert bell._connect(app, present, 10) is None
    assert present.has("socket")
