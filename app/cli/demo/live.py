"""Live sessions of the demo school: a series of which two were held, one moved and one called off; a meeting of two;
and one that is held elsewhere.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import select

from app import clock
from app.actions import live_cancelling, live_edits, live_rooms, live_sessions, live_visits
from app.actions.live_edits import When
from app.cli.demo.data import SCHOOL
from app.cli.demo.find import classroom, person
from app.cli.demo.history import History
from app.extensions import db
from app.models.base import new_public_id
from app.models.classroom import ClassRole, Membership, MemberState
from app.models.live import LiveKind, LiveSession, Provider

CLASS, TEACHER, SERIES = "Biology 8B", "tess", "Ask me anything about cells"
ABOUT = "Bring your questions and your drawings. Whoever has none listens; that helps, too."
# At two in the afternoon each week (demo/history.py counts school hours backwards).
MADE_DAYS_AGO, HELD_DAYS_AGO, MINUTES = 15.6, (13.25, 6.25), 45
AFTER = MINUTES / (8 * 60)
# Of five students in a row: when each came and went, in minutes from the start; the fifth does not come.
STAYS = ((-2, 45), (1, 45), (9, 45), (0, 28), None)


def plan(history: History) -> None:
    history.at(MADE_DAYS_AGO, _schedule, history.instant(HELD_DAYS_AGO[0]))
    for number, days_ago in enumerate(HELD_DAYS_AGO):
        history.at(days_ago, _begin, number)
        history.at(days_ago - AFTER, _hold, number)
    history.at(1.5, _change)
    history.at(0.9, _meet)


def _schedule(first: datetime) -> None:
    _made(CLASS, TEACHER, SERIES, first, minutes=MINUTES, description=ABOUT, rule="FREQ=WEEKLY;COUNT=10")


def _begin(number: int) -> None:
    live_rooms.start(_series()[number], actor=person(TEACHER))


def _hold(number: int) -> None:
    """Who came, and that the teacher ended it in time."""
    session, now = _series()[number], clock.now()
    _stay(session, session.host_id or 0, now - timedelta(minutes=MINUTES), now)
    for place, user_id in enumerate(_students(session)):
        stay = STAYS[(place + number) % len(STAYS)]
        if stay is not None:
            came, went = (now - timedelta(minutes=MINUTES - minute) for minute in stay)
            _stay(session, user_id, came, went)
    live_rooms.end(session, actor=person(TEACHER))


def _stay(session: LiveSession, user_id: int, came: datetime, went: datetime) -> None:
    connection = new_public_id()
    with clock.pretend(came):
        live_visits.joined(session.id, user_id, connection)
    with clock.pretend(went):
        live_visits.left(connection)


def _change() -> None:
    """One of those to come is moved by two hours, another is called off."""
    series, tess = _series(), person(TEACHER)
    later = series[3].starts_at + timedelta(hours=2)
    live_edits.change(series[3], actor=tess, when=When(starts_at=later))
    live_cancelling.cancel(series[4], actor=tess, reason="I am on an excursion with class 6A that day.")


def _meet() -> None:
    tomorrow, in_days = clock.now() + timedelta(days=1), clock.now() + timedelta(days=4)
    of_two = {"kind": LiveKind.ONE_TO_ONE, "people": [person("sam").public_id]}
    _made(CLASS, TEACHER, "Your project on mosses", _at(tomorrow, 15), minutes=20, **of_two)
    elsewhere = {"provider": Provider.LINK, "link_url": "https://meet.example.org/chess-team"}
    _made("Chess team", "yuki.tanabe", "Before the tournament", _at(in_days, 17), minutes=60, **elsewhere)


def _made(title: str, teacher: str, name: str, starts_at: datetime, **more: Any) -> LiveSession:
    zone = SCHOOL["timezone"]
    room, actor = classroom(title), person(teacher)
    return live_sessions.create(room, actor=actor, title=name, starts_at=starts_at, zone=zone, **more)


def _at(day: datetime, hour: int) -> datetime:
    return day.astimezone(ZoneInfo(SCHOOL["timezone"])).replace(hour=hour, minute=0, second=0, microsecond=0)


def _series() -> list[LiveSession]:
    found = select(LiveSession).where(LiveSession.title == SERIES).order_by(LiveSession.recurs_at)
    return list(db.session.scalars(found))


def _students(session: LiveSession) -> list[int]:
    here = Membership.classroom_id == session.classroom_id, Membership.state == MemberState.ACTIVE
    learns = Membership.role == ClassRole.STUDENT
    return list(db.session.scalars(select(Membership.user_id).where(*here, learns).order_by(Membership.id)))
