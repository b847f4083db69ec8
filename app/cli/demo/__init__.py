"""The demo school: believable people, classes and lessons, whose past is lived through the actions.

`school.toml` names the people, `classes/*.toml` what is taught; the modules beside this one know what one does there.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from flask import current_app
from sqlalchemy import select

from app import clock
from app.actions import schools
from app.cli.demo import (
    announcements,
    classes,
    grading,
    learning,
    live,
    media,
    outline,
    people,
    quizzes,
    recognition,
    recordings,
    sending,
    visits,
    webinars,
    wishes,
)
from app.cli.demo.data import ADMIN, SCHOOL
from app.cli.demo.find import person
from app.cli.demo.history import History
from app.extensions import db
from app.models.school import Registration, School
from app.models.user import User
from app.transaction import action

# Everybody's password is in the README. The first log-in of each person makes the hash anew at the school's own cost.
CHEAP = {"time_cost": 1, "memory_cost": 8, "parallelism": 1}


def is_there() -> bool:
    """Whether the demo school was made here to its end: it gets its name last."""
    name = db.session.scalar(select(School.name).where(School.id == 1))
    return name == SCHOOL["name"] and db.session.scalar(User.by_login(ADMIN["email"])) is not None


def make() -> History:
    """Make the school. Needs a migrated database without people; returns what happened there."""
    with _cheap_passwords():
        people.open_school(SCHOOL["opened_days_ago"])
        history = History(clock.now(), SCHOOL["timezone"])
        people.plan(history)
        classes.plan(history)
        outline.plan(history)
        media.plan(history)
        learning.plan(history)
        quizzes.plan(history)
        grading.plan(history)
        announcements.plan(history)
        recognition.plan(history)
        live.plan(history)
        recordings.plan(history)
        webinars.plan(history)
        wishes.plan(history)
        visits.plan(history)
        sending.plan(history)
        history.play()
    sending.settle()
    sending.cancel_the_rest()
    _name()
    sending.add_up()
    return history


@contextmanager
def _cheap_passwords() -> Iterator[None]:
    app = current_app
    usual = app.config.get("PASSWORD_COST", {})
    app.extensions.pop("password_hasher", None)
    app.config["PASSWORD_COST"] = CHEAP
    try:
        yield
    finally:
        app.config["PASSWORD_COST"] = usual
        app.extensions.pop("password_hasher", None)


@action
def _name() -> None:
    schools.change(
        actor=person(ADMIN["username"]),
        name=SCHOOL["name"],
        registration=Registration.OPEN,
        language="en",
        timezone=SCHOOL["timezone"],
    )
