"""When a person is reached: quiet hours, and the hour of his digest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from flask_babel import gettext as _
from sqlalchemy import select

from app import queue
from app.errors import Invalid
from app.extensions import db
from app.models.delivery import ask_again, unplan
from app.models.preference import EVERY_DAY, MINUTES_A_DAY, Every, NotificationSchedule
from app.models.school import School
from app.models.upsert import insert_new
from app.models.user import Role, User
from app.notifications.digests import HOUR, WEEKDAY
from app.transaction import action, after_commit

WEEKDAYS = range(7)
HOURS = range(24)


@dataclass(frozen=True)
class QuietHours:
    """Minutes from midnight, and a bit for each day they begin on, Monday first; `own` unless they are the school's."""

    own: bool
    on: bool
    start: int
    end: int
    days: int
    urgent_passes: bool

    @property
    def weekdays(self) -> list[int]:
        return [day for day in WEEKDAYS if self.days >> day & 1]


@dataclass(frozen=True)
class DigestPlan:
    """`weekday` counts for weekly ones only; 0 is Monday."""

    every: Every
    hour: int
    weekday: int


def of(user: User) -> tuple[QuietHours, DigestPlan]:
    """What is in force for `user`."""
    own = db.session.get(NotificationSchedule, user.id)
    plan = DigestPlan(own.digest_every, own.digest_hour, own.digest_weekday) if own else None
    return _quiet(user, own), plan or DigestPlan(Every.DAY, HOUR, WEEKDAY)


def _quiet(user: User, own: NotificationSchedule | None) -> QuietHours:
    if own and own.quiet_on is not None:
        days = EVERY_DAY if own.quiet_days is None else own.quiet_days
        passes = own.urgent_passes is not False
        return QuietHours(True, own.quiet_on, own.quiet_start or 0, own.quiet_end or 0, days, passes)
    here = db.session.scalars(School.the()).one()
    on = here.quiet_on and user.role is Role.STUDENT
    return QuietHours(False, on, here.quiet_start, here.quiet_end, EVERY_DAY, here.urgent_passes)


@action
def keep_quiet(user: User, *, on: bool, start: int, end: int, weekdays: list[int], urgent_passes: bool) -> None:
    """Quiet hours of one's own. Raises Invalid."""
    check_hours(on=on, start=start, end=end)
    days = sum(1 << day for day in set(weekdays) & set(WEEKDAYS))
    if on and not days:
        raise Invalid({"weekdays": _("Choose a day, or switch quiet hours off.")})

    def change(kept: NotificationSchedule) -> None:
        kept.quiet_on, kept.quiet_start, kept.quiet_end = on, start, end
        kept.quiet_days, kept.urgent_passes = days, urgent_passes

    _change(user, change)
    _ask_again(user)


@action
def leave_quiet_to_school(user: User) -> None:
    """The school's quiet hours again, as long as there are any."""

    def change(kept: NotificationSchedule) -> None:
        kept.quiet_on = kept.quiet_start = kept.quiet_end = kept.quiet_days = kept.urgent_passes = None

    _change(user, change)
    _ask_again(user)


@action
def plan_digest(user: User, *, every: Every, hour: int, weekday: int) -> None:
    """When gathered mail comes; what waits for the one to come moves along. Raises Invalid."""
    wrong = {}
    if hour not in HOURS:
        wrong["hour"] = _("Choose an hour from 0 to 23.")
    if weekday not in WEEKDAYS:
        wrong["weekday"] = _("Choose a day of the week.")
    if wrong:
        raise Invalid(wrong)

    def change(kept: NotificationSchedule) -> None:
        kept.digest_every, kept.digest_hour, kept.digest_weekday = every, hour, weekday

    _change(user, change)
    db.session.execute(unplan(user))


def check_hours(*, on: bool, start: int, end: int) -> None:
    """Raise Invalid for minutes that no clock shows, and for quiet hours that never begin."""
    wrong = {
        name: _("Write a time such as 20:00.")
        for name, minute in (("start", start), ("end", end))
        if not 0 <= minute < MINUTES_A_DAY
    }
    if on and not wrong and start == end:
        wrong["end"] = _("Choose another time than the one they begin at.")
    if wrong:
        raise Invalid(wrong)


def _change(user: User, change: Callable[[NotificationSchedule], None]) -> None:
    db.session.execute(
        insert_new(NotificationSchedule, ("user_id",)).values(
            user_id=user.id, digest_every=Every.DAY, digest_hour=HOUR, digest_weekday=WEEKDAY
        )
    )
    mine = select(NotificationSchedule).where(NotificationSchedule.user_id == user.id)
    change(db.session.scalars(mine.with_for_update().execution_options(populate_existing=True)).one())


def _ask_again(user: User) -> None:
    again = ask_again(select(User.id).where(User.id == user.id))
    db.session.execute(again.execution_options(synchronize_session=False))
    after_commit(queue.wake, "sender")
