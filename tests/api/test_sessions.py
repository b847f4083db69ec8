"""Live sessions by the API: scheduled, changed, called off, listed; with the names of contract.md."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.classroom import Classroom
from app.models.live import LiveKind, LiveSession, LiveState, Provider
from app.models.user import User
from tests.support.api import Program
from tests.support.live import make_live
from tests.support.people import make_classroom, make_member, make_user
from tests.support.queries import counted

SOON = (clock.now() + timedelta(days=30)).replace(hour=9, minute=0, second=0, microsecond=0)


@pytest.fixture
def teacher(school: object) -> User:
    return make_user("teacher", "Tess Okonkwo", timezone="Europe/Berlin")


@pytest.fixture
def classroom(teacher: User) -> Classroom:
    return make_classroom(teacher)


@pytest.fixture
def student(classroom: Classroom) -> User:
    user = make_user("student", "Ina In")
    make_member(classroom, user)
    return user


def body(classroom: Classroom, **more: Any) -> dict[str, Any]:
    usual = {"classroom_id": classroom.public_id, "title": "Cells", "starts_at": SOON.isoformat(), "kind": "class"}
    return usual | {"duration_minutes": 45, "timezone": "Europe/Berlin"} | more


def of(session: dict[str, Any] | LiveSession, end: str = "") -> str:
    name = session["id"] if isinstance(session, dict) else session.public_id
    return f"/sessions/{name}{end}"


def test_scheduled_read_changed_and_called_off(app: Flask, classroom: Classroom, teacher: User, student: User) -> None:
    program = Program(app, teacher)
    made = program.post("/sessions", body(classroom, reminders=[15, 1440], description="Bring a leaf.\nAny.")).json
    assert made["status"] == "scheduled"
    assert made["ends_at"] == (SOON + timedelta(minutes=45)).isoformat().replace("+00:00", "Z")
    assert (made["reminders"], made["host"]["name"], made["conflicts"]) == ([15, 1440], "Tess Okonkwo", [])
    read = Program(app, student).get(of(made)).json
    assert (read["title"], read["description"]) == ("Cells", "Bring a leaf.\nAny.")
    assert "room" not in read
    changed = program.patch(of(made), {"title": "Cells again", "duration_minutes": 30, "version": made["version"]})
    assert (changed.json["title"], changed.json["duration_minutes"], changed.json["version"]) == ("Cells again", 30, 2)
    assert program.patch(of(made), {"title": "Late", "version": 1}).status_code == 409
    assert program.delete(of(made) + "?reason=Snow").status_code == 204
    after = program.get(of(made)).json
    assert (after["status"], after["cancel_reason"]) == ("cancelled", "Snow")
    assert program.patch(of(made), {"title": "Late"}).status_code == 409


def test_a_series_by_the_clocks_of_its_zone(app: Flask, classroom: Classroom, teacher: User) -> None:
    program = Program(app, teacher)
    rule = "RRULE:FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4"
    local = f"{SOON:%Y-%m-%d}T10:30:00"
    made = program.post("/sessions", body(classroom, rrule=rule, starts_at=local)).json
    assert made["rrule"] == "FREQ=WEEKLY;BYDAY=MO,WE;COUNT=4"
    assert made["series_id"]
    listed = program.get("/sessions", limit=2, classroom_id=classroom.public_id).json
    rest = program.get("/sessions", cursor=listed["next_cursor"]).json
    starts = sorted(each["starts_at"] for each in listed["items"] + rest["items"])
    assert len(starts) == 4
    assert starts[0] == made["starts_at"]
    moved = datetime.fromisoformat(made["starts_at"]) + timedelta(hours=1)
    answer = program.patch(of(made) + "?scope=all", {"starts_at": moved.isoformat()})
    assert answer.status_code == 200
    upcoming = program.get("/sessions/upcoming").json["items"]
    assert [each["starts_at"] > earlier for each, earlier in zip(upcoming, starts, strict=True)] == [True] * 4
    assert program.delete(of(upcoming[1]) + "?scope=following").status_code == 204
    assert len(program.get("/sessions", status="cancelled").json["items"]) == 3


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"title": ""}, "title"),
        ({"starts_at": "tomorrow"}, "starts_at"),
        ({"starts_at": "2020-01-01T10:00:00Z"}, "starts_at"),
        ({"duration_minutes": 0}, "duration_minutes"),
        ({"timezone": "Mars/Olympus"}, "zone"),
        ({"starts_at": "2027-01-01T10:00:00", "timezone": "../etc/passwd"}, "timezone"),
        ({"rrule": "FREQ=SECONDLY"}, "rule"),
        ({"rrule": "FREQ=DAILY;COUNT=1000000"}, "rule"),
        ({"kind": "party"}, "kind"),
        ({"reminders": [7]}, "reminders"),
        ({"host_id": "0" * 32}, "host_id"),
        ({"group_id": "0" * 32}, "group_id"),
        ({"user_ids": ["0" * 32]}, "people"),
        ({"provider": "link", "link_url": "javascript:1"}, "link_url"),
        ({"classroom_id": "0" * 32}, "classroom_id"),
        ({"room": "x"}, "room"),
    ],
)
def test_what_is_wrong_is_named(
    app: Flask, classroom: Classroom, teacher: User, wrong: dict[str, Any], field: str
) -> None:
    answer = Program(app, teacher).post("/sessions", body(classroom) | wrong)
    assert answer.status_code == 422
    assert set(answer.json["errors"]) == {field}
    assert db.session.scalars(select(LiveSession)).all() == []


def test_what_is_at_the_same_time_is_told(app: Flask, classroom: Classroom, teacher: User) -> None:
    other = make_live(make_classroom(teacher), title="Chess", starts_at=SOON + timedelta(minutes=30))
    db.session.commit()
    made = Program(app, teacher).post("/sessions", body(classroom)).json
    assert [each["id"] for each in made["conflicts"]] == [other.public_id]


def test_participants(app: Flask, classroom: Classroom, teacher: User, student: User) -> None:
    guest = make_user("student", "Gus Guest")
    make_member(make_classroom(teacher), guest)
    session = make_live(classroom)
    db.session.commit()
    program = Program(app, teacher)
    assert program.post(of(session, "/participants"), {"user_ids": [guest.public_id]}).status_code == 204
    assert (
        program.call("DELETE", of(session, "/participants"), json={"user_ids": [student.public_id]}).status_code == 204
    )
    listed = program.get(of(session, "/participants")).json["items"]
    assert {each["name"]: each["seat"] for each in listed} == {
        "Tess Okonkwo": None,
        "Ina In": "removed",
        "Gus Guest": "guest",
    }
    assert Program(app, guest).get("/sessions/upcoming").json["items"][0]["id"] == session.public_id
    assert Program(app, student).get(of(session)).status_code == 404
    answer = program.post(of(session, "/participants"), {"user_ids": [make_user("student").public_id]})
    assert answer.status_code == 422


def test_lists_are_filtered_and_ask_the_same_however_long(app: Flask, classroom: Classroom, teacher: User) -> None:
    make_live(classroom, state=LiveState.COMPLETED)
    make_live(classroom, kind=LiveKind.WEBINAR, title="Open evening", provider=Provider.LINK, link_url="https://x.org")
    db.session.commit()
    program = Program(app, teacher)
    assert [each["title"] for each in program.get("/sessions", kind="webinar").json["items"]] == ["Open evening"]
    assert len(program.get("/sessions", **{"from": clock.now().isoformat()}).json["items"]) == 1
    assert len(program.get("/sessions", to=clock.now().isoformat()).json["items"]) == 1
    assert program.get("/sessions", status="nothing").status_code == 422
    with counted() as few:
        program.get("/sessions")
    for _number in range(10):
        make_live(classroom)
    program.post("/sessions", body(classroom, rrule="FREQ=DAILY;COUNT=5"))
    with counted() as many:
        assert len(program.get("/sessions").json["items"]) == 17
    assert len(many) == len(few)


def test_a_link_is_for_those_who_teach(app: Flask, classroom: Classroom, teacher: User, student: User) -> None:
    session = make_live(classroom, provider=Provider.LINK, link_url="https://meet.example.org/x")
    db.session.commit()
    assert Program(app, teacher).get(of(session)).json["link_url"] == "https://meet.example.org/x"
    assert Program(app, student).get(of(session)).json["link_url"] is None
    assert Program(app, student).patch(of(session), {"title": "Mine"}).status_code == 403
    assert Program(app, student).post("/sessions", body(classroom)).status_code == 403
