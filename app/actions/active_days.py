"""Days on which students learned, and the one word said to those whose days in a row are about to end."""

from __future__ import annotations

from datetime import date, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from app import clock
from app.actions import achievements
from app.events import announce
from app.extensions import db
from app.formats.streaks import Streak
from app.formats.wall_clock import day_of
from app.models.classroom import Classroom
from app.models.event import Dispatch
from app.models.recognition import ActiveDay
from app.models.upsert import insert_new
from app.models.user import Role, Status, User
from app.transaction import action

MISSED = 2
WORTH_A_WORD = 3
LONGEST_GAP = timedelta(days=40)
AFTERNOON = range(15, 19)
PEOPLE_AT_ONCE = 500


@action
def note(user: User, classroom: Classroom) -> None:
    """A student opened or finished something of `classroom`: today, by his own clocks, is a day of learning."""
    if user.role is not Role.STUDENT or not classroom.recognises:
        return
    row = {"user_id": user.id, "day": day_of(clock.now(), user.timezone)}
    made = insert_new(ActiveDay, ("user_id", "day")).values(row).returning(ActiveDay.day)
    if db.session.scalar(made) is not None:
        achievements.award_days([user.id])


def of(user: User) -> Streak:
    """How many days in a row `user` has been learning."""
    return achievements.streaks_of([user.id]).get(user.id, Streak())


def remind() -> int:
    """Say a word to those who missed two counted days and had learned on three or more in a row. How many they were.

    In the afternoon of each one's own day, once after each last day: safe to run at any time.
    """
    told = 0
    for zone in _zones():
        if clock.now().astimezone(ZoneInfo(zone)).hour in AFTERNOON:
            low = 0
            while last := _silent(zone, low):
                told += _remind(last)
                low = max(last)
    return told


@action
def _zones() -> list[str]:
    return list(db.session.scalars(select(User.timezone).where(User.status == Status.ACTIVE).distinct()))


@action
def _silent(zone: str, low: int) -> dict[int, date]:
    """Some students of `zone` who were there lately and neither today nor yesterday, with their last days."""
    today, last = day_of(clock.now(), zone), func.max(ActiveDay.day)
    found = (
        select(ActiveDay.user_id, last)
        .join(User, User.id == ActiveDay.user_id)
        .where(User.id > low, User.timezone == zone, User.role == Role.STUDENT, User.status == Status.ACTIVE)
        .group_by(ActiveDay.user_id)
        .having(last < today - timedelta(days=MISSED), last >= today - LONGEST_GAP)
        .order_by(ActiveDay.user_id)
    )
    return dict(db.session.execute(found.limit(PEOPLE_AT_ONCE)).all())


@action
def _remind(last: dict[int, date]) -> int:
    keys = {user_id: f"{user_id}:{day}" for user_id, day in last.items()}
    told = set(
        db.session.scalars(
            select(Dispatch.key).where(Dispatch.key.in_([f"streak_risk:{key}" for key in keys.values()]))
        )
    )
    waiting = [user_id for user_id, key in keys.items() if f"streak_risk:{key}" not in told]
    at_risk = {user_id: each for user_id, each in achievements.streaks_of(waiting).items() if _is_at_risk(each)}
    for person in db.session.scalars(select(User).where(User.id.in_(at_risk))):
        each = at_risk[person.id]
        announce(
            "streak.at_risk",
            person,
            actor=None,
            key=keys[person.id],
            days=each.before,
            last=str(each.last),
            going_on=int(each.length > 0),
        )
    return len(at_risk)


def _is_at_risk(found: Streak) -> bool:
    """After the second missed day, and not weeks later, when the portal was down or a calendar changed."""
    return found.before >= WORTH_A_WORD and MISSED <= found.missed <= 2 * MISSED
