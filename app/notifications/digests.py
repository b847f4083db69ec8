"""One mail instead of many: what was kept for it is given to a digest, and the digest is sent at the person's hour."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Integer, Select, String, and_, case, column, func, literal, select, text, update, values

from app import clock
from app.extensions import db
from app.formats.wall_clock import last_at, next_at
from app.models.base import UtcDateTime, random_public_id
from app.models.delivery import BATCHED, Delivery, Digest, DigestState
from app.models.preference import Every, NotificationSchedule
from app.models.upsert import insert_new
from app.models.user import User
from app.transaction import action

HOUR, WEEKDAY = 16, 4
Plan = tuple[str, Every, int, int]


@action
def gather() -> int:
    """Give every delivery that waits for a digest to its person's next one, making it where there is none.

    Two builders at once make one, since a person has one digest a window. The number of deliveries given.
    """
    plans = list(db.session.execute(_plans()))
    if not plans:
        return 0
    now = clock.now()
    _make([(zone, every, hour, weekday) for zone, every, hour, weekday in plans], now)
    into = (
        select(Digest.id)
        .where(Digest.user_id == Delivery.user_id, Digest.state == DigestState.PENDING, Digest.send_at > now)
        .order_by(Digest.send_at)
        .limit(1)
        .scalar_subquery()
    )
    given = update(Delivery).where(text(BATCHED)).values(digest_id=into).returning(Delivery.id)
    return len(db.session.scalars(given.execution_options(synchronize_session=False)).all())


def _own() -> tuple[Any, ...]:
    """Zone, frequency, hour and day of a person's digest."""
    own = NotificationSchedule
    return (
        User.timezone,
        func.coalesce(own.digest_every, literal(Every.DAY, type_=own.digest_every.type)),
        func.coalesce(own.digest_hour, HOUR),
        func.coalesce(own.digest_weekday, WEEKDAY),
    )


def _waiting() -> Select[int]:
    return select(Delivery.user_id).where(text(BATCHED))


def _plans() -> Select[str, Every, int, int]:
    """The distinct plans of everybody for whom something waits: a few, however many people."""
    people = select(*_own()).select_from(User).outerjoin(NotificationSchedule, NotificationSchedule.user_id == User.id)
    return people.where(User.id.in_(_waiting())).distinct()


def _make(plans: list[Plan], now: datetime) -> None:
    """A digest for the present window of everybody for whom something waits; who has one already keeps it.

    The window begins where the digest before ended, so that who changes his plan has one of each, too.
    """
    columns = (
        column("zone", String),
        column("every", NotificationSchedule.digest_every.type),
        column("hour", Integer),
        column("weekday", Integer),
        column("begins", UtcDateTime()),
        column("ends", UtcDateTime()),
    )
    windows = values(*columns, name="plans").data([(*plan, *window(plan, now)) for plan in plans]).cte("plans")
    zone, every, hour, weekday = _own()
    c = windows.c
    before = select(func.max(Digest.send_at)).where(Digest.user_id == User.id, Digest.send_at <= now)
    ended = before.scalar_subquery()
    chosen = (
        select(
            random_public_id(),
            User.id,
            case((ended > c.begins, ended), else_=c.begins),
            c.ends,
            literal(DigestState.PENDING, type_=Digest.state.type),
            literal(0),
        )
        .select_from(User)
        .outerjoin(NotificationSchedule, NotificationSchedule.user_id == User.id)
        .join(windows, and_(c.zone == zone, c.every == every, c.hour == hour, c.weekday == weekday))
        .where(User.id.in_(_waiting()))
    )
    names = ["public_id", "user_id", "window_start", "send_at", "state", "attempts"]
    db.session.execute(insert_new(Digest, ("user_id", "window_start")).from_select(names, chosen))


def window(plan: Plan, now: datetime) -> tuple[datetime, datetime]:
    """The last moment of the plan, `now` or before, and the next one after."""
    zone, every, hour, weekday = plan
    day = weekday if every is Every.WEEK else None
    return last_at(hour, day, zone, now), next_at(hour, day, zone, now)
