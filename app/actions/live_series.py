"""Series of live sessions: each time is a session of its own, made some months ahead; the clock makes later ones."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from sqlalchemy import Select, insert, select

from app import clock, transaction
from app.actions import live_reminders, live_times
from app.actions.live_settings import SETTINGS
from app.errors import NotFound
from app.extensions import db
from app.formats import recurrence_rule
from app.formats.recurrence_rule import Rule
from app.models.classroom import Classroom, State
from app.models.live import LiveSeries, LiveSession, LiveState, Registration
from app.models.live_people import LiveParticipant, Seat

AHEAD = timedelta(days=182)
AT_ONCE = 50
GOES_ALONG = (Seat.INVITED, Seat.GUEST, Seat.REMOVED)

log = logging.getLogger(__name__)


def begin(session: LiveSession, rule: Rule) -> list[LiveSession]:
    """Within an action: `session` is the first of a series; it and those after it, as far ahead as they are made."""
    first = next(rule.times(session.starts_at, session.zone))
    live_times.place(session, first, session.minutes)
    series = LiveSeries(classroom_id=session.classroom_id, rule=rule.text(session.zone), zone=session.zone)
    series.first_at, series.minutes = first, session.minutes
    db.session.add(series)
    db.session.flush()
    session.series, session.recurs_at = series, first
    db.session.flush()
    return [session, *make(series, session)]


def make(series: LiveSeries, pattern: LiveSession) -> list[LiveSession]:
    """Within an action: the sessions of `series` to come that are not there yet, each like `pattern`."""
    there = set(db.session.scalars(select(LiveSession.recurs_at).where(LiveSession.series_id == series.id)))
    now = clock.now()
    made = [_another(series, pattern, moment) for moment in ahead(series) if moment > now and moment not in there]
    db.session.flush()
    _seat_everybody(made, pattern)
    live_reminders.settle(*made)
    return made


def ahead(series: LiveSeries) -> list[datetime]:
    """Its times as far as sessions are made for them now; what lies beyond is noted."""
    horizon, found = max(clock.now(), series.first_at) + AHEAD, []
    series.made_until = None
    for moment in rule_of(series).times(series.first_at, series.zone):
        if moment > horizon:
            series.made_until = horizon
            break
        found.append(moment)
    return found


def series_of(session: LiveSession) -> LiveSeries:
    if session.series is None:
        raise NotFound
    return session.series


def recurs(session: LiveSession) -> datetime:
    """When its series has it."""
    return session.recurs_at or session.starts_at


def rule_of(series: LiveSeries) -> Rule:
    return recurrence_rule.parse(series.rule, series.zone)


def make_due() -> int:
    """Make what has come near enough of series that go on; how many sessions. For the clock, again and again."""
    transaction.writes()
    soon = clock.now() + AHEAD - timedelta(days=7)
    open_class = Classroom.state != State.ARCHIVED
    due = select(LiveSeries.id).join(Classroom, Classroom.id == LiveSeries.classroom_id)
    ids = list(db.session.scalars(due.where(LiveSeries.made_until < soon, open_class).limit(AT_ONCE)))
    db.session.rollback()
    made = 0
    for series_id in ids:
        try:
            made += _continue(series_id)
        except Exception:
            log.exception("series %s of live sessions was not continued", series_id)
    return made


@transaction.action
def _continue(series_id: int) -> int:
    series = lock(series_id)
    if series is None:
        return 0
    pattern = db.session.scalars(_patterns(series).limit(1)).first()
    if pattern is None:
        series.made_until = None
        return 0
    return len(make(series, pattern))


def lock(series_id: int) -> LiveSeries | None:
    """The series as it is now, ours until the end of the transaction; None where it is gone."""
    wanted = select(LiveSeries).where(LiveSeries.id == series_id).with_for_update()
    return db.session.scalars(wanted.execution_options(populate_existing=True)).first()


def lock_of(session: LiveSession) -> None:
    """Hold the series that `session` is of, which may be another once whoever held its series before is done."""
    mine = select(LiveSession.series_id).where(LiveSession.id == session.id)
    held = None
    while (series_id := db.session.scalar(mine)) not in (None, held):
        held = series_id if lock(series_id) else None


def _patterns(series: LiveSeries) -> Select[LiveSession]:
    """Its sessions, first the one that later ones are made like: the last of those that were not changed alone."""
    of_series = LiveSession.loaded().where(LiveSession.series_id == series.id)
    return of_series.order_by(LiveSession.is_altered, LiveSession.recurs_at.desc())


def _another(series: LiveSeries, pattern: LiveSession, moment: datetime) -> LiveSession:
    """A room, a state and a name of its own; the rest as in `pattern`."""
    session = LiveSession(classroom=pattern.classroom, series=series, recurs_at=moment, zone=series.zone)
    session.state = LiveState.SCHEDULED
    for name in SETTINGS:
        setattr(session, name, getattr(pattern, name))
    live_times.place(session, moment, series.minutes)
    db.session.add(session)
    return session


def _seat_everybody(made: list[LiveSession], pattern: LiveSession) -> None:
    """Whoever was chosen for the pattern; not who put his name down for it."""
    if not made:
        return
    chosen = GOES_ALONG if pattern.registration is Registration.NONE else (Seat.INVITED, Seat.REMOVED)
    seats = select(LiveParticipant.user_id, LiveParticipant.seat, LiveParticipant.decided_by_id)
    mine = seats.where(LiveParticipant.session_id == pattern.id, LiveParticipant.seat.in_(chosen))
    now = clock.now()
    rows = [
        {"session_id": session.id, "user_id": user_id, "seat": seat, "decided_by_id": by, "registered_at": now}
        for user_id, seat, by in db.session.execute(mine)
        for session in made
    ]
    if rows:
        db.session.execute(insert(LiveParticipant), rows)
