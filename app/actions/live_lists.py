"""Live sessions as somebody looks for them: what comes, what was, and what is at the same time."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import islice, takewhile

from sqlalchemy import Select, case, or_, select, true

from app import clock
from app.actions import live_seats, live_series
from app.extensions import db
from app.formats import recurrence_rule
from app.models.base import contains
from app.models.classroom import Classroom, Membership
from app.models.live import LiveSession, LiveState
from app.models.live_people import LiveParticipant, Seat
from app.models.user import Status, User

OPEN = (LiveState.SCHEDULED, LiveState.LIVE)
OVER = (LiveState.COMPLETED, LiveState.CANCELLED)
MOST_SHOWN = 5
MOST_OFFERED = 50
AT_MOST = 1_000


def coming(user: User) -> Select[LiveSession]:
    """Those that `user` may see and that go on or are still to come, what goes on first."""
    first = case((LiveSession.state == LiveState.LIVE, 0), else_=1)
    open_ones = LiveSession.visible_to(user).where(LiveSession.state.in_(OPEN))
    ahead = or_(LiveSession.state == LiveState.LIVE, LiveSession.ends_at > clock.now())
    return open_ones.where(ahead).order_by(first, LiveSession.starts_at, LiveSession.id)


def past(user: User) -> Select[LiveSession]:
    """Those that were held, called off, or that nobody ever began; the latest first."""
    over = or_(LiveSession.state.in_(OVER), LiveSession.ends_at <= clock.now())
    shown = LiveSession.visible_to(user).where(over, LiveSession.state != LiveState.LIVE)
    return shown.order_by(LiveSession.starts_at.desc(), LiveSession.id.desc())


def next_of_series(session: LiveSession, user: User) -> list[LiveSession]:
    """Those that come after `session` in its series."""
    if session.series_id is None:
        return []
    later = LiveSession.series_id == session.series_id, LiveSession.starts_at > session.starts_at
    return list(db.session.scalars(coming(user).where(*later).limit(MOST_SHOWN)))


def conflicts(session: LiveSession, user: User) -> list[LiveSession]:
    """What else `user` himself is awaited at while `session` is held."""
    return busy(user, [(session.starts_at, session.ends_at)], but=session)


def spans(starts_at: datetime, minutes: int, zone: str, rule: str = "") -> list[tuple[datetime, datetime]]:
    """When a session, or each that `rule` makes in the months to come, would be held."""
    length = timedelta(minutes=minutes)
    if not rule:
        return [(starts_at, starts_at + length)]
    try:
        times = recurrence_rule.parse(rule, zone).times(starts_at, zone)
    except recurrence_rule.Refused:
        return []
    return [(first, first + length) for first in takewhile(lambda first: first <= starts_at + live_series.AHEAD, times)]


def busy(user: User, spans: list[tuple[datetime, datetime]], but: LiveSession | None = None) -> list[LiveSession]:
    """The first few that `user` is awaited at within one of `spans`, apart from `but` and its series."""
    if not spans:
        return []
    his = LiveSession.concerns(user.id), LiveSession.between(spans[0][0], spans[-1][1]), LiveSession.state.in_(OPEN)
    asked = LiveSession.loaded().where(*his).order_by(LiveSession.starts_at, LiveSession.id)
    if but is not None:
        others = LiveSession.series_id.is_distinct_from(but.series_id) if but.series_id else true()
        asked = asked.where(LiveSession.id != but.id, others)
    found = (
        each
        for each in db.session.scalars(asked.limit(AT_MOST))
        if any(each.starts_at < last and each.ends_at > first for first, last in spans)
    )
    return list(islice(found, MOST_SHOWN))


def people(session: LiveSession) -> Select[User]:
    """Those who are awaited, and those who were taken out, by name."""
    seated = select(LiveParticipant.user_id).where(
        LiveParticipant.session_id == session.id, LiveParticipant.seat == Seat.REMOVED
    )
    here = or_(User.id.in_(session.people()), User.id.in_(seated))
    return select(User).where(here).order_by(User.name, User.id)


def standing(session: LiveSession) -> dict[int, Seat]:
    """The seats of those who have one, by the id of each."""
    seats = select(LiveParticipant.user_id, LiveParticipant.seat).where(LiveParticipant.session_id == session.id)
    return {row.user_id: row.seat for row in db.session.execute(seats)}


def addable(session: LiveSession, user: User, text: str = "") -> list[User]:
    """Whom `user` may add and who is not awaited yet, by part of the name or of the title of their class."""
    offered = live_seats.offered(session.classroom_id, user)
    found = select(User).where(User.id.in_(offered), User.id.not_in(session.people()), User.status == Status.ACTIVE)
    if text:
        titled = select(Membership.user_id).join(Membership.classroom).where(contains(Classroom.title, text))
        found = found.where(or_(contains(User.name, text), User.id.in_(titled)))
    return list(db.session.scalars(found.order_by(User.name, User.id).limit(MOST_OFFERED)))
