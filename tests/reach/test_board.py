"""Who of a class can be reached."""

from __future__ import annotations

from datetime import timedelta

from app import clock
from app.extensions import db
from app.models.credential import UserSession
from app.models.suppression import SuppressionReason
from app.models.user import User
from app.notifications import suppressions
from app.reports import reachability
from app.reports.reachability import Reachable
from tests.notifications.reached import make_device, publish, send
from tests.support.browsing import Browser
from tests.support.people import make_member, make_session, make_user
from tests.support.ring import Ring


def _silent(ring: Ring, name: str) -> User:
    user = make_user(name=name, email=None, email_confirmed_at=None)
    make_member(ring.classroom, user)
    return user


def test_who_cannot_be_reached(ring: Ring) -> None:
    _silent(ring, "Away Asa")
    here, ringing = _silent(ring, "Here Hana"), _silent(ring, "Ringing Rosa")
    make_session(here)
    make_device(ringing)
    counts = reachability.counts(ring.classroom)
    assert counts == {None: 5, Reachable.BELL: 2, Reachable.NOT: 1}
    listed = db.session.scalars(reachability.students(ring.classroom, Reachable.NOT)).all()
    assert [member.user.name for member in listed] == ["Away Asa"]


def test_a_week_without_a_visit(ring: Ring) -> None:
    here = _silent(ring, "Here Hana")
    make_session(here)
    db.session.query(UserSession).update({"last_seen_at": clock.now() - timedelta(days=8)})
    db.session.commit()
    assert reachability.counts(ring.classroom)[Reachable.NOT] == 1


def test_which_way_last_worked(ring: Ring) -> None:
    student = ring.students[0]
    publish(ring)
    send(*ring.students)
    standing = reachability.standings([student])[student.id]
    assert standing.mail_sent is not None
    assert standing.push_sent is None
    assert not standing.is_here


def test_an_address_from_which_mail_came_back(ring: Ring) -> None:
    student = ring.students[0]
    suppressions.add([student.email or ""], SuppressionReason.BOUNCE)
    db.session.commit()
    assert reachability.counts(ring.classroom)[Reachable.BELL] == 1
    assert reachability.standings([student])[student.id].mail_refused


def test_page(client: Browser, ring: Ring) -> None:
    _silent(ring, "Away Asa")
    publish(ring)
    client.log_in(ring.teacher)
    page = client.get(f"/classrooms/{ring.classroom.public_id}/reach?show=not").text
    assert "Away Asa" in page
    assert ring.students[0].name not in page
    assert (
        f"/classrooms/{ring.classroom.public_id}/reach"
        in client.get(f"/classrooms/{ring.classroom.public_id}/people").text
    )
