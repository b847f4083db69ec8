"""A series of many sessions asks the database no oftener than one of few."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from app import clock
from app.actions import live_cancelling, live_edits, live_sessions
from app.actions.live_edits import Scope, When
from app.models.classroom import Classroom
from app.models.live import LiveSession
from tests.support.queries import counted

FEW, MANY = 4, 150
A_ROW_EACH = "INSERT INTO live_sessions"  # SQLite gives a row its number only when it comes alone


def statements(deed: Callable[[], object]) -> int:
    with counted() as queries:
        deed()
    return len([each for each in queries.statements if not each.startswith(A_ROW_EACH)])


def made(classroom: Classroom, times: int) -> LiveSession:
    tomorrow = clock.now() + timedelta(days=1)
    rule = f"FREQ=DAILY;COUNT={times}"
    actor = classroom.owner
    return live_sessions.create(
        classroom, actor=actor, title="Cells", starts_at=tomorrow, minutes=45, zone="UTC", rule=rule
    )


def test_making_moving_and_cancelling(classroom: Classroom) -> None:
    def all_three(times: int) -> tuple[int, int, int]:
        series: list[LiveSession] = []
        making = statements(lambda: series.append(made(classroom, times)))
        [session], actor = series, classroom.owner
        later = When(starts_at=session.starts_at + timedelta(hours=1))
        moving = statements(lambda: live_edits.change(session, actor=actor, scope=Scope.ALL, when=later))
        return making, moving, statements(lambda: live_cancelling.cancel(session, actor=actor, scope=Scope.ALL))

    few, many = all_three(FEW), all_three(MANY)
    assert max(more - less for less, more in zip(few, many, strict=True)) <= 2, (few, many)
