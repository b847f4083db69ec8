"""How long notifications are kept: as the school says, and never in anybody's way (NOT13, test 40)."""

from __future__ import annotations

from datetime import timedelta
from threading import Thread

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from app import clock
from app.actions import schools, upkeep
from app.errors import Invalid
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.delivery import Delivery, DeliveryState
from app.models.notification import Notification
from app.models.user import Role
from app.notifications import fanout
from tests.notifications.reached import publish
from tests.support.browsing import Browser
from tests.support.people import make_user
from tests.support.ring import Ring, notes_of

PAGE = "/admin/notifications/keeping"


def _number(model: type[Notification] | type[Delivery]) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_as_the_school_says(ring: Ring) -> None:
    schools.keep_for(actor=make_user(Role.ADMIN), read_kept=7, unread_kept=10, deliveries_kept=7)
    publish(ring)
    [note] = notes_of(ring.students[0])
    note.read_at = clock.now()
    db.session.commit()
    for days, left in ((6, 2), (8, 1), (11, 0)):
        with clock.pretend(clock.now() + timedelta(days=days)):
            upkeep.clear_old_notifications()
        assert _number(Notification) == left


def test_deliveries_go_before_their_notification_and_never_what_waits(ring: Ring) -> None:
    publish(ring)
    first = select(func.min(Delivery.id)).scalar_subquery()
    db.session.execute(update(Delivery).where(Delivery.id == first).values(state=DeliveryState.SENT))
    db.session.commit()
    with clock.pretend(clock.now() + timedelta(days=31)):
        assert upkeep.clear_old_notifications() == 1
    assert (_number(Notification), _number(Delivery)) == (2, 1)


@pytest.mark.parametrize(
    "wrong", [{"read_kept": 6}, {"read_kept": 731}, {"deliveries_kept": 0}, {"read_kept": 60, "unread_kept": 59}]
)
def test_nonsense_is_refused(ring: Ring, wrong: dict[str, int]) -> None:
    good = {"read_kept": 30, "unread_kept": 180, "deliveries_kept": 30}
    with pytest.raises(Invalid):
        schools.keep_for(actor=make_user(Role.ADMIN), **{**good, **wrong})


def test_page(client: Browser, ring: Ring) -> None:
    client.log_in(make_user(Role.ADMIN))
    assert 'value="180"' in client.get(PAGE).text
    good = {"read_kept": "20", "unread_kept": "90", "deliveries_kept": "14"}
    assert client.post(PAGE, data=good).status_code == 303
    assert schools.keeps().unread == timedelta(days=90)
    entry = db.session.scalars(select(AuditEntry)).one()
    assert (entry.deed, entry.before["read_kept"], entry.after["read_kept"]) == ("school.keeping_changed", 30, 20)
    for wrong in ({"read_kept": "x"}, {"unread_kept": "7"}, {"deliveries_kept": ""}, {"read_kept": "9" * 30}):
        assert client.post(PAGE, data={**good, **wrong}).status_code == 422


def test_40_clearing_while_a_fan_out_runs(app: Flask, ring: Ring) -> None:
    """Clearing and telling at once: all is told, unread ones stay, and neither fails for the other's locks."""
    ring.crowd(3_000)
    publish(ring)
    old = clock.now() - timedelta(days=60)
    db.session.execute(update(Notification).values(created_at=old, read_at=clock.now()))
    unread = select(Notification.id).order_by(Notification.id).limit(500)
    db.session.execute(update(Notification).where(Notification.id.in_(unread)).values(read_at=None))
    db.session.commit()
    fresh = ring.publish()
    dispatch, failures = ring.dispatch(fresh).id, []

    def clear() -> None:
        with app.app_context():
            try:
                upkeep.clear_old_notifications()
            except Exception as error:
                failures.append(error)

    clearing = Thread(target=clear)
    clearing.start()
    fanout.run(dispatch)
    clearing.join()
    upkeep.clear_old_notifications()
    assert failures == []
    told = select(func.count()).select_from(Notification).where(Notification.event_id == fresh.id)
    assert db.session.scalar(told) == 3_002
    assert _number(Notification) == 3_002 + 500
