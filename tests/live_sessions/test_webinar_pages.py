"""Registering for a webinar on its page and by the API, the host's list, and what the world is shown."""

from __future__ import annotations

from html import unescape
from typing import Any

import pytest
from flask import Flask

from app.actions import live_registrations
from app.extensions import db
from app.models.classroom import State
from app.models.live import Doors, LiveKind, LiveSession, LiveState, Registration
from app.models.live_people import LiveParticipant, Seat
from app.models.user import User
from tests.support.api import Program
from tests.support.live import make_live
from tests.support.people import make_user
from tests.support.queries import counted
from tests.support.ring import Ring


def webinar(ring: Ring, **settings: Any) -> LiveSession:
    usual = {"for_class": False, "doors": Doors.PUBLIC, "registration": Registration.OPEN, "seats": 1}
    session = make_live(ring.classroom, **({"kind": LiveKind.WEBINAR} | usual | settings))
    session.description = "Bring your own leaf."
    db.session.commit()
    return session


def read(client: Any, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, answer.status
    return " ".join(unescape(answer.text).split())


@pytest.fixture
def outsider(ring: Ring) -> User:
    return make_user(name="Olga Outside")


def test_one_registers_waits_and_gives_the_seat_back(app: Flask, ring: Ring, outsider: User) -> None:
    session, late = webinar(ring), make_user(name="Lou Late")
    page = f"/sessions/{session.public_id}"
    client, other = app.test_client().log_in(outsider), app.test_client().log_in(late)
    shown = read(client, page)
    assert "1 of 1 seats is free." in shown
    assert f"/classrooms/{ring.classroom.public_id}/live" not in shown
    assert client.post(f"/webinars/{session.public_id}/registration").status_code == 303
    assert "You have a seat." in read(client, page)
    assert "Join the waiting list" in read(other, page)
    other.post(f"/webinars/{session.public_id}/registration")
    assert "at place 1" in read(other, page)
    assert client.post(f"/webinars/{session.public_id}/registration/removal").location == page
    assert "You have a seat." in read(other, page)
    assert "Join the waiting list" in read(client, page)


def test_a_host_lets_people_in_or_not(app: Flask, ring: Ring, outsider: User) -> None:
    session, late = webinar(ring, registration=Registration.APPROVED), make_user(name="Lou Late")
    for person in (outsider, late):
        live_registrations.register(session, actor=person)
    page = f"/webinars/{session.public_id}/registrations"
    host = app.test_client().log_in(ring.teacher)
    shown = read(host, page)
    assert "Olga Outside" in shown
    assert "Approve all" in shown
    host.post(f"{page}/approval", data={"person": outsider.public_id})
    host.post(f"{page}/refusal", data={"person": late.public_id})
    assert "Olga Outside" in read(host, f"{page}?show=guest")
    assert "Lou Late" in read(host, f"{page}?show=declined")
    assert f"{page}?show=guest" in read(host, f"/sessions/{session.public_id}")
    assert "Lou Late" not in read(host, f"{page}?show=nonsense")
    assert "has not kept a seat" in read(app.test_client().log_in(late), f"/sessions/{session.public_id}")
    for person in ("nobody", ring.students[0].public_id):
        assert host.post(f"{page}/refusal", data={"person": person}).status_code == 404
    assert host.post(f"{page}/approval").status_code == 303
    assert app.test_client().log_in(outsider).get(page).status_code == 403


def test_the_list_asks_no_more_for_many(app: Flask, ring: Ring) -> None:
    session = webinar(ring, seats=None)
    host, page = app.test_client().log_in(ring.teacher), f"/webinars/{session.public_id}/registrations?show=guest"
    live_registrations.register(session, actor=make_user())
    with counted() as few:
        read(host, page)
    for _ in range(15):
        live_registrations.register(session, actor=make_user())
    with counted() as many:
        read(host, page)
    assert len(few) == len(many) <= 12, many


def test_the_world_sees_what_it_is_and_nobody_of_it(app: Flask, ring: Ring, outsider: User) -> None:
    session = webinar(ring)
    live_registrations.register(session, actor=outsider)
    page, anyone = f"/webinars/{session.public_id}", app.test_client()
    text = read(anyone, page)
    assert session.title in text
    assert "Bring your own leaf." in text
    assert "/login?next=" in text
    for secret in (session.room, session.room_secret, outsider.name, ring.teacher.name, ring.classroom.title):
        assert secret not in text
    assert app.test_client().log_in(outsider).get(page).location == f"/sessions/{session.public_id}"
    session.state, session.cancelled_at, session.cancel_reason = LiveState.CANCELLED, session.starts_at, "Tess is ill"
    db.session.commit()
    text = read(anyone, page)
    assert "is cancelled" in text
    assert "Tess" not in text


@pytest.mark.parametrize(
    "change",
    [{"doors": Doors.MEMBERS}, {"doors": Doors.INVITED}, {"kind": LiveKind.CLASS}, {"class": State.DRAFT}],
    ids=str,
)
def test_what_is_not_for_the_world_is_not_there(app: Flask, ring: Ring, change: dict[str, Any]) -> None:
    ring.classroom.state = change.pop("class", State.PUBLISHED)
    session = webinar(ring, **change)
    assert app.test_client().get(f"/webinars/{session.public_id}").status_code == 404


def test_only_a_webinar_that_takes_names_has_a_list(app: Flask, ring: Ring) -> None:
    session = make_live(ring.classroom)
    db.session.commit()
    student = app.test_client().log_in(ring.students[0])
    assert "registration-title" not in read(student, f"/sessions/{session.public_id}")
    assert student.post(f"/webinars/{session.public_id}/registration").status_code == 403


def test_programs_do_the_same(app: Flask, ring: Ring, outsider: User) -> None:
    session, late = webinar(ring, registration=Registration.APPROVED), make_user(name="Lou Late")
    path = f"/webinars/{session.public_id}"
    mine, other, host = (Program(app, person) for person in (outsider, late, ring.teacher))
    assert mine.get(f"{path}/registration").json == {"seat": None, "place": None, "free_seats": 1}
    assert mine.post(f"{path}/registration").json["seat"] == "requested"
    other.post(f"{path}/registration")
    listed = host.get(f"{path}/registrations", limit=1).json
    rest = host.get(f"{path}/registrations", limit=1, cursor=listed["next_cursor"]).json
    assert [each["items"][0]["name"] for each in (listed, rest)] == ["Olga Outside", "Lou Late"]
    assert host.post(f"{path}/registrations/{outsider.public_id}/approval").json["seat"] == "guest"
    assert host.post(f"{path}/registrations/approval").json == {"approved": 1}
    assert other.get(f"{path}/registration").json == {"seat": "waiting", "place": 1, "free_seats": 0}
    assert host.post(f"{path}/registrations/{outsider.public_id}/rejection").json["seat"] == "declined"
    assert [item["user_id"] for item in host.get(f"{path}/registrations", seat="guest").json["items"]] == [
        late.public_id
    ]
    assert other.delete(f"{path}/registration").status_code == 204
    assert mine.post(f"{path}/registration").status_code == 409
    assert mine.get(f"{path}/registrations").status_code == 403
    assert host.post(f"{path}/registrations/{'0' * 32}/approval").status_code == 404
    assert host.get(f"{path}/registration").status_code == 403
    left = db.session.query(LiveParticipant).filter_by(session_id=session.id).all()
    assert {each.seat for each in left} == {Seat.DECLINED}
