"""The bell, its counters and the history (NOT4, NOT14; notifications.md 4.3)."""

from __future__ import annotations

import pytest
from flask import Flask

from app.extensions import db
from app.notifications import fanout, hints, reading
from tests.support.people import make_user
from tests.support.queries import counted
from tests.support.ring import Ring, notes_of


@pytest.fixture
def student(ring: Ring) -> object:
    for number in range(3):
        fanout.run(ring.dispatch(ring.publish(title=f"Lesson {number}")).id)
    return ring.students[0]


def test_the_badge_is_on_every_page(student: object, app: Flask) -> None:
    page = app.test_client().log_in(student).get("/notifications").get_data(as_text=True)
    assert 'data-unread="3"' in page
    assert 'aria-label="Notifications, 3 unread"' in page


def test_opening_marks_read_and_leads_to_the_target(student: object, app: Flask) -> None:
    client = app.test_client().log_in(student)
    note = notes_of(student)[0]
    before = hints.position(student.id)
    response = client.post(f"/notifications/{note.public_id}/opening")
    assert response.status_code == 303
    assert response.location == note.path
    after = hints.position(student.id)
    assert (after["unread"], after["version"]) == (2, before["version"] + 1)
    client.post(f"/notifications/{note.public_id}/opening")
    assert hints.position(student.id)["version"] == after["version"]


def test_marking_all_leaves_what_came_meanwhile(student: object, ring: Ring, app: Flask) -> None:
    """Test 26 of notifications.md 5."""
    seen = hints.position(student.id)["last_seq"]
    fanout.run(ring.dispatch(ring.publish(title="Late")).id)
    app.test_client().log_in(student).post("/notifications/reading", data={"up_to_seq": seen})
    unread = [note.title for note in notes_of(student) if note.is_unread]
    assert unread == ["New lesson: Late"]


def test_anothers_is_not_found(student: object, app: Flask) -> None:
    note = notes_of(student)[0]
    client = app.test_client().log_in(make_user())
    assert client.post(f"/notifications/{note.public_id}/opening").status_code == 404
    assert client.post(f"/notifications/{note.public_id}/deletion").status_code == 404
    db.session.refresh(note)
    assert note.is_unread


def test_deleting_takes_it_off_the_list_and_the_count(student: object, app: Flask) -> None:
    client = app.test_client().log_in(student)
    note = notes_of(student)[0]
    client.post(f"/notifications/{note.public_id}/deletion")
    assert note.title not in client.get("/notifications").get_data(as_text=True)
    assert hints.position(student.id)["unread"] == 2


def test_sync_says_what_came_since(student: object, app: Flask) -> None:
    client = app.test_client().log_in(student)
    answer = client.get("/notifications/sync?since=1")
    said = answer.json
    assert (said["unread"], said["last_seq"], said["reset"]) == (3, 3, False)
    assert [item["seq"] for item in said["items"]] == [2, 3]
    same = client.get("/notifications/sync?since=1", headers={"If-None-Match": answer.headers["ETag"]})
    assert same.status_code == 304
    assert client.get("/notifications/sync?since=99").json["reset"] is True
    assert client.get("/notifications/sync?since=junk").status_code == 200


def test_sync_is_refused_without_signing_in(client: object) -> None:
    assert client.get("/notifications/sync").status_code == 302


@pytest.mark.parametrize("path", ["/notifications", "/notifications/recent", "/notifications/preferences"])
def test_pages_for_each_role(student: object, app: Flask, path: str) -> None:
    for person in (student, make_user("teacher"), make_user("admin")):
        headers = {"HX-Request": "true"} if path.endswith("recent") else {}
        assert app.test_client().log_in(person).get(path, headers=headers).status_code == 200


def test_the_history_takes_as_many_queries_for_50_as_for_3(student: object, ring: Ring, app: Flask) -> None:
    client = app.test_client().log_in(student)
    with counted() as few:
        client.get("/notifications")
    for number in range(20):
        fanout.run(ring.dispatch(ring.publish(title=f"More {number}")).id)
    with counted() as many:
        client.get("/notifications")
    assert len(many) == len(few) <= 9, many


def test_random_reading_never_drifts(student: object, ring: Ring) -> None:
    """The count is what a fresh look finds."""
    import random

    dice = random.Random(7)
    for _ in range(30):
        ids = [note.id for note in notes_of(student) if dice.random() < 0.5]
        verb = dice.choice([reading.mark_read, reading.mark_unread, reading.archive])
        verb(student, ids)
        if dice.random() < 0.3:
            fanout.run(ring.dispatch(ring.publish()).id)
        db.session.expire_all()
        fresh = sum(1 for note in notes_of(student) if note.is_unread and note.archived_at is None)
        assert hints.position(student.id)["unread"] == fresh
