"""One's live sessions on the start page and on a page of their own (LIV12, LIV14)."""

from __future__ import annotations

from datetime import timedelta

import pytest

from app import clock
from app.extensions import db
from app.models.live import LiveState
from app.models.live_people import LiveAttendance, Presence
from app.models.recording import Recording, RecordingSource, RecordingState
from tests.support.live import make_live
from tests.support.people import make_classroom, make_member, make_user
from tests.support.queries import counted


def body(client, user, path):
    client.log_in(user)
    return client.get(path).get_data(as_text=True).split("<main")[1]


def places(text, *titles):
    return [text.find(f">{title}<") for title in titles]


@pytest.mark.parametrize("path", ["/", "/sessions"])
def test_what_goes_on_comes_first_with_the_way_in_then_what_is_next(client, ring, path):
    now = clock.now()
    make_live(ring.classroom, title="Tomorrow", starts_at=now + timedelta(days=1))
    make_live(ring.classroom, title="Tonight", starts_at=now + timedelta(hours=3))
    going_on = make_live(ring.classroom, title="Now", state=LiveState.LIVE)
    make_live(ring.classroom, title="Over", state=LiveState.COMPLETED)
    make_live(ring.classroom, title="Off", state=LiveState.CANCELLED)
    db.session.commit()
    for reader in (ring.students[0], ring.teacher):
        text = body(client, reader, path)

        found = places(text, "Now", "Tonight", "Tomorrow")
        assert found == sorted(found)
        assert -1 not in found
        assert places(text, "Off") == [-1]
        assert text.count(f"/sessions/{going_on.public_id}/join") == 1


def test_only_ones_own_are_listed_however_open_others_are(client, ring):
    make_live(make_classroom(ring.teacher), title="Elsewhere")
    make_live(make_classroom(), title="Open to all", kind="webinar", doors="members", for_class=False)
    db.session.commit()

    assert places(body(client, ring.students[0], "/sessions"), "Elsewhere", "Open to all") == [-1, -1]
    assert places(body(client, ring.students[0], "/"), "Elsewhere", "Open to all") == [-1, -1]


def test_people_are_let_to_the_door_a_quarter_of_an_hour_before(client, ring):
    soon = make_live(ring.classroom, title="Soon", starts_at=clock.now() + timedelta(minutes=14))
    later = make_live(ring.classroom, title="Later", starts_at=clock.now() + timedelta(minutes=17))
    db.session.commit()

    text = body(client, ring.students[0], "/sessions")

    assert f"/sessions/{soon.public_id}/join" in text
    assert f"/sessions/{later.public_id}/join" not in text


def test_of_what_is_over_each_sees_how_he_was_there_and_what_was_recorded(client, ring):
    session = make_live(ring.classroom, title="Over", state=LiveState.COMPLETED)
    late, absent = ring.students
    counted_as = {late.id: (Presence.LATE, None), absent.id: (Presence.PRESENT, Presence.ABSENT)}
    for user_id, (status, corrected) in counted_as.items():
        db.session.add(LiveAttendance(session_id=session.id, user_id=user_id, status=status, corrected=corrected))
    link = {"source": RecordingSource.LINK, "state": RecordingState.READY, "link_url": "https://example.org/film"}
    recording = Recording(session_id=session.id, title="Over", **link)
    db.session.add(recording)
    db.session.commit()

    of_late, of_absent = body(client, late, "/sessions?show=past"), body(client, absent, "/sessions?show=past")
    of_teacher = body(client, ring.teacher, "/sessions?show=past")

    assert "You were late" in of_late
    assert "You were absent" in of_absent
    assert f"/recordings/{recording.public_id}" in of_late
    assert "/attendance" not in of_late
    assert f"/sessions/{session.public_id}/attendance" in of_teacher


def test_who_teaches_schedules_from_there_in_each_of_his_classes(client, ring):
    other = make_classroom(ring.teacher, title="Chess")
    put_away = make_classroom(ring.teacher, title="Old", state="archived")
    db.session.commit()

    text = body(client, ring.teacher, "/sessions")

    for classroom, offered in ((ring.classroom, True), (other, True), (put_away, False)):
        assert (f"/classrooms/{classroom.public_id}/live/new" in text) is offered
    assert "/live/new" not in body(client, ring.students[0], "/sessions")


@pytest.mark.parametrize("path", ["/sessions", "/sessions?show=past"])
def test_it_asks_no_more_for_many_than_for_few_and_shows_a_page_at_a_time(client, ring, path):
    client.log_in(ring.students[0])

    def asked():
        with counted() as queries:
            client.get(path)
        return len(queries)

    def fill(number):
        for _ in range(number):
            classroom = make_classroom(ring.teacher)
            make_member(classroom, ring.students[0])
            make_live(classroom)
            make_live(classroom, state=LiveState.COMPLETED)
        db.session.commit()

    fill(1)
    few = asked()
    fill(40)

    assert asked() == few <= 12
    assert 'rel="next"' in client.get(path).get_data(as_text=True)


def test_strangers_see_an_empty_page(client, ring):
    make_live(ring.classroom)
    db.session.commit()

    assert "No live sessions" in body(client, make_user(), "/sessions")
