"""A series that comes at another time from one of its sessions on: the part that moves becomes a series of its own.

Each session goes along to the time that its own becomes. One whose time the rule names no more goes to the next time
that has no session yet; what is left over is called off, and what is missing is made.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import takewhile

from flask_babel import gettext as _
from sqlalchemy import exists, select

from app import clock
from app.actions import live_series, live_times
from app.errors import Invalid
from app.extensions import db
from app.formats import recurrence_rule
from app.formats.recurrence_rule import Rule
from app.models.live import LiveSeries, LiveSession, LiveState

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Move:
    """The new time of the session that was changed; `rule` where that is another one, too."""

    begins: datetime
    minutes: int
    zone: str
    rule: Rule | None


@dataclass(frozen=True)
class Shift:
    """From the clocks of one zone to those of another, so many days and minutes later."""

    zone: str
    new_zone: str
    days: int
    minutes: int

    @classmethod
    def of(cls, kept: LiveSession, to: Move) -> Shift:
        """What `kept` does. Moved alone before, it goes from where its series had it."""
        if (to.begins, to.zone) == (kept.starts_at, kept.zone):
            return cls(kept.zone, to.zone, 0, 0)
        was = recurrence_rule.on_the_wall(kept.recurs_at or kept.starts_at, kept.zone)
        now = recurrence_rule.on_the_wall(to.begins, to.zone)
        minutes = (now.hour - was.hour) * 60 + now.minute - was.minute
        return cls(kept.zone, to.zone, (now.date() - was.date()).days, minutes)

    def became(self, moment: datetime) -> datetime:
        shown = recurrence_rule.on_the_wall(moment, self.zone) + timedelta(days=self.days, minutes=self.minutes)
        return recurrence_rule.off_the_wall(shown, self.new_zone)


def another_rule(session: LiveSession, text: str | None, begins: datetime, zone: str) -> Rule | None:
    """The rule that `text` says, if that is not the one it has. Raises Invalid (rule)."""
    if not text:
        return None
    rule = live_times.rule_of(text, begins, zone)
    return None if session.series and rule.text(zone) == session.series.rule else rule


def move(kept: LiveSession, rows: list[LiveSession], to: Move) -> list[LiveSession]:
    """Within an action: let `rows`, in order and of one series, go along with `kept`; all that there is of it then.

    Raises Invalid (starts_at, rule).
    """
    old, shift, pivot = live_series.series_of(kept), Shift.of(kept, to), live_series.recurs(rows[0])
    rule = to.rule or _rest(old, pivot).moved(shift.days)
    first = next(rule.times(shift.became(pivot), to.zone), None)
    if first is None:
        raise Invalid({"rule": _("It would end before it begins. Choose a later day.")})
    if first < clock.now() - live_times.JUST_NOW:
        raise Invalid({"starts_at": _("The first of these sessions would begin in the past.")})
    series = LiveSeries(classroom_id=old.classroom_id, rule=rule.text(to.zone), zone=to.zone, minutes=to.minutes)
    series.first_at = first
    db.session.add(series)
    db.session.flush()
    left_over = _place(kept, rows, series, shift, to)
    shorten(old, pivot)
    live_series.make(series, next((row for row in rows if not row.is_altered), kept))
    of_series = LiveSession.loaded().where(LiveSession.series_id == series.id, LiveSession.state.in_(OPEN))
    return [*db.session.scalars(of_series.order_by(LiveSession.recurs_at)), *left_over]


OPEN = (LiveState.SCHEDULED, LiveState.LIVE)


def shorten(series: LiveSeries, pivot: datetime) -> None:
    """Within an action: `series` ends before `pivot`; it goes where that leaves no session of it."""
    db.session.flush()
    series.made_until = None
    there = LiveSession.series_id == series.id
    if not db.session.scalar(select(exists().where(there))):
        db.session.delete(series)
        return
    if not db.session.scalar(select(exists().where(there, LiveSession.recurs_at < pivot))):
        return
    last = recurrence_rule.on_the_wall(pivot, series.zone) - MINUTE
    rule = live_series.rule_of(series)
    if rule.until is None or rule.until > last:
        series.rule = replace(rule, count=None, until=last).text(series.zone)


def _rest(series: LiveSeries, pivot: datetime) -> Rule:
    """Its rule from `pivot` on."""
    rule = live_series.rule_of(series)
    if rule.count is None:
        return rule
    before = sum(1 for _ in takewhile(lambda moment: moment < pivot, rule.times(series.first_at, series.zone)))
    return replace(rule, count=max(1, rule.count - before))


def _place(kept: LiveSession, rows: list[LiveSession], series: LiveSeries, shift: Shift, to: Move) -> list[LiveSession]:
    """Give each of `rows` its time in `series`, and take along what was called off or held. Those left over."""
    old_minutes, pivot = live_series.series_of(kept).minutes, live_series.recurs(rows[0])
    free = dict.fromkeys(live_series.ahead(series))
    waiting = []
    with db.session.no_autoflush:
        for other in _others(kept.series_id, pivot, rows):
            if shift.became(live_series.recurs(other)) in free:
                other.recurs_at, other.series = shift.became(live_series.recurs(other)), series
                del free[other.recurs_at]
            elif other.state is LiveState.CANCELLED:
                other.series = other.recurs_at = None
        for row in rows:
            moment, moved_alone = shift.became(live_series.recurs(row)), row.starts_at != row.recurs_at
            if moment not in free:
                waiting.append(row)
                continue
            del free[moment]
            stays = moved_alone and (row is not kept or to.begins == kept.starts_at)
            minutes = to.minutes if row is kept or row.minutes == old_minutes else row.minutes
            _set(row, series, moment, row.starts_at if stays else moment, minutes)
        for row, moment in zip(list(waiting), list(free), strict=False):
            _set(row, series, moment, moment, to.minutes)
            waiting.remove(row)
        for row in waiting:
            row.series = row.recurs_at = None
            row.state, row.cancelled_at = LiveState.CANCELLED, clock.now()
    return waiting


def _set(row: LiveSession, series: LiveSeries, moment: datetime, begins: datetime, minutes: int) -> None:
    row.series, row.recurs_at, row.zone = series, moment, series.zone
    live_times.place(row, begins, minutes)


def _others(series_id: int | None, pivot: datetime, rows: list[LiveSession]) -> list[LiveSession]:
    """Sessions of the series from `pivot` on that do not move."""
    later = LiveSession.series_id == series_id, LiveSession.recurs_at >= pivot
    found = select(LiveSession).where(*later, LiveSession.id.not_in([row.id for row in rows]))
    return list(db.session.scalars(found))
