"""What has had its time goes, the rest stays (NOT13)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.actions import upkeep
from app.extensions import db
from app.models.credential import UserSession
from app.models.delivery import Delivery
from app.models.notification import Notification
from app.notifications import fanout
from tests.support.people import make_school, make_session, make_user
from tests.support.ring import Ring, notes_of


def test_old_sessions_end(app: Flask) -> None:
    make_school()
    user = make_user()
    make_session(user)
    make_session(user)
    old = db.session.scalars(select(UserSession)).first()
    old.expires_at = clock.now() - timedelta(seconds=1)
    db.session.commit()
    assert upkeep.end_old_sessions() == 1
    assert db.session.scalar(select(func.count()).select_from(UserSession)) == 1


@pytest.mark.parametrize(
    ("days", "read", "kept"), [(29, True, True), (31, True, False), (31, False, True), (181, False, False)]
)
def test_read_ones_go_after_30_days_unread_after_180(ring: Ring, days: int, read: bool, kept: bool) -> None:
    fanout.run(ring.dispatch(ring.publish()).id)
    [note] = notes_of(ring.students[0])
    note.created_at = clock.now() - timedelta(days=days)
    note.read_at = clock.now() if read else None
    db.session.commit()
    upkeep.clear_old_notifications()
    assert len(notes_of(ring.students[0])) == int(kept)
    assert len(notes_of(ring.students[1])) == 1


def test_pieces_are_bounded(ring: Ring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "PIECE", 2)
    for _ in range(3):
        fanout.run(ring.dispatch(ring.publish()).id)
    for note in db.session.scalars(select(Notification)):
        note.created_at = clock.now() - timedelta(days=200)
    db.session.commit()
    assert upkeep.clear_old_notifications() == 6
    assert db.session.scalar(select(func.count()).select_from(Delivery)) == 0
