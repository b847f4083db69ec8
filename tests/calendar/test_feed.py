"""The personal calendar feed (LIV11, security.md T9): its address, what it holds, and who it opens nothing for."""

from __future__ import annotations

import logging
import re
from datetime import timedelta

import pytest
import vobject

from app import clock
from app.actions import calendar_feeds
from app.errors import Forbidden
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.calendar_feed import CalendarFeed
from app.models.live import LiveKind, LiveState
from app.models.user import Status
from app.web import limits
from tests.support.live import make_live, make_participant
from tests.support.people import make_classroom, make_member, make_user
from tests.support.queries import counted
from tests.support.quizzes import make_quiz

ADDRESS = re.compile(r"http://localhost(/calendar/feed/[\w-]+\.ics)")


@pytest.fixture(autouse=True)
def _counters():
    limits.forget_all()


def address(client, user):
    """Made on the page, as people do."""
    client.log_in(user)
    answer = client.post("/calendar/feed")
    assert answer.status_code == 201
    return ADDRESS.search(answer.get_data(as_text=True))[1]


def events(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "text/calendar"
    return {
        event.summary.value: event
        for event in vobject.readOne(answer.get_data(as_text=True)).contents.get("vevent", [])
    }


def test_one_address_each_is_shown_once_and_only_its_hash_is_kept(client, ring):
    path = address(client, ring.students[0])
    token = path.removeprefix("/calendar/feed/").removesuffix(".ics")

    [kept] = db.session.query(CalendarFeed)

    assert token not in (kept.token_hash, client.get("/calendar/feed").get_data(as_text=True))
    assert len(token) >= 43
    assert [entry.deed for entry in db.session.query(AuditEntry)][-1] == "calendar.address_made"


def test_it_needs_no_log_in_and_holds_what_concerns_its_owner_alone(client, ring):
    student, stranger = ring.students[0], make_user()
    elsewhere = make_classroom(ring.teacher, title="Chess")
    make_live(ring.classroom, title="Cells")
    make_live(elsewhere, title="Openings")
    one = make_live(ring.classroom, title="Between us", kind=LiveKind.ONE_TO_ONE, for_class=False)
    make_participant(one, ring.students[1])
    db.session.commit()
    path, of_stranger = address(client, student), address(client, stranger)
    anybody = client.application.test_client()

    assert set(events(anybody, path)) == {"Cells"}
    assert set(events(anybody, of_stranger)) == set()


def test_every_occurrence_is_an_event_with_the_public_id_and_the_number_of_its_changes(client, ring):
    session = make_live(ring.classroom, title="Cells", sequence=3, starts_at=clock.now().replace(microsecond=0))
    db.session.commit()

    event = events(client, address(client, ring.students[0]))["Cells"]

    assert event.uid.value == f"{session.public_id}@localhost"
    assert event.sequence.value == "3"
    assert event.dtstart.value == session.starts_at
    assert event.url.value == f"http://localhost/sessions/{session.public_id}"
    assert session.room not in str(event)
    assert session.room_secret not in str(event)


def test_what_was_called_off_stays_for_a_month_as_cancelled(client, ring):
    lately, long_ago = clock.now() - timedelta(days=29), clock.now() - timedelta(days=31)
    make_live(ring.classroom, title="Lately", state=LiveState.CANCELLED).cancelled_at = lately
    make_live(ring.classroom, title="Long ago", state=LiveState.CANCELLED).cancelled_at = long_ago
    db.session.commit()

    found = events(client, address(client, ring.students[0]))

    assert {title: event.status.value for title, event in found.items()} == {"Lately": "CANCELLED"}


def test_quizzes_stand_there_when_they_close_and_unpublished_ones_do_not(client, ring):
    closes = clock.now().replace(microsecond=0) + timedelta(days=2)
    make_quiz(ring.classroom, title="Fractions", closes_at=closes)
    make_quiz(ring.classroom, title="Secret", closes_at=closes, published=False)
    db.session.commit()

    found = events(client, address(client, ring.students[0]))

    assert set(found) == {"Fractions closes"}
    assert found["Fractions closes"].dtstart.value == closes
    assert "dtend" not in found["Fractions closes"].contents


def test_whoever_leaves_the_class_has_its_sessions_no_longer(client, ring):
    member = make_member(ring.classroom, student := make_user())
    make_live(ring.classroom, title="Cells")
    db.session.commit()
    path = address(client, student)
    assert set(events(client, path)) == {"Cells"}

    member.state = "left"
    db.session.commit()

    assert set(events(client, path)) == set()


def test_a_new_address_ends_the_one_before_and_a_removed_one_opens_nothing(client, ring):
    student = ring.students[0]
    first = address(client, student)
    second = address(client, student)
    assert client.get(first).status_code == 404
    assert client.get(second).status_code == 200

    assert client.post("/calendar/feed/removal").status_code == 303

    assert client.get(second).status_code == 404
    assert db.session.query(CalendarFeed).count() == 0


def test_the_token_of_one_never_opens_the_calendar_of_another(client, ring):
    make_live(ring.classroom, title="Cells")
    db.session.commit()
    first, second = address(client, ring.students[0]), address(client, make_user())

    assert first != second
    assert set(events(client, first)) == {"Cells"}
    assert set(events(client, second)) == set()
    with pytest.raises(Forbidden):
        calendar_feeds.renew(ring.students[0], actor=ring.students[1])
    with pytest.raises(Forbidden):
        calendar_feeds.remove(ring.students[0], actor=ring.teacher)


def test_an_account_that_is_shut_opens_nothing(client, ring):
    student = ring.students[0]
    path = address(client, student)
    student.status = Status.DEACTIVATED
    db.session.commit()

    assert client.get(path).status_code == 404


def test_it_is_seen_when_a_calendar_last_looked(client, ring):
    student = ring.students[0]
    path = address(client, student)
    assert "No calendar has looked there yet." in client.get("/calendar/feed").get_data(as_text=True)

    client.get(path).close()

    assert db.session.get(CalendarFeed, student.id, populate_existing=True).last_used_at is not None
    assert "A calendar last looked there" in client.get("/calendar/feed").get_data(as_text=True)


def test_many_wrong_tokens_are_told_to_wait_whatever_they_try(client, ring):
    path = address(client, ring.students[0])
    codes = [client.get(f"/calendar/feed/wrong{number}.ics").status_code for number in range(120)]

    assert codes == [404] * 100 + [429] * 20
    assert client.get(path).status_code == 429


def test_one_feed_is_not_fetched_more_often_than_calendars_do(client, ring):
    path = address(client, ring.students[0])
    codes = [client.get(path).status_code for _ in range(65)]

    assert codes == [200] * 60 + [429] * 5


def test_what_did_not_change_is_not_sent_again(client, ring):
    make_live(ring.classroom)
    db.session.commit()
    path = address(client, ring.students[0])
    first = client.get(path)

    same = client.get(path, headers={"If-None-Match": first.headers["ETag"]})

    assert (same.status_code, same.get_data()) == (304, b"")


def test_nobody_learns_the_token_from_where_it_was_used_or_from_our_logs(client, ring, caplog):
    path = address(client, ring.students[0])
    with caplog.at_level(logging.DEBUG):
        answer = client.get(path)

    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert answer.headers["X-Robots-Tag"] == "noindex"
    assert "/calendar/feed/" in caplog.text
    assert path.removeprefix("/calendar/feed/")[:20] not in caplog.text


def test_what_it_asks_does_not_grow_with_what_it_holds(client, ring):
    path = address(client, ring.students[0])

    def asked():
        with counted() as queries:
            client.get(path)
        return len(queries)

    make_live(ring.classroom)
    db.session.commit()
    few = asked()
    for number in range(20):
        make_live(ring.classroom, title=str(number))
    db.session.commit()

    assert asked() <= few <= 6
