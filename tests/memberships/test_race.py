"""Two at the same moment."""

from __future__ import annotations

import contextvars
import threading
from collections.abc import Callable

from flask import Flask
from sqlalchemy import select

from app import transaction
from app.actions import memberships
from app.extensions import db
from app.models.classroom import Classroom, JoinPolicy, Membership, MemberState
from app.models.event import Event
from app.models.user import User
from tests.support.people import make_classroom, make_member, make_user


def at_once(app: Flask, number: int, deed: Callable[[], object]) -> list[BaseException]:
    """Run `deed` in threads that start together, each with a context of its own; what went wrong."""
    barrier, wrong = threading.Barrier(number), []

    def run() -> None:
        with app.app_context():
            transaction.writes()
            barrier.wait()
            try:
                deed()
            except BaseException as error:
                wrong.append(error)

    threads = [threading.Thread(target=lambda: contextvars.Context().run(run)) for _each in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return wrong


def test_enrolling_eight_times_at_once_makes_one_member(app: Flask, school: object) -> None:
    classroom, student = make_classroom(join_policy=JoinPolicy.OPEN), make_user()
    ids = classroom.id, student.id
    db.session.commit()

    def join() -> None:
        found = db.session.get(Classroom, ids[0]), db.session.get(User, ids[1])
        memberships.join(*found)  # type: ignore[arg-type]

    assert at_once(app, 8, join) == []
    rows = db.session.scalars(select(Membership).where(Membership.user_id == ids[1])).all()
    assert [row.state for row in rows] == [MemberState.ACTIVE]
    assert db.session.scalars(select(Event.type)).all() == ["membership.joined"]


def test_approving_from_many_windows_rings_once(app: Flask, school: object) -> None:
    classroom = make_classroom()
    member = make_member(classroom, None, state=MemberState.REQUESTED)
    ids = member.id, classroom.owner_id
    db.session.commit()

    def approve() -> None:
        found = db.session.get(Membership, ids[0]), db.session.get(User, ids[1])
        memberships.approve(found[0], actor=found[1])  # type: ignore[arg-type]

    assert at_once(app, 6, approve) == []
    assert db.session.scalars(select(Event.type)).all() == ["membership.approved"]
