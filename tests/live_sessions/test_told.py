"""From scheduling to the bell: what the class hears of what its teacher does with a session or a series."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from time_machine import travel

from app import clock, reminders
from app.actions import live_cancelling, live_edits, live_participants, live_rooms, live_sessions
from app.actions.live_edits import Scope, When
from app.extensions import db
from app.models.live import LiveKind, LiveSession, LiveState
from app.models.reminder import Reminder, ReminderState
from app.models.user import User
from app.notifications import sweep
from tests.support.people import make_user
from tests.support.ring import Ring, notes_of

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
START = NOW + timedelta(days=3)
DAY = timedelta(days=1)


@pytest.fixture
def now() -> object:
    with travel(NOW, tick=False) as moving:
        yield moving


def create(ring: Ring, **settings: object) -> LiveSession:
    usual = {"title": "Cells", "starts_at": START, "minutes": 45, "zone": "UTC", "actor": ring.teacher}
    return live_sessions.create(ring.classroom, **(usual | settings))  # type: ignore[arg-type]


def heard(user: User) -> list[str]:
    """What rang since the last time somebody listened."""
    with travel(clock.now() + timedelta(seconds=6), tick=False):
        sweep.run()
    before = HEARD.setdefault(user.id, 0)
    kinds = [f"{note.kind}: {note.title}" for note in notes_of(user)]
    HEARD[user.id] = len(kinds)
    return kinds[before:]


HEARD: dict[int, int] = {}


@pytest.fixture(autouse=True)
def nothing_heard() -> None:
    HEARD.clear()


def planned(session: LiveSession) -> set[datetime]:
    mine = Reminder.subject_id == session.id, Reminder.state == ReminderState.SCHEDULED
    return set(db.session.scalars(select(Reminder.instant).where(*mine)))


def test_one_session_from_made_to_cancelled(ring: Ring, now: object) -> None:
    student = ring.students[0]
    session = create(ring)
    assert heard(student) == ["session_scheduled: New live session: Cells"]
    assert heard(ring.teacher) == []
    assert planned(session) == {START}
    live_edits.change(session, actor=ring.teacher, title="More cells")
    assert heard(student) == []
    live_edits.change(session, actor=ring.teacher, when=When(starts_at=START + DAY))
    assert heard(student) == ["session_rescheduled: Moved: More cells"]
    live_edits.change(session, actor=ring.teacher, when=When(minutes=90))
    assert heard(student) == ["session_rescheduled: Another length: More cells"]
    assert "for 90 minutes" in notes_of(student)[-1].body
    assert planned(session) == {START + DAY}
    live_cancelling.cancel(session, actor=ring.teacher, reason="Ill")
    assert heard(student) == ["session_cancelled: Cancelled: More cells"]
    assert planned(session) == set()


def test_who_has_not_heard_yet_hears_only_where_it_is_now(ring: Ring, now: object) -> None:
    session = create(ring)
    live_edits.change(session, actor=ring.teacher, when=When(starts_at=START + DAY))
    live_edits.change(session, actor=ring.teacher, when=When(starts_at=START + 2 * DAY))
    assert heard(ring.students[0]) == ["session_rescheduled: Moved: Cells"]
    other = create(ring, title="Leaves")
    live_cancelling.cancel(other, actor=ring.teacher)
    assert heard(ring.students[0]) == ["session_cancelled: Cancelled: Leaves"]


@pytest.mark.parametrize("scope", [Scope.ALL, Scope.FOLLOWING])
def test_a_series_is_one_notice_whatever_is_done_with_it(ring: Ring, scope: Scope, now: object) -> None:
    student = ring.students[0]
    first = create(ring, rule="FREQ=WEEKLY;COUNT=6")
    assert heard(student) == ["session_scheduled: 6 live sessions: Cells"]
    live_edits.change(first, actor=ring.teacher, scope=scope, when=When(starts_at=START + timedelta(hours=1)))
    assert heard(student) == ["session_rescheduled: 6 sessions moved: Cells"]
    live_cancelling.cancel(first, actor=ring.teacher, scope=scope)
    assert heard(student) == ["session_cancelled: 6 sessions cancelled: Cells"]
    assert db.session.scalars(select(Reminder.id).where(Reminder.state == ReminderState.SCHEDULED)).all() == []


def test_a_series_moved_before_anybody_heard_is_told_once(ring: Ring, now: object) -> None:
    first = create(ring, rule="FREQ=WEEKLY;COUNT=6")
    live_edits.change(first, actor=ring.teacher, scope=Scope.ALL, when=When(starts_at=START + timedelta(hours=1)))
    assert heard(ring.students[0]) == ["session_rescheduled: 6 sessions moved: Cells"]


def test_one_of_a_series_moved_leaves_the_word_of_all(ring: Ring, now: object) -> None:
    first = create(ring, rule="FREQ=WEEKLY;COUNT=6")
    live_edits.change(first, actor=ring.teacher, when=When(starts_at=START + timedelta(hours=1)))
    assert heard(ring.students[0]) == [
        "session_scheduled: 6 live sessions: Cells",
        "session_rescheduled: Moved: Cells",
    ]


def test_who_is_added_and_taken_out_hears_it(ring: Ring, now: object) -> None:
    first, second = ring.students
    session = create(ring, kind=LiveKind.GROUP, people=[first.public_id])
    assert heard(first) == ["session_scheduled: New live session: Cells"]
    assert heard(second) == []
    live_participants.add(session, [second.public_id], actor=ring.teacher)
    assert heard(second) == ["session_scheduled: You are invited: Cells"]
    live_participants.remove(session, [first.public_id], actor=ring.teacher)
    assert heard(first) == ["session_cancelled: You are not expected any more: Cells"]
    assert heard(second) == []


def test_reminded_live_and_over(ring: Ring, now: object) -> None:
    student, late = ring.students[0], make_user(name="Lou Late")
    session = create(ring)
    heard(student)
    now.move_to(START - timedelta(minutes=15))  # type: ignore[attr-defined]
    reminders.fire_due()
    assert heard(student) == ["session_reminder: In 15 minutes: Cells"]
    now.shift(timedelta(minutes=12))  # type: ignore[attr-defined]
    live_rooms.start(session, actor=ring.teacher)
    assert heard(student) == ["session_live: Live now: Cells"]
    now.shift(timedelta(minutes=10))  # type: ignore[attr-defined]
    reminders.fire_due()
    live_rooms.end(session, actor=ring.teacher)
    assert heard(student) == ["session_ended: Over: Cells"]
    assert session.state is LiveState.COMPLETED
    assert heard(late) == []
