"""All notifications in the office: looked for, reworded, taken away, written by hand (NOT15)."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select

from app import clock
from app.extensions import db
from app.models.audit import AuditEntry
from app.models.event import Dispatch, Event, EventText
from app.models.user import Role, User
from app.notifications import fanout, reading
from tests.notifications.reached import publish
from tests.support.browsing import Browser
from tests.support.people import make_user
from tests.support.queries import counted
from tests.support.ring import Ring, notes_of

LIST = "/admin/notifications"
NEW = f"{LIST}/new"
SAID = {"title": "Fire drill", "body": "At ten.", "group": "everybody", "level": "info", "role": "student"}


@pytest.fixture
def admin(client: Browser, ring: Ring) -> User:
    made = make_user(Role.ADMIN, "Root")
    client.log_in(made)
    return made


def _deeds() -> list[str]:
    return list(db.session.scalars(select(AuditEntry.deed).order_by(AuditEntry.id)))


def _by_hand() -> Event:
    return db.session.scalars(select(Event).where(Event.type == "notification.sent_by_hand")).one()


def test_filters(client: Browser, admin: User, ring: Ring) -> None:
    first, second = ring.students
    first.name, second.name = "Anna First", "Bea Second"
    db.session.commit()
    publish(ring)
    publish(ring)
    [old, new] = notes_of(first)
    reading.mark_read(first, [new.id])
    old.created_at = clock.now() - timedelta(days=9)
    db.session.commit()
    lately = (clock.now() - timedelta(days=2)).date().isoformat()
    expected = {
        "": 4,
        "?person=anna": 2,
        f"?person={first.email}": 2,
        "?state=read": 1,
        "?state=unread": 3,
        "?state=deleted": 0,
        "?type=new_content": 4,
        "?type=system": 0,
        f"?since={lately}": 3,
        f"?until={lately}": 1,
        "?q=bea": 2,
        f"?q={old.title.upper()}": 2,
        "?q=%25": 0,
        "?since=never&until=x&state=y": 4,
    }
    for query, number in expected.items():
        page = client.get(LIST + query)
        assert page.status_code == 200
        assert page.text.count('<th scope="row">') == number, query


def test_one_click_from_a_person(client: Browser, admin: User, ring: Ring) -> None:
    publish(ring)
    student = ring.students[0]
    page = client.get(f"/admin/users/{student.public_id}").text
    link = f"{LIST}?person={student.username}"
    assert link in page
    note = notes_of(student)[0]
    assert f"{LIST}/{note.public_id}" in client.get(link).text
    page = client.get(f"{LIST}/{note.public_id}").text
    assert "No device was subscribed." in page
    assert "About to be sent" in page


def test_reworded_for_all_who_were_told(client: Browser, admin: User, ring: Ring) -> None:
    """Each language keeps its own words; the other ways of the same language change along."""
    ring.students[1].language = "es"
    db.session.commit()
    publish(ring)
    note, spanish = notes_of(ring.students[0])[0], notes_of(ring.students[1])[0]
    foreign = spanish.title
    answer = client.post(f"{LIST}/{note.public_id}/text", data={"title": "Corrected", "body": "Better."})
    assert answer.status_code == 303
    assert (notes_of(ring.students[0])[0].title, notes_of(ring.students[1])[0].title) == ("Corrected", foreign)
    english = select(EventText.title).where(EventText.event_id == note.event_id, EventText.language == "en")
    assert set(db.session.scalars(english)) == {"Corrected"}
    assert _deeds() == ["notification.reworded"]
    entry = db.session.scalars(select(AuditEntry)).one()
    assert entry.after == {"title": "Corrected", "body": "Better."}


def test_same_words_in_all_languages_change_together(client: Browser, admin: User, ring: Ring) -> None:
    client.post(LIST, data=SAID)
    event = _by_hand()
    fanout.run(db.session.scalars(select(Dispatch.id).where(Dispatch.event_id == event.id)).one())
    note = notes_of(ring.students[0])[0]
    client.post(f"{LIST}/{note.public_id}/text", data={"title": "No drill", "body": ""})
    said = set(db.session.scalars(select(EventText.title).where(EventText.event_id == event.id)))
    assert said == {"No drill"}


@pytest.mark.parametrize("wrong", [{"title": ""}, {"title": "x" * 256}, {"body": "x" * 1001}])
def test_wrong_words(client: Browser, admin: User, ring: Ring, wrong: dict[str, str]) -> None:
    publish(ring)
    note = notes_of(ring.students[0])[0]
    assert client.post(f"{LIST}/{note.public_id}/text", data={"title": "Good", **wrong}).status_code == 422
    assert _deeds() == []


def test_taken_off_a_list(client: Browser, admin: User, ring: Ring) -> None:
    publish(ring)
    student = ring.students[0]
    note = notes_of(student)[0]
    assert client.post(f"{LIST}/{note.public_id}/removal").status_code == 303
    assert notes_of(student)[0].archived_at is not None
    assert notes_of(ring.students[1])[0].archived_at is None
    assert _deeds() == ["notification.removed"]
    client.post(f"{LIST}/{note.public_id}/removal")
    assert _deeds() == ["notification.removed"]


def test_counted_confirmed_sent_and_stopped(client: Browser, admin: User, ring: Ring) -> None:
    page = client.post(NEW, data=SAID)
    assert page.status_code == 200
    assert "It reaches 4 people" in page.text
    assert db.session.query(Event).count() == 0
    again = client.post(NEW, data={**SAID, "change": "1"}).text
    assert 'value="Fire drill"' in again
    sent = client.post(LIST, data=SAID)
    event = _by_hand()
    assert sent.headers["Location"] == f"{LIST}/sent/{event.public_id}"
    assert "On its way" in client.get(f"{LIST}/sent/{event.public_id}").text
    assert "Fire drill" in client.get(f"{LIST}/sent").text
    assert client.post(f"{LIST}/sent/{event.public_id}/cancellation").status_code == 303
    assert "Stopped" in client.get(f"{LIST}/sent/{event.public_id}").text
    assert client.post(f"{LIST}/sent/{event.public_id}/cancellation").status_code == 409
    assert _deeds() == ["notification.sent", "notification.cancelled"]


@pytest.mark.parametrize(
    "whom",
    [{"group": "role", "role": "teacher"}, {"group": "people"}, {"group": "classroom"}],
    ids=lambda w: w["group"],
)
def test_groups(client: Browser, admin: User, ring: Ring, whom: dict[str, str]) -> None:
    more = {"person": ring.students[0].username, "classroom_id": ring.classroom.public_id}
    number = {"role": 1, "people": 1, "classroom": 3}[whom["group"]]
    page = client.post(NEW, data={**SAID, **more, **whom}).text
    assert f"It reaches {number} p" in page


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"title": ""}, "This is needed."),
        ({"group": "people", "person": "nobody"}, "There is no active person"),
        ({"group": "classroom", "classroom_id": "x"}, "There is no such class."),
        ({"group": "x"}, "Not a valid choice"),
        ({"redirect_url": "https://elsewhere.example"}, "path of this school"),
    ],
)
def test_refused(client: Browser, admin: User, ring: Ring, wrong: dict[str, str], message: str) -> None:
    for path in (NEW, LIST):
        answer = client.post(path, data={**SAID, **wrong})
        assert answer.status_code == 422
    assert db.session.query(Event).count() == 0


def test_the_bell_shows_what_is_unread(client: Browser, admin: User, ring: Ring) -> None:
    client.post(LIST, data=SAID)
    event = _by_hand()
    fanout.run(db.session.scalars(select(Dispatch.id).where(Dispatch.event_id == event.id)).one())
    [note] = notes_of(admin)
    for path in (LIST, f"{LIST}/{note.public_id}", f"{LIST}/sent/{event.public_id}"):
        assert 'data-unread="1"' in client.get(path).text, path


@pytest.mark.parametrize("number", [50, 10_000])
def test_few_queries_however_many(client: Browser, admin: User, ring: Ring, number: int) -> None:
    ring.crowd(number)
    publish(ring)
    client.get(LIST)
    with counted() as queries:
        assert client.get(LIST).status_code == 200
    assert len(queries) <= 11, queries
