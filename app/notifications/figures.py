"""What became of notifications, added up by day, so that the figures stay when the rows are cleared."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select

from app import clock
from app.extensions import db
from app.formats.wall_clock import instant
from app.models.delivery import Delivery, DeliveryState
from app.models.figures import NotificationDay
from app.models.notification import Channel, Notification
from app.models.school import School
from app.models.upsert import insert_or
from app.transaction import action, writes

DAY = timedelta(days=1)
STILL_MOVING = timedelta(days=2)
COUNTS = ("sent", "received", "opened", "failed", "suppressed")


def add_up() -> int:
    """Count the days that may have changed: the last three, and all since the last that was counted. Their number.

    Safe at any time: a day is counted anew and replaces what was there.
    """
    writes()
    school = db.session.scalars(School.the()).first()
    zone = school.timezone if school else "UTC"
    days = list(_days(zone))
    db.session.rollback()
    for day in days:
        _add_up(day, zone)
    return len(days)


def _days(zone: str) -> Iterator[date]:
    """Never those so old that rows of theirs may have been cleared."""
    today = clock.now().astimezone(ZoneInfo(zone)).date()
    last = db.session.scalar(select(func.max(NotificationDay.day)))
    if last is None:
        first: datetime | None = db.session.scalar(select(func.min(Notification.created_at)))
        last = first.astimezone(ZoneInfo(zone)).date() if first else today
    day = min(last, today - STILL_MOVING)
    while day <= today:
        yield day
        day += DAY


@action
def _add_up(day: date, zone: str) -> None:
    begin, end = instant(day, 0, zone), instant(day + DAY, 0, zone)
    for rows in (_in_bells(day, begin, end), _sent(day, begin, end)):
        into = insert_or(NotificationDay).from_select(["day", "kind", "channel", *COUNTS], rows)
        counted = {name: into.excluded[name] for name in COUNTS}
        db.session.execute(into.on_conflict_do_update(index_elements=["day", "kind", "channel"], set_=counted))


def _in_bells(day: date, begin: datetime, end: datetime) -> Select[Any]:
    nothing = literal(0)
    return (
        select(
            literal(day, type_=NotificationDay.day.type),
            Notification.kind,
            literal(Channel.BELL, type_=NotificationDay.channel.type),
            func.count(),
            nothing,
            _number(Notification.read_at.is_not(None)),
            nothing,
            nothing,
        )
        .where(Notification.created_at >= begin, Notification.created_at < end)
        .group_by(Notification.kind)
    )


def _sent(day: date, begin: datetime, end: datetime) -> Select[Any]:
    """`received` is what a device said to have got, or was opened on it."""
    return (
        select(
            literal(day, type_=NotificationDay.day.type),
            Notification.kind,
            Delivery.channel,
            _number(Delivery.sent_at.is_not(None)),
            _number(or_(Delivery.received_at.is_not(None), Delivery.clicked_at.is_not(None))),
            _number(Delivery.clicked_at.is_not(None)),
            _number(Delivery.state.in_((DeliveryState.DEAD, DeliveryState.GONE))),
            _number(Delivery.state == DeliveryState.SUPPRESSED),
        )
        .select_from(Delivery)
        .join(Delivery.notification)
        .where(and_(Delivery.created_at >= begin, Delivery.created_at < end))
        .group_by(Notification.kind, Delivery.channel)
    )


def _number(condition: ColumnElement[bool]) -> Any:
    return func.sum(case((condition, 1), else_=0))
