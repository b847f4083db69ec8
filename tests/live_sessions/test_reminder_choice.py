"""What one says about being reminded of live sessions, on the page and by the API."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import func, select

from app.extensions import db
from app.models.calendar_feed import ReminderChoice
from app.notifications import session_reminders
from tests.support.people import make_token
from tests.support.ring import Ring

PAGE = "/notifications/preferences"
SETTINGS = "/api/v1/notifications/settings"


def test_on_the_page_one_chooses_and_lets_go_again(app: Flask, ring: Ring) -> None:
    student = ring.students[0]
    client = app.test_client().log_in(student)
    assert "Reminders of live sessions" in client.get(PAGE).text
    sent = client.post(f"{PAGE}/reminders", data={"whose": "own", "minutes": ["15", "1440"]})
    assert sent.location.endswith("#reminders")
    assert session_reminders.of(student) == [15, 1440]
    assert client.get(PAGE).text.count("checked") > 2
    client.post(f"{PAGE}/reminders", data={"whose": "own"})
    assert session_reminders.of(student) == []
    client.post(f"{PAGE}/reminders", data={"whose": "teachers", "minutes": ["15"]})
    assert session_reminders.of(student) is None
    assert session_reminders.of(ring.students[1]) is None


def test_what_is_not_offered_is_not_kept(app: Flask, ring: Ring) -> None:
    client = app.test_client().log_in(ring.students[0])
    for data in ({"whose": "own", "minutes": ["16"]}, {"whose": "nobody"}, {"whose": "own", "minutes": ["x"]}):
        assert client.post(f"{PAGE}/reminders", data=data).status_code == 422
    assert db.session.scalar(select(func.count()).select_from(ReminderChoice)) == 0


def test_programs_choose_the_same(app: Flask, ring: Ring) -> None:
    student = ring.students[0]
    client = app.test_client()
    headers = {"Authorization": f"Bearer {make_token(student)}"}
    switches = {"push_on": True, "email_on": True}
    assert client.get(SETTINGS, headers=headers).json["session_reminders"] is None
    for given in ([60], [], None):
        body = {**switches, "session_reminders": given}
        assert client.put(SETTINGS, json=body, headers=headers).json["session_reminders"] == given
    kept = client.put(SETTINGS, json={**switches, "session_reminders": [15, 30]}, headers=headers)
    assert kept.json["session_reminders"] == [15, 30]
    assert client.put(SETTINGS, json=switches, headers=headers).json["session_reminders"] == [15, 30]
    for wrong in ([16], ["15"], 15, [15] * 9):
        answer = client.put(SETTINGS, json={**switches, "session_reminders": wrong}, headers=headers)
        assert answer.status_code == 422
    assert session_reminders.of(student) == [15, 30]
