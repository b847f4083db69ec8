"""Figures by day: what they count, that they can be counted again, and that they outlive the rows (NOT12, NOT13)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from app import clock
from app.actions import upkeep
from app.extensions import db
from app.models.delivery import Delivery, DeliveryState
from app.models.event import Event
from app.models.figures import NotificationDay
from app.models.notification import Channel, Notification
from app.models.user import Role, User
from app.notifications import figures, reading
from app.reports import chart, latency
from app.reports import figures as report
from tests.notifications.reached import make_device, publish, send
from tests.support.browsing import Browser
from tests.support.people import make_user
from tests.support.queries import counted
from tests.support.ring import Ring, notes_of

PAGE = "/admin/notifications/figures"


def _counted(channel: Channel) -> list[tuple[int, ...]]:
    asked = select(NotificationDay).where(NotificationDay.channel == channel).order_by(NotificationDay.day)
    rows = db.session.scalars(asked.execution_options(populate_existing=True))
    return [(row.sent, row.received, row.opened, row.failed, row.suppressed) for row in rows]


def _set(channel: Channel, number: int, **values: Any) -> None:
    ids = select(Delivery.id).where(Delivery.channel == channel).order_by(Delivery.id.desc()).limit(number)
    db.session.execute(update(Delivery).where(Delivery.id.in_(ids)).values(values))
    db.session.commit()


def test_what_is_counted(ring: Ring) -> None:
    first, second = ring.students
    make_device(first)
    make_device(second)
    second.email_on = False
    db.session.commit()
    publish(ring)
    send(first, second)
    now = clock.now()
    _set(Channel.PUSH, 2, sent_at=now, received_at=now, state=DeliveryState.RECEIVED)
    _set(Channel.PUSH, 1, clicked_at=now, state=DeliveryState.CLICKED)
    reading.mark_read(first, [notes_of(first)[0].id])
    figures.add_up()
    assert _counted(Channel.BELL) == [(2, 0, 1, 0, 0)]
    assert _counted(Channel.PUSH) == [(2, 2, 1, 0, 0)]
    assert _counted(Channel.EMAIL) == [(1, 0, 0, 0, 1)]
    _set(Channel.PUSH, 1, state=DeliveryState.DEAD, sent_at=None, received_at=None, clicked_at=None)
    figures.add_up()
    assert _counted(Channel.PUSH) == [(1, 1, 0, 1, 0)]


def test_counted_again_it_is_the_same(ring: Ring) -> None:
    publish(ring)
    assert figures.add_up() == 3
    before = _counted(Channel.BELL)
    figures.add_up()
    assert _counted(Channel.BELL) == before == [(2, 0, 0, 0, 0)]


def test_days_are_those_of_the_school_and_none_is_left_out(ring: Ring) -> None:
    """After a week without a clock all of the week is counted."""
    publish(ring)
    figures.add_up()
    begun = clock.now()
    for day in range(1, 8):
        with clock.pretend(begun + timedelta(days=day)):
            publish(ring)
    with clock.pretend(begun + timedelta(days=7)):
        assert figures.add_up() == 8
    assert _counted(Channel.BELL) == [(2, 0, 0, 0, 0)] * 8


def test_they_outlive_the_rows(ring: Ring) -> None:
    publish(ring)
    figures.add_up()
    with clock.pretend(clock.now() + timedelta(days=200)):
        upkeep.clear_old_notifications()
        assert db.session.query(Notification).count() == 0
        figures.add_up()
    assert _counted(Channel.BELL) == [(2, 0, 0, 0, 0)]


@pytest.fixture
def admin(client: Browser, ring: Ring) -> User:
    made = make_user(Role.ADMIN, "Root")
    client.log_in(made)
    return made


def test_page_and_table_to_take_away(client: Browser, admin: User, ring: Ring) -> None:
    publish(ring)
    figures.add_up()
    page = client.get(PAGE).text
    assert "<svg" in page
    assert "New lesson" in page
    answer = client.post(f"{PAGE}/export", data={"days": "7"})
    lines = answer.text.splitlines()
    assert lines[0].endswith("day,kind,channel,sent,received,opened,failed,suppressed")
    assert [line.split(",", 1)[1] for line in lines[1:]] == [
        "new_content,bell,2,0,0,0,0",
        "new_content,email,0,0,0,0,0",
    ]


@pytest.mark.parametrize("number", [50, 10_000])
def test_few_queries_however_many(client: Browser, admin: User, ring: Ring, number: int) -> None:
    ring.crowd(number)
    publish(ring)
    with counted() as queries:
        figures.add_up()
    assert len(queries) <= 9, queries
    db.session.add(admin)
    client.get(PAGE)
    with counted() as queries:
        assert client.get(f"{PAGE}?days=90").status_code == 200
    assert len(queries) <= 13, queries


def test_how_quickly(ring: Ring) -> None:
    """What waited on purpose does not count."""
    for seconds in (1, 2, 60):
        publish(ring)
        mine = select(Notification.id).order_by(Notification.id.desc()).limit(2)
        happened = db.session.scalars(select(Event.created_at).order_by(Event.id.desc()).limit(1)).one()
        sent = {"sent_at": happened + timedelta(seconds=seconds), "was_held": seconds == 60}
        db.session.execute(update(Delivery).where(Delivery.notification_id.in_(mine)).values(sent))
        db.session.commit()
    found = latency.latencies()
    assert (found[Channel.EMAIL].number, found[Channel.EMAIL].p50, found[Channel.EMAIL].p95) == (4, 2.0, 2.0)
    assert found[Channel.BELL].number == 6
    assert Channel.PUSH not in found


def test_in_the_metrics(client: Browser, ring: Ring) -> None:
    publish(ring)
    assert 'classbell_latency_seconds{channel="bell",quantile="0.95"}' in client.get("/metrics").text


def test_days_without_anything_are_there(ring: Ring) -> None:
    today = clock.now().date()
    found = report.by_day(today - timedelta(days=6), today)
    assert len(found) == 7
    assert set(found[today].values()) == {(0, 0)}


def test_bars_stay_inside_the_drawing() -> None:
    drawn = chart.stacked([("a", {"x": 0, "y": 0}), ("b", {"x": 37, "y": 5}), ("c", {"x": 1, "y": 610})])
    assert [bar.series for bar in drawn.bars] == ["x", "y", "x", "y"]
    for bar in drawn.bars:
        assert bar.y >= 0
        assert bar.y + bar.height <= drawn.height
        assert bar.x + bar.width <= drawn.width
    assert chart.stacked([]).bars == []


def test_deliveries_gone_figures_stay(ring: Ring) -> None:
    publish(ring)
    figures.add_up()
    with clock.pretend(clock.now() + timedelta(days=40)):
        db.session.execute(delete(Delivery))
        db.session.commit()
        figures.add_up()
    assert _counted(Channel.EMAIL) == [(0, 0, 0, 0, 0)]
