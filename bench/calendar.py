"""Pages a second of a month with 500 sessions and due dates, against a bare Flask page.

python -m bench.calendar     needs wrk (Debian: apt-get install wrk)
"""

from __future__ import annotations

import sys
from datetime import timedelta

from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.classroom import Classroom, Membership
from app.models.live import LiveState
from bench.pages import compare, has_wrk
from bench.portal import cookie, portal
from bench.pupil import Pupil, pupil
from tests.support.live import make_live
from tests.support.quizzes import make_quiz

BENCH = "calendar"
GOAL = 1.5
SESSIONS = 450
QUIZZES = 50
DAYS = 28


def main() -> int:
    if not has_wrk(BENCH):
        return 1
    with portal() as app:
        student = pupil()
        fill(student)
        compare(BENCH, app, cookie(app, student.user), {"month_of_500": "/calendar"}, GOAL)
    return 0


def fill(student: Pupil) -> None:
    """Sessions and ends of quizzes within the month, in the classes of one student; one session goes on."""
    first = clock.now().replace(day=1, hour=6)
    mine = select(Classroom).join(Membership).where(Membership.user_id == student.user.id).order_by(Classroom.id)
    classes = list(db.session.scalars(mine))
    for number in range(SESSIONS):
        starts = first + timedelta(days=number % DAYS, minutes=20 * (number % 30))
        make_live(classes[number % len(classes)], title=f"Lesson {number}", starts_at=starts)
    for number in range(QUIZZES):
        closes = first + timedelta(days=number % DAYS, hours=12)
        make_quiz(classes[number % len(classes)], (), title=f"Quiz {number}", closes_at=closes)
    make_live(student.classroom, state=LiveState.LIVE)
    db.session.commit()


if __name__ == "__main__":
    sys.exit(main())
