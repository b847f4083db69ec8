"""Taking quizzes: fifty students through ten questions at once; then a school that starts within ten seconds and saves
every five, 60 on SQLite and 500 on PostgreSQL.

python -m bench.quizzes    the server of TEST_DATABASE_URL, else one of its own
"""

from __future__ import annotations

import asyncio
import sys

from flask import Flask
from sqlalchemy import select

from app import transaction
from app.extensions import db
from app.models.attempt import Attempt, AttemptState, Response
from app.models.classroom import Classroom
from app.models.quiz import Quiz
from app.models.user import User
from bench import figures, quiz_pupils
from bench.databases import on_postgresql
from bench.portal import cookies, portal
from bench.school import big_class
from bench.servers import environment, gunicorn
from tests.support.database import test_database
from tests.support.portal import free_port
from tests.support.quizzes import make_quiz, single

BENCH = "quizzes"
AT_ONCE = 50
QUESTIONS = 10
CROWDS = {"sqlite": 60, "postgresql": 500}
CONFIG = ("--config", "deploy/gunicorn_web.py")
GOAL_PER_MINUTE = 239
GOAL_SAVED = 2.0


def main(words: list[str]) -> int:
    if "--postgresql" in words:
        with test_database(None, "bench") as url:  # type: ignore[arg-type]  # the folder is for SQLite
            return measure("postgresql", url)
    return max(measure("sqlite", None), on_postgresql(BENCH))


def measure(database: str, url: str | None) -> int:
    port = free_port()
    with portal(url, port) as app:
        transaction.writes()
        classroom = big_class(AT_ONCE + CROWDS[database])
        people = list(db.session.scalars(select(User).where(User.username.like("student%")).order_by(User.id)))
        jar = cookies(app, people)
        quick, steady = quiz_in(classroom, "Quick"), quiz_in(classroom, "Steady")
        db.session.commit()
        with gunicorn("wsgi:app", environment(app), *CONFIG, port=port) as address:
            complete(database, asyncio.run(quiz_pupils.take(address, quick, jar[:AT_ONCE])))
            wrong = together(database, asyncio.run(quiz_pupils.go_on(address, steady, jar[AT_ONCE:])))
        return check(app, database, wrong)


def quiz_in(classroom: Classroom, title: str) -> str:
    quiz: Quiz = make_quiz(
        classroom, [single(f"Question {n}?") for n in range(QUESTIONS)], title=title, time_limit=3600
    )
    return quiz.public_id


def complete(database: str, taken: quiz_pupils.Taken) -> None:
    """Whole attempts: the card, the start, the page, ten answers, handing in, the result."""
    rate = len(taken.whole) / taken.seconds * 60
    figures.report(BENCH, f"{database}_attempts_a_minute", rate, "attempts/min", float(GOAL_PER_MINUTE))
    figures.report(BENCH, f"{database}_attempt_p95", figures.percentile(taken.whole, 0.95), "s")
    figures.verdict(
        f"{BENCH} {database}", f"{rate:.0f} attempts a minute", rate >= GOAL_PER_MINUTE, "239, as elsewhere"
    )


def together(database: str, taken: quiz_pupils.Taken) -> int:
    """A crowd that starts within ten seconds and saves every five."""
    name = f"{database}_{CROWDS[database]}"
    for deed, times in (("start", taken.starts), ("save", taken.saves)):
        for share in (0.5, 0.95):
            figures.report(BENCH, f"{name}_{deed}_p{share * 100:.0f}", figures.percentile(times, share) * 1000, "ms")
    figures.report(BENCH, f"{name}_errors", float(len(taken.wrong)), "errors")
    slow = figures.percentile(taken.saves, 0.95)
    figures.verdict(f"{BENCH} {name}", f"p95 of a save {slow:.2f} s", slow <= GOAL_SAVED, "2 s")
    for each in taken.wrong[:5]:
        figures.remark(each)
    return len(taken.wrong)


def check(app: Flask, database: str, wrong: int) -> int:
    """Each student has one attempt, and what was acknowledged is there."""
    db.session.rollback()
    attempts = list(db.session.scalars(select(Attempt)))
    unanswered = db.session.scalars(select(Response.attempt_id).where(Response.answer.is_(None))).all()
    open_ones = {each.id for each in attempts if each.state is AttemptState.OPEN}
    lost = [each for each in unanswered if each not in open_ones]
    good = not wrong and not lost and len(attempts) == AT_ONCE + CROWDS[database]
    verdict = f"{len(attempts)} attempts, {len(lost)} answers lost, {wrong} errors"
    figures.verdict(f"{BENCH} {database}", verdict, good, "one each, 0, 0")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
