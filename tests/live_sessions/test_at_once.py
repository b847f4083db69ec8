"""Two teachers change one series at the same moment: both are done, one after the other, or one is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from app import clock
from app.actions import live_cancelling, live_edits, live_sessions
from app.actions.live_edits import Scope, When
from app.errors import Conflict
from app.extensions import db
from app.models.classroom import ClassRole, Classroom
from app.models.live import LiveSession, LiveState
from app.models.reminder import Reminder, ReminderState
from app.models.user import Role, User
from tests.support.at_once import at_once
from tests.support.live import of_series
from tests.support.people import make_member, make_user

TIMES = 6
Deed = Callable[[LiveSession, User], object]


@pytest.fixture
def series(classroom: Classroom) -> LiveSession:
    tomorrow = clock.now().replace(hour=9, minute=0, second=0, microsecond=0) + timedelta(days=1)
    rule = f"FREQ=WEEKLY;COUNT={TIMES}"
    return live_sessions.create(
        classroom, actor=classroom.owner, title="Cells", starts_at=tomorrow, minutes=45, zone="UTC", rule=rule
    )


@pytest.fixture
def second(classroom: Classroom) -> User:
    made = make_user(Role.TEACHER, "Otto Second")
    make_member(classroom, made, ClassRole.ASSISTANT)
    db.session.commit()
    return made


def both(app: Flask, series: LiveSession, people: tuple[User, User], deeds: tuple[Deed, Deed]) -> list[object]:
    numbers, ids = series.id, [person.id for person in people]

    def of(deed: Deed, actor_id: int) -> Callable[[], object]:
        def work() -> object:
            session, actor = db.session.get_one(LiveSession, numbers), db.session.get_one(User, actor_id)
            db.session.commit()
            deed(session, actor)
            return None

        return work

    found = at_once(app, [of(deed, actor_id) for deed, actor_id in zip(deeds, ids, strict=True)])
    db.session.expire_all()
    return found


def reminded(rows: list[LiveSession]) -> dict[int, set[datetime]]:
    """The instants that each of them is still reminded of."""
    open_ones = select(Reminder).where(Reminder.state == ReminderState.SCHEDULED)
    found: dict[int, set[datetime]] = {row.id: set() for row in rows}
    for reminder in db.session.scalars(open_ones.where(Reminder.subject_id.in_(found))):
        found[reminder.subject_id].add(reminder.instant)
    return found


def test_one_moves_it_while_the_other_renames_it(
    app: Flask, classroom: Classroom, series: LiveSession, second: User
) -> None:
    later = series.starts_at + timedelta(hours=2)

    def move(session: LiveSession, actor: User) -> object:
        return live_edits.change(session, actor=actor, scope=Scope.ALL, when=When(starts_at=later))

    def rename(session: LiveSession, actor: User) -> object:
        return live_edits.change(session, actor=actor, scope=Scope.ALL, title="Cells and walls")

    assert both(app, series, (classroom.owner, second), (move, rename)) == [None, None]
    rows = of_series(series)
    assert [(row.title, row.starts_at.hour) for row in rows] == [("Cells and walls", later.hour)] * TIMES
    assert all(instants == {row.starts_at} for row, instants in zip(rows, reminded(rows).values(), strict=True))


def test_both_wrote_on_the_same_version(app: Flask, classroom: Classroom, series: LiveSession, second: User) -> None:
    version = series.version

    def rename(title: str) -> Deed:
        return lambda session, actor: live_edits.change(
            session, actor=actor, scope=Scope.ALL, version=version, title=title
        )

    found = both(app, series, (classroom.owner, second), (rename("One"), rename("Two")))
    assert sorted(type(each) for each in found if each is not None) == [Conflict]
    assert len({row.title for row in of_series(series)}) == 1


def test_one_moves_it_while_the_other_calls_it_off(
    app: Flask, classroom: Classroom, series: LiveSession, second: User
) -> None:
    later = series.starts_at + timedelta(hours=2)

    def move(session: LiveSession, actor: User) -> object:
        return live_edits.change(session, actor=actor, scope=Scope.ALL, when=When(starts_at=later))

    def call_off(session: LiveSession, actor: User) -> object:
        return live_cancelling.cancel(session, actor=actor, scope=Scope.ALL, reason="Ill")

    found = both(app, series, (classroom.owner, second), (move, call_off))
    assert [type(each) for each in found if each is not None] in ([], [Conflict])
    called_off = select(func.count()).where(LiveSession.state == LiveState.CANCELLED)
    assert db.session.scalar(called_off) == TIMES
    assert not any(reminded(of_series(series)).values())
