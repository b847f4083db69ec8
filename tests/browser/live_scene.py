"""Live sessions that pages show: a series with one that was moved, and one that was called off. Nobody is told."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from app import clock
from app.extensions import db
from app.models.classroom import Classroom
from app.models.live import LiveSeries, LiveState
from app.models.live_people import Seat
from app.models.user import User
from tests.support.live import make_live, make_participant


def sessions_of(classroom: Classroom, student: User, say: Callable[[str], str] = str) -> dict[str, str]:
    """Three of a series that are to come, the first at the time of another one; and what was called off.

    `say` is what becomes of every text that people wrote.
    """
    first = (clock.now() + timedelta(days=9)).replace(hour=9, minute=0, second=0, microsecond=0)
    series = LiveSeries(classroom_id=classroom.id, rule="FREQ=WEEKLY;BYDAY=MO,TH;COUNT=12", zone="Europe/Berlin")
    series.first_at, series.minutes = first, 60
    words = "We look at leaves, roots and flowers.\n\nBring a leaf from the park, and something to draw with."
    made = [
        make_live(
            classroom,
            title=say("Plants under the microscope, the second part"),
            description=say(words),
            starts_at=first + timedelta(days=7 * number, hours=number),
            recurs_at=first + timedelta(days=7 * number),
            zone=series.zone,
            series=series,
            waiting_room=True,
        )
        for number in range(3)
    ]
    make_participant(made[0], student, Seat.INVITED)
    make_live(classroom, title=say("Questions before the test"), starts_at=first + timedelta(minutes=30))
    off = make_live(classroom, title=say("Visit to the garden"), state=LiveState.CANCELLED)
    off.cancel_reason = say(off.cancel_reason)
    db.session.flush()
    return {"planned": made[0].public_id, "called_off": off.public_id}
